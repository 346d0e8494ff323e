"""A run: deletes what has outlived its purpose, in small transactions, and keeps a record of it.

Each transaction deletes a batch and writes the record of it, so a run that is killed has lost nothing, its record is true, and the
next one goes on. Several runs at once each take rows that the others have not; none waits for another.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable

from sqlalchemy import Connection

from queue_server.app.clock import load_clock, real_ms
from queue_server.app.retention.kinds import KINDS, Kind, count_expired, delete_some, oldest_end
from queue_server.app.retention.records import Deleted, Run, save_run
from queue_server.city.retention import Periods, changed_periods, read_periods, store_periods
from queue_server.city.rows import count_change
from queue_server.eventlog.database import Database

log = logging.getLogger("onewindow.retention")

ROWS = 500
"""Rows that one transaction deletes: a few milliseconds, for which a command may wait."""
PAUSE_S = 0.05
"""Between two transactions: commands go first."""


async def run_retention(
    database: Database,
    *,
    by: str,
    days: dict[str, int] | None = None,
    rows: int = ROWS,
    pause_s: float = PAUSE_S,
    told: Callable[[Run], None] = lambda _: None,
) -> Run:
    """Delete everything that has outlived its period, and return the record.

    Args:
        database: Open for writing.
        by: Who runs it: `server` or `command`.
        days: Periods that are set from now on, by kind.
        told: Called with the record after every transaction.

    Raises:
        PeriodInvalid: there is no such period; nothing is deleted.
        LogUnavailable: the storage is away; what was deleted until then stays deleted and recorded.
    """
    began_ms = real_ms()
    name = secrets.token_hex(8)
    done: dict[str, Deleted] = {}

    def record(ended_ms: int | None = None) -> Run:
        return Run(name, began_ms, ended_ms, by, tuple(done.values()))

    def begin(connection: Connection) -> tuple[Periods, int]:
        periods = read_periods(connection)
        if days:
            periods = changed_periods(periods, days)
            store_periods(connection, periods)
            count_change(connection)
        save_run(connection, record())
        return periods, _hall_ms(connection, began_ms)

    periods, hall_ms = await database.write(begin)
    for kind in KINDS:
        kept_ms = kind.kept_ms(periods)
        now_ms = began_ms if kind.clock == "real" else hall_ms
        total, found = 0, rows

        while found == rows:

            def batch(connection: Connection, kind: Kind = kind, total: int = total) -> tuple[int, Deleted]:
                some = delete_some(kind, connection, now_ms - kept_ms, rows)  # noqa: B023 - it runs now
                if some and kind.name == "notices":
                    count_change(connection)  # every server reads the set-up again
                deleted = Deleted(kind.name, kept_ms, total + some, oldest_end(kind, connection, now_ms))  # noqa: B023
                save_run(connection, Run(name, began_ms, None, by, (*done.values(), deleted)))
                return some, deleted

            found, deleted = await database.write(batch)
            total += found
            if found == rows:
                told(Run(name, began_ms, None, by, (*done.values(), deleted)))
                await asyncio.sleep(pause_s)
        done[kind.name] = deleted
        told(record())
    ended = record(real_ms())
    await database.write(lambda connection: save_run(connection, ended))
    log.info("retention deleted", extra={one.kind: one.deleted for one in ended.kinds})
    return ended


def would_delete(connection: Connection, days: dict[str, int] | None = None) -> Run:
    """Return what a run would delete now; nothing is changed.

    Raises:
        PeriodInvalid: there is no such period.
    """
    now_ms = real_ms()
    hall_ms = _hall_ms(connection, now_ms)
    periods = changed_periods(read_periods(connection), days or {})
    found = []
    for kind in KINDS:
        kept_ms, at_ms = kind.kept_ms(periods), now_ms if kind.clock == "real" else hall_ms
        expired = count_expired(kind, connection, at_ms - kept_ms)
        found.append(Deleted(kind.name, kept_ms, expired, oldest_end(kind, connection, at_ms)))
    return Run("", now_ms, None, "nobody", tuple(found))


def _hall_ms(connection: Connection, now_ms: int) -> int:
    """Return the halls' time: the real one, or what a demo's clock showed when it was stored last."""
    clock = load_clock(connection)
    return clock.stood_ms if clock is not None else now_ms
