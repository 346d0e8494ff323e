"""One worker a hall: takes the commands that have gathered, decides them in order, appends them as one, then answers.

A batch is decided on forks of the hall's days, which join them after the commit: nobody ever reads what is not durable.
"""

import asyncio
import logging
import random
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from queue_server.app.clock import Clock, real_ms
from queue_server.app.errors import KeyReused, Overloaded
from queue_server.app.estimator import Estimator
from queue_server.app.instruments import Instruments
from queue_server.app.peers import Peers
from queue_server.app.registry import Registry
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.day import HallDay
from queue_server.core.decide import decide
from queue_server.core.errors import OneWindowError, UnknownTicket
from queue_server.core.evolve import evolve
from queue_server.eventlog.errors import LogUnavailable, StreamConflict
from queue_server.eventlog.log import ANSWER_KEPT_MS, Answer, Append, Delete, EventLog, StreamEvents, Upsert
from queue_server.logs.context import request_id
from queue_server.projections.tables import date_of, day_stream
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
TRIES = 40
"""Decisions of one batch: each conflict means that another server's batch was stored."""
PAUSE_S = 0.002
"""Between two tries at most: about a commit, so that servers do not keep step."""


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
    request_id: str | None = field(default_factory=request_id)
    done: "asyncio.Future[Reply]" = field(init=False)


@dataclass
class Batch:
    """What one append will hold. `days`: forks, by date."""

    open_date: str | None
    days: dict[str, HallDay] = field(default_factory=dict)
    expected: dict[str, int] = field(default_factory=dict)
    events: dict[str, list[e.HallEvent]] = field(default_factory=dict)
    opened: str | None = None
    closed: bool = False
    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    results: list[tuple[Pending, Reply | OneWindowError]] = field(default_factory=list)


class Look(NamedTuple):
    """What a look at the database found. `answers`: of commands that were sent before. `dates`: the days that it brought up to date."""

    answers: dict[tuple[str, str], Answer]
    dates: frozenset[str] = frozenset()


class HallWorker:
    """Runs one hall's commands. `published` is called with the hall whenever its committed day has gone on.

    Attributes:
        estimator: Of the hall's wait.
        open_date: Of the day that is open, as far as is known; None: none is.
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
        self._instruments = instruments or Instruments()
        self.estimator = Estimator(clock)
        self.open_date: str | None = None
        self._log, self._registry, self._clock, self._published, self._peers = eventlog, registry, clock, published, peers
        self._days: OrderedDict[str, HallDay] = OrderedDict()
        self._drops = 0  # how often all days were dropped
        self._turns = 0  # how often this server has opened or closed a day
        self._keys: dict[tuple[str, str], int] | None = None  # actor and key -> when it was answered, oldest first
        self._queue: list[Pending] = []
        self._task: asyncio.Task[None] | None = None
        self._reading = asyncio.Lock()
        self._looking = asyncio.Lock()
        self._looked = False
        self._next_look: asyncio.Task[Look] | None = None
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
                self._instruments.batch_commands.observe(len(batch))
                try:
                    await self._run_batch(batch)
                except OneWindowError as error:
                    _fail(batch, error)
                except Exception:
                    # A defect in one batch must not leave its callers waiting for ever, nor stop the hall.
                    requests = [pending.request_id for pending in batch if pending.request_id]
                    log.exception("a batch failed", extra={"hall": self.hall, "requests": requests})
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
        for attempt in range(TRIES):
            async with self._looking:  # what was read for deciding must be the newest that anybody has read
                earlier = await self._prepare(commands)
                batch = self._decide_all(commands, earlier)
            append = self._append_of(batch)
            if append is not None:
                try:
                    await self._log.append(append)
                except StreamConflict as conflict:
                    self._instruments.conflicts.inc()
                    if self._peers is None:  # nobody else writes: what is held is not what the log has
                        log.warning("hall %s: %s", self.hall, conflict)
                        self.forget()
                    await asyncio.sleep(random.uniform(0, PAUSE_S) if attempt else 0)  # noqa: S311
                    continue
                except BaseException:
                    self.forget()
                    raise
                self._keep(batch)
            self._answer(batch)
            return
        raise LogUnavailable(reason="busy")

    async def _prepare(self, commands: list[Pending]) -> dict[tuple[str, str], Answer]:
        """Load what deciding will read, so that deciding never waits; return the answers of commands that were sent before."""
        self._evict()
        while True:
            seen = Look(await self._earlier_answers(commands)) if self._peers is None else await self._look(commands)
            today = self._registry.local_date(self.hall, self._clock.now_ms())
            open_date = self.open_date or today
            # Today's also while an older day is open: the batch may close that one and go on with the next.
            dates = {pending.date or open_date for pending in commands} | {today}
            for date in dates:
                await self._load(date)
            if all(self._is_new(date, seen) for date in dates):
                break
        if open_date in self._days:
            await self.estimator.ensure(self._days[open_date])
        return seen.answers

    async def _begin(self) -> None:
        """Learn from the database which day is open and which keys were answered; one reading for all who need it."""
        if self._keys is None:
            async with self._reading:
                if self._keys is None:
                    self.open_date, self._keys = await self._registry.open_date_and_keys(self.hall)

    async def _earlier_answers(self, commands: list[Pending]) -> dict[tuple[str, str], Answer]:
        await self._begin()
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
        batch = Batch(self.open_date)
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
        day, opening = self._day_for(pending, batch, now_ms)
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

    def _day_for(self, pending: Pending, batch: Batch, now_ms: int) -> tuple[HallDay, c.OpenDay | None]:
        """Return the day that the command goes to, and the command that must open it first."""
        if pending.date is not None:
            day = self._fork(batch, pending.date)
            if not day.opened:
                raise UnknownTicket(date=pending.date)
            return day, None
        date = batch.open_date or self._registry.local_date(self.hall, now_ms)
        day = self._fork(batch, date)
        if day.opened or not pending.opens:
            return day, None
        return day, self._registry.opening(self.hall, date, now_ms)

    def _fork(self, batch: Batch, date: str) -> HallDay:
        day = batch.days.get(date)
        if day is None:
            day = batch.days[date] = self._days.setdefault(date, HallDay()).fork()
        return day

    def _unopen(self, batch: Batch, date: str) -> None:
        """Take back the opening of a day that nothing followed."""
        del batch.days[date]
        batch.open_date = batch.opened = None
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
                batch.open_date = batch.opened = date
            elif isinstance(event, e.DayClosed):
                batch.open_date = batch.opened = None
                batch.closed = True

    def _append_of(self, batch: Batch) -> Append | None:
        if not batch.events:
            return None
        writes: list[Upsert | Delete] = []
        streams = []
        for date, events in batch.events.items():
            stream = day_stream(self.hall, date)
            streams.append(StreamEvents(stream, batch.expected[date], tuple(e.encode(event) for event in events)))
            day = batch.days[date]
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
        """Go on with what is durable now."""
        for date in batch.events:
            day = self._days.get(date)
            if day is not None and day.seq == batch.expected[date]:  # else it has been read from the log already
                day.join(batch.days[date])
        if batch.opened is not None or batch.closed:
            self._turns += 1
            self.open_date = batch.open_date
        if self._peers is not None:
            self._peers.tell(self.hall)
        elif self._keys is not None:
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

    def held(self, date: str | None = None) -> HallDay | None:
        """Return a day in memory if there is one: the open day, or that of `date`."""
        wanted = date or self.open_date
        return self._days.get(wanted) if wanted is not None else None

    async def day(self, date: str | None = None, *, newest: bool = True) -> HallDay:
        """Return the day of `date`, or the open one, else the hall's today; committed state, not to be kept over an await.

        A day that has no events yet is returned as it would open, with `seq` 0 and `opened` False.

        Args:
            newest: As the database has it now, whatever server wrote it; otherwise as of about a second ago.
        """
        if self._task is None:
            self._evict()
        while True:
            drops, seen = self._drops, None
            if self._peers is None:
                await self._begin()
            elif newest or not self._looked:
                seen = await self.look()
            wanted = date or self.open_date or self._registry.local_date(self.hall, self._clock.now_ms())
            await self._load(wanted)
            if drops == self._drops and self._is_new(wanted, seen):  # else a failed batch dropped the days meanwhile
                day = self._days[wanted]
                return day if day.opened else self._registry.preview(self.hall, wanted)

    def _is_new(self, date: str, seen: "Look | None") -> bool:
        """Tell whether the day is held, and no older than what was `seen`: one that was being read from the log then may be."""
        day = self._days.get(date)
        return day is not None and (self._peers is None or seen is None or date in seen.dates or day.closed)

    def unclosed(self) -> dict[str, int]:
        """Return the heads of the streams held that can go on, by name."""
        return {day_stream(self.hall, date): day.seq for date, day in self._days.items() if not day.closed}

    async def look(self) -> "Look":
        """Catch up with the other servers: return when the days held are at least as new as the database when this was called."""
        if self._next_look is None:  # one for all who ask until it begins
            self._next_look = asyncio.get_running_loop().create_task(self._look_next())
        return await asyncio.shield(self._next_look)

    async def _look_next(self) -> "Look":
        async with self._looking:
            self._next_look = None
            return await self._look(())

    async def _look(self, commands: Sequence[Pending]) -> "Look":
        """Catch up with the other servers, and look for answers of the `commands`."""
        assert self._peers is not None
        keys = [(pending.actor, pending.key) for pending in commands if pending.key is not None]
        while True:
            turns, open_date, held = self._turns, self.open_date, self.unclosed()
            news = await self._peers.news(self.hall, held, keys)
            if any(news.heads.get(stream, 0) < seq for stream, seq in held.items()):
                log.warning("hall %s: the database holds less than before; its days are read again", self.hall)
                self.forget()
            elif turns == self._turns:  # else a day was opened or closed here since it was read
                break
        self._looked = True
        self.open_date = news.open_date
        changed = open_date != news.open_date
        for stream, stored in news.events.items():
            day = self._days.get(date_of(stream))
            for event in stored:
                if day is not None and event.seq == day.seq + 1:
                    evolve(day, e.decode(event.body))
                    changed = True
        if news.setup != self._registry.city.version:
            await self._registry.reload()
            changed = True
        if changed:
            self._published(self.hall)
        return Look(news.answers, frozenset(map(date_of, held)))

    async def _load(self, date: str) -> None:
        """Hold the day of `date`, read from the log, unless all days were dropped meanwhile."""
        if date in self._days:
            self._days.move_to_end(date)
            return
        async with self._reading:
            if date in self._days:
                return
            drops, day = self._drops, HallDay()
            for n, stored in enumerate(await self._log.read(day_stream(self.hall, date)), 1):
                evolve(day, e.decode(stored.body))
                if n % SLICE == 0:
                    await asyncio.sleep(0)
            if drops == self._drops:
                self._days[date] = day

    def _evict(self) -> None:
        for old in list(self._days)[:-DAYS_HELD]:
            if old != self.open_date:
                del self._days[old]

    def forget(self) -> None:
        """Drop all that is in memory; it is read from the log again when it is needed."""
        self._drops += 1
        self._looked = False
        self._days.clear()
        self.open_date, self._keys = None, None


def _fail(batch: list[Pending], error: OneWindowError) -> None:
    for pending in batch:
        if not pending.done.done():
            pending.done.set_exception(error)
