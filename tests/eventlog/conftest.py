"""Logs to test, empty and on every store."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, Table, Text

from queue_server.eventlog.database import Database
from queue_server.eventlog.log import EventLog
from queue_server.eventlog.sqlite import SQLiteDatabase
from queue_server.eventlog.tables import metadata
from tests.eventlog.backends import Backend, MemoryBackend, postgres_backend, sqlite_backend


@pytest.fixture
def shelf() -> Iterator[Table]:
    """A table with a key of two columns, as another package would add it."""
    table = Table(
        "shelf",
        metadata,
        Column("row", Integer, primary_key=True),
        Column("place", Text, primary_key=True),
        Column("title", Text),
        Column("pages", Integer),
    )
    yield table
    metadata.remove(table)


@pytest.fixture(params=["memory", "sqlite", "postgres"])
async def backend(request: pytest.FixtureRequest, tmp_path: Path, shelf: Table) -> AsyncIterator[Backend]:
    """An empty log on each store, with the table `shelf`."""
    made: Backend
    match request.param:
        case "memory":
            made = MemoryBackend()
        case "sqlite":
            made = sqlite_backend(tmp_path)
        case _:
            made = postgres_backend(request.getfixturevalue("postgres"))
    yield made
    await made.close()


@pytest.fixture
def eventlog(backend: Backend) -> EventLog:
    return backend.log


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A new SQLite database that waits a fifth of a second for locks."""
    opened = SQLiteDatabase.open(tmp_path / "log.db", create=True, busy_timeout_s=0.2)
    yield opened
    opened.close()
