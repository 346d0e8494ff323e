"""The hall's service-time shape as tables to draw from: fresh service times, and what is left of one that has begun.

A shape is given by quantiles as fractions of the mean. Between them, and beyond the first and last, log(time) is linear in the
normal score of the probability, which is exact for a lognormal.
"""

from functools import lru_cache
from math import erfc, log, sqrt
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
"""Seconds; those of a simulation are single precision, which keeps 10 ms over a day and halves what has to be moved."""

FRESH = 512
"""Points of the table of fresh service times."""

_SCORES = np.linspace(-6.0, 8.0, 1401)
_WEIGHTS = np.exp(-_SCORES * _SCORES / 2) * (_SCORES[1] - _SCORES[0]) / sqrt(2 * np.pi)
_HAZARD = np.array([-log(erfc(z / sqrt(2)) / 2) for z in _SCORES])
"""Cumulative hazard of the standard normal at the scores: -log of the chance to be greater."""
_FRESH_SCORES = np.array([NormalDist().inv_cdf((i + 0.5) / FRESH) for i in range(FRESH)])


class Shape:
    """Times as fractions of their mean.

    Attributes:
        fresh: `FRESH` equally likely times, rising, with mean 1.
        log_sd: Standard deviation of the logarithm. `cv2`: squared coefficient of variation.
    """

    def __init__(self, quantiles: tuple[float, ...], spread: float = 1.0) -> None:
        """`spread` stretches the logarithm about its middle; the mean stays 1."""
        scores = np.array([NormalDist().inv_cdf((i + 0.5) / len(quantiles)) for i in range(len(quantiles))])
        logs = np.maximum.accumulate(np.log(np.maximum(quantiles, 1e-3)))
        self._logs = spread * _extrapolated(scores, logs)
        self._logs -= log(float(np.exp(self._logs) @ _WEIGHTS))
        self._logs += np.linspace(0.0, 1e-9, len(self._logs))  # strictly rising, so that it can be read backwards
        middle = float(self._logs @ _WEIGHTS)
        self.log_sd = sqrt(float((self._logs - middle) ** 2 @ _WEIGHTS))
        self.cv2 = float(np.exp(2 * self._logs) @ _WEIGHTS) - 1.0
        fresh = np.exp(np.interp(_FRESH_SCORES, _SCORES, self._logs))
        self.fresh: Floats = fresh / fresh.mean()
        # Mean of the times beyond each score: what a service that has lasted so long will have taken when it ends.
        beyond = np.cumsum((np.exp(self._logs) * _WEIGHTS)[::-1])[::-1]
        self._mean_beyond = np.maximum(beyond / np.exp(-_HAZARD), np.exp(self._logs))

    def residual(self, elapsed: Floats, exponentials: Floats) -> Floats:
        """Return what is left of services that have lasted `elapsed` (fractions of the mean), from standard exponential draws."""
        begun = np.interp(np.log(np.maximum(elapsed, 1e-6)), self._logs, _HAZARD)
        ended = np.exp(np.interp(begun + exponentials, _HAZARD, self._logs))
        left: Floats = np.maximum(ended - elapsed, 0.0)
        return left

    def beyond(self, elapsed: Floats) -> Floats:
        """Return the chance that a service lasts longer than `elapsed`."""
        chances: Floats = np.exp(-np.interp(np.log(np.maximum(elapsed, 1e-6)), self._logs, _HAZARD))
        return chances

    def mean_total(self, elapsed: Floats) -> Floats:
        """Return the mean whole time of services that have lasted `elapsed`, as fractions of the mean."""
        totals = np.interp(np.log(np.maximum(elapsed, 1e-6)), self._logs, self._mean_beyond)
        return np.maximum(np.asarray(totals, dtype=np.float64), elapsed)


@lru_cache(maxsize=64)
def shape_of(quantiles: tuple[float, ...], spread: float = 1.0) -> Shape:
    return Shape(quantiles, spread)


def _extrapolated(scores: Floats, logs: Floats) -> Floats:
    """Return the logarithm at every score of the tables."""
    inside = np.interp(_SCORES, scores, logs)
    if len(scores) < 2:
        return inside
    step = max(1, len(scores) // 8)
    low = (logs[step] - logs[0]) / (scores[step] - scores[0])
    high = (logs[-1] - logs[-1 - step]) / (scores[-1] - scores[-1 - step])
    inside = np.where(scores[0] > _SCORES, logs[0] + low * (_SCORES - scores[0]), inside)
    return np.where(scores[-1] < _SCORES, logs[-1] + high * (_SCORES - scores[-1]), inside)
