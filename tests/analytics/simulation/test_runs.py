"""Replications and their intervals."""

import random
from math import nan

import pytest
from scipy import stats

from analytics.simulation.runs import Stopped, differences, estimate, estimates, replicate, t_quantile


@pytest.mark.parametrize(("degrees", "tolerance"), [(4, 0.01), (9, 1e-4), (19, 1e-5), (49, 1e-6)])
def test_students_t(degrees: int, tolerance: float) -> None:
    assert t_quantile(0.975, degrees) == pytest.approx(stats.t.ppf(0.975, degrees), abs=tolerance)


def test_an_interval_is_scipys() -> None:
    rng = random.Random(3)
    values = [rng.gauss(10, 2) for _ in range(20)]
    found = estimate(values)
    low, high = stats.t.interval(0.95, 19, loc=found.mean, scale=stats.sem(values))
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-4)


def test_paired_differences_are_surer_than_two_intervals() -> None:
    rng = random.Random(1)
    common = [rng.gauss(600, 100) for _ in range(20)]
    base = [{"wait": value} for value in common]
    other = [{"wait": value - 30 + rng.gauss(0, 2)} for value in common]
    found = differences(other, base)["wait"]
    assert found.high < 0
    assert found.low <= -30 <= found.high + 2
    assert estimates(base)["wait"].low < estimates(other)["wait"].high  # apart they tell nothing


def test_a_measure_without_enough_numbers_has_no_estimate() -> None:
    runs = [{"wait": nan if k < 16 else 1.0 + k, "left": 0.0} for k in range(20)]
    assert estimates(runs).keys() == {"left"}
    with pytest.raises(ValueError, match="too little"):
        estimate([1.0, 2.0])


def test_runs_tell_how_far_they_are_and_can_be_stopped() -> None:
    told: list[float] = []
    assert replicate(lambda n: n * n, replications=4, progress=told.append) == [0, 1, 4, 9]
    assert told == [0.25, 0.5, 0.75, 1.0]
    with pytest.raises(Stopped):
        replicate(lambda n: n, progress=told.append, stopped=lambda: len(told) >= 6)
    assert len(told) == 6
