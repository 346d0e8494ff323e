"""What happened in a replay, as the server answered it. Times are hall time, Unix milliseconds."""

from collections import Counter
from dataclasses import dataclass, field

from queue_server.clients.live import SeqGuard


@dataclass
class Outcome:
    """One acknowledged ticket of the replay. `ended`: what became of it so far."""

    line: int
    ticket: str
    number: str
    date: str
    queue: str
    priority: str
    issued_ms: int
    p50_s: float | None = None
    p90_s: float | None = None
    called_ms: int | None = None
    finished_ms: int | None = None
    counter: int | None = None
    ended: str = "waiting"  # waiting, serving, served, cancelled


@dataclass
class AtCounter:
    """A ticket's stay at a counter, from the answers to call-next and finish."""

    ticket: str
    counter: int
    called_ms: int
    ended_ms: int | None = None


@dataclass
class Record:
    """A run so far.

    Attributes:
        by: The login that played.
        outcomes: Every acknowledged ticket, in the order of the answers.
        stays: Every acknowledged call.
        refused: Visits that the server would not give a ticket, by code.
        others: Tickets of other people that the replay's counters served.
        late_s: Hall seconds by which each visit and each finish came after its time.
        board: The board's frames. `board_twice`: numbers that one frame showed at two counters.
        dates: The hall's dates that were played.
    """

    by: str
    outcomes: list[Outcome] = field(default_factory=list)
    stays: list[AtCounter] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    others: int = 0
    late_s: list[float] = field(default_factory=list)
    board: SeqGuard = field(default_factory=SeqGuard)
    board_twice: set[str] = field(default_factory=set)
    dates: set[str] = field(default_factory=set)

    def count(self, ended: str) -> int:
        return sum(outcome.ended == ended for outcome in self.outcomes)
