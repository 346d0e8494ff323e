"""Group commit: appends that gather while a commit runs share the next one."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from contextlib import suppress
from typing import NamedTuple

from queue_server.eventlog.errors import LogError, LogUnavailable
from queue_server.eventlog.log import Append

Outcome = LogError | None
Committed = Callable[[int, float], None]
"""Told of every commit: how many appends shared it, and the seconds that it took. In the writer's thread."""

BATCH = 512
"""Appends in one commit at most: some 20 ms of work, so that one commit does not hold up the first of them for long."""

log = logging.getLogger("onewindow.eventlog")


class _Waiting(NamedTuple):
    append: Append
    stored: asyncio.Future[None]


class GroupCommit:
    """Feeds batches to `commit`, one at a time, in the order of arrival.

    It runs by callbacks and not in a task, so nobody's cancellation can stop it between a commit and its acknowledgement.

    Args:
        commit: Stores a batch and returns an outcome for each of its appends. Runs in `executor`.
        executor: The writer's thread.
        committed: Told of every commit.
    """

    def __init__(
        self,
        commit: Callable[[Sequence[Append]], Sequence[Outcome]],
        executor: Executor,
        committed: Committed = lambda _appends, _seconds: None,
    ) -> None:
        self._commit, self._committed = commit, committed
        self._executor = executor
        self._gathered: list[_Waiting] = []
        self._idle = asyncio.Event()
        self._idle.set()
        self._closed = False

    async def append(self, append: Append) -> None:
        """Wait until `append` is stored, or raise its outcome."""
        if self._closed:
            raise LogUnavailable(reason="closed")
        loop = asyncio.get_running_loop()
        stored: asyncio.Future[None] = loop.create_future()
        self._gathered.append(_Waiting(append, stored))
        if self._idle.is_set():
            self._idle.clear()
            loop.call_soon(self._next_batch, loop)
        await stored

    async def close(self) -> None:
        """Take no more appends, and wait for those that came before."""
        self._closed = True
        await self._idle.wait()

    def _next_batch(self, loop: asyncio.AbstractEventLoop) -> None:
        batch = self._gathered[:BATCH]
        if not batch:
            self._idle.set()
            return
        del self._gathered[:BATCH]
        try:
            commit = self._executor.submit(self._timed, [waiting.append for waiting in batch])
        except RuntimeError:  # The executor was shut down: the database was closed before the log.
            self._tell(loop, batch, [LogUnavailable(reason="closed") for _ in batch])
            return

        def committed(commit: Future[Sequence[Outcome]]) -> None:
            broken = commit.exception()
            if broken is not None:
                log.error("a batch was not stored", exc_info=broken)
            outcomes = commit.result() if broken is None else [LogUnavailable(reason="failed") for _ in batch]
            with suppress(RuntimeError):  # The loop was closed meanwhile: nobody waits for the outcomes.
                loop.call_soon_threadsafe(self._tell, loop, batch, outcomes)

        commit.add_done_callback(committed)

    def _timed(self, appends: Sequence[Append]) -> Sequence[Outcome]:
        began_s = time.perf_counter()
        try:
            return self._commit(appends)
        finally:
            self._committed(len(appends), time.perf_counter() - began_s)

    def _tell(self, loop: asyncio.AbstractEventLoop, batch: Sequence[_Waiting], outcomes: Sequence[Outcome]) -> None:
        for waiting, outcome in zip(batch, outcomes, strict=True):
            if waiting.stored.done():  # Its caller was cancelled.
                continue
            if outcome is None:
                waiting.stored.set_result(None)
            else:
                waiting.stored.set_exception(outcome)
        # One turn of the loop later, so that the appends of those who were just told join the batch.
        loop.call_soon(self._next_batch, loop)
