"""A hall whose counters all take everything, in order of coming: one line, of which the rules would always call the head.

Two fifths of the rules' time go into classes of waiting tickets, and into asking which one's head is next where there is nothing to choose. A
test plays random days both ways and compares every ticket and every counter's times.
"""

from collections import deque
from collections.abc import Sequence

from analytics.simulation.halls import NOBODY, CoreHall, RulesHall
from analytics.simulation.shifts import Shift
from analytics.simulation.visits import Visits
from queue_server.core.setup import HallSetup, Intake


def is_one_line(setup: HallSetup, shifts: Sequence[Shift]) -> bool:
    """Tell whether whoever came first of all who wait is the next at any counter."""
    return setup.policy == "first-come" and all(shift.takes is None for shift in shifts)


class FirstComeHall(RulesHall):
    """`RulesHall` for days of which `is_one_line` is true."""

    def __init__(
        self, setup: HallSetup, visits: Visits, *, date: str, opens_ms: int, intake: tuple[Intake, ...] | None
    ) -> None:
        super().__init__(setup, visits, date=date, opens_ms=opens_ms, intake=intake)
        self._line: deque[int] = deque()
        """In order of coming; who has left is passed over when called."""

    def _join(self, at_ms: int, visit: int, order: int) -> None:  # noqa: ARG002 - as its parent's
        self._line.append(visit)

    def _next(self, at_ms: int, counter: int) -> int:  # noqa: ARG002 - as its parent's
        line, ended = self._line, self._ended
        while line:
            visit = line.popleft()
            if ended[visit] is None:
                return visit
        return NOBODY

    def leave(self, at_ms: int, visit: int) -> None:
        self._ended[visit], self._outcome[visit] = at_ms, "left"

    def close_day(self, at_ms: int) -> None:
        CoreHall.close_day(self, at_ms)
        while (visit := self._next(at_ms, 0)) != NOBODY:
            self._ended[visit] = at_ms
