"""One worker a hall: takes the commands that have gathered, decides them in order, appends them as one, then answers.

Between the first decision of a batch and its commit the day is tentative; `settled` makes readers wait, so nobody ever sees it.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from queue_server.app.clock import Clock, real_ms
from queue_server.app.errors import KeyReused, Overloaded
from queue_server.app.estimator import Estimator
from queue_server.app.registry import Registry
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.day import HallDay
from queue_server.core.decide import decide
from queue_server.core.errors import OneWindowError, UnknownTicket
from queue_server.core.evolve import evolve
from queue_server.eventlog.errors import LogUnavailable, StreamConflict
from queue_server.eventlog.log import ANSWER_KEPT_MS, Answer, Append, Delete, EventLog, StreamEvents, Upsert
from queue_server.projections.tables import day_stream
from queue_server.projections.tickets import changed_tickets, ticket_row

log = logging.getLogger("onewindow.worker")

BATCH = 256
"""Commands decided between two commits at most: 256 decisions take about 5 ms, a stall that no screen notices."""
PATIENCE = 8
"""Turns of the event loop without another command before a batch is closed: 0.1 ms when nothing else goes on. Clients that were
answered together ask again together, yet not all within one turn; without patience they part into groups that commit in turns."""
QUEUE = 4096
"""Commands that may wait for one hall: over a second's work; more are told to come again."""
DAYS_HELD = 8
"""Days in memory a hall: the open one and a few that visitors look up; another is read from the log in milliseconds."""
SLICE = 500
"""Events of a day read from the log between two turns of the event loop: about 5 ms."""
TRIES = 3
"""Decisions of one batch after conflicts; with one server none is expected."""


class Reply(NamedTuple):
    """An answer as the web sends it: JSON, or nothing for 204."""

    status: int
    body: bytes


Make = Callable[[HallDay, int], c.HallCommand]
MakeReply = Callable[[HallDay, c.HallCommand, list[e.HallEvent]], Reply]


@dataclass(eq=False, slots=True)
class Pending:
    """A command on its way."""

    make: Make
    reply: MakeReply
    date: str | None
    opens: bool
    actor: str
    key: str | None
    body_hash: str
    done: "asyncio.Future[Reply]" = field(init=False)


@dataclass
class Batch:
    """What one append will hold."""

    expected: dict[str, int] = field(default_factory=dict)
    events: dict[str, list[e.HallEvent]] = field(default_factory=dict)
    opened: str | None = None
    closed: bool = False
    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    results: list[tuple[Pending, Reply | OneWindowError]] = field(default_factory=list)


class HallWorker:
    """Runs one hall's commands. `published` is called with the hall after each commit that changed something."""

    def __init__(
        self, hall: str, eventlog: EventLog, registry: Registry, clock: Clock, published: Callable[[str], None]
    ) -> None:
        self.hall = hall
        self.estimator = Estimator(clock)
        self._log, self._registry, self._clock, self._published = eventlog, registry, clock, published
        self._days: OrderedDict[str, HallDay] = OrderedDict()
        self._open_date: str | None = None
        self._keys: dict[tuple[str, str], int] | None = None  # actor and key -> when it was answered, oldest first
        self._queue: list[Pending] = []
        self._task: asyncio.Task[None] | None = None
        self._settling: asyncio.Future[None] | None = None
        self._reading = asyncio.Lock()
        self._stopped = False

    # Commands

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

    async def stop(self) -> None:
        """Finish what has been queued and take no more."""
        self._stopped = True
        if self._task is not None:
            await self._task

    async def _work(self) -> None:
        try:
            while self._queue:
                await self._gather()
                batch, self._queue = self._queue[:BATCH], self._queue[BATCH:]
                batch = [pending for pending in batch if not pending.done.cancelled()]
                try:
                    await self._run_batch(batch)
                except OneWindowError as error:
                    _fail(batch, error)
                except Exception:
                    # A defect in one batch must not leave its callers waiting for ever, nor stop the hall.
                    log.exception("hall %s: a batch failed", self.hall)
                    self.forget()
                    _fail(batch, LogUnavailable(reason="failed"))
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

    async def _run_batch(self, commands: list[Pending]) -> None:
        for attempt in range(1, TRIES + 1):
            await self._prepare(commands)
            earlier = await self._earlier_answers(commands)
            self._settling = asyncio.get_running_loop().create_future()
            try:
                batch = self._decide_all(commands, earlier)
                append = self._append_of(batch)
                if append is not None:
                    try:
                        await self._log.append(append)
                    except StreamConflict as conflict:
                        log.info("hall %s: %s, attempt %d", self.hall, conflict, attempt)
                        self.forget()
                        continue
                    except BaseException:
                        self.forget()
                        raise
                    self._keep(batch)
            finally:
                self._settling.set_result(None)
                self._settling = None
            self._answer(batch)
            return
        raise LogUnavailable(reason="failed")

    async def _prepare(self, commands: list[Pending]) -> None:
        """Load what deciding will read, so that deciding never waits."""
        self._evict()
        await self._begin()
        today = self._registry.local_date(self.hall, self._clock.now_ms())
        open_date = self._open_date or today
        # Today's also while an older day is open: the batch may close that one and go on with the next.
        for date in {pending.date or open_date for pending in commands} | {today}:
            await self._load(date)
        if open_date in self._days:
            await self.estimator.ensure(self._days[open_date])

    async def _begin(self) -> None:
        """Learn from the database which day is open and which keys were answered; one reading for all who need it."""
        if self._keys is None:
            async with self._reading:
                if self._keys is None:
                    open_date, keys = await self._registry.open_date_and_keys(self.hall)
                    self._open_date, self._keys = open_date, keys

    async def _earlier_answers(self, commands: list[Pending]) -> dict[tuple[str, str], Answer]:
        assert self._keys is not None
        expired_ms = real_ms() - ANSWER_KEPT_MS
        while self._keys and next(iter(self._keys.values())) < expired_ms:
            del self._keys[next(iter(self._keys))]
        found: dict[tuple[str, str], Answer] = {}
        for pending in commands:
            if pending.key is not None and (pending.actor, pending.key) in self._keys:
                answer = await self._log.answer(self.hall, pending.actor, pending.key)
                if answer is not None:
                    found[pending.actor, pending.key] = answer
        return found

    def _decide_all(self, commands: list[Pending], earlier: dict[tuple[str, str], Answer]) -> Batch:
        batch = Batch(answers={})
        for pending in commands:
            try:
                result: Reply | OneWindowError = self._decide_one(pending, batch, earlier)
            except OneWindowError as error:
                result = error
            batch.results.append((pending, result))
        return batch

    def _decide_one(self, pending: Pending, batch: Batch, earlier: dict[tuple[str, str], Answer]) -> Reply:
        name = (pending.actor, pending.key or "")
        answered = (batch.answers.get(name) or earlier.get(name)) if pending.key is not None else None
        if answered is not None:
            if answered.body_hash != pending.body_hash:
                raise KeyReused
            return Reply(answered.status, answered.answer)
        now_ms = self._clock.now_ms()
        day, opening = self._day_for(pending, now_ms)
        if opening is not None:
            self._apply(batch, day, decide(day, opening))
        try:
            command = pending.make(day, max(now_ms, day.at_ms))
            events = decide(day, command)
        except OneWindowError:
            if opening is not None:
                self._unopen(batch, opening.date)  # a refused command does not begin the day
            raise
        self._apply(batch, day, events)
        reply = pending.reply(day, command, events)
        if pending.key is not None and events:
            batch.answers[name] = Answer(
                scope=self.hall,
                actor=pending.actor,
                key=pending.key,
                body_hash=pending.body_hash,
                status=reply.status,
                answer=reply.body,
                at_ms=real_ms(),
            )
        return reply

    def _day_for(self, pending: Pending, now_ms: int) -> tuple[HallDay, c.OpenDay | None]:
        """Return the day that the command goes to, and the command that must open it first."""
        if pending.date is not None:
            day = self._days[pending.date]
            if not day.opened:
                raise UnknownTicket(date=pending.date)
            return day, None
        date = self._open_date or self._registry.local_date(self.hall, now_ms)
        day = self._days.setdefault(date, HallDay())
        if day.opened or not pending.opens:
            return day, None
        return day, self._registry.opening(self.hall, date, now_ms)

    def _unopen(self, batch: Batch, date: str) -> None:
        """Take back the opening of a day that nothing followed."""
        self._days[date] = HallDay()
        self._open_date = batch.opened = None
        batch.events.pop(date)
        batch.expected.pop(date)

    def _apply(self, batch: Batch, day: HallDay, events: list[e.HallEvent]) -> None:
        if not events:
            return
        date = day.date or (events[0].date if isinstance(events[0], e.DayOpened) else "")
        batch.expected.setdefault(date, day.seq)
        batch.events.setdefault(date, []).extend(events)
        for event in events:
            evolve(day, event)
            if isinstance(event, e.DayOpened):
                self._open_date = batch.opened = date
            elif isinstance(event, e.DayClosed):
                self._open_date = batch.opened = None
                batch.closed = True

    def _append_of(self, batch: Batch) -> Append | None:
        if not batch.events:
            return None
        writes: list[Upsert | Delete] = []
        streams = []
        for date, events in batch.events.items():
            stream = day_stream(self.hall, date)
            streams.append(StreamEvents(stream, batch.expected[date], tuple(e.encode(event) for event in events)))
            day = self._days[date]
            rows = tuple(ticket_row(day, day.tickets[ticket]) for ticket in changed_tickets(events))
            if rows:
                writes.append(Upsert("tickets", rows))
        if batch.closed and batch.opened is None:
            writes.append(Delete("open_days", ({"hall": self.hall},)))
        elif batch.opened is not None:
            row: dict[str, object] = {"hall": self.hall, "date": batch.opened, "stream": day_stream(self.hall, batch.opened)}
            writes.append(Upsert("open_days", (row,)))
        return Append(tuple(streams), tuple(writes), tuple(batch.answers.values()))

    def _keep(self, batch: Batch) -> None:
        assert self._keys is not None
        for name, answer in batch.answers.items():
            self._keys.pop(name, None)  # one that was free again moves to the young end
            self._keys[name] = answer.at_ms
        self._published(self.hall)

    def _answer(self, batch: Batch) -> None:
        for pending, result in batch.results:
            if pending.done.done():
                continue
            if isinstance(result, OneWindowError):
                pending.done.set_exception(result)
            else:
                pending.done.set_result(result)

    # Reading

    async def settled(self) -> None:
        """Wait until the day in memory is what the log holds."""
        while self._settling is not None:
            await asyncio.shield(self._settling)

    @property
    def tentative(self) -> bool:
        """Whether the day in memory is ahead of the log."""
        return self._settling is not None

    def held(self, date: str | None = None) -> HallDay | None:
        """Return a day in memory if there is one: the open day, or that of `date`."""
        wanted = date or self._open_date
        return self._days.get(wanted) if wanted is not None else None

    async def day(self, date: str | None = None) -> HallDay:
        """Return the day of `date`, or the open one, else the hall's today; committed state, not to be kept over an await.

        A day that has no events yet is returned as it would open, with `seq` 0 and `opened` False.
        """
        if date is None:
            await self._begin()
            await self.settled()  # which day is open is tentative, too
            date = self._open_date or self._registry.local_date(self.hall, self._clock.now_ms())
        if self._task is None:
            self._evict()
        await self._load(date)
        await self.settled()
        day = self._days.get(date)
        if day is None:  # a failed batch dropped it meanwhile
            return await self.day(date)
        if not day.opened:
            return self._registry.preview(self.hall, date)
        return day

    async def _load(self, date: str) -> None:
        """Hold the day of `date`, read from the log."""
        if date in self._days:
            self._days.move_to_end(date)
            return
        async with self._reading:
            if date in self._days:
                return
            day = HallDay()
            for n, stored in enumerate(await self._log.read(day_stream(self.hall, date)), 1):
                evolve(day, e.decode(stored.body))
                if n % SLICE == 0:
                    await asyncio.sleep(0)
            self._days[date] = day

    def _evict(self) -> None:
        for old in list(self._days)[:-DAYS_HELD]:
            if old != self._open_date:
                del self._days[old]

    def forget(self) -> None:
        """Drop all that is in memory; it is read from the log again when it is needed."""
        self._days.clear()
        self._open_date, self._keys = None, None


def _fail(batch: list[Pending], error: OneWindowError) -> None:
    for pending in batch:
        if not pending.done.done():
            pending.done.set_exception(error)
