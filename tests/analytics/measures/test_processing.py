"""Processing times, against SciPy, plain pandas and hand-made cases."""

import warnings

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analytics.measures.processing import (
    durations,
    on_days,
    quantile,
    rare,
    survival,
    time_by_activity,
    told,
    waiting_share,
    within_limit,
)

# Freireich et al., Blood 21 (1963) 699-716: weeks of remission under 6-MP, 21 patients; the worked example of most textbooks.
REMISSION = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
RELAPSED = 9  # the first nine of them; the others were still in remission


def watched(days: "list[float] | np.ndarray", ended: "list[bool] | np.ndarray") -> pd.DataFrame:
    return pd.DataFrame({"days": np.asarray(days, dtype=float), "ended": np.asarray(ended, dtype=bool)})


@pytest.fixture
def remission() -> pd.DataFrame:
    return watched([float(weeks) for weeks in REMISSION], [place < RELAPSED for place in range(len(REMISSION))])


def drawn(seed: int, cases: int = 400, *, tied: bool = False) -> pd.DataFrame:
    chance = np.random.default_rng(seed)
    true, until = chance.lognormal(3, 1, cases), chance.uniform(0, 80, cases)
    days = np.minimum(true, until)
    return watched(np.ceil(days) if tied else days, true <= until)


def test_the_textbook_s_curve(remission: pd.DataFrame) -> None:
    curve = survival(remission)
    # Kalbfleisch and Prentice (1980), and R's survfit(Surv(...) ~ 1): S, and Greenwood's standard error at 6 and 23 weeks
    ends = curve[curve["ended"] > 0]
    assert ends["share"].round(4).tolist() == [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
    assert ends["at_risk"].tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert quantile(curve, 0.5).days == 23.0


@pytest.mark.parametrize("tied", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_curve_and_band_are_scipy_s(seed: int, tied: bool) -> None:
    cases = drawn(seed, tied=tied)
    ended = cases["ended"]
    sample = stats.CensoredData(uncensored=cases.loc[ended, "days"].to_numpy(), right=cases.loc[~ended, "days"].to_numpy())
    theirs = stats.ecdf(sample).sf
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where nothing is left it has no band, and says so
        band = theirs.confidence_interval(0.95, method="log-log")
    ours = survival(cases)
    at = theirs.quantiles
    np.testing.assert_allclose(ours["share"].reindex(at), theirs.probabilities, rtol=0, atol=1e-12)
    for mine, theirs_ in (("low", band.low), ("high", band.high)):
        both = ~np.isnan(theirs_.probabilities) & (theirs.probabilities < 1) & (theirs.probabilities > 0)
        np.testing.assert_allclose(ours[mine].reindex(at).to_numpy()[both], theirs_.probabilities[both], rtol=0, atol=1e-9)
    assert ours["ended"].sum() + ours["censored"].sum() == len(cases)


@pytest.mark.parametrize("cases", [1, 2, 3, 10, 101, 102])
@pytest.mark.parametrize("p", [0.25, 0.5, 0.9])
def test_without_open_cases_quantiles_are_plain_ones(cases: int, p: float) -> None:
    days = np.random.default_rng(cases).exponential(30, cases).round(3)
    curve = survival(watched(days, np.ones(cases, bool)))
    expected = np.quantile(days, p, method="averaged_inverted_cdf")
    assert quantile(curve, p).days == pytest.approx(expected, abs=1e-9)
    if p == 0.5:
        assert quantile(curve, p).days == pytest.approx(pd.Series(days).median(), abs=1e-9)


def test_leaving_out_open_cases_would_make_times_shorter() -> None:
    cases = drawn(1, 4000)
    true_median = float(np.exp(3))
    assert quantile(survival(cases), 0.5).days == pytest.approx(true_median, rel=0.1)
    assert cases.loc[cases["ended"], "days"].median() < 0.8 * true_median


def test_a_median_that_was_not_reached_is_none() -> None:
    curve = survival(watched([5.0, 6.0, 7.0, 8.0], [True, False, False, False]))
    found = quantile(curve, 0.5)
    assert np.isnan(found.days)
    assert np.isnan(found.high)


def test_the_interval_of_a_quantile_is_where_the_band_crosses(remission: pd.DataFrame) -> None:
    found = quantile(survival(remission), 0.5)
    # R: survfit(Surv(...) ~ 1, conf.type = "log-log") gives 23 with 13 and no upper limit
    assert (found.low, found.days) == (13.0, 23.0)
    assert np.isnan(found.high)


def test_the_share_within_a_limit_counts_open_cases_as_watched_so_long_only(remission: pd.DataFrame) -> None:
    found = within_limit(remission, 10)
    assert found.share == pytest.approx(1 - 0.7529, abs=5e-5)
    assert (found.within, found.late, found.late_open, found.undecided) == (5, 4, 9, 3)
    assert (found.least, found.most) == (5 / 21, 8 / 21)
    assert found.least <= found.share <= found.most
    assert found.low < found.share < found.high


@pytest.mark.parametrize("limit", [0.5, 5.0, 20.0, 60.0])
@pytest.mark.parametrize("seed", range(3))
def test_the_share_within_a_limit_is_scipy_s_and_lies_in_its_bounds(seed: int, limit: float) -> None:
    cases = drawn(seed)
    ended = cases["ended"]
    sample = stats.CensoredData(uncensored=cases.loc[ended, "days"].to_numpy(), right=cases.loc[~ended, "days"].to_numpy())
    found = within_limit(cases, limit)
    assert found.share == pytest.approx(float(stats.ecdf(sample).cdf.evaluate(limit)), abs=1e-12)
    assert found.least - 1e-12 <= found.share <= found.most + 1e-12
    assert found.within + found.late + found.late_open + found.undecided == len(cases)


def test_without_open_cases_the_share_is_the_plain_one() -> None:
    days = np.arange(1.0, 11.0)
    assert within_limit(watched(days, np.ones(10, bool)), 4).share == pytest.approx(0.4)
    assert within_limit(watched(days, np.ones(10, bool)), 10).share == 1.0
    assert within_limit(watched(days, np.ones(10, bool)), 0).share == 0.0


def test_beyond_what_was_watched_there_is_no_estimate() -> None:
    found = within_limit(watched([1.0, 2.0, 3.0], [True, False, False]), 10)
    assert np.isnan(found.share)
    assert (found.least, found.most) == (1 / 3, 1.0)
    nothing = within_limit(watched([], []), 10)
    assert np.isnan(nothing.share)


def test_durations_are_up_to_the_end_or_as_long_as_was_watched() -> None:
    cases = pd.DataFrame(
        {
            "started_at": pd.to_datetime(["2024-03-30", "2024-03-30"]),
            "ended_at": pd.to_datetime(["2024-04-02 12:00", None]),
            "observed_at": pd.to_datetime(["2024-04-02 12:00", "2024-04-09 00:00"]),
        }
    )
    assert durations(cases).to_numpy().tolist() == [[3.5, True], [10.0, False]]


def minutes(*told: "float | None") -> "pd.Series[pd.Timestamp]":
    return pd.Series([pd.NaT if one is None else pd.Timestamp("2024-03-04") + pd.Timedelta(minutes=one) for one in told])


def test_time_goes_into_waiting_for_a_step_and_handling_it() -> None:
    steps = pd.DataFrame(
        {
            "unit": "u",
            "case": ["1", "1", "1", "2", "2"],
            "order": [1, 2, 3, 1, 2],
            "activity": ["register", "check", "decide", "register", "decide"],
            "started_at": minutes(5, 20, 30, None, 40),
            "ended_at": minutes(10, 50, 60, 15, None),
        }
    )
    cases = pd.DataFrame({"unit": "u", "case": ["1", "2"], "started_at": minutes(0, 0)})
    found = time_by_activity(steps, cases)
    told = (found[["waiting_s", "handling_s", "unsplit_s"]] / 60).to_dict("index")
    assert told["register"] == {"waiting_s": 5, "handling_s": 5, "unsplit_s": 15}  # case 2 does not tell when it began
    assert told["check"] == {"waiting_s": 10, "handling_s": 30, "unsplit_s": 0}
    # of case 1 it began while the check was at work: no wait; of case 2 after 25 minutes, and goes on
    assert told["decide"] == {"waiting_s": 25, "handling_s": 30, "unsplit_s": 0}
    assert found["going_on"].to_dict() == {"decide": 1, "check": 0, "register": 0}
    assert found["share"].sum() == pytest.approx(1)
    assert found.loc["register", ["steps", "cases"]].tolist() == [2, 2]


@pytest.mark.parametrize("seed", range(3))
def test_time_by_activity_is_what_a_plain_loop_finds(seed: int) -> None:
    chance = np.random.default_rng(seed)
    rows: list[tuple[str, int, str, float | None, float]] = []
    for case in range(30):
        at = 0.0
        for order in range(1, 8):
            begin = max(0.0, at + chance.integers(-5, 30))
            at = begin + chance.integers(0, 20)
            rows.append((str(case), order, "abc"[chance.integers(3)], None if chance.random() < 0.3 else begin, at))
    expected = {activity: [0.0, 0.0, 0.0] for activity in "abc"}
    for case in range(30):
        front = 0.0
        own = [row for row in rows if row[0] == str(case)]
        for _, _, activity, begin, end in sorted(own, key=lambda row: (row[4] if row[3] is None else row[3], row[1])):
            idle = max(0.0, (end if begin is None else begin) - front)
            expected[activity][2 if begin is None else 0] += idle
            expected[activity][1] += 0.0 if begin is None else end - begin
            front = max(front, end)
    steps = pd.DataFrame(rows, columns=["case", "order", "activity", "started_at", "ended_at"]).assign(unit="u")
    steps["started_at"] = minutes(*[None if pd.isna(one) else one for one in steps["started_at"]])
    steps["ended_at"] = minutes(*steps["ended_at"])
    cases = pd.DataFrame({"unit": "u", "case": [str(case) for case in range(30)], "started_at": minutes(*[0.0] * 30)})
    found = time_by_activity(steps, cases)[["waiting_s", "handling_s", "unsplit_s"]] / 60
    for activity, sums in expected.items():
        np.testing.assert_allclose(found.loc[activity], sums, rtol=0, atol=1e-6)


@pytest.mark.parametrize("tied", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_on_days_counts_who_was_watched_that_long(seed: int, tied: bool) -> None:
    cases = drawn(seed, tied=tied)
    days, ended = cases["days"].to_numpy(), cases["ended"].to_numpy()
    at = [0.0, 5.0, 10.0, 40.0, 500.0]
    found = on_days(survival(cases), at)
    assert found["at_risk"].tolist() == [int((days >= day).sum()) for day in at]
    edges = [-1.0, *at]
    for column, kind in (("ended", ended), ("censored", ~ended)):
        expected = [int((kind & (days > low) & (days <= high)).sum()) for low, high in zip(edges, at, strict=False)]
        assert found[column].tolist() == expected
    sample = stats.CensoredData(uncensored=days[ended], right=days[~ended])
    np.testing.assert_allclose(found["share"], stats.ecdf(sample).sf.evaluate(np.array(at)), atol=1e-12)
    nobody = on_days(survival(cases.head(0)), at)
    assert nobody["at_risk"].tolist() == [0] * 5
    assert nobody["share"].isna().all()


def test_a_curve_is_told_while_enough_are_watched(remission: pd.DataFrame) -> None:
    curve = told(survival(remission), 5)
    assert curve["at_risk"].min() == 5
    assert float(curve.index[-1]) == 25.0
    assert told(survival(remission), 22).empty


def steps(**by_activity: str) -> pd.DataFrame:
    """Return a step for each letter: the case."""
    rows = [("u", case, name) for name, cases in by_activity.items() for case in cases]
    return pd.DataFrame(rows, columns=["unit", "case", "activity"])


def test_rare_activities_stand_together_and_are_enough_together() -> None:
    assert rare(steps(check="abcdef", decide="abcde"), 5) == frozenset()
    assert rare(steps(check="abcdefgh", call="abc", write="de", decide="abcdef"), 5) == {"call", "write"}
    # Two rare ones of the same two cases would tell of two persons: the next smallest goes with them.
    assert rare(steps(check="abcdefgh", call="ab", write="ab", decide="abcdef"), 5) == {"call", "write", "decide"}
    assert rare(steps().head(0), 5) == frozenset()


def test_waiting_lies_between_bounds_where_starts_are_not_recorded() -> None:
    frame = pd.DataFrame({"waiting_s": [10.0, 0.0], "handling_s": [20.0, 0.0], "unsplit_s": [0.0, 70.0]})
    assert waiting_share(frame) == (0.1, 0.8)
    assert waiting_share(frame.head(1)) == (pytest.approx(1 / 3), pytest.approx(1 / 3))
    assert all(np.isnan(part) for part in waiting_share(frame.head(0)))
