"""What halls served on closed days, by channel and month."""

from typing import NamedTuple

import pandas as pd

from analytics.measures.counted import uncategorised
from analytics.queries.facts import DONE, MONTH, counts, flagged
from analytics.queries.filter import Filter
from analytics.queries.source import Source, at_once

_COUNTS = f"""
WITH fine AS MATERIALIZED (SELECT hall, channel, month_number, flags, count(*) AS n FROM facts GROUP BY ALL)
SELECT hall, channel, {MONTH} AS month, grouping(channel) AS of_channel, grouping(month_number) AS of_month,
    {counts({"issued": "true", "served": flagged(DONE)})}
FROM fine
GROUP BY GROUPING SETS ((hall), (hall, channel), (hall, month_number))
"""

_DAYS = """
SELECT hall, date_trunc('month', date)::DATE AS month, grouping(hall) AS of_hall, count(DISTINCT date) AS days
FROM days
GROUP BY GROUPING SETS ((hall), (date_trunc('month', date)::DATE))
"""


class TownsFrames(NamedTuple):
    """Tickets `issued` and visits `served` by `hall`, by `hall` and `channel`, by `hall` and `month`.

    Attributes:
        days: `hall`, `days`: its closed days. month_days: `month`, `days`: dates of which any of the halls has a closed day.
    """

    hall: pd.DataFrame
    channel: pd.DataFrame
    month: pd.DataFrame
    days: pd.DataFrame
    month_days: pd.DataFrame


def read(source: Source, asked: Filter) -> TownsFrames:
    """Return what the tickets that `asked` names were."""
    counted, days = at_once(source, [(_COUNTS, asked), (_DAYS, asked)])
    counted = uncategorised(counted)
    by_channel, by_month = counted["of_channel"].eq(0), counted["of_month"].eq(0)
    kept = ["issued", "served"]
    return TownsFrames(
        hall=counted.loc[~by_channel & ~by_month, ["hall", *kept]].reset_index(drop=True),
        channel=counted.loc[by_channel, ["hall", "channel", *kept]].reset_index(drop=True),
        month=counted.loc[by_month, ["hall", "month", *kept]].reset_index(drop=True),
        days=days.loc[days["of_hall"].eq(0), ["hall", "days"]].reset_index(drop=True),
        month_days=days.loc[days["of_hall"].eq(1), ["month", "days"]].sort_values("month").reset_index(drop=True),
    )
