"""A server runs retention once a day at a quiet hour, on every kind of database; with several servers, the first that gets to it."""

import asyncio
import logging
import random
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from queue_server.app.clock import real_ms
from queue_server.app.registry import Registry
from queue_server.app.retention.records import last_run
from queue_server.app.retention.run import run_retention
from queue_server.core.errors import OneWindowError
from queue_server.eventlog.database import Database

log = logging.getLogger("onewindow.retention")

QUIET = time(4, 30)
"""Days that were left open are closed at 04:00."""
LOOKED_EVERY_S = 60.0
SPREAD_S = 30.0
"""Servers of one database look at different moments, so that mostly one of them runs."""


def due(last_ms: int | None, now_ms: int, tz: str) -> bool:
    """Tell whether a run is due at `now_ms`: none has begun since the last quiet hour. A machine that is off at night does it in the morning.

    Args:
        last_ms: When the last run that came to its end began, None: there was none. Both are real Unix milliseconds.
        tz: Of the halls.
    """
    if last_ms is None:
        return True
    now = datetime.fromtimestamp(now_ms / 1000, ZoneInfo(tz))
    quiet = now.replace(hour=QUIET.hour, minute=QUIET.minute, second=0, microsecond=0)
    if quiet > now:
        quiet -= timedelta(days=1)
    return last_ms < quiet.timestamp() * 1000


async def keep_retention(database: Database, registry: Registry) -> None:
    """Run when it is due, until cancelled."""
    if database.shared:
        await asyncio.sleep(random.uniform(0, SPREAD_S))  # noqa: S311
    failed = ""
    while True:
        try:
            await run_if_due(database, registry)
            failed = ""
        except OneWindowError as error:
            if str(error) != failed:  # once, not every minute
                failed = str(error)
                log.warning("retention waits", extra={"why": failed})
        except Exception:
            log.exception("retention failed")
        await asyncio.sleep(LOOKED_EVERY_S)


async def run_if_due(database: Database, registry: Registry) -> bool:
    """Run if it is due; tell whether it was."""
    last = await database.read(lambda connection: last_run(connection, ended=True))
    tz = next(iter(registry.halls.values())).tz
    if not due(last.began_ms if last is not None else None, real_ms(), tz):
        return False
    run = await run_retention(database, by="server")
    if any(one.deleted for one in run.kinds if one.kind == "notices"):
        await registry.reload()
    return True
