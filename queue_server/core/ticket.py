"""One visit's place in the line."""

from enum import StrEnum

from queue_server.core.commands import Work
from queue_server.core.setup import STAFF_CHANNELS, Channel, PriorityClass
from queue_server.core.slotted import Slotted


class TicketState(StrEnum):
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    DONE = "done"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


ENDED = frozenset({TicketState.DONE, TicketState.CANCELLED})
AT_COUNTER = frozenset({TicketState.CALLED, TicketState.SERVING})
AWAY = frozenset({TicketState.HELD, TicketState.NO_SHOW})

UNIFIED_LINE = ""
"""The line of tickets that name no service: only a unified counter takes them."""


def counter_line(counter: int) -> str:
    """Return the line of tickets that were sent to one counter."""
    return f"#{counter}"


class Ticket(Slotted):
    """The state of a ticket; changed by `evolve` alone. Times are Unix milliseconds, None: not yet.

    Attributes:
        order: Rank by issue in the hall's day, from 1.
        line: Where it stands: a group, `UNIFIED_LINE`, or `counter_line(n)`.
        since_ms: What orders it within its line and priority. `joined_ms`: when it last came into a line.
        calls: Calls since it last waited.
        called_ms: Its first call ever (ends the wait). `calling_ms`: the first call since it last waited.
        claim: The priority was claimed by the visitor and no staff has confirmed it.
        returns: How often it came back from held or no-show.
    """

    __slots__ = (
        "called_ms", "calling_ms", "calls", "channel", "claim", "counter", "finished_ms", "home_district", "id",
        "issued_ms", "joined_ms", "line", "number", "order", "p50_s", "p90_s", "pass_hash", "priority", "returns", "seq",
        "services", "since_ms", "started_ms", "state", "work",
    )  # fmt: skip

    def __init__(
        self,
        *,
        id: str,  # noqa: A002 - the protocol's word
        number: str,
        order: int,
        services: tuple[str, ...],
        priority: PriorityClass,
        channel: Channel,
        home_district: str | None,
        pass_hash: str,
        issued_ms: int,
        line: str,
        p50_s: float | None,
        p90_s: float | None,
    ) -> None:
        self.id = id
        self.number = number
        self.order = order
        self.services = services
        self.priority: PriorityClass = priority
        self.channel: Channel = channel
        self.home_district = home_district
        self.pass_hash = pass_hash
        self.issued_ms = issued_ms
        self.since_ms = issued_ms
        self.joined_ms = issued_ms
        self.line = line
        self.p50_s = p50_s
        self.p90_s = p90_s
        self.state = TicketState.WAITING
        self.counter: int | None = None
        self.calls = 0
        self.called_ms: int | None = None
        self.calling_ms: int | None = None
        self.started_ms: int | None = None
        self.finished_ms: int | None = None
        self.returns = 0
        self.claim = priority != "normal" and channel not in STAFF_CHANNELS
        self.work: tuple[Work, ...] = ()
        self.seq = 0

    @property
    def place(self) -> tuple[int, int, str]:
        return self.since_ms, self.order, self.id
