"""Funnel limits against SciPy's distributions, and the spread against formulas written out."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from scipy import stats

from analytics.measures.funnel import TAILS, binomial_limits, centre, dispersion, funnel, limits
from tests.analytics.frames import BRIEF


def spiegelhalter(n: int, share: float, probability: float) -> float:
    """The appendix's formula with SciPy's distribution: (r - a) / n, within 0 and 1."""
    r = stats.binom.ppf(probability, n, share)
    a = (stats.binom.cdf(r, n, share) - probability) / stats.binom.pmf(r, n, share)
    return float(min(1.0, max(0.0, (r - a) / n)))


@BRIEF
@example(2, 0.001953125, 0.001)
@example(3, 0.998, 0.001)
@given(st.integers(1, 200_000), st.floats(0.001, 0.999), st.sampled_from(list(TAILS.values())))
def test_binomial_limits_are_those_of_scipy(n: int, share: float, tail: float) -> None:
    low, high = binomial_limits(n, share, [tail])
    assert low == pytest.approx(spiegelhalter(n, share, tail), abs=2e-6 + 1e-6 / n)
    assert high == pytest.approx(spiegelhalter(n, share, 1 - tail), abs=2e-6 + 1e-6 / n)


def test_with_millions_the_limits_are_the_normal_ones() -> None:
    low, high = binomial_limits(2_000_000, 0.3, [0.025])
    deviation = math.sqrt(0.3 * 0.7 / 2_000_000)
    assert (low, high) == pytest.approx((0.3 - 1.959964 * deviation, 0.3 + 1.959964 * deviation), abs=1e-6)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_where_nobody_or_everybody_is_there_is_no_spread(share: float) -> None:
    assert binomial_limits(50, share, [0.025]) == [share, share]
    events = pd.Series([0, 0] if share == 0 else [10, 20])
    placed, common, spread = funnel(events, pd.Series([10, 20]))
    assert (common, spread.between) == (share, 0.0)
    assert placed["outside"].tolist() == ["", ""]


halls = st.lists(st.tuples(st.integers(5, 3000), st.floats(0.05, 0.95)), min_size=3, max_size=40)


@BRIEF
@given(halls)
def test_the_spread_between_halls_is_dersimonian_and_lairds_of_winsorised_scores(drawn: list[tuple[int, float]]) -> None:
    n = np.array([size for size, _ in drawn], dtype=float)
    y = np.floor(n * np.array([share for _, share in drawn]))
    p = y.sum() / n.sum()
    assume(0 < p < 1)
    s = np.sqrt(p * (1 - p) / n)
    z = (y / n - p) / s
    z = np.clip(z, np.percentile(z, 10), np.percentile(z, 90))
    w = s**-2
    tau2 = (np.sum(z**2) - (len(n) - 1)) / (w.sum() - (w**2).sum() / w.sum())
    found = dispersion(pd.Series(y), pd.Series(n), p)
    assert found.phi == pytest.approx(np.mean(z**2))
    assert found.between == pytest.approx(max(0.0, tau2))
    if found.between > 0:
        at = limits(n, p, found.between)
        wide = stats.norm.ppf(0.999) * np.sqrt(p * (1 - p) / at.index.to_numpy() + found.between)
        np.testing.assert_allclose(at["high_99.8"], np.minimum(1, p + wide))
        np.testing.assert_allclose(at["low_99.8"], np.maximum(0, p - wide))


def test_by_chance_alone_about_one_in_twenty_stands_outside() -> None:
    random = np.random.default_rng(20261127)
    n = random.integers(200, 5000, size=2000)
    events = random.binomial(n, 0.8)
    at = limits(n, 0.8, 0.0)
    share = pd.Series(events / n)
    for name, tail in TAILS.items():
        beyond = share.lt(at[f"low_{name}"].reindex(n).to_numpy()) | share.gt(at[f"high_{name}"].reindex(n).to_numpy())
        expected = 2 * tail * len(n)
        assert abs(beyond.sum() - expected) < 4 * math.sqrt(expected)


def test_one_hall_far_off_is_named_and_does_not_widen_the_limits_for_itself() -> None:
    # Twenty halls at 90 %, as chance has it, one at 60 %: winsorising keeps it from hiding itself.
    random = np.random.default_rng(7)
    n = pd.Series([1000] * 21)
    events = pd.Series([*random.binomial(1000, 0.9, size=20), 600])
    placed, share, spread = funnel(events, n)
    assert share == pytest.approx(events.sum() / 21_000)
    assert placed["outside"].iloc[-1] == "99.8"
    assert spread.phi > 1


def test_one_hall_or_none_is_a_funnel_without_news() -> None:
    placed, share, spread = funnel(pd.Series([7], index=["zetou"]), pd.Series([10], index=["zetou"]))
    assert (share, spread.between, placed.loc["zetou", "outside"]) == (0.7, 0.0, "")
    nothing, none, _ = funnel(pd.Series([0], index=["zetou"]), pd.Series([0], index=["zetou"]))
    assert nothing.empty
    assert math.isnan(none)
    assert math.isnan(centre(pd.Series([], dtype="int64"), pd.Series([], dtype="int64")))
