"""One worker a hall: takes the commands that have gathered, decides them in order, appends them as one, then answers."""

import asyncio
import logging
import random
from collections.abc import Callable

from queue_server.app.batch import Batch
from queue_server.app.clock import Clock
from queue_server.app.days import HallDays
from queue_server.app.errors import Overloaded
from queue_server.app.estimator import Estimator
from queue_server.app.instruments import Instruments
from queue_server.app.peers import Peers
from queue_server.app.pending import Pending, Reply
from queue_server.app.registry import Registry
from queue_server.core import commands as c
from queue_server.core.day import HallDay
from queue_server.core.errors import OneWindowError
from queue_server.eventlog.errors import LogUnavailable, StreamConflict
from queue_server.eventlog.log import EventLog

log = logging.getLogger("onewindow.worker")

BATCH = 256
"""Commands decided between two commits at most: 256 decisions take about 5 ms, a stall that no screen notices."""
PATIENCE = 8
"""Turns of the event loop without another command before a batch is closed: 0.1 ms when nothing else goes on. Clients that were
answered together ask again together, yet not all within one turn; without patience they part into groups that commit in turns."""
QUEUE = 4096
"""Commands that may wait for one hall: over a second's work; more are told to come again."""
TRIES = 40
"""Decisions of one batch: each conflict means that another server's batch was stored, or is being stored."""
PAUSE_S = 0.002
"""Between two tries at most, more with each: about a commit, so that servers do not keep step. All tries together wait 0.8 s."""

Result = tuple[Pending, Reply | OneWindowError]


class HallWorker:
    """Runs one hall's commands. `published` is called with the hall whenever its committed day has gone on.

    Attributes:
        days: The hall's. estimator: of the hall's wait.
    """

    def __init__(
        self,
        hall: str,
        eventlog: EventLog,
        registry: Registry,
        clock: Clock,
        published: Callable[[str], None],
        peers: Peers | None = None,
        instruments: Instruments | None = None,
    ) -> None:
        self.hall = hall
        self.days = HallDays(hall, eventlog, registry, clock, published, peers)
        self._instruments = instruments or Instruments()
        self.estimator = Estimator(clock)
        self._log, self._registry, self._clock, self._alone = eventlog, registry, clock, peers is None
        self._queue: list[Pending] = []
        self._task: asyncio.Task[None] | None = None
        self._stopped = False

    async def run(self, pending: Pending) -> Reply:
        """Queue a command and return its answer once it is durable.

        Raises:
            HallError: refused; KeyReused: the key stands for another request; LogUnavailable: storage is away or the outcome is
                unknown; Overloaded: too many wait.
        """
        if len(self._queue) >= QUEUE or self._stopped:
            raise Overloaded
        loop = asyncio.get_running_loop()
        pending.done = loop.create_future()
        self._queue.append(pending)
        if self._task is None:
            self._task = loop.create_task(self._work(), name=f"hall {self.hall}")
        return await pending.done

    async def day(self, date: str | None = None, *, newest: bool = True) -> HallDay:
        """Return a day: see `HallDays.day`."""
        if self._task is None:  # else what was prepared for a batch stays
            self.days.evict()
        return await self.days.day(date, newest=newest)

    async def stop(self) -> None:
        """Finish what has been queued and take no more."""
        self._stopped = True
        if self._task is not None:
            await self._task

    async def _work(self) -> None:
        try:
            while self._queue:
                await self._gather()
                commands, self._queue = self._queue[:BATCH], self._queue[BATCH:]
                commands = [pending for pending in commands if not pending.done.cancelled()]
                self._instruments.batch_commands.observe(len(commands))
                try:
                    results = await self._run_batch(commands)
                except OneWindowError as error:
                    results = [(pending, error) for pending in commands]
                except Exception:
                    # A defect in one batch must not leave its callers waiting for ever, nor stop the hall.
                    requests = [pending.request_id for pending in commands if pending.request_id]
                    log.exception("a batch failed", extra={"hall": self.hall, "requests": requests})
                    self.days.forget()
                    results = [(pending, LogUnavailable(reason="failed")) for pending in commands]
                for pending, result in results:
                    pending.tell(result)
                await asyncio.sleep(0)  # readers and the callers just answered get a turn
        finally:
            self._task = None

    async def _gather(self) -> None:
        """Wait for as long as the turns of the event loop bring more commands: one commit for all costs least."""
        known = quiet = 0
        while quiet < PATIENCE and len(self._queue) < BATCH:
            quiet = 0 if len(self._queue) > known else quiet + 1
            known = len(self._queue)
            await asyncio.sleep(0)

    async def _run_batch(self, commands: list[Pending]) -> list[Result]:
        """Decide and store the commands, and return what each is answered."""
        for attempt in range(TRIES):
            async with self.days.looking:
                earlier = await self.days.prepare(commands)
                held = self.days.held()
                if held is not None:
                    await self.estimator.ensure(held)
                    self.estimator.refresh(held)
                batch = Batch(self.hall, self.days.open_date, self.days.fork, self._opening, self._local_date)
                results: list[Result] = []
                for pending in commands:
                    try:
                        results.append((pending, batch.decide(pending, self._clock.now_ms(), earlier)))
                    except OneWindowError as error:
                        results.append((pending, error))
            append = batch.append()
            if append is not None:
                try:
                    await self._log.append(append)
                except StreamConflict as conflict:
                    self._instruments.conflicts.inc()
                    if self._alone:  # nobody else writes: what is held is not what the log has
                        log.warning(
                            "the log is not as it was held; the hall's days are read again",
                            extra={"hall": self.hall, "why": str(conflict)},
                        )
                        self.days.forget()
                    await asyncio.sleep(random.uniform(0, PAUSE_S * attempt))  # noqa: S311
                    continue
                except BaseException:
                    self.days.forget()
                    raise
                self.days.keep(batch)
            return results
        raise LogUnavailable(reason="busy")

    def _opening(self, date: str, at_ms: int) -> c.OpenDay:
        return self._registry.opening(self.hall, date, at_ms)

    def _local_date(self, at_ms: int) -> str:
        return self._registry.local_date(self.hall, at_ms)
