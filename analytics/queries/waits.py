"""Waits of the history, counted by the whole second: from counts every quantile follows, of any grouping, in few passes over the rows."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from functools import cache, partial
from typing import Any

import numpy as np
import pandas as pd

from analytics.measures.counted import summed
from analytics.queries.facts import (
    CALLED,
    CLOSED,
    DONE,
    GIVEN_UP,
    IN_HOUSE,
    LEFT,
    MONTH,
    NO_SHOW,
    SERVED,
    WALKED,
    WITHIN,
)
from analytics.queries.filter import Filter
from analytics.queries.source import Coming, Source, at_once

DIMENSIONS: dict[str, tuple[str, ...]] = {
    "all": (),
    "cell": ("weekday", "hour"),
    "month": ("month",),
    "service": ("service",),
    "channel": ("channel",),
    "priority": ("priority",),
    "group": ("service_group",),
}
"""What waits are told apart by: name -> columns of the history's tickets."""


_READ: tuple[tuple[str, ...], ...] = (("all", "channel", "priority"), ("service",), ("cell",), ("month",))
"""Dimensions whose counts by the second are read at once: there are few combinations of theirs."""
_COUNTED: tuple[tuple[str, ...], ...] = (("all", "service", "channel", "priority"), ("cell", "month"))
"""Dimensions whose outcomes are read at once."""

_COUNTS = {
    "issued": (0, 0),
    "called": (CALLED, 0),
    "within": (WITHIN, 0),
    "given_up": (GIVEN_UP, 0),
    "done": (DONE, 0),
    "no_show": (NO_SHOW, 0),
    "left_uncalled": (LEFT, CALLED),
    "closed": (CLOSED, 0),
    "walked": (WALKED, 0),
    "served": (SERVED, 0),
    "in_house": (IN_HOUSE, 0),
}
"""Of which tickets each count is: those that have these flags, and none of those."""
_DURATIONS = ("wait_s", "walk_s", "service_s", "house_s")
_Values = dict[str, np.ndarray[Any, Any]]


def _columns(dimensions: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(column for name in dimensions for column in DIMENSIONS[name]))


def _counted(dimensions: tuple[str, ...], more: str, values: str, where: str = "true") -> str:
    """Return a query for `n` and other values by all columns of some dimensions, and by one more column.

    It has one level: a second one, for each dimension, takes DuckDB longer to plan than to run.
    """
    columns = _columns(dimensions)
    keys = ", ".join([*("month_number" if column == "month" else column for column in columns), more])
    counted = f"SELECT {keys}, count(*) AS n{values} FROM facts WHERE {where} GROUP BY ALL"
    if "month" not in columns:
        return counted
    return f"SELECT * EXCLUDE month_number, {MONTH} AS month FROM ({counted})"


def _waits(dimensions: tuple[str, ...]) -> str:
    return _counted(dimensions, "waited_s", "", "waited_s IS NOT NULL")


def _outcomes(dimensions: tuple[str, ...]) -> str:
    return _counted(dimensions, "flags", "".join(f", sum({name}) AS {name}" for name in _DURATIONS))


class WaitsFrames:
    """What was counted, by dimension.

    Attributes:
        waits: By dimension: its columns, `waited_s` (whole seconds), `n`; several rows may be of the same.
        outcomes: By dimension: counts (`_COUNTS`) and sums of durations in seconds (`_DURATIONS`), index: its columns (of `all`: 0).
    """

    def __init__(self, waits: Mapping[str, pd.DataFrame], outcomes: Mapping[str, pd.DataFrame]) -> None:
        self.waits, self.outcomes = waits, outcomes


def read(source: Source, asked: Filter) -> WaitsFrames:
    """Return the waits and outcomes of the tickets that `asked` names, by all dimensions but `group`."""
    return _frames(source, asked, _READ, _COUNTED)


def read_groups(source: Source, asked: Filter) -> WaitsFrames:
    """Return the same by `group` alone."""
    return _frames(source, asked, (("group",),), (("group",),))


def _frames(
    source: Source, asked: Filter, read_at_once: Sequence[tuple[str, ...]], counted_at_once: Sequence[tuple[str, ...]]
) -> WaitsFrames:
    counted = [_outcomes(dimensions) for dimensions in counted_at_once]
    found = at_once(source, [(sql, asked) for sql in (*counted, *(_waits(dimensions) for dimensions in read_at_once))])
    waits: dict[str, Callable[[], pd.DataFrame]] = {}
    outcomes: dict[str, Callable[[], pd.DataFrame]] = {}
    for dimensions, frame in zip(counted_at_once, found, strict=False):
        values = cache(partial(_values, frame))
        outcomes |= {name: partial(_outcomes_of, name, frame, values) for name in dimensions}
    for dimensions, frame in zip(read_at_once, found[len(counted) :], strict=True):
        waits |= {name: partial(_waits_of, name, frame) for name in dimensions}
    return WaitsFrames(Coming(waits), Coming(outcomes))


def _waits_of(name: str, found: "Future[pd.DataFrame]") -> pd.DataFrame:
    return found.result()[[*DIMENSIONS[name], "waited_s", "n"]]


def _values(found: "Future[pd.DataFrame]") -> _Values:
    """Return what is counted and summed, of each row that was counted by `flags`."""
    frame = found.result()
    flags, n = frame["flags"].to_numpy(), frame["n"].to_numpy()
    counts = {name: n * (flags & (of | none) == of) for name, (of, none) in _COUNTS.items()}
    return counts | {name: np.nan_to_num(frame[name].to_numpy(dtype=float, na_value=np.nan)) for name in _DURATIONS}


def _outcomes_of(name: str, found: "Future[pd.DataFrame]", values: Callable[[], _Values]) -> pd.DataFrame:
    return summed(found.result()[list(DIMENSIONS[name])], values())
