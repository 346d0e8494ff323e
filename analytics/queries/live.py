"""Today's rows held in memory: what has not changed is not read again.

Every ticket's row carries the number of the event that changed it last, and every stream its head. So one look at the heads tells
whether anything is new, and only rows after the last known head are read.
"""

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

import pandas as pd
from sqlalchemy import Connection, func, select

from analytics.queries.city import catalogue_frame, halls_frame
from analytics.queries.day import Day, TicketRow, closed_ms, days_of_today, frame_of, ticket_rows
from analytics.queries.floor import Floor, Floors
from queue_server.city.rows import StoredCity, catalogue_versions, hall_versions, read_city
from queue_server.eventlog.database import Database

MINUTE_MS = 60_000


@dataclass(frozen=True, kw_only=True)
class Setup:
    """The city as it is set up, and frames of it (`queries.city`). `version` changes whenever any of it does."""

    version: str
    city: StoredCity
    halls: pd.DataFrame
    catalogue: pd.DataFrame


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """Today's tickets of some halls.

    Attributes:
        version: The same as long as nothing of it has changed, the hall clock's minute included.
        setup: The city.
        days: Each hall's day of today.
        halls: `queries.city.halls_frame`, of these halls, with `closed_ms` (NaN: its day is not closed).
        tickets: `queries.day.frame_of`, of these halls.
        floor: Their counters, and the range of a ticket taken now.
        now_ms: Hall time, not before the last event of the halls' tickets.
    """

    version: str
    setup: Setup
    days: Mapping[str, Day]
    halls: pd.DataFrame
    tickets: pd.DataFrame
    floor: Floor
    now_ms: int


class _Known(NamedTuple):
    """How far one hall's day is known: `day`, its end (None: not closed), the last time in its rows."""

    day: Day
    closed_ms: int | None
    last_ms: int


class Live:
    """Today's tickets of the whole city, for several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._setup: Setup | None = None
        self._known: dict[str, _Known] = {}
        self._tickets = frame_of((), {}, {})
        self._floors = Floors()

    def setup(self) -> Setup:
        """Return the city.

        Raises:
            LogUnavailable: the database cannot be read just now.
        """
        with self._lock, self._database.reading() as connection:
            return self._current_setup(connection)

    def read(self, halls: Iterable[str], now_ms: int, *, known: str | None = None) -> Snapshot | None:
        """Return today's tickets of `halls`, None when the reader knows this version already.

        Args:
            now_ms: Hall time. known: `version` of the snapshot that the reader has.

        Raises:
            LogUnavailable: the database cannot be read just now.
        """
        with self._lock, self._database.reading() as connection:
            setup = self._current_setup(connection)
            configs = {hall: setup.city.halls[hall][0] for hall in halls}
            days = days_of_today(connection, {hall: config.tz for hall, config in configs.items()}, now_ms)
            version = _version(self._database.log_id, setup.version, days.values(), now_ms // MINUTE_MS)
            if version == known:
                return None
            self._catch_up(connection, setup, days)
            known_days = [self._known[hall] for hall in configs]
            halls_now = setup.halls.loc[list(configs)].copy()
            halls_now["closed_ms"] = pd.Series({one.day.hall: one.closed_ms for one in known_days}, dtype="float64")
            now_ms = max([now_ms, *(one.last_ms for one in known_days)])
            return Snapshot(
                version=version,
                setup=setup,
                days=days,
                halls=halls_now,
                tickets=self._tickets[self._tickets["hall"].isin(list(configs))],
                floor=self._floors.read(connection, configs, days, now_ms),
                now_ms=now_ms,
            )

    def _current_setup(self, connection: Connection) -> Setup:
        versions = connection.execute(
            select(
                select(func.count()).select_from(hall_versions).scalar_subquery(),
                select(func.max(catalogue_versions.c.version)).scalar_subquery(),
            )
        ).one()
        version = f"{versions[0]}.{versions[1]}"
        if self._setup is None or self._setup.version != version:
            city = read_city(connection)
            self._setup = Setup(
                version=version,
                city=city,
                halls=halls_frame(config for config, _ in city.halls.values()),
                catalogue=catalogue_frame(city.services),
            )
            self._known.clear()
            self._tickets = frame_of((), {}, {})
        return self._setup

    def _catch_up(self, connection: Connection, setup: Setup, days: Mapping[str, Day]) -> None:
        """Bring the rows of these days up to their heads. Either all of it is taken over or, on an error, nothing."""
        now: dict[str, _Known] = {}
        begun: set[str] = set()
        changed: dict[str, TicketRow] = {}
        for hall, day in days.items():
            known = self._known.get(hall)
            if known is None or known.day.stream != day.stream or known.day.head > day.head:
                begun.add(hall)
                known = _Known(day._replace(head=0), None, 0)
            elif known.day == day:
                continue
            rows = ticket_rows(connection, day, after=known.day.head) if known.day.head < day.head else []
            changed.update((row[0], row) for row in rows)
            now[hall] = _Known(day, closed_ms(connection, day), max([known.last_ms, *map(_last_ms, rows)]))
        if begun or changed:
            old = self._tickets["hall"].isin(begun) | self._tickets["ticket"].isin(list(changed))
            configs = {hall: setup.city.halls[hall][0] for hall in days}
            zones = {hall: config.tz for hall, config in configs.items()}
            targets_s = {hall: float(config.target_s) for hall, config in configs.items()}
            new = frame_of(changed.values(), zones, targets_s)
            self._tickets = pd.concat([self._tickets[~old], new], ignore_index=True)
        self._known.update(now)


def _last_ms(row: TicketRow) -> int:
    """Return the latest time in a row of `queries.day.COLUMNS`: issued, called or finished."""
    return max(row[3], row[4] or 0, row[5] or 0)


def _version(log_id: str, setup: str, days: Iterable[Day], minute: int) -> str:
    digest = blake2b(digest_size=12)
    for part in (log_id, setup, minute, *((day.stream, day.head, day.open) for day in days)):
        digest.update(repr(part).encode())
    return digest.hexdigest()
