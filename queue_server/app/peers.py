"""The other servers on the same database, as seen through it.

Every server takes any command for any hall. So whatever is answered without an append that would fail, a refusal, an empty decision, a
read, is first compared with the database.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Mapping, Sequence
from typing import Protocol, TypeVar

from queue_server.app.news import News, read_behind, read_news
from queue_server.eventlog.database import Database
from queue_server.eventlog.errors import LogUnavailable

EVERY_S = 1.0
"""How often heads are compared, whatever was or was not told: a lost connection can be silent."""
CUT_OFF_S = 5.0
"""After so long without a look at the database screens get no more frames, and say themselves that they are stale."""
READ_S = 6.0
"""How long a look may take: longer than the database's own patience."""

T = TypeVar("T")

log = logging.getLogger("onewindow.peers")


class Peers:
    """What the others have done, and which halls they have yet to be told of. `node`: this server's name among them."""

    def __init__(self, database: Database) -> None:
        self.node = secrets.token_hex(4)
        self._database = database
        self._seen_s = time.monotonic()
        self._gone_on: set[str] = set()
        self._anything = asyncio.Event()

    async def news(self, hall: str, held: Mapping[str, int], keys: Sequence[tuple[str, str]]) -> News:
        """Return what of `hall` is new after the heads of the streams in `held`, of one state of the database."""
        began_s = time.monotonic()
        news = await _soon(self._database.read(lambda connection: read_news(connection, hall, held, keys)))
        self._seen_s = began_s
        return news

    async def behind(self, held: Mapping[str, Mapping[str, int]], opened: Mapping[str, str | None], setup: int) -> set[str]:
        """Return the halls of which something is new: see `read_behind`."""
        began_s = time.monotonic()
        behind = await _soon(self._database.read(lambda connection: read_behind(connection, held, opened, setup)))
        self._seen_s = began_s
        return behind

    def refuse_if_cut_off(self) -> None:
        """Raise LogUnavailable when nothing has been heard of the others for so long that a screen should say so."""
        if time.monotonic() - self._seen_s > CUT_OFF_S:
            raise LogUnavailable(reason="unreachable")

    def tell(self, hall: str) -> None:
        """Note that the others should look at the hall."""
        self._gone_on.add(hall)
        self._anything.set()

    async def gone_on(self) -> list[str]:
        """Wait until there are halls that the others should look at, and return all since the last time."""
        await self._anything.wait()
        self._anything.clear()
        halls, self._gone_on = sorted(self._gone_on), set()
        return halls


async def _soon(reading: Awaitable[T]) -> T:
    """Return what is read, unless so many wait for a silent database that it would take too long."""
    try:
        async with asyncio.timeout(READ_S):
            return await reading
    except TimeoutError:
        raise LogUnavailable(reason="slow") from None


class LooksAround(Protocol):
    async def look_around(self) -> None:
        """Catch up with the other servers wherever they have gone on."""


async def look_around(halls: LooksAround) -> None:
    """Catch up once a second, until cancelled."""
    while True:
        try:
            await halls.look_around()
        except LogUnavailable:
            pass  # whoever waits for the storage is told
        except Exception:
            log.exception("the other servers' halls were not looked at")
        await asyncio.sleep(EVERY_S)
