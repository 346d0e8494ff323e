"""What a day has taught about its own pace: running sums that `evolve` keeps and the wait estimate reads.

Sums only, so that a day costs the same memory however long it gets, and folding the log gives the same numbers.
"""

from math import log, log1p

from queue_server.core.setup import HallSetup
from queue_server.core.slotted import Slotted

BREAK_MAX_S = 2700.0
"""A longer pause (a meal, the lunch closure) is not a break that one has to expect at any time. Our assumption."""


class Tally(Slotted):
    """Count of a quantity, and the sums of its first three powers."""

    __slots__ = ("cubes", "n", "squares", "total")

    def __init__(self) -> None:
        self.n = 0
        self.total = 0.0
        self.squares = 0.0
        self.cubes = 0.0

    def add(self, value: float) -> None:
        self.n += 1
        self.total += value
        square = value * value
        self.squares += square
        self.cubes += square * value

    def mean(self, prior: float, weight: float) -> float:
        """Return the mean, shrunk: `prior` counts as `weight` observations."""
        return (self.total + prior * weight) / (self.n + weight)

    def deviation(self, centre: float, prior: float, weight: float) -> float:
        """Return the standard deviation about `centre`, shrunk: `prior` counts as `weight` observations."""
        about = self.squares - 2 * centre * self.total + self.n * centre * centre
        return ((max(0.0, about) + prior * prior * weight) / (self.n + weight)) ** 0.5 if self.n + weight else prior


class Pace:
    """Changed by `evolve` alone. Sums are of seconds.

    Attributes:
        service: Service times, start to finish (from the call where nobody pressed start), of finished tickets.
        expected: What the set-up expected of the same tickets, so that service.total / expected.total is today's scale.
        ratio: Natural logarithm of observed over expected service time: its deviation is the spread.
        walk: Call to start, of finished tickets for which somebody pressed start.
        gap: log(1 + seconds) from a counter's becoming free to its next call while somebody waited whom it calls.
        reaction: log(1 + seconds) from a ticket's joining the line to its call by a counter that had been free before.
        absent: Counter time of calls that ended as no-show. `parted`: of those that ended in a hold or a transfer.
        stayed: Time in the line of those who were called. `unseen`: of those of them who turned out to be no-shows, so that one
            sees how many leave the hall unseen while they wait. `left`: of those who cancelled while waiting.
        rejoined: How many came back into the line to an older place than the newest: from hold, transferred to the front, or from
            a counter that closed.
        breaks: Pauses shorter than `BREAK_MAX_S` that ended, a meal excepted. `open_s`: counter time not paused or closed.
    """

    __slots__ = (
        "absent", "breaks", "expected", "gap", "left", "open_s", "parted", "ratio", "reaction", "rejoined", "service",
        "stayed", "unseen", "walk",
    )  # fmt: skip

    def __init__(self) -> None:
        self.service = Tally()
        self.expected = Tally()
        self.ratio = Tally()
        self.walk = Tally()
        self.gap = Tally()
        self.reaction = Tally()
        self.absent = Tally()
        self.parted = Tally()
        self.stayed = Tally()
        self.unseen = Tally()
        self.left = Tally()
        self.breaks = Tally()
        self.open_s = 0.0
        self.rejoined = 0

    def called(self, *, waited_s: float, idle_s: float) -> None:
        """Count a call of a ticket that stood in the line for `waited_s`, by a counter that was free for `idle_s`."""
        waited_s, idle_s = max(0.0, waited_s), max(0.0, idle_s)
        self.stayed.add(waited_s)
        if idle_s <= waited_s:
            self.gap.add(log1p(idle_s))
        else:
            self.reaction.add(log1p(waited_s))

    def finished(self, *, walk_s: float | None, service_s: float, expected_s: float) -> None:
        self.service.add(service_s)
        self.expected.add(expected_s)
        self.ratio.add(log(max(1.0, service_s) / expected_s))
        if walk_s is not None:
            self.walk.add(walk_s)

    def missed(self, *, waited_s: float, called_s: float) -> None:
        """Count a no-show of a visitor who had been in the line for `waited_s`, at a counter that called for `called_s`."""
        self.unseen.add(waited_s)
        self.absent.add(called_s)

    def copy(self) -> "Pace":
        """Return another with the same state."""
        copied = object.__new__(Pace)
        for name in self.__slots__:
            value = getattr(self, name)
            setattr(copied, name, value.copy() if isinstance(value, Tally) else value)
        return copied

    def facts(self) -> tuple[object, ...]:
        """Return all of the state, for comparing two foldings."""
        tallies = (getattr(self, name) for name in self.__slots__)
        return tuple(tally.facts() if isinstance(tally, Tally) else tally for tally in tallies)


def expected_s(setup: HallSetup, services: tuple[str, ...]) -> float:
    """Return the mean service time that the set-up expects of a ticket with `services`, in seconds, at least 1."""
    if not services:
        return max(1.0, setup.unknown_mean_s)
    known = setup.services
    return max(1.0, sum(known[code].mean_s if code in known else setup.unknown_mean_s for code in services))
