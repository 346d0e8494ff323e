"""What is compared between halls: each hall's days, and its calls by service."""

from collections.abc import Sequence
from functools import cached_property

import pandas as pd
from msgspec import structs

from analytics.measures.counted import uncategorised
from analytics.queries.facts import (
    CALLED,
    DONE,
    GIVEN_UP,
    HASTY,
    LATE,
    NO_SHOW,
    SERVED,
    SHORT,
    START_KNOWN,
    START_LEFT_OUT,
    WITHIN,
    counts,
    flagged,
)
from analytics.queries.filter import Filter
from analytics.queries.source import Source, at_once

_FINISHED = f"({flagged(DONE)} OR {flagged(LATE)})"

_COUNTS = {
    "issued": "true",
    "served": flagged(DONE),
    "called": flagged(CALLED),
    "within": flagged(WITHIN),
    "judged": f"({flagged(CALLED)} OR {flagged(GIVEN_UP)})",
    "no_show": flagged(NO_SHOW | CALLED),
    "short": flagged(SHORT | START_KNOWN, START_LEFT_OUT),
    "timed": flagged(SERVED | START_KNOWN, START_LEFT_OUT),
    "hasty": flagged(HASTY | CALLED),
    "left_out": f"({flagged(START_LEFT_OUT)} AND {_FINISHED})",
    "finished": _FINISHED,
    "done": f"({flagged(START_KNOWN)} AND {_FINISHED})",
    "late": flagged(LATE),
}

_DAILY = f"""
WITH fine AS MATERIALIZED (
    SELECT hall, date, flags, target_s, count(*) AS n, sum(wait_s) AS wait_s FROM facts GROUP BY ALL
)
SELECT hall, date, {counts(_COUNTS)}, coalesce(sum(wait_s), 0) AS wait_s,
    min(target_s) AS least_target_s, max(target_s) AS most_target_s
FROM fine
GROUP BY hall, date
ORDER BY hall, date
"""

_STRATA = "SELECT hall, service, count(*) AS called, sum(wait_s) AS wait_s FROM facts WHERE waited_s IS NOT NULL GROUP BY hall, service"
_MIX = "SELECT service, count(*) AS called, sum(wait_s) AS wait_s FROM facts WHERE waited_s IS NOT NULL GROUP BY service"


def daily(source: Source, asked: Filter) -> pd.DataFrame:
    """Return one row a hall and day with a ticket: counts, and `wait_s`, the sum of its waits in seconds."""
    return uncategorised(source.frame(_DAILY, asked))


class Compared:
    """What halls are compared by; each is waited for when it is asked for.

    Attributes:
        days: As `daily` returns them.
        strata: One row a hall and service (missing: none named) with a call: `called`, `wait_s` (sum, seconds).
        mix: The same, one row a service, of the halls whose mix of services is the standard; or the strata, where these are the same halls.
    """

    def __init__(self, source: Source, asked: Filter, widest: Sequence[str]) -> None:
        self._source, self._of_all = source, structs.replace(asked, halls=tuple(widest))
        self._same = set(widest) == set(asked.halls)
        self._found = at_once(source, [(_DAILY, asked), (_STRATA, asked)])

    @cached_property
    def days(self) -> pd.DataFrame:
        return uncategorised(self._found[0].result())

    @cached_property
    def strata(self) -> pd.DataFrame:
        return uncategorised(self._found[1].result())

    @cached_property
    def mix(self) -> pd.DataFrame:
        return self.strata if self._same else uncategorised(self._source.shared(_MIX, self._of_all))


def compared(source: Source, asked: Filter, widest: Sequence[str]) -> Compared:
    """Return what halls are compared by.

    Args:
        widest: The halls whose mix of services is the standard; those that `asked` names, or more.
    """
    return Compared(source, asked, widest)
