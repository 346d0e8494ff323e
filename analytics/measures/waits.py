"""Waits: from issue to the first call. A ticket that was never called has no wait (yet) and is left out, and counted as such.

Quantiles are those of the sorted waits with linear interpolation between neighbours (type 7 of Hyndman and Fan, The American
Statistician 50 (1996) 361-365): with n waits, the quantile at p lies at position (n - 1) p, counted from 0.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

HOURS = range(24)


class Waits(NamedTuple):
    """Waits of a set of tickets.

    Attributes:
        called: Tickets called at least once.
        p50_s, p90_s: Half, nine in ten of them waited at most so long, seconds; NaN when none was called.
        within_target: Share of them called within their hall's target wait (at most so long), 0..1; NaN when none was called.
    """

    called: int
    p50_s: float
    p90_s: float
    within_target: float


def waits(tickets: pd.DataFrame) -> Waits:
    """Summarise the waits of `tickets`.

    Args:
        tickets: One row a ticket: `wait_s` (seconds from issue to first call, NaN: never called), `target_s` (seconds).
    """
    called = tickets.loc[tickets["wait_s"].notna(), ["wait_s", "target_s"]]
    if called.empty:
        return Waits(0, np.nan, np.nan, np.nan)
    wait_s = called["wait_s"].to_numpy(dtype=float)
    p50_s, p90_s = np.quantile(wait_s, (0.5, 0.9))
    return Waits(len(called), float(p50_s), float(p90_s), float((wait_s <= called["target_s"].to_numpy(dtype=float)).mean()))


def waits_by_hour(tickets: pd.DataFrame) -> pd.DataFrame:
    """Summarise waits by the hall-local hour in which tickets were issued.

    Args:
        tickets: One row a ticket: `hour` (0..23, of issue, in the hall's zone), `state`, `wait_s`, `target_s`.

    Returns:
        24 rows, index `hour`: `issued`, `called`, `not_called` (waiting for a first call), `p50_s`, `p90_s`, `within_target`.
        The last three are NaN where `called` is 0. While `not_called` is not 0, the hour's waits will still grow: who has been
        called so far waited less than who has not.
    """
    by_hour = tickets.groupby("hour")
    frame = pd.DataFrame(index=pd.RangeIndex(HOURS.start, HOURS.stop, name="hour"))
    frame["issued"] = by_hour.size()
    frame["called"] = by_hour["wait_s"].count()
    first = tickets["wait_s"].isna() & tickets["state"].eq("waiting")
    frame["not_called"] = first.groupby(tickets["hour"]).sum()
    frame = frame.fillna(0).astype("int64")
    called = tickets[tickets["wait_s"].notna()]
    waits_s = called.groupby("hour")["wait_s"]
    frame["p50_s"] = waits_s.quantile(0.5)
    frame["p90_s"] = waits_s.quantile(0.9)
    frame["within_target"] = (called["wait_s"] <= called["target_s"]).groupby(called["hour"]).mean()
    return frame.astype({"p50_s": float, "p90_s": float, "within_target": float})
