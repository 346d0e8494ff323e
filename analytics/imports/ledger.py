"""Imported hall-days go into the history: those that are new or differ from what it has, and never over another source's."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

import pandas as pd

from analytics.history.frames import Frames
from analytics.history.manifest import HallDate
from analytics.history.schema import DAYS
from analytics.history.store import Store


class Entered(NamedTuple):
    """What became of hall-days: new to the history, another revision, or there already row for row."""

    new: frozenset[HallDate]
    revised: frozenset[HallDate]
    unchanged: frozenset[HallDate]


class Ledger:
    """Writes hall-days of one source. `source`: `import:NAME`."""

    def __init__(self, store: Store, source: str) -> None:
        self._store = store
        self._source = source
        self._sources = {day: part.source for part in store.manifest().parts for day in part.current()}

    def taken(self, day: HallDate) -> bool:
        """Whether the history has the hall-day from another source: its own log, or another import. It is then left alone."""
        return self._sources.get(day, self._source) != self._source

    def enter(self, tickets: Iterable[pd.DataFrame]) -> Entered:
        """Write whole hall-days, a frame of tickets each; durable when this returns.

        Raises:
            HistoryError: the history cannot be read or written.
        """
        frames = [frame for frame in tickets if len(frame)]
        if not frames:
            return Entered(frozenset(), frozenset(), frozenset())
        rows = pd.concat(frames, ignore_index=True)
        both: Frames = {"tickets": rows, "days": _days(rows, self._source)}
        given = frozenset(_hall_dates(rows))
        differing = frozenset(self._store.differing(both))
        if differing:
            wanted = pd.MultiIndex.from_tuples([(day.hall, pd.Timestamp(day.date)) for day in differing])
            changed: Frames = {kind: _of(frame, wanted) for kind, frame in both.items()}
            self._store.write(changed)
        new = frozenset(day for day in differing if day not in self._sources)
        self._sources |= dict.fromkeys(differing, self._source)
        return Entered(new, differing - new, given - differing)


def _of(frame: pd.DataFrame, wanted: pd.MultiIndex) -> pd.DataFrame:
    return frame[pd.MultiIndex.from_frame(frame[["hall", "date"]]).isin(wanted)]


def _hall_dates(rows: pd.DataFrame) -> Iterator[HallDate]:
    for hall, day in rows[["hall", "date"]].drop_duplicates().itertuples(index=False):
        yield HallDate(hall, date(day.year, day.month, day.day))


def _days(rows: pd.DataFrame, source: str) -> pd.DataFrame:
    """Return rows of `days`: how many tickets; other systems do not tell set-ups."""
    counted = (
        rows.groupby(["hall", "date"], sort=True).agg(tickets=("number", "size"), target_s=("target_s", "max")).reset_index()
    )
    counted["source"] = source
    return pd.DataFrame({name: counted.get(name) for name in DAYS}, index=counted.index)
