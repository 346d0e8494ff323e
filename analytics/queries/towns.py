"""What halls served on closed days, by channel and month."""

from typing import NamedTuple

import pandas as pd

from analytics.measures.counted import uncategorised
from analytics.queries.facts import DONE, MONTH, flagged
from analytics.queries.filter import Filter
from analytics.queries.source import Source, at_once

_VISITS = f"""
SELECT hall, channel, {MONTH} AS month, issued, served
FROM (
    SELECT hall, channel, month_number, count(*) AS issued, count(*) FILTER (WHERE {flagged(DONE)}) AS served FROM facts GROUP BY ALL
)
"""

_DAYS = """
SELECT hall, date_trunc('month', date)::DATE AS month, grouping(hall) AS of_hall, count(DISTINCT date) AS days
FROM days
GROUP BY GROUPING SETS ((hall), (date_trunc('month', date)::DATE))
"""


class TownsFrames(NamedTuple):
    """What halls served.

    Attributes:
        visits: Tickets `issued` and visits `served` by `hall`, `channel` and `month`.
        days: `hall`, `days`: its closed days. month_days: `month`, `days`: dates of which any of the halls has a closed day.
    """

    visits: pd.DataFrame
    days: pd.DataFrame
    month_days: pd.DataFrame


def read(source: Source, asked: Filter) -> TownsFrames:
    """Return what the tickets that `asked` names were."""
    visits, days = (found.result() for found in at_once(source, [(_VISITS, asked), (_DAYS, asked)]))
    return TownsFrames(
        visits=uncategorised(visits),
        days=days.loc[days["of_hall"].eq(0), ["hall", "days"]].reset_index(drop=True),
        month_days=days.loc[days["of_hall"].eq(1), ["month", "days"]].sort_values("month").reset_index(drop=True),
    )
