"""The demo's two years: what is assumed of them holds, months are the same every time, and who is interrupted goes on."""

import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from analytics.history import manifest
from analytics.history.schema import COLUMNS, Kind
from analytics.history.store import Store
from analytics.queries.filter import Filter
from analytics.queries.history import History
from analytics.simulation import years
from analytics.simulation.demand import HallDemand, departments, payment_date
from analytics.simulation.engine import day_events, play_day
from analytics.simulation.shifts import Habits
from analytics.simulation.years import Month, Plan, demo_city, make, missing, months, play_month, stored_plan, two_years

PLAN = Plan(since=date(2026, 2, 1), reform=date(2026, 3, 1), until=date(2026, 3, 20))
HALLS = ("wendeng", "houjia", "daoji")
BEFORE, AFTER = months(PLAN)[1], months(PLAN)[0]


@pytest.fixture(scope="module")
def before() -> dict[Kind, pd.DataFrame]:
    return play_month(demo_city(), PLAN, BEFORE, HALLS)


@pytest.fixture(scope="module")
def after() -> dict[Kind, pd.DataFrame]:
    return play_month(demo_city(), PLAN, AFTER, HALLS)


def test_a_month_is_the_same_every_time(after: dict[Kind, pd.DataFrame]) -> None:
    again = play_month(demo_city(), PLAN, AFTER, HALLS)
    for kind, frame in after.items():
        pd.testing.assert_frame_equal(frame, again[kind])
        assert list(frame.columns) == list(COLUMNS[kind])


def test_each_day_stands_alone(after: dict[Kind, pd.DataFrame]) -> None:
    """So that the plan's ends, and the number of processes, change nothing."""
    day = date(2026, 3, 11)
    alone = play_month(demo_city(), PLAN, Month(day, day), ("wendeng",))["tickets"]
    of_month = after["tickets"][(after["tickets"]["hall"] == "wendeng") & (after["tickets"]["date"] == day)]
    pd.testing.assert_frame_equal(alone, of_month.reset_index(drop=True), check_dtype=False)


def test_wendeng_before_and_after_the_reform(before: dict[Kind, pd.DataFrame], after: dict[Kind, pd.DataFrame]) -> None:
    of = lambda frame: frame[frame["hall"] == "wendeng"]  # noqa: E731
    days_before, days_after = of(before["days"]), of(after["days"])
    assert set(days_before["counters"]) == {22}
    assert set(days_before["unified"]) == {0}
    assert set(days_after["counters"]) == set(days_after["unified"]) == {12}
    assert set(before["tickets"]["scenario"]) == {"before"}
    assert set(after["tickets"]["scenario"]) == {"after"}
    assert set(after["tickets"]["source"]) == {"simulated"}
    tickets_before, tickets_after = of(before["tickets"]), of(after["tickets"])
    assert set(tickets_before["services"].map(len)) == {1}  # one errand, one line
    assert (tickets_before["channel"] == "counter").mean() == pytest.approx(0.057, abs=0.02)  # second errands: 6 in 106
    assert set(tickets_after["services"].map(len)) == {0, 1, 2}
    # 663 visitors a working day, in the mean of February's 20 and of March's 15 working days: days vary by 8 % and by chance
    visitors = tickets_before[tickets_before["channel"] != "counter"].groupby("date").size()
    assert visitors.mean() == pytest.approx(663, rel=0.08)
    assert tickets_after.groupby("date").size().mean() == pytest.approx(663, rel=0.08)
    assert tickets_before["service_s"].mean() > 1.3 * tickets_after["service_s"].mean()
    assert tickets_after["wait_s"].mean() < tickets_before["wait_s"].mean()


def test_visitors_come_as_the_calibration_says(after: dict[Kind, pd.DataFrame]) -> None:
    tickets = after["tickets"][after["tickets"]["hall"] == "wendeng"]
    by_hour = tickets.groupby("hour").size()
    assert by_hour.get(12, 0) == 0  # closed over lunch
    assert set(by_hour.index) <= {8, 9, 10, 11, 13, 14, 15, 16}
    peak = tickets.groupby("date").size()
    assert peak.idxmax() == payment_date(date(2026, 3, 15))
    normal = peak.drop([payment_date(date(2026, 3, 15)), date(2026, 3, 17)])
    assert 1.2 < peak.max() / normal.mean() < 1.9
    service_s = tickets["service_s"].dropna()
    assert 280 < service_s.mean() < 360
    assert 0.01 < (tickets["outcome"] == "no_show").mean() < 0.035


def test_the_core_itself_plays_the_same_days() -> None:
    """A whole day of the largest hall, in both years, through decide and evolve, ticket for ticket."""
    city = demo_city()
    wendeng = next(hall for hall in city.halls if hall.id == "wendeng")
    for reformed in (False, True):
        demand = HallDemand(wendeng, city.services, ["wendeng", "huancui"], seed=1, reformed=reformed)
        drawn = demand.day(date(2026, 3, 16))
        assert drawn is not None
        intake, visits, shifts = drawn
        opens_ms = intake[0].from_ms - 60_000
        rules = play_day(demand.setup, visits, shifts, opens_ms=opens_ms, intake=intake, habits=Habits(4_000))
        log = day_events(demand.setup, visits, shifts, opens_ms=opens_ms, intake=intake, habits=Habits(4_000))
        assert len(log) == rules.events
        called = [event.at_ms for event in log if type(event).__name__ == "TicketCalled"]
        assert called == sorted(at_ms for at_ms in rules.called_ms if at_ms is not None)
        assert log[-1].at_ms == rules.closed_ms


def test_a_closed_hall_has_no_day() -> None:
    city = demo_city()
    demand = HallDemand(city.halls[0], city.services, ["wendeng"], seed=1, reformed=True)
    assert demand.day(date(2026, 3, 14)) is None  # a Saturday


def test_departments_get_counters_by_their_work() -> None:
    found = departments({"pension": 50.0, "medical": 30.0, "maternity": 1.0}, 6)
    assert [counter.takes for counter in found] == [("pension",)] * 3 + [("medical",)] * 2 + [("maternity",)]
    assert [counter.counter for counter in found] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("day", "paid"),
    [(date(2026, 4, 15), date(2026, 4, 15)), (date(2026, 8, 15), date(2026, 8, 17)), (date(2026, 2, 15), date(2026, 2, 16))],
)
def test_pensions_are_paid_on_working_days(day: date, paid: date) -> None:
    assert payment_date(day) == paid


def test_two_years_are_whole_months_and_what_runs() -> None:
    plan = two_years(date(2026, 11, 26))
    assert (plan.since, plan.reform, plan.until) == (date(2024, 11, 1), date(2025, 11, 1), date(2026, 11, 26))
    listed = months(plan)
    assert len(listed) == 25
    assert listed[0] == Month(date(2026, 11, 1), date(2026, 11, 26))
    assert listed[-1] == Month(date(2024, 11, 1), date(2024, 11, 30))
    whole = two_years(date(2026, 2, 28))
    assert (whole.since, whole.reform, len(months(whole))) == (date(2024, 3, 1), date(2025, 3, 1), 24)


def test_the_first_plan_stays(tmp_path: Path) -> None:
    first = stored_plan(tmp_path / "history", date(2026, 11, 26))
    assert stored_plan(tmp_path / "history", date(2027, 3, 1)) == first


SMALL = Plan(since=date(2026, 3, 2), reform=date(2026, 3, 3), until=date(2026, 3, 3))


def test_made_months_are_the_history(tmp_path: Path) -> None:
    assert [month for month, _ in make(tmp_path, SMALL, processes=1)] == months(SMALL)
    assert missing(tmp_path, SMALL) == []
    assert list(make(tmp_path, SMALL)) == []
    halls = tuple(hall.id for hall in demo_city().halls)
    history = History(tmp_path)
    try:
        assert history.problems() == ()
        assert history.span(halls) == (SMALL.since, SMALL.until)
        told = history.frame(
            "SELECT scenario, count(*) AS n, count(DISTINCT hall) AS halls FROM tickets GROUP BY scenario ORDER BY scenario",
            Filter(halls=halls, since=SMALL.since, until=SMALL.until),
        )
    finally:
        history.close()
    assert told["scenario"].tolist() == ["after", "before"]
    assert told["halls"].tolist() == [len(halls), len(halls)]
    frames = play_month(demo_city(), SMALL, months(SMALL)[0])
    store = Store(tmp_path)
    try:
        assert store.differing(frames) == set()
    finally:
        store.close()
    assert len(frames["tickets"]) == told["n"].sum()


def test_who_is_killed_keeps_whole_months_and_goes_on(tmp_path: Path) -> None:
    history = tmp_path / "history"
    command = (sys.executable, "-m", "analytics.simulation.years", str(history), "--until", "2026-11-26", "--processes", "1")
    with subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True) as process:
        until = time.monotonic() + 120
        while not history.joinpath(manifest.NAME).exists() and time.monotonic() < until:
            assert process.poll() is None, process.stderr and process.stderr.read()
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 128 + signal.SIGTERM
        with pytest.raises(ProcessLookupError):  # nobody of its session is left
            for _ in range(100):
                os.killpg(process.pid, 0)
                time.sleep(0.1)
    plan = stored_plan(history, date(2027, 1, 1))
    left = missing(history, plan)
    assert 0 < len(left) < 25
    assert months(plan)[0] not in left  # the latest come first
    reader = History(history)
    try:
        assert reader.problems() == ()
    finally:
        reader.close()


def test_a_history_that_cannot_be_used_is_told_on_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / manifest.NAME).write_text("{", encoding="utf-8")
    assert years.main([str(tmp_path), "--until", "2026-11-26"]) == 1
    assert capsys.readouterr().err.startswith("the simulated years could not be made: ")


def test_nothing_is_said_when_all_is_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / years.PLAN_NAME).write_bytes(b'{"since":"2026-03-02","reform":"2026-03-03","until":"2026-03-01"}')
    before = signal.getsignal(signal.SIGTERM)
    try:
        assert years.main([str(tmp_path), "--until", "2026-11-26"]) == 0
    finally:
        signal.signal(signal.SIGTERM, before)
    assert capsys.readouterr().err == ""
