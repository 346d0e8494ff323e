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
        given_up: Tickets that ended uncalled after their hall's target wait had passed.
        p50_s, p90_s: Half, nine in ten of those called waited at most so long, seconds; NaN when none was called.
        within_target: Share called within the target wait (at most so long), of those called or given up, 0..1; NaN when there are none.
    """

    called: int
    given_up: int
    p50_s: float
    p90_s: float
    within_target: float


def waits(tickets: pd.DataFrame) -> Waits:
    """Summarise the waits of `tickets`.

    Args:
        tickets: One row a ticket: `wait_s` (seconds from issue to first call, NaN: never called), `target_s` (seconds), `issued_ms`,
            `finished_ms` (NaN: it is not over).
    """
    wait_s = tickets["wait_s"].dropna().to_numpy(dtype=float)
    given_up = int(_given_up(tickets).sum())
    p50_s, p90_s = np.quantile(wait_s, (0.5, 0.9)) if len(wait_s) else (np.nan, np.nan)
    judged = len(wait_s) + given_up
    within = float(_within(tickets).sum() / judged) if judged else np.nan
    return Waits(len(wait_s), given_up, float(p50_s), float(p90_s), within)


def _within(tickets: pd.DataFrame) -> "pd.Series[bool]":
    return tickets["wait_s"] <= tickets["target_s"]


def _given_up(tickets: pd.DataFrame) -> "pd.Series[bool]":
    """Tell of whom the target was missed though they were never called: they ended, and waited longer until then."""
    return tickets["wait_s"].isna() & (tickets["finished_ms"] - tickets["issued_ms"] > 1000 * tickets["target_s"])


def waits_by_hour(tickets: pd.DataFrame) -> pd.DataFrame:
    """Summarise waits by the hall-local hour in which tickets were issued.

    Args:
        tickets: As for `waits`, with `hour` (0..23, of issue, in the hall's zone) and `state`.

    Returns:
        24 rows, index `hour`: `issued`, `called`, `not_called` (waiting for a first call), `p50_s`, `p90_s`, `within_target` (as
        `waits` has it). The last three are NaN where there is nobody to measure. While `not_called` is not 0, the hour's waits will still grow: who has been
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
    judged = tickets["wait_s"].notna() | _given_up(tickets)
    frame["within_target"] = _within(tickets)[judged].groupby(tickets["hour"][judged]).mean()
    return frame.astype({"p50_s": float, "p90_s": float, "within_target": float})
