"""The forecast: where it must be better, where it must not, and its numbers against plain pandas."""

from datetime import date, timedelta
from math import sqrt

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analytics.measures.forecast import AHEAD, HeldOut, forecast, held_out
from analytics.measures.usual import SLOTS

LAST = date(2026, 2, 27)  # a Friday
TODAY = date(2026, 3, 2)
SHAPE = np.zeros(SLOTS)
SHAPE[34:48], SHAPE[54:68] = 6.0, 4.0
"""Tickets by quarter hour: 8:30 to 12:00 and 13:30 to 17:00."""


def working_days(n: int) -> list[date]:
    found = [LAST - timedelta(days=back) for back in range(2 * n)]
    return sorted(day for day in found if day.weekday() < 5)[-n:]


def generated(n: int, *, spread: float, seed: int = 1, trend: float = 0.0) -> pd.DataFrame:
    """Return Poisson days of `SHAPE` times levels of mean 1 and standard deviation `spread`."""
    rng = np.random.default_rng(seed)
    levels = np.maximum(0.1, 1 + spread * rng.standard_normal(n) + trend * np.arange(n))
    return pd.DataFrame(
        rng.poisson(levels[:, None] * SHAPE), index=pd.Index(working_days(n), dtype="object"), columns=range(SLOTS)
    )


def plain(days: pd.DataFrame) -> tuple[list[float], list[float]]:
    """Return the mean absolute errors of each held-out day, forecast and average, in plain steps."""
    usual_of: dict[date, pd.Series] = {}
    for day in days.index:
        same = days.loc[[other for other in days.index if other < day and other.weekday() == day.weekday()]].tail(8)
        if len(same) >= 3:
            usual_of[day] = same.mean()
    forecasts, averages = [], []
    for day in list(usual_of):
        before = [other for other in usual_of if other < day]
        if len(before) < 10:
            continue
        pairs = pd.DataFrame({"n": [days.loc[b].sum() for b in before], "u": [usual_of[b].sum() for b in before]})
        spread = max(0.0, (((pairs.n - pairs.u) ** 2).mean() / (1 + 1 / 8) - pairs.u.mean()) / (pairs.u**2).mean())
        usual, came = usual_of[day], days.loc[day]
        one, other = [], []
        for moment in range(0, SLOTS, 2):
            window = slice(moment, moment + AHEAD)
            expected = usual.iloc[window].sum()
            if expected <= 0:
                continue
            level = (1 + spread * came.iloc[:moment].sum()) / (1 + spread * usual.iloc[:moment].sum())
            one.append(abs(came.iloc[window].sum() - level * expected))
            other.append(abs(came.iloc[window].sum() - expected))
        forecasts.append(float(np.mean(one)))
        averages.append(float(np.mean(other)))
    return forecasts[-60:], averages[-60:]


def test_errors_and_interval_are_those_of_plain_pandas_and_scipy() -> None:
    days = generated(95, spread=0.2)
    found = held_out(days)
    assert found is not None
    ours, theirs = plain(days)
    assert (found.days, found.until) == (60, LAST)
    assert found.forecast == pytest.approx(np.mean(ours))
    assert found.average == pytest.approx(np.mean(theirs))
    differences = np.subtract(ours, theirs)
    half = stats.t.ppf(0.975, 59) * differences.std(ddof=1) / sqrt(60)
    assert (found.low, found.high) == pytest.approx((differences.mean() - half, differences.mean() + half), abs=1e-3)


@pytest.mark.parametrize("seed", range(5))
def test_it_wins_where_days_have_levels_of_their_own(seed: int) -> None:
    found = held_out(generated(110, spread=0.25, seed=seed))
    assert found is not None
    assert found.better
    assert found.forecast < 0.9 * found.average


def test_it_does_not_win_by_luck_where_days_differ_by_chance_alone() -> None:
    better = 0
    for seed in range(40):
        found = held_out(generated(110, spread=0.0, seed=seed))
        assert found is not None
        assert found.forecast == pytest.approx(found.average, rel=0.03)
        better += found.better
    assert better <= 4  # a one-sided test at 2.5 %: 1 of 40 is to be expected, 5 come once in 300 times


def test_it_is_shown_only_where_it_beats_the_average() -> None:
    days = generated(110, spread=0.25)
    came = [int(2 * one) for one in SHAPE]
    measured = held_out(days)
    ahead = forecast(days, TODAY, came, 44, measured)
    assert ahead is not None
    assert list(ahead.index) == list(range(44, 52))
    mondays = days.loc[[day for day in days.index if day.weekday() == 0]].tail(8).mean()
    assert ahead["average"].to_numpy() == pytest.approx(mondays.iloc[44:52].to_numpy())
    level = ahead["forecast"].sum() / ahead["average"].sum()
    assert 1.5 < level < 2.0  # twice as many came; shrunk towards the usual day
    assert forecast(days, TODAY, came, 44, None) is None
    assert measured is not None
    assert forecast(days, TODAY, came, 44, measured._replace(high=0.0)) is None


def test_nothing_that_comes_later_is_looked_at() -> None:
    days = generated(110, spread=0.25)
    measured = held_out(days)
    came = [int(one) for one in SHAPE]
    later = pd.concat([days, pd.DataFrame([[99] * SLOTS], index=[TODAY], columns=range(SLOTS))])
    wild = [*came[:44], *[1000] * (SLOTS - 44)]
    pd.testing.assert_frame_equal(
        forecast(days, TODAY, came, 44, measured),
        forecast(later, TODAY, wild, 44, measured),  # type: ignore[arg-type]
    )


def test_before_anybody_came_it_is_the_average_and_at_the_end_it_is_short() -> None:
    days = generated(110, spread=0.25)
    measured = held_out(days)
    morning = forecast(days, TODAY, [0] * SLOTS, 0, measured)
    assert morning is not None
    assert morning["forecast"].equals(morning["average"].rename("forecast"))
    night = forecast(days, TODAY, [0] * SLOTS, 93, measured)
    assert night is not None
    assert len(night) == 3


@pytest.mark.parametrize("n", [0, 1, 14, 40])
def test_too_few_days_tell_nothing(n: int) -> None:
    assert held_out(generated(n, spread=0.25)) is None


def test_a_hall_without_visitors_tells_nothing() -> None:
    days = generated(110, spread=0.0)
    assert held_out(days * 0) is None


def test_better_is_beyond_chance() -> None:
    tie = HeldOut(days=60, since=LAST, until=LAST, forecast=1.0, average=1.1, low=-0.3, high=0.1)
    assert not tie.better
    assert tie._replace(high=-0.01).better
