"""Arrivals of closed days by quarter hours of the halls' own clocks."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import pandas as pd

from analytics.measures.usual import SLOT_MIN, SLOTS
from analytics.queries.day import Day
from analytics.queries.filter import Filter
from analytics.queries.source import Source
from queue_server.city.hall import HallConfig

ENOUGH = 0.9
"""A date counts when at least so many of the halls that have days were open on it: on others sums are not those of a usual day."""

_DAYS = "SELECT hall, date, source FROM days ORDER BY date"

_TICKETS = """
SELECT date, time_bucket(INTERVAL 15 MINUTE, issued_at) AS issued_at, count(*) AS n FROM tickets GROUP BY ALL
"""


class Arrivals(NamedTuple):
    """Days as they came.

    Attributes:
        days: Index: dates, rising; `SLOTS` columns: tickets issued, those of all halls. A day without visitors has noughts.
        left_out: How many dates are not among them: the calendar says that halls were closed, or few of them were open.
        sources: Where each date's days are from, as `days.source` has it.
    """

    days: pd.DataFrame
    left_out: int
    sources: Mapping[date, frozenset[str]]


def read(source: Source, configs: Mapping[str, HallConfig], since: date, until: date) -> Arrivals:
    """Return the days from `since` to `until`, both included.

    Args:
        configs: The halls, by id: their zones and calendars.
    """
    listed = source.frame(_DAYS, Filter(halls=tuple(configs), since=since, until=until))
    listed["date"] = pd.to_datetime(listed["date"]).dt.date
    calendar = [_is_usual(configs[hall], on) for hall, on in zip(listed["hall"], listed["date"], strict=True)]
    usual = listed[pd.Series(calendar, index=listed.index, dtype="bool")]
    counted = usual.groupby("date")["hall"].nunique()
    dates = list(counted.index[counted >= ENOUGH * usual["hall"].nunique()])
    zones: dict[str, list[str]] = {}
    for hall, config in configs.items():
        zones.setdefault(config.tz, []).append(hall)
    days = pd.DataFrame(0, index=pd.Index(dates, name="date", dtype="object"), columns=range(SLOTS), dtype="int64")
    if dates:
        for zone, halls in zones.items():
            days += _by_slot(source.frame(_TICKETS, Filter(halls=tuple(halls), since=since, until=until)), zone, dates)
    sources = {on: frozenset(names) for on, names in usual.groupby("date")["source"]}
    return Arrivals(days, listed["date"].nunique() - len(dates), {on: sources[on] for on in dates})


def slots_of(issued: "pd.Series[pd.Timestamp]", dates: "pd.Series[pd.Timestamp]", zone: str) -> "pd.Series[int]":
    """Return the quarter hours of the day, 0..95, in which tickets were issued.

    Args:
        issued: UTC, tz-aware. dates: Of the hall's days that they belong to, midnight without a zone. What was issued on another date of the
            calendar (a day that was left open past midnight) counts at the day's beginning or end.
    """
    local = issued.dt.tz_convert(zone).dt.tz_localize(None)
    minutes = local.dt.hour * 60 + local.dt.minute
    days = (local.dt.normalize() - dates).dt.days
    slots: pd.Series[int] = (minutes // SLOT_MIN).where(days.eq(0), days.clip(0, 1) * (SLOTS - 1))
    return slots


def today_by_slot(tickets: pd.DataFrame, configs: Mapping[str, HallConfig], days: Mapping[str, Day]) -> "pd.Series[int]":
    """Return today's tickets by slot, index 0..95.

    Args:
        tickets: `queries.day.frame_of`. configs, days: Of the halls that they are of, and perhaps of others.
    """
    found = pd.Series(0, index=pd.RangeIndex(SLOTS, name="slot"), dtype="int64")
    for hall, mine in tickets.groupby("hall"):
        issued = pd.to_datetime(mine["issued_ms"], unit="ms", utc=True)
        on = pd.Series(pd.Timestamp(days[str(hall)].date), index=mine.index)
        found = found.add(slots_of(issued, on, configs[str(hall)].tz).value_counts(), fill_value=0)
    return found.astype("int64")


def _by_slot(counted: pd.DataFrame, zone: str, dates: list[date]) -> pd.DataFrame:
    on = pd.to_datetime(counted["date"])
    counted = counted.assign(
        slot=slots_of(pd.to_datetime(counted["issued_at"]).dt.tz_localize("UTC"), on, zone), date=on.dt.date
    )
    table = counted.pivot_table(index="date", columns="slot", values="n", aggfunc="sum", fill_value=0)
    return table.reindex(index=pd.Index(dates, name="date", dtype="object"), columns=range(SLOTS), fill_value=0).astype("int64")


def _is_usual(config: HallConfig, on: date) -> bool:
    """Tell whether the hall's calendar has it open on a date."""
    return config.hours is None or bool(config.sessions(on))
