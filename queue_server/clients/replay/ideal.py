"""The waits that the same visits would have had if nothing took time but the service: what a replay is measured against."""

from collections.abc import Sequence
from heapq import heapify, heappop, heappush

from queue_server.clients.replay.plan import Desk, Planned


def first_come_waits(planned: Sequence[Planned], desks: Sequence[Desk]) -> list[float] | None:
    """Return the wait of each visit, in recorded seconds, when the one who came first is served by the counter that is free first.

    The recursion of Kiefer and Wolfowitz (Transactions of the American Mathematical Society 78 (1955) 1-18) for each set of counters
    that take the same. None where it does not hold: a visit with a priority or a patience, or one that no counter takes.
    """
    if any(visit.priority != "normal" or visit.patience_s is not None for visit in planned):
        return None
    lines: dict[str | None, list[float]] = {}
    for desk in desks:
        for group in desk.takes or (None,):
            lines.setdefault(group, []).append(0.0)
    for free_at in lines.values():
        heapify(free_at)
    waits: list[float] = []
    for visit in planned:
        line = lines.get(None) or lines.get(visit.group)
        if line is None:
            return None
        starts_s = max(visit.after_s, heappop(line))
        heappush(line, starts_s + visit.service_s)
        waits.append(starts_s - visit.after_s)
    return waits
