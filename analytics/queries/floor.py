"""The floor of a hall: its counters as they are now, and the range of a ticket taken now.

Rows say what tickets went through, not what a free or paused counter does; so days are folded from their events by the core, as the
server folds them, and each is folded on from where it was.
"""

import logging
from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd
from sqlalchemy import Connection, select

from analytics.queries.day import Day
from queue_server.city.hall import HallConfig
from queue_server.core.counter import CounterState
from queue_server.core.day import HallDay
from queue_server.core.errors import UnknownEvent
from queue_server.core.estimate import WaitRange, simulate, snapshot
from queue_server.core.events import decode
from queue_server.core.evolve import evolve
from queue_server.eventlog.tables import events

log = logging.getLogger("onewindow.analytics")

COLUMNS = ("hall", "counter", "state", "number", "since_ms", "served")
_TYPES = {"hall": "str", "counter": "int64", "state": "str", "since_ms": "float64", "served": "int64"}


class Floor(NamedTuple):
    """Several halls' counters.

    Attributes:
        counters: One row a counter, by hall and number: `COLUMNS` (`number`: of the ticket at it, missing without one; `since_ms`: when it came into
            `state`, Unix milliseconds, NaN: it has not been open; `served`: tickets finished there).
        taken_now: The range for a ticket taken now without a named service, of one hall alone; None: no open counter would take it, or
            there are several halls.
        unread: Halls whose day holds an event that this release does not know.
    """

    counters: pd.DataFrame
    taken_now: WaitRange | None
    unread: frozenset[str]


class Floors:
    """Days that are folded, one a hall: the newest that was asked for. Not for several threads at once."""

    def __init__(self) -> None:
        self._days: dict[str, tuple[str, HallDay]] = {}

    def read(self, connection: Connection, configs: Mapping[str, HallConfig], days: Mapping[str, Day], now_ms: int) -> Floor:
        """Return the floor of halls, each at its day's head.

        Args:
            configs, days: Of the same halls. now_ms: Hall time.
        """
        rows: list[tuple[object, ...]] = []
        unread: set[str] = set()
        taken_now: WaitRange | None = None
        for hall, config in configs.items():
            try:
                day = self._folded(connection, days[hall])
            except UnknownEvent as error:
                log.warning("a day cannot be folded", extra={"hall": hall, "why": str(error)})
                self._days.pop(hall, None)
                unread.add(hall)
                continue
            rows += _rows(hall, config, day)
            if len(configs) == 1:
                taken_now = _taken_now(day, now_ms)
        frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype(_TYPES)
        return Floor(frame, taken_now, frozenset(unread))

    def _folded(self, connection: Connection, day: Day) -> HallDay:
        stream, folded = self._days.get(day.hall, ("", HallDay()))
        if stream != day.stream or folded.seq > day.head:
            folded = HallDay()
        if folded.seq < day.head:
            bodies = connection.execute(
                select(events.c.body)
                .where(events.c.stream == day.stream, events.c.seq > folded.seq, events.c.seq <= day.head)
                .order_by(events.c.seq)
            ).scalars()
            for body in bodies:
                evolve(folded, decode(body))
        self._days[day.hall] = day.stream, folded
        return folded


def _rows(hall: str, config: HallConfig, day: HallDay) -> list[tuple[object, ...]]:
    """Return the counters of a day, before its first event those of the set-up."""
    if not day.opened:
        closed = CounterState.CLOSED.value
        return [(hall, one.counter, closed, None, float("nan"), 0) for one in config.counters]
    return [
        (
            hall,
            counter.counter,
            counter.state.value,
            day.tickets[counter.ticket].number if counter.ticket is not None else None,
            float(counter.since_ms or "nan"),
            counter.served,
        )
        for counter in day.counters.values()
    ]


def _taken_now(day: HallDay, now_ms: int) -> WaitRange | None:
    """Return what the server tells who takes a ticket now: the same simulation of the same line, made at this moment."""
    at_ms = max(now_ms, day.at_ms)
    line = snapshot(day, at_ms)
    return simulate(line).for_new(day, (), "normal", at_ms) if line is not None else None
