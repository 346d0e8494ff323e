"""Counters and their work, against plain pandas and scipy."""

from math import comb, factorial

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analytics.measures.staffing import by_hour, fairness, main_hours, median_ranks, median_s, service_times, wanted, whole

COUNTERS = pd.DataFrame(
    {
        "hour": [8, 9, 12],
        "open_s": [2 * 3600.0, 8 * 3600.0, 360.0],
        "busy_s": [3600.0, 6 * 3600.0, 360.0],
        "paused_s": [0.0, 1800.0, 3600.0],
        "longest_s": [3600.0, 7200.0, 180.0],
    }
)
ARRIVALS = pd.DataFrame({"hour": [8, 9, 10], "issued": [10, 48, 2]})


def test_an_hour_of_the_mean_day() -> None:
    hours = by_hour(COUNTERS, ARRIVALS, 2)
    assert list(hours.index) == [8, 9, 10, 12]
    assert hours["issued"].tolist() == [5.0, 24.0, 1.0, 0.0]
    assert hours["open"].tolist() == [1.0, 4.0, 0.0, 0.05]
    assert hours["free"].tolist() == pytest.approx([0.5, 1.0, 0.0, 0.0])
    assert hours["occupancy"].tolist() == pytest.approx([0.5, 0.75, np.nan, 1.0], nan_ok=True)
    assert hours["paused_share"].tolist() == pytest.approx([0.0, 0.25 / 4.25, np.nan, 0.5 / 0.55], nan_ok=True)
    assert hours["part"].tolist() == [0.5, 1.0, 0.0, 0.025]
    assert main_hours(hours) == [9]
    assert whole(COUNTERS) == pytest.approx((25_560 / 36_360, 5_400 / 41_760))


def test_without_counters_and_tickets_there_is_nothing() -> None:
    hours = by_hour(COUNTERS.head(0), ARRIVALS.head(0), 0)
    assert hours.empty
    assert main_hours(hours) == []
    assert wanted(hours, at_counter_s=300, target_s=900).empty
    assert np.isnan(whole(COUNTERS.head(0))).all()
    assert service_times(pd.DataFrame(columns=["service", "served_s", "n"])).empty


@pytest.mark.parametrize("n", [*range(1, 60), 99, 100, 500, 999, 1000])
def test_the_ranks_of_the_medians_interval_are_the_binomial_distributions(n: int) -> None:
    low = int(stats.binom.ppf(0.025, n, 0.5))
    while low and stats.binom.cdf(low - 1, n, 0.5) > 0.025:
        low -= 1
    assert median_ranks(n) == ((low, n - low + 1) if low else None)
    if low:
        covered = sum(comb(n, k) for k in range(low, n - low + 1)) / 2**n
        assert covered >= 0.95


@pytest.mark.parametrize("n", [1001, 5000, 200_000])
def test_of_many_the_normal_approximation_differs_by_one_at_most(n: int) -> None:
    found = median_ranks(n)
    assert found is not None
    low = int(stats.binom.ppf(0.025, n, 0.5))
    assert abs(found[0] - low) <= 1
    assert sum(found) == n + 1


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["G001", "P001", None]), st.integers(1, 2000)), min_size=1, max_size=80))
def test_service_times_are_those_of_plain_pandas(drawn: list[tuple[str | None, int]]) -> None:
    plain = pd.DataFrame(drawn, columns=["service", "served_s"])
    counted = plain.groupby(["service", "served_s"], dropna=False).size().reset_index(name="n")
    found = service_times(counted)
    assert found["served"].is_monotonic_decreasing
    assert median_s(counted) == pytest.approx(plain["served_s"].median())
    for service, row in found.iterrows():
        mine = plain.loc[plain["service"].isna() if service is None else plain["service"].eq(service), "served_s"]
        assert row["served"] == len(mine)
        assert row["mean_s"] == pytest.approx(mine.mean())
        assert (row["p50_s"], row["p90_s"]) == pytest.approx((mine.quantile(0.5), mine.quantile(0.9)))
        interval = stats.quantile_test(mine, p=0.5).confidence_interval(0.95) if len(mine) > 5 else None
        if interval is not None:
            assert (row["low_s"], row["high_s"]) == (interval.low, interval.high)
        else:
            assert np.isnan(row["low_s"])


def test_fairness_by_priority() -> None:
    waits = pd.DataFrame({"priority": ["normal", "normal", "elder"], "waited_s": [60, 120, 30], "n": [3, 1, 2]})
    overtaken = pd.DataFrame({"called": [4, 2], "overtaken": [1, 0], "by_alike": [0, 0]}, index=["normal", "elder"])
    found = fairness(waits, overtaken)
    assert found.index.tolist() == ["normal", "elder"]
    assert found.loc["normal"].tolist() == pytest.approx([4, 60, 102, 0.25, 0])
    assert fairness(waits, None)["overtaken"].isna().all()


def _erlang_c(erlangs: float, counters: int) -> float:
    """The textbook's sums, as they stand."""
    full = erlangs**counters / factorial(counters) * counters / (counters - erlangs)
    return full / (sum(erlangs**k / factorial(k) for k in range(counters)) + full)


def test_the_wanted_counters_are_the_fewest_that_keep_the_target() -> None:
    hours = by_hour(COUNTERS, ARRIVALS, 2)
    found = wanted(hours, at_counter_s=600.0, target_s=300.0)
    assert found.index.tolist() == [8, 9, 10]
    assert found["issued"].tolist() == [10.0, 24.0, 1.0]  # five in half an hour are ten an hour
    assert found["open"].tolist() == [2.0, 4.0, 0.0]
    for _, row in found.iterrows():
        erlangs, need = row["erlangs"], int(row["wanted"])

        def late(counters: int, erlangs: float = erlangs) -> float:
            if counters <= erlangs:
                return 1.0
            return float(_erlang_c(erlangs, counters) * np.exp(-(counters - erlangs) * 300 / 600))

        assert late(need) <= 0.1
        assert need == 1 or late(need - 1) > 0.1
        assert row["within_open"] == pytest.approx(1 - late(round(row["open"])) if row["open"] else 0.0)
    assert found.loc[9, "within_open"] == 0  # four counters for four erlangs: the line grows without end
