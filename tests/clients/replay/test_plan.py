"""What a replay will play: visits, service times, counters."""

from datetime import UTC, datetime, timedelta
from statistics import mean
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from queue_server.clients.replay.plan import (
    CountersUnclear,
    Desk,
    Offer,
    groups_for,
    lay_out,
    loads_of,
    mean_service_s,
    parse_counters,
    plan_visits,
    share_out,
)
from queue_server.clients.visits import Visit
from queue_server.core.setup import GROUPS

AT = datetime(2020, 1, 15, 8, tzinfo=UTC)


def visit(line: int, after_s: float = 0, service: str | None = "A", service_s: float | None = 60.0, **more: Any) -> Visit:
    return Visit(line, "h", AT + timedelta(seconds=after_s), service, service_s)._replace(**more)


OFFERS = {"A": Offer("Q001", "general", 300.0), "B": Offer("Q002", "pension", 100.0)}


def test_visits_are_played_by_their_time_after_the_first() -> None:
    planned = plan_visits([visit(2, 90), visit(3, 30), visit(4, 60)], OFFERS, seed=1)
    assert [(each.line, each.after_s) for each in planned] == [(3, 0), (4, 30), (2, 60)]


def test_a_recorded_service_time_is_kept_and_another_is_drawn_around_the_mean() -> None:
    planned = plan_visits([visit(2), *(visit(line, service_s=None) for line in range(3, 2003))], OFFERS, seed=1)
    assert planned[0].service_s == 60
    assert mean(each.service_s for each in planned[1:]) == pytest.approx(300, rel=0.08)


def test_a_draw_depends_on_seed_and_line_alone() -> None:
    alone = plan_visits([visit(7, service_s=None)], OFFERS, seed=1)
    among = plan_visits([visit(2), visit(7, service_s=None)], OFFERS, seed=1)
    assert alone[0].service_s == among[1].service_s
    assert alone[0].service_s != plan_visits([visit(7, service_s=None)], OFFERS, seed=2)[0].service_s


def test_an_unknown_service_is_played_without_one_and_an_appointment_as_a_normal_visit() -> None:
    (planned,) = plan_visits([visit(2, service="X", priority="appointment")], OFFERS, seed=1)
    assert (planned.code, planned.queue, planned.priority) == (None, "X", "normal")


def test_recorded_means_and_loads_are_by_service() -> None:
    visits = [visit(2, service_s=10), visit(3, service_s=30), visit(4, service="B", service_s=None), visit(5, service=None)]
    assert mean_service_s(visits) == {"A": 20, "-": 60}
    assert loads_of(plan_visits([visit(2), visit(3), visit(4, service="B")], OFFERS, seed=1)) == {"A": 120, "B": 60}


@pytest.mark.parametrize(("text", "counters"), [("13", 13), ("A=6,B=4", {"A": 6, "B": 4}), ("A = 1", {"A": 1})])
def test_counters_are_a_number_or_one_for_each_queue(text: str, counters: object) -> None:
    assert parse_counters(text.replace("A =", "A=")) == counters


@pytest.mark.parametrize("text", ["", "0", "-3", "many", "A=0", "A=1,A=2", "=4", "999"])
def test_other_counters_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not"):
        parse_counters(text)


GROUP_OF = {"A": "general", "B": "pension"}


def test_unified_counters_take_everything() -> None:
    assert lay_out({"A": 2, "B": 1}, by_group=False, groups=GROUP_OF, loads={"A": 1, "B": 1}) == [
        Desk(n, None) for n in (1, 2, 3)
    ]


def test_counters_by_queue_take_its_group_and_use_the_free_numbers() -> None:
    desks = lay_out({"A": 2, "B": 1}, by_group=True, groups=GROUP_OF, loads={"A": 1, "B": 1}, numbers=[3, 5, 9, 11])
    assert desks == [Desk(3, ("general",)), Desk(5, ("general",)), Desk(9, ("pension",))]


def test_a_number_of_counters_is_shared_out_by_load() -> None:
    desks = lay_out(5, by_group=True, groups=GROUP_OF, loads={"A": 400, "B": 100})
    assert [desk.takes for desk in desks].count(("general",)) == 4


@pytest.mark.parametrize(
    ("counters", "numbers"),
    [(1, None), ({"A": 2}, None), ({"A": 1, "B": 1, "C": 1}, None), (3, [1, 2])],
    ids=["fewer than queues", "a queue without", "an unknown queue", "more than are free"],
)
def test_counters_that_cannot_be_laid_out_are_refused(counters: int | dict[str, int], numbers: list[int] | None) -> None:
    with pytest.raises(CountersUnclear):
        lay_out(counters, by_group=True, groups=GROUP_OF, loads={"A": 1, "B": 1}, numbers=numbers)


def test_a_visit_of_no_group_cannot_be_served_by_group() -> None:
    with pytest.raises(CountersUnclear, match="X"):
        lay_out(2, by_group=True, groups={"X": None}, loads={"X": 1})


def test_more_queues_than_groups_share_the_last_group() -> None:
    loads = {f"Q{n}": 100.0 - n for n in range(10)}
    groups = groups_for(loads)
    assert [groups[f"Q{n}"] for n in range(6)] == list(GROUPS[:6])
    assert {groups[f"Q{n}"] for n in range(6, 10)} == {GROUPS[6]}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(GROUPS), st.floats(0, 1e6), min_size=1), st.integers(0, 40))
def test_sharing_out_uses_every_counter_and_leaves_no_group_without(loads: dict[str, float], more: int) -> None:
    share = share_out(len(loads) + more, loads)
    assert sum(share.values()) == len(loads) + more
    assert min(share.values()) >= 1
