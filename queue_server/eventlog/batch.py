"""The rows of one or more appends, sorted by statement, so that each statement runs once over many rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.base import Executable

from queue_server.eventlog.errors import AnswerKept, RowThere, StreamConflict
from queue_server.eventlog.log import ANSWER_KEPT_MS, Answer, Append, Delete, Insert, StreamEvents, Write
from queue_server.eventlog.tables import answers, events, heads, metadata

_INSERT: dict[str, Callable[[Table], Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
"""`INSERT ... ON CONFLICT` by the name of the dialect."""


class Clash(Exception):
    """A head, an answer or a row is not as expected; `Batch.conflict` tells which, after the transaction was undone."""


class _Run(NamedTuple):
    """Rows that follow each other and go through one statement."""

    kind: type[Write]
    table: Table
    columns: tuple[str, ...]
    rows: list[Mapping[str, object]]


class Batch:
    """Appends to be stored in one transaction.

    Raises:
        StreamConflict: two of them expect heads of one stream that do not follow each other, or answer under one key.
        KeyError, ValueError: an append names no such table or column, or a stream without events.
    """

    def __init__(self, appends: Iterable[Append]) -> None:
        self._expected: dict[str, int] = {}
        self._heads: dict[str, int] = {}
        self._events: list[dict[str, object]] = []
        self._answers: dict[tuple[str, str, str], Answer] = {}
        self._runs: list[_Run] = []
        for append in appends:
            for new in append.streams:
                self._add_events(new)
            for write in append.writes:
                self._add_write(write)
            for answer in append.answers:
                self._add_answer(answer)

    def _add_events(self, new: StreamEvents) -> None:
        stream, expected, bodies = new
        if not bodies:
            raise ValueError("a stream without events")
        head = self._heads.get(stream, expected)
        if head != expected:
            raise StreamConflict(stream=stream, expected=expected, head=head)
        self._expected.setdefault(stream, expected)
        self._heads[stream] = expected + len(bodies)
        self._events += [{"stream": stream, "seq": seq, "body": body} for seq, body in enumerate(bodies, expected + 1)]

    def _add_write(self, write: Write) -> None:
        table, kind = metadata.tables[write.table], type(write)
        for row in write.keys if isinstance(write, Delete) else write.rows:
            columns = tuple(row)
            last = self._runs[-1] if self._runs else None
            if last is None or (last.kind, last.table, last.columns) != (kind, table, columns):
                last = _Run(kind, table, columns, [])
                self._runs.append(last)
            last.rows.append(row)

    def _add_answer(self, answer: Answer) -> None:
        key = answer.scope, answer.actor, answer.key
        if key in self._answers:
            raise AnswerKept(scope=answer.scope, key=answer.key)
        self._answers[key] = answer

    def store(self, connection: Connection) -> None:
        """Write everything, inside the connection's transaction, which must be undone if this raises.

        Raises:
            Clash: a head, an answer or a row is not as expected.
            Exception: whatever the database says of a row that it cannot store.
        """
        upsert = _INSERT[connection.dialect.name]
        self._move_heads(connection, upsert)
        if self._events:
            connection.execute(insert(events), self._events)
        for run in self._runs:
            if run.kind is Insert:
                if _changed(connection, _insert_new(upsert, run.table), run.rows) != len(run.rows):
                    raise Clash
                continue
            statement = _delete(run.table, run.columns) if run.kind is Delete else _upsert(upsert, run.table, run.columns)
            connection.execute(statement, run.rows)
        kept = [{name: getattr(answer, name) for name in Answer.__struct_fields__} for answer in self._answers.values()]
        if kept and _changed(connection, _keep_answer(upsert), kept) != len(kept):
            raise Clash

    def conflict(self, connection: Connection) -> StreamConflict:
        """Tell what clashed."""
        wanted = select(heads.c.stream, heads.c.head).where(heads.c.stream.in_(list(self._expected)))
        found: dict[str, int] = {row.stream: row.head for row in connection.execute(wanted)}
        for stream, expected in sorted(self._expected.items()):
            if found.get(stream, 0) != expected:
                return StreamConflict(stream=stream, expected=expected, head=found.get(stream, 0))
        key = (answers.c.scope, answers.c.actor, answers.c.key)
        rows = connection.execute(select(*key, answers.c.at_ms).where(tuple_(*key).in_(list(self._answers))))
        kept = [row for row in rows if row.at_ms >= self._answers[row.scope, row.actor, row.key].at_ms - ANSWER_KEPT_MS]
        if kept:
            return AnswerKept(scope=kept[0].scope, key=kept[0].key)
        return RowThere(table=next(run.table.name for run in self._runs if run.kind is Insert))

    def _move_heads(self, connection: Connection, upsert: Callable[[Table], Any]) -> None:
        # In key order, so that two writers of a shared database never wait for each other's streams crosswise.
        begun: list[Mapping[str, object]] = []
        moved: list[Mapping[str, object]] = []
        for stream, expected in sorted(self._expected.items()):
            if expected == 0:
                begun.append({"stream": stream, "head": self._heads[stream]})
            else:
                moved.append({"of_stream": stream, "expected": expected, "to_head": self._heads[stream]})
        changed = _changed(connection, _insert_new(upsert, heads), begun) if begun else 0
        changed += _changed(connection, _MOVE_HEAD, moved) if moved else 0
        if changed != len(self._expected):
            raise Clash


def upsert_row(connection: Connection, table: Table, row: Mapping[str, object]) -> None:
    """Store a row, or overwrite the one with its key; two that do it at once do not disturb each other."""
    connection.execute(_upsert(_INSERT[connection.dialect.name], table, tuple(row)), dict(row))


def _changed(connection: Connection, statement: Executable, rows: Sequence[Mapping[str, object]]) -> int:
    """Run `statement` over `rows` and return how many rows of the table it changed."""
    return connection.execute(statement, list(rows), execution_options={"preserve_rowcount": True}).rowcount


_MOVE_HEAD = (
    update(heads)
    .where(heads.c.stream == bindparam("of_stream"), heads.c.head == bindparam("expected"))
    .values(head=bindparam("to_head"))
)


@lru_cache
def _insert_new(upsert: Callable[[Table], Any], table: Table) -> Executable:
    statement: Executable = upsert(table).on_conflict_do_nothing()
    return statement


@lru_cache
def _keep_answer(upsert: Callable[[Table], Any]) -> Executable:
    inserted = upsert(answers)
    new = inserted.excluded
    statement: Executable = inserted.on_conflict_do_update(
        index_elements=list(answers.primary_key),
        set_={name: new[name] for name in ("body_hash", "status", "answer", "at_ms")},
        where=answers.c.at_ms < new.at_ms - ANSWER_KEPT_MS,
    )
    return statement


@lru_cache
def _upsert(upsert: Callable[[Table], Any], table: Table, columns: tuple[str, ...]) -> Executable:
    inserted = upsert(table)
    key = list(table.primary_key)
    changed = {name: inserted.excluded[name] for name in columns if not table.c[name].primary_key}
    statement: Executable = (
        inserted.on_conflict_do_update(index_elements=key, set_=changed)
        if changed
        else inserted.on_conflict_do_nothing(index_elements=key)
    )
    return statement


@lru_cache
def _delete(table: Table, columns: tuple[str, ...]) -> Executable:
    if {table.c[name] for name in columns} != set(table.primary_key):
        raise ValueError("not the primary key")
    return delete(table).where(*(table.c[name] == bindparam(name) for name in columns))
