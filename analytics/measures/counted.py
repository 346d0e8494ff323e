"""Quantiles of counted values: the same as of the values written out one by one, at the cost of the distinct ones.

The quantile at p of n sorted values lies at position (n - 1) p, counted from 0, linear between neighbours (type 7 of Hyndman and Fan, The
American Statistician 50 (1996) 361-365), as everywhere in the dashboards.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd


def quantiles(counted: pd.DataFrame, by: Sequence[str], value: str, probabilities: Sequence[float]) -> pd.DataFrame:
    """Return quantiles by group.

    Args:
        counted: One row a group and distinct value: the columns `by`, `value`, `n` (how many, > 0).
        by: May be empty: then there is one group.
        probabilities: Within 0..1.

    Returns:
        One row a group that has values, index `by` (of one group: 0), in the order of their keys: `n`, and a column a probability. A key
        that is missing is a group of its own.
    """
    if counted.empty:
        return pd.DataFrame(columns=["n", *probabilities], dtype="float64")
    values, n = counted[value].to_numpy(dtype=float), counted["n"].to_numpy(dtype=np.int64)
    code, keys = _groups(counted, by)
    order = _order(code, values)
    code, values, n = code[order], values[order], n[order]
    until = np.cumsum(n)
    total = np.bincount(code, weights=n, minlength=len(keys)).astype(np.int64)
    before = np.concatenate([[0], np.cumsum(total)[:-1]])
    result = pd.DataFrame({"n": total}, index=keys)
    for probability in probabilities:
        position = (total - 1) * probability
        low = np.floor(position).astype(np.int64)
        high = np.minimum(low + 1, total - 1)
        at_low = values[np.searchsorted(until, before + low, side="right")]
        at_high = values[np.searchsorted(until, before + high, side="right")]
        result[probability] = at_low + (position - low) * (at_high - at_low)
    return result


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
