"""Where passwords are hashed: in a few threads, with a bounded line before them, so that a storm of logins costs a bounded share of the
machine and never the event loop."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from queue_server.core.errors import OneWindowError

T = TypeVar("T")

AT_ONCE = 2
"""Hashes computed at the same time: each takes about 30 ms of a core, and the loop needs one too."""
WAITING = 512
WAITING_S = 8
"""Who may wait for a hash, and how long that takes; a city's staff that starts its shift fits several times."""


class TooManyLogins(OneWindowError):
    """Fact: `retry_after_s`."""

    code = "too-many-logins"
    title = "Too many attempts to log in; try again later"


class Hashing:
    """Runs what is slow by design."""

    def __init__(self, *, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._places = asyncio.Semaphore(at_once)
        self._most_waiting = waiting
        self._waiting = 0
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="password")

    @contextlib.asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait in the line; inside of it `compute` begins at once.

        Raises:
            TooManyLogins: too many wait already; at once.
        """
        if self._waiting >= self._most_waiting:
            raise TooManyLogins(retry_after_s=WAITING_S)
        self._waiting += 1
        try:
            await self._places.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._places.release()

    async def compute(self, compute: Callable[..., T], *arguments: object) -> T:
        """Compute in a thread and return the result; only inside of a turn."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, compute, *arguments)

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)
