"""Rows of played days against the history's own, made from the same days' events."""

from datetime import date

import pandas as pd
from hypothesis import given, settings

from analytics.history.day import rows_of
from analytics.history.schema import COLUMNS, Kind
from analytics.simulation.engine import day_events, play_day
from analytics.simulation.rows import Rows
from analytics.simulation.shifts import Habits, Shift
from analytics.simulation.visits import Visits
from queue_server.core.setup import HallSetup
from tests.analytics.simulation.days import HABITS, MINUTE, S, any_services, any_shifts, any_visits, hall, one, several

DAY = date(2026, 3, 2)


def simulated(
    setup: HallSetup, visits: Visits, shifts: list[Shift], habits: Habits, day: date = DAY
) -> dict[Kind, pd.DataFrame]:
    rows = Rows()
    played = play_day(setup, visits, shifts, date=day.isoformat(), habits=habits)
    rows.add(setup, day, visits.filled(), played)
    return rows.frames()


def assert_same(setup: HallSetup, visits: Visits, shifts: list[Shift], habits: Habits, day: date = DAY) -> None:
    frames = simulated(setup, visits, shifts, habits, day)
    logged = rows_of(day_events(setup, visits, shifts, date=day.isoformat(), habits=habits))
    for kind, columns in COLUMNS.items():
        expected = pd.DataFrame([{**row, "source": "simulated"} for row in getattr(logged, kind)], columns=list(columns))
        for name, type_ in columns.items():
            if type_ == "DATE":
                expected[name] = pd.to_datetime(expected[name]).dt.date
            if type_ == "TIMESTAMP_MS":
                expected[name] = pd.to_datetime(expected[name].astype("Int64"), unit="ms")
        found = frames[kind]
        for name in columns:
            mine = [None if pd.isna(v) is True else v for v in found[name].tolist()]
            theirs = [None if pd.isna(v) is True else v for v in expected[name].tolist()]
            assert mine == theirs, f"{kind}.{name}"


@settings(max_examples=100, deadline=None)
@given(any_services(), any_visits(), any_shifts(), HABITS)
def test_any_day(setup: HallSetup, visits: Visits, shifts: list[Shift], habits: Habits) -> None:
    stretched = Visits(**{**vars(visits), "at_ms": [at * 200 for at in visits.at_ms], "follows": []})  # over hours
    longer = [shift._replace(from_ms=shift.from_ms * 200, until_ms=shift.until_ms * 200) for shift in shifts]
    assert_same(setup, stretched, longer, habits)


def test_hours_of_a_day_on_which_the_clock_changes() -> None:
    """Berlin, 2026-03-29: the clock goes from 02:00 to 03:00 at 01:00 UTC."""
    change_s = 1_774_746_000
    visits = several(one(change_s - 1800, 3600), one(change_s - 60, 60), one(change_s + 5400, 60))
    shifts = [Shift(1, (change_s - 3600) * S, (change_s + 7200) * S)]
    setup = hall(tz="Europe/Berlin")
    assert_same(setup, visits, shifts, Habits(), date(2026, 3, 29))
    frames = simulated(setup, visits, shifts, Habits(), date(2026, 3, 29))
    assert frames["tickets"]["hour"].tolist() == [1, 1, 4]
    assert frames["counters"]["hour"].tolist() == [1, 3, 4]
    assert frames["counters"]["open_s"].tolist() == [3600.0, 3600.0, 3600.0]
    assert frames["counters"]["busy_s"].tolist() == [1800.0, 1860.0, 60.0]


def test_numbers_count_by_series() -> None:
    visits = several(
        *(one(at, 60, priority=priority) for at, priority in enumerate(["normal", "elder", "normal", "appointment"]))
    )
    frames = simulated(hall(), visits, [Shift(1, 0, 10 * MINUTE)], Habits())
    assert frames["tickets"]["number"].tolist() == ["A001", "P001", "A002", "Y001"]
