"""The cost of a call in the core with 10, 1,000 and 10,000 waiting: it does not grow with the line."""

import statistics
import time

from queue_server.core import commands as c
from queue_server.core.day import HallDay
from queue_server.core.decide import decide
from queue_server.core.evolve import evolve
from queue_server.core.setup import CounterSetup, HallSetup, ServiceSetup

SIZES = (10, 1_000, 10_000)
PASSES = 5
CALLS = 2_000


def do(day: HallDay, command: c.HallCommand) -> None:
    for event in decide(day, command):
        evolve(day, event)


def a_line(waiting: int) -> HallDay:
    services = {
        "A": ServiceSetup(group="general", kind="instant", mean_s=300),
        "B": ServiceSetup(group="pension", kind="instant", mean_s=300),
    }
    setup = HallSetup(hall="h", tz="Asia/Shanghai", services=services, counters=(CounterSetup(counter=1),))
    day = HallDay()
    do(day, c.OpenDay(at_ms=0, by="system", hall="h", date="2026-03-02", setup=setup, intake=None))
    do(day, c.OpenCounter(at_ms=0, by="t", counter=1))
    for n in range(waiting):
        take(day, n)
    return day


def take(day: HallDay, n: int) -> None:
    priority: c.PriorityClass = "elder" if n % 5 == 0 else "normal"
    services = (("A",), ("B",), ())[n % 3]
    do(day, c.TakeTicket(at_ms=n, by="k", priority=priority, services=services))


def cost_us(waiting: int) -> float:
    """Return microseconds a call, the line kept at its length."""
    day = a_line(waiting)
    spent = 0.0
    for n in range(CALLS):
        at_ms = waiting + n
        began = time.perf_counter()
        do(day, c.CallNext(at_ms=at_ms, by="t", counter=1))
        spent += time.perf_counter() - began
        do(day, c.FinishService(at_ms=at_ms, by="t", counter=1))
        take(day, at_ms)
    return spent / CALLS * 1e6


def main() -> None:
    rows = [[cost_us(size) for size in SIZES] for _ in range(PASSES)]
    for number, row in enumerate(rows, start=1):
        print(f"pass {number}: " + ", ".join(f"{size} waiting {cost:.1f} us" for size, cost in zip(SIZES, row, strict=True)))
    ratios = [statistics.median(row[n] / row[0] for row in rows) for n in range(len(SIZES))]
    print("a call costs " + ", ".join(f"{ratio:.2f}x at {size}" for size, ratio in zip(SIZES, ratios, strict=True)))


if __name__ == "__main__":
    main()
