"""The hall that is played in: `CoreHall` goes through commands and events, `RulesHall` keeps tickets as columns.

Both ask the same rules of `queue_server.core`: who is called is decided by `routing.next_place` over classes of `line.Line`, what a
counter takes by `Counter.takes_line`, in which line a ticket stands and whether the hall takes visitors by `HallDay`; counters are
opened, paused and closed in both through `decide` and `evolve`. `RulesHall` leaves out what costs time and decides nothing: the
structs, the announcements, the day's pace; `first_come.FirstComeHall` also the choice where there is none. A test plays random days in both and compares every ticket and every counter's times.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from analytics.simulation.visits import Visits
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.day import HallDay
from queue_server.core.decide import decide
from queue_server.core.errors import IntakeClosed
from queue_server.core.evolve import evolve
from queue_server.core.line import join, leave
from queue_server.core.routing import next_place
from queue_server.core.setup import STAFF_CHANNELS, Group, HallSetup, Intake, PauseReason
from queue_server.core.ticket import Ticket, TicketState

NOBODY = -1

Outcome = Literal["done", "no_show", "left", "closed"]


class CounterChange(NamedTuple):
    """A counter came into a state; the day's close closes all."""

    at_ms: int
    counter: int
    state: Literal["open", "paused", "closed"]
    takes: tuple[Group, ...] | None


class Played(NamedTuple):
    """A hall-day that was played: one entry a ticket, in order of issue; times are Unix milliseconds, None: it did not happen.

    Attributes:
        visit: Index of the ticket's visit.
        freed_ms: When its counter was free again; None: it was never called.
        counter: Where it was called.
        calls: Calls and recalls.
        ended_ms: When it was done or cancelled; None of a no-show.
        changes: Of counters, in order.
        refused: Visits that got no ticket because the hall took no visitors.
        events: How many events the day had.
    """

    visit: list[int]
    issued_ms: list[int]
    called_ms: list[int | None]
    started_ms: list[int | None]
    ended_ms: list[int | None]
    freed_ms: list[int | None]
    counter: list[int | None]
    calls: list[int]
    outcome: list[Outcome]
    changes: list[CounterChange]
    refused: int
    opened_ms: int
    closed_ms: int
    events: int


class CoreHall:
    """A day of `setup`'s hall that is played through `decide` and `evolve`; `log` holds its events."""

    tells_starts = True
    """Whether the start of a service must be told when it happens; else `call` has been told all."""

    def __init__(
        self, setup: HallSetup, visits: Visits, *, date: str, opens_ms: int, intake: tuple[Intake, ...] | None
    ) -> None:
        self.day = HallDay()
        self.log: list[e.HallEvent] = []
        self.visits = visits.filled()
        self.refused = 0
        self._visit: list[int] = []
        self._ticket: dict[int, str] = {}
        self._do(c.OpenDay(at_ms=opens_ms, by="system", hall=setup.hall, date=date, setup=setup, intake=intake))
        self.counters = self.day.counters
        lines: dict[tuple[str, ...], str] = {}
        for services in self.visits.services:
            if services not in lines:
                lines[services] = self.day.line_of(services)
        self.lines = [lines[services] for services in self.visits.services]

    def _do(self, command: c.HallCommand) -> list[e.HallEvent]:
        events = decide(self.day, command)
        for event in events:
            evolve(self.day, event)
        self.log += events
        return events

    # What tellers do with their counters

    def open(self, at_ms: int, counter: int, takes: tuple[Group, ...] | None) -> None:
        self._do(c.OpenCounter(at_ms=at_ms, by=teller(counter), counter=counter, takes=takes))

    def pause(self, at_ms: int, counter: int, reason: PauseReason) -> None:
        self._do(c.PauseCounter(at_ms=at_ms, by=teller(counter), counter=counter, reason=reason))

    def resume(self, at_ms: int, counter: int) -> None:
        self._do(c.ResumeCounter(at_ms=at_ms, by=teller(counter), counter=counter))

    def close(self, at_ms: int, counter: int) -> None:
        self._do(c.CloseCounter(at_ms=at_ms, by=teller(counter), counter=counter))

    def close_day(self, at_ms: int) -> None:
        self._do(c.CloseDay(at_ms=at_ms, by="system", force=True))

    # What becomes of tickets

    def take(self, at_ms: int, visit: int) -> bool:
        """Issue the visit's ticket; False: the hall takes no visitors now."""
        visits = self.visits
        command = c.TakeTicket(
            at_ms=at_ms,
            by="kiosk",
            services=visits.services[visit],
            priority=visits.priority[visit],
            channel=visits.channel[visit],
            home_district=visits.home_district[visit],
        )
        try:
            issued = self._do(command)[0]
        except IntakeClosed:
            self.refused += 1
            return False
        assert isinstance(issued, e.TicketIssued)
        self._ticket[visit] = issued.ticket
        self._visit.append(visit)
        return True

    def call(self, at_ms: int, counter: int) -> int:
        """Call the next; return the visit whose ticket it is, or `NOBODY`."""
        called = self._do(c.CallNext(at_ms=at_ms, by=teller(counter), counter=counter))
        if not called:
            return NOBODY
        assert isinstance(called[0], e.TicketCalled)
        return self._visit[self.day.tickets[called[0].ticket].order - 1]

    def start(self, at_ms: int, counter: int) -> None:
        self._do(c.StartService(at_ms=at_ms, by=teller(counter), counter=counter))

    def finish(self, at_ms: int, counter: int, visit: int) -> None:
        self._do(c.FinishService(at_ms=at_ms, by=teller(counter), counter=counter))

    def recall(self, at_ms: int, counter: int, visit: int) -> None:
        self._do(c.Recall(at_ms=at_ms, by=teller(counter), counter=counter))

    def no_show(self, at_ms: int, counter: int, visit: int) -> None:
        self._do(c.MarkNoShow(at_ms=at_ms, by=teller(counter), counter=counter))

    def waits(self, visit: int) -> bool:
        """Tell whether the visit's ticket is in the line."""
        return self.day.tickets[self._ticket[visit]].state is TicketState.WAITING

    def leave(self, at_ms: int, visit: int) -> None:
        """Let the visitor cancel."""
        self._do(c.CancelTicket(at_ms=at_ms, by="visitor", ticket=self._ticket[visit]))

    def played(self) -> Played:
        """Return the closed day."""
        tickets = list(self.day.tickets.values())
        ended_by_closing = {
            event.ticket for event in self.log if isinstance(event, e.TicketCancelled) and event.cause == "day-closed"
        }
        freed = {event.ticket: event.at_ms for event in self.log if isinstance(event, e.ServiceFinished | e.TicketNoShow)}
        return Played(
            visit=self._visit,
            issued_ms=[ticket.issued_ms for ticket in tickets],
            called_ms=[ticket.called_ms for ticket in tickets],
            started_ms=[ticket.started_ms for ticket in tickets],
            ended_ms=[ticket.finished_ms for ticket in tickets],
            freed_ms=[freed.get(ticket.id) for ticket in tickets],
            counter=[ticket.counter for ticket in tickets],
            calls=[ticket.calls for ticket in tickets],
            outcome=["closed" if ticket.id in ended_by_closing else _outcome(ticket) for ticket in tickets],
            changes=counter_changes(self.log),
            refused=self.refused,
            opened_ms=self.log[0].at_ms,
            closed_ms=self.log[-1].at_ms,
            events=self.day.seq,
        )


class RulesHall(CoreHall):
    """The same day with its tickets in columns; `log` holds the counters' events alone."""

    tells_starts = False

    def __init__(
        self, setup: HallSetup, visits: Visits, *, date: str, opens_ms: int, intake: tuple[Intake, ...] | None
    ) -> None:
        super().__init__(setup, visits, date=date, opens_ms=opens_ms, intake=intake)
        n = len(visits)
        self._setup = setup
        self._waiting = self.day.lines
        self._priority, self._walk_ms, self._comes = self.visits.priority, self.visits.walk_ms, self.visits.comes
        self._order = [0] * n
        self._by_staff = [channel in STAFF_CHANNELS for channel in self.visits.channel]
        self._issued: list[int] = []
        self._called: list[int | None] = [None] * n  # these by visit
        self._started: list[int | None] = [None] * n
        self._ended: list[int | None] = [None] * n
        self._freed: list[int | None] = [None] * n
        self._counter: list[int | None] = [None] * n
        self._calls = [0] * n
        self._outcome: list[Outcome] = ["closed"] * n
        self._events = 0

    def take(self, at_ms: int, visit: int) -> bool:
        if not (self._by_staff[visit] or self.day.takes_visitors(at_ms)):
            self.refused += 1
            return False
        self._visit.append(visit)
        self._order[visit] = order = len(self._visit)
        self._issued.append(at_ms)
        self._join(at_ms, visit, order)
        return True

    def _join(self, at_ms: int, visit: int, order: int) -> None:
        join(self._waiting, self.lines[visit], self._priority[visit], (at_ms, order, ""))

    def call(self, at_ms: int, counter: int) -> int:
        visit = self._next(at_ms, counter)
        if visit == NOBODY:
            return NOBODY
        self._called[visit], self._counter[visit], self._calls[visit] = at_ms, counter, 1
        if self._comes[visit]:
            self._started[visit] = at_ms + self._walk_ms[visit]
        return visit

    def _next(self, at_ms: int, counter: int) -> int:
        """Take the next visit out of the line; `NOBODY`: there is none for this counter."""
        place = next_place(self._waiting, self._setup, self.counters[counter], at_ms)
        if place is None:
            return NOBODY
        visit = self._visit[place[1] - 1]
        leave(self._waiting, self.lines[visit], self._priority[visit], place)
        return visit

    def finish(self, at_ms: int, counter: int, visit: int) -> None:
        self._ended[visit] = self._freed[visit] = at_ms
        self._outcome[visit] = "done"

    def recall(self, at_ms: int, counter: int, visit: int) -> None:
        self._calls[visit] += 1

    def no_show(self, at_ms: int, counter: int, visit: int) -> None:
        self._freed[visit], self._outcome[visit] = at_ms, "no_show"

    def waits(self, visit: int) -> bool:
        return self._called[visit] is None  # one who leaves does so once

    def leave(self, at_ms: int, visit: int) -> None:
        order = self._order[visit]
        leave(self._waiting, self.lines[visit], self._priority[visit], (self._issued[order - 1], order, ""))
        self._ended[visit], self._outcome[visit] = at_ms, "left"

    def close_day(self, at_ms: int) -> None:
        super().close_day(at_ms)
        for classes in self._waiting.values():
            for waiting in classes.values():
                for place in waiting:
                    self._ended[self._visit[place[1] - 1]] = at_ms

    def played(self) -> Played:
        visit = self._visit
        outcome = [self._outcome[k] for k in visit]
        calls = [self._calls[k] for k in visit]
        told = len(visit) + sum(calls) + len(outcome) + outcome.count("done")  # issued, called, ended, started
        return Played(
            visit=visit,
            issued_ms=self._issued,
            called_ms=[self._called[k] for k in visit],
            started_ms=[self._started[k] for k in visit],
            ended_ms=[self._ended[k] for k in visit],
            freed_ms=[self._freed[k] for k in visit],
            counter=[self._counter[k] for k in visit],
            calls=calls,
            outcome=outcome,
            changes=counter_changes(self.log),
            refused=self.refused,
            opened_ms=self.log[0].at_ms,
            closed_ms=self.log[-1].at_ms,
            events=self.day.seq + told,
        )


def teller(counter: int) -> str:
    """Return the login that serves at a counter; nobody's."""
    return f"teller-{counter}"


def counter_changes(log: Sequence[e.HallEvent]) -> list[CounterChange]:
    """Return how counters were opened, paused and closed by the events of a day."""
    changes: list[CounterChange] = []
    takes: dict[int, tuple[Group, ...] | None] = {}
    for event in log:
        match event:
            case e.CounterOpened():
                takes[event.counter] = event.takes
                changes.append(CounterChange(event.at_ms, event.counter, "open", event.takes))
            case e.CounterResumed():
                changes.append(CounterChange(event.at_ms, event.counter, "open", takes[event.counter]))
            case e.CounterPaused():
                changes.append(CounterChange(event.at_ms, event.counter, "paused", takes[event.counter]))
            case e.CounterClosed():
                changes.append(CounterChange(event.at_ms, event.counter, "closed", takes[event.counter]))
            case _:
                pass
    return changes


def _outcome(ticket: Ticket) -> Outcome:
    """Return what became of a ticket that the day's close did not cancel."""
    if ticket.state is TicketState.DONE:
        return "done"
    return "no_show" if ticket.state is TicketState.NO_SHOW else "left"
