"""Days out of rows: what was played comes back."""

from datetime import date
from random import Random
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from analytics.history.schema import Kind
from analytics.simulation.engine import play_day
from analytics.simulation.record import Recording, recording
from analytics.simulation.rows import Rows
from analytics.simulation.shifts import Habits, Shift
from analytics.simulation.visits import NEVER, Visits
from queue_server.city.hours import instant_ms
from queue_server.core.setup import CounterSetup, HallSetup
from tests.analytics.simulation.days import MINUTE, S, hall, one, several

DAY = date(2026, 3, 2)
Frames = dict[Kind, pd.DataFrame]


def at(clock: str, day: date = DAY, tz: str = "Asia/Shanghai") -> int:
    return instant_ms(day, clock, ZoneInfo(tz))


def rows(setup: HallSetup, visits: Visits, shifts: list[Shift], day: date = DAY, gap_ms: int = 0) -> Frames:
    gathered = Rows()
    opens_ms = min(shift.from_ms for shift in shifts) - MINUTE
    played = play_day(setup, visits, shifts, date=day.isoformat(), opens_ms=opens_ms, habits=Habits(gap_ms=gap_ms))
    gathered.add(setup, day, visits.filled(), played)
    return gathered.frames()


def recorded(frames: Frames, tz: str = "Asia/Shanghai") -> Recording:
    return recording(frames["tickets"], frames["counters"], frames["days"], tz=tz)


def visit(clock: str, service_s: float, **more: object) -> dict[str, object]:
    return one(0, service_s, **more) | {"at_ms": at(clock)}


def test_visits_and_their_fates_come_back() -> None:
    visits = several(
        visit("09:00", 600, services=("cash",), walk_ms=10 * S),
        visit("09:01", 300, services=("claim", "cash"), priority="elder", walk_ms=10 * S),
        visit("09:02", 60, patience_ms=90 * S),
        visit("09:03", 60, comes=False, services=("cash",)),
        visit("09:30", 60, services=("card",), walk_ms=20 * S),
        visit("10:59", 60),
    )
    found = recorded(rows(hall(no_show_s=0), visits, [Shift(1, at("08:30"), at("10:30"))]))
    (day,) = found.days
    assert list(day.visits.at_ms) == list(visits.at_ms)
    assert day.visits.services == [("cash",), ("claim", "cash"), (), ("cash",), ("card",), ()]
    assert list(day.visits.comes) == [True, True, True, False, True, True]
    assert list(day.left) == [False, False, True, False, False, False]
    assert [waited_ms // S for waited_ms in day.waited_ms][:3] == [0, 550, 90]
    assert found.walks == [10_000, 10_000, 20_000]
    assert found.leave_rate == pytest.approx(1 / sum(day.waited_ms))
    assert day.setup.services["claim"].mean_s == 300
    drawn, again = found.visits(day, Random(1)), found.visits(day, Random(1))
    assert drawn == again
    assert drawn.patience_ms[2] == 90 * S
    assert all(patience >= waited for patience, waited in zip(drawn.patience_ms, day.waited_ms, strict=True))
    assert set(drawn.service_ms) <= {600_000, 300_000, 60_000}


def test_without_leavers_everybody_stays() -> None:
    found = recorded(rows(hall(), several(visit("09:00", 60)), [Shift(1, at("08:30"), at("10:30"))]))
    assert list(found.visits(found.days[0], Random(1)).patience_ms) == [NEVER]


def test_shifts_come_back_to_the_minute() -> None:
    """Half hours at both ends, a lunch closure across full hours, a break; a counter of one group, and one that was idle for hours."""
    busy = [
        visit(f"{hour:02d}:{minute:02d}", 50, services=("cash",))
        for hour in (8, 9, 10, 11, 13, 14, 15, 16)
        for minute in range(0, 60, 1)
    ]
    visits = several(*[each for each in busy if at("08:30") <= each["at_ms"] < at("16:59")])  # type: ignore[operator]
    shifts = [
        Shift(1, at("08:30"), at("09:40"), takes=("pension",), ends="pause", reason="break"),
        Shift(1, at("09:55"), at("12:00"), takes=("pension",), ends="pause"),
        Shift(1, at("13:30"), at("17:00"), takes=("pension",)),
        Shift(2, at("08:30"), at("12:00")),
        Shift(2, at("13:30"), at("16:30")),
    ]
    counters = (CounterSetup(counter=1, takes=("pension",)), CounterSetup(counter=2))
    (day,) = recorded(rows(hall(counters=counters), visits, shifts)).days
    found = [(shift.counter, shift.from_ms, shift.until_ms, shift.takes) for shift in day.shifts]
    expected = [(shift.counter, shift.from_ms, shift.until_ms, shift.takes) for shift in shifts]
    for one_found, one_expected in zip(found, expected, strict=True):
        assert one_found[0] == one_expected[0]
        assert one_found[1:3] == pytest.approx(one_expected[1:3], abs=3 * MINUTE)
        assert one_found[3] == one_expected[3]
    assert [bool(shift.works_off_ms) for shift in day.shifts] == [False, True, True, True, True]
    assert [(window.from_ms, window.until_ms) for window in day.windows] == [
        pytest.approx((at("08:30"), at("12:00")), abs=3 * MINUTE),
        pytest.approx((at("13:30"), at("17:00")), abs=3 * MINUTE),
    ]
    assert day.open_s == pytest.approx(sum(shift.until_ms - shift.from_ms for shift in shifts) / S, abs=300)
    assert 0 < day.busy_s < day.open_s


def test_a_day_of_23_hours() -> None:
    spring, berlin = date(2026, 3, 29), "Europe/Berlin"
    visits = several(one(0, 60) | {"at_ms": at("01:30", spring, berlin)}, one(0, 60) | {"at_ms": at("03:30", spring, berlin)})
    shifts = [Shift(1, at("01:00", spring, berlin), at("05:00", spring, berlin))]
    (day,) = recorded(rows(hall(tz=berlin), visits, shifts, spring), berlin).days
    assert [(shift.from_ms, shift.until_ms) for shift in day.shifts] == [(shifts[0].from_ms, shifts[0].until_ms)]
    assert shifts[0].until_ms - shifts[0].from_ms == 3 * 60 * MINUTE


def test_days_on_which_nobody_was_served_cannot_be_played() -> None:
    frames = rows(hall(), several(visit("09:00", 60, comes=False)), [Shift(1, at("08:30"), at("10:30"))])
    with pytest.raises(ValueError, match="nothing was served"):
        recorded(frames)


def test_rare_services_take_the_times_of_their_group() -> None:
    visits = several(
        *(visit(f"09:{minute:02d}", 30, services=("cash",)) for minute in range(6)),
        visit("10:00", 90, services=("claim",)),
    )
    found = recorded(rows(hall(), visits, [Shift(1, at("08:30"), at("10:30"))]))
    assert set(found.pools["cash"]) == {30_000}
    assert set(found.pools["claim"]) == {30_000, 90_000}  # its group has no more either, so everybody's


def test_the_gap_between_tickets_is_learnt() -> None:
    visits = several(*(visit("09:00", 60) for _ in range(20)))
    shifts = [Shift(1, at("08:30"), at("10:30"))]
    assert recorded(rows(hall(), visits, shifts, gap_ms=7 * S)).gap_ms == 7 * S
    assert recorded(rows(hall(), visits, shifts)).gap_ms == 0
