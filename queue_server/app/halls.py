"""The halls of the city as the web sees them: commands in, committed days out."""

import asyncio
import time
from collections.abc import Callable, Iterable
from contextlib import suppress

from queue_server.app.clock import Clock
from queue_server.app.errors import UnknownHall
from queue_server.app.estimator import Estimator
from queue_server.app.instruments import Instruments
from queue_server.app.peers import Peers
from queue_server.app.pending import Make, MakeReply, Pending, Reply
from queue_server.app.registry import Registry
from queue_server.app.worker import HallWorker
from queue_server.core.day import HallDay
from queue_server.core.setup import PriorityClass
from queue_server.core.ticket import Ticket
from queue_server.eventlog.errors import LogUnavailable
from queue_server.eventlog.log import EventLog
from queue_server.projections.views import WaitView


class Halls:
    """One worker a hall, made when it is first needed. `published` is called with the hall when what its screens show has changed.

    Attributes:
        behind: Halls in which another server had gone on at the last look around.
    """

    def __init__(
        self,
        eventlog: EventLog,
        registry: Registry,
        clock: Clock,
        published: Callable[[str], None] = lambda _: None,
        peers: Peers | None = None,
        instruments: Instruments | None = None,
    ) -> None:
        self.registry = registry
        self.clock = clock
        self._log = eventlog
        self.published = published
        self.peers = peers
        self._instruments = instruments or Instruments()
        self.behind = 0
        self._caught_up_s = time.monotonic()
        self._workers: dict[str, HallWorker] = {}
        self._hearing: set[asyncio.Task[None]] = set()

    @property
    def log_id(self) -> str:
        """The id of the log that all frames and tickets name."""
        return self._log.id

    def worker(self, hall: str) -> HallWorker:
        """Return the hall's worker.

        Raises:
            UnknownHall: the city has no such hall.
        """
        worker = self._workers.get(hall)
        if worker is None:
            if hall not in self.registry.halls:
                raise UnknownHall(hall=hall)
            worker = self._workers[hall] = HallWorker(
                hall, self._log, self.registry, self.clock, self.published, self.peers, self._instruments
            )
        return worker

    async def command(
        self,
        hall: str,
        make: Make,
        reply: MakeReply,
        *,
        actor: str,
        date: str | None = None,
        key: str | None = None,
        body_hash: str = "",
        opens: bool = True,
    ) -> Reply:
        """Run a command and return its answer when it is durable.

        Args:
            make: Called with the day and the time stamped when the command's turn comes; returns the command.
            reply: Called with the day just after; builds the answer, which is kept with the key if the command changed something.
            date: The day of the ticket that the command is for; None: the hall's open day.
            opens: Whether the command may begin the hall's day.
        """
        return await self.worker(hall).run(Pending(make, reply, date, opens, actor, key, body_hash))

    async def day(self, hall: str, date: str | None = None, *, newest: bool = True) -> HallDay:
        """Return the hall's open day (else today's), or the day of `date`: committed state, not to be kept over an await.

        Args:
            newest: As the database has it now, whatever server wrote it; otherwise as of about a second ago.
        """
        worker = self.worker(hall)
        while True:
            day = await worker.day(date, newest=newest)
            await worker.estimator.ensure(day)
            if not day.opened or worker.days.held(day.date) is day:
                return day

    def wait_for(self, day: HallDay, services: tuple[str, ...] = (), priority: PriorityClass = "normal") -> WaitView | None:
        """Return the wait range of a ticket taken now, None when no open counter would take it."""
        return self.worker(day.hall).estimator.range_for_new(day, services, priority)

    def wait_of(self, day: HallDay, ticket: Ticket) -> WaitView | None:
        """Return the wait range that is left for a waiting ticket."""
        return self.worker(day.hall).estimator.range_for(day, ticket)

    def now_ms(self, day: HallDay) -> int:
        """Return the hall's time, never before the day's last event."""
        return max(self.clock.now_ms(), day.at_ms)

    def held(self) -> list[HallDay]:
        """Return the open days that are in memory: committed state, not to be kept over an await."""
        return [day for worker in self._workers.values() if (day := worker.days.held()) is not None]

    def estimators(self) -> list[Estimator]:
        """Return the estimators of the halls that somebody has asked about."""
        return [worker.estimator for worker in self._workers.values()]

    @property
    def caught_up_age_s(self) -> float:
        """Seconds since this server was last known to have all that the database has; 0 where it alone writes."""
        return time.monotonic() - self._caught_up_s if self.peers is not None else 0.0

    async def look_around(self) -> None:
        """Catch up with the other servers in every hall where they have gone on."""
        assert self.peers is not None
        began_s = time.monotonic()
        held = {hall: worker.days.unclosed() for hall, worker in self._workers.items()}
        opened = {hall: worker.days.open_date for hall, worker in self._workers.items()}
        behind = await self.peers.behind(held, opened, self.registry.city.version)
        self.behind = len(behind)
        await self.look_at(behind)
        self._caught_up_s = began_s

    async def look_at(self, halls: Iterable[str]) -> None:
        """Catch up with the other servers in these halls, as far as anybody has asked for them."""
        await asyncio.gather(*(self._workers[hall].days.look() for hall in halls if hall in self._workers))

    def heard(self, halls: Iterable[str]) -> None:
        """Begin to catch up in these halls, of which another server has told."""

        async def look() -> None:
            with suppress(LogUnavailable):  # it is found again when the heads are compared
                await self.look_at(halls)

        task = asyncio.get_running_loop().create_task(look(), name="heard")
        self._hearing.add(task)
        task.add_done_callback(self._hearing.discard)

    async def stop(self) -> None:
        """Finish the commands that were taken."""
        await asyncio.gather(*(worker.stop() for worker in self._workers.values()))
