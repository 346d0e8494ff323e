"""Days that were played, as rows of the history: column by column, for years of them.

What `analytics.history.day` makes of the same day's events, this makes of its columns; a test compares the two.
"""

from collections import Counter as Count
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import pandas as pd

from analytics.history.day import HASTY_MS
from analytics.history.schema import COLUMNS, Kind
from analytics.simulation.halls import CounterChange, Played
from analytics.simulation.visits import Visits
from queue_server.core.day import ticket_number
from queue_server.core.setup import HallSetup

HOUR_MS = 3_600_000
Scenario = Literal["before", "after"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Rows:
    """Gathers played days; `frames` gives them away. Times are UTC, milliseconds; durations seconds."""

    def __init__(self) -> None:
        self._columns: dict[Kind, dict[str, list[object]]] = {
            kind: {name: [] for name in columns} for kind, columns in COLUMNS.items()
        }

    def add(self, setup: HallSetup, day: date, visits: Visits, played: Played, *, scenario: Scenario | None = None) -> None:
        """Take the day of a hall; `visits` with every column in full."""
        self._add_tickets(setup, day, visits, played, scenario)
        self._add_counters(setup, day, played, scenario)
        row: dict[str, object] = {
            "hall": setup.hall,
            "date": day,
            "opened_at": played.opened_ms,
            "closed_at": played.closed_ms,
            "setup_version": setup.version,
            "counters": len(setup.counters),
            "unified": sum(counter.takes is None for counter in setup.counters),
            "policy": setup.policy,
            "target_s": setup.target_s,
            "tickets": len(played.visit),
            "events": played.events,
            "source": "simulated",
            "scenario": scenario,
        }
        for name, values in self._columns["days"].items():
            values.append(row[name])

    def frames(self) -> dict[Kind, pd.DataFrame]:
        """Return what was gathered, one frame a kind with the schema's columns."""
        frames = {kind: pd.DataFrame(columns) for kind, columns in self._columns.items()}
        times = [
            (kind, name) for kind, columns in COLUMNS.items() for name, type_ in columns.items() if type_ == "TIMESTAMP_MS"
        ]
        for kind, name in times:
            frames[kind][name] = pd.to_datetime(frames[kind][name].astype("Int64"), unit="ms")
        return frames

    def _add_tickets(self, setup: HallSetup, day: date, visits: Visits, played: Played, scenario: Scenario | None) -> None:
        n = len(played.visit)
        services = [visits.services[k] for k in played.visit]
        priority = [visits.priority[k] for k in played.visit]
        known = {named: setup.services.get(named[0]) if named else None for named in set(services)}
        group = {named: service.group if service else None for named, service in known.items()}
        kind = {named: service.kind if service else None for named, service in known.items()}
        hours = _Hours(ZoneInfo(setup.tz), played)
        done = [outcome == "done" for outcome in played.outcome]
        columns: dict[str, Iterable[object]] = {
            "hall": [setup.hall] * n,
            "date": [day] * n,
            "number": _numbers(setup, priority),
            "order": range(1, n + 1),
            "services": services,
            "service": [named[0] if named else None for named in services],
            "service_group": [group[named] for named in services],
            "kind": [kind[named] for named in services],
            "priority": priority,
            "channel": [visits.channel[k] for k in played.visit],
            "home_district": [visits.home_district[k] for k in played.visit],
            "issued_at": played.issued_ms,
            "called_at": played.called_ms,
            "started_at": played.started_ms,
            "finished_at": played.ended_ms,
            "month": [day.replace(day=1)] * n,
            "weekday": [day.isoweekday()] * n,
            "hour": [hours.of(at_ms) for at_ms in played.issued_ms],
            "outcome": played.outcome,
            "counter": played.counter,
            "calls": played.calls,
            "returns": [0] * n,
            "transfers": [0] * n,
            "holds": [0] * n,
            "wait_s": _seconds(played.issued_ms, played.called_ms),
            "walk_s": _seconds(played.called_ms, played.started_ms),
            "service_s": _seconds(
                played.started_ms, [end if was else None for end, was in zip(played.ended_ms, done, strict=True)]
            ),
            "house_s": _seconds(
                played.issued_ms, [end if was else None for end, was in zip(played.ended_ms, done, strict=True)]
            ),
            "p50_s": [None] * n,
            "p90_s": [None] * n,
            "target_s": [setup.target_s] * n,
            "start_left_out": [False] * n,
            "hasty": [
                outcome == "no_show" and freed is not None and called is not None and freed - called <= HASTY_MS
                for outcome, called, freed in zip(played.outcome, played.called_ms, played.freed_ms, strict=True)
            ],
            "finished_by_closing": [False] * n,
            "source": ["simulated"] * n,
            "scenario": [scenario] * n,
        }
        for name, values in self._columns["tickets"].items():
            values.extend(columns[name])

    def _add_counters(self, setup: HallSetup, day: date, played: Played, scenario: Scenario | None) -> None:
        hours = _Hours(ZoneInfo(setup.tz), played)
        spent: dict[tuple[int, int], list[float]] = {}  # open, busy, paused in milliseconds, by counter and hour
        unified: dict[tuple[int, int], bool] = {}
        for change, until_ms in _spans(played.changes, played.closed_ms):
            paused, takes_all = change.state == "paused", change.takes is None
            for hour, piece_ms in hours.cut(change.at_ms, until_ms):
                key = (change.counter, hour)
                spent.setdefault(key, [0, 0, 0])[2 if paused else 0] += piece_ms
                if not paused or key not in unified:
                    unified[key] = takes_all
        for counter, called_ms, freed_ms in zip(played.counter, played.called_ms, played.freed_ms, strict=True):
            if called_ms is not None and freed_ms is not None and counter is not None:
                for hour, piece_ms in hours.cut(called_ms, freed_ms):
                    spent[counter, hour][1] += piece_ms
        columns = self._columns["counters"]
        for (counter, hour), (open_ms, busy_ms, paused_ms) in sorted(spent.items()):
            row: dict[str, object] = {
                "hall": setup.hall,
                "date": day,
                "counter": counter,
                "hour": hour,
                "unified": unified[counter, hour],
                "open_s": open_ms / 1000,
                "busy_s": busy_ms / 1000,
                "paused_s": paused_ms / 1000,
                "source": "simulated",
                "scenario": scenario,
            }
            for name, values in columns.items():
                values.append(row[name])


class _Hours:
    """Hours of the hall's clock; by one subtraction where the day has one offset, as nearly all have."""

    def __init__(self, zone: ZoneInfo, played: Played) -> None:
        self._zone = zone
        offsets = {self._local(at_ms).utcoffset() for at_ms in (played.opened_ms, played.closed_ms)}
        only = offsets.pop()
        assert only is not None
        self._offset_ms = round(only.total_seconds() * 1000) if not offsets else None

    def of(self, at_ms: int) -> int:
        return (at_ms + self._offset_ms) // HOUR_MS % 24 if self._offset_ms is not None else self._local(at_ms).hour

    def cut(self, from_ms: int, until_ms: int) -> list[tuple[int, int]]:
        """Return the span's pieces between full hours: hour and length."""
        pieces = []
        while from_ms < until_ms:
            if self._offset_ms is not None:
                within_ms = (from_ms + self._offset_ms) % HOUR_MS
            else:
                local = self._local(from_ms)
                within_ms = local.minute * 60_000 + local.second * 1000 + from_ms % 1000
            piece_ms = min(HOUR_MS - within_ms, until_ms - from_ms)
            pieces.append((self.of(from_ms), piece_ms))
            from_ms += piece_ms
        return pieces

    def _local(self, at_ms: int) -> datetime:
        return (_EPOCH + timedelta(milliseconds=at_ms)).astimezone(self._zone)


def _spans(changes: list[CounterChange], closed_ms: int) -> list[tuple[CounterChange, int]]:
    """Return the spans in which counters stood open or paused, in order, with their ends."""
    now: dict[int, CounterChange] = {}
    spans: list[tuple[CounterChange, int]] = []
    for change in changes:
        before = now.pop(change.counter, None)
        if before is not None:
            spans.append((before, change.at_ms))
        if change.state != "closed":
            now[change.counter] = change
    spans += [(change, closed_ms) for change in now.values()]
    return spans


def _numbers(setup: HallSetup, priority: Iterable[str]) -> list[str]:
    given: Count[str] = Count()
    numbers = []
    for each in priority:
        series = setup.series.get(each, "A")
        given[series] += 1
        numbers.append(ticket_number(series, given[series]))
    return numbers


def _seconds(since: Iterable[int | None], until: Iterable[int | None]) -> list[float | None]:
    return [
        (end - start) / 1000 if start is not None and end is not None else None for start, end in zip(since, until, strict=True)
    ]
