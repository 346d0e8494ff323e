"""Customers a second of M/M/12 at rho 0.9: our simulators beside SimPy and Ciw, in one run. `python -m tests.bench.simulation`.

Each draws its own exponential times and keeps every wait. CPU time of this process (other work on the machine does not count, though
it costs caches); the contestants take turns, five rounds, and the ratios are of the medians.

    rules       analytics.simulation.engine.play_day: the core's routing, lines and counters, tickets in columns
    events      analytics.simulation.engine.day_events: the same day through decide and evolve, four commands a customer
    first come  the same where counters take everything in order of coming: one line (analytics.simulation.first_come)
"""

import random
import sys
from collections.abc import Callable, Generator
from statistics import mean, median
from time import process_time
from typing import Any

import ciw
import msgspec
import simpy

from analytics.simulation.engine import day_events, play_day
from analytics.simulation.shifts import Shift
from analytics.simulation.visits import Visits
from queue_server.core.setup import CounterSetup, HallSetup

COUNTERS, RHO = 12, 0.9
MEAN_MS = 300_000
WAIT = 0.533369094252211
"""Mean wait in mean service times, by Erlang's formulas to 15 digits."""
ROUNDS = 5

SETUP = HallSetup(
    hall="bench",
    tz="UTC",
    services={},
    counters=tuple(CounterSetup(counter=n) for n in range(1, COUNTERS + 1)),
    policy="first-come",
)
SHIFTS = [Shift(n, 0, 1 << 60) for n in range(1, COUNTERS + 1)]


def drawn(customers: int, seed: int) -> Visits:
    rng = random.Random(seed)
    at_ms, at, rate = [], 0.0, COUNTERS * RHO / MEAN_MS
    for _ in range(customers):
        at += rng.expovariate(rate)
        at_ms.append(int(at))
    return Visits(at_ms=at_ms, service_ms=[int(rng.expovariate(1 / MEAN_MS)) for _ in range(customers)])


def rules(customers: int, seed: int) -> list[float]:
    return played_by(msgspec.structs.replace(SETUP, policy="accumulating"), customers, seed)  # all are alike: it calls the same


def first_come(customers: int, seed: int) -> list[float]:
    return played_by(SETUP, customers, seed)


def played_by(setup: HallSetup, customers: int, seed: int) -> list[float]:
    played = play_day(setup, drawn(customers, seed), SHIFTS)
    return [
        (called - at) / MEAN_MS for called, at in zip(played.called_ms, played.issued_ms, strict=True) if called is not None
    ]


def events(customers: int, seed: int) -> list[float]:
    visits = drawn(customers, seed)
    log = day_events(SETUP, visits, SHIFTS)
    called = [event.at_ms for event in log if type(event).__name__ == "TicketCalled"]
    return [(called_ms - at) / MEAN_MS for called_ms, at in zip(called, visits.at_ms, strict=True)]


def by_simpy(customers: int, seed: int) -> list[float]:
    rng = random.Random(seed)
    env = simpy.Environment()
    servers = simpy.Resource(env, COUNTERS)
    waits: list[float] = []

    def customer() -> Generator[Any, Any, None]:
        came = env.now
        with servers.request() as request:
            yield request
            waits.append(env.now - came)
            yield env.timeout(rng.expovariate(1))

    def source() -> Generator[Any, Any, None]:
        for _ in range(customers):
            yield env.timeout(rng.expovariate(COUNTERS * RHO))
            env.process(customer())

    env.process(source())
    env.run()
    return waits


def by_ciw(customers: int, seed: int) -> list[float]:
    ciw.seed(seed)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=COUNTERS * RHO)],
        service_distributions=[ciw.dists.Exponential(rate=1.0)],
        number_of_servers=[COUNTERS],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(customers, method="Finish")
    return [record.waiting_time for record in simulation.get_all_records()]


CONTESTANTS: dict[str, Callable[[int, int], list[float]]] = {
    "rules": rules,
    "SimPy": by_simpy,
    "events": events,
    "Ciw": by_ciw,
    "first come": first_come,
}


def main() -> None:
    customers = int(sys.argv[1]) if len(sys.argv) > 1 else 30_000
    rates: dict[str, list[float]] = {name: [] for name in CONTESTANTS}
    waits: dict[str, list[float]] = {name: [] for name in CONTESTANTS}
    for seed in range(ROUNDS):
        for name, play in CONTESTANTS.items():
            began = process_time()
            run = play(customers, seed)
            rates[name].append(customers / (process_time() - began))
            waits[name].append(mean(run))
    simpy_rate, ciw_rate = median(rates["SimPy"]), median(rates["Ciw"])
    print(f"M/M/{COUNTERS} at rho {RHO}, {customers:,} customers, {ROUNDS} rounds; mean wait by theory {WAIT:.3f}")
    print(f"{'':<12}{'customers/s':>12}{'over SimPy':>12}{'over Ciw':>10}{'mean wait':>11}")
    for name in CONTESTANTS:
        rate = median(rates[name])
        print(f"{name:<12}{rate:12,.0f}{rate / simpy_rate:12.2f}{rate / ciw_rate:10.2f}{mean(waits[name]):11.3f}")


if __name__ == "__main__":
    main()
