"""A month of the history made again from the log, and compared row for row with what is there."""

from collections.abc import Iterator
from typing import NamedTuple

from analytics.history.closed import read_rows
from analytics.history.day import DayRows
from analytics.history.errors import DayNotClosed
from analytics.history.frames import frames_of
from analytics.history.manifest import HallDate, month_of
from analytics.history.store import Store
from queue_server.core.errors import UnknownEvent
from queue_server.eventlog.database import Database
from queue_server.eventlog.errors import LogDamaged

TICKETS_AT_ONCE = 5_000
"""About so many are in memory: some 20 MB."""

Unreadable = UnknownEvent | LogDamaged | DayNotClosed
UNREADABLE = (UnknownEvent, LogDamaged, DayNotClosed)


class Piece(NamedTuple):
    """What was done at once.

    Attributes:
        days, tickets: How many were made again.
        missing: Hall-days that the history had not. different: that it had otherwise, or in a damaged file.
        dropped: Hall-days that the history had from a log, and this log has not.
        unreadable: Hall-days that stay what they are, and why.
    """

    days: int
    tickets: int
    missing: frozenset[HallDate] = frozenset()
    different: frozenset[HallDate] = frozenset()
    dropped: frozenset[HallDate] = frozenset()
    unreadable: tuple[tuple[HallDate, Unreadable], ...] = ()


def remake(store: Store, database: Database, month: str, closed: set[HallDate], *, verify: bool) -> Iterator[Piece]:
    """Make a month again in pieces, each done when it is given: what differs is replaced, and comes from this log then.

    Args:
        closed: The log's closed days of the month. verify: Compare, and change nothing.

    Raises:
        HistoryError: the history cannot be read or written. LogUnavailable: the database cannot be read just now.
    """
    had = {hall_date for part in store.manifest().parts if part.month == month for hall_date in part.current()}
    for rows, unreadable in _batches(database, sorted(closed)):
        wrong = store.differing(frames_of(*rows.values())) if rows else set()
        if wrong and not verify:
            store.write(frames_of(*(rows[hall_date] for hall_date in sorted(wrong))), log=database.log_id)
        yield Piece(
            len(rows) + len(unreadable),
            sum(len(day.tickets) for day in rows.values()),
            missing=frozenset(wrong - had),
            different=frozenset(wrong & had),
            unreadable=tuple(unreadable),
        )
    if verify:
        parts = [part for part in store.manifest().parts if (part.month, part.source) == (month, "log")]
        dropped = {hall_date for part in parts for hall_date in part.current()} - closed
    else:
        dropped = store.settle(month, database.log_id, closed)
    if dropped:
        yield Piece(0, 0, dropped=frozenset(dropped))


def by_month(hall_dates: set[HallDate]) -> dict[str, set[HallDate]]:
    found: dict[str, set[HallDate]] = {}
    for hall_date in hall_dates:
        found.setdefault(month_of(hall_date.date), set()).add(hall_date)
    return found


def _batches(
    database: Database, hall_dates: list[HallDate]
) -> Iterator[tuple[dict[HallDate, DayRows], list[tuple[HallDate, Unreadable]]]]:
    rows: dict[HallDate, DayRows] = {}
    unreadable: list[tuple[HallDate, Unreadable]] = []
    tickets = 0
    for hall_date in hall_dates:
        try:
            with database.reading() as connection:
                rows[hall_date] = read_rows(connection, hall_date)
            tickets += len(rows[hall_date].tickets)
        except UNREADABLE as error:
            unreadable.append((hall_date, error))
        if tickets >= TICKETS_AT_ONCE:
            yield rows, unreadable
            rows, unreadable, tickets = {}, [], 0
    if rows or unreadable:
        yield rows, unreadable
