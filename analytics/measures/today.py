"""How a hall, or several, stand at one moment of the day."""

from typing import NamedTuple

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
    return Today(
        issued=len(tickets),
        waiting=int(waiting.sum()),
        longest_wait_s=float(_waited_s(tickets, now_ms).max()),
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


def by_hall(tickets: pd.DataFrame, halls: pd.DataFrame, *, now_ms: int) -> pd.DataFrame:
    """Return how each hall stands, the one in which somebody has waited longest first.

    Args:
        tickets, halls, now_ms: As for `today`; `halls` with `target_s` (target wait, seconds).

    Returns:
        Index `hall`, also those without a ticket: `waiting`, `longest_wait_s` (NaN: nobody waits), `over` (longer than the target),
        `issued`, `served`, `abandoned`.
    """
    states = tickets["state"]
    frame = halls[[]].copy()
    frame["waiting"] = states.eq("waiting").groupby(tickets["hall"]).sum()
    frame["issued"] = tickets.groupby("hall").size()
    frame["served"] = states.eq("done").groupby(tickets["hall"]).sum()
    by_closing = tickets["finished_ms"].eq(tickets["hall"].map(halls["closed_ms"]))
    gone = states.eq("no_show") | (states.eq("cancelled") & ~by_closing)
    frame["abandoned"] = gone.groupby(tickets["hall"]).sum()
    frame = frame.fillna(0).astype("int64")
    frame["longest_wait_s"] = _waited_s(tickets, now_ms).groupby(tickets["hall"]).max()
    frame["over"] = frame["longest_wait_s"] > halls["target_s"]
    return frame.sort_values(["longest_wait_s", "issued"], ascending=False, kind="stable")


def _waited_s(tickets: pd.DataFrame, now_ms: int) -> "pd.Series[float]":
    """Return how long those who wait have waited since issue, seconds; NaN for others. No wait is negative."""
    waiting = tickets["state"].eq("waiting")
    return ((now_ms - tickets["issued_ms"]) / 1000).clip(lower=0.0).where(waiting)


def _distinct(places: pd.DataFrame) -> int:
    return len(places.dropna().drop_duplicates())
