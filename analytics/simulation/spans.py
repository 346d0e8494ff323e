"""When a hall's counters stood open, from how long they did in each hour and when they had tickets."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pandas as pd

from queue_server.city.hours import instant_ms
from queue_server.core.setup import Group

WORKS_OFF_MS = 60 * 60_000
"""How long a counter that is played again goes on at the end of a span while somebody waits whom it takes."""
SESSION_END_MS = 45 * 60_000
"""A counter that closed so near to a session's end saw its last visitors off."""
JOINED_MS = 20 * 60_000
"""Spans of a hall's counters that are no further apart are one session of the hall."""


class Window(NamedTuple):
    """A span in which some counter stood open, Unix milliseconds."""

    from_ms: int
    until_ms: int


def hour_ms(day: date, hour: int, zone: ZoneInfo) -> Window:
    """Return an hour of the hall's clock, 0 to 23; empty where the clock leaves it out."""
    return Window(instant_ms(day, f"{hour:02d}:00", zone), instant_ms(day, f"{hour + 1:02d}:00", zone))


def busy_spans(tickets: pd.DataFrame) -> dict[int, list[Window]]:
    """Return when each counter had a ticket: from its call to its end; of a no-show the call alone is known."""
    called = tickets.dropna(subset=["counter", "called_at"]).sort_values("called_at")
    busy: dict[int, list[Window]] = {}
    ends = called["finished_at"].fillna(called["called_at"])
    for number, from_ms, until_ms in zip(called["counter"], unix_ms(called["called_at"]), unix_ms(ends), strict=True):
        assert from_ms is not None
        assert until_ms is not None
        busy.setdefault(int(number), []).append(Window(from_ms, until_ms))
    return busy


def counter_spans(
    counters: pd.DataFrame,
    takes: Mapping[int, tuple[Group, ...] | None],
    busy: Mapping[int, Sequence[Window]],
    day: date,
    zone: ZoneInfo,
) -> dict[int, list[Window]]:
    """Return when each counter stood open."""
    open_ms: dict[int, dict[int, int]] = {}
    for number, hour, open_s in counters[["counter", "hour", "open_s"]].itertuples(index=False):
        if open_s > 0 and int(number) in takes:
            open_ms.setdefault(int(number), {})[int(hour)] = round(open_s * 1000)
    return {
        number: _spans({hour_ms(day, hour, zone): length_ms for hour, length_ms in sorted(hours.items())}, busy.get(number, ()))
        for number, hours in sorted(open_ms.items())
    }


def works_off_ms(span: Window, windows: Sequence[Window]) -> int:
    """Return how long a counter goes on after its span: it was there for the end of a session, or had gone before."""
    return WORKS_OFF_MS if any(abs(window.until_ms - span.until_ms) <= SESSION_END_MS for window in windows) else 0


def _spans(hours: Mapping[Window, int], busy: Sequence[Window]) -> list[Window]:
    """Return where a counter stood open, from how long it did in each of its hours and when it had tickets."""
    starts = {hour.from_ms for hour in hours}
    spans: list[Window] = []
    for hour, open_ms in hours.items():
        closed_ms = max(0, hour.until_ms - hour.from_ms - open_ms)
        free = _free(hour, busy)
        from_before = bool(spans) and spans[-1].until_ms == hour.from_ms
        if not from_before and free[0].until_ms - hour.from_ms >= closed_ms:
            closed_from_ms = hour.from_ms
        elif hour.until_ms not in starts and hour.until_ms - free[-1].from_ms >= closed_ms:
            closed_from_ms = hour.until_ms - closed_ms
        else:
            longest = max(free, key=lambda gap: gap.until_ms - gap.from_ms)
            if longest.from_ms == hour.from_ms:
                closed_from_ms = hour.from_ms
            elif longest.until_ms == hour.until_ms:
                closed_from_ms = hour.until_ms - closed_ms
            else:
                closed_from_ms = (longest.from_ms + longest.until_ms - closed_ms) // 2
        for piece in (Window(hour.from_ms, closed_from_ms), Window(closed_from_ms + closed_ms, hour.until_ms)):
            if piece.from_ms >= piece.until_ms:
                continue
            if spans and spans[-1].until_ms == piece.from_ms:
                spans[-1] = Window(spans[-1].from_ms, piece.until_ms)
            else:
                spans.append(piece)
    return spans


def _free(hour: Window, busy: Sequence[Window]) -> list[Window]:
    """Return the gaps between tickets within an hour, its ends included, though they may be empty."""
    free, free_from_ms = [], hour.from_ms
    for ticket in busy:
        if ticket.until_ms >= hour.from_ms and ticket.from_ms < hour.until_ms:
            free.append(Window(free_from_ms, max(free_from_ms, ticket.from_ms)))
            free_from_ms = max(free_from_ms, min(ticket.until_ms, hour.until_ms))
    return [*free, Window(free_from_ms, hour.until_ms)]


def sessions(spans: Sequence[Window]) -> list[Window]:
    """Return the hall's sessions, from the spans of its counters."""
    windows: list[Window] = []
    for span in sorted(spans):
        if windows and span.from_ms <= windows[-1].until_ms + JOINED_MS:
            windows[-1] = Window(windows[-1].from_ms, max(windows[-1].until_ms, span.until_ms))
        else:
            windows.append(span)
    return windows


def unix_ms(times: "pd.Series[Any]") -> list[int | None]:
    """Return times as Unix milliseconds; None: missing."""
    whole = pd.to_datetime(times).astype("datetime64[ms]").astype("int64")
    return [None if missing else int(value) for value, missing in zip(whole, times.isna(), strict=True)]
