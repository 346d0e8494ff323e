"""A hall's closed months for everybody: the dashboards' own measures, and of fewer than five persons nothing."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from analytics.measures.closed import waits_by
from analytics.measures.suppression import FEWEST
from analytics.queries.filter import Filter
from analytics.queries.history import History
from analytics.queries.waits import DIMENSIONS, read
from analytics.reports.month import Month, last_over, month_of

LATEST = 24
"""Months that are shown of a hall: two years."""
KEPT = 512
"""Figures kept, some ten KB each: both languages of a page are made of the same, and all months of a hall have one table."""
COLUMNS = ("served", "p50_s", "p90_s", "service_level", "left_share")
_OF = {"served": "done", "p50_s": "called", "p90_s": "called", "service_level": "called", "left_share": "left_uncalled"}
"""Of whom each is: with one to four of them it is not shown."""


class HallFigures(NamedTuple):
    """What is shown of a hall.

    Attributes:
        month: The one that is looked at. months: By `YYYY-MM`, newest first, all that are shown and have a ticket: `COLUMNS`; and `few_`
            and the column's name: true where it is hidden because it is of too few. Waits in seconds, shares 0..1.
        cells: Of `month`, by `weekday` (1 Monday .. 7) and `hour`: `p90_s`, only where at least `FEWEST` were called.
        days: Closed days of the month.
    """

    month: Month
    months: pd.DataFrame
    cells: "pd.Series[float]"
    days: int


def months_of(history: History, hall: str, today: date) -> list[Month]:
    """Return the hall's months that are over, the `LATEST` of them, newest first."""
    span = history.span([hall])
    if span is None:
        return []
    first, last = month_of(span[0]), last_over(span, today)
    over = (last.year - first.year) * 12 + last.number - first.number + 1
    return [last.plus(-n) for n in range(min(over, LATEST))]


def hall_figures(history: History, hall: str, month: Month, months: Sequence[Month]) -> HallFigures:
    """Return the figures of one hall and month, one of `months_of`. They are only read: whoever asks next gets the same ones."""
    return _figures(history, history.version, hall, month, months[-1], months[0])


@lru_cache(KEPT)
def _figures(history: History, version: str, hall: str, month: Month, first: Month, last: Month) -> HallFigures:
    mine = Filter(halls=(hall,), since=month.span[0], until=month.span[1])
    one = read(history, mine)
    cells = waits_by(one.waits["cell"], one.outcomes["cell"], DIMENSIONS["cell"])
    days = history.frame("SELECT count(*) AS days FROM days", mine)
    return HallFigures(
        month=month,
        months=_months(history, version, hall, first, last),
        cells=cells.loc[cells["called"].ge(FEWEST), "p90_s"].sort_index(),
        days=int(days["days"].iloc[0]),
    )


@lru_cache(KEPT)
def _months(history: History, version: str, hall: str, first: Month, last: Month) -> pd.DataFrame:
    together = read(history, Filter(halls=(hall,), since=first.span[0], until=last.span[1]))
    by_month = waits_by(together.waits["month"], together.outcomes["month"], DIMENSIONS["month"])
    by_month.index = pd.DatetimeIndex(by_month.index).strftime("%Y-%m")
    return _public(by_month).sort_index(ascending=False)


def _public(rows: pd.DataFrame) -> pd.DataFrame:
    shown = rows.rename(columns={"done": "served"})[list(COLUMNS)].astype("float64")
    for column, persons in _OF.items():
        few = rows[persons].between(1, FEWEST - 1)
        shown[f"few_{column}"] = few
        shown[column] = shown[column].mask(few)
    # A share of very few is a count of them.
    shown["left_share"] = shown["left_share"].mask(rows["issued"].lt(FEWEST))
    shown["service_level"] = shown["service_level"].mask(rows["called"].lt(FEWEST))
    return shown
