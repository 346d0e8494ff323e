"""What closed days say of today: read once for all who look, not each second."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import pandas as pd

from analytics.measures.forecast import HeldOut, held_out
from analytics.measures.usual import same_weekday
from analytics.once import Once
from analytics.queries import arrivals, staffing
from analytics.queries.filter import Filter
from analytics.queries.history import History
from analytics.queries.live import Snapshot
from analytics.queries.source import Source
from queue_server.city.hall import HallConfig

KEPT = 64
"""Pasts kept, some 150 kB each: of every choice that is looked at, and of the day before."""
WEEKS = 26
"""Closed days that are looked at: eight same weekdays before each of sixty held-out days, and days to learn from before those."""


class Past(NamedTuple):
    """What closed days say of a day; the same as long as the history and the set-up are.

    Attributes:
        days: Those before it, as `queries.arrivals.Arrivals.days`. `same`: of them, the last of the same weekday.
        left_out: As in `queries.arrivals.Arrivals`. same_from, from_: Where the days of `same`, and all of them, are from.
        measured: How the forecast did on held-out days; None: too few.
        at_counter_s: Mean time at the counter, seconds; NaN: not known, or of several halls.
    """

    days: pd.DataFrame
    same: pd.DataFrame
    left_out: int
    same_from: frozenset[str]
    from_: frozenset[str]
    measured: HeldOut | None
    at_counter_s: float


def past(history: Source, configs: Mapping[str, HallConfig], on: date) -> Past:
    """Return what the closed days before `on` say of it."""
    since, before = on - timedelta(weeks=WEEKS), on - timedelta(days=1)
    found = arrivals.read(history, configs, since, before)
    one = len(configs) == 1
    mean_s = staffing.at_counter_s(history, Filter(halls=tuple(configs), since=since, until=before))[0] if one else float("nan")
    same = same_weekday(found.days, on)
    same_from, from_ = (frozenset().union(*(found.sources[day] for day in days.index)) for days in (same, found.days))
    return Past(found.days, same, found.left_out, same_from, from_, held_out(found.days), mean_s)


class Pasts:
    """What closed days say of today, read once a choice, day and version of the history and the set-up."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._once: Once[Past] = Once(KEPT)

    def of(self, snapshot: Snapshot, halls: Sequence[str]) -> Past:
        """Return the past of the halls' day; for several threads."""
        on = snapshot.days[halls[0]].date
        configs = {hall: snapshot.setup.city.halls[hall][0] for hall in halls}
        key = (tuple(halls), on, snapshot.setup.version, self._history.version)
        return self._once.get(key, lambda: past(self._history, configs, date.fromisoformat(on)))
