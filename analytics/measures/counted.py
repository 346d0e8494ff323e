"""Quantiles of counted values: the same as of the values written out one by one, at the cost of the distinct ones.

The quantile at p of n sorted values lies at position (n - 1) p, counted from 0, linear between neighbours (type 7 of Hyndman and Fan, The
American Statistician 50 (1996) 361-365), as everywhere in the dashboards.
"""

from collections.abc import Mapping, Sequence
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


def summed(keys: pd.DataFrame, values: Mapping[str, "np.ndarray[Any, Any]"]) -> pd.DataFrame:
    """Return values summed by group.

    Args:
        keys: A column a key, which may be missing; without columns there is one group. values: By name, one of each row.

    Returns:
        One row a group that has a row, in the order of their keys, which are the index (of one group: 0): the sums, as floats.
    """
    code, groups = _groups(keys, list(keys.columns))
    sums = np.array([np.bincount(code, weights=of, minlength=len(groups)) for of in values.values()])
    return pd.DataFrame(sums.T, index=groups, columns=list(values))


def _groups(frame: pd.DataFrame, by: Sequence[str]) -> "tuple[Numbers, pd.Index[Any]]":
    """Return the number of each row's group, and the groups' keys in the order of these numbers."""
    if not by:
        return np.zeros(len(frame), dtype=np.int64), pd.RangeIndex(1)
    code, values = np.zeros(len(frame), dtype=np.int64), []
    for column in by:
        numbers, names = _numbered(frame[column])
        code = code * len(names) + numbers
        values.append(names)
    there = np.bincount(code, minlength=int(np.prod([len(names) for names in values]))) > 0
    keys, rest = [], np.flatnonzero(there)
    for names in reversed(values):
        rest, place = np.divmod(rest, max(len(names), 1))
        keys.append(names.take(place))
    keys.reverse()
    index = pd.MultiIndex.from_arrays(keys, names=list(by)) if len(by) > 1 else keys[0].rename(by[0])
    return (np.cumsum(there) - 1)[code], index


def _numbered(column: "pd.Series[Any]") -> "tuple[Numbers, pd.Index[Any]]":
    """Return the number of each row's value, and the values in their order, one that is missing behind all others."""
    if not isinstance(column.dtype, pd.CategoricalDtype):
        numbers, values = pd.factorize(column, sort=True, use_na_sentinel=False)
        names = pd.Index(values)
        return numbers, names.astype("str") if names.dtype == object else names
    ordered = np.argsort(column.cat.categories)
    place = np.empty(len(ordered) + 1, dtype=np.int64)  # the last is that of -1, of what is missing
    place[ordered], place[-1] = np.arange(len(ordered)), len(ordered)
    names = pd.Index([*column.cat.categories[ordered], np.nan], dtype="str")
    return place[column.cat.codes], names


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
    return frame.assign(
        **{name: frame[name].astype("str") for name in frame.columns if isinstance(frame[name].dtype, of_names)}
    )
