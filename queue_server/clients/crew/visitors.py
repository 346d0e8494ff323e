"""The visitors of one hall."""

import asyncio
import logging
import random
from dataclasses import replace
from datetime import date

from queue_server.clients.arrivals import arrival_times, weekday_factor
from queue_server.clients.crew.errands import Errand
from queue_server.clients.crew.office import Office
from queue_server.clients.views import TicketView
from queue_server.clients.wire import Login, Problem, segment

log = logging.getLogger("onewindow.crew")

LINE_PER_COUNTER = 1.0
"""Visitors who stand there when the crew starts, over the hall's counters: the board moves at once, and with those who come at the
opening a short line is left."""

LATE_S, LATE_REAL_S = 120.0, 5.0
"""Hall time, or real time if that is longer, by which a visitor may be late at the kiosk: who should have come earlier (a long
outage, a jump of the clock) stays away, so that nobody storms the kiosk."""

AT_ONCE = 8
"""Visitors of a hall who are at the kiosk at the same time, at most; others come when one of them has a ticket."""


class Visitors:
    """Come by the hall's day, take tickets at its kiosk, and some cancel."""

    def __init__(self, office: Office, kiosk: Login, *, visitors_a_day: float, seed: int) -> None:
        self._office = office
        self._kiosk = kiosk
        self._visitors_a_day = visitors_a_day
        self._seed = seed
        self._chance = random.Random(f"{seed}/{office.hall}/errands")  # noqa: S311 - a demo, seeded
        self._places = asyncio.Semaphore(AT_ONCE)
        self._about: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Play day after day, until cancelled.

        Raises:
            ExceptionGroup: of a `Problem`: the login may not issue tickets in this hall.
        """
        try:
            async with asyncio.TaskGroup() as visitors:
                await self._first_wave(visitors)
                while True:
                    day = self._office.date
                    await self._play(day, visitors)
                    await self._office.other_date(day)
        finally:
            for task in self._about:
                task.cancel()

    async def _first_wave(self, visitors: asyncio.TaskGroup) -> None:
        """Let those in who were at the door when the crew started."""
        office = self._office
        if not office.takes_visitors():
            return
        wanted = office.counters * LINE_PER_COUNTER if office.is_district else float(self._chance.random() < 0.6)
        for order in range(round(wanted) - office.waiting):
            errand = office.demand.errand(self._chance)
            if order < office.counters:  # as if their service had begun before: the counters do not all end at the same time
                errand = replace(errand, service_s=errand.service_s * self._chance.random())
            await self._come(errand, visitors)

    async def _play(self, day: str, visitors: asyncio.TaskGroup) -> None:
        office = self._office
        expected = self._visitors_a_day * weekday_factor(date.fromisoformat(day))
        chance = random.Random(f"{self._seed}/{office.hall}/{day}")  # noqa: S311 - a demo, seeded
        for at_ms in arrival_times(office.sessions, expected, chance):
            if at_ms < office.clock.now_ms() - max(LATE_S, LATE_REAL_S * office.clock.speed) * 1000:
                continue
            await office.clock.until(at_ms)
            if office.date != day:
                return
            await self._come(office.demand.errand(self._chance), visitors)

    async def _come(self, errand: Errand, visitors: asyncio.TaskGroup) -> None:
        """Send a visitor to the kiosk, as soon as there is room."""
        await self._places.acquire()
        visitors.create_task(self._visit(errand))

    async def _visit(self, errand: Errand) -> None:
        body = {"services": errand.services, "priority": errand.priority, "home_district": errand.home_district}
        try:
            ticket = await self._kiosk.post(f"/api/v1/halls/{segment(self._office.hall)}/tickets", body, TicketView)
        except Problem as problem:
            if problem.status in (401, 403):
                raise
            log.debug("a visitor was sent away", extra={"hall": self._office.hall, "why": str(problem)})
            return
        finally:
            self._places.release()
        if ticket is None:
            return
        self._office.errands.setdefault(ticket.id, errand)  # a teller may have called faster than the answer came
        if errand.gives_up_s is not None and ticket.pass_ is not None:
            task = asyncio.create_task(self._give_up(ticket.pass_, errand.gives_up_s))
            self._about.add(task)
            task.add_done_callback(self._about.discard)

    async def _give_up(self, ticket_pass: str, after_s: float) -> None:
        await self._office.clock.sleep(after_s)
        try:
            await self._kiosk.wire.post(f"/api/v1/tickets/{segment(ticket_pass)}/cancel", {}, TicketView)
        except Problem as problem:  # called in the meantime
            log.debug("too late to give up", extra={"hall": self._office.hall, "why": str(problem)})
