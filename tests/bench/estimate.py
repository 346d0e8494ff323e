"""What the wait estimate costs: the copy on the event loop, the simulation in its thread, a lookup. `python -m tests.bench.estimate`.

CPU time, median of eleven: the hall is a simulated day's at the moment when so many waited.
"""

from collections.abc import Callable
from statistics import median
from time import process_time

from queue_server.core import commands as c
from queue_server.core.decide import decide
from queue_server.core.estimate import simulate, snapshot
from queue_server.core.evolve import evolve
from tests.bench.hall_day import HOUR, HallOfADay

WAITING = (0, 10, 50, 200, 1_000)


def cost_ms(work: Callable[[], object], times: int = 11) -> float:
    taken = []
    for _ in range(times):
        began = process_time()
        work()
        taken.append((process_time() - began) * 1000)
    return median(taken)


def main() -> None:
    print(f"{'waiting':>8} {'snapshot':>10} {'simulate':>10} {'for_new':>10} {'for_ticket':>11}")
    for split in (False, True):
        print("every counter takes everything" if not split else "two thirds of the counters take only some groups")
        for waiting in WAITING:
            hall = HallOfADay(7, split=split)
            hall.run(until=9.5 * HOUR)
            day = hall.day
            at_ms = day.at_ms
            while day.waiting < waiting:
                services, priority = hall.draw()
                for event in decide(day, c.TakeTicket(at_ms=at_ms, by="kiosk", services=services, priority=priority)):
                    evolve(day, event)
            line = snapshot(day, at_ms)
            assert line is not None
            curves = simulate(line)
            last = next((ticket for ticket in reversed(day.tickets.values()) if ticket.state == "waiting"), None)
            of_ticket = cost_ms(lambda: last and curves.for_ticket(day, last, at_ms + 1_000))  # noqa: B023
            print(
                f"{day.waiting:8d} {cost_ms(lambda: snapshot(day, at_ms)):7.2f} ms {cost_ms(lambda: simulate(line)):7.1f} ms "  # noqa: B023
                f"{cost_ms(lambda: curves.for_new(day, (), 'normal', at_ms + 1_000)):7.3f} ms {of_ticket:8.3f} ms"  # noqa: B023
            )


if __name__ == "__main__":
    main()
