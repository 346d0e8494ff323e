"""Counters and what came to them, of the closed days: opening and busy times by hour, arrivals, service times, who was overtaken."""

from functools import cached_property
from math import nan
from typing import Literal

import pandas as pd

from analytics.measures.counted import summed
from analytics.queries.facts import BY_ALIKE, DONE, OVERTAKEN, SERVED, flagged
from analytics.queries.filter import Filter
from analytics.queries.source import Source, at_once

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

_WAITS = f"""
SELECT priority, waited_s, count(*) AS n, count(overtaken) AS told,
    count(*) FILTER (WHERE overtaken & {OVERTAKEN} = {OVERTAKEN}) AS overtaken,
    count(*) FILTER (WHERE overtaken & {BY_ALIKE} = {BY_ALIKE}) AS by_alike
FROM facts WHERE waited_s IS NOT NULL GROUP BY priority, waited_s
"""

_RECORDED = "SELECT date, sum(tickets)::BIGINT AS tickets FROM days GROUP BY date ORDER BY date"

_REFORMS = """
SELECT hall, scenario, max(counters) AS counters, max(date) AS last, min(date) AS first
FROM days WHERE scenario IS NOT NULL GROUP BY ALL
"""

Kind = Literal["tickets", "counters", "days"]


class StaffingFrames:
    """What a page about staffing is made of; each is waited for when it is asked for.

    Attributes:
        recorded: As `recorded` returns it. days: Dates on which any of the halls was open.
        counters: By hour: `open_s`, `busy_s`, `paused_s`, sums over counters and days, seconds; `longest_s`: of each day's counter that was
            open longest in the hour. What narrows tickets does not narrow them.
        arrivals: By hour of issue: `issued`.
        at_counter_s: Mean time at the counter of finished visits, the walk to it included; NaN: of none. `done`: how many they are.
        services: `service`, `served_s` (whole seconds), `n`.
        waits: `priority`, `waited_s`, `n`.
        overtaken: Index `priority`: `called`, `overtaken` (a later ticket of the line was called before), `by_alike` (one of the same
            priority); None: not told of tickets that are not kept in memory. Lines are the hall's one where all counters were unified, else those of the groups.
    """

    def __init__(self, source: Source, asked: Filter) -> None:
        questions = (_COUNTERS, _AT_COUNTER, _RECORDED, _SERVED.format(of="service"), _WAITS)
        self._counters, self._issued, self._recorded, self._services, self._waits = at_once(
            source, [(sql, asked) for sql in questions]
        )

    @property
    def recorded(self) -> pd.DataFrame:
        return self._recorded.result()

    @property
    def days(self) -> int:
        return len(self.recorded)

    @property
    def counters(self) -> pd.DataFrame:
        return self._counters.result()

    @property
    def arrivals(self) -> pd.DataFrame:
        return self._issued.result()[["hour", "issued"]]

    @property
    def at_counter_s(self) -> float:
        return _mean_at_counter(self._issued.result())[0]

    @property
    def done(self) -> int:
        return _mean_at_counter(self._issued.result())[1]

    @property
    def services(self) -> pd.DataFrame:
        return self._services.result()

    @property
    def waits(self) -> pd.DataFrame:
        return self._waits.result()[["priority", "waited_s", "n"]]

    @cached_property
    def overtaken(self) -> pd.DataFrame | None:
        found = self._waits.result()
        if (found["told"] < found["n"]).any():
            return None
        values = {
            name: found[of].to_numpy() for name, of in (("called", "n"), ("overtaken", "overtaken"), ("by_alike", "by_alike"))
        }
        return summed(found[["priority"]], values)


def read(source: Source, asked: Filter) -> StaffingFrames:
    """Return what there is about the tickets and counters that `asked` names."""
    return StaffingFrames(source, asked)


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
    """Return the days on which any of the halls was open: `date`, `tickets` (of all of them)."""
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
