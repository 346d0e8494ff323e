"""Synthetic closed days of many halls over years, put into a history a month and some halls at once: memory stays bounded."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from analytics.history.months import merge_due
from analytics.history.schema import Kind
from analytics.history.store import Store

SEED = 20_261_127
BEGIN = date(2024, 11, 1)
MONTHS = 24
HALLS_AT_ONCE = 25
GROUPS = ("general", "collection", "pension", "medical", "work_injury", "unemployment", "maternity")
SERVICES = [f"{group[0].upper()}{number:03d}" for group in GROUPS for number in range(1, 19)]
GROUP_OF = np.repeat(np.array(GROUPS), 18)
CHANNELS = np.array(["kiosk", "phone", "web", "appointment", "counter", "terminal", "app"])
PRIORITIES = np.array(["normal", "elder", "disabled", "veteran", "pregnant", "appointment", "urgent"])
OUTCOMES = np.array(["done", "no_show", "left", "closed"])
COUNTERS = 12
HOURS = (9, 10, 11, 14, 15, 16)
TARGET_S = 900


def halls(count: int) -> list[str]:
    return [f"hall-{number:03d}" for number in range(1, count + 1)]


def working_days(months: int) -> dict[str, list[date]]:
    """Return Monday to Friday of the months from `BEGIN`."""
    found: dict[str, list[date]] = {}
    day = BEGIN
    while len(found) <= months:
        if day.weekday() < 5:
            found.setdefault(f"{day:%Y-%m}", []).append(day)
        day += timedelta(days=1)
    del found[f"{day - timedelta(days=1):%Y-%m}"]
    return found


def fill(directory: Path, tickets: int, *, names: Sequence[str], months: int, source: str = "log") -> int:
    """Make a history of these halls with about so many tickets; return how many they are. A server's log drops days of `log` that it has not."""
    by_month = working_days(months)
    a_day = max(1, tickets // (len(names) * sum(map(len, by_month.values()))))
    chance, store, made = np.random.default_rng(SEED), Store(directory), 0
    log = "synthetic" if source == "log" else None
    for days in by_month.values():
        for some in _some(names):
            frames = _frames(chance, some, days, a_day)
            store.write({kind: frame.assign(source=source) for kind, frame in frames.items()}, log=log)
            made += len(frames["tickets"])
        merge_due(store)
    for month in by_month:
        store.merge(month, source, log)
    store.sweep(0)
    store.close()
    return made


def _some(listed: Sequence[str]) -> Iterator[Sequence[str]]:
    for begin in range(0, len(listed), HALLS_AT_ONCE):
        yield listed[begin : begin + HALLS_AT_ONCE]


def _frames(chance: np.random.Generator, some: Sequence[str], days: list[date], a_day: int) -> dict[Kind, pd.DataFrame]:
    whole = pd.MultiIndex.from_product([some, pd.to_datetime(days)], names=["hall", "date"]).to_frame(index=False)
    return {"tickets": _tickets(chance, whole, a_day), "counters": _counters(chance, whole), "days": _days(whole, a_day)}


def _tickets(chance: np.random.Generator, whole: pd.DataFrame, a_day: int) -> pd.DataFrame:
    rows = whole.loc[whole.index.repeat(a_day)].reset_index(drop=True)
    count = len(rows)
    order = np.tile(np.arange(1, a_day + 1), len(whole))
    hour = np.array(HOURS)[(order - 1) * len(HOURS) // a_day]
    issued = rows["date"] + pd.to_timedelta(hour * 3600 - 8 * 3600 + chance.integers(0, 3600, count), unit="s")
    wait_s = np.round(chance.gamma(1.4, 420, count), 3)
    walk_s, service_s = np.round(chance.gamma(2, 12, count), 3), np.round(chance.lognormal(5.5, 0.9, count), 3)
    outcome = chance.choice(OUTCOMES, count, p=[0.9, 0.05, 0.04, 0.01])
    called, done = outcome != "left", outcome == "done"
    service = chance.integers(0, len(SERVICES), count)
    codes = np.array(SERVICES)[service]
    called_at = issued + pd.to_timedelta(wait_s, unit="s")
    started_at = called_at + pd.to_timedelta(walk_s, unit="s")
    finished_at = started_at + pd.to_timedelta(service_s, unit="s")
    return pd.DataFrame(
        {
            "hall": rows["hall"],
            "date": rows["date"],
            "number": np.char.add("A", np.char.zfill(order.astype(str), 3)),
            "order": order,
            "services": pd.Series([[code] for code in codes], dtype=object),
            "service": codes,
            "service_group": GROUP_OF[service],
            "kind": np.where(service % 3 == 0, "reviewed", "instant"),
            "priority": chance.choice(PRIORITIES, count, p=[0.82, 0.1, 0.01, 0.01, 0.01, 0.04, 0.01]),
            "channel": chance.choice(CHANNELS, count, p=[0.6, 0.15, 0.1, 0.05, 0.04, 0.03, 0.03]),
            "home_district": None,
            "issued_at": issued,
            "called_at": called_at.where(called),
            "started_at": started_at.where(done),
            "finished_at": finished_at.where(done),
            "month": rows["date"].dt.to_period("M").dt.start_time,
            "weekday": rows["date"].dt.weekday + 1,
            "hour": hour,
            "outcome": outcome,
            "counter": pd.Series(chance.integers(1, COUNTERS + 1, count), dtype="Int64").where(called),
            "calls": called.astype(int),
            "returns": 0,
            "transfers": 0,
            "holds": 0,
            "wait_s": np.where(called, wait_s, np.nan),
            "walk_s": np.where(done, walk_s, np.nan),
            "service_s": np.where(done, service_s, np.nan),
            "house_s": np.where(done, wait_s + walk_s + service_s, np.nan),
            "p50_s": np.round(wait_s * 0.9, 1),
            "p90_s": np.round(wait_s * 1.8, 1),
            "target_s": TARGET_S,
            "start_left_out": chance.random(count) < 0.02,
            "hasty": chance.random(count) < 0.005,
            "finished_by_closing": False,
            "source": "log",
            "scenario": None,
        }
    )


def _counters(chance: np.random.Generator, whole: pd.DataFrame) -> pd.DataFrame:
    hours = pd.DataFrame({"hour": HOURS}).merge(pd.DataFrame({"counter": range(1, COUNTERS + 1)}), how="cross")
    rows = whole.merge(hours, how="cross")
    spent = {"open_s": 3600.0, "busy_s": np.round(chance.uniform(0, 3600, len(rows))), "paused_s": 0.0}
    return rows[["hall", "date", "counter", "hour"]].assign(unified=True, **spent, source="log", scenario=None)


def _days(whole: pd.DataFrame, a_day: int) -> pd.DataFrame:
    return whole.assign(
        opened_at=whole["date"] + pd.to_timedelta(30, unit="min"),
        closed_at=whole["date"] + pd.to_timedelta(9, unit="h"),
        setup_version=1,
        counters=COUNTERS,
        unified=COUNTERS,
        policy="accumulating",
        target_s=TARGET_S,
        tickets=a_day,
        events=4 * a_day,
        source="log",
        scenario=None,
    )
