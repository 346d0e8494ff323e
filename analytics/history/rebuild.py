"""The whole history made again from the log. Interrupted, it goes on with the month at which it was."""

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec

from analytics.history.closed import closed_days
from analytics.history.manifest import HallDate
from analytics.history.months import merge_due
from analytics.history.remake import Unreadable, by_month, remake
from analytics.history.store import Store
from analytics.history.whole import content, put_beside, remove_beside
from queue_server.eventlog.database import Database

STATE = "rebuild.json"

KEPT_DIFFERENCES = 100
"""Hall-days that are named; all are counted."""
SAID = {
    "missing": "closed in the log, not in the history",
    "different": "the history says otherwise than the log",
    "dropped": "in the history, not closed in the log",
}


class Rebuilt(NamedTuple):
    """What was found.

    Attributes:
        days, tickets: Of the log, that were compared. earlier: months that a run before this one, which was interrupted, had done.
        missing: Hall-days that the history had not. different: that it had otherwise. dropped: that it had, and the log has not.
        named: The first of them, and what is wrong.
        unreadable: Hall-days of the log that this release cannot read.
    """

    days: int
    tickets: int
    earlier: int
    missing: int
    different: int
    dropped: int
    named: tuple[tuple[HallDate, str], ...]
    unreadable: tuple[tuple[HallDate, Unreadable], ...]


class _State(msgspec.Struct):
    """`log`: id of the log. `months`: those that are done."""

    log: str
    months: list[str]


def rebuild(
    store: Store, database: Database, progress: Callable[[int, int], None] | None = None, *, verify: bool = False
) -> Rebuilt:
    """Compare the history with the log, row for row, and make what differs again. Servers may go on.

    Days that came from elsewhere (imported, simulated) stay.

    Args:
        progress: Called with the hall-days done and their total.
        verify: Only compare.

    Raises:
        HistoryError: the history cannot be read or written. LogUnavailable: the database cannot be read just now.
    """
    with database.reading() as connection:
        closed = by_month(closed_days(connection))
    known = {part.month for part in store.manifest().parts if part.source == "log" and part.days}
    state = _State(database.log_id, []) if verify else _read(store.directory, database.log_id)
    months = sorted((closed.keys() | known) - set(state.months))
    done = sum(len(closed.get(month, ())) for month in state.months)
    total = sum(map(len, closed.values()))
    days = tickets = 0
    wrong: dict[str, list[HallDate]] = {"missing": [], "different": [], "dropped": []}
    unreadable: list[tuple[HallDate, Unreadable]] = []
    for month in months:
        for piece in remake(store, database, month, closed.get(month, set()), verify=verify):
            days, tickets = days + piece.days, tickets + piece.tickets
            wrong["missing"] += sorted(piece.missing)
            wrong["different"] += sorted(piece.different)
            wrong["dropped"] += sorted(piece.dropped)
            unreadable += piece.unreadable
            if progress is not None:
                progress(done + days, total)
        if not verify:
            state.months.append(month)
            put_beside(store.directory, STATE, state)
    if not verify:
        merge_due(store)
        store.drop_broken()
        store.sweep()
        remove_beside(store.directory, STATE)
    return Rebuilt(
        days=days,
        tickets=tickets,
        earlier=0 if verify else len(state.months) - len(months),
        missing=len(wrong["missing"]),
        different=len(wrong["different"]),
        dropped=len(wrong["dropped"]),
        named=tuple((hall_date, SAID[kind]) for kind, found in wrong.items() for hall_date in found)[:KEPT_DIFFERENCES],
        unreadable=tuple(unreadable),
    )


def _read(directory: Path, log: str) -> _State:
    """Return how far an interrupted run has come with this log."""
    with contextlib.suppress(OSError, msgspec.MsgspecError):
        found = msgspec.json.decode(content(directory / STATE), type=_State)
        if found.log == log:
            return found
    return _State(log, [])
