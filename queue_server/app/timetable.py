"""Opens and closes the halls' days by their hours, and takes a demo's clock past its nights."""

import asyncio
import logging
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from queue_server.app.halls import Halls
from queue_server.app.worker import Reply
from queue_server.core import commands as c
from queue_server.core.counter import CounterState
from queue_server.core.day import HallDay
from queue_server.core.errors import OneWindowError
from queue_server.core.events import HallEvent
from queue_server.core.setup import Intake
from queue_server.eventlog.errors import LogUnavailable

log = logging.getLogger("onewindow.timetable")

OPENS_BEFORE_S = 1800
"""The day begins so long before the first visitor may take a ticket: tellers open their counters."""
GRACE_S = 7200
"""So long after the last session the day is closed although somebody waits, unless a ticket is in service."""
NIGHT_HOUR = 4
"""A day left open ends at 04:00 of the next, whatever goes on in it."""
PACE_S = 1.0
MORNING = (8, 30)
"""Where a demo's day begins (the opening hour of halls in Shandong, see the hours' source)."""


def closing(day: HallDay, at_ms: int, local: datetime) -> c.CloseDay | None:
    """Return the command that should close the open day at `at_ms` (`local` in the hall's zone), or None."""
    if day.date < local.date().isoformat() and local.hour >= NIGHT_HOUR:
        return c.CloseDay(at_ms=at_ms, by="system", force=True)
    if not day.intake:
        return None
    ended_s = (at_ms - day.intake[-1].closes_ms) / 1000
    if ended_s < 0:
        return None
    counters = day.counters.values()
    idle = not day.waiting and all(counter.ticket is None for counter in counters)
    if idle or (ended_s > GRACE_S and all(counter.state is not CounterState.SERVING for counter in counters)):
        return c.CloseDay(at_ms=at_ms, by="system")
    return None


def should_open(intake: tuple[Intake, ...] | None, at_ms: int) -> bool:
    """Tell whether a day with these spans should be open at `at_ms`."""
    return bool(intake) and intake[0].from_ms - OPENS_BEFORE_S * 1000 <= at_ms < intake[-1].closes_ms  # type: ignore[index]


def next_morning(after_ms: int, tz: str, closed_dates: frozenset[str]) -> int:
    """Return the first 08:30 of a working day (Monday to Friday, no closed date) at or after `after_ms`, Unix milliseconds."""
    zone = ZoneInfo(tz)
    day = datetime.fromtimestamp(after_ms / 1000, zone)
    morning = day.replace(hour=MORNING[0], minute=MORNING[1], second=0, microsecond=0)
    while morning < day or morning.weekday() >= 5 or morning.date().isoformat() in closed_dates:
        morning += timedelta(days=1)
    return int(morning.timestamp() * 1000)


class Timetable:
    """The system's own hand: one task that looks at every hall once a second."""

    def __init__(self, halls: Halls) -> None:
        self._halls = halls
        self._task: asyncio.Task[None] | None = None
        self._told = ""

    def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._run(), name="timetable")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            try:
                await self.look()
                self._told = ""
            except OneWindowError as error:
                if self._told != str(error):  # once, not every second
                    self._told = str(error)
                    log.warning("the timetable waits: %s", error)
            except Exception:
                log.exception("the timetable failed")
            await asyncio.sleep(PACE_S)

    async def look(self) -> None:
        """Open and close what is due now; in a demo, go on to the next morning when every hall has closed."""
        anything = False
        for hall in list(self._halls.registry.halls):
            anything |= await self._look_at(hall)
            await asyncio.sleep(0)
        clock = self._halls.clock
        if clock.demo and not anything:
            first = next(iter(self._halls.registry.halls.values()))
            clock.jump(next_morning(clock.now_ms(), first.tz, frozenset(first.closed_dates)))
            log.info("every hall has closed; the demo goes on with the next morning")

    async def _look_at(self, hall: str) -> bool:
        """Return whether the hall is open or about to open today."""
        registry, now_ms = self._halls.registry, self._halls.clock.now_ms()
        day = await self._halls.day(hall)
        if day.opened and not day.closed:
            command = closing(day, now_ms, registry.local(hall, now_ms))
            if command is not None:
                await self._command(hall, command)
                return False
            return True
        if not day.closed and should_open(day.intake, now_ms):
            await self._command(hall, registry.opening(hall, day.date, now_ms))
            return True
        return not day.closed and self._more_today(day.intake, now_ms)

    @staticmethod
    def _more_today(intake: tuple[Intake, ...] | None, now_ms: int) -> bool:
        return intake is None or bool(intake and now_ms < intake[-1].closes_ms and intake[0].from_ms - now_ms < 2 * 3600 * 1000)

    async def _command(self, hall: str, command: c.HallCommand) -> None:
        def make(day: HallDay, at_ms: int) -> c.HallCommand:
            return msgspec.structs.replace(command, at_ms=at_ms)

        def reply(day: HallDay, command: c.HallCommand, events: list[HallEvent]) -> Reply:
            return Reply(200, b"")

        try:
            await self._halls.command(hall, make, reply, actor="system", opens=False)
        except LogUnavailable:
            raise  # the same for every hall
        except OneWindowError as error:
            log.warning("hall %s: %s was refused: %s", hall, type(command).__name__, error)
