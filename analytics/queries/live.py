"""Today's rows held in memory: what has not changed is not read again.

Every ticket's row carries the number of the event that changed it last, and every stream its head. So one look at the heads tells
whether anything is new, and only rows after the last known head are read.
"""

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

import pandas as pd
from sqlalchemy import Connection, func, select

from analytics.queries.city import catalogue_frame, halls_frame
from analytics.queries.day import Day, TicketRow, closed_ms, days_of_today, frame_of, ticket_rows
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
        now_ms: Hall time, not before the last event of the halls' tickets.
    """

    version: str
    setup: Setup
    days: Mapping[str, Day]
    halls: pd.DataFrame
    tickets: pd.DataFrame
    now_ms: int


@dataclass
class _HallToday:
    """What is known of one hall's day."""

    day: Day
    rows: dict[str, TicketRow] = field(default_factory=dict)
    frame: pd.DataFrame | None = None
    closed_ms: int | None = None
    last_ms: int = 0


class Live:
    """Today's tickets of the whole city, for several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._setup: Setup | None = None
        self._halls: dict[str, _HallToday] = {}

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
            today = [self._hall(connection, days[hall], config.tz, config.target_s) for hall, config in configs.items()]
            frames = [hall.frame for hall in today if hall.frame is not None and len(hall.frame)]
            halls_now = setup.halls.loc[list(configs)].copy()
            halls_now["closed_ms"] = pd.Series({hall.day.hall: hall.closed_ms for hall in today}, dtype="float64")
            return Snapshot(
                version=version,
                setup=setup,
                days=days,
                halls=halls_now,
                tickets=pd.concat(frames, ignore_index=True) if frames else frame_of((), tz="UTC", target_s=1),
                now_ms=max([now_ms, *(hall.last_ms for hall in today)]),
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
            self._halls.clear()
        return self._setup

    def _hall(self, connection: Connection, day: Day, tz: str, target_s: float) -> _HallToday:
        known = self._halls.get(day.hall)
        if known is None or known.day.stream != day.stream or known.day.head > day.head:
            known = self._halls[day.hall] = _HallToday(day._replace(head=0))
        if known.day.head < day.head:
            changed = ticket_rows(connection, day, after=known.day.head)
            known.rows.update((row[0], row) for row in changed)
            if changed:
                known.last_ms = max(known.last_ms, *(_last_ms(row) for row in changed))
                known.frame = None
        if known.frame is None:
            known.frame = frame_of(known.rows.values(), tz=tz, target_s=target_s)
        if known.day.open != day.open or known.day.head != day.head:
            known.closed_ms = closed_ms(connection, day)
        known.day = day
        return known


def _last_ms(row: TicketRow) -> int:
    """Return the latest time in a row of `queries.day.COLUMNS`: issued, called or finished."""
    return max(row[3], row[4] or 0, row[5] or 0)


def _version(log_id: str, setup: str, days: Iterable[Day], minute: int) -> str:
    digest = blake2b(digest_size=12)
    for part in (log_id, setup, minute, *((day.stream, day.head, day.open) for day in days)):
        digest.update(repr(part).encode())
    return digest.hexdigest()
