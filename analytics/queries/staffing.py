"""Counters and what came to them, of the closed days: opening and busy times by hour, arrivals, service times, who was overtaken."""

from math import nan
from typing import Literal, NamedTuple

import pandas as pd

from analytics.queries.facts import BY_ALIKE, DONE, OVERTAKEN, SERVED, flagged
from analytics.queries.filter import Filter
from analytics.queries.source import Source, at_once

_DAYS = "SELECT count(DISTINCT date) AS days FROM days"

_COUNTERS = """
SELECT hour, sum(open_s) AS open_s, sum(busy_s) AS busy_s, sum(paused_s) AS paused_s, sum(longest_s) AS longest_s
FROM (
    SELECT date, hour, sum(open_s) AS open_s, sum(busy_s) AS busy_s, sum(paused_s) AS paused_s, max(longest_s) AS longest_s
    FROM hours GROUP BY date, hour
)
GROUP BY hour ORDER BY hour
"""

_AT_COUNTER = f"""
SELECT hour, count(*) AS issued, coalesce(sum(service_s + coalesce(walk_s, 0)) FILTER (WHERE {flagged(DONE | SERVED)}), 0) AS at_counter_s,
    count(*) FILTER (WHERE {flagged(DONE | SERVED)}) AS done
FROM facts GROUP BY hour ORDER BY hour
"""

_SERVED = f"SELECT {{of}}, served_s, count(*) AS n FROM facts WHERE {flagged(DONE | SERVED)} GROUP BY ALL"

_WAITS = "SELECT priority, waited_s, count(*) AS n FROM facts WHERE waited_s IS NOT NULL GROUP BY ALL"

_OVERTAKEN_BITS = (
    f"sum(overtaken & {OVERTAKEN})::BIGINT AS overtaken, sum((overtaken & {BY_ALIKE}) // {BY_ALIKE})::BIGINT AS by_alike"
)
_OVERTAKEN = f"SELECT priority, count(*) AS called, {_OVERTAKEN_BITS} FROM facts WHERE waited_s IS NOT NULL GROUP BY priority"

_RECORDED = "SELECT date, tickets FROM days ORDER BY date"

_REFORMS = """
SELECT hall, scenario, max(counters) AS counters, max(date) AS last, min(date) AS first
FROM days WHERE scenario IS NOT NULL GROUP BY ALL
"""

Kind = Literal["tickets", "counters", "days"]


class StaffingFrames(NamedTuple):
    """What a page about staffing is made of.

    Attributes:
        days: Dates on which any of the halls was open.
        counters: By hour: `open_s`, `busy_s`, `paused_s`, sums over counters and days, seconds; `longest_s`: of each day's counter that was
            open longest in the hour. What narrows tickets does not narrow them.
        arrivals: By hour of issue: `issued`.
        at_counter_s: Mean time at the counter of finished visits, the walk to it included; NaN: of none. `done`: how many they are.
        services: `service`, `served_s` (whole seconds), `n`.
        waits: `priority`, `waited_s`, `n`.
        overtaken: By `priority`: `called`, `overtaken` (a later ticket of the line was called before), `by_alike` (one of the same
            priority); None: not told of tickets that are not kept in memory. Lines are the hall's one where all counters were unified, else those of the groups.
    """

    days: int
    counters: pd.DataFrame
    arrivals: pd.DataFrame
    at_counter_s: float
    done: int
    services: pd.DataFrame
    waits: pd.DataFrame
    overtaken: pd.DataFrame | None


def read(source: Source, asked: Filter) -> StaffingFrames:
    """Return what there is about the tickets and counters that `asked` names."""
    questions = (_SERVED.format(of="service"), _AT_COUNTER, _WAITS, _OVERTAKEN, _COUNTERS, _DAYS)
    services, issued, waits, seen, counters, days = at_once(source, [(sql, asked) for sql in questions])
    mean_s, done = _mean_at_counter(issued)
    return StaffingFrames(
        days=int(days["days"].iloc[0]),
        counters=counters,
        arrivals=issued[["hour", "issued"]],
        at_counter_s=mean_s,
        done=done,
        services=services,
        waits=waits,
        overtaken=None if seen["overtaken"].isna().any() else seen,
    )


def served_by_group(source: Source, asked: Filter) -> pd.DataFrame:
    """Return service times by service group: `service_group`, `served_s` (whole seconds), `n`."""
    return source.frame(_SERVED.format(of="service_group"), asked)


def at_counter_s(source: Source, asked: Filter) -> tuple[float, int]:
    """Return the mean time at the counter of finished visits, seconds (the walk to it included; NaN: of none), and how many they are."""
    return _mean_at_counter(source.frame(_AT_COUNTER, asked))


def _mean_at_counter(issued: pd.DataFrame) -> tuple[float, int]:
    done = int(issued["done"].sum())
    return (float(issued["at_counter_s"].sum()) / done if done else nan), done


def recorded(source: Source, asked: Filter) -> pd.DataFrame:
    """Return the days that there are: `date`, `tickets`."""
    return source.frame(_RECORDED, asked)


def reforms(source: Source, asked: Filter) -> pd.DataFrame:
    """Return the simulated scenarios of halls: `hall`, `scenario`, `counters` (the most set up), `first` and `last` date."""
    return source.frame(_REFORMS, asked)


def playable(source: Source, asked: Filter) -> dict[Kind, pd.DataFrame]:
    """Return whole hall-days as they are played again: every row of each kind."""
    return {
        "tickets": source.frame("SELECT * FROM tickets", asked),
        "counters": source.frame("SELECT * FROM counters", asked),
        "days": source.frame("SELECT * FROM days", asked),
    }
