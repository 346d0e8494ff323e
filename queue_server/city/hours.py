"""Opening hours: sessions on the hall's own clock, and the instants that they are on a date."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from queue_server.core.setup import Intake

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Session(msgspec.Struct, frozen=True):
    """A span of a day, `HH:MM` on the hall's clock; `closes` may be `24:00`."""

    opens: str
    closes: str


def minutes(clock: str) -> int:
    """Return the minutes since midnight of `HH:MM`, 0 to 1440.

    Raises:
        ValueError: `clock` is no such time.
    """
    if len(clock) != 5 or clock[2] != ":" or not (clock[:2] + clock[3:]).isascii() or not (clock[:2] + clock[3:]).isdigit():
        raise ValueError(clock)
    hour, minute = int(clock[:2]), int(clock[3:])
    if minute > 59 or hour * 60 + minute > 1440:
        raise ValueError(clock)
    return hour * 60 + minute


def weekday(day: date) -> Weekday:
    """Return the name of a date's weekday, as the hours are keyed."""
    return WEEKDAYS[day.weekday()]  # type: ignore[return-value]


def instant_ms(day: date, clock: str, zone: ZoneInfo) -> int:
    """Return when the hall's clock shows `clock` on `day`, Unix milliseconds.

    A time that comes twice (the clock is set back) is its first coming; one that is left out (it is set forward) is the moment
    at which it is left out. So later times on the clock are never earlier instants.
    """
    local = datetime.combine(day, time.min) + timedelta(minutes=minutes(clock))
    first = local.replace(tzinfo=zone).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == local:
        return int(first.timestamp()) * 1000
    # In the gap the two readings stand on either side of the change of the clock: look for it, to the second.
    early, late = local.replace(tzinfo=zone, fold=1).astimezone(UTC), first
    before = early.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early).total_seconds() // 2)
        if middle.astimezone(zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    return int(late.timestamp()) * 1000


def intake(day: date, sessions: tuple[Session, ...], cutoff_min: int, zone: ZoneInfo) -> tuple[Intake, ...]:
    """Return the spans of `day` in which visitors may take tickets themselves: each session but its last `cutoff_min` minutes.

    A session that the change of the clock leaves out altogether is no span.
    """
    spans = []
    for session in sessions:
        from_ms, closes_ms = instant_ms(day, session.opens, zone), instant_ms(day, session.closes, zone)
        until_ms = max(from_ms, closes_ms - cutoff_min * 60_000)
        if from_ms < closes_ms:
            spans.append(Intake(from_ms=from_ms, until_ms=until_ms, closes_ms=closes_ms))
    return tuple(spans)
