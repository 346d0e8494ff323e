"""A history in memory: rows as the files have them, asked as the files are."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from analytics.history.schema import COLUMNS, COUNTERS, DAYS, TICKETS, empty
from analytics.history.store import Store
from analytics.queries.facts import facts_of
from analytics.queries.filter import Filter
from analytics.queries.relations import with_relations

DATE = date(2026, 3, 2)


def ticket(order: int = 1, *, wait_s: float | None = 60.0, service_s: float | None = 300.0, **more: Any) -> dict[str, Any]:
    """Return a ticket's row: called after `wait_s` and served for `service_s`, unless said otherwise."""
    on: date = more.get("date", DATE)
    issued = more.get(
        "issued_at", datetime(on.year, on.month, on.day, 1, tzinfo=UTC).replace(tzinfo=None) + timedelta(minutes=order)
    )
    called = None if wait_s is None else issued + timedelta(seconds=wait_s)
    finished = None if called is None or service_s is None else called + timedelta(seconds=service_s)
    row: dict[str, Any] = dict.fromkeys(TICKETS)
    row |= {
        "hall": "wendeng", "date": on, "number": f"A{order:03d}", "order": order, "services": ["G001"], "service": "G001", "service_group": "general",
        "kind": "instant", "priority": "normal", "channel": "kiosk", "issued_at": issued, "called_at": called, "started_at": called,
        "finished_at": finished, "month": on.replace(day=1), "weekday": on.isoweekday(), "hour": 9,
        "outcome": "done" if finished else "closed", "counter": None if called is None else 1, "calls": int(called is not None), "returns": 0,
        "transfers": 0, "holds": 0, "wait_s": wait_s, "walk_s": None if called is None else 0.0, "service_s": service_s if finished else None,
        "house_s": None if finished is None else (finished - issued).total_seconds(), "target_s": 900, "start_left_out": False,
        "hasty": False, "finished_by_closing": False, "source": "log",
    }  # fmt: skip
    return row | more


def day(on: date = DATE, hall: str = "wendeng", **more: Any) -> dict[str, Any]:
    """Return the row of a hall's day."""
    row: dict[str, Any] = dict.fromkeys(DAYS)
    row |= {
        "hall": hall, "date": on, "setup_version": 1, "counters": 12, "unified": 12, "policy": "accumulating", "target_s": 900, "tickets": 0,
        "events": 0, "source": "log",
    }  # fmt: skip
    return row | more


def counter(number: int = 1, hour: int = 9, *, open_s: float = 3600.0, busy_s: float = 1800.0, **more: Any) -> dict[str, Any]:
    """Return the row of a counter's hour."""
    row: dict[str, Any] = dict.fromkeys(COUNTERS)
    row |= {
        "hall": "wendeng", "date": DATE, "counter": number, "hour": hour, "unified": True, "open_s": open_s, "busy_s": busy_s, "paused_s": 0.0,
        "source": "log",
    }  # fmt: skip
    return row | more


def stored(
    directory: Path, tickets: Sequence[Mapping[str, Any]], opened: Sequence[Mapping[str, Any]] = (), /, **of_days: Any
) -> Path:
    """Write tickets, counters' hours, and the days that the tickets are of, as a history; return its directory.

    Args:
        of_days: What the days' rows have other than `day` says.
    """
    days = {(row["hall"], row["date"]): {"source": row["source"], "scenario": row["scenario"]} | of_days for row in tickets}
    store = Store(directory)
    store.write(
        {
            "tickets": pd.DataFrame([dict(row) for row in tickets], columns=list(TICKETS)),
            "counters": pd.DataFrame([dict(row) for row in opened], columns=list(COUNTERS)),
            "days": pd.DataFrame([day(on, hall, **more) for (hall, on), more in days.items()], columns=list(DAYS)),
        }
    )
    store.close()
    return directory


class Memory:
    """`queries.source.Source` over rows at hand; its days are those of the tickets, unless said otherwise."""

    def __init__(self, tickets: Sequence[Mapping[str, Any]], days: Sequence[Mapping[str, Any]] | None = None) -> None:
        self._duck = duckdb.connect(config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"})
        frame = pd.DataFrame([dict(row) for row in tickets], columns=list(TICKETS)).astype(object)
        frame = frame.where(frame.notna(), None)
        for kind in COLUMNS:
            self._duck.execute(f"CREATE TABLE stored_{kind} AS {empty(kind)}")
        rows = [tuple(row) for row in frame.itertuples(index=False)]
        if rows:
            self._duck.executemany(f"INSERT INTO stored_tickets VALUES ({', '.join('?' * len(TICKETS))})", rows)
        if days is None:
            days = [day(on, hall) for hall, on in dict.fromkeys((row["hall"], row["date"]) for row in tickets)]
        if days:
            values = [tuple(row[column] for column in DAYS) for row in days]
            self._duck.executemany(f"INSERT INTO stored_days VALUES ({', '.join('?' * len(DAYS))})", values)

    def frame(self, sql: str, asked: Filter) -> pd.DataFrame:
        if re.search(r"\bdays\b", sql) and not re.search(r"\b(tickets|facts)\b", sql):
            narrowed = "WITH days AS (SELECT * FROM stored_days WHERE hall IN (SELECT unnest(?)) AND date BETWEEN ? AND ?)"
            return self._duck.cursor().execute(f"{narrowed} {sql}", [list(asked.halls), asked.since, asked.until]).df()
        narrowed = "hall IN (SELECT unnest(?)) AND date BETWEEN ? AND ?"
        values: list[Any] = [list(asked.halls), asked.since, asked.until]
        chosen = {
            "service": asked.services, "service_group": asked.groups, "channel": asked.channels, "priority": asked.priorities,
        }  # fmt: skip
        for column, wanted in chosen.items():
            if wanted:
                narrowed += f" AND {column} IN (SELECT unnest(?))"
                values.append(list(wanted))
        if asked.scenario is not None:
            narrowed += " AND scenario = ?"
            values.append(asked.scenario)
        tickets = f"tickets AS (SELECT * FROM stored_tickets WHERE {narrowed})"
        return (
            self._duck.cursor()
            .execute(with_relations([tickets, f"facts AS ({facts_of('SELECT * FROM tickets')})"], sql), values)
            .df()
        )

    def shared(self, sql: str, asked: Filter) -> pd.DataFrame:
        return self.frame(sql, asked)
