"""Opening, configuring and closing a day."""

import msgspec
import pytest

from queue_server.core import commands as c
from queue_server.core import errors
from queue_server.core import events as e
from queue_server.core.counter import CounterState
from queue_server.core.setup import CounterSetup, Intake, ServiceSetup
from queue_server.core.ticket import TicketState
from tests.core.story import DATE, OPENED, SETUP, given, opened, staffed, ticket

TAKE = c.TakeTicket(at_ms=1_000, by="kiosk")
CLOSE = c.CloseDay(at_ms=9_000, by="manager")
FORCE = c.CloseDay(at_ms=9_000, by="manager", force=True)
CALL = c.CallNext(at_ms=2_000, by="t1", counter=1)
START = c.StartService(at_ms=3_000, by="t1", counter=1)


def configured(at_ms: int = 5_000, **changes: object) -> c.ConfigureDay:
    return c.ConfigureDay(at_ms=at_ms, by="manager", setup=msgspec.structs.replace(SETUP, **changes), intake=None)


def test_a_day_opens_with_its_set_up() -> None:
    day = given().when(OPENED).then(e.DayOpened(at_ms=0, by="system", hall="wendeng", date=DATE, setup=SETUP, intake=None))
    assert day.opened
    assert [counter.counter for counter in day.counters.values()] == [1, 2, 3]
    assert day.counter(3).takes == ("pension",)


def test_a_day_opens_once() -> None:
    given(OPENED).when(OPENED).then_refused(errors.DayAlreadyOpen, date=DATE)


def test_nothing_happens_before_the_day_is_open() -> None:
    given().when(TAKE).then_refused(errors.DayNotOpen)


@pytest.mark.parametrize("command", [TAKE, CLOSE, staffed(1), configured()])
def test_nothing_happens_after_the_day_is_closed(command: c.HallCommand) -> None:
    given(OPENED, CLOSE).when(command).then_refused(errors.DayIsClosed, date=DATE)


def test_a_closed_day_does_not_open_again() -> None:
    given(OPENED, CLOSE).when(OPENED).then_refused(errors.DayIsClosed)


def test_closing_cancels_who_waits_and_who_is_held_and_closes_the_counters() -> None:
    day = (
        given(OPENED, staffed(1), TAKE, TAKE, CALL, c.HoldTicket(at_ms=2_500, by="t1", counter=1))
        .when(CLOSE)
        .then(
            e.TicketCancelled(at_ms=9_000, by="manager", ticket=ticket("A001"), cause="day-closed"),
            e.TicketCancelled(at_ms=9_000, by="manager", ticket=ticket("A002"), cause="day-closed"),
            e.CounterClosed(at_ms=9_000, by="manager", counter=1),
            e.DayClosed(at_ms=9_000, by="manager"),
        )
    )
    assert (day.waiting, day.lines, day.away, day.abandoned) == (0, {}, set(), 0)
    assert {counter.state for counter in day.counters.values()} == {CounterState.CLOSED}


def test_closing_makes_a_called_visitor_a_no_show() -> None:
    day = (
        given(OPENED, staffed(1), TAKE, CALL)
        .when(CLOSE)
        .then(
            e.TicketNoShow(at_ms=9_000, by="manager", ticket=ticket("A001"), counter=1),
            e.CounterClosed(at_ms=9_000, by="manager", counter=1),
            e.DayClosed(at_ms=9_000, by="manager"),
        )
    )
    assert (day.closed, day.abandoned) == (True, 1)


def test_a_ticket_in_service_keeps_the_day_open() -> None:
    given(OPENED, staffed(1), TAKE, CALL, START).when(CLOSE).then_refused(
        errors.TicketInService, ticket=ticket("A001"), counter=1
    )


def test_a_forced_close_ends_the_service() -> None:
    day = (
        given(OPENED, staffed(1), TAKE, CALL, START)
        .when(FORCE)
        .then(
            e.ServiceFinished(at_ms=9_000, by="manager", ticket=ticket("A001"), counter=1, by_closing=True),
            e.CounterClosed(at_ms=9_000, by="manager", counter=1),
            e.DayClosed(at_ms=9_000, by="manager", forced=True),
        )
    )
    assert day.ticket(ticket("A001")).state is TicketState.DONE
    assert day.pace.service.n == 0, "a service cut off says nothing about service times"


def test_a_no_show_and_a_finished_ticket_stay_what_they_are_when_the_day_closes() -> None:
    rules = msgspec.structs.replace(SETUP, no_show_calls=0, no_show_s=0)
    given(
        opened(rules),
        staffed(1),
        TAKE,
        TAKE,
        CALL,
        c.MarkNoShow(at_ms=2_500, by="t1", counter=1),
        CALL,
        c.FinishService(at_ms=4_000, by="t1", counter=1),
        c.CloseCounter(at_ms=4_000, by="t1", counter=1),
    ).when(CLOSE).then(e.DayClosed(at_ms=9_000, by="manager"))


def test_a_changed_set_up_is_an_event() -> None:
    changed = msgspec.structs.replace(SETUP, policy="strict", version=2)
    day = (
        given(OPENED)
        .when(configured(policy="strict", version=2))
        .then(e.DayConfigured(at_ms=5_000, by="manager", setup=changed, intake=None))
    )
    assert day.rules.policy == "strict"


def test_the_same_set_up_changes_nothing() -> None:
    given(OPENED).when(configured()).then_nothing()


def test_changed_hours_alone_are_a_change() -> None:
    intake = (Intake(from_ms=0, until_ms=100_000, closes_ms=110_000),)
    day = (
        given(OPENED)
        .when(c.ConfigureDay(at_ms=5_000, by="manager", setup=SETUP, intake=intake))
        .then(e.DayConfigured(at_ms=5_000, by="manager", setup=SETUP, intake=intake))
    )
    assert day.intake == intake


def test_a_counter_in_use_stays_in_the_set_up() -> None:
    given(OPENED, staffed(1)).when(configured(counters=SETUP.counters[1:])).then_refused(errors.CounterInUse, counter=1)


def test_closed_counters_come_and_go_and_open_ones_keep_what_they_take() -> None:
    counters = (
        CounterSetup(counter=2, takes=("medical",)),
        CounterSetup(counter=1, takes=("medical",)),
        CounterSetup(counter=7),
    )
    day = (
        given(OPENED, staffed(1))
        .when(configured(counters=counters))
        .then(e.DayConfigured(at_ms=5_000, by="manager", setup=msgspec.structs.replace(SETUP, counters=counters), intake=None))
    )
    assert list(day.counters) == [1, 2, 7]
    assert (day.counter(1).takes, day.counter(2).takes) == (None, ("medical",))


@pytest.mark.parametrize("away", [False, True])
def test_who_was_sent_to_a_counter_that_is_taken_out_waits_in_the_line_of_their_services(away: bool) -> None:
    sent = c.TransferTicket(at_ms=3_000, by="t1", counter=1, to_counter=3, place="back")
    called_there = (
        c.CallNext(at_ms=4_000, by="t3", counter=3),
        c.HoldTicket(at_ms=4_500, by="t3", counter=3),
    )
    took = c.TakeTicket(at_ms=1_000, by="kiosk", services=("claim",))
    closed = c.CloseCounter(at_ms=4_600, by="t3", counter=3)
    before = (OPENED, staffed(1), staffed(3), took, CALL, sent, *(called_there if away else ()), closed)
    changed = configured(counters=SETUP.counters[:2])
    seq = given(*before).day.ticket(ticket("A001")).seq
    day = given(*before).when(changed).then(e.DayConfigured(at_ms=5_000, by="manager", setup=changed.setup, intake=None))
    visitor = day.ticket(ticket("A001"))
    assert (visitor.line, visitor.since_ms, visitor.seq) == ("medical", 3_000, seq)
    assert day.waiting == (0 if away else 1)
    if away:
        again = c.ReturnTicket(at_ms=6_000, by="t1", ticket=visitor.id)
        day = (
            given(*before, changed).when(again).then(e.TicketReturned(at_ms=6_000, by="t1", ticket=visitor.id, since_ms=3_000))
        )
    assert list(day.lines) == ["medical"]


def test_a_service_that_left_the_catalogue_can_still_be_finished() -> None:
    services: dict[str, ServiceSetup] = {"claim": SETUP.services["claim"]}
    given(
        OPENED,
        staffed(1),
        c.TakeTicket(at_ms=1_000, by="kiosk", services=("cash",)),
        CALL,
        configured(services=services),
    ).when(c.FinishService(at_ms=8_000, by="t1", counter=1)).then(
        e.ServiceFinished(
            at_ms=8_000, by="t1", ticket=ticket("A001"), counter=1, work=(c.Work(service="cash", outcome="done"),)
        )
    )


def test_a_ticket_whose_service_left_the_catalogue_goes_to_a_unified_counter() -> None:
    day = (
        given(
            OPENED,
            staffed(1),
            c.TakeTicket(at_ms=1_000, by="kiosk", services=("cash",)),
            CALL,
            configured(services={}),
        )
        .when(c.TransferTicket(at_ms=8_000, by="t1", counter=1, services=()))
        .then(
            e.TicketTransferred(
                at_ms=8_000, by="t1", ticket=ticket("A001"), counter=1, since_ms=1_000, place="front", services=()
            )
        )
    )
    assert day.lines.keys() == {""}
    assert day.line_of(("cash",)) == ""
