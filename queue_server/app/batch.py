"""Commands of one hall that are decided in order, each on the result of the last, and stored as one.

They are decided on forks of the hall's days, which join them after the commit: nobody ever reads what is not durable.
"""

from collections.abc import Callable, Mapping

from queue_server.app.clock import real_ms
from queue_server.app.errors import KeyReused
from queue_server.app.pending import Pending, Reply
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.day import HallDay
from queue_server.core.decide import decide
from queue_server.core.errors import OneWindowError, UnknownTicket
from queue_server.core.evolve import evolve
from queue_server.eventlog.log import Answer, Append, Delete, Insert, StreamEvents, Upsert, Write
from queue_server.projections.tables import day_stream
from queue_server.projections.tickets import changed_tickets, ticket_row


class Batch:
    """What one append will hold.

    Attributes:
        open_date: Of the day that is open after it; None: none is.
        days: Forks, by date. expected: their `seq` before it. events: the new ones.
        opened: The date of the day that it opens. closed: whether it closes one.
        answers: By actor and key, of what changed something.
    """

    def __init__(
        self,
        hall: str,
        open_date: str | None,
        fork: Callable[[str], HallDay],
        opening: Callable[[str, int], c.OpenDay],
        local_date: Callable[[int], str],
    ) -> None:
        """Begin one.

        Args:
            fork: Gives a fork of the day of a date. opening: gives the command that begins the day of a date, at a time.
            local_date: Gives the hall's date at a time.
        """
        self.hall, self.open_date = hall, open_date
        self._fork_of, self._opening, self._local_date = fork, opening, local_date
        self.days: dict[str, HallDay] = {}
        self.expected: dict[str, int] = {}
        self.events: dict[str, list[e.HallEvent]] = {}
        self.opened: str | None = None
        self.closed = False
        self.answers: dict[tuple[str, str], Answer] = {}

    def decide(self, pending: Pending, now_ms: int, earlier: Mapping[tuple[str, str], Answer]) -> Reply:
        """Decide a command on what the batch has come to so far.

        Args:
            now_ms: Hall time. earlier: answers that were kept before, by actor and key.

        Raises:
            HallError: refused; the batch is as it was. KeyReused: the key stands for another request.
        """
        name = (pending.actor, pending.key or "")
        answered = (self.answers.get(name) or earlier.get(name)) if pending.key is not None else None
        if answered is not None:
            if answered.body_hash != pending.body_hash:
                raise KeyReused
            return Reply(answered.status, answered.answer)
        day, opening = self._day_for(pending, now_ms)
        if opening is not None:
            self._apply(day, decide(day, opening))
        try:
            command = pending.make(day, max(now_ms, day.at_ms))
            events = decide(day, command)
        except OneWindowError:
            if opening is not None:
                self._unopen(opening.date)  # a refused command does not begin the day
            raise
        self._apply(day, events)
        reply = pending.reply(day, command, events)
        if pending.key is not None and events:
            self.answers[name] = Answer(
                scope=self.hall,
                actor=pending.actor,
                key=pending.key,
                body_hash=pending.body_hash,
                status=reply.status,
                answer=reply.body,
                at_ms=real_ms(),
            )
        return reply

    def append(self) -> Append | None:
        """Return what is to be stored, None when nothing has changed."""
        if not self.events:
            return None
        writes: list[Write] = []
        streams = []
        for date, events in self.events.items():
            stream = day_stream(self.hall, date)
            streams.append(StreamEvents(stream, self.expected[date], tuple(e.encode(event) for event in events)))
            day = self.days[date]
            rows = tuple(ticket_row(day, day.tickets[ticket]) for ticket in changed_tickets(events))
            if rows:
                writes.append(Upsert("tickets", rows))
        if self.closed:
            writes.append(Delete("open_days", ({"hall": self.hall},)))
        if self.opened is not None:
            row: dict[str, object] = {"hall": self.hall, "date": self.opened, "stream": day_stream(self.hall, self.opened)}
            writes.append(Insert("open_days", (row,)))  # two servers either side of midnight do not open a day each
        return Append(tuple(streams), tuple(writes), tuple(self.answers.values()))

    def _day_for(self, pending: Pending, now_ms: int) -> tuple[HallDay, c.OpenDay | None]:
        """Return the day that the command goes to, and the command that must open it first."""
        if pending.date is not None:
            day = self._fork(pending.date)
            if not day.opened:
                raise UnknownTicket(date=pending.date)
            return day, None
        date = self.open_date or self._local_date(now_ms)
        day = self._fork(date)
        if day.opened or not pending.opens:
            return day, None
        return day, self._opening(date, now_ms)

    def _fork(self, date: str) -> HallDay:
        day = self.days.get(date)
        if day is None:
            day = self.days[date] = self._fork_of(date)
        return day

    def _unopen(self, date: str) -> None:
        """Take back the opening of a day that nothing followed."""
        del self.days[date]
        self.open_date = self.opened = None
        self.events.pop(date)
        self.expected.pop(date)

    def _apply(self, day: HallDay, events: list[e.HallEvent]) -> None:
        if not events:
            return
        date = day.date or (events[0].date if isinstance(events[0], e.DayOpened) else "")
        self.expected.setdefault(date, day.seq)
        self.events.setdefault(date, []).extend(events)
        for event in events:
            evolve(day, event)
            if isinstance(event, e.DayOpened):
                self.open_date = self.opened = date
            elif isinstance(event, e.DayClosed):
                self.open_date = self.opened = None
                self.closed = True
