"""What if, on days whose answer is known."""

import random
from datetime import date
from pathlib import Path

import pytest

from analytics.history.store import Store
from analytics.queries.filter import Filter
from analytics.queries.history import History
from analytics.simulation.changed import AS_IT_WAS, Change, departments_of, shifts_of
from analytics.simulation.record import Recording, recording
from analytics.simulation.runs import Stopped
from analytics.simulation.shifts import Shift
from analytics.simulation.whatif import compare
from analytics.simulation.years import Month, Plan, demo_city, play_month
from queue_server.core.setup import CounterSetup, Group
from tests.analytics.simulation.days import MINUTE, S, hall, several
from tests.analytics.simulation.test_record import at, recorded, rows, visit

DEPARTMENTS: list[tuple[Group, ...]] = [("pension",), ("pension",), ("medical",), ("general",)]


@pytest.fixture(scope="module")
def by_department() -> Recording:
    """A morning of 400 visitors at four counters of three departments, busy for 80 % of the time."""
    rng = random.Random(5)
    moments = sorted(rng.uniform(0, 240) for _ in range(400))
    codes = rng.choices(["cash", "claim", "card"], [2, 1, 1], k=400)
    visits = several(
        *(
            visit("08:00", rng.expovariate(1 / 115), services=(code,), walk_ms=5 * S)
            | {"at_ms": at("08:00") + round(moment * MINUTE)}
            for moment, code in zip(moments, codes, strict=True)
        )
    )
    counters = tuple(CounterSetup(counter=number, takes=takes) for number, takes in enumerate(DEPARTMENTS, start=1))
    shifts = [Shift(each.counter, at("08:00"), at("12:00"), each.takes, works_off_ms=60 * MINUTE) for each in counters]
    return recorded(rows(hall(counters=counters, policy="first-come"), visits, shifts))


def test_the_simulators_own_error_comes_first(by_department: Recording) -> None:
    found = compare(by_department, {})
    assert found.answers == {}
    assert found.actual["mean_wait_s"] > 60
    for name, error in found.error.items():
        assert error.mean == pytest.approx(found.as_it_was[name].mean - found.actual[name], abs=1e-9)
    # one day's luck against the mean of twenty: within half of it
    assert abs(found.error["mean_wait_s"].mean) < found.actual["mean_wait_s"] / 2
    assert abs(found.error["occupancy"].mean) < 0.1


def test_pooling_shortens_waits_and_the_pairs_say_so(by_department: Recording) -> None:
    found = compare(by_department, {"unified": Change(layout="unified"), "the same": AS_IT_WAS})
    assert found.answers["unified"].difference["mean_wait_s"].high < 0
    assert found.answers["unified"].difference["within_target"].low >= 0
    assert all(tuple(each) == (0, 0, 0) for each in found.answers["the same"].difference.values())


def test_more_visitors_wait_longer_and_fewer_counters_too(by_department: Recording) -> None:
    changes = {
        "more": Change(demand=1.15),
        "many more": Change(demand=2.5),
        "fewer": Change(demand=0.6),
        "three": Change(counters=3, layout="unified"),
        "four": Change(counters=4, layout="unified"),
        "shorter": Change(service_time=0.7),
        "urgent first": Change(policy="strict"),
    }
    found = compare(by_department, changes, replications=8)
    wait = {name: answer.figures["mean_wait_s"].mean for name, answer in found.answers.items()}
    assert wait["fewer"] < found.as_it_was["mean_wait_s"].mean < wait["more"] < wait["many more"]
    assert wait["four"] < wait["three"]
    assert wait["shorter"] < found.as_it_was["mean_wait_s"].mean
    assert found.answers["urgent first"].difference["mean_wait_s"].mean == 0  # all have the same priority


def test_counters_by_hour(by_department: Recording) -> None:
    (day,) = by_department.days
    shifts = shifts_of(day, Change(counters={9: 2, 10: 0}, layout="unified"))
    open_at = lambda clock: sum(shift.from_ms <= at(clock) < shift.until_ms for shift in shifts)  # noqa: E731
    assert [open_at(clock) for clock in ("08:30", "09:30", "10:30", "11:30")] == [4, 2, 0, 4]
    assert all(shift.takes is None for shift in shifts)
    assert shifts_of(day, AS_IT_WAS) == list(day.shifts)


def test_more_counters_than_there_were_are_unified(by_department: Recording) -> None:
    shifts = shifts_of(by_department.days[0], Change(counters=5))
    assert [shift.takes for shift in shifts] == [*DEPARTMENTS, None]


def test_counters_by_group_follow_the_work() -> None:
    load: dict[Group, float] = {"pension": 60, "medical": 30, "general": 10}
    assert departments_of(load, 6) == [("pension",), ("pension",), ("pension",), ("medical",), ("medical",), ("general",)]
    assert departments_of(load, 2) == [("pension",), ("general", "medical")]
    assert departments_of(load, 0) == []
    assert departments_of({}, 2) == [None, None]


def test_who_named_no_service_chooses_where_each_group_has_its_line() -> None:
    visits = several(visit("09:00", 60, services=("cash",)), *(visit(f"09:{minute:02d}", 60) for minute in range(1, 20)))
    found = recorded(rows(hall(), visits, [Shift(1, at("08:30"), at("10:30"))]))
    answer = compare(found, {"by group": Change(layout="by-group")}, replications=5).answers["by group"]
    assert answer.figures["never_called"].mean == 0


def test_days_without_a_wait_are_measured_too() -> None:
    found = recorded(rows(hall(), several(visit("09:00", 60)), [Shift(1, at("08:30"), at("10:30"))]))
    compared = compare(found, {"nobody": Change(counters=0)}, replications=5)
    assert compared.as_it_was["mean_wait_s"].mean == 0
    assert "p90_wait_s" not in compared.as_it_was
    assert compared.answers["nobody"].figures["never_called"].mean == 1
    assert "occupancy" not in compared.answers["nobody"].figures


@pytest.mark.parametrize("change", [Change(demand=0), Change(demand=4), Change(counters=-1), Change(service_time=0)])
def test_what_cannot_be_is_refused(by_department: Recording, change: Change) -> None:
    with pytest.raises(ValueError, match=r"between|fewer counters"):
        compare(by_department, {"": change})


def test_progress_and_stopping(by_department: Recording) -> None:
    told: list[float] = []
    compare(by_department, {"unified": Change(layout="unified")}, replications=5, progress=told.append)
    assert told == pytest.approx([k / 10 for k in range(1, 11)])
    with pytest.raises(Stopped):
        compare(by_department, {}, progress=told.append, stopped=lambda: len(told) >= 12)
    assert len(told) == 12


def test_the_historys_own_frames_can_be_played(tmp_path: Path) -> None:
    """As a page asks: the demo's day out of its files, twelve unified counters in place of 22 by department."""
    day = date(2026, 3, 2)
    store = Store(tmp_path)
    try:
        store.write(play_month(demo_city(), Plan(since=day, reform=date(2026, 4, 1), until=day), Month(day, day), ("wendeng",)))
    finally:
        store.close()
    history, wanted = History(tmp_path), Filter(halls=("wendeng",), since=day, until=day)
    try:
        frames = [history.frame(f"SELECT * FROM {kind}", wanted) for kind in ("tickets", "counters", "days")]
    finally:
        history.close()
    found = recording(*frames, tz="Asia/Shanghai")
    assert [each.date for each in found.days] == [day]
    assert len(found.days[0].setup.counters) >= 20  # of 22, some were away
    assert found.gap_ms == 4_000
    changes = {
        "twelve": Change(counters=12, layout="unified"),
        "and shorter": Change(counters=12, layout="unified", service_time=0.66),
    }
    compared = compare(found, changes, replications=8)
    error = compared.error["mean_wait_s"]
    assert abs(error.mean) < 0.5 * compared.actual["mean_wait_s"]
    wait = {name: answer.figures["mean_wait_s"].mean for name, answer in compared.answers.items()}
    assert wait["and shorter"] < compared.as_it_was["mean_wait_s"].mean < wait["twelve"]
