"""The stores that keep an event log, as the contract suite sees them. A new one joins by a class here and a fixture param."""

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from sqlalchemy import select

from queue_server.eventlog.log import EventLog
from queue_server.eventlog.memory import MemoryLog
from queue_server.eventlog.opening import open_database
from queue_server.eventlog.sql import SQLLog
from queue_server.eventlog.sqlite import sqlite_url
from queue_server.eventlog.tables import metadata
from tests.support.postgres import PostgresServer


class Backend(Protocol):
    """`log`: an empty log."""

    log: EventLog

    def rows(self, table: str) -> list[dict[str, object]]:
        """Return what is stored in `table`, by rising key."""

    def another(self) -> EventLog:
        """Return another log of the same kind."""

    async def close(self) -> None:
        """Close everything."""


class MemoryBackend:
    def __init__(self) -> None:
        self._memory = MemoryLog()
        self.log: EventLog = self._memory

    def rows(self, table: str) -> list[dict[str, object]]:
        return self._memory.rows(table)

    def another(self) -> EventLog:
        return MemoryLog()

    async def close(self) -> None:
        await self.log.close()


class SQLBackend:
    """A log in a database. `make` returns the URL of a new, empty one."""

    def __init__(self, make: Callable[[], str]) -> None:
        self._make = make
        self._databases = [open_database(make(), create=True)]
        self.log: EventLog = SQLLog(self._databases[0])

    def rows(self, table: str) -> list[dict[str, object]]:
        wanted = metadata.tables[table]
        with self._databases[0].reading() as connection:
            rows = connection.execute(select(wanted).order_by(*wanted.primary_key)).all()
        return [dict(row._mapping) for row in rows]

    def another(self) -> EventLog:
        self._databases.append(open_database(self._make(), create=True))
        return SQLLog(self._databases[-1])

    async def close(self) -> None:
        await self.log.close()
        for database in self._databases:
            database.close()


def sqlite_backend(folder: Path) -> SQLBackend:
    names = itertools.count(1)
    return SQLBackend(lambda: sqlite_url(folder / f"log{next(names)}.db"))


def postgres_backend(server: PostgresServer) -> SQLBackend:
    return SQLBackend(server.database)
