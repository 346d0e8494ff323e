"""Arrivals by quarter hours of the hall's clock, and which dates make a usual day."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from msgspec import structs

from analytics.queries.arrivals import read, slots_of, today_by_slot
from analytics.queries.day import Day, frame_of
from queue_server.city.hall import HallConfig
from tests.analytics.memory import Memory, day, ticket
from tests.analytics.played import HALLS

WENDENG, ZETOU = HALLS[:2]
BERLIN = structs.replace(WENDENG, tz="Europe/Berlin", hours=None)
MONDAY = date(2026, 3, 2)


def issued(on: date, clock: str, zone: str = "Asia/Shanghai", fold: int = 0, **more: object) -> dict[str, object]:
    local = datetime.fromisoformat(f"{on}T{clock}").replace(tzinfo=ZoneInfo(zone), fold=fold)
    return ticket(date=on, issued_at=local.astimezone(UTC).replace(tzinfo=None), **more)


def found(rows: list[dict[str, object]], *configs: HallConfig, days: list[dict[str, object]] | None = None) -> pd.DataFrame:
    return read(Memory(rows, days), {config.id: config for config in configs}, date(2025, 1, 1), date(2026, 12, 31)).days


def test_tickets_are_counted_by_quarter_hours_of_the_halls_clock() -> None:
    days = found([issued(MONDAY, clock) for clock in ("08:29:59", "08:30", "08:44:59", "16:59")], WENDENG)
    assert days.loc[MONDAY, [33, 34, 67]].tolist() == [1, 2, 1]
    assert days.to_numpy().sum() == 4


def test_a_day_without_visitors_is_a_day_of_noughts() -> None:
    days = found([issued(MONDAY, "09:00")], WENDENG, days=[day(MONDAY), day(MONDAY - timedelta(days=3))])
    assert days.sum(axis=1).to_dict() == {MONDAY - timedelta(days=3): 0, MONDAY: 1}


def test_days_of_23_and_25_hours() -> None:
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)
    rows = [issued(spring, clock, "Europe/Berlin") for clock in ("01:59", "03:00")]
    rows += [issued(autumn, "02:10", "Europe/Berlin", fold) for fold in (0, 1)]
    days = found(rows, BERLIN)
    assert days.loc[spring, [7, 8, 11, 12]].tolist() == [1, 0, 0, 1]
    assert days.loc[autumn, 8] == 2  # the hour that comes twice


def test_what_was_issued_past_midnight_stays_with_its_day() -> None:
    night = issued(MONDAY + timedelta(days=1), "00:10") | {"date": MONDAY}
    early = issued(MONDAY - timedelta(days=1), "23:50") | {"date": MONDAY}
    assert found([night, early], WENDENG).loc[MONDAY, [0, 95]].tolist() == [1, 1]


def test_dates_on_which_the_calendar_has_the_hall_closed_are_left_out() -> None:
    holiday = MONDAY - timedelta(weeks=1)
    saturday = MONDAY - timedelta(days=2)
    config = structs.replace(WENDENG, closed_dates=(holiday.isoformat(),))
    rows = [issued(on, "09:00") for on in (holiday, saturday, MONDAY)]
    arrivals = read(Memory(rows), {"wendeng": config}, date(2026, 1, 1), MONDAY)
    assert (list(arrivals.days.index), arrivals.left_out) == ([MONDAY], 2)


def test_of_several_halls_dates_count_on_which_nearly_all_were_open() -> None:
    friday = MONDAY - timedelta(days=3)
    rows = [issued(MONDAY, "09:00"), issued(MONDAY, "10:00", hall="zetou"), issued(friday, "09:00")]
    arrivals = read(Memory(rows), {"wendeng": WENDENG, "zetou": ZETOU}, date(2026, 1, 1), MONDAY)
    assert arrivals.days.sum(axis=1).to_dict() == {MONDAY: 2}
    assert (arrivals.left_out, arrivals.sources) == (1, {MONDAY: {"log"}})
    assert list(found(rows, WENDENG).index) == [friday, MONDAY]


def test_halls_in_two_zones_are_counted_by_their_own_clocks() -> None:
    berlin = structs.replace(ZETOU, tz="Europe/Berlin", hours=None)
    rows = [issued(MONDAY, "09:00"), issued(MONDAY, "09:00", "Europe/Berlin", hall="zetou")]
    assert found(rows, WENDENG, berlin).loc[MONDAY, 36] == 2


def test_no_history_is_no_days() -> None:
    arrivals = read(Memory([]), {"wendeng": WENDENG}, date(2026, 1, 1), MONDAY)
    assert (len(arrivals.days), arrivals.left_out, arrivals.sources) == (0, 0, {})


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Asia/Kathmandu", "America/St_Johns"])
def test_slots_are_those_of_the_calendar(zone: str) -> None:
    at = pd.Series(pd.date_range("2026-03-01T00:00Z", "2026-03-03T00:00Z", freq="7min"))
    local = at.dt.tz_convert(zone)
    expected = [moment.hour * 4 + moment.minute // 15 for moment in local]
    dates = local.dt.tz_localize(None).dt.normalize()
    assert slots_of(at, dates, zone).tolist() == expected


def test_today_is_counted_alike() -> None:
    at_ms = [int(datetime(2026, 3, 2, 0, minute, tzinfo=UTC).timestamp() * 1000) for minute in (31, 40, 50)]
    rows = [(f"t{at}", "wendeng", "waiting", at, None, None, None, None, 1) for at in at_ms]
    tickets = frame_of(rows, {"wendeng": WENDENG.tz}, {"wendeng": 900.0})  # type: ignore[arg-type]
    counts = today_by_slot(tickets, {"wendeng": WENDENG}, {"wendeng": Day("wendeng", "2026-03-02", 3, True)})
    assert (counts[34], counts[35], counts.sum(), len(counts)) == (2, 1, 3, 96)
    assert today_by_slot(tickets.head(0), {}, {}).sum() == 0
