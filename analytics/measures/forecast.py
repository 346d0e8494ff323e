"""What the next hours bring: the usual day times the level of today so far, where that has been better than the usual day alone.

A day's arrivals are taken as Poisson with the usual day's mean times a level of the day's own, gamma distributed around 1. After S came
where U were usual, the level is expected to be (1 + f S) / (1 + f U): early in the day near 1, later what the day has shown (the conjugate
posterior mean; Gelman et al., Bayesian Data Analysis, 3rd edition, 2013, section 2.6). f is the variance of the levels of earlier days
beyond chance, by moments: days that differ by chance alone have f = 0, and the forecast is the usual day.

Whether it is better is measured, not believed: on days that it has not seen, each forecast from the days before it alone (rolling origin;
Tashman, International Journal of Forecasting 16 (2000) 437-450).
"""

from collections.abc import Sequence
from datetime import date
from math import sqrt
from typing import NamedTuple

import numpy as np
import pandas as pd

from analytics.measures.students_t import t_quantile
from analytics.measures.usual import LEAST_DAYS, MOST_DAYS, SLOTS, SLOTS_AN_HOUR, Floats, same_weekday

AHEAD = 2 * SLOTS_AN_HOUR
"""Slots that are forecast."""
EVERY = SLOTS_AN_HOUR // 2
"""Slots between two moments of a held-out day from which it is forecast."""
MOST_HELD_OUT, LEAST_HELD_OUT = 60, 20
"""The latest three months of working days; with fewer than four weeks of them nothing can be told."""
LEAST_LEVELS = 10
"""Earlier days from which the levels' variance is taken."""


class HeldOut(NamedTuple):
    """How two methods did on the same held-out days.

    Attributes:
        days: How many. `since`, `until`: the first and the last of them.
        forecast, average: Mean absolute error of the arrivals of the next two hours, tickets: this forecast's and the same-weekday average's.
        low, high: 95 % interval of the mean difference, forecast less average, over days.
    """

    days: int
    since: date
    until: date
    forecast: float
    average: float
    low: float
    high: float

    @property
    def better(self) -> bool:
        """Whether the forecast beats the average by more than chance."""
        return self.high < 0


def held_out(days: pd.DataFrame) -> HeldOut | None:
    """Forecast the latest days, each from those before it, every half hour in which the next two hours usually bring anybody.

    Args:
        days: Index: dates, rising; `SLOTS` columns: tickets issued.

    Returns:
        None: too few days.
    """
    counts = days.to_numpy(dtype=float)
    averages = [_average(days, day) for day in days.index]
    errors: list[tuple[int, float, float]] = []
    for place, average in enumerate(averages):
        if average is None or not average.any():
            continue
        spread = _levels_variance(counts[:place], averages[:place])
        if spread is None:
            continue
        errors.append((place, *_errors(counts[place], average, spread)))
    errors = errors[-MOST_HELD_OUT:]
    if len(errors) < LEAST_HELD_OUT:
        return None
    forecast, average_ = (np.array([error[which] for error in errors]) for which in (1, 2))
    differences = forecast - average_
    half = t_quantile(0.975, len(errors) - 1) * float(differences.std(ddof=1)) / sqrt(len(errors))
    mean = float(differences.mean())
    return HeldOut(
        days=len(errors),
        since=days.index[errors[0][0]],
        until=days.index[errors[-1][0]],
        forecast=float(forecast.mean()),
        average=float(average_.mean()),
        low=mean - half,
        high=mean + half,
    )


def forecast(days: pd.DataFrame, on: date, came: Sequence[float], slot: int, measured: HeldOut | None) -> pd.DataFrame | None:
    """Forecast the two hours from `slot` on.

    Args:
        days: As for `held_out`. on: Today; only days before it are used.
        came: Today's tickets by slot; from `slot` on they are not looked at. measured: What `held_out` says of the days before today.

    Returns:
        Tickets by slot, index `slot`, as far as the day goes: `forecast`, and `average` (of the same weekday); None: it does not beat the
        average, or there are too few days.
    """
    if measured is None or not measured.better:
        return None
    earlier = days.loc[[day for day in days.index if day < on]]
    average = _average(earlier, on)
    spread = _levels_variance(earlier.to_numpy(dtype=float), [_average(earlier, day) for day in earlier.index])
    if average is None or spread is None:
        return None
    level = _level(np.asarray(came[:slot], dtype=float).sum(keepdims=True), average[:slot].sum(keepdims=True), spread)
    ahead = average[slot : slot + AHEAD]
    index = pd.RangeIndex(slot, slot + len(ahead), name="slot")
    return pd.DataFrame({"forecast": ahead * level, "average": ahead}, index=index)


def _average(days: pd.DataFrame, on: date) -> Floats | None:
    """Return the mean of the same weekdays before, by slot; None: there are too few."""
    same = same_weekday(days, on)
    return same.to_numpy(dtype=float).mean(axis=0) if len(same) >= LEAST_DAYS else None


def _levels_variance(counts: Floats, averages: Sequence[Floats | None]) -> float | None:
    """Return by how much days' levels vary beyond chance: the variance of a day's count about its average U is (U + f U^2)(1 + 1/m) with
    an average of m days. None: too few days to tell."""
    known = [
        (float(day.sum()), float(average.sum())) for day, average in zip(counts, averages, strict=True) if average is not None
    ]
    known = [(total, usual) for total, usual in known if usual > 0]
    if len(known) < LEAST_LEVELS:
        return None
    totals, usuals = np.array(known).T
    squares = float(((totals - usuals) ** 2).mean()) / (1 + 1 / MOST_DAYS)
    return max(0.0, (squares - float(usuals.mean())) / float((usuals**2).mean()))


def _level(came: Floats, usual: Floats, spread: float) -> Floats:
    """Return the expected level after `came` where `usual` were usual."""
    return (1 + spread * came) / (1 + spread * usual)


def _errors(counts: Floats, average: Floats, spread: float) -> tuple[float, float]:
    """Return both methods' mean absolute errors over one day's moments."""
    sums, usuals = (np.concatenate([[0.0], np.cumsum(one)]) for one in (counts, average))
    moments = np.arange(0, SLOTS, EVERY)
    ends = np.minimum(moments + AHEAD, SLOTS)
    expected = usuals[ends] - usuals[moments]
    level = _level(sums[moments], usuals[moments], spread)
    brought = sums[ends] - sums[moments]
    open_ = expected > 0
    return float(np.abs(brought - expected * level)[open_].mean()), float(np.abs(brought - expected)[open_].mean())
