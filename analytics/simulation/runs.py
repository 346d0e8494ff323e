"""Replications of a simulation: the same randomness for every alternative, means with their uncertainty, and an end before the end."""

from collections.abc import Callable, Mapping, Sequence
from math import sqrt
from statistics import NormalDist, mean, stdev
from typing import NamedTuple, TypeVar

REPLICATIONS = 20
LEAST_REPLICATIONS = 5
CONFIDENCE = 0.95

T = TypeVar("T")
Measures = Mapping[str, float]


class Stopped(Exception):
    """Somebody asked the runs to stop."""


class Estimate(NamedTuple):
    """A mean over replications and its 95 % confidence interval."""

    mean: float
    low: float
    high: float


def t_quantile(p: float, degrees: int) -> float:
    """Return Student's t: the expansion of Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5.

    Args:
        degrees: Of freedom, at least 4: the error is below 0.01 there and below 0.0001 from 10 on, for `p` up to 0.975.
    """
    z, n = NormalDist().inv_cdf(p), degrees
    return (
        z
        + (z**3 + z) / (4 * n)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * n**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * n**3)
        + (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / (92160 * n**4)
    )


def estimate(values: Sequence[float]) -> Estimate:
    """Return the mean of independent replications with its interval.

    Args:
        values: One a replication, at least `LEAST_REPLICATIONS`.
    """
    if len(values) < LEAST_REPLICATIONS:
        raise ValueError(f"{len(values)} replications tell too little")
    middle = mean(values)
    half = t_quantile((1 + CONFIDENCE) / 2, len(values) - 1) * stdev(values) / sqrt(len(values))
    return Estimate(middle, middle - half, middle + half)


def estimates(runs: Sequence[Measures]) -> dict[str, Estimate]:
    """Return each measure's estimate; runs in which it is not a number (nobody was called) are left out of it."""
    found = {}
    for name in runs[0]:
        values = [run[name] for run in runs if run[name] == run[name]]
        if len(values) >= LEAST_REPLICATIONS:
            found[name] = estimate(values)
    return found


def differences(runs: Sequence[Measures], base: Sequence[Measures]) -> dict[str, Estimate]:
    """Return the estimates of `runs` less `base`, pair by pair: with common random numbers that is far surer than two intervals."""
    return estimates([{name: run[name] - other[name] for name in run} for run, other in zip(runs, base, strict=True)])


def replicate(
    play: Callable[[int], T],
    *,
    replications: int = REPLICATIONS,
    progress: Callable[[float], None] | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> list[T]:
    """Return what `play` gives for the replications 0, 1, ...

    Args:
        play: Must draw by the replication's number alone, so that every alternative meets the same randomness.
        progress: Told the share that is done, after each.
        stopped: Asked before each.

    Raises:
        Stopped: `stopped` said so.
    """
    results: list[T] = []
    for replication in range(replications):
        if stopped():
            raise Stopped
        results.append(play(replication))
        if progress is not None:
            progress((replication + 1) / replications)
    return results
