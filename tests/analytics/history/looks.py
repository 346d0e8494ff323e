"""What a reader finds in a history."""

from collections.abc import Callable
from datetime import date

import pandas as pd

from analytics.queries.filter import Filter
from analytics.queries.history import History

Ask = Callable[..., pd.DataFrame]
"""Asks a history: SQL, a filter (default: everything), values."""

HALLS = ("wendeng", "zetou", "gejia", "daoji", "rongcheng", "shidao")
EVERYTHING = Filter(halls=HALLS, since=date(2000, 1, 1), until=date(2099, 12, 31))


def counted(history: History, filter_: Filter = EVERYTHING) -> dict[tuple[str, str], int]:
    """Return how many tickets each hall-day has."""
    found = history.frame("SELECT hall, date::VARCHAR AS date, count(*) AS tickets FROM tickets GROUP BY ALL", filter_)
    return {(row.hall, row.date): row.tickets for row in found.itertuples()}


def policies(history: History, filter_: Filter = EVERYTHING) -> dict[tuple[str, str], str]:
    """Return what tells the versions of days apart."""
    found = history.frame("SELECT hall, date::VARCHAR AS date, policy FROM days", filter_)
    assert not found.duplicated(["hall", "date"]).any(), "a day is there twice"
    return {(row.hall, row.date): row.policy for row in found.itertuples()}
