"""The log's closed days."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from analytics.history.day import DayRows, rows_of
from analytics.history.manifest import HallDate
from queue_server.core.errors import UnknownEvent
from queue_server.core.events import HallEvent, decode
from queue_server.eventlog.errors import LogDamaged
from queue_server.eventlog.tables import events, heads
from queue_server.projections.tables import DAY_STREAMS, day_stream, open_days


class Glance(NamedTuple):
    """What changes whenever a day is opened or closed: the open days' streams, and how many streams there are."""

    opened: frozenset[str]
    streams: int


def glance(connection: Connection) -> Glance:
    """Look whether a day may have been closed: much less work than `closed_days`."""
    streams = connection.execute(select(func.count()).select_from(heads)).scalar_one()
    return Glance(_open_streams(connection), streams)


def _open_streams(connection: Connection) -> frozenset[str]:
    return frozenset(connection.execute(select(open_days.c.stream)).scalars())


def closed_days(connection: Connection) -> set[HallDate]:
    """Return the days that are over."""
    begins = func.substr(heads.c.stream, 1, len(DAY_STREAMS)) == DAY_STREAMS
    streams = set(connection.execute(select(heads.c.stream).where(begins)).scalars()) - _open_streams(connection)
    names = (stream.removeprefix(DAY_STREAMS).rpartition("/") for stream in streams)
    return {HallDate(hall, date.fromisoformat(day)) for hall, _, day in names}


def read_rows(connection: Connection, hall_date: HallDate) -> DayRows:
    """Return a closed day as the history's rows.

    Raises:
        UnknownEvent: this release cannot read an event of it. LogDamaged: it has a hole. DayNotClosed: it is not over.
    """
    stream = day_stream(hall_date.hall, hall_date.date.isoformat())
    found: list[HallEvent] = []
    for seq, body in connection.execute(
        select(events.c.seq, events.c.body).where(events.c.stream == stream).order_by(events.c.seq)
    ):
        if seq != len(found) + 1:
            raise LogDamaged(stream=stream, seq=len(found) + 1)
        try:
            found.append(decode(body))
        except UnknownEvent as unknown:
            raise UnknownEvent(stream=stream, seq=seq, **unknown.facts) from unknown
    return rows_of(found)
