"""LISTEN and NOTIFY between servers. It only makes faster what comparing the heads finds anyway."""

import asyncio
import json
import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

import psycopg
from psycopg import sql

from queue_server.app.peers import Peers
from queue_server.eventlog.postgres import PostgresDatabase

CHANNEL = "onewindow"
HALLS_TOLD = 100
"""Halls in one message: ids have up to 64 characters, and PostgreSQL takes 8,000 bytes."""
SILENT_S = 10.0
"""After so long without a message it is tried whether the connection still answers."""
ANSWERS_S = 5.0
AGAIN_S = 1.0

log = logging.getLogger("onewindow.bell")


class Bell:
    """Tells other servers which halls have gone on, and hears it from them, on connections of its own.

    Args:
        heard: Called with the halls that another server has told of.
    """

    def __init__(self, database: PostgresDatabase, peers: Peers, heard: Callable[[Iterable[str]], None]) -> None:
        self._database, self._peers, self._heard = database, peers, heard
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        loop = asyncio.get_running_loop()
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
                log.debug("the connection to the other servers broke", extra={"why": str(error)})
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
            halls = await self._peers.gone_on()
            async with asyncio.timeout(ANSWERS_S):
                for n in range(0, len(halls), HALLS_TOLD):
                    message = json.dumps({"node": self._peers.node, "halls": halls[n : n + HALLS_TOLD]})
                    await connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, message))
