"""The core as a queueing system: Poisson arrivals and exponential services through decide and evolve, against theory.

Each figure must lie in the 99 % confidence interval of the mean of ten independent replications.
"""

import random
from heapq import heappop, heappush
from statistics import mean, stdev

import msgspec
import pytest

from queue_server.core import commands as c
from queue_server.core.day import HallDay
from queue_server.core.decide import decide
from queue_server.core.evolve import evolve
from queue_server.core.setup import CounterSetup, HallSetup, PolicyName, PriorityClass
from tests.core.story import SETUP, opened

SERVICE_MS = 1_000_000
"""Mean service time: so long that rounding to a millisecond does not matter."""
REPLICATIONS = 10
T_99 = 3.25
"""Student's t with 9 degrees of freedom, 99.5 %."""


def hall(counters: int, policy: PolicyName) -> HallSetup:
    return msgspec.structs.replace(
        SETUP, counters=tuple(CounterSetup(counter=i) for i in range(1, counters + 1)), policy=policy
    )


def waits(setup: HallSetup, classes: dict[PriorityClass, float], customers: int, seed: int) -> dict[PriorityClass, list[float]]:
    """Return waits in mean service times by class; `classes` are arrivals per mean service time. The first tenth is left out."""
    rng = random.Random(seed)
    day = HallDay()

    def do(command: c.HallCommand) -> None:
        for event in decide(day, command):
            evolve(day, event)

    do(opened(setup))
    for counter in day.counters:
        do(c.OpenCounter(at_ms=0, by="t", counter=counter))
    names = list(classes)
    rate = sum(classes.values())
    idle = set(day.counters)
    events: list[tuple[int, int]] = [(0, 0)]  # (time, the counter that becomes free; 0 is an arrival)
    issued = 0
    while issued < customers:
        at_ms, counter = heappop(events)
        if counter:
            do(c.FinishService(at_ms=at_ms, by="t", counter=counter))
            idle.add(counter)
        else:
            issued += 1
            priority = rng.choices(names, list(classes.values()))[0]
            do(c.TakeTicket(at_ms=at_ms, by="k", priority=priority))
            heappush(events, (at_ms + round(rng.expovariate(rate) * SERVICE_MS), 0))
        while idle and day.waiting:
            free = idle.pop()
            do(c.CallNext(at_ms=at_ms, by="t", counter=free))
            heappush(events, (at_ms + round(rng.expovariate(1) * SERVICE_MS), free))
    found: dict[PriorityClass, list[float]] = {name: [] for name in names}
    for ticket in list(day.tickets.values())[customers // 10 :]:
        if ticket.called_ms is not None:
            found[ticket.priority].append((ticket.called_ms - ticket.issued_ms) / SERVICE_MS)
    return found


def assert_mean(figures: list[float], expected: float) -> None:
    half = T_99 * stdev(figures) / len(figures) ** 0.5
    assert mean(figures) == pytest.approx(expected, abs=half), f"{mean(figures):.4f} +- {half:.4f}"


# c, rho, mean wait and share waiting longer than one mean service time, in mean service times: M/M/c to 15 digits by Erlang's
# formulas in 50-digit arithmetic, cross-checked against most-queue 2.9 (four rows of a grid of 91).
MMC = [
    (1, 0.7, 2.33333333333333, 0.518572754477203),
    (4, 0.8, 0.745540589734256, 0.267994384714108),
    (12, 0.8, 0.153683962874197, 0.0334605469568476),
    (12, 0.9, 0.533369094252211, 0.192777220801944),
]


@pytest.mark.parametrize(("counters", "rho", "wait", "longer"), MMC)
def test_unified_counters_are_a_multi_server_queue(counters: int, rho: float, wait: float, longer: float) -> None:
    setup = hall(counters, "first-come")
    runs = [waits(setup, {"normal": rho * counters}, 4_000, seed)["normal"] for seed in range(REPLICATIONS)]
    assert_mean([mean(run) for run in runs], wait)
    assert_mean([mean(each > 1 for each in run) for run in runs], longer)


@pytest.mark.parametrize("policy", ["strict", "accumulating"])
def test_priorities_take_from_some_what_they_give_to_others(policy: PolicyName) -> None:
    """Kleinrock's conservation law: with services alike, the mean wait of all does not depend on the order."""
    counters, rho, wait, _ = MMC[1]
    classes: dict[PriorityClass, float] = {"normal": rho * counters * 0.8, "elder": rho * counters * 0.2}
    runs = [waits(hall(counters, policy), classes, 4_000, seed) for seed in range(REPLICATIONS)]
    assert_mean([mean(run["normal"] + run["elder"]) for run in runs], wait)
    assert mean(mean(run["elder"]) for run in runs) < mean(mean(run["normal"]) for run in runs)


def test_strict_priority_is_the_non_preemptive_priority_queue() -> None:
    """M/M/1 with arrivals 0.2 and 0.6: mean times in the system of 2 and 6 service times (Cobham 1954; printed in Ciw's tests,
    github.com/CiwPython/Ciw tests/test_simulation.py test_priority_system_compare_literature), so waits of 1 and 5."""
    runs = [waits(hall(1, "strict"), {"elder": 0.2, "normal": 0.6}, 8_000, seed) for seed in range(REPLICATIONS)]
    assert_mean([mean(run["elder"]) for run in runs], 1.0)
    assert_mean([mean(run["normal"]) for run in runs], 5.0)


def test_accumulating_priority_is_kleinrocks_queue() -> None:
    """M/M/1 with loads 0.6 (rate 1) and 0.2 (rate 2): W_0 / (1 - rho) = 4, so W_1 = 4 / (1 - 0.2 (1 - 1/2)) = 40 / 9 and
    W_2 = 4 - 0.6 W_1 (1 - 1/2) = 8 / 3 (Kleinrock, Naval Research Logistics Quarterly 11 (1964) 329-341)."""
    runs = [waits(hall(1, "accumulating"), {"elder": 0.2, "normal": 0.6}, 8_000, seed) for seed in range(REPLICATIONS)]
    assert_mean([mean(run["normal"]) for run in runs], 40 / 9)
    assert_mean([mean(run["elder"]) for run in runs], 8 / 3)
