"""The event log in an SQL database."""

import logging
import time
from collections.abc import Sequence

from sqlalchemy import Connection, select

from queue_server.eventlog.batch import Batch, Clash
from queue_server.eventlog.database import Database
from queue_server.eventlog.errors import AppendRefused, LogUnavailable, StreamConflict, StreamLocked
from queue_server.eventlog.group import Committed, GroupCommit, Outcome
from queue_server.eventlog.log import Answer, Append, StoredEvent
from queue_server.eventlog.tables import answers, events, heads

WARY_S = 5.0
"""After a wait for a lock that was in vain, commits look for so long which streams are locked before they wait: a server that stopped
in the middle of a commit holds its streams until the database gives it up."""

log = logging.getLogger("onewindow.eventlog")


class SQLLog:
    """An `EventLog` in an open database. Closing the log does not close the database."""

    def __init__(self, database: Database, committed: Committed = lambda _appends, _seconds: None) -> None:
        self.id = database.log_id
        self._database = database
        self._group = GroupCommit(self._commit, database.writer, committed)
        self._wary_until_s = 0.0

    async def append(self, append: Append) -> None:
        await self._group.append(append)

    async def read(self, stream: str, after: int = 0, limit: int | None = None) -> list[StoredEvent]:
        wanted = select(events.c.seq, events.c.body).where(events.c.stream == stream, events.c.seq > after)
        wanted = wanted.order_by(events.c.seq).limit(limit)
        rows = await self._database.read(lambda connection: connection.execute(wanted).all())
        return [StoredEvent(stream, seq, body) for seq, body in rows]

    async def head(self, stream: str) -> int:
        wanted = select(heads.c.head).where(heads.c.stream == stream)
        return await self._database.read(lambda connection: connection.execute(wanted).scalar()) or 0

    async def heads(self, prefix: str = "") -> dict[str, int]:
        # A range and not LIKE, which would not tell upper from lower case.
        wanted = select(heads.c.stream, heads.c.head).where(heads.c.stream >= prefix, heads.c.stream < prefix + chr(0x10FFFF))
        rows = await self._database.read(lambda connection: connection.execute(wanted.order_by(heads.c.stream)).all())
        return {row.stream: row.head for row in rows}

    async def answer(self, scope: str, actor: str, key: str) -> Answer | None:
        wanted = select(answers).where(answers.c.scope == scope, answers.c.actor == actor, answers.c.key == key)
        row = await self._database.read(lambda connection: connection.execute(wanted).one_or_none())
        return Answer(**row._mapping) if row is not None else None

    async def close(self) -> None:
        await self._group.close()

    def _commit(self, appends: Sequence[Append]) -> Sequence[Outcome]:
        """Store what can be stored, in the writer's thread, and return an outcome for each append."""
        try:
            wary = time.monotonic() < self._wary_until_s
            if not wary and self._store_together(appends):
                return [None] * len(appends)
            outcomes = self._conflicts(appends) if self._database.shared else {}
            rest = [append for place, append in enumerate(appends) if place not in outcomes]
            together = not rest or ((wary or bool(outcomes)) and self._store_together(rest))
            stored = [None] * len(rest) if together else self._store_each(rest)
        except LogUnavailable as unavailable:
            if unavailable.reason == "locked" and self._database.shared:
                self._wary_until_s = time.monotonic() + WARY_S
            return [LogUnavailable(reason=unavailable.reason) for _ in appends]
        told = iter(stored)
        return [outcomes[place] if place in outcomes else next(told) for place in range(len(appends))]

    def _store_together(self, appends: Sequence[Append]) -> bool:
        """Store all of them, or none and return False when one of them conflicts or cannot be stored."""
        try:
            with self._database.writing() as connection:
                Batch(appends).store(connection)
        except LogUnavailable:
            raise
        except Exception:  # Which of them it is shows when each is tried alone.
            return False
        return True

    def _conflicts(self, appends: Sequence[Append]) -> dict[int, StreamConflict]:
        """Return those that another server has come before or is about to, by their places, so that the rest goes on together."""
        streams = {new.stream for append in appends for new in append.streams}
        wanted = select(heads.c.stream, heads.c.head).where(heads.c.stream.in_(streams))
        with self._database.writing() as connection:
            free = set(connection.execute(wanted.with_for_update(skip_locked=True)).scalars())
            found: dict[str, int] = {row.stream: row.head for row in connection.execute(wanted)}
        locked = found.keys() - free
        late: dict[int, StreamConflict] = {}
        ours: set[str] = set()  # what the others of these appends will find there shows when they are stored
        for place, append in enumerate(appends):
            first = {stream: expected for stream, expected, _ in reversed(append.streams)}
            for stream, expected in first.items():
                if stream in locked:
                    late[place] = StreamLocked(stream=stream)
                elif stream not in ours and found.get(stream, 0) != expected:
                    late[place] = StreamConflict(stream=stream, expected=expected, head=found.get(stream, 0))
            if place not in late:
                ours |= first.keys()
        return late

    def _store_each(self, appends: Sequence[Append]) -> Sequence[Outcome]:
        with self._database.writing() as connection:
            return [self._store_alone(connection, append) for append in appends]

    def _store_alone(self, connection: Connection, append: Append) -> Outcome:
        """Store one append inside a savepoint, so that its failure is its own."""
        try:
            batch = Batch([append])
        except StreamConflict as conflict:
            return conflict
        except Exception as error:
            return _refused(append, error)
        savepoint = connection.begin_nested()
        try:
            batch.store(connection)
        except Exception as error:
            if self._database.fault(error) is not None:  # it may have undone the whole transaction, the savepoint with it.
                raise
            savepoint.rollback()
            return batch.conflict(connection) if isinstance(error, Clash) else _refused(append, error)
        savepoint.commit()
        return None


def _refused(append: Append, error: Exception) -> AppendRefused:
    log.error("an append was refused", extra={"streams": [new.stream for new in append.streams]}, exc_info=error)
    refused = AppendRefused(reason=type(error).__name__)
    refused.__cause__ = error
    return refused
