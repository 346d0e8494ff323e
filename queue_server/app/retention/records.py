"""The record of every run: when, by whom, what and how much. Kept for good: it holds no person, and it is the proof."""

from typing import NamedTuple

import msgspec
from sqlalchemy import BigInteger, Column, Connection, Table, Text, insert, select, update

from queue_server.eventlog.tables import metadata

retention_runs = Table(
    "retention_runs",
    metadata,
    Column("run", Text, primary_key=True),
    Column("began_ms", BigInteger, nullable=False),
    Column("ended_ms", BigInteger),
    Column("by", Text, nullable=False),
    Column("body", Text, nullable=False),
)
"""`ended_ms` null: it goes on, or was interrupted; what it had deleted until then is in `body`, for both are one transaction."""


class Deleted(msgspec.Struct, frozen=True):
    """What a run did to one kind. `kept_ms`: the period. `oldest_ms`: the earliest end of what is left, None: nothing has ended."""

    kind: str
    kept_ms: int
    deleted: int
    oldest_ms: int | None = None


class Run(NamedTuple):
    """A run. Times are real Unix milliseconds; `by`: `server` or `command`."""

    run: str
    began_ms: int
    ended_ms: int | None
    by: str
    kinds: tuple[Deleted, ...]


def save_run(connection: Connection, run: Run) -> None:
    """Store a run as it stands."""
    row = {"began_ms": run.began_ms, "ended_ms": run.ended_ms, "by": run.by, "body": msgspec.json.encode(run.kinds).decode()}
    if connection.execute(update(retention_runs).where(retention_runs.c.run == run.run).values(**row)).rowcount == 0:
        connection.execute(insert(retention_runs).values(run=run.run, **row))


def last_run(connection: Connection, *, ended: bool = False) -> Run | None:
    """Return the run that began last, None when there was none. `ended`: of those that came to their end."""
    query = select(retention_runs).order_by(retention_runs.c.began_ms.desc(), retention_runs.c.run).limit(1)
    if ended:
        query = query.where(retention_runs.c.ended_ms.is_not(None))
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return Run(row.run, row.began_ms, row.ended_ms, row.by, msgspec.json.decode(row.body, type=tuple[Deleted, ...]))
