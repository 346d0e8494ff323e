"""An event log in memory, for tests and simulations: the same promises but durability."""

import secrets
from collections.abc import Mapping

from sqlalchemy import Table

from queue_server.eventlog.errors import AnswerKept, AppendRefused, LogUnavailable, RowThere, StreamConflict
from queue_server.eventlog.log import ANSWER_KEPT_MS, Answer, Append, Delete, Insert, StoredEvent
from queue_server.eventlog.tables import metadata

_Key = tuple[object, ...]
_Row = dict[str, object]


class MemoryLog:
    """An `EventLog` that ends with the process."""

    def __init__(self) -> None:
        self.id = secrets.token_hex(8)
        self._streams: dict[str, list[bytes]] = {}
        self._answers: dict[tuple[str, str, str], Answer] = {}
        self._rows: dict[str, dict[_Key, _Row]] = {}
        self._closed = False

    async def append(self, append: Append) -> None:
        if self._closed:
            raise LogUnavailable(reason="closed")
        self._check_heads(append)
        self._check_answers(append)
        try:
            changed = self._changed_rows(append)
        except (KeyError, ValueError) as error:
            raise AppendRefused(reason=type(error).__name__) from error
        # Nothing below can fail, so all of it happens.
        for stream, _, bodies in append.streams:
            self._streams.setdefault(stream, []).extend(bodies)
        for (table, key), row in changed.items():
            if row is None:
                self._rows[table].pop(key, None)
            else:
                self._rows[table][key] = row
        self._answers |= {(answer.scope, answer.actor, answer.key): answer for answer in append.answers}

    async def read(self, stream: str, after: int = 0, limit: int | None = None) -> list[StoredEvent]:
        bodies = self._streams.get(stream, [])
        until = None if limit is None else after + limit
        return [StoredEvent(stream, seq, body) for seq, body in enumerate(bodies[after:until], after + 1)]

    async def head(self, stream: str) -> int:
        return len(self._streams.get(stream, ()))

    async def heads(self, prefix: str = "") -> dict[str, int]:
        return {stream: len(bodies) for stream, bodies in sorted(self._streams.items()) if stream.startswith(prefix)}

    async def answer(self, scope: str, actor: str, key: str) -> Answer | None:
        return self._answers.get((scope, actor, key))

    async def close(self) -> None:
        self._closed = True

    def rows(self, table: str) -> list[_Row]:
        """Return the rows of a table, by rising key."""
        return [row for _, row in sorted(self._rows.get(table, {}).items(), key=lambda item: str(item[0]))]

    def _check_heads(self, append: Append) -> None:
        heads: dict[str, int] = {}
        for stream, expected, bodies in append.streams:
            head = heads.get(stream, len(self._streams.get(stream, ())))
            if head != expected:
                raise StreamConflict(stream=stream, expected=expected, head=head)
            if not bodies:
                raise AppendRefused(reason="ValueError")
            heads[stream] = head + len(bodies)

    def _check_answers(self, append: Append) -> None:
        new: set[tuple[str, str, str]] = set()
        for answer in append.answers:
            key = answer.scope, answer.actor, answer.key
            kept = self._answers.get(key)
            if key in new or (kept is not None and kept.at_ms >= answer.at_ms - ANSWER_KEPT_MS):
                raise AnswerKept(scope=answer.scope, key=answer.key)
            new.add(key)

    def _changed_rows(self, append: Append) -> dict[tuple[str, _Key], _Row | None]:
        """Return the rows that `append` writes as they will be, None where it deletes."""
        changed: dict[tuple[str, _Key], _Row | None] = {}
        for write in append.writes:
            table, rows = metadata.tables[write.table], self._rows.setdefault(write.table, {})
            if isinstance(write, Delete):
                for given in write.keys:
                    if set(given) != {column.name for column in table.primary_key}:
                        raise ValueError("not the primary key")
                    changed[write.table, _key(table, given)] = None
            else:
                for new in write.rows:
                    key = _key(table, new)
                    old = changed.get((write.table, key), rows.get(key))
                    if isinstance(write, Insert) and old is not None:
                        raise RowThere(table=write.table)
                    changed[write.table, key] = _upserted(table, old, new)
        return changed


def _key(table: Table, row: Mapping[str, object]) -> _Key:
    return tuple(row[column.name] for column in table.primary_key)


def _upserted(table: Table, old: _Row | None, new: Mapping[str, object]) -> _Row:
    unknown = new.keys() - table.c.keys()
    missing = [column.name for column in table.c if not column.nullable and new.get(column.name) is None]
    if unknown or missing:
        raise ValueError(*unknown, *missing)
    row: _Row = old or dict.fromkeys(table.c.keys())
    return row | dict(new)
