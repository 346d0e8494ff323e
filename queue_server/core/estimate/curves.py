"""What a simulation tells everybody in the hall, and how it stays true for the seconds until the next one."""

from dataclasses import dataclass

import numpy as np

from queue_server.core import routing
from queue_server.core.counter import CounterState
from queue_server.core.day import HallDay
from queue_server.core.estimate.lessons import lognormal_quantile
from queue_server.core.estimate.positions import SPARE
from queue_server.core.estimate.shape import Floats
from queue_server.core.estimate.simulation import Runs, simulated
from queue_server.core.estimate.snapshot import LineSnapshot, weight
from queue_server.core.setup import PriorityClass
from queue_server.core.ticket import Ticket, TicketState

P90_SCORE = 1.2815515655446004
"""Normal score of the 90th percentile."""
ABOUT_TO_BE_CALLED = 10.0, 60.0
"""What is left of a wait, in seconds, when it has outlasted every run: until the next simulation, an assumption."""


@dataclass(frozen=True, slots=True)
class WaitRange:
    """Seconds still to wait: half wait less than `p50_s`, nine of ten less than `p90_s`."""

    p50_s: float
    p90_s: float


def simulate(taken: LineSnapshot, runs: int = 200) -> "WaitCurves":
    """Simulate the line of `taken`. Pure: the same snapshot gives the same curves.

    1,000 waiting at 12 counters take about 40 ms, 50 waiting 2 ms.
    """
    return WaitCurves(taken, simulated(taken, runs))


class WaitCurves:
    """What one simulation tells everybody in the hall. Lookups read the day as it is then and cost some microseconds.

    Attributes:
        at_ms: When the line was as simulated.
    """

    __slots__ = ("_ahead", "_calls", "_free", "_newcomers", "_reaction", "_taken", "_tickets", "_waits", "at_ms")

    def __init__(self, taken: LineSnapshot, runs: Runs) -> None:
        self.at_ms = taken.at_ms
        self._taken = taken
        self._free = sum(doing.state is CounterState.IDLE for doing in taken.doing)
        self._calls = np.sort(runs.calls, axis=1)
        self._waits = np.sort(np.concatenate((runs.waiting, runs.newcomer_waits)), axis=1)
        self._ahead = [*runs.ahead.tolist(), *taken.ahead.values()]
        rows = iter(range(len(self._waits)))
        self._tickets = {ticket: next(rows) for members in taken.classes for ticket in members.tickets}
        self._newcomers = {key: next(rows) for key in runs.newcomers}
        reaction = taken.lessons.log_reaction, taken.lessons.log_reaction_sd
        self._reaction = WaitRange(lognormal_quantile(*reaction, 0.0), lognormal_quantile(*reaction, P90_SCORE))

    def for_new(self, day: HallDay, services: tuple[str, ...], priority: PriorityClass, at_ms: int) -> WaitRange | None:
        """Return the range for a ticket taken at `at_ms`; None only when no open counter would take it."""
        line = day.line_of(services)
        takers = routing.takers(day, line)
        if not takers:
            return None
        ahead = routing.ahead(day, line, priority, at_ms, len(day.tickets) + 1, at_ms)
        if ahead < len(takers) and ahead < sum(counter.ticket is None for counter in takers):
            return self._reaction
        return self._newcomer(day, line, priority, ahead, at_ms)

    def for_ticket(self, day: HallDay, ticket: Ticket, at_ms: int) -> WaitRange | None:
        """Return the range still to come for a waiting ticket; None when it does not wait or no open counter takes it."""
        if ticket.state is not TicketState.WAITING or not routing.takers(day, ticket.line):
            return None
        ahead = routing.ahead(day, ticket.line, ticket.priority, ticket.since_ms, ticket.order, at_ms)
        row = self._tickets.get(ticket.id)
        if row is None:
            return self._newcomer(day, ticket.line, ticket.priority, ahead, at_ms)
        return self._from_now(day, row, ahead, at_ms)

    def _newcomer(self, day: HallDay, line: str, priority: PriorityClass, ahead: int, at_ms: int) -> WaitRange:
        row = self._newcomers.get((self._taken.lines.get(line, -1), weight(day, priority)))
        if row is not None:
            return self._from_now(day, row, ahead, at_ms)
        # A counter that takes the line has opened since.
        row_calls = self._calls[min(ahead, len(self._calls) - 1)]
        return WaitRange(*_left(row_calls, 0.0))

    def _from_now(self, day: HallDay, row: int, ahead: int, at_ms: int) -> WaitRange:
        """Return what is left of the wait of `row` at `at_ms`, given that it is not over and `ahead` stand before it now.

        Calls by counters that were free then are spent: the n-th call stays the n-th. When a busy one calls, the line goes on from
        the same place as it did then, as a process does that renews itself.
        """
        made = day.pace.stayed.n - self._taken.called
        began_ms = self.at_ms
        if made > self._free:
            began_ms = max(began_ms, next(call.at_ms for call in reversed(day.calls) if call.attempt == 1))
        passed_s = (at_ms - began_ms) / 1000
        waits, then_ahead = self._waits[row], self._ahead[row]
        moved = ahead + min(made, self._free) - then_ahead
        if not moved:
            return WaitRange(*_left(waits, passed_s))
        last = len(self._calls) - 1
        middle = len(waits) // 2
        at = min(max(int(self._calls[:, middle].searchsorted(waits[middle])), then_ahead), last)
        to = min(max(at + moved, 0), last)
        beyond = max(0, at + moved - last)
        p50_s, p90_s = _left(self._calls[to], passed_s)
        (own50_s, own90_s), (at50_s, at90_s) = _left(waits, -1.0), _left(self._calls[at], -1.0)
        if beyond:
            (end50_s, end90_s), (pre50_s, pre90_s) = _left(self._calls[last], -1.0), _left(self._calls[last - SPARE + 1], -1.0)
            p50_s += beyond * (end50_s - pre50_s) / (SPARE - 1)
            p90_s += beyond * (end90_s - pre90_s) / (SPARE - 1)
        p50_s = max(p50_s + own50_s - at50_s, 0.0)
        return WaitRange(p50_s, max(p90_s + own90_s - at90_s, p50_s))


def _left(waits: Floats, passed_s: float) -> tuple[float, float]:
    """Return p50 and p90 of what is left of sorted `waits` of which `passed_s` have passed, given that they are not over.

    When all would be over, all that is known is that this one is not: it is about to be.
    """
    runs = len(waits)
    over = int(waits.searchsorted(passed_s, side="right"))
    if over == runs:
        return ABOUT_TO_BE_CALLED
    middle = (float(waits[(over + runs - 1) // 2]) + float(waits[(over + runs) // 2])) / 2
    return middle - passed_s, float(waits[over + round(0.9 * (runs - over - 1))]) - passed_s
