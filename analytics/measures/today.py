"""How a hall, or several, stand at one moment of the day."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from analytics.measures.waits import Waits, waits


class Today(NamedTuple):
    """The day so far. Every ticket is counted in one of `waiting`, `at_counter`, `held`, `served`, `abandoned`, `ended_by_closing`.

    Attributes:
        issued: Tickets issued.
        waiting: In the line now, also those that came back into it.
        longest_wait_s: Since issue, of who has waited longest; NaN when nobody waits.
        at_counter: Called or being served now. `held`: put aside for a form, a photo.
        served: Visits finished.
        abandoned: `no_shows` (called in vain) and `cancelled` (by the visitor or staff).
        ended_by_closing: Cancelled when the day was closed.
        counters_busy: Counters with a ticket now. `counters_used`: with a ticket at any time today. `counters`: set up.
        waits: Of the tickets called at least once.
    """

    issued: int
    waiting: int
    longest_wait_s: float
    at_counter: int
    held: int
    served: int
    no_shows: int
    cancelled: int
    ended_by_closing: int
    counters_busy: int
    counters_used: int
    counters: int
    waits: Waits

    @property
    def abandoned(self) -> int:
        return self.no_shows + self.cancelled


def today(tickets: pd.DataFrame, halls: pd.DataFrame, *, now_ms: int) -> Today:
    """Count the tickets of one day.

    Args:
        tickets: One row a ticket: `hall`, `state`, `issued_ms`, `finished_ms`, `counter`, `wait_s`, `target_s`.
        halls: One row a hall, index `hall`: `counters` (set up), `closed_ms` (when its day was closed, NaN: it is not).
        now_ms: Hall time, Unix milliseconds; before the last event it counts as that moment, so no wait is negative.

    A cancelled ticket was ended by closing when it ended in the very millisecond in which the day was closed: closing stamps all
    that it causes with one time.
    """
    states = tickets["state"]
    waiting = states.eq("waiting")
    cancelled = states.eq("cancelled")
    by_closing = cancelled & tickets["finished_ms"].eq(tickets["hall"].map(halls["closed_ms"]))
    at_counter = states.isin(["called", "serving"])
    places = tickets[["hall", "counter"]]
    longest_s = (now_ms - tickets.loc[waiting, "issued_ms"].min()) / 1000 if waiting.any() else np.nan
    return Today(
        issued=len(tickets),
        waiting=int(waiting.sum()),
        longest_wait_s=max(0.0, float(longest_s)) if waiting.any() else np.nan,
        at_counter=int(at_counter.sum()),
        held=int(states.eq("held").sum()),
        served=int(states.eq("done").sum()),
        no_shows=int(states.eq("no_show").sum()),
        cancelled=int((cancelled & ~by_closing).sum()),
        ended_by_closing=int(by_closing.sum()),
        counters_busy=_distinct(places[at_counter]),
        counters_used=_distinct(places),
        counters=int(halls["counters"].sum()),
        waits=waits(tickets),
    )


def _distinct(places: pd.DataFrame) -> int:
    return len(places.dropna().drop_duplicates())
