"""A hall's days as this server holds them: committed state alone, read from the log and kept up with what other servers store."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import NamedTuple

from queue_server.app.batch import Batch
from queue_server.app.clock import Clock, real_ms
from queue_server.app.peers import Peers
from queue_server.app.pending import Pending
from queue_server.app.registry import Registry
from queue_server.core import events as e
from queue_server.core.day import HallDay
from queue_server.core.evolve import evolve
from queue_server.eventlog.log import ANSWER_KEPT_MS, Answer, EventLog
from queue_server.projections.tables import date_of, day_stream

log = logging.getLogger("onewindow.days")

DAYS_HELD = 8
"""Days in memory a hall: the open one and a few that visitors look up; another is read from the log in milliseconds."""
SLICE = 500
"""Events of a day read from the log between two turns of the event loop: about 5 ms."""


class Look(NamedTuple):
    """What a look at the database found. `answers`: of commands that were sent before. `dates`: the days that it brought up to date."""

    answers: dict[tuple[str, str], Answer]
    dates: frozenset[str] = frozenset()


class HallDays:
    """One hall's. `published` is called with the hall whenever they have gone on.

    Attributes:
        open_date: Of the day that is open, as far as is known; None: none is.
        looking: Held by who reads the database for them, and while a batch is decided: it is decided on the newest that anybody has read.
    """

    def __init__(
        self,
        hall: str,
        eventlog: EventLog,
        registry: Registry,
        clock: Clock,
        published: Callable[[str], None],
        peers: Peers | None,
    ) -> None:
        self.open_date: str | None = None
        self.looking = asyncio.Lock()
        self._hall, self._log, self._registry, self._clock, self._published, self._peers = (
            hall, eventlog, registry, clock, published, peers,
        )  # fmt: skip
        self._days: OrderedDict[str, HallDay] = OrderedDict()
        self._drops = 0  # how often all days were dropped
        self._turns = 0  # how often this server has opened or closed a day
        self._keys: dict[tuple[str, str], int] | None = None  # actor and key -> when it was answered, oldest first
        self._reading = asyncio.Lock()
        self._looked = False
        self._next_look: asyncio.Task[Look] | None = None

    # Reading

    def held(self, date: str | None = None) -> HallDay | None:
        """Return a day in memory if there is one: the open day, or that of `date`."""
        wanted = date or self.open_date
        return self._days.get(wanted) if wanted is not None else None

    async def day(self, date: str | None = None, *, newest: bool = True) -> HallDay:
        """Return the day of `date`, or the open one, else the hall's today; not to be kept over an await.

        A day that has no events yet is returned as it would open, with `seq` 0 and `opened` False.

        Args:
            newest: As the database has it now, whatever server wrote it; otherwise as of about a second ago.
        """
        while True:
            drops, seen = self._drops, None
            if self._peers is None:
                await self._begin()
            elif newest or not self._looked:
                seen = await self.look()
            wanted = date or self.open_date or self._registry.local_date(self._hall, self._clock.now_ms())
            await self._load(wanted)
            if drops == self._drops and self._is_new(wanted, seen):  # else a failed batch dropped the days meanwhile
                day = self._days[wanted]
                return day if day.opened else self._registry.preview(self._hall, wanted)

    def unclosed(self) -> dict[str, int]:
        """Return the heads of the streams held that can go on, by name."""
        return {day_stream(self._hall, date): day.seq for date, day in self._days.items() if not day.closed}

    async def look(self) -> Look:
        """Catch up with the other servers: return when the days held are at least as new as the database when this was called."""
        if self._next_look is None:  # one for all who ask until it begins
            self._next_look = asyncio.get_running_loop().create_task(self._look_next())
        return await asyncio.shield(self._next_look)

    # For the worker

    async def prepare(self, commands: Sequence[Pending]) -> dict[tuple[str, str], Answer]:
        """Load what deciding will read, so that deciding never waits; return the answers of commands that were sent before.

        Whoever calls holds `looking` until he has decided.
        """
        self.evict()
        while True:
            seen = Look(await self._earlier_answers(commands)) if self._peers is None else await self._look(commands)
            today = self._registry.local_date(self._hall, self._clock.now_ms())
            open_date = self.open_date or today
            # Today's also while an older day is open: the batch may close that one and go on with the next.
            dates = {pending.date or open_date for pending in commands} | {today}
            for date in dates:
                await self._load(date)
            if all(self._is_new(date, seen) for date in dates):
                return seen.answers

    def fork(self, date: str) -> HallDay:
        """Return a fork of the day of `date`, which `prepare` has loaded, or which has no events."""
        return self._days.setdefault(date, HallDay()).fork()

    def keep(self, batch: Batch) -> None:
        """Go on with what is durable now."""
        for date in batch.events:
            day = self._days.get(date)
            if day is not None and day.seq == batch.expected[date]:  # else it has been read from the log already
                day.join(batch.days[date])
        if batch.opened is not None or batch.closed:
            self._turns += 1
            self.open_date = batch.open_date
        if self._peers is not None:
            self._peers.tell(self._hall)
        elif self._keys is not None:
            for name, answer in batch.answers.items():
                self._keys.pop(name, None)  # one that was free again moves to the young end
                self._keys[name] = answer.at_ms
        self._published(self._hall)

    def evict(self) -> None:
        """Drop the days that nobody has asked for lately."""
        for old in list(self._days)[:-DAYS_HELD]:
            if old != self.open_date:
                del self._days[old]

    def forget(self) -> None:
        """Drop all that is in memory; it is read from the log again when it is needed."""
        self._drops += 1
        self._looked = False
        self._days.clear()
        self.open_date, self._keys = None, None

    # From the database

    async def _begin(self) -> None:
        """Learn from the database which day is open and which keys were answered; one reading for all who need it."""
        if self._keys is None:
            async with self._reading:
                if self._keys is None:
                    self.open_date, self._keys = await self._registry.open_date_and_keys(self._hall)

    async def _earlier_answers(self, commands: Sequence[Pending]) -> dict[tuple[str, str], Answer]:
        await self._begin()
        assert self._keys is not None
        expired_ms = real_ms() - ANSWER_KEPT_MS
        while self._keys and next(iter(self._keys.values())) < expired_ms:
            del self._keys[next(iter(self._keys))]
        found: dict[tuple[str, str], Answer] = {}
        for pending in commands:
            if pending.key is not None and (pending.actor, pending.key) in self._keys:
                answer = await self._log.answer(self._hall, pending.actor, pending.key)
                if answer is not None:
                    found[pending.actor, pending.key] = answer
        return found

    async def _look_next(self) -> Look:
        async with self.looking:
            self._next_look = None
            return await self._look(())

    async def _look(self, commands: Sequence[Pending]) -> Look:
        """Catch up with the other servers, and look for answers of the `commands`."""
        assert self._peers is not None
        keys = [(pending.actor, pending.key) for pending in commands if pending.key is not None]
        while True:
            turns, open_date, held = self._turns, self.open_date, self.unclosed()
            news = await self._peers.news(self._hall, held, keys)
            if any(news.heads.get(stream, 0) < seq for stream, seq in held.items()):
                log.warning("the database holds less than before; the hall's days are read again", extra={"hall": self._hall})
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
            self._published(self._hall)
        return Look(news.answers, frozenset(map(date_of, held)))

    def _is_new(self, date: str, seen: Look | None) -> bool:
        """Tell whether the day is held, and no older than what was `seen`: one that was being read from the log then may be."""
        day = self._days.get(date)
        return day is not None and (self._peers is None or seen is None or date in seen.dates or day.closed)

    async def _load(self, date: str) -> None:
        """Hold the day of `date`, read from the log, unless all days were dropped meanwhile."""
        if date in self._days:
            self._days.move_to_end(date)
            return
        async with self._reading:
            if date in self._days:
                return
            drops, day = self._drops, HallDay()
            for n, stored in enumerate(await self._log.read(day_stream(self._hall, date)), 1):
                evolve(day, e.decode(stored.body))
                if n % SLICE == 0:
                    await asyncio.sleep(0)
            if drops == self._drops:
                self._days[date] = day
