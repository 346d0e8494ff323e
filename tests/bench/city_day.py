"""A day of a city through one node: 100 halls, 1,000 counters, 50,000 tickets; whether a command costs more at the end; start-up."""

import argparse
import asyncio
import resource
import statistics
import tempfile
import time
from pathlib import Path

from queue_server.app.clock import Clock
from queue_server.app.halls import Halls
from queue_server.app.pending import Reply
from queue_server.app.registry import Registry
from queue_server.app.setup import initialise
from queue_server.city.catalogue import Service
from queue_server.city.city import City, District
from queue_server.city.hall import HallConfig
from queue_server.city.text import Text
from queue_server.core import commands as c
from queue_server.core.day import HallDay
from queue_server.core.events import HallEvent
from queue_server.core.setup import CounterSetup
from queue_server.eventlog.opening import open_database
from queue_server.eventlog.sql import SQLLog

MORNING_MS = 1_772_411_400_000  # 2026-03-02T00:30:00Z, 08:30 in Shandong, a Monday


def a_city(halls: int, counters: int) -> City:
    """Return a city of equal halls without hours."""
    text = Text(zh="厅", en="hall")
    service = Service(
        code="G001", name=text, group="general", kind="instant", materials=(), typical_minutes=6, at_town=True, demand_weight=1,
        steps_before=1, steps_after=1, source="made", source_ref="", limit_source="", numbers_source="",
    )  # fmt: skip
    places = tuple(
        HallConfig(
            id=f"hall{number:03d}", name=text, level="district", district="d",
            counters=tuple(CounterSetup(counter=n) for n in range(1, counters + 1)),
        )
        for number in range(halls)
    )  # fmt: skip
    return City(name=text, demo=True, districts=(District(id="d", name=text),), halls=places, services=(service,))


class Node:
    """The app of one server process, without its web, on a database of its own."""

    def __init__(self, folder: Path, city: City | None) -> None:
        url = f"sqlite:///{folder / 'onewindow.db'}"
        if city is not None:
            initialise(url, city)
        self.database = open_database(url, create=False)
        self.eventlog = SQLLog(self.database)
        self.clock = Clock(origin_hall_ms=MORNING_MS, demo=True, machine=lambda: 0)

    async def open(self) -> "Node":
        self.halls = Halls(self.eventlog, await Registry.load(self.database), self.clock)
        return self

    async def close(self) -> None:
        await self.halls.stop()
        await self.eventlog.close()
        self.database.close()

    async def do(self, hall: str, command: c.HallCommand) -> list[HallEvent]:
        got: list[HallEvent] = []

        def make(day: HallDay, at_ms: int) -> c.HallCommand:
            return command

        def reply(day: HallDay, command: c.HallCommand, events: list[HallEvent]) -> Reply:
            got.extend(events)
            return Reply(200, b"{}")

        await self.halls.command(hall, make, reply, actor="bench")
        return got


async def visit(node: Node, hall: str, counter: int, at_ms: int) -> None:
    """Take a ticket, call it, start, finish: four commands."""
    desk = f"teller{counter}"
    await node.do(hall, c.TakeTicket(at_ms=at_ms, by="kiosk", services=("G001",)))
    await node.do(hall, c.CallNext(at_ms=at_ms, by=desk, counter=counter))
    await node.do(hall, c.StartService(at_ms=at_ms, by=desk, counter=counter))
    await node.do(hall, c.FinishService(at_ms=at_ms, by=desk, counter=counter))


async def play(node: Node, halls: list[str], counters: int, tickets: int, *, at_once: int = 64) -> list[float]:
    """Play `tickets` visits over all halls; return the time of each tenth of them, seconds."""
    for hall in halls:
        for counter in range(1, counters + 1):
            await node.do(hall, c.OpenCounter(at_ms=MORNING_MS, by=f"teller{counter}", counter=counter))
    times = []
    each = tickets // 10
    for tenth in range(10):
        began = time.perf_counter()
        numbers = iter(range(tenth * each, (tenth + 1) * each))

        async def worker(lane: int) -> None:
            # A lane has counters of its own, so nobody is called at another's.
            for number in numbers:  # noqa: B023 - shared on purpose: lanes take from one supply
                await visit(node, halls[number % len(halls)], 1 + lane % counters, MORNING_MS + number)

        lanes = min(at_once, counters)
        await asyncio.gather(*(worker(lane) for lane in range(lanes)))
        times.append(time.perf_counter() - began)
    return times


async def a_day(halls: int, counters: int, tickets: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        node = await Node(Path(folder), a_city(halls, counters)).open()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        times = await play(node, list(node.halls.registry.halls), counters, tickets)
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        commands = 4 * tickets / 10
        start, end = statistics.median(times[1:4]), statistics.median(times[-3:])
        print(f"{halls} halls, {halls * counters} counters, {tickets} tickets: {commands / start:.0f} commands/s at the start, "
              f"{commands / end:.0f} at the end; cost at the end {end / start:.2f}x (goal 1.2); "
              f"memory {after / 1024:.0f} MiB, of it the day {(after - before) / 1024:.0f} MiB")  # fmt: skip
        await node.close()


async def a_start(halls: int, events: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        node = await Node(Path(folder), a_city(halls, 10)).open()
        await play(node, list(node.halls.registry.halls), 10, halls * events // 4)
        await node.close()
        times = []
        for _ in range(5):
            began = time.perf_counter()
            node = await Node(Path(folder), None).open()
            for hall in node.halls.registry.halls:
                await node.halls.day(hall)
            times.append(time.perf_counter() - began)
            await node.close()
        print(
            f"start-up with a day of {events} events in each of {halls} halls: {statistics.median(times):.2f} s until every day is held"
        )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tickets", type=int, default=50_000)
    tickets = parser.parse_args().tickets
    asyncio.run(a_day(100, 10, tickets))
    asyncio.run(a_start(20, 5_000))


if __name__ == "__main__":
    main()
