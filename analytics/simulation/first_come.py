"""First come, first served at equal counters: the recursion of Kiefer and Wolfowitz, without a hall.

With c counters that take everything and stand open throughout, first-come routing calls each visitor at the later of the own coming
and the c-th last departure (Kiefer, Wolfowitz, Transactions of the American Mathematical Society 78 (1955) 1-18). That is a heap of
the times at which counters become free, and all there is to do for a visitor is to replace its least.
"""

from collections.abc import Sequence
from heapq import heapreplace

from analytics.simulation.shifts import Habits, Shift
from analytics.simulation.visits import NEVER, Visits
from queue_server.core.setup import HallSetup, Intake


def first_come_calls(at_ms: Sequence[int], service_ms: Sequence[int], counters: int) -> list[int]:
    """Return when each visitor is called, in the unit of the arguments.

    Args:
        at_ms: Comings, in rising order.
        service_ms: How long each keeps a counter, walk and gap included.
        counters: > 0, all open from the first coming on.
    """
    free = [0] * counters
    called: list[int] = []
    tell = called.append
    for at, service in zip(at_ms, service_ms, strict=True):
        begins = free[0]
        begins = max(begins, at)
        heapreplace(free, begins + service)
        tell(begins)
    return called


def is_first_come(setup: HallSetup, visits: Visits, shifts: Sequence[Shift], intake: tuple[Intake, ...] | None) -> bool:
    """Tell whether the recursion plays these visits: equal counters, open throughout, and nobody leaves, is away or comes again."""
    first, last = (visits.at_ms[0], visits.at_ms[-1]) if len(visits) else (0, 0)
    work_ms = sum(visits.service_ms) + sum(visits.walk_ms)
    return (
        setup.policy == "first-come"
        and intake is None
        and bool(shifts)
        and len({shift.counter for shift in shifts}) == len(shifts)
        and all(shift.takes is None and shift.from_ms <= first for shift in shifts)
        and all(shift.until_ms + shift.works_off_ms > last + work_ms for shift in shifts)
        and all(visits.comes)
        and all(patience == NEVER for patience in visits.patience_ms)
        and all(before == NEVER for before in visits.follows)
    )


def played_calls(visits: Visits, shifts: Sequence[Shift], habits: Habits) -> list[int]:
    """Return when each of `visits` is called, for a day of which `is_first_come` is true."""
    keeps = visits.service_ms
    if visits.walk_ms or habits.gap_ms:
        walks = visits.walk_ms or [0] * len(visits)
        keeps = [walk + service + habits.gap_ms for walk, service in zip(walks, visits.service_ms, strict=True)]
    return first_come_calls(visits.at_ms, keeps, len(shifts))
