"""Counters and their work: how many stood open, how busy they were, how long services took, and how many Erlang C wants."""

from math import isnan, nan, sqrt
from typing import Any

import numpy as np
import pandas as pd

from analytics.measures.counted import Counted, quantiles
from analytics.simulation.staffing import Load, counters_needed, staffed

WITHIN = 0.9
"""Share of visitors that the wanted counters call within the target."""
EXACT = 1000
"""Up to so many values the ranks of the median's interval are exact; beyond, the normal approximation differs by at most one."""
Z = 1.959964
"""Of the normal distribution, for 95 %."""


def by_hour(counters: pd.DataFrame, arrivals: pd.DataFrame, days: int) -> pd.DataFrame:
    """Summarise an hour of the mean day.

    Args:
        counters, arrivals: As `queries.staffing` gives them. days: That they are of, > 0 if there is any row.

    Returns:
        One row an hour with a ticket or an open counter, index `hour`: `issued` (a day), `open`, `busy`, `free`, `paused` (counters at once,
        on average over the hour), `occupancy` (busy over open), `paused_share` (paused over open and paused), `part` (of the hour in which any counter was open: that of the one
        open longest, 0..1). NaN: nobody to measure.
    """
    hours = sorted({*counters.loc[counters[["open_s", "paused_s"]].sum(axis=1) > 0, "hour"], *arrivals["hour"]})
    index = pd.Index([int(hour) for hour in hours], name="hour", dtype="int64")
    times = counters.set_index("hour").reindex(index).fillna(0.0)
    frame = pd.DataFrame(index=index)
    frame["issued"] = arrivals.set_index("hour")["issued"].reindex(index).fillna(0) / max(days, 1)
    for name in ("open", "busy", "paused"):
        frame[name] = times[f"{name}_s"].astype("float64") / 3600 / max(days, 1)
    frame["free"] = frame["open"] - frame["busy"]
    frame["occupancy"] = frame["busy"] / frame["open"].replace(0.0, np.nan)
    frame["paused_share"] = frame["paused"] / (frame["open"] + frame["paused"]).replace(0.0, np.nan)
    frame["part"] = (times["longest_s"].astype("float64") / 3600 / max(days, 1)).clip(upper=1.0)
    return frame.astype("float64")


def main_hours(hours: pd.DataFrame) -> list[int]:
    """Return the hours in which at least half as many counters stood open as in the one with most.

    In the others stragglers are served over noon and in the evening: those few counters are always busy.
    """
    most = float(hours["open"].max()) if len(hours) else 0.0
    return [int(hour) for hour in hours.index[hours["open"] >= max(most / 2, 1e-9)]]


def whole(counters: pd.DataFrame) -> tuple[float, float]:
    """Return occupancy and the share paused of all hours together; NaN where no counter stood open."""
    open_s, busy_s, paused_s = (float(counters[f"{name}_s"].sum()) for name in ("open", "busy", "paused"))
    return (busy_s / open_s if open_s else nan, paused_s / (open_s + paused_s) if open_s + paused_s else nan)


def median_ranks(n: int) -> tuple[int, int] | None:
    """Return the ranks, from 1, of the sorted values between which the median lies with at least 95 % confidence.

    Distribution-free, by the binomial distribution (Conover, Practical Nonparametric Statistics, 3rd edition, 1999, section 3.2); None:
    fewer than six values cannot tell. Beyond `EXACT` values by its normal approximation.
    """
    if n > EXACT:
        low = int(np.floor(n / 2 - Z * sqrt(n) / 2))
        return low, n - low + 1
    below, term = 0.0, 0.5**n
    low = 0
    while below + term <= 0.025:  # P(B <= low) of the binomial distribution with p = 1/2
        below += term
        term *= (n - low) / (low + 1)
        low += 1
    return (low, n - low + 1) if low else None


def service_times(counted: pd.DataFrame, by: str = "service") -> pd.DataFrame:
    """Summarise service times by service, or by another column.

    Args:
        counted: `service` (or what `by` names), `served_s` (whole seconds), `n`.

    Returns:
        One row a service, index `service`, most asked for first: `served`, `mean_s`, `p50_s`, `low_s`, `high_s` (95 % interval of the median,
        NaN: too few), `p90_s`.
    """
    columns = ["served", "mean_s", "p50_s", "low_s", "high_s", "p90_s"]
    if counted.empty:
        return pd.DataFrame(columns=columns, index=pd.Index([], name=by), dtype="float64")
    times = Counted(counted, [by], "served_s")
    ranks = [median_ranks(int(n)) for n in times.total]
    known = np.array([found is not None for found in ranks])
    low_s, high_s = (
        np.where(known, times.at(np.array([0 if found is None else found[end] - 1 for found in ranks])), nan) for end in (0, 1)
    )
    found = (times.total, times.mean(), times.quantile(0.5), low_s, high_s, times.quantile(0.9))
    index = pd.Index([_key(service) for service in times.keys], name=by, dtype="object")
    frame = pd.DataFrame(dict(zip(columns, found, strict=True)), index=index)
    return frame.sort_values("served", ascending=False, kind="stable")


def _key(service: Any) -> str | None:
    return None if pd.isna(service) else str(service)


def median_s(counted: pd.DataFrame) -> float:
    """Return the median of all service times together, seconds; NaN: of none."""
    found = quantiles(counted, [], "served_s", (0.5,))
    return float(found[0.5].iloc[0]) if len(found) else nan


def fairness(waits: pd.DataFrame, overtaken: pd.DataFrame | None) -> pd.DataFrame:
    """Summarise waits by priority.

    Args:
        waits, overtaken: As `queries.staffing` gives them.

    Returns:
        One row a priority, index `priority`, most called first: `called`, `p50_s`, `p90_s`, `overtaken` and `by_alike` (shares of those called;
        NaN: not told).
    """
    at = quantiles(waits, ["priority"], "waited_s", (0.5, 0.9))
    frame = pd.DataFrame({"called": at["n"], "p50_s": at[0.5], "p90_s": at[0.9]})
    frame.index.name = "priority"
    for name in ("overtaken", "by_alike"):
        frame[name] = nan if overtaken is None else _share(overtaken, name).reindex(frame.index)
    return frame.sort_values("called", ascending=False, kind="stable")


def _share(overtaken: pd.DataFrame, name: str) -> "pd.Series[float]":
    return overtaken[name] / overtaken["called"].replace(0.0, np.nan)


def wanted(hours: pd.DataFrame, *, at_counter_s: float, target_s: float, within: float = WITHIN) -> pd.DataFrame:
    """Return how many counters each hour's mean arrivals want by Erlang C, and what those that stood open would do.

    Args:
        hours: As `by_hour` gives them. at_counter_s: Mean time at the counter, seconds; NaN: not known.
        target_s: Of the wait, that the share `within` is to be called in.

    Returns:
        One row an hour with arrivals, index `hour`: `issued` (an hour of opening: a hall that opens at half past eight has its visitors of
        eight o'clock in half an hour), `erlangs` (offered load), `wanted`, `open` (counters at once while any was), `within_open` (share
        called within the target with as many counters as stood open, rounded; 0 where the line would grow without end).
    """
    rows: list[tuple[float, float, float, float, float]] = []
    came = hours[hours["issued"] > 0] if not isnan(at_counter_s) and at_counter_s > 0 else hours.head(0)
    for _, row in came.iterrows():
        part = float(row["part"]) or 1.0
        load = Load(arrivals_per_h=float(row["issued"]) / part, mean_service_s=at_counter_s)
        need = counters_needed(load, target_s=target_s, within_target=within)
        opened = float(row["open"]) / part
        have = round(opened)
        within_open = staffed(load, have, target_s=target_s).within_target if have else 0.0
        rows.append((load.arrivals_per_h, load.erlangs, float(need.counters), opened, within_open))
    return pd.DataFrame(
        rows, columns=["issued", "erlangs", "wanted", "open", "within_open"], index=came.index, dtype="float64"
    ).rename_axis("hour")
