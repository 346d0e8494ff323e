"""Waits of the history, counted by the whole second: from counts every quantile follows, of any grouping, in one pass over the rows."""

from typing import Protocol

import pandas as pd

from analytics.queries.filter import Filter

DIMENSIONS: dict[str, tuple[str, ...]] = {
    "all": (),
    "cell": ("weekday", "hour"),
    "month": ("month",),
    "service": ("service",),
    "channel": ("channel",),
    "priority": ("priority",),
}
"""What waits are told apart by: name -> columns of the history's tickets."""

_COLUMNS = tuple(dict.fromkeys(column for columns in DIMENSIONS.values() for column in columns))


class Source(Protocol):
    """Where closed days are read: `frame` runs a query over `tickets`, `counters`, `days`, narrowed by the filter."""

    def frame(self, sql: str, asked: Filter, /) -> pd.DataFrame: ...


def _sets(more: str = "") -> str:
    return ", ".join("(" + ", ".join([*columns, *([more] if more else [])]) + ")" for columns in DIMENSIONS.values())


_KEYS = ", ".join([*_COLUMNS, *(f"grouping({column}) AS of_{column}" for column in _COLUMNS)])

_WAITS = f"""
SELECT {_KEYS}, waited_s, count(*) AS n
FROM (SELECT *, round(wait_s)::INTEGER AS waited_s FROM tickets WHERE wait_s IS NOT NULL)
GROUP BY GROUPING SETS ({_sets("waited_s")})
"""

_OUTCOMES = f"""
SELECT {_KEYS},
    count(*) AS issued,
    count(wait_s) AS called,
    count(*) FILTER (WHERE wait_s <= target_s) AS within,
    count(*) FILTER (
        WHERE wait_s IS NULL AND outcome <> 'done' AND date_diff('millisecond', issued_at, finished_at) > 1000 * target_s
    ) AS given_up,
    count(*) FILTER (WHERE outcome = 'done') AS done,
    count(*) FILTER (WHERE outcome = 'no_show') AS no_show,
    count(*) FILTER (WHERE outcome = 'left' AND wait_s IS NULL) AS left_uncalled,
    count(*) FILTER (WHERE outcome = 'closed') AS closed,
    sum(wait_s) AS wait_s, sum(walk_s) AS walk_s, count(walk_s) AS walked,
    sum(service_s) AS service_s, count(service_s) AS served,
    sum(house_s) AS house_s, count(house_s) AS in_house
FROM tickets
GROUP BY GROUPING SETS ({_sets()})
"""


class WaitsFrames:
    """Answers of one pass, taken apart by dimension.

    Attributes:
        waits: By dimension: its columns, `waited_s` (whole seconds), `n`.
        outcomes: By dimension: its columns and counts (`_OUTCOMES`), sums of durations in seconds with how many they are of.
    """

    def __init__(self, waits: pd.DataFrame, outcomes: pd.DataFrame) -> None:
        self.waits = {name: _of(waits, columns) for name, columns in DIMENSIONS.items()}
        self.outcomes = {name: _of(outcomes, columns) for name, columns in DIMENSIONS.items()}


def _of(frame: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """Return the rows that were grouped by just these columns."""
    mine = pd.Series(True, index=frame.index)
    for column in _COLUMNS:
        mine &= frame[f"of_{column}"].eq(0 if column in columns else 1)
    dropped = [*(f"of_{column}" for column in _COLUMNS), *(column for column in _COLUMNS if column not in columns)]
    return frame[mine].drop(columns=dropped).reset_index(drop=True)


def read(source: Source, asked: Filter) -> WaitsFrames:
    """Return the waits and outcomes of the tickets that `asked` names."""
    return WaitsFrames(source.frame(_WAITS, asked), source.frame(_OUTCOMES, asked))
