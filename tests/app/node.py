"""A server process's app without its web, on a real database, for tests of what runs commands."""

from collections.abc import Callable
from pathlib import Path

from queue_server.app.clock import Clock
from queue_server.app.halls import Halls
from queue_server.app.peers import Peers
from queue_server.app.pending import Reply
from queue_server.app.registry import Registry
from queue_server.app.setup import initialise
from queue_server.city.city import City
from queue_server.core import commands as c
from queue_server.core.day import HallDay
from queue_server.core.events import HallEvent
from queue_server.eventlog.database import Database
from queue_server.eventlog.opening import open_database
from queue_server.eventlog.sql import SQLLog
from queue_server.eventlog.sqlite import SQLiteDatabase, sqlite_url

MORNING_MS = 1_772_411_400_000  # 2026-03-02T00:30:00Z, 08:30 in Shandong, a Monday


class Node:
    """Halls on a database of their own. The clock stands still until `clock.jump`."""

    def __init__(self, place: Path | str, city: City | None = None) -> None:
        """Open the database in a folder, or at a URL; with a `city`, make it first."""
        url = place if isinstance(place, str) else sqlite_url(place / "onewindow.db")
        if city is not None:
            initialise(url, city)
        self.database: Database = (
            open_database(place, create=False)
            if isinstance(place, str)
            else SQLiteDatabase.open(place / "onewindow.db", create=False, busy_timeout_s=0.2)
        )
        self.eventlog = SQLLog(self.database)
        self.clock = Clock(origin_hall_ms=MORNING_MS, demo=True, machine=lambda: 0)
        self.changes: list[str] = []
        self.halls: Halls

    async def __aenter__(self) -> "Node":
        peers = Peers(self.database) if self.database.shared else None
        self.halls = Halls(self.eventlog, await Registry.load(self.database), self.clock, self.changes.append, peers)
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.halls.stop()
        await self.eventlog.close()
        self.database.close()

    async def run(
        self,
        hall: str,
        make: Callable[[int], c.HallCommand],
        *,
        actor: str = "someone",
        key: str | None = None,
        body_hash: str = "",
        date: str | None = None,
        opens: bool = True,
    ) -> str:
        """Run a command; the answer names the events that it caused."""

        def reply(day: HallDay, command: c.HallCommand, events: list[HallEvent]) -> Reply:
            told = " ".join(getattr(event, "number", type(event).__name__) for event in events)
            return Reply(200, told.encode())

        answer = await self.halls.command(
            hall, lambda _, at_ms: make(at_ms), reply, actor=actor, key=key, body_hash=body_hash, date=date, opens=opens
        )
        return answer.body.decode()


def take(at_ms: int, **more: object) -> c.TakeTicket:
    return c.TakeTicket(at_ms=at_ms, by="kiosk", **more)  # type: ignore[arg-type]
