"""The projected tables made again from the log: compared row for row with what is stored, and put in its place."""

import contextlib
from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import Connection, MetaData, delete, except_, func, insert, select
from sqlalchemy.schema import CreateTable, DropTable

from queue_server.core.day import HallDay
from queue_server.core.errors import UnknownEvent
from queue_server.core.events import decode
from queue_server.core.evolve import evolve
from queue_server.eventlog.database import Database
from queue_server.eventlog.errors import LogDamaged, LogUnavailable
from queue_server.eventlog.tables import events, heads
from queue_server.projections.tables import DAY_STREAMS, open_days, tickets
from queue_server.projections.tickets import open_day_row, ticket_row

KEPT_DIFFERENCES = 100
"""Differences that are reported in full; all are counted."""

_Row = dict[str, object]

_shadow = tickets.to_metadata(MetaData(), name="tickets_rebuilt")


class Difference(NamedTuple):
    """A row on which log and table disagree: the columns that differ, as the log has them and as they are stored.

    `log` is None when the log knows no such row, `stored` is None when the table has none.
    """

    table: str
    key: str
    log: _Row | None
    stored: _Row | None


class Rebuilt(NamedTuple):
    """What was found. `differences`: the first of the `different` rows. `swapped`: the tables are the log's now."""

    streams: int
    tickets: int
    different: int
    differences: tuple[Difference, ...]
    swapped: bool


def rebuild(database: Database, progress: Callable[[int, int], None] | None = None, *, verify: bool = False) -> Rebuilt:
    """Make `tickets` and `open_days` again from the log and compare them row for row with what is stored.

    The rows go into a shadow table, and in one transaction at the end from there to where the table differs; days that went on
    meanwhile are made once more in it. Interrupted at any moment, nothing has changed.

    Args:
        database: Open for writing, or as a reader to verify.
        progress: Called with the days done and their total, after each.
        verify: Only compare, in one read transaction.

    Raises:
        UnknownEvent: a stream holds an event that this release cannot read; the fact `stream` says where.
        LogDamaged: a stream has a hole.
    """
    found = _Comparison()
    told = progress or _tell_nobody
    if verify:
        with database.reading() as connection:
            days = _days(connection)
            for done, (stream, head) in enumerate(days.items(), 1):
                found.compare_day(connection, stream, _read_day(connection, stream, head))
                told(done, len(days))
            found.compare_rest(connection)
        return found.report(len(days), swapped=False)
    try:
        return _rebuild(database, told, found)
    except BaseException:
        with contextlib.suppress(LogUnavailable), database.writing() as connection:
            connection.execute(DropTable(_shadow, if_exists=True))
        raise


def _rebuild(database: Database, progress: Callable[[int, int], None], found: "_Comparison") -> Rebuilt:
    with database.writing() as connection:
        connection.execute(DropTable(_shadow, if_exists=True))
        connection.execute(CreateTable(_shadow))
        begun = _days(connection)
    for done, (stream, head) in enumerate(begun.items(), 1):
        with database.writing() as connection:
            _fill(connection, stream, head, found)
        progress(done, len(begun))
    with database.writing() as connection:
        if (
            connection.dialect.name == "postgresql"
        ):  # other servers write: what they have not committed by now waits, and is right
            connection.exec_driver_sql(f"LOCK TABLE {heads.name} IN SHARE ROW EXCLUSIVE MODE")
        days = _days(connection)
        for stream, head in days.items():
            if begun.get(stream) != head:
                _fill(connection, stream, head, found)
        found.compare_rest(connection)
        # What differs is replaced; who reads goes on reading what was.
        columns = [column.name for column in tickets.c]
        wrong = except_(select(*tickets.c), select(*(_shadow.c[name] for name in columns))).subquery()
        connection.execute(delete(tickets).where(tickets.c.ticket.in_(select(wrong.c.ticket))))
        right = select(*(_shadow.c[name] for name in columns)).where(_shadow.c.ticket.not_in(select(tickets.c.ticket)))
        connection.execute(insert(tickets).from_select(columns, right))
        connection.execute(DropTable(_shadow))
        connection.execute(delete(open_days))
        if found.open_days:
            connection.execute(insert(open_days), list(found.open_days.values()))
    return found.report(len(days), swapped=True)


class _Comparison:
    """Collects what differs, by day, so that a day that is compared again replaces what was found before."""

    def __init__(self) -> None:
        self.open_days: dict[str, _Row] = {}
        self._days: set[tuple[str, str]] = set()
        self._tickets: dict[str, int] = {}
        self._different: dict[str, int] = {}
        self._kept: dict[str, list[Difference]] = {}

    def compare_day(self, connection: Connection, stream: str, day: HallDay) -> list[_Row]:
        """Compare the rows of `day` with the stored ones, and return them."""
        rows = [ticket_row(day, ticket) for ticket in day.tickets.values()]
        stored = select(tickets).where(tickets.c.hall == day.hall, tickets.c.date == day.date)
        self._compare(stream, "tickets", "ticket", rows, [dict(row._mapping) for row in connection.execute(stored)])
        self._days.add((day.hall, day.date))
        self._tickets[stream] = len(rows)
        open_row = open_day_row(day)
        if open_row is not None:
            self.open_days[day.hall] = open_row
        elif self.open_days.get(day.hall, {}).get("stream") == stream:
            del self.open_days[day.hall]
        return rows

    def compare_rest(self, connection: Connection) -> None:
        """Compare the open days, and look for tickets of days that the log does not know."""
        stored = [dict(row._mapping) for row in connection.execute(select(open_days))]
        self._compare("open_days", "open_days", "hall", list(self.open_days.values()), stored)
        for hall, date in connection.execute(select(tickets.c.hall, tickets.c.date).distinct()).all():
            if (hall, date) not in self._days:
                strays = select(tickets).where(tickets.c.hall == hall, tickets.c.date == date)
                rows = [dict(row._mapping) for row in connection.execute(strays)]
                self._compare(f"{hall} {date}", "tickets", "ticket", [], rows)

    def report(self, streams: int, *, swapped: bool) -> Rebuilt:
        first = [difference for kept in self._kept.values() for difference in kept]
        return Rebuilt(
            streams=streams,
            tickets=sum(self._tickets.values()),
            different=sum(self._different.values()),
            differences=tuple(first[:KEPT_DIFFERENCES]),
            swapped=swapped,
        )

    def _compare(self, place: str, table: str, key: str, log: list[_Row], stored: list[_Row]) -> None:
        ours, theirs = {str(row[key]): row for row in log}, {str(row[key]): row for row in stored}
        different = [name for name in sorted(ours.keys() | theirs.keys()) if ours.get(name) != theirs.get(name)]
        self._different[place] = len(different)
        self._kept.pop(place, None)
        room = KEPT_DIFFERENCES - sum(map(len, self._kept.values()))
        if different:
            self._kept[place] = [_difference(table, name, ours.get(name), theirs.get(name)) for name in different[:room]]


def _tell_nobody(done: int, total: int) -> None:
    pass


def _difference(table: str, key: str, log: _Row | None, stored: _Row | None) -> Difference:
    if log is None or stored is None:
        return Difference(table, key, log, stored)
    names = [name for name in log if log[name] != stored[name]]
    return Difference(table, key, {name: log[name] for name in names}, {name: stored[name] for name in names})


def _fill(connection: Connection, stream: str, head: int, found: _Comparison) -> None:
    rows = found.compare_day(connection, stream, _read_day(connection, stream, head))
    if rows:
        hall, date = rows[0]["hall"], rows[0]["date"]
        connection.execute(delete(_shadow).where(_shadow.c.hall == hall, _shadow.c.date == date))
        connection.execute(insert(_shadow), rows)


def _days(connection: Connection) -> dict[str, int]:
    """Return the heads of the halls' days."""
    begins = func.substr(heads.c.stream, 1, len(DAY_STREAMS)) == DAY_STREAMS
    return {row.stream: row.head for row in connection.execute(select(heads).where(begins).order_by(heads.c.stream))}


def _read_day(connection: Connection, stream: str, head: int) -> HallDay:
    day = HallDay()
    wanted = select(events.c.seq, events.c.body).where(events.c.stream == stream).order_by(events.c.seq)
    for seq, body in connection.execute(wanted):
        if seq != day.seq + 1:
            raise LogDamaged(stream=stream, seq=day.seq + 1)
        try:
            evolve(day, decode(body))
        except UnknownEvent as unknown:
            raise UnknownEvent(stream=stream, seq=seq, **unknown.facts) from unknown
    if day.seq > head:  # another server may have appended since the heads were read
        head = min(day.seq, connection.execute(select(heads.c.head).where(heads.c.stream == stream)).scalar() or 0)
    if day.seq != head:
        raise LogDamaged(stream=stream, seq=min(day.seq, head) + 1)
    return day
