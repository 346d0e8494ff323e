"""Times as told: formats, zones, days of 23 and 25 hours, clocks that were wrong."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from analytics.imports.clock import Clock, Moment
from analytics.imports.mapping import Shift
from analytics.imports.rules import Refused

WARSAW = Clock(ZoneInfo("Europe/Warsaw"))


def utc(moment: Moment) -> str:
    return datetime.fromtimestamp(moment.ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")


def test_a_time_without_offset_is_the_zone_s() -> None:
    assert utc(WARSAW.read("2020-01-15T08:00:30")) == "2020-01-15 07:00:30"
    assert utc(WARSAW.read("2020-07-15 08:00:30")) == "2020-07-15 06:00:30"


def test_a_time_with_offset_is_its_own_and_the_day_is_local() -> None:
    moment = WARSAW.read("2020-01-15T23:30:00Z")
    assert (utc(moment), moment.day, moment.hour) == ("2020-01-15 23:30:00", date(2020, 1, 16), 0)


def test_formats_are_tried_in_order() -> None:
    clock = Clock(ZoneInfo("UTC"), ["%d.%m.%Y %H:%M", "iso"])
    assert utc(clock.read("03.02.2024 08:15")) == utc(clock.read("2024-02-03 08:15")) == "2024-02-03 08:15:00"


@pytest.mark.parametrize("told", ["2020-01-15", "yesterday", "", "1899-12-30 00:00:00", "2020-13-01 08:00", "08:00"])
def test_what_is_no_time_is_refused(told: str) -> None:
    with pytest.raises(Refused, match="bad-time"):
        WARSAW.read(told)


def test_a_date_alone_is_midnight_where_dates_are_meant() -> None:
    assert utc(Clock(ZoneInfo("Europe/Warsaw"), dates=True).read("2020-01-15")) == "2020-01-14 23:00:00"


def test_a_day_of_23_hours_has_a_gap() -> None:
    moment = WARSAW.read("2020-03-29 02:30")  # clocks went from 02:00 to 03:00
    assert (utc(moment), moment.hour, moment.corrections) == ("2020-03-29 01:30:00", 3, ("clock-gap",))


def test_in_a_day_of_25_hours_an_hour_comes_twice_and_time_does_not_go_back() -> None:
    first = WARSAW.read("2020-10-25 02:30")
    assert (utc(first), first.notes) == ("2020-10-25 00:30:00", ("ambiguous-time",))
    later = WARSAW.read("2020-10-25 02:10", not_before=first.ms)
    assert utc(later) == "2020-10-25 01:10:00"
    assert utc(WARSAW.read("2020-10-25 02:40", not_before=first.ms)) == "2020-10-25 00:40:00"


def test_a_wrong_clock_is_set_right_for_its_hall_and_time_alone() -> None:
    shift = Shift(since=date(2012, 2, 9), until=date(2012, 3, 3), hall="slow", days=2881)
    clock = Clock(ZoneInfo("Europe/Warsaw"), shifts=[shift])
    moved = clock.read("2012-02-09 08:00", "slow")
    assert (utc(moved), moved.corrections) == ("2019-12-30 07:00:00", ("wrong-clock",))
    assert clock.read("2012-02-09 08:00", "other").corrections == ()
    assert clock.read("2012-03-04 08:00", "slow").corrections == ()


def test_a_wrong_year_is_moved_and_a_day_that_was_not_is_refused() -> None:
    clock = Clock(ZoneInfo("UTC"), shifts=[Shift(since=date(2020, 1, 1), until=date(2020, 12, 31), years=-1)])
    moved = clock.read("2020-12-30 08:00")
    assert (utc(moved), moved.corrections) == ("2019-12-30 08:00:00", ("wrong-year",))
    with pytest.raises(Refused, match="bad-time"):
        clock.read("2020-02-29 08:00")
