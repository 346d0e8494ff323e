"""The stores that keep an event log, as the contract suite sees them. A new one joins by a class here and a fixture param."""

from pathlib import Path
from typing import Protocol

from sqlalchemy import select

from queue_server.eventlog.database import Database
from queue_server.eventlog.log import EventLog
from queue_server.eventlog.memory import MemoryLog
from queue_server.eventlog.sqlite import SQLiteLog
from queue_server.eventlog.tables import metadata


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


class SQLiteBackend:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._databases = [Database.open(f"sqlite:///{folder}/log.db", create=True)]
        self.log: EventLog = SQLiteLog(self._databases[0])

    def rows(self, table: str) -> list[dict[str, object]]:
        wanted = metadata.tables[table]
        with self._databases[0].reading() as connection:
            rows = connection.execute(select(wanted).order_by(*wanted.primary_key)).all()
        return [dict(row._mapping) for row in rows]

    def another(self) -> EventLog:
        self._databases.append(Database.open(f"sqlite:///{self._folder}/another.db", create=True))
        return SQLiteLog(self._databases[-1])

    async def close(self) -> None:
        await self.log.close()
        for database in self._databases:
            database.close()
