"""Which counts of persons must not be shown to who does not work in the hall: small ones, and others by which these could be found.

A count of 1 to 4 is hidden. Where a row's or column's sum is shown, what is hidden of it is that sum less the shown counts: so at least two
counts of it are hidden (the smallest others with them), and these are at least 5 persons together. Not covered: the difference between two
questions, such as periods of which one is a day longer.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

FEWEST = 5
"""Of fewer persons nothing is shown to who does not work in the hall: one could know them."""


def hidden(counts: pd.DataFrame, *, sums: tuple[bool, bool] = (True, False), own: pd.DataFrame | None = None) -> pd.DataFrame:
    """Tell which counts to hide.

    Args:
        counts: Whole numbers, >= 0.
        sums: Whether each column's sum is shown, and whether each row's is.
        own: True: the viewer works there and sees it anyway, so that it hides nothing else; same shape.

    Returns:
        Booleans of the same shape.
    """
    values = counts.to_numpy(dtype=np.int64)
    seen = np.zeros(values.shape, dtype=bool) if own is None else own.to_numpy(dtype=bool)
    hide = (values > 0) & (values < FEWEST) & ~seen
    while hide.any():
        before = hide.copy()
        lines: list[tuple[int | slice, int | slice]] = [(slice(None), column) for column in range(values.shape[1]) if sums[0]]
        lines += [(row, slice(None)) for row in range(values.shape[0]) if sums[1]]
        for line in lines:
            hide[line] = _protected(values[line], hide[line], seen[line])
        if (hide == before).all():
            break
    return pd.DataFrame(hide, index=counts.index, columns=counts.columns)


def hidden_within(
    counts: "pd.Series[int]", groups: "pd.Series[str]", own: "pd.Series[bool] | None" = None
) -> "pd.Series[bool]":
    """Tell which counts to hide where each group's sum is shown.

    Args:
        counts, groups, own: With one index; `own` as for `hidden`.
    """
    result = pd.Series(False, index=counts.index)
    if not counts.between(1, FEWEST - 1).any():
        return result
    for _, mine in counts.groupby(groups, sort=False):
        seen = None if own is None else own[mine.index].to_frame()
        result[mine.index] = hidden(mine.to_frame(), own=seen).iloc[:, 0]
    return result


def without_few(frame: pd.DataFrame, counts: Sequence[str], *, persons: str, fewest: int) -> pd.DataFrame:
    """Return the frame in which rows of fewer persons than `fewest` say nothing but how many they are.

    Args:
        counts: Columns that stay. persons: The column that says how many persons a row is of.
    """
    return frame.mask(frame[persons].lt(fewest).to_numpy()[:, None] & ~frame.columns.isin(list(counts))[None, :])


def _protected(
    values: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    hide: "np.ndarray[tuple[int], np.dtype[np.bool_]]",
    seen: "np.ndarray[tuple[int], np.dtype[np.bool_]]",
) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """Return what to hide of one line whose sum is shown."""
    hide = hide.copy()
    while hide.any() and (hide.sum() < 2 or values[hide].sum() < FEWEST):
        others = np.flatnonzero(~hide & ~seen & (values > 0))
        if not len(others):
            break
        hide[others[np.argmin(values[others])]] = True
    return hide
