import asyncio
import sqlite3
from pathlib import Path

import pytest

from queue_server.app.errors import KeyReused, UnknownHall
from queue_server.core import commands as c
from queue_server.core.day import HallDay
from queue_server.core.errors import CounterIsClosed, DayIsClosed, IntakeClosed, UnknownTicket
from queue_server.core.events import DayClosed, DayOpened, HallEvent, decode, encode
from queue_server.core.evolve import evolve
from queue_server.eventlog.errors import LogUnavailable
from queue_server.eventlog.log import ANSWER_KEPT_MS, Append, StreamEvents
from tests.app.cities import a_city
from tests.app.node import MORNING_MS, Node, take

HALL = "hall0"
DATE = "2026-03-02"


async def test_the_first_command_begins_the_day_and_is_numbered_one(tmp_path: Path) -> None:
    async with Node(tmp_path, a_city()) as node:
        assert await node.run(HALL, take) == "A001"
        stored = await node.eventlog.read(f"day/{HALL}/{DATE}")
    assert [event.seq for event in stored] == [1, 2]
    assert [type(decode(event.body)).__name__ for event in stored] == ["DayOpened", "TicketIssued"]


async def test_a_refused_command_does_not_begin_the_day(tmp_path: Path) -> None:
    async with Node(tmp_path, a_city(hours={"tue": ()})) as node:
        with pytest.raises(IntakeClosed):
            await node.run(HALL, take)
        assert await node.eventlog.heads() == {}
        assert not (await node.halls.day(HALL)).opened


async def test_commands_that_gathered_are_decided_in_order_and_share_an_append(tmp_path: Path) -> None:
    async with Node(tmp_path, a_city()) as node:
        answers = await asyncio.gather(*(node.run(HALL, take) for _ in range(500)))
        assert answers == [f"A{n:03d}" for n in range(1, 501)]
        assert await node.eventlog.heads() == {f"day/{HALL}/{DATE}": 501}
        assert len(node.changes) < 50


async def test_a_key_sent_again_gives_the_first_answer(tmp_path: Path) -> None:
    async with Node(tmp_path, a_city()) as node:
        sent = [node.run(HALL, take, key="k", body_hash="h") for _ in range(3)]
        assert await asyncio.gather(*sent) == ["A001"] * 3
        assert await node.run(HALL, take, key="k", body_hash="h") == "A001"
        with pytest.raises(KeyReused):
            await node.run(HALL, take, key="k", body_hash="other")
        assert await node.run(HALL, take, key="k", body_hash="h", actor="another") == "A002"


async def test_a_key_is_known_after_a_restart_and_past_the_days_close(tmp_path: Path) -> None:
    async with Node(tmp_path, a_city()) as node:
        await node.run(HALL, take, key="k", body_hash="h")
    async with Node(tmp_path) as node:
        assert await node.run(HALL, take, key="k", body_hash="h") == "A001"
        await node.run(HALL, lambda at: c.CloseDay(at_ms=at, by="m"))
        node.clock.jump(MORNING_MS + 24 * 3600 * 1000)
        assert await node.run(HALL, take, key="k", body_hash="h") == "A001"
        assert await node.run(HALL, take, key="k2", body_hash="h") == "A001"
        assert set(await node.eventlog.heads()) == {f"day/{HALL}/{DATE}", f"day/{HALL}/2026-03-03"}


async def test_a_refusal_and_an_empty_decision_keep_no_answer(tmp_path: Path) -> None:
    async with Node(tmp_path, a_city()) as node:
        with pytest.raises(CounterIsClosed):
            await node.run(HALL, lambda at: c.CallNext(at_ms=at, by="t", counter=1), key="call")
        await node.run(HALL, lambda at: c.OpenCounter(at_ms=at, by="t", counter=1))
        assert await node.run(HALL, lambda at: c.CallNext(at_ms=at, by="t", counter=1), key="call") == ""
        await node.run(HALL, take)
        assert await node.run(HALL, lambda at: c.CallNext(at_ms=at, by="t", counter=1), key="call") == "TicketCalled"


async def test_a_closed_day_takes_nothing_more_and_its_tickets_can_still_be_read(tmp_path: Path) -> None:
    async with Node(tmp_path, a_city()) as node:
        await node.run(HALL, take)
        await node.run(HALL, lambda at: c.CloseDay(at_ms=at, by="m"))
        with pytest.raises(DayIsClosed):
            await node.run(HALL, take)
        with pytest.raises(DayIsClosed):
            await node.run(HALL, lambda at: c.CancelTicket(at_ms=at, by="v", ticket=f"{HALL}.{DATE}.A001"), date=DATE)
        assert (await node.halls.day(HALL, DATE)).ticket(f"{HALL}.{DATE}.A001").state == "cancelled"
    async with Node(tmp_path) as node:
        with pytest.raises(DayIsClosed):
            await node.run(HALL, take)


async def test_unknown_halls_and_days_are_told_apart_from_refusals(tmp_path: Path) -> None:
    async with Node(tmp_path, a_city()) as node:
        with pytest.raises(UnknownHall):
            await node.run("nowhere", take)
        with pytest.raises(UnknownTicket):
            await node.run(HALL, lambda at: c.CancelTicket(at_ms=at, by="v", ticket="x"), date="2025-01-01")


async def test_time_never_goes_back_within_a_day(tmp_path: Path) -> None:
    async with Node(tmp_path, a_city()) as node:
        await node.run(HALL, take)
        node.clock.origin_hall_ms -= 5_000
        await node.run(HALL, take)
        day = await node.halls.day(HALL)
        assert [ticket.issued_ms for ticket in day.tickets.values()] == [MORNING_MS, MORNING_MS]


async def test_a_failed_append_answers_nobody_and_the_hall_goes_on_by_itself(tmp_path: Path) -> None:
    async with Node(tmp_path, a_city()) as node:
        await node.run(HALL, take)
        other = sqlite3.connect(tmp_path / "onewindow.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LogUnavailable):
            await node.run(HALL, take, key="k")
        day = await node.halls.day(HALL)
        assert list(day.tickets) == [f"{HALL}.{DATE}.A001"]
        other.execute("ROLLBACK")
        other.close()
        assert await node.run(HALL, take, key="k") == "A002"


async def test_nobody_reads_what_is_not_durable(tmp_path: Path) -> None:
    async with Node(tmp_path, a_city()) as node:
        await node.run(HALL, take)

        async def reader() -> None:
            for _ in range(200):
                day = await node.halls.day(HALL)
                assert day.seq <= (await node.eventlog.head(f"day/{HALL}/{DATE}"))

        async def writer() -> None:
            for _ in range(100):
                await node.run(HALL, take)

        await asyncio.gather(writer(), *(reader() for _ in range(4)))


async def test_which_day_is_open_is_not_read_before_it_is_durable(tmp_path: Path) -> None:
    async with Node(tmp_path, a_city()) as node:
        await node.run(HALL, take)
        node.clock.jump(MORNING_MS + 24 * 3600 * 1000)
        other = sqlite3.connect(tmp_path / "onewindow.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        closing = asyncio.create_task(node.run(HALL, lambda at: c.CloseDay(at_ms=at, by="m")))
        for _ in range(100):  # it waits for the other's lock
            await asyncio.sleep(0.001)
        assert not closing.done()
        assert (await node.halls.day(HALL)).date == DATE
        with pytest.raises(LogUnavailable):
            await closing
        other.close()


async def test_a_batch_that_closes_an_old_day_goes_on_with_the_next_as_the_log_has_it(tmp_path: Path) -> None:
    tomorrow = "2026-03-03"
    async with Node(tmp_path, a_city()) as node:
        await node.run(HALL, take)
        opening = node.halls.registry.opening(HALL, tomorrow, 0)
        events = (
            DayOpened(at_ms=0, by="system", hall=HALL, date=tomorrow, setup=opening.setup),
            DayClosed(at_ms=0, by="system"),
        )
        bodies = tuple(encode(event) for event in events)
        await node.eventlog.append(Append((StreamEvents(f"day/{HALL}/{tomorrow}", 0, bodies),)))
        node.clock.jump(MORNING_MS + 24 * 3600 * 1000)
        closed, taken = await asyncio.gather(
            node.run(HALL, lambda at: c.CloseDay(at_ms=at, by="m")), node.run(HALL, take), return_exceptions=True
        )
        assert closed == "TicketCancelled DayClosed"
        assert isinstance(taken, DayIsClosed)


async def test_a_key_is_free_after_its_time_and_remembered_no_longer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now_ms = 1_000_000
    for module in ("batch", "days"):
        monkeypatch.setattr(f"queue_server.app.{module}.real_ms", lambda: now_ms)
    async with Node(tmp_path, a_city()) as node:
        assert await node.run(HALL, take, key="k", body_hash="h") == "A001"
        now_ms += ANSWER_KEPT_MS
        assert await node.run(HALL, take, key="k", body_hash="h") == "A001"
        now_ms += 1
        assert await node.run(HALL, take, key="k", body_hash="another") == "A002"
        assert await node.run(HALL, take, key="k", body_hash="another") == "A002"
        for n in range(20):
            now_ms += ANSWER_KEPT_MS + 1
            await node.run(HALL, take, key=f"k{n}")
        assert len(node.halls.worker(HALL).days._keys or ()) == 1
    async with Node(tmp_path) as node:
        assert await node.run(HALL, take, key="k19") == "A022"


async def test_a_long_day_is_read_in_slices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with Node(tmp_path, a_city()) as node:
        await asyncio.gather(*(node.run(HALL, take) for _ in range(100)))
    turns, seen = 0, set()

    async def turn() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    def noted(day: HallDay, event: HallEvent) -> HallDay:
        seen.add(turns)
        return evolve(day, event)

    monkeypatch.setattr("queue_server.app.days.SLICE", 10)
    monkeypatch.setattr("queue_server.app.days.evolve", noted)
    async with Node(tmp_path) as node:
        turning = asyncio.create_task(turn())
        assert (await node.halls.day(HALL)).seq == 101
        turning.cancel()
    assert len(seen) > 5


async def test_a_cancelled_caller_leaves_nobody_waiting(tmp_path: Path) -> None:
    async with Node(tmp_path, a_city()) as node:
        first = asyncio.create_task(node.run(HALL, take))
        second = asyncio.create_task(node.run(HALL, take))
        await asyncio.sleep(0)
        first.cancel()
        assert await second in ("A001", "A002")
        assert await node.run(HALL, take) in ("A002", "A003")


async def test_a_vanished_file_is_refused_and_used_again_when_it_is_back(tmp_path: Path) -> None:
    async with Node(tmp_path, a_city()) as node:
        await node.run(HALL, take)
        place = tmp_path / "onewindow.db"
        place.rename(tmp_path / "away")
        with pytest.raises(LogUnavailable):
            await node.run(HALL, take)
        assert not place.exists()
        (tmp_path / "away").rename(place)
        assert await node.run(HALL, take) == "A002"
