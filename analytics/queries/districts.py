"""What is compared between halls: each hall's days, and its calls by service."""

import pandas as pd

from analytics.measures.quality import SHORT_S
from analytics.queries.filter import Filter
from analytics.queries.waits import Source

_DAILY = f"""
SELECT hall, date,
    count(*) AS issued,
    count(*) FILTER (WHERE outcome = 'done') AS served,
    count(wait_s) AS called,
    coalesce(sum(wait_s), 0) AS wait_s,
    count(*) FILTER (WHERE wait_s <= target_s) AS within,
    count(*) FILTER (
        WHERE wait_s IS NOT NULL
            OR (outcome <> 'done' AND date_diff('millisecond', issued_at, finished_at) > 1000 * target_s)
    ) AS judged,
    count(*) FILTER (WHERE outcome = 'no_show' AND wait_s IS NOT NULL) AS no_show,
    min(target_s) AS least_target_s,
    max(target_s) AS most_target_s,
    count(*) FILTER (WHERE service_s < {SHORT_S} AND start_left_out IS FALSE) AS short,
    count(*) FILTER (WHERE service_s IS NOT NULL AND start_left_out IS FALSE) AS timed,
    count(*) FILTER (WHERE hasty AND wait_s IS NOT NULL) AS hasty,
    count(*) FILTER (WHERE start_left_out AND (outcome = 'done' OR finished_by_closing)) AS left_out,
    count(*) FILTER (WHERE outcome = 'done' OR finished_by_closing) AS finished,
    count(*) FILTER (WHERE start_left_out IS NOT NULL AND (outcome = 'done' OR finished_by_closing)) AS done,
    count(*) FILTER (WHERE finished_by_closing) AS late
FROM tickets
GROUP BY hall, date
ORDER BY hall, date
"""

_STRATA = "SELECT hall, service, count(wait_s) AS called, sum(wait_s) AS wait_s FROM tickets WHERE wait_s IS NOT NULL GROUP BY hall, service"


def daily(source: Source, asked: Filter) -> pd.DataFrame:
    """Return one row a hall and day with a ticket: counts, and `wait_s`, the sum of its waits in seconds."""
    return source.frame(_DAILY, asked)


def strata(source: Source, asked: Filter) -> pd.DataFrame:
    """Return one row a hall and service (missing: none named) with a call: `called`, `wait_s` (sum, seconds)."""
    return source.frame(_STRATA, asked)
