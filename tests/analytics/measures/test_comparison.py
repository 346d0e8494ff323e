"""Standardised waits and changes, against plain pandas, SciPy and simulation."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analytics.measures.comparison import FEWEST_CALLED, LEAST_COVERED, changes, ratios, standard_of, standardised
from analytics.measures.students_t import t_quantile
from tests.analytics.frames import BRIEF


def strata(*rows: tuple[str, str | None, int, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["hall", "service", "called", "wait_s"])


BOTH = {"a": frozenset({"slow", "quick"}), "b": frozenset({"slow", "quick"})}


def test_the_same_waits_in_another_mix_are_the_same_waits() -> None:
    # Both halls: slow 600 s, quick 60 s. a has mostly slow ones, b mostly quick ones.
    counted = strata(("a", "slow", 90, 54_000), ("a", "quick", 10, 600), ("b", "slow", 10, 6000), ("b", "quick", 90, 5400))
    found = standardised(counted, {"a": "a", "b": "b"}, standard_of(counted), BOTH)
    assert found["crude_s"].to_dict() == {"a": pytest.approx(546), "b": pytest.approx(114)}
    assert found["standardised_s"].tolist() == pytest.approx([330, 330])
    assert found["standard_s"].tolist() == pytest.approx([330, 330])
    assert found["covered"].tolist() == pytest.approx([1, 1])


def test_a_service_that_a_hall_does_not_offer_is_left_out_on_both_sides_and_told() -> None:
    counted = strata(
        ("a", "slow", 60, 36_000),
        ("a", "quick", 60, 6000),
        ("b", "quick", 60, 3000),
        ("b", None, 20, 2000),
        ("b", "rare", 4, 400),
    )
    offered = {"a": frozenset({"slow", "quick"}), "b": frozenset({"quick", "rare"})}
    found = standardised(counted, {"a": "a", "b": "b"}, standard_of(counted), offered).loc["b"]
    # Standard: slow 60, quick 120, none named 20, rare 4, of 204. b has means of quick and of none named.
    assert found["covered"] == pytest.approx(140 / 204)
    assert found["not_offered"] == pytest.approx(60 / 204)
    assert found["too_few"] == pytest.approx(4 / 204)
    assert found["standardised_s"] == pytest.approx((120 * 50 + 20 * 100) / 140)
    assert found["standard_s"] == pytest.approx((120 * 75 + 20 * 100) / 140)


def test_of_less_than_half_of_the_mix_nothing_is_shown_but_how_little_it_is() -> None:
    counted = strata(("a", "slow", 100, 60_000), ("b", "quick", 40, 400))
    found = standardised(counted, {"a": "a", "b": "b"}, standard_of(counted), BOTH)
    assert found.loc["b", "covered"] == pytest.approx(40 / 140)
    assert found.loc["b", ["standardised_s", "standard_s"]].isna().all()
    assert found.loc["b", "crude_s"] == pytest.approx(10)
    assert LEAST_COVERED == 0.5


def test_of_nobody_nothing_is_compared() -> None:
    empty = strata().astype({"called": "int64", "wait_s": "float64", "service": "object"})
    assert standardised(empty, {"a": "a"}, standard_of(empty), BOTH).empty


calls = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c"]), st.sampled_from(["slow", "quick", None]), st.floats(0, 4000)),
    min_size=1,
    max_size=120,
)


@BRIEF
@given(calls)
def test_standardised_waits_are_those_of_plain_pandas_on_the_calls(drawn: list[tuple[str, str | None, float]]) -> None:
    plain = pd.DataFrame(drawn, columns=["hall", "service", "wait"]).assign(service=lambda rows: rows["service"].fillna("-"))
    counted = pd.DataFrame(drawn, columns=["hall", "service", "wait_s"])
    counted = counted.groupby(["hall", "service"], dropna=False)["wait_s"].agg(["size", "sum"]).reset_index()
    counted.columns = pd.Index(["hall", "service", "called", "wait_s"])
    units = {"a": "east", "b": "east", "c": "west"}
    found = standardised(counted, units, standard_of(counted), {"east": frozenset({"slow"}), "west": frozenset({"slow"})})
    weights = plain["service"].value_counts(normalize=True)
    for unit, mine in plain.groupby(plain["hall"].map(units)):
        row = found.loc[unit]
        assert row["crude_s"] == pytest.approx(mine["wait"].mean(), abs=1e-9)
        means = mine.groupby("service")["wait"].mean()[mine["service"].value_counts() >= FEWEST_CALLED]
        covered = weights[means.index].sum()
        assert row["covered"] == pytest.approx(covered)
        assert row[["covered", "not_offered", "too_few"]].sum() == pytest.approx(1)
        if covered >= 0.5 + 1e-9:
            assert row["standardised_s"] == pytest.approx(np.average(means, weights=weights[means.index]), abs=1e-9)
            assert row["standard_s"] == pytest.approx(
                np.average(plain.groupby("service")["wait"].mean()[means.index], weights=weights[means.index]), abs=1e-9
            )


@pytest.mark.parametrize("freedom", [4, 5, 8, 20, 40.5, 1000])
@pytest.mark.parametrize("probability", [0.025, 0.9, 0.975])
def test_students_t_is_scipys(freedom: float, probability: float) -> None:
    assert t_quantile(probability, freedom) == pytest.approx(stats.t.ppf(probability, freedom), abs=0.005)


def period(unit: str, parts: "np.typing.NDArray[np.float64]", wholes: "np.typing.NDArray[np.int64]") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "unit": unit,
            "date": [date(2026, 3, 2) + timedelta(days=n) for n in range(len(parts))],
            "wait_s": parts,
            "called": wholes,
        }
    )


def test_with_days_of_one_size_the_interval_is_welchs_of_the_daily_means() -> None:
    random = np.random.default_rng(1)
    one, other = random.normal(600, 90, 20), random.normal(500, 40, 15)
    found = changes(period("a", one * 50, np.full(20, 50)), period("a", other * 50, np.full(15, 50)), "wait_s", "called").loc[
        "a"
    ]
    welch = stats.ttest_ind(one, other, equal_var=False).confidence_interval(0.95)
    assert found["change"] == pytest.approx(one.mean() - other.mean())
    assert (found["low"], found["high"]) == pytest.approx((welch.low, welch.high), abs=0.02)


def test_the_interval_holds_the_truth_nineteen_times_in_twenty_with_days_that_differ() -> None:
    random = np.random.default_rng(20261127)
    inside = 0
    for _ in range(400):
        both = []
        for mean in (600.0, 500.0):
            called = random.integers(20, 90, 20)
            both.append(period("a", called * random.normal(mean, 120, 20), called))
        found = changes(*both, "wait_s", "called").loc["a"]
        inside += found["low"] <= 100 <= found["high"]
    assert 0.92 <= inside / 400 <= 0.98


def test_a_bootstrap_of_days_finds_about_the_same_variance() -> None:
    random = np.random.default_rng(3)
    called = random.integers(20, 90, 60)
    days = period("a", called * random.normal(600, 120, 60), called)
    found = ratios(days, "wait_s", "called").loc["a"]
    drawn = random.integers(0, 60, (4000, 60))
    again = days["wait_s"].to_numpy()[drawn].sum(1) / called[drawn].sum(1)
    assert found["days"] == 60
    assert np.sqrt(found["variance"]) == pytest.approx(again.std(), rel=0.08)


def test_units_side_by_side_change_as_each_does_alone() -> None:
    random = np.random.default_rng(4)

    def days(unit: str, count: int) -> pd.DataFrame:
        called = random.integers(0, 9, count)
        return period(unit, called * random.normal(600, 120, count), called)

    now, then = (
        {unit: days(unit, count) for unit, count in counts}
        for counts in ((("b", 30), ("a", 7), ("c", 3)), (("a", 20), ("b", 9)))
    )
    found = changes(pd.concat(now.values()).sample(frac=1, random_state=5), pd.concat(then.values()), "wait_s", "called")
    assert set(found.index) == {"a", "b", "c"}
    for unit, mine in now.items():
        alone = changes(mine, then.get(unit, mine.head(0)), "wait_s", "called").loc[unit]
        assert found.loc[unit].tolist() == pytest.approx(alone.tolist(), nan_ok=True)


def test_few_days_have_a_change_without_an_interval_and_nobody_before_no_change() -> None:
    four = period("a", np.array([100.0, 200, 300, 400]), np.array([1, 1, 1, 1]))
    found = changes(four, four, "wait_s", "called").loc["a"]
    assert (found["change"], found["days"]) == (0, 4)
    assert np.isnan(found["low"])
    alone = changes(four, four.head(0), "wait_s", "called").loc["a"]
    assert np.isnan(alone["change"])
    assert alone["days_then"] == 0
    assert changes(four.head(0), four, "wait_s", "called").empty


def test_days_that_are_all_alike_leave_no_doubt() -> None:
    days = period("a", np.full(6, 500.0), np.full(6, 5))
    found = changes(days, days, "wait_s", "called").loc["a"]
    assert (found["low"], found["high"]) == (0, 0)
