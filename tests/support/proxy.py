"""A TCP proxy whose wires can be cut: between a server and its database."""

import asyncio
import contextlib
import threading
from types import TracebackType
from typing import Literal

from tests.support.server import free_port

Mode = Literal["pass", "refuse", "silent"]
"""Refuse: every connection is broken and none is taken. Silent: connections stand and are taken, and nothing comes through."""

PIECE = 65536


class Proxy:
    """Forwards connections from a loopback port of its own to `port`. Use as a context manager.

    Attributes:
        mode: How it stands; `set` changes it.
        delay_s: How long everything that comes from the client is held up.
    """

    def __init__(self, port: int) -> None:
        self.port = free_port()
        self.mode: Mode = "pass"
        self.delay_s = 0.0
        self._target = port
        self._writers: set[asyncio.StreamWriter] = set()

    def __enter__(self) -> "Proxy":
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._moved = asyncio.Event()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(10)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def set(self, mode: Mode) -> None:
        asyncio.run_coroutine_threadsafe(self._set(mode), self._loop).result(10)

    async def _start(self) -> None:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self.port)

    async def _stop(self) -> None:
        self._server.close()
        await self._set("refuse")
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _set(self, mode: Mode) -> None:
        self.mode = mode
        if mode == "refuse":
            for writer in list(self._writers):
                writer.transport.abort()
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.mode == "refuse":
            writer.transport.abort()
            return
        await self._through()
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, back}
        await asyncio.gather(self._copy(reader, back, up=True), self._copy(there, writer, up=False))
        self._writers -= {writer, back}

    async def _through(self) -> None:
        while self.mode == "silent":
            await self._moved.wait()

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, up: bool) -> None:
        with contextlib.suppress(OSError):
            while piece := await reader.read(PIECE):
                if up and self.delay_s:
                    await asyncio.sleep(self.delay_s)
                await self._through()
                writer.write(piece)
                await writer.drain()
        writer.close()
