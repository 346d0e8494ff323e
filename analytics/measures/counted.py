"""Quantiles of counted values: the same as of the values written out one by one, at the cost of the distinct ones.

The quantile at p of n sorted values lies at position (n - 1) p, counted from 0, linear between neighbours (type 7 of Hyndman and Fan, The
American Statistician 50 (1996) 361-365), as everywhere in the dashboards.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

Floats = np.ndarray[Any, np.dtype[np.float64]]
Numbers = np.ndarray[Any, np.dtype[np.int64]]


class Counted:
    """Counted values in order, by group.

    Args:
        counted: One row a group and distinct value: the columns `by`, `value`, `n` (how many, > 0); at least one.
        by: May be empty: then there is one group. A key that is missing is a group of its own.

    Attributes:
        keys: Of the groups that have values, in their order; of one group: 0. total: How many values each has.
    """

    def __init__(self, counted: pd.DataFrame, by: Sequence[str], value: str) -> None:
        values, n = counted[value].to_numpy(dtype=float), counted["n"].to_numpy(dtype=np.int64)
        code, self.keys = _groups(counted, by)
        order = _order(code, values)
        self._code, self._values, self._n = code[order], values[order], n[order]
        self._until = np.cumsum(self._n)
        self.total: Numbers = np.bincount(self._code, weights=self._n, minlength=len(self.keys)).astype(np.int64)
        self._before = np.concatenate([[0], np.cumsum(self.total)[:-1]])

    def mean(self) -> Floats:
        """Return each group's mean."""
        summed = np.bincount(self._code, weights=self._values * self._n, minlength=len(self.keys)).astype(float)
        return summed / self.total

    def at(self, rank: Numbers) -> Floats:
        """Return the value of each group at a rank in it, counted from 0."""
        found: Floats = self._values[np.searchsorted(self._until, self._before + rank, side="right")]
        return found

    def quantile(self, probability: float) -> Floats:
        """Return each group's quantile."""
        position = (self.total - 1) * probability
        low = np.floor(position).astype(np.int64)
        at_low, at_high = self.at(low), self.at(np.minimum(low + 1, self.total - 1))
        found: Floats = at_low + (position - low) * (at_high - at_low)
        return found


def quantiles(counted: pd.DataFrame, by: Sequence[str], value: str, probabilities: Sequence[float]) -> pd.DataFrame:
    """Return quantiles by group.

    Args:
        counted, by, value: As for `Counted`; there may be no row.
        probabilities: Within 0..1.

    Returns:
        One row a group, index `by` (of one group: 0), in the order of their keys: `n`, and a column a probability.
    """
    if counted.empty:
        return pd.DataFrame(columns=["n", *probabilities], dtype="float64")
    ordered = Counted(counted, by, value)
    found: dict[Any, Any] = {probability: ordered.quantile(probability) for probability in probabilities}
    return pd.DataFrame({"n": ordered.total} | found, index=ordered.keys)


def _groups(frame: pd.DataFrame, by: Sequence[str]) -> "tuple[np.ndarray[Any, np.dtype[np.int64]], pd.Index[Any]]":
    """Return the number of each row's group, and the groups' keys in the order of these numbers."""
    code, size = np.zeros(len(frame), dtype=np.int64), 1
    for column in by:
        numbers, names = pd.factorize(frame[column], sort=True, use_na_sentinel=False)
        code, size = code * len(names) + numbers, size * len(names)
    if not by:
        return code, pd.RangeIndex(1)
    first = np.full(size, -1)
    first[code[::-1]] = np.arange(len(code))[::-1]
    there = first >= 0
    keys = uncategorised(frame[list(by)].iloc[first[there]])
    return (np.cumsum(there) - 1)[code], pd.MultiIndex.from_frame(keys) if len(by) > 1 else pd.Index(keys[by[0]])


def _order(
    code: "np.ndarray[Any, np.dtype[np.int64]]", values: "np.ndarray[Any, np.dtype[np.float64]]"
) -> "np.ndarray[Any, np.dtype[np.intp]]":
    """Return the order of rows by group and value; of whole values, which are many, by one number."""
    whole = values.astype(np.int64)
    low, span = int(whole.min()), int(whole.max()) - int(whole.min()) + 1
    if span * (int(code.max()) + 1) < 1 << 62 and np.array_equal(whole, values):
        return np.argsort(code * span + (whole - low))
    return np.lexsort((values, code))


def uncategorised(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with its names as text, whether they were pandas' categories, text, or all missing.

    Categories are for frames of many rows; in those of few they only differ from what other sources give.
    """
    of_names = (pd.CategoricalDtype, np.dtypes.ObjectDType)
    return frame.astype({name: "str" for name in frame.columns if isinstance(frame[name].dtype, of_names)})
