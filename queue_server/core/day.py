"""The state of a hall's day: what all events so far add up to."""

from typing import NamedTuple

from queue_server.core.counter import Counter
from queue_server.core.errors import UnknownCounter, UnknownTicket
from queue_server.core.fork import Forked
from queue_server.core.line import Lines
from queue_server.core.pace import Pace
from queue_server.core.setup import HallSetup, Intake
from queue_server.core.ticket import UNIFIED_LINE, Ticket


class Call(NamedTuple):
    """A call as a board announces it; `attempt` counts from 1."""

    seq: int
    ticket: str
    number: str
    counter: int
    at_ms: int
    attempt: int


class HallDay:
    """Changed by `evolve` alone; everybody else reads.

    Attributes:
        seq: How many events made it; 0 before the day is open.
        at_ms: Time of the last event.
        lines: Who waits.
        calls: Every call and recall of the day, oldest first.
        numbers: Last number given, by series.
        away: Tickets that are held or no-shows.
        behind: Waiting tickets that were put behind others who came later; in each class the others are in order of issue.
        served, abandoned: Tickets done; tickets that were cancelled by the visitor or staff, or ended as no-show.
        called, called_within: Tickets called at least once; those of them within the target wait.
        staffing: `seq` of the last event that opened or closed a counter, or changed what one takes.
        pace: What the day has taught about service times, gaps, no-shows and leaving; the wait estimate reads it.
    """

    def __init__(self) -> None:
        self.hall = ""
        self.date = ""
        self.setup: HallSetup | None = None
        self.intake: tuple[Intake, ...] | None = None
        self.opened = False
        self.closed = False
        self.seq = 0
        self.at_ms = 0
        self.counters: dict[int, Counter] = {}
        self.tickets: dict[str, Ticket] = {}
        self.lines: Lines = {}
        self.calls: list[Call] = []
        self.numbers: dict[str, int] = {}
        self.away: set[str] = set()
        self.behind: set[str] = set()
        self.waiting = 0
        self.served = 0
        self.abandoned = 0
        self.called = 0
        self.called_within = 0
        self.staffing = 0
        self.pace = Pace()

    def fork(self) -> "HallDay":
        """Return a day that goes on from here by itself; this one stays as it is, and must until the fork has been joined or dropped."""
        fork = object.__new__(HallDay)
        vars(fork).update(vars(self))
        fork.counters, fork.tickets = Forked(self.counters), Forked(self.tickets)
        fork.lines = {line: {p: waiting.copy() for p, waiting in classes.items()} for line, classes in self.lines.items()}
        fork.calls, fork.numbers = self.calls.copy(), self.numbers.copy()
        fork.away, fork.behind = self.away.copy(), self.behind.copy()
        fork.pace = self.pace.copy()
        return fork

    def join(self, fork: "HallDay") -> None:
        """Become what `fork` of this day has become."""
        vars(self).update(vars(fork))
        if isinstance(fork.counters, Forked):  # otherwise the counters were configured anew
            self.counters = fork.counters.joined()
        assert isinstance(fork.tickets, Forked)
        self.tickets = fork.tickets.joined()

    @property
    def tentative(self) -> bool:
        """Whether it is a fork that has not been joined."""
        return isinstance(self.tickets, Forked)

    @property
    def rules(self) -> HallSetup:
        """The set-up of an open day."""
        assert self.setup is not None, "the day has not begun"
        return self.setup

    def counter(self, counter: int) -> Counter:
        """Return the counter with this number.

        Raises:
            UnknownCounter: the hall has none.
        """
        found = self.counters.get(counter)
        if found is None:
            raise UnknownCounter(counter=counter)
        return found

    def ticket(self, ticket: str) -> Ticket:
        """Return the ticket with this id.

        Raises:
            UnknownTicket: none was issued on this day.
        """
        found = self.tickets.get(ticket)
        if found is None:
            raise UnknownTicket(ticket=ticket)
        return found

    def takes_visitors(self, at_ms: int) -> bool:
        """Tell whether visitors may take tickets themselves at `at_ms`, by the hours."""
        return self.intake is None or any(span.from_ms <= at_ms < span.until_ms for span in self.intake)

    def line_of(self, services: tuple[str, ...]) -> str:
        """Return the line for a ticket with these unfinished services."""
        if not services:
            return UNIFIED_LINE
        service = self.rules.services.get(services[0])
        return service.group if service is not None else UNIFIED_LINE

    def facts(self) -> dict[str, object]:
        """Return all of the state as plain values, for comparing two foldings."""
        plain = {name: value for name, value in vars(self).items() if name not in {"counters", "tickets", "lines", "pace"}}
        return plain | {
            "pace": self.pace.facts(),
            "counters": {number: counter.facts() for number, counter in self.counters.items()},
            "tickets": {id_: ticket.facts() for id_, ticket in self.tickets.items()},
            "lines": {line: {p: list(waiting) for p, waiting in classes.items()} for line, classes in self.lines.items()},
        }


def ticket_number(series: str, ordinal: int) -> str:
    """Return a number such as `A017`: a letter and three or more digits."""
    return f"{series}{ordinal:03d}"
