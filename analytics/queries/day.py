"""A hall's day: which one is today, how far its stream has come, and its tickets."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import Connection, select

from queue_server.core.errors import UnknownEvent
from queue_server.core.events import DayClosed, decode
from queue_server.eventlog.tables import events, heads
from queue_server.projections.tables import day_stream, open_days, tickets

COLUMNS = ("ticket", "hall", "state", "issued_ms", "called_ms", "finished_ms", "counter", "wait_s", "seq")
"""What the measures need of a ticket's row; no pass, no work."""

_TYPES = {
    "ticket": "str",
    "hall": "str",
    "state": "str",
    "issued_ms": "float64",
    "called_ms": "float64",
    "finished_ms": "float64",
    "counter": "float64",
    "wait_s": "float64",
    "seq": "int64",
}
_TICKETS = select(*(tickets.c[name] for name in COLUMNS))

TicketRow = tuple[str, str, str, int, int | None, int | None, int | None, float | None, int]


class Day(NamedTuple):
    """A hall's day. `head`: how many events it has, 0: none yet. `open`: it is the hall's open day."""

    hall: str
    date: str
    head: int
    open: bool

    @property
    def stream(self) -> str:
        return day_stream(self.hall, self.date)


def local_date(at_ms: int, tz: str) -> str:
    """Return the calendar date at `at_ms` in the zone, `YYYY-MM-DD`."""
    return datetime.fromtimestamp(at_ms / 1000, ZoneInfo(tz)).date().isoformat()


def days_of_today(connection: Connection, zones: dict[str, str], now_ms: int) -> dict[str, Day]:
    """Return each hall's day: the open one, else that of its calendar's today.

    Args:
        zones: IANA zone by hall. now_ms: Hall time.
    """
    still_open = {row.hall: row.date for row in connection.execute(select(open_days.c.hall, open_days.c.date))}
    dates = {hall: still_open.get(hall) or local_date(now_ms, tz) for hall, tz in zones.items()}
    streams = {hall: day_stream(hall, date) for hall, date in dates.items()}
    found = {
        row.stream: row.head
        for row in connection.execute(select(heads.c.stream, heads.c.head).where(heads.c.stream.in_(list(streams.values()))))
    }
    return {hall: Day(hall, date, found.get(streams[hall], 0), hall in still_open) for hall, date in dates.items()}


def ticket_rows(connection: Connection, day: Day, *, after: int = 0) -> list[TicketRow]:
    """Return the day's tickets that changed after the event `after`, as tuples of `COLUMNS`."""
    query = _TICKETS.where(tickets.c.hall == day.hall, tickets.c.date == day.date)
    if after:
        query = query.where(tickets.c.seq > after)
    return [tuple(row) for row in connection.execute(query)]


def closed_ms(connection: Connection, day: Day) -> int | None:
    """Return when the day was closed, Unix milliseconds; None when it was not."""
    if day.open or not day.head:
        return None
    body = connection.execute(
        select(events.c.body).where(events.c.stream == day.stream, events.c.seq == day.head)
    ).scalar_one_or_none()
    if body is None:
        return None
    try:
        last = decode(body)
    except UnknownEvent:
        return None
    return last.at_ms if isinstance(last, DayClosed) else None


def frame_of(rows: Iterable[TicketRow], zones: Mapping[str, str], targets_s: Mapping[str, float]) -> pd.DataFrame:
    """Return tickets as the measures read them.

    Args:
        zones, targets_s: IANA zone and target wait by hall.

    Returns:
        `COLUMNS` (times as float milliseconds, NaN: not yet), `hour` (0..23, of issue, in the hall's zone), `target_s`.
    """
    frame = pd.DataFrame(list(rows), columns=list(COLUMNS)).astype(_TYPES)
    issued = pd.to_datetime(frame["issued_ms"], unit="ms", utc=True)
    zone_of = frame["hall"].map(zones)
    frame["hour"] = 0
    for zone in zone_of.unique():
        here = zone_of.eq(zone)
        frame.loc[here, "hour"] = issued[here].dt.tz_convert(zone).dt.hour.astype("int64")
    frame["target_s"] = frame["hall"].map(targets_s).astype("float64")
    return frame
