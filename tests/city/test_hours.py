"""Sessions on the hall's clock as instants, also on the days on which clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.city.hours import Session, instant_ms, intake, minutes

WEIHAI = ZoneInfo("Asia/Shanghai")
WARSAW = ZoneInfo("Europe/Warsaw")
SPRING = date(2026, 3, 29)  # 02:00 becomes 03:00
AUTUMN = date(2026, 10, 25)  # 03:00 becomes 02:00


def utc(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def test_a_working_day_in_weihai() -> None:
    spans = intake(date(2026, 3, 2), (Session("08:30", "12:00"), Session("13:30", "17:00")), 10, WEIHAI)
    assert [(span.from_ms, span.until_ms, span.closes_ms) for span in spans] == [
        (utc("2026-03-02T00:30"), utc("2026-03-02T03:50"), utc("2026-03-02T04:00")),
        (utc("2026-03-02T05:30"), utc("2026-03-02T08:50"), utc("2026-03-02T09:00")),
    ]


@pytest.mark.parametrize(
    ("day", "clock", "instant"),
    [
        (date(2026, 3, 28), "08:00", "2026-03-28T07:00"),
        (SPRING, "01:59", "2026-03-29T00:59"),
        (SPRING, "02:00", "2026-03-29T01:00"),  # not on any clock: the moment of the change
        (SPRING, "02:30", "2026-03-29T01:00"),
        (SPRING, "03:00", "2026-03-29T01:00"),
        (SPRING, "08:00", "2026-03-29T06:00"),
        (AUTUMN, "01:30", "2026-10-24T23:30"),
        (AUTUMN, "02:30", "2026-10-25T00:30"),  # twice: the first
        (AUTUMN, "03:00", "2026-10-25T02:00"),
        (AUTUMN, "08:00", "2026-10-25T07:00"),
        (AUTUMN, "24:00", "2026-10-25T23:00"),
    ],
)
def test_instants_where_clocks_change(day: date, clock: str, instant: str) -> None:
    assert instant_ms(day, clock, WARSAW) == utc(instant)


def test_a_night_session_is_as_long_as_the_night() -> None:
    (short,) = intake(SPRING, (Session("00:00", "06:00"),), 0, WARSAW)
    (long,) = intake(AUTUMN, (Session("00:00", "06:00"),), 0, WARSAW)
    assert short.closes_ms - short.from_ms == 5 * 3_600_000
    assert long.closes_ms - long.from_ms == 7 * 3_600_000


def test_a_session_that_is_left_out_by_the_clock_is_no_span() -> None:
    assert intake(SPRING, (Session("02:10", "02:50"), Session("08:00", "09:00")), 5, WARSAW) == intake(
        SPRING, (Session("08:00", "09:00"),), 5, WARSAW
    )


def test_a_cut_off_counts_real_minutes() -> None:
    (span,) = intake(SPRING, (Session("01:00", "03:10"),), 20, WARSAW)
    assert span.until_ms == span.closes_ms - 20 * 60_000 == utc("2026-03-29T00:50")


@given(
    st.sampled_from(["Europe/Warsaw", "Asia/Shanghai", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca"]),
    st.dates(date(2015, 1, 1), date(2030, 12, 31)) | st.sampled_from([SPRING, AUTUMN, date(2026, 4, 5), date(2026, 10, 4)]),
    st.lists(st.integers(0, 1440), min_size=2, max_size=6),
)
def test_later_on_the_clock_is_never_earlier(zone: str, day: date, at: list[int]) -> None:
    instants = [instant_ms(day, f"{minute // 60:02d}:{minute % 60:02d}", ZoneInfo(zone)) for minute in sorted(at)]
    assert instants == sorted(instants)
    for instant, minute in zip(instants, sorted(at), strict=True):
        local = datetime.fromtimestamp(instant / 1000, ZoneInfo(zone)).replace(tzinfo=None)
        shown = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
        # On the clock, or in the gap: then the clock shows the end of the gap, at most an hour later.
        assert timedelta(0) <= local - shown <= timedelta(hours=1)


@pytest.mark.parametrize(
    "clock", ["", "8:30", "08:60", "24:01", "25:00", "08-30", "08:30:00", "0８:30", "-1:00", "ab:cd", "08:3²"]
)
def test_what_is_no_time_is_refused(clock: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - all that it says is the time itself
        minutes(clock)
    assert str(caught.value) == clock


def test_times_are_minutes_since_midnight() -> None:
    assert [minutes(clock) for clock in ("00:00", "08:30", "23:59", "24:00")] == [0, 510, 1439, 1440]
