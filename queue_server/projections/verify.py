"""Whether everything that is stored agrees: events are numbered without gaps, heads say so, rows and answers are what the log says."""

from collections.abc import Callable
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, func, select

from queue_server.eventlog.database import Database
from queue_server.eventlog.tables import answers, events, heads
from queue_server.projections.rebuild import KEPT_DIFFERENCES, rebuild
from queue_server.projections.tables import day_stream, tickets


class Verified(NamedTuple):
    """What was found. `said`: the first of the `different` things, a sentence each."""

    streams: int
    tickets: int
    answers: int
    different: int
    said: tuple[str, ...]


class _Answered(msgspec.Struct):
    """What an answer says of itself, if it is about a ticket or a counter."""

    id: str = ""
    hall: str = ""
    date: str = ""
    seq: int = 0


def verify(database: Database, progress: Callable[[int, int], None] | None = None) -> Verified:
    """Fold every day again and compare.

    Args:
        database: Open as a reader; servers may go on.
        progress: Called with the days done and their total.

    Raises:
        UnknownEvent: a stream holds an event that this release cannot read.
    """
    with database.reading() as connection:
        numbering = _numbering(connection)
    if numbering:  # days with holes cannot be folded
        return Verified(0, 0, 0, len(numbering), tuple(numbering[:KEPT_DIFFERENCES]))
    rebuilt = rebuild(database, progress, verify=True)
    said = [f"{row.table} {row.key}: the log says {row.log}, stored is {row.stored}" for row in rebuilt.differences]
    with database.reading() as connection:
        kept, untrue = _answers(connection)
    different = rebuilt.different + len(untrue)
    return Verified(rebuilt.streams, rebuilt.tickets, kept, different, tuple([*said, *untrue][:KEPT_DIFFERENCES]))


def _numbering(connection: Connection) -> list[str]:
    """Compare the heads with the events, by stream."""
    counted = select(events.c.stream, func.count(), func.min(events.c.seq), func.max(events.c.seq)).group_by(events.c.stream)
    found = {stream: (count, least, most) for stream, count, least, most in connection.execute(counted)}
    stored = {row.stream: row.head for row in connection.execute(select(heads))}
    said = []
    for stream in sorted(found.keys() | stored.keys()):
        head, numbers = stored.get(stream, 0), found.get(stream, (0, None, None))
        if numbers != (head, 1, head):
            said.append(f"{stream}: its head is {head}, it holds {numbers[0]} events from {numbers[1]} to {numbers[2]}")
    return said


def _answers(connection: Connection) -> tuple[int, list[str]]:
    """Count the answers that are kept, and name those that tell of what the log does not know."""
    known = {row.ticket for row in connection.execute(select(tickets.c.ticket))}
    stored = {row.stream: row.head for row in connection.execute(select(heads))}
    said, count = [], 0
    for row in connection.execute(select(answers)):
        count += 1
        name = f"the answer to {row.actor} under {row.key} in {row.scope}"
        if not (isinstance(row.status, int) and 200 <= row.status < 300):  # SQLite keeps whatever it is given
            said.append(f"{name} has the status {row.status}")
        try:
            told = (
                msgspec.json.decode(row.answer, type=_Answered)
                if row.answer[:1] == b"{" and "/" not in row.scope
                else _Answered()
            )
        except msgspec.MsgspecError:
            continue  # of another kind: a notice has a number as its id
        if told.hall and told.id and told.id not in known:
            said.append(f"{name} tells of {told.id}, which there is not")
        if told.hall and told.date and told.seq > stored.get(day_stream(told.hall, told.date), 0):
            said.append(f"{name} tells of event {told.seq}, which there is not")
    return count, said
