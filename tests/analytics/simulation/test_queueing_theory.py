"""The engine as queueing systems: every figure within three standard errors of theory, over replications with fixed seeds.

`play_day` plays tickets by the core's rules; that `decide` and `evolve` play the same is test_engine's and tests/core's own.
"""

import random
from collections.abc import Sequence
from heapq import heapreplace
from itertools import pairwise
from math import sqrt
from statistics import mean, stdev

import pytest

from analytics.simulation.engine import play_day
from analytics.simulation.halls import Played
from analytics.simulation.shifts import Habits, Shift
from analytics.simulation.staffing import erlang_b
from analytics.simulation.visits import Visits
from queue_server.core.setup import CounterSetup, HallSetup, PolicyName, PriorityClass
from tests.analytics.simulation.days import S, hall, one, several
from tests.analytics.simulation.oracles import mmc, published

SERVICE_MS = 1_000_000
"""Mean service time: so long that rounding to a millisecond does not matter."""
REPLICATIONS = 12
FOREVER_MS = 1 << 60


def open_throughout(counters: int) -> list[Shift]:
    return [Shift(number, 0, FOREVER_MS) for number in range(1, counters + 1)]


def unified(counters: int, policy: PolicyName = "first-come") -> HallSetup:
    return hall(policy=policy, counters=tuple(CounterSetup(counter=number) for number in range(1, counters + 1)))


def poisson(rates: dict[PriorityClass, float], customers: int, seed: int, *, patience_ms: int | None = None) -> Visits:
    """Draw visits; `rates` are arrivals by class per mean service time."""
    rng = random.Random(seed)
    at, at_ms = 0.0, []
    for _ in range(customers):
        at += rng.expovariate(sum(rates.values())) * SERVICE_MS
        at_ms.append(int(at))
    return Visits(
        at_ms=at_ms,
        service_ms=[round(rng.expovariate(1) * SERVICE_MS) for _ in range(customers)],
        priority=rng.choices(list(rates), list(rates.values()), k=customers),
        patience_ms=[] if patience_ms is None else [patience_ms] * customers,
    )


def waits(played: Played, visits: Visits, priority: PriorityClass | None = None) -> list[float]:
    """Return waits in mean service times, the first fifth left out: the hall was empty."""
    return [
        (called - issued) / SERVICE_MS
        for visit, called, issued in zip(played.visit, played.called_ms, played.issued_ms, strict=True)
        if called is not None and visit >= len(visits) // 5 and priority in (None, visits.priority[visit])
    ]


def assert_mean(runs: list[float], expected: float) -> None:
    error = stdev(runs) / sqrt(len(runs))
    assert mean(runs) == pytest.approx(expected, abs=3 * error), f"{mean(runs):.5f}, standard error {error:.5f}"


@pytest.mark.parametrize(
    ("counters", "rho"), [(1, 0.5), (1, 0.8), (2, 0.7), (4, 0.8), (8, 0.85), (12, 0.8), (12, 0.9), (20, 0.9)]
)
def test_unified_counters_are_a_multi_server_queue(counters: int, rho: float) -> None:
    exact, setup = mmc(counters, rho), unified(counters)
    runs = []
    for seed in range(REPLICATIONS):
        visits = poisson({"normal": rho * counters}, 10_000, seed)
        runs.append(waits(play_day(setup, visits, open_throughout(counters)), visits))
    assert_mean([mean(run) for run in runs], exact["Wq_over_S"])
    assert_mean([mean(wait > 1 for wait in run) for run in runs], exact["P_wait_gt_1S"])
    assert_mean([mean(wait > 0 for wait in run) for run in runs], exact["erlang_c"])


@pytest.mark.parametrize(("counters", "rho"), [(2, 0.7), (12, 0.9)])
def test_without_patience_it_is_erlangs_loss_system(counters: int, rho: float) -> None:
    runs = []
    for seed in range(REPLICATIONS):
        visits = poisson({"normal": rho * counters}, 10_000, seed, patience_ms=0)
        played = play_day(unified(counters), visits, open_throughout(counters))
        runs.append(mean(outcome == "left" for outcome in played.outcome[2_000:]))
    assert_mean(runs, erlang_b(rho * counters, counters))


def test_strict_priority_is_the_non_preemptive_priority_queue() -> None:
    (row,) = published("mm1_priority_nonpreemptive")
    first, second = row["input"]["lam"]
    runs = []
    for seed in range(REPLICATIONS):
        visits = poisson({"elder": first, "normal": second}, 12_000, seed)
        played = play_day(unified(1, "strict"), visits, open_throughout(1))
        runs.append([mean(waits(played, visits, priority)) for priority in ("elder", "normal")])
    for of_class, in_system in zip(zip(*runs, strict=True), row["expected"]["W"], strict=True):
        assert_mean(list(of_class), in_system - 1)


def test_accumulating_priority_is_kleinrocks_queue() -> None:
    """M/M/1 with loads 0.6 (rate 1) and 0.2 (rate 2): W = 40 / 9 and 8 / 3 (Naval Research Logistics Quarterly 11 (1964) 329-341)."""
    runs = []
    for seed in range(REPLICATIONS):
        visits = poisson({"elder": 0.2, "normal": 0.6}, 12_000, seed)
        played = play_day(unified(1, "accumulating"), visits, open_throughout(1))
        runs.append([mean(waits(played, visits, priority)) for priority in ("normal", "elder")])
    normal, elder = zip(*runs, strict=True)
    assert_mean(list(normal), 40 / 9)
    assert_mean(list(elder), 8 / 3)


def kiefer_wolfowitz(at_ms: Sequence[int], keeps_ms: Sequence[int], counters: int) -> list[int]:
    """Return when each visitor is called: at the later of the own coming and the c-th last departure.

    Kiefer, Wolfowitz, Transactions of the American Mathematical Society 78 (1955) 1-18: first come, first served, and counters that are
    equal and always open. A heap of the times at which counters become free.
    """
    free, called = [0] * counters, []
    for at, keeps in zip(at_ms, keeps_ms, strict=True):
        called.append(max(free[0], at))
        heapreplace(free, called[-1] + keeps)
    return called


@pytest.mark.parametrize(("counters", "gap_ms"), [(1, 0), (3, 0), (12, 7 * S)])
@pytest.mark.parametrize("policy", ["first-come", "accumulating"])
def test_equal_counters_call_by_the_recursion_of_kiefer_and_wolfowitz(policy: PolicyName, counters: int, gap_ms: int) -> None:
    visits = poisson({"normal": 0.95 * counters}, 2_000, 7)
    visits.walk_ms = [k % 5 * S for k in range(2_000)]
    keeps_ms = [walk + service + gap_ms for walk, service in zip(visits.walk_ms, visits.service_ms, strict=True)]
    played = play_day(unified(counters, policy), visits, open_throughout(counters), habits=Habits(gap_ms=gap_ms))
    assert played.called_ms == kiefer_wolfowitz(visits.at_ms, keeps_ms, counters)


def test_a_hand_made_trace() -> None:
    """Two counters; five come at 0, 1, 2, 3 and 20 and need 5, 9, 4, 1 and 2."""
    called = [0, 1, 5, 9, 20]
    assert kiefer_wolfowitz([0, 1, 2, 3, 20], [5, 9, 4, 1, 2], 2) == called
    visits = several(one(0, 5), one(1, 9), one(2, 4), one(3, 1), one(20, 2))
    for policy in ("first-come", "strict", "accumulating"):
        assert play_day(unified(2, policy), visits, open_throughout(2)).called_ms == [at * S for at in called]


def test_waits_grow_with_the_load() -> None:
    found = []
    for rho in (0.7, 0.8, 0.9):
        visits = poisson({"normal": rho * 4}, 5_000, 1)
        found.append(mean(waits(play_day(unified(4), visits, open_throughout(4)), visits)))
    assert all(less < more for less, more in pairwise(found))
