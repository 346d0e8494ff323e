from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest

from queue_server.app.manage import Management
from queue_server.app.timetable import NotDue, Timetable, next_morning
from queue_server.city.city import City
from queue_server.city.hours import Session, Weekday
from queue_server.core import commands as c
from queue_server.core.events import CounterOpened, DayClosed, DayConfigured, DayOpened, decode
from tests.app.cities import a_city
from tests.app.node import Node, take

HALL = "hall0"
DATE = "2026-03-02"
"""A Monday."""
ZONE = ZoneInfo("Asia/Shanghai")
HOURS: dict[Weekday, tuple[Session, ...]] = {
    day: (Session("08:30", "12:00"), Session("13:30", "17:00")) for day in ("mon", "tue", "wed", "thu", "fri")
}


def ms(clock: str, day: int = 2) -> int:
    hour, minute = map(int, clock.split(":"))
    return int(datetime(2026, 3, day, hour, minute, tzinfo=ZONE).timestamp() * 1000)


class Hall(Node):
    """A node whose halls keep hours, and its timetable."""

    def __init__(self, folder: Path, city: City | None = None) -> None:
        super().__init__(folder, city or a_city(hours=HOURS))
        self.clock.origin_hall_ms = ms("08:00") - 1

    async def at(self, clock: str, day: int = 2) -> str:
        """Look at this time; return the open day's date, empty when none is open."""
        self.clock.origin_hall_ms = ms(clock, day)
        await self.timetable._look_at(HALL)
        today = await self.halls.day(HALL)
        return today.date if today.opened and not today.closed else ""

    async def __aenter__(self) -> "Hall":
        await super().__aenter__()
        self.timetable = Timetable(self.halls)
        return self


async def serving(hall: Hall) -> None:
    await hall.run(HALL, lambda at: c.OpenCounter(at_ms=at, by="t", counter=1))
    await hall.run(HALL, take)
    await hall.run(HALL, lambda at: c.CallNext(at_ms=at, by="t", counter=1))
    await hall.run(HALL, lambda at: c.StartService(at_ms=at, by="t", counter=1))


async def finished(hall: Hall) -> None:
    await hall.run(HALL, lambda at: c.FinishService(at_ms=at, by="t", counter=1))


async def test_the_day_opens_half_an_hour_before_the_first_session_and_closes_after_the_last(tmp_path: Path) -> None:
    async with Hall(tmp_path) as hall:
        assert await hall.at("07:59") == ""
        assert await hall.at("08:00") == DATE
        assert await hall.at("12:30") == DATE, "lunch does not end the day"
        assert await hall.at("16:59") == DATE
        assert await hall.at("17:00") == ""
        assert await hall.at("17:01") == "", "what was closed stays closed"
        assert await hall.at("08:00", day=3) == "2026-03-03"
        events = [decode(stored.body) for stored in await hall.eventlog.read(f"day/{HALL}/{DATE}")]
    assert [(type(event), event.by) for event in events] == [(DayOpened, "system"), (DayClosed, "system")]
    assert [event.at_ms for event in events] == [ms("08:00"), ms("17:00")]


async def test_a_date_without_sessions_does_not_open(tmp_path: Path) -> None:
    async with Hall(tmp_path) as hall:
        assert await hall.at("09:00", day=7) == "", "a Saturday"


async def test_a_hall_without_hours_is_opened_by_the_first_command(tmp_path: Path) -> None:
    async with Hall(tmp_path, a_city()) as hall:
        assert await hall.at("09:00") == ""
        await hall.run(HALL, take)
        assert await hall.at("23:59") == DATE


async def test_who_waits_or_is_served_keeps_the_day_open(tmp_path: Path) -> None:
    async with Hall(tmp_path) as hall:
        await hall.at("16:50")
        await serving(hall)
        assert await hall.at("17:00") == DATE
        assert await hall.at("20:00") == DATE, "a service is not cut off on the same day"
        await finished(hall)
        assert await hall.at("20:01") == ""


async def test_who_is_forgotten_in_the_line_keeps_the_day_open_for_two_hours(tmp_path: Path) -> None:
    async with Hall(tmp_path) as hall:
        await hall.at("16:50")
        await hall.run(HALL, take)
        assert await hall.at("19:00") == DATE
        assert await hall.at("19:01") == ""


async def test_a_day_left_open_ends_at_four_whatever_goes_on_in_it(tmp_path: Path) -> None:
    async with Hall(tmp_path) as hall:
        await hall.at("16:50")
        await serving(hall)
        assert await hall.at("03:59", day=3) == DATE
        assert await hall.at("04:00", day=3) == ""
        last = decode((await hall.eventlog.read(f"day/{HALL}/{DATE}"))[-1].body)
        assert last == DayClosed(at_ms=ms("04:00", day=3), by="system", forced=True)


async def test_a_day_of_long_ago_ends_at_any_hour(tmp_path: Path) -> None:
    async with Hall(tmp_path) as hall:
        await hall.at("16:50")
        await serving(hall)
        assert await hall.at("02:00", day=5) == ""


async def test_a_server_that_slept_over_four_closes_yesterday_before_it_serves(tmp_path: Path) -> None:
    async with Hall(tmp_path) as hall:
        await hall.at("16:50")
        await serving(hall)
        hall.clock.origin_hall_ms = ms("08:29", day=3)
        await hall.timetable.close_overdue()
        assert await hall.run(HALL, lambda at: take(at, channel="counter")) == "A001"
        assert (await hall.halls.day(HALL)).date == "2026-03-03"


async def test_what_is_due_is_judged_when_its_turn_comes(tmp_path: Path) -> None:
    """Between the look and the command somebody took a ticket: it is not cancelled."""
    async with Hall(tmp_path) as hall:
        await hall.at("16:50")
        hall.clock.origin_hall_ms = ms("17:00")
        await hall.run(HALL, lambda at: take(at, channel="counter"))
        with pytest.raises(NotDue):
            await hall.timetable._carry_out(HALL)
        assert (await hall.halls.day(HALL)).waiting == 1


async def test_a_hall_that_cannot_be_read_keeps_no_other_from_opening(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with Hall(tmp_path, a_city(halls=3, hours=HOURS)) as hall:
        await hall.at("08:00")
        with hall.database.writing() as connection:
            connection.exec_driver_sql("UPDATE events SET body = ?", (b'{"type":"from-the-future","at_ms":1,"by":"x"}',))
        hall.halls.worker(HALL).days.forget()
        for _ in range(3):
            await hall.timetable.look()
        assert set(await hall.halls.registry.open_dates()) == {"hall0", "hall1", "hall2"}
    assert caplog.text.count("the timetable waits") == 1


async def test_a_day_that_stayed_behind_its_set_up_catches_up(tmp_path: Path) -> None:
    """The server died between the rows and the day."""
    async with Hall(tmp_path) as hall:
        await hall.at("08:00")
        config = hall.halls.registry.hall(HALL)
        management = Management(hall.database, hall.halls)
        await management._save(msgspec.structs.replace(config, policy="strict", counters=config.counters[:2]), 1, "mei")
        await hall.run(HALL, lambda at: c.OpenCounter(at_ms=at, by="t", counter=3))
        for _ in range(3):
            await hall.at("08:01")
        assert (await hall.halls.day(HALL)).rules.policy == "accumulating", "counter 3 is in use"
        await hall.run(HALL, lambda at: c.CloseCounter(at_ms=at, by="t", counter=3))
        await hall.at("08:02")
        day = await hall.halls.day(HALL)
        assert (day.rules.policy, day.rules.version, list(day.counters)) == ("strict", 2, [1, 2])
        events = [decode(stored.body) for stored in await hall.eventlog.read(f"day/{HALL}/{DATE}")]
    assert [type(event) for event in events if not isinstance(event, CounterOpened)][-1] is DayConfigured


async def test_a_demo_goes_on_with_the_next_working_morning_when_every_hall_has_closed(tmp_path: Path) -> None:
    async with Hall(tmp_path, a_city(halls=2, hours=HOURS)) as hall:
        await hall.at("08:00", day=6)
        hall.clock.origin_hall_ms = ms("16:00", day=6)
        await hall.timetable.look()
        assert hall.clock.now_ms() == ms("16:00", day=6)
        hall.clock.origin_hall_ms = ms("17:00", day=6)
        for _ in range(2):
            await hall.timetable.look()
        assert hall.clock.now_ms() == ms("08:30", day=9), "a Monday"
        await hall.timetable.look()
        assert {(await hall.halls.day(name)).date for name in ("hall0", "hall1")} == {"2026-03-09"}


def test_the_next_morning_is_one_of_a_working_day_that_is_not_closed() -> None:
    def morning(clock: str, day: int, *closed: str) -> int:
        return next_morning(ms(clock, day), "Asia/Shanghai", frozenset(closed))

    assert morning("08:30", 2) == ms("08:30", 2)
    assert morning("08:31", 2) == ms("08:30", 3)
    assert morning("12:00", 6) == ms("08:30", 9)
    assert morning("12:00", 2, "2026-03-03", "2026-03-04") == ms("08:30", 5)
