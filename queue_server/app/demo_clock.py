"""A demo's clock from one start of the server to the next: it goes on where it stood, and never runs back."""

import asyncio
from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from queue_server.app.clock import Clock, StoredClock, last_event_ms, load_clock, real_ms, save_clock
from queue_server.app.registry import Registry
from queue_server.app.timetable import next_morning
from queue_server.eventlog.database import Database
from queue_server.eventlog.errors import LogUnavailable

AHEAD_S = 10.0
"""The clock is stored so far ahead of where it stands, and again before it gets there, so that a killed server does not run back; it
may go on that much later."""
LOOKED_AT_EVERY_S = 1.0
FOLLOWED_MS = 1000
"""Real milliseconds by which another server's clock is ahead that are followed; machines' own clocks differ by less."""


async def start(database: Database, registry: Registry, *, speed: float, start: datetime | None) -> Clock:
    """Return the demo's clock: that of the servers that run already, else from where it stood, never before the log's last event.

    At first it shows `start` (its zone, if it names none, is the first hall's); None: the next 08:30 of a working day.
    """
    stored, now_ms = await database.read(load_clock), real_ms()
    if stored is None:
        first = next(iter(registry.halls.values()))
        if start is None:
            hall_ms = next_morning(now_ms, first.tz, frozenset(first.closed_dates))
        else:
            zoned = start if start.tzinfo else start.replace(tzinfo=ZoneInfo(first.tz))
            hall_ms = int(zoned.timestamp() * 1000)
    elif database.shared and _runs(stored, now_ms):
        speed, hall_ms = stored.speed, stored.now_ms(now_ms)
    else:
        hall_ms = stored.hall_ms
    last_ms = await database.read(last_event_ms)
    clock = Clock(origin_real_ms=now_ms, origin_hall_ms=max(hall_ms, last_ms), speed=speed, demo=True)
    await database.write(lambda connection: save_clock(connection, clock, clock.now_ms(), ahead_s=AHEAD_S))
    return clock


async def keep(database: Database, clock: Clock) -> None:
    """Store ahead of time where the clock will stand, and follow the servers whose clocks have gone past a night, until cancelled."""
    stored_ms = 0

    def store(connection: Connection) -> tuple[int, int]:
        now_ms = clock.now_ms()
        stored = load_clock(connection, change=True) if database.shared else None
        if stored is not None and _runs(stored, clock.machine()):
            now_ms = max(now_ms, stored.now_ms(clock.machine()))
        return now_ms, save_clock(connection, clock, now_ms, ahead_s=AHEAD_S)

    while True:
        # Where several run, each time: one that stops stores that the clock stands.
        if database.shared or stored_ms - clock.now_ms() < AHEAD_S / 2 * 1000 * clock.speed:
            with suppress(LogUnavailable):  # the database tells it
                now_ms, stored_ms = await database.write(store)
                if now_ms - clock.now_ms() > FOLLOWED_MS * clock.speed:
                    clock.jump(now_ms)
        await asyncio.sleep(LOOKED_AT_EVERY_S)


async def stop(database: Database, clock: Clock) -> None:
    """Store where the clock stands."""
    with suppress(LogUnavailable):
        await database.write(lambda connection: save_clock(connection, clock, clock.now_ms()))


def _runs(stored: StoredClock, now_ms: int) -> bool:
    """Tell whether a server keeps this clock, or did until a moment ago."""
    return stored.goes and now_ms - stored.real_ms < AHEAD_S * 1000
