"""The crew of all halls of a server."""

import asyncio
import contextlib
import logging
import random
from collections.abc import Awaitable, Callable, Collection, Sequence
from functools import partial

from queue_server.clients.arrivals import visitors_a_day
from queue_server.clients.crew.errands import Demand
from queue_server.clients.crew.office import Office
from queue_server.clients.crew.teller import Teller
from queue_server.clients.crew.visitors import Visitors
from queue_server.clients.hallclock import HallClock
from queue_server.clients.views import CityView, HallsView, HallView, ServicesView
from queue_server.clients.wire import Login, Problem, Wire, segment

log = logging.getLogger("onewindow.crew")

FOR_PEOPLE = {"wendeng": frozenset({11, 12})}
"""Counters that are left to people who try the demo."""

FIRST = ("wendeng",)
ALONE_S = 8.0
"""The first hall has the server to itself until several counters are open, at most so many real seconds: its board moves first."""

BETWEEN_HALLS_S = 0.03
"""Real seconds between the starts of two other halls."""

BETWEEN_TELLERS_S = 2.0
"""Real seconds between the logins of a hall's tellers, but of the first hall: every hall has its first teller soon."""

LOOK_S = 60.0
"""Real seconds after which the halls' hours and the clock are read again; a counter's frame of another date brings it forward."""

LOOK_AGAIN_S = 2.0
"""But no sooner than so long after the last look."""

AFTER_A_FAULT_S = 10.0


class Players:
    """Plays every hall of the server at `wire`, or those in `only`."""

    def __init__(self, wire: Wire, password: str, *, seed: int, only: Collection[str] = ()) -> None:
        self._wire = wire
        self._password = password
        self._seed = seed
        self._only = only
        self._clock = HallClock()
        self._offices: dict[str, Office] = {}
        self._other_day = asyncio.Event()

    async def run(self) -> None:
        """Play until cancelled; wait for the server whenever it is away."""
        city = await self._wire.get("/api/v1/city", CityView)
        self._clock.tell(city.now, city.speed)
        halls = [hall for hall in await self._halls() if not self._only or hall.id in self._only]
        halls.sort(key=lambda hall: (hall.id not in FIRST, hall.level != "district"))
        districts = [district.id for district in city.districts]
        async with asyncio.TaskGroup() as crew:
            crew.create_task(self._lasting(self._look))
            for hall in halls:
                if hall.id in FIRST:
                    office = await self._open_office(hall, districts)
                    crew.create_task(self._lasting(partial(self._staff, office)))
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(office.under_way.wait(), ALONE_S)
                else:
                    crew.create_task(self._lasting(partial(self._hall, hall, districts)))
                    await asyncio.sleep(BETWEEN_HALLS_S)

    async def _halls(self) -> list[HallView]:
        return (await self._wire.get("/api/v1/halls", HallsView)).halls

    async def _look(self) -> None:
        """Keep what is known of the halls and the clock fresh."""
        while True:
            await asyncio.sleep(LOOK_AGAIN_S)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_S):
                    await self._other_day.wait()
            self._other_day.clear()
            try:
                city = await self._wire.get("/api/v1/city", CityView)
                self._clock.tell(city.now, city.speed)
                for hall in await self._halls():
                    if hall.id in self._offices:
                        await self._offices[hall.id].see(hall)
            except Problem as problem:
                log.warning("the halls cannot be read", extra={"why": str(problem)})

    async def _hall(self, hall: HallView, districts: Sequence[str]) -> None:
        await self._staff(await self._open_office(hall, districts))

    async def _open_office(self, hall: HallView, districts: Sequence[str]) -> Office:
        services = await self._wire.get(f"/api/v1/halls/{segment(hall.id)}/services", ServicesView)
        demand = Demand(services.services, district=hall.district, districts=districts)
        office = self._offices[hall.id] = Office(hall, self._clock, demand, self._other_day)
        return office

    async def _staff(self, office: Office) -> None:
        counters = [n for n in range(1, office.counters + 1) if n not in FOR_PEOPLE.get(office.hall, ())]
        async with asyncio.TaskGroup() as staff:
            staff.create_task(self._lasting(partial(self._visitors, office)))
            for order, counter in enumerate(counters):
                after_s = 0.0 if office.hall in FIRST else order * BETWEEN_TELLERS_S
                staff.create_task(self._lasting(partial(self._teller, office, counter, after_s)))

    async def _visitors(self, office: Office) -> None:
        expected = visitors_a_day(office.hall, office.level, office.counters, self._seed)
        for username in (f"crew-kiosk-{office.hall}", f"crew-{office.hall}-1"):  # one person issues and serves in a village
            login = Login(self._wire, username, self._password)
            try:
                await login.token()
            except Problem as problem:
                log.debug("a login is refused", extra={"username": username, "why": str(problem)})
                continue
            await Visitors(office, login, visitors_a_day=expected, seed=self._seed).run()

    async def _teller(self, office: Office, counter: int, after_s: float) -> None:
        await asyncio.sleep(after_s)
        login = Login(self._wire, f"crew-{office.hall}-{counter}", self._password)
        await login.token()
        chance = random.Random(f"{self._seed}/{office.hall}/{counter}")  # noqa: S311 - a demo, seeded
        await Teller(office, counter, login, chance).run()

    async def _lasting(self, play: Callable[[], Awaitable[None]]) -> None:
        """Keep one player playing; one who may not play ends alone, and one who breaks down starts again after a while."""
        plays = True
        while plays:
            try:
                await play()
            except* Problem as problems:
                log.info("somebody of the crew stays out", extra={"why": str(problems.exceptions[0])})
                plays = False
            except* Exception:
                log.exception("somebody of the crew broke down")
            if plays:
                await asyncio.sleep(AFTER_A_FAULT_S)
