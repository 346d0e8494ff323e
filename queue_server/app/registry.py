"""The city as it is set up: halls, catalogue, districts, notices. Rows, held in memory and read again when they change."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import date as calendar_date
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from queue_server.app.errors import UnknownHall
from queue_server.city.catalogue import Service
from queue_server.city.hall import HallConfig, hall_day
from queue_server.city.rows import Notice, StoredCity, read_city
from queue_server.city.search import ServiceIndex
from queue_server.city.text import Text
from queue_server.core import commands as c
from queue_server.core.day import HallDay
from queue_server.core.events import DayOpened
from queue_server.core.evolve import fold
from queue_server.core.setup import HallSetup, Intake
from queue_server.eventlog.database import Database
from queue_server.eventlog.tables import answers
from queue_server.projections.tables import open_days


class Registry:
    """What the halls' workers and the web read of the set-up. `reload` after a change of the rows."""

    def __init__(self, database: Database, city: StoredCity) -> None:
        self._database = database
        self._previews: dict[tuple[str, str], HallDay] = {}
        self._reading = asyncio.Lock()
        self._take(city)

    @classmethod
    async def load(cls, database: Database) -> "Registry":
        return cls(database, await database.read(read_city))

    async def reload(self) -> None:
        """Read the rows again, after one of them changed."""
        async with self._reading:  # or an older reading could come last and stay
            self._take(await self._database.read(read_city))

    def _take(self, city: StoredCity) -> None:
        self.city = city
        self.halls: Mapping[str, HallConfig] = {hall: config for hall, (config, _) in city.halls.items()}
        self.versions: Mapping[str, int] = {hall: version for hall, (_, version) in city.halls.items()}
        self.services: Mapping[str, Service] = {service.code: service for service in city.services}
        self.index = ServiceIndex(city.services)
        self._previews.clear()

    @property
    def demo(self) -> bool:
        return self.city.demo

    def hall(self, hall: str) -> HallConfig:
        """Return a hall's configuration.

        Raises:
            UnknownHall: the city has no such hall.
        """
        config = self.halls.get(hall)
        if config is None:
            raise UnknownHall(hall=hall)
        return config

    def hall_day(self, hall: str, date: str) -> tuple[HallSetup, tuple[Intake, ...] | None]:
        """Return what the day of `date` opens with."""
        config, version = self.city.halls[hall]
        return hall_day(config, self.city.services, self.city.catalogue_version, version, calendar_date.fromisoformat(date))

    def opening(self, hall: str, date: str, at_ms: int) -> c.OpenDay:
        """Return the command that begins the hall's day of `date`."""
        setup, intake = self.hall_day(hall, date)
        return c.OpenDay(at_ms=at_ms, by="system", hall=hall, date=date, setup=setup, intake=intake)

    def preview(self, hall: str, date: str) -> HallDay:
        """Return the day of `date` as it would open: set up, without events (`seq` 0, `opened` False)."""
        day = self._previews.get((hall, date))
        if day is None:
            opening = self.opening(hall, date, 0)
            day = fold([DayOpened(at_ms=0, by="system", hall=hall, date=date, setup=opening.setup, intake=opening.intake)])
            day.opened, day.seq = False, 0
            if len(self._previews) > 4 * len(self.halls):
                self._previews.clear()
            self._previews[hall, date] = day
        return day

    def local(self, hall: str, at_ms: int) -> datetime:
        """Return a time on the hall's own clock."""
        return datetime.fromtimestamp(at_ms / 1000, ZoneInfo(self.halls[hall].tz))

    def local_date(self, hall: str, at_ms: int) -> str:
        return self.local(hall, at_ms).date().isoformat()

    def local_hour(self, hall: str) -> Callable[[int], str]:
        """Return a function from Unix milliseconds to the hall's hour, two digits."""
        zone = ZoneInfo(self.halls[hall].tz)
        return lambda at_ms: f"{datetime.fromtimestamp(at_ms / 1000, zone).hour:02d}"

    def notices_now(self, hall: str, at_ms: int) -> Sequence[Text]:
        """Return the notices that the hall shows at `at_ms` (hall time)."""
        return [notice.text for notice in self.notices(hall) if notice.shows_at(at_ms)]

    def notices(self, hall: str) -> Sequence[Notice]:
        return [notice for notice in self.city.notices if notice.hall == hall]

    def hall_address(self, hall: str) -> str | None:
        """Return the public address of the hall's page, None when the city names no public address."""
        base = self.city.public_url
        return f"{base.rstrip('/')}/?hall={hall}" if base else None

    async def open_date_and_keys(self, hall: str) -> tuple[str | None, dict[tuple[str, str], int]]:
        """Return the date of the hall's open day, None when none is open, and (actor, key) of every answer that the hall keeps with
        its time in real Unix milliseconds, oldest first. Both are of one state of the database."""
        opened = select(open_days.c.date).where(open_days.c.hall == hall)
        kept = select(answers.c.actor, answers.c.key, answers.c.at_ms).where(answers.c.scope == hall).order_by(answers.c.at_ms)

        def work(connection: Connection) -> tuple[str | None, dict[tuple[str, str], int]]:
            keys = {(row.actor, row.key): row.at_ms for row in connection.execute(kept)}
            return connection.execute(opened).scalar_one_or_none(), keys

        return await self._database.read(work)

    async def open_dates(self) -> dict[str, str]:
        """Return the date of the open day of every hall that has one."""
        query = select(open_days.c.hall, open_days.c.date)
        return await self._database.read(lambda connection: {row.hall: row.date for row in connection.execute(query)})
