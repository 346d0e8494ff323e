"""The usual day: how many come by the time of day on the same weekday, with a band.

Arrivals are counted by quarter hours of the hall's own clock. An hour that comes twice as clocks are set back counts into one, one that is
left out has nobody.
"""

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

SLOTS_AN_HOUR = 4
SLOTS = 24 * SLOTS_AN_HOUR
SLOT_MIN = 60 // SLOTS_AN_HOUR
MOST_DAYS = 8
"""Same weekdays that make the usual day: two months, so that a season shows and a holiday more or less does not."""
LEAST_DAYS = 3
"""With fewer there is no band."""
BAND = (0.1, 0.9)

Floats = NDArray[np.float64]


def same_weekday(days: pd.DataFrame, on: date, most: int = MOST_DAYS) -> pd.DataFrame:
    """Return the last days before `on` of its weekday, at most so many, of `days` (index: dates, rising)."""
    wanted = [day for day in days.index if day < on and day.weekday() == on.weekday()]
    return days.loc[wanted[-most:]]


def usual(days: pd.DataFrame, per: int) -> pd.DataFrame:
    """Return the usual day by spans of `per` slots.

    Args:
        days: One row a day, `SLOTS` columns: tickets issued.

    Returns:
        Index `slot` (of the span's beginning): `usual` (median; NaN without days), `low`, `high` (10th and 90th percentile, type 7; NaN with
        fewer than `LEAST_DAYS`).
    """
    spans = _spans(days.to_numpy(dtype=float), per)
    frame = pd.DataFrame(index=pd.RangeIndex(0, SLOTS, per, name="slot"), columns=["usual", "low", "high"], dtype="float64")
    if len(spans):
        frame["usual"] = np.median(spans, axis=0)
    if len(spans) >= LEAST_DAYS:
        frame["low"], frame["high"] = np.quantile(spans, BAND, axis=0)
    return frame


def until(days: pd.DataFrame, slot: int) -> tuple[float, float, float]:
    """Return median, 10th and 90th percentile of how many had come before `slot`; NaN as for `usual`."""
    came = days.iloc[:, :slot].sum(axis=1).to_numpy(dtype=float)
    if not len(came):
        return np.nan, np.nan, np.nan
    low, high = np.quantile(came, BAND) if len(came) >= LEAST_DAYS else (np.nan, np.nan)
    return float(np.median(came)), float(low), float(high)


def _spans(counts: Floats, per: int) -> Floats:
    """Sum every `per` columns."""
    sums: Floats = counts.reshape(len(counts), SLOTS // per, per).sum(axis=2)
    return sums
