"""Opens and closes the halls' days by their hours, and takes a demo's clock past its nights."""

import asyncio
import logging
from datetime import date as calendar_date
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from queue_server.app.halls import Halls
from queue_server.app.pending import Reply
from queue_server.core import commands as c
from queue_server.core.counter import CounterState
from queue_server.core.day import HallDay
from queue_server.core.errors import OneWindowError
from queue_server.core.events import HallEvent
from queue_server.core.setup import Intake

log = logging.getLogger("onewindow.timetable")

OPENS_BEFORE_S = 1800
"""The day begins so long before the first visitor may take a ticket: tellers open their counters."""
GRACE_S = 7200
"""So long after the last session the day is closed although somebody waits, unless a ticket is in service."""
NIGHT = time(4)
"""A day left open ends at 04:00 of the next, whatever goes on in it."""
PACE_S = 1.0
MORNING = (8, 30)
"""Where a demo's day begins (the opening hour of halls in Shandong, see the hours' source)."""


class NotDue(OneWindowError):
    code = "not-due"
    title = "What the timetable was about to do is no longer due"


def closing(day: HallDay, at_ms: int, local: datetime) -> c.CloseDay | None:
    """Return the command that should close the open day at `at_ms` (`local` in the hall's zone), or None."""
    night = datetime.combine(calendar_date.fromisoformat(day.date) + timedelta(days=1), NIGHT, local.tzinfo)
    if local >= night:
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
        self._told: dict[str, str] = {}
        self._behind: set[str] = set()

    async def close_overdue(self) -> None:
        """Close the days that should have been closed while no server ran; to be done before anybody is served."""
        registry, now_ms = self._halls.registry, self._halls.clock.now_ms()
        for hall, date in (await registry.open_dates()).items():
            if date < registry.local_date(hall, now_ms):
                await self._look_at(hall)

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
            except Exception:
                log.exception("the timetable failed")
            await asyncio.sleep(PACE_S)

    async def look(self) -> None:
        """Open and close what is due now; in a demo, go on to the next morning when every hall has closed."""
        anything, began_ms = False, self._halls.clock.now_ms()
        for hall in list(self._halls.registry.halls):
            anything |= await self._look_at(hall)
            await asyncio.sleep(0)
        clock = self._halls.clock
        if clock.demo and not anything:
            first = next(iter(self._halls.registry.halls.values()))
            # From where this look began: another server may have taken the clock past the night meanwhile.
            clock.jump(next_morning(began_ms, first.tz, frozenset(first.closed_dates)))
            log.info("every hall has closed; the demo goes on with the next morning")

    async def _look_at(self, hall: str) -> bool:
        """Do what is due in a hall; return whether it is open or about to open today, or cannot be asked."""
        try:
            day = await self._halls.day(hall, newest=False)  # the command looks again
            command = self._due(hall, day, self._halls.clock.now_ms())
            if command is not None:
                await self._carry_out(hall)
            self._told.pop(hall, None)
        except NotDue:
            return True
        except OneWindowError as error:
            if self._told.get(hall) != str(error):  # once, not every second
                self._told[hall] = str(error)
                log.warning("the timetable waits", extra={"hall": hall, "why": str(error)})
            return True
        if command is not None:
            return not isinstance(command, c.CloseDay)
        return not day.closed and (day.opened or self._more_today(day.intake, self._halls.clock.now_ms()))

    def _due(self, hall: str, day: HallDay, at_ms: int) -> c.DayCommand | None:
        """Return what is to be done with the hall's day at `at_ms`, None: nothing."""
        registry = self._halls.registry
        if day.closed:
            return None
        if day.opened:
            return closing(day, at_ms, registry.local(hall, at_ms)) or self._catching_up(hall, day, at_ms)
        date = registry.local_date(hall, at_ms)
        return registry.opening(hall, date, at_ms) if should_open(registry.preview(hall, date).intake, at_ms) else None

    def _catching_up(self, hall: str, day: HallDay, at_ms: int) -> c.ConfigureDay | None:
        """Return the command that brings the day to the stored set-up, if it stayed behind for longer than a change takes.

        Whoever changes the set-up does it himself; a server that died between the rows and the day left it undone.
        """
        registry = self._halls.registry
        if day.rules.version == registry.versions[hall]:
            self._behind.discard(hall)
            return None
        if hall not in self._behind:
            self._behind.add(hall)
            return None
        setup, intake = registry.hall_day(hall, day.date)
        return c.ConfigureDay(at_ms=at_ms, by="system", setup=setup, intake=intake)

    @staticmethod
    def _more_today(intake: tuple[Intake, ...] | None, now_ms: int) -> bool:
        return intake is None or bool(intake and now_ms < intake[-1].closes_ms and intake[0].from_ms - now_ms < 2 * 3600 * 1000)

    async def _carry_out(self, hall: str) -> None:
        """Do what is due when the command's turn comes, which may be something else by then, or nothing."""

        def make(day: HallDay, at_ms: int) -> c.HallCommand:
            command = self._due(hall, day, at_ms)
            if command is None:
                raise NotDue
            return command

        def reply(day: HallDay, command: c.HallCommand, events: list[HallEvent]) -> Reply:
            return Reply(200, b"")

        await self._halls.command(hall, make, reply, actor="system", opens=False)
