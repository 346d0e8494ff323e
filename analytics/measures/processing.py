"""Processing times of cases, measured from imported logs: how long from start to end, what part within a limit, and where the time goes.

A case that goes on has not taken long or short: it is censored, its time is at least as long as it was watched. Leaving such cases out,
or counting them as ended, makes processing times look shorter than they are. All figures here are those of the Kaplan-Meier estimate
(Kaplan and Meier, Journal of the American Statistical Association 53 (1958) 457-481); a case that is censored at the time of an end
counts as at risk then.
"""

from collections.abc import Sequence
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import pandas as pd

DAY_S = 86_400.0
_TIE = 1e-9
"""Survival is a product of fractions: it meets 1 - p within rounding, or not at all."""


def durations(cases: pd.DataFrame) -> pd.DataFrame:
    """Return how long each case was watched.

    Args:
        cases: `started_at`, `ended_at` (null: it goes on), `observed_at`.

    Returns:
        The same rows: `days` (float, at least 0), `ended` (bool).
    """
    ended = cases["ended_at"].notna()
    until = cases["ended_at"].where(ended, cases["observed_at"])
    days = (until - cases["started_at"]).dt.total_seconds() / DAY_S
    return pd.DataFrame({"days": days.clip(lower=0.0).astype(float), "ended": ended.astype(bool)})


def survival(watched: pd.DataFrame, *, confidence: float = 0.95) -> pd.DataFrame:
    """Return the Kaplan-Meier estimate of the share of cases that are not done after some time.

    The band is pointwise: Greenwood's variance, put on the scale of log(-log S), so that it stays between 0 and 1 (Kalbfleisch and
    Prentice, The Statistical Analysis of Failure Time Data, 1980, section 1.3). Where S is 0 there is no band.

    Args:
        watched: As `durations` returns.

    Returns:
        A row for each time at which a case ended or was censored, index `days`, rising: `at_risk` (just before), `ended`,
        `censored` (then), `share` (S, not done after it), `low`, `high`.
    """
    by_day = watched.groupby("days")["ended"].agg(ended="sum", cases="size").sort_index()
    frame = pd.DataFrame(index=pd.Index(by_day.index.astype(float), name="days"))
    frame["at_risk"] = len(watched) - by_day["cases"].cumsum().shift(fill_value=0)
    frame["ended"] = by_day["ended"].astype("int64")
    frame["censored"] = by_day["cases"] - by_day["ended"]
    at_risk, ended = frame["at_risk"].to_numpy(float), frame["ended"].to_numpy(float)
    share = np.cumprod(1 - ended / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(ended / (at_risk * (at_risk - ended)))
        error = NormalDist().inv_cdf((1 + confidence) / 2) * np.sqrt(greenwood) / np.abs(np.log(share))
        low, high = share ** np.exp(error), share ** np.exp(-error)
    none_yet = share >= 1.0
    none_left = share <= 0.0
    frame["share"] = share
    frame["low"] = np.where(none_yet, 1.0, np.where(none_left, np.nan, low))
    frame["high"] = np.where(none_yet, 1.0, np.where(none_left, np.nan, high))
    return frame


class Quantile(NamedTuple):
    """After `days` a share `p` of the cases is done; `low`, `high`: the band's. NaN: not reached while cases were watched."""

    p: float
    days: float
    low: float
    high: float


def quantile(curve: pd.DataFrame, p: float) -> Quantile:
    """Return the time after which a share `p` of the cases is done.

    It is the first time at which S is below 1 - p; where S stays at 1 - p for a while, the middle of that while. So the median of cases that
    have all ended is their plain median. The interval is that of Brookmeyer and Crowley (Biometrics 38 (1982) 29-41): where the band
    crosses 1 - p.

    Args:
        curve: As `survival` returns. p: 0 < p < 1.
    """
    left = 1 - p
    return Quantile(p, _crosses(curve, "share", left), _crosses(curve, "low", left), _crosses(curve, "high", left))


def _crosses(curve: pd.DataFrame, column: str, left: float) -> float:
    ends = curve[curve["ended"] > 0]
    values = ends[column].to_numpy(float)
    days = ends.index.to_numpy(float)
    if column != "share":
        values = np.where(np.isnan(values), 0.0 if column == "low" else np.inf, values)
    below = np.flatnonzero(values < left - _TIE)
    reached = np.flatnonzero(values <= left + _TIE)
    if not len(reached):
        return float("nan")
    first = reached[0]
    if values[first] >= left - _TIE:  # it stays there until the next end
        return float((days[first] + days[below[0]]) / 2) if len(below) else float(days[first])
    return float(days[first])


class WithinLimit(NamedTuple):
    """What share of the cases is done within a limit, and what is known of it without an estimate.

    Attributes:
        share: 1 - S(limit) of the Kaplan-Meier estimate; `low`, `high`: its band. NaN: no case was watched so long.
        within, late: Cases that have ended within the limit, or after it. late_open: going on, and watched beyond the limit: late, too.
        undecided: Going on, and not watched so long yet: the estimate takes them as it takes those that were watched longer.
        least, most: Bounds of the share whatever becomes of the undecided ones.
    """

    limit_days: float
    share: float
    low: float
    high: float
    within: int
    late: int
    late_open: int
    undecided: int
    least: float
    most: float


def within_limit(watched: pd.DataFrame, limit_days: float, *, confidence: float = 0.95) -> WithinLimit:
    """Return the share of cases that are done within a limit (at most so long), open ones censored.

    The share of ended cases alone would be wrong: of what began lately only the quick ones have ended.

    Args:
        watched: As `durations` returns. limit_days: Days, at least 0.
    """
    ended, days = watched["ended"], watched["days"]
    within = int((ended & (days <= limit_days)).sum())
    late = int((ended & (days > limit_days)).sum())
    late_open = int((~ended & (days > limit_days)).sum())
    undecided = int((~ended & (days <= limit_days)).sum())
    cases = len(watched)
    share = low = high = float("nan")
    if cases:
        curve = survival(watched, confidence=confidence)
        before = curve[curve.index <= limit_days]
        if before.empty:
            share, low, high = 0.0, 0.0, 0.0
        elif late + late_open or before["share"].iloc[-1] <= 0:
            last = before.iloc[-1]
            share, low, high = 1 - float(last["share"]), 1 - float(last["high"]), 1 - float(last["low"])
    return WithinLimit(
        limit_days=limit_days,
        share=share,
        low=low,
        high=high,
        within=within,
        late=late,
        late_open=late_open,
        undecided=undecided,
        least=within / cases if cases else float("nan"),
        most=(within + undecided) / cases if cases else float("nan"),
    )


def time_by_activity(steps: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """Return where the time of cases goes, by activity.

    A case's clock runs from its start. While no step is at work on it, it waits, for the step that ends the wait. Steps that are at work
    side by side count each with its own time, so handling can be more than the case took. Of a step whose start is not recorded the
    time since the step before it is waiting and handling together.

    Args:
        steps: `unit`, `case`, `order`, `activity`, `started_at`, `ended_at` (null: not recorded, or it goes on).
        cases: `unit`, `case`, `started_at`.

    Returns:
        Index `activity`, most time first: `steps`, `cases`, `waiting_s`, `handling_s`, `unsplit_s` (sums, seconds), `mean_s` (all three a step),
        `share` (of all activities' time, 0..1), `going_on` (steps without an end, of whose handling nothing is counted).
    """
    begun = cases[["unit", "case", "started_at"]].rename(columns={"started_at": "case_started"})
    frame = steps.merge(begun, on=["unit", "case"], how="inner")
    frame["begin"] = frame["started_at"].fillna(frame["ended_at"])
    frame = frame.sort_values(["unit", "case", "begin", "order"], kind="stable")
    ms = {name: _ms(frame[name]) for name in ("started_at", "ended_at", "begin", "case_started")}
    reached = ms["ended_at"].fillna(ms["begin"]).groupby([frame["unit"], frame["case"]]).cummax()
    before = reached.groupby([frame["unit"], frame["case"]]).shift()
    front = before.fillna(ms["case_started"]).where(lambda at: at >= ms["case_started"], ms["case_started"])
    idle_s = ((ms["begin"] - front) / 1000).clip(lower=0.0)
    told = frame["started_at"].notna()
    frame["waiting_s"] = idle_s.where(told, 0.0)
    frame["unsplit_s"] = idle_s.where(~told, 0.0)
    frame["handling_s"] = ((ms["ended_at"] - ms["started_at"]) / 1000).clip(lower=0.0).fillna(0.0)
    frame["going_on"] = frame["ended_at"].isna()
    frame["one"] = frame["unit"].astype(str) + "\x1f" + frame["case"].astype(str)
    found = frame.groupby("activity").agg(
        steps=("activity", "size"),
        cases=("one", "nunique"),
        waiting_s=("waiting_s", "sum"),
        handling_s=("handling_s", "sum"),
        unsplit_s=("unsplit_s", "sum"),
        going_on=("going_on", "sum"),
    )
    total = found["waiting_s"] + found["handling_s"] + found["unsplit_s"]
    found["mean_s"] = total / found["steps"]
    found["share"] = total / total.sum() if total.sum() > 0 else np.nan
    columns: Sequence[str] = ("steps", "cases", "waiting_s", "handling_s", "unsplit_s", "mean_s", "share", "going_on")
    return found.assign(total=total).sort_values(["total", "steps"], ascending=False, kind="stable")[list(columns)]


def _ms(times: "pd.Series[pd.Timestamp]") -> "pd.Series[float]":
    return ((times - pd.Timestamp(0)) / pd.Timedelta(milliseconds=1)).astype(float)


def told(curve: pd.DataFrame, fewest: int) -> pd.DataFrame:
    """Return a curve as far as at least `fewest` cases are watched: beyond, each step is a single case's time."""
    return curve[curve["at_risk"] >= fewest]


def on_days(curve: pd.DataFrame, days: Sequence[float]) -> pd.DataFrame:
    """Return a curve at some times, as a table has it.

    Args:
        curve: As `survival` returns. days: Rising, at least 0.

    Returns:
        A row a time, index `days`: `at_risk` (watched that long, or longer), `ended`, `censored` (after the time before, up to this
        one), `share` (not done after it), `low`, `high`.
    """
    at = np.asarray(days, dtype=float)
    known = curve.index.to_numpy(float)
    after = np.searchsorted(known, at, side="right")
    counted = {
        name: np.diff(np.concatenate([[0], np.concatenate([[0], curve[name].to_numpy().cumsum()])[after]]))
        for name in ("ended", "censored")
    }
    everybody = int(curve["at_risk"].iloc[0]) if len(curve) else 0
    before = np.searchsorted(known, at, side="left")
    at_risk = np.append(curve["at_risk"].to_numpy(), 0)[before] if len(curve) else np.zeros(len(at), int)
    found = pd.DataFrame({"at_risk": at_risk, **counted}, index=pd.Index(at, name="days")).astype("int64")
    for name in ("share", "low", "high"):
        found[name] = np.concatenate([[1.0 if everybody else np.nan], curve[name].to_numpy(float)])[after]
    return found


def rare(steps: pd.DataFrame, fewest: int) -> frozenset[str]:
    """Return activities that must not stand alone: those that fewer than `fewest` cases have, with more if together they still have fewer.

    Args:
        steps: `unit`, `case`, `activity`.
    """
    cases = steps[["unit", "case", "activity"]].drop_duplicates()
    counts = cases.groupby("activity").size().sort_values(kind="stable")
    found = set(counts.index[counts < fewest])
    for activity in counts.index[counts >= fewest]:
        together = cases[cases["activity"].isin(found)]
        if not found or len(together[["unit", "case"]].drop_duplicates()) >= fewest:
            break
        found.add(activity)
    return frozenset(str(activity) for activity in found)


def waiting_share(by_activity: pd.DataFrame) -> tuple[float, float]:
    """Return which part of the time is waiting, at least and at most: of steps whose start is not recorded it may be all or nothing.

    Args:
        by_activity: As `time_by_activity` returns.

    Returns:
        Shares, 0..1; NaN without any time.
    """
    waiting, unsplit = float(by_activity["waiting_s"].sum()), float(by_activity["unsplit_s"].sum())
    total = waiting + unsplit + float(by_activity["handling_s"].sum())
    if total <= 0:
        return float("nan"), float("nan")
    return waiting / total, (waiting + unsplit) / total
