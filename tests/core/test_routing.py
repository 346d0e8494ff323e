"""Who is called next, in which order, and how many stand before a ticket."""

from itertools import cycle

import msgspec
import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from queue_server.core import commands as c
from queue_server.core.day import HallDay
from queue_server.core.decide import decide
from queue_server.core.evolve import evolve
from queue_server.core.routing import ahead, calling_order, next_ticket, takers
from queue_server.core.setup import PolicyName, PriorityClass
from tests.core.story import SETUP, Given, given, opened, staffed, ticket

MINUTE = 60_000


def taken(at_min: float, priority: PriorityClass = "normal", services: tuple[str, ...] = ()) -> c.TakeTicket:
    return c.TakeTicket(at_ms=round(at_min * MINUTE), by="kiosk", priority=priority, services=services)


def ruled(policy: PolicyName, **rates: float) -> c.OpenDay:
    return opened(msgspec.structs.replace(SETUP, policy=policy, rates=SETUP.rates | rates))


def numbers(day: HallDay, at_min: float) -> list[str]:
    return [each.number for each in calling_order(day, round(at_min * MINUTE))]


def test_first_come_forgets_priority() -> None:
    day = given(ruled("first-come"), taken(0), taken(1, "urgent"), taken(2)).day
    assert numbers(day, 3) == ["A001", "P001", "A002"]


def test_strict_priority_goes_by_rate_then_by_wait() -> None:
    day = given(ruled("strict"), taken(0), taken(1, "elder"), taken(2, "urgent"), taken(3, "veteran"), taken(4)).day
    assert numbers(day, 5) == ["P002", "P001", "P003", "A001", "A002"]


def test_credit_accumulates_at_the_rate() -> None:
    """An elder (rate 2) who came at minute 10 has as much credit at minute 20 as a normal visitor who came at 0."""
    day = given(ruled("accumulating"), taken(0), taken(10, "elder")).day
    assert numbers(day, 19) == ["A001", "P001"]
    assert numbers(day, 20) == ["A001", "P001"], "equal credit goes by age"
    assert numbers(day, 21) == ["P001", "A001"]


def test_the_older_of_equal_rates_goes_first_across_priorities() -> None:
    day = given(ruled("accumulating"), taken(0, "veteran"), taken(1, "elder"), taken(2, "pregnant")).day
    assert numbers(day, 5) == ["P001", "P002", "P003"]


def test_a_priority_without_a_rate_counts_as_normal() -> None:
    rules = msgspec.structs.replace(SETUP, rates={})
    day = given(opened(rules), taken(0), taken(1, "urgent")).day
    assert numbers(day, 9) == ["A001", "P001"]


def test_the_order_at_a_counter_holds_only_whom_it_takes() -> None:
    day = given(opened(), staffed(1), staffed(3, takes=("pension",)), taken(0), taken(1, services=("cash",))).day
    assert [each.number for each in calling_order(day, MINUTE, counter=day.counter(3))] == ["A002"]
    assert [each.number for each in calling_order(day, MINUTE, counter=day.counter(1), limit=1)] == ["A001"]


def test_ahead_counts_only_tickets_that_compete_for_a_counter() -> None:
    apart = (staffed(1, takes=("medical",)), staffed(3, takes=("pension",)))
    tickets = (taken(0, services=("cash",)), taken(1, services=("claim",)), taken(2, services=("cash",)))
    day = given(opened(), *apart, *tickets).day
    assert ahead(day, "pension", "normal", 9 * MINUTE, 4, 9 * MINUTE) == 2
    day = given(opened(), *apart, staffed(2), *tickets).day
    assert ahead(day, "pension", "normal", 9 * MINUTE, 4, 9 * MINUTE) == 3, "counter 2 takes both"


def test_ahead_looks_at_the_set_up_when_no_open_counter_takes_the_line() -> None:
    day = given(opened(), staffed(3, takes=("medical",)), taken(0, services=("cash",)), taken(1, services=("claim",))).day
    assert takers(day, "pension") == []
    assert ahead(day, "pension", "normal", 9 * MINUTE, 3, 9 * MINUTE) == 2


PRIORITIES: st.SearchStrategy[PriorityClass] = st.sampled_from(["normal", "elder", "veteran", "appointment", "urgent"])
POLICIES: st.SearchStrategy[PolicyName] = st.sampled_from(["first-come", "strict", "accumulating"])
ARRIVALS = st.lists(st.tuples(st.integers(0, 40), PRIORITIES, st.sampled_from([(), ("cash",), ("claim",)])), max_size=25)
RATES = st.fixed_dictionaries({"normal": st.sampled_from([0.1, 1.0, 3.0]), "elder": st.sampled_from([0.7, 1.1, 2.0])})


def waiting_day(
    policy: PolicyName, rates: dict[str, float], arrivals: list[tuple[int, PriorityClass, tuple[str, ...]]]
) -> Given:
    at = 0
    tickets = []
    for gap, priority, services in arrivals:
        at += gap
        tickets.append(c.TakeTicket(at_ms=at, by="kiosk", priority=priority, services=services))
    return given(ruled(policy, **rates), staffed(1), *tickets)


@over(POLICIES, RATES, ARRIVALS, st.integers(0, 60))
def test_ahead_is_the_place_in_the_calling_order(
    policy: PolicyName, rates: dict[str, float], arrivals: list[tuple[int, PriorityClass, tuple[str, ...]]], later: int
) -> None:
    day = waiting_day(policy, rates, arrivals).day
    at_ms = day.at_ms + later
    order = calling_order(day, at_ms)
    assert [ahead(day, each.line, each.priority, each.since_ms, each.order, at_ms) for each in order] == list(range(len(order)))


@over(POLICIES, RATES, ARRIVALS, st.integers(1, 30))
def test_the_first_of_the_order_are_a_prefix_of_it(
    policy: PolicyName, rates: dict[str, float], arrivals: list[tuple[int, PriorityClass, tuple[str, ...]]], limit: int
) -> None:
    day = waiting_day(policy, rates, arrivals).day
    assert calling_order(day, day.at_ms, limit=limit) == calling_order(day, day.at_ms)[:limit]
    first = next_ticket(day, day.counter(1), day.at_ms)
    assert [first] == calling_order(day, day.at_ms, limit=1) or (first is None and not day.waiting)


@over(
    st.lists(st.tuples(st.integers(0, 60_000), PRIORITIES), min_size=2, max_size=30),
    st.lists(st.integers(1, 120_000), min_size=2, max_size=30),
)
def test_nobody_is_overtaken_by_one_who_came_too_late(arrivals: list[tuple[int, PriorityClass]], services: list[int]) -> None:
    """Rate b, waited w: never overtaken by one issued after its own issue + w (1 - b / b_max).

    The later one's credit at the call is at most b_max (w - lateness), the waiting one's is b w.
    """
    day = given(opened(), staffed(1)).day
    rates = day.rules.rates
    highest = max(rates.values())
    coming = []
    at_ms = 0
    for gap, priority in arrivals:
        at_ms += gap
        coming.append(c.TakeTicket(at_ms=at_ms, by="kiosk", priority=priority))
    coming.reverse()
    now = 0
    for service in cycle(services):
        while coming and coming[-1].at_ms <= now:
            apply(day, coming.pop())
        apply(day, c.CallNext(at_ms=now, by="t1", counter=1))
        called = day.counter(1).ticket
        if called is None and not coming:
            break
        if called is not None:
            by = day.ticket(called)
            for waits in calling_order(day, now):
                waited = now - waits.issued_ms
                assert by.issued_ms <= waits.issued_ms + waited * (1 - rates[waits.priority] / highest) + 1e-6
            apply(day, c.FinishService(at_ms=now, by="t1", counter=1))
        now += service


def apply(day: HallDay, command: c.HallCommand) -> None:
    for event in decide(day, command):
        evolve(day, event)


@pytest.mark.parametrize("waiting", [10, 1_000])
def test_a_call_looks_at_the_heads_alone(waiting: int) -> None:
    day = given(opened(), staffed(1), *[taken(i / 100, "elder" if i % 7 == 0 else "normal") for i in range(waiting)]).day
    looked = 0

    class Counting(dict[str, object]):
        def __getitem__(self, key: str) -> object:
            nonlocal looked
            looked += 1
            return super().__getitem__(key)

    day.tickets = Counting(day.tickets)  # type: ignore[assignment]
    first = next_ticket(day, day.counter(1), 60 * MINUTE)
    assert first is not None
    assert first.id == ticket("A001") or first.priority == "elder"
    assert looked == 1
