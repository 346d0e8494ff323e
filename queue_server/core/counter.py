"""A counter's state on one day."""

from enum import StrEnum

from queue_server.core.setup import Group, PauseReason
from queue_server.core.slotted import Slotted
from queue_server.core.ticket import UNIFIED_LINE, counter_line


class CounterState(StrEnum):
    CLOSED = "closed"
    IDLE = "idle"
    CALLED = "called"
    SERVING = "serving"
    PAUSED = "paused"


class Counter(Slotted):
    """Changed by `evolve` alone.

    Attributes:
        takes: Groups it takes as it is open now; None is unified.
        staff: The login that holds it, None while closed.
        ticket: Id of the ticket at it.
        since_ms: When it came into `state`.
        served: Tickets finished here today. `busy_ms`: time with a ticket, of the ended ones.
    """

    __slots__ = ("busy_ms", "counter", "pause_reason", "served", "since_ms", "staff", "state", "takes", "ticket")

    def __init__(self, counter: int, takes: tuple[Group, ...] | None) -> None:
        self.counter = counter
        self.takes = takes
        self.state = CounterState.CLOSED
        self.staff: str | None = None
        self.ticket: str | None = None
        self.since_ms = 0
        self.pause_reason: PauseReason | None = None
        self.served = 0
        self.busy_ms = 0

    @property
    def is_open(self) -> bool:
        """Whether tickets are or will be called here: any state but closed and paused."""
        return self.state is not CounterState.CLOSED and self.state is not CounterState.PAUSED

    def takes_line(self, line: str) -> bool:
        """Tell whether a ticket of `line` may be called here."""
        if line.startswith("#"):
            return line == counter_line(self.counter)
        if self.takes is None:
            return True
        return line != UNIFIED_LINE and line in self.takes
