"""Waits of the history, counted by the whole second: from counts every quantile follows, of any grouping, in few passes over the rows."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analytics.measures.counted import uncategorised
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
    counts,
    flagged,
)
from analytics.queries.filter import Filter
from analytics.queries.source import Source, at_once

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
"""Dimensions whose counts by the second are read at once: the others follow from few groups of theirs."""
_COUNTED: tuple[tuple[str, ...], ...] = (("all", "service", "channel", "priority"), ("cell", "month"))
"""Dimensions whose outcomes are read at once."""


def _columns(dimensions: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(column for name in dimensions for column in DIMENSIONS[name]))


def _grouped(dimensions: tuple[str, ...], fine: str, values: str, more: str = "") -> str:
    """Return a query over groups by all columns of some dimensions at once, summed up to each of them."""
    columns = _columns(dimensions)
    keys = [*columns, *(f"grouping({column}) AS of_{column}" for column in columns), *([more] if more else [])]
    sets = ", ".join("(" + ", ".join([*DIMENSIONS[name], *([more] if more else [])]) + ")" for name in dimensions)
    return f"WITH fine AS MATERIALIZED ({fine}) SELECT {', '.join(keys)}, {values} FROM fine GROUP BY GROUPING SETS ({sets})"


def _fine(dimensions: tuple[str, ...], more: str, values: str, where: str = "true") -> str:
    """Return a query for `n` and other values by all columns of some dimensions, and by one more column."""
    columns = _columns(dimensions)
    keys = ", ".join("month_number" if column == "month" else column for column in [*columns, more])
    shown = ", ".join(f"{MONTH} AS month" if column == "month" else column for column in columns)
    counted = f"SELECT {keys}, count(*) AS n{values} FROM facts WHERE {where} GROUP BY ALL"
    return f"SELECT {shown}{', ' if shown else ''}* EXCLUDE ({keys}), {more} FROM ({counted})"


def _waits(dimensions: tuple[str, ...]) -> str:
    fine = _fine(dimensions, "waited_s", "", "waited_s IS NOT NULL")
    return fine if len(dimensions) == 1 else _grouped(dimensions, fine, "sum(n)::BIGINT AS n", "waited_s")


_COUNTS = {
    "issued": "true",
    "called": flagged(CALLED),
    "within": flagged(WITHIN),
    "given_up": flagged(GIVEN_UP),
    "done": flagged(DONE),
    "no_show": flagged(NO_SHOW),
    "left_uncalled": flagged(LEFT, CALLED),
    "closed": flagged(CLOSED),
    "walked": flagged(WALKED),
    "served": flagged(SERVED),
    "in_house": flagged(IN_HOUSE),
}
_DURATIONS = ("wait_s", "walk_s", "service_s", "house_s")


def _outcomes(dimensions: tuple[str, ...]) -> str:
    sums = ", ".join(f"sum({name}) AS {name}" for name in _DURATIONS)
    return _grouped(dimensions, _fine(dimensions, "flags", f", {sums}"), f"{counts(_COUNTS)}, {sums}")


class WaitsFrames:
    """What was counted, by dimension.

    Attributes:
        waits: By dimension: its columns, `waited_s` (whole seconds), `n`.
        outcomes: By dimension: its columns and counts (`_COUNTS`), sums of durations in seconds (`_DURATIONS`).
    """

    def __init__(self, waits: dict[str, pd.DataFrame], outcomes: dict[str, pd.DataFrame]) -> None:
        self.waits, self.outcomes = waits, outcomes


def _apart(frame: pd.DataFrame, dimensions: tuple[str, ...]) -> dict[str, pd.DataFrame]:
    """Return each dimension's rows."""
    columns = _columns(dimensions)
    if f"of_{columns[0]}" not in frame:
        return {dimensions[0]: frame}
    over = frame[[f"of_{column}" for column in columns]].to_numpy(dtype=bool)
    found = {}
    for name in dimensions:
        summed_over = np.array([column not in DIMENSIONS[name] for column in columns])
        mine = (over == summed_over).all(axis=1)
        others = {*(f"of_{column}" for column in columns), *(column for column in columns if column not in DIMENSIONS[name])}
        found[name] = frame.loc[mine, [column for column in frame.columns if column not in others]].reset_index(drop=True)
    return found


def read(source: Source, asked: Filter) -> WaitsFrames:
    """Return the waits and outcomes of the tickets that `asked` names, by all dimensions but `group`."""
    return _frames(source, asked, _READ, _COUNTED)


def read_groups(source: Source, asked: Filter) -> WaitsFrames:
    """Return the same by `group` alone."""
    return _frames(source, asked, (("group",),), (("group",),))


def _frames(
    source: Source, asked: Filter, read_at_once: Sequence[tuple[str, ...]], counted_at_once: Sequence[tuple[str, ...]]
) -> WaitsFrames:
    waits: dict[str, pd.DataFrame] = {}
    outcomes: dict[str, pd.DataFrame] = {}
    counted = [_outcomes(dimensions) for dimensions in counted_at_once]
    found = at_once(source, [(sql, asked) for sql in (*counted, *(_waits(dimensions) for dimensions in read_at_once))])
    for dimensions, frame in zip(counted_at_once, found, strict=False):
        outcomes |= _apart(uncategorised(frame), dimensions)
    for dimensions, frame in zip(read_at_once, found[len(counted) :], strict=True):
        waits |= _apart(frame, dimensions)
    names = [name for name in DIMENSIONS if name in waits]
    return WaitsFrames({name: waits[name] for name in names}, {name: outcomes[name] for name in names})
