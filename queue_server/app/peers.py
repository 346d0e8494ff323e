"""What other servers on the same database have done meanwhile.

Every server takes any command for any hall. So whatever is answered without an append that would fail, a refusal, an empty decision, a
read, is first compared with the database.
"""

import asyncio
import json
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple, Protocol, TypeVar

import psycopg
from psycopg import sql
from sqlalchemy import Connection, LargeBinary, cast, null, select, text, union_all

from queue_server.app.clock import real_ms
from queue_server.city.rows import setup_version
from queue_server.eventlog.database import Database
from queue_server.eventlog.errors import LogUnavailable
from queue_server.eventlog.log import ANSWER_KEPT_MS, Answer, StoredEvent
from queue_server.eventlog.postgres import PostgresDatabase
from queue_server.eventlog.tables import answers, events, heads
from queue_server.projections.tables import open_days

CHANNEL = "onewindow"
EVERY_S = 1.0
"""How often heads are compared, whatever was or was not told: a lost connection can be silent."""
HALLS_TOLD = 100
"""Halls in one message: ids have up to 64 characters, and PostgreSQL takes 8,000 bytes."""
CUT_OFF_S = 5.0
"""After so long without a look at the database screens get no more frames, and say themselves that they are stale."""
READ_S = 6.0
"""How long a look may take: longer than the database's own patience."""
SILENT_S = 10.0
"""After so long without a message it is tried whether the connection still answers."""
ANSWERS_S = 5.0
AGAIN_S = 1.0

T = TypeVar("T")

log = logging.getLogger("onewindow.peers")


class News(NamedTuple):
    """A hall as the database has it.

    Attributes:
        open_date: Of the open day, None: none is open.
        setup: Version of the city's set-up.
        events: Those after the heads that were asked about, by stream, in order.
        heads: Of the streams that were asked about.
        answers: Of the keys that were asked about, by actor and key.
    """

    open_date: str | None
    setup: int
    events: dict[str, list[StoredEvent]]
    heads: dict[str, int]
    answers: dict[tuple[str, str], Answer]


class Peers:
    """The other servers, as seen through the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rung: set[str] = set()
        self._seen_s = time.monotonic()
        self.node = secrets.token_hex(4)
        self.bell: Callable[[], None] = lambda: None

    async def news(self, hall: str, held: Mapping[str, int], keys: Sequence[tuple[str, str]]) -> News:
        """Return what of `hall` is new after the heads of the streams in `held`, of one state of the database."""
        began_s = time.monotonic()
        news = await _soon(self._database.read(lambda connection: _news(connection, hall, held, keys)))
        self._seen_s = began_s
        return news

    async def behind(self, held: Mapping[str, Mapping[str, int]], opened: Mapping[str, str | None], setup: int) -> set[str]:
        """Return the halls of which something is new.

        Args:
            held: Heads of the streams that each hall holds. opened: The date of its open day. setup: Version of the city's set-up.
        """
        began_s = time.monotonic()
        behind = await _soon(self._database.read(lambda connection: _behind(connection, held, opened, setup)))
        self._seen_s = began_s
        return behind

    def refuse_if_cut_off(self) -> None:
        """Raise LogUnavailable when nothing has been heard of the others for so long that a screen should say so."""
        if time.monotonic() - self._seen_s > CUT_OFF_S:
            raise LogUnavailable(reason="unreachable")

    def tell(self, hall: str) -> None:
        """Tell the others that the hall has gone on."""
        self._rung.add(hall)
        self.bell()

    def told(self) -> list[str]:
        """Return messages for what was told since the last time."""
        rung, self._rung = sorted(self._rung), set()
        some = (rung[n : n + HALLS_TOLD] for n in range(0, len(rung), HALLS_TOLD))
        return [json.dumps({"node": self.node, "halls": halls}) for halls in some]


async def _soon(reading: Awaitable[T]) -> T:
    """Return what is read, unless so many wait for a silent database that it would take too long."""
    try:
        async with asyncio.timeout(READ_S):
            return await reading
    except TimeoutError:
        raise LogUnavailable(reason="slow") from None


_EARLIER = text(
    # Key by key: asked for all at once, PostgreSQL would read every answer of the hall while it has no statistics of the table.
    f"""SELECT kept.* FROM unnest(CAST(:actors AS text[]), CAST(:keys AS text[])) AS asked (actor, key) CROSS JOIN LATERAL
    (SELECT {", ".join(answers.c.keys())} FROM answers
    WHERE scope = :hall AND answers.actor = asked.actor AND answers.key = asked.key LIMIT 1) AS kept"""  # noqa: S608
)


def _news(connection: Connection, hall: str, held: Mapping[str, int], keys: Sequence[tuple[str, str]]) -> News:
    opened = select(open_days.c.date).where(open_days.c.hall == hall).scalar_subquery()
    about = connection.execute(select(opened.label("open_date"), setup_version.label("setup"))).one()
    new: dict[str, list[StoredEvent]] = {}
    stands: dict[str, int] = {}
    if held:
        parts = [
            select(events.c.stream, events.c.seq, events.c.body).where(events.c.stream == stream, events.c.seq > head)
            for stream, head in held.items()
        ]
        # In the same statement, with their numbers turned: each statement is a way there and back.
        stand = select(heads.c.stream, -heads.c.head, cast(null(), LargeBinary)).where(heads.c.stream.in_(list(held)))
        for stream, seq, body in connection.execute(union_all(*parts, stand).order_by("stream", "seq")):
            if seq < 0:
                stands[stream] = -seq
            else:
                new.setdefault(stream, []).append(StoredEvent(stream, seq, body))
    kept: dict[tuple[str, str], Answer] = {}
    if keys:
        asked = {"hall": hall, "actors": [actor for actor, _ in keys], "keys": [key for _, key in keys]}
        expired_ms = real_ms() - ANSWER_KEPT_MS
        for row in connection.execute(_EARLIER, asked):
            if row.at_ms >= expired_ms:
                kept[row.actor, row.key] = Answer(**row._mapping)
    return News(about.open_date, int(about.setup or 0), new, stands, kept)


def _behind(
    connection: Connection, held: Mapping[str, Mapping[str, int]], opened: Mapping[str, str | None], setup: int
) -> set[str]:
    if int(connection.execute(select(setup_version)).scalar() or 0) != setup:
        return set(held)
    known = {stream: (hall, head) for hall, streams in held.items() for stream, head in streams.items()}
    found = connection.execute(select(heads.c.stream, heads.c.head).where(heads.c.stream.in_(list(known)))).all()
    behind = {known[row.stream][0] for row in found if row.head != known[row.stream][1]}
    dates = {row.hall: row.date for row in connection.execute(select(open_days.c.hall, open_days.c.date))}
    return behind | {hall for hall, date in opened.items() if dates.get(hall) != date}


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


class Wire:
    """LISTEN and NOTIFY on connections of their own. It only makes faster what comparing the heads finds anyway.

    Args:
        heard: Called with the halls that another server has told of.
    """

    def __init__(self, database: PostgresDatabase, peers: Peers, heard: Callable[[Iterable[str]], None]) -> None:
        self._database, self._peers, self._heard = database, peers, heard
        self._ringing = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._peers.bell = self._ringing.set
        self._tasks = [
            loop.create_task(self._keep(self._listen), name="listen"),
            loop.create_task(self._keep(self._ring), name="notify"),
        ]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _keep(self, work: Callable[[psycopg.AsyncConnection[Any]], Any]) -> None:
        """Do it on a connection, and on another when that one breaks."""
        while True:
            try:
                async with await self._database.connect_async() as connection:
                    await work(connection)
            except (psycopg.Error, TimeoutError) as error:
                log.debug("%s: %s", work.__name__, error)
            except Exception:
                log.exception("telling the other servers failed")
            await asyncio.sleep(AGAIN_S)

    async def _listen(self, connection: psycopg.AsyncConnection[Any]) -> None:
        await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
        while True:
            async for notify in connection.notifies(timeout=SILENT_S):
                with suppress(ValueError, KeyError, TypeError):  # whoever may connect may send anything
                    said = json.loads(notify.payload)
                    if said["node"] != self._peers.node:
                        self._heard([str(hall) for hall in said["halls"]])
            async with asyncio.timeout(ANSWERS_S):  # silence may be a connection that is dead and does not know
                await connection.execute("SELECT 1")

    async def _ring(self, connection: psycopg.AsyncConnection[Any]) -> None:
        while True:
            await self._ringing.wait()
            self._ringing.clear()
            async with asyncio.timeout(ANSWERS_S):
                for message in self._peers.told():
                    await connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, message))
