"""Counters and what came to them, of the closed days: opening and busy times by hour, arrivals, service times, who was overtaken."""

from typing import Literal, NamedTuple

import msgspec
import pandas as pd

from analytics.queries.facts import DONE, SERVED, flagged
from analytics.queries.filter import Filter
from analytics.queries.source import Source

OVERTAKEN_MOST = 500_000
"""Tickets of which it is told who was overtaken: that needs each hall-day in order, and would hold up the page for more."""

_DAYS = "SELECT count(DISTINCT date) AS days FROM days"

_COUNTERS = """
SELECT hour, sum(open_s) AS open_s, sum(busy_s) AS busy_s, sum(paused_s) AS paused_s, sum(longest_s) AS longest_s
FROM (
    SELECT date, hour, sum(open_s) AS open_s, sum(busy_s) AS busy_s, sum(paused_s) AS paused_s, max(open_s) AS longest_s
    FROM counters GROUP BY date, hour
)
GROUP BY hour ORDER BY hour
"""

_ARRIVALS = "SELECT hour, count(*) AS issued FROM facts GROUP BY hour ORDER BY hour"

_AT_COUNTER = (
    f"SELECT sum(service_s + coalesce(walk_s, 0)) AS at_counter_s, count(*) AS done FROM facts WHERE {flagged(DONE | SERVED)}"
)

_SERVED = f"SELECT {{of}}, served_s, count(*) AS n FROM facts WHERE {flagged(DONE | SERVED)} GROUP BY ALL"

_WAITS = "SELECT priority, waited_s, count(*) AS n FROM facts WHERE waited_s IS NOT NULL GROUP BY ALL"

_OVERTAKEN = """
SELECT priority, channel, service_group, service, count(*) AS called,
    count(*) FILTER (WHERE next_any < called_at) AS overtaken,
    count(*) FILTER (WHERE next_alike < called_at) AS by_alike
FROM (
    SELECT *,
        min(called_at) OVER (PARTITION BY hall, date, line ORDER BY "order" ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS next_any,
        min(called_at) OVER (
            PARTITION BY hall, date, line, priority ORDER BY "order" ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
        ) AS next_alike
    FROM (
        SELECT tickets.*, CASE WHEN days.counters = days.unified THEN '' ELSE coalesce(service_group, '') END AS line
        FROM tickets JOIN days USING (hall, date)
    )
)
WHERE called_at IS NOT NULL
GROUP BY ALL
"""

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
            priority); None: too many tickets. Lines are the hall's one where all counters were unified, else those of the groups.
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
    arrivals = source.frame(_ARRIVALS, asked)
    mean_s, done = at_counter_s(source, asked)
    return StaffingFrames(
        days=int(source.frame(_DAYS, asked)["days"].iloc[0]),
        counters=source.frame(_COUNTERS, asked),
        arrivals=arrivals,
        at_counter_s=mean_s,
        done=done,
        services=source.frame(_SERVED.format(of="service"), asked),
        waits=source.frame(_WAITS, asked),
        overtaken=_overtaken(source, asked) if int(arrivals["issued"].sum()) <= OVERTAKEN_MOST else None,
    )


def served_by_group(source: Source, asked: Filter) -> pd.DataFrame:
    """Return service times by service group: `service_group`, `served_s` (whole seconds), `n`."""
    return source.frame(_SERVED.format(of="service_group"), asked)


def at_counter_s(source: Source, asked: Filter) -> tuple[float, int]:
    """Return the mean time at the counter of finished visits, seconds (the walk to it included; NaN: of none), and how many they are."""
    found = source.frame(_AT_COUNTER, asked).iloc[0]
    done = int(found["done"])
    return (float(found["at_counter_s"]) / done if done else float("nan")), done


def _overtaken(source: Source, asked: Filter) -> pd.DataFrame:
    """Whom others overtook: looked for among all tickets, and then narrowed, for the others may be of any kind."""
    everybody = msgspec.structs.replace(asked, services=(), groups=(), channels=(), priorities=())
    found = source.frame(_OVERTAKEN, everybody)
    for column, wanted in (
        ("service", asked.services),
        ("service_group", asked.groups),
        ("channel", asked.channels),
        ("priority", asked.priorities),
    ):
        if wanted:
            found = found[found[column].isin(wanted)]
    return found.groupby("priority", as_index=False)[["called", "overtaken", "by_alike"]].sum()


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
