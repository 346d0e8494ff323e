"""A database as the server leaves it: a small city, and days played through the core with their rows."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert

from queue_server.city.catalogue import Service
from queue_server.city.city import City, District
from queue_server.city.hall import HallConfig, hall_day
from queue_server.city.hours import Session
from queue_server.city.rows import read_city, store_city
from queue_server.city.text import Text
from queue_server.core import commands as c
from queue_server.core.day import HallDay
from queue_server.core.decide import decide
from queue_server.core.events import HallEvent, encode
from queue_server.core.evolve import evolve
from queue_server.core.setup import CounterSetup
from queue_server.eventlog.opening import open_database
from queue_server.eventlog.tables import events as events_table
from queue_server.eventlog.tables import heads
from queue_server.projections.tables import day_stream, open_days, tickets
from queue_server.projections.tickets import changed_tickets, open_day_row, ticket_row

DATE = "2026-03-02"  # a Monday
ZONE = ZoneInfo("Asia/Shanghai")
SESSIONS = (Session("08:30", "12:00"), Session("13:30", "17:00"))
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
TELLER = "teller"


def at_ms(clock: str, date: str = DATE) -> int:
    """Return Unix milliseconds of `HH:MM` or `HH:MM:SS` on the hall's clock."""
    return int(datetime.fromisoformat(f"{date}T{clock}").replace(tzinfo=ZONE).timestamp() * 1000)


def hall(name: str, zh: str, en: str, *, district: str, level: str = "town", counters: int = 2) -> HallConfig:
    return HallConfig(
        id=name,
        name=Text(zh, en),
        level=level,  # type: ignore[arg-type]
        district=district,
        hours=dict.fromkeys(WEEKDAYS, SESSIONS),  # type: ignore[arg-type]
        counters=tuple(CounterSetup(counter=n) for n in range(1, counters + 1)),
        no_show_calls=1,
        no_show_s=0,
    )


HALLS = (
    hall("wendeng", "文登区社保大厅", "Wendeng District Hall", district="wendeng", level="district", counters=12),
    hall("zetou", "泽头镇大厅", "Zetou Town Hall", district="wendeng"),
    hall("gejia", "葛家镇大厅", "Gejia Town Hall", district="wendeng"),
    hall("daoji", "岛集社区", "Daoji Community", district="wendeng", level="village", counters=1),
    hall("rongcheng", "荣成市社保大厅", "Rongcheng City Hall", district="rongcheng", level="district", counters=6),
    hall("shidao", "石岛街道大厅", "Shidao Hall", district="rongcheng"),
)
SERVICES = (
    Service(code="G001", name=Text("参保登记", "Enrolment"), group="general", typical_minutes=6, steps_before=6, steps_after=4),
    Service(
        code="W014",
        name=Text("工伤认定申请", "Work-injury recognition"),
        group="work_injury",
        kind="reviewed",
        review_group="work_injury",
        typical_minutes=12,
        legal_days=60,
        promised_days=45,
        limit_unit="calendar",
        steps_before=9,
        steps_after=6,
    ),
    Service(
        code="E024",
        name=Text("职工正常退休", "Ordinary retirement"),
        group="pension",
        kind="reviewed",
        review_group="retirement",
        typical_minutes=10,
        legal_days=30,
        promised_days=20,
        limit_unit="working",
        steps_before=10,
        steps_after=6,
    ),
)
CITY = City(
    name=Text("威海市", "Weihai"),
    demo=True,
    districts=(
        District(id="wendeng", name=Text("文登区", "Wendeng District")),
        District(id="rongcheng", name=Text("荣成市", "Rongcheng City")),
    ),
    halls=HALLS,
    services=SERVICES,
)


class Played:
    """A database that commands are played into; each is durable when `play` returns.

    Args:
        city: Put into the database; None: it has one.
    """

    def __init__(self, path: Path, city: City | None = CITY) -> None:
        self.url = f"sqlite:///{path}"
        self.database = open_database(self.url, create=city is not None)
        with self.database.writing() as connection:
            if city is not None:
                store_city(connection, city, at_ms("08:00"))
            self._city = read_city(connection)
        self.days: dict[tuple[str, str], HallDay] = {}

    def close(self) -> None:
        self.database.close()

    @property
    def levels(self) -> dict[str, str]:
        """The level of every hall of the city."""
        return {hall: config.level for hall, (config, _) in self._city.halls.items()}

    def open(self, hall_id: str, *, date: str = DATE, clock: str = "08:30", counters: int = 2) -> None:
        """Begin a hall's day and open its first counters."""
        config, version = self._city.halls[hall_id]
        setup, _ = hall_day(config, self._city.services, 1, version, datetime.fromisoformat(date).date())
        now = at_ms(clock, date)
        opening = c.OpenDay(at_ms=now, by="system", hall=hall_id, date=date, setup=setup, intake=None)
        self.play(hall_id, opening, date=date)
        for counter in range(1, min(counters, len(config.counters)) + 1):
            self.play(hall_id, c.OpenCounter(at_ms=now, by=TELLER, counter=counter), date=date)

    def take(self, hall_id: str, clock: str, *, date: str = DATE) -> str:
        """Issue a ticket and return its id."""
        events = self.play(hall_id, c.TakeTicket(at_ms=at_ms(clock, date), by="kiosk"), date=date)
        return str(getattr(events[0], "ticket"))  # noqa: B009 - the event is one of a union

    def call(self, hall_id: str, clock: str, *, counter: int = 1, date: str = DATE) -> None:
        self.play(hall_id, c.CallNext(at_ms=at_ms(clock, date), by=TELLER, counter=counter), date=date)

    def finish(self, hall_id: str, clock: str, *, counter: int = 1, date: str = DATE) -> None:
        self.play(hall_id, c.FinishService(at_ms=at_ms(clock, date), by=TELLER, counter=counter), date=date)

    def play(self, hall_id: str, *commands: c.HallCommand, date: str = DATE) -> list[HallEvent]:
        """Decide and store commands of one hall's day; return what they caused."""
        day = self.days.setdefault((hall_id, date), HallDay())
        before, caused = day.seq, []
        for command in commands:
            for event in decide(day, command):
                caused.append(event)
                evolve(day, event)
        self._store(day, before, caused)
        return caused

    def _store(self, day: HallDay, before: int, caused: Iterable[HallEvent]) -> None:
        stream = day_stream(day.hall, day.date)
        listed = list(caused)
        bodies = [{"stream": stream, "seq": seq, "body": encode(event)} for seq, event in enumerate(listed, start=before + 1)]
        rows = [ticket_row(day, day.tickets[ticket]) for ticket in sorted(changed_tickets(listed))]
        open_row = open_day_row(day)
        with self.database.writing() as connection:
            connection.execute(insert(events_table), bodies)
            connection.execute(insert(heads).prefix_with("OR REPLACE"), {"stream": stream, "head": day.seq})
            if rows:
                connection.execute(insert(tickets).prefix_with("OR REPLACE"), rows)
            if open_row is None:
                connection.execute(delete(open_days).where(open_days.c.hall == day.hall))
            else:
                connection.execute(insert(open_days).prefix_with("OR REPLACE"), open_row)
