"""How many counters an hour needs, by Erlang's formulas: the quick answer beside the simulation.

Assumed: arrivals by chance at an even rate within the interval (Poisson), service times exponential and alike at all counters, one
line for all of them, nobody gives up (Erlang C) or nobody waits (Erlang B), and the interval long enough for a steady state. A hall
has humps and lognormal service times, so the true waits differ; the simulation tells by how much. After A. K. Erlang 1917; formulas as
in Gross, Shortle, Thompson, Harris, Fundamentals of Queueing Theory, 4th edition, 2008, chapter 2.
"""

from math import ceil, exp
from typing import NamedTuple


class Load(NamedTuple):
    """What comes to a hall in an interval.

    Attributes:
        arrivals_per_h: > 0.
        mean_service_s: Time at the counter, the walk to it included, > 0.
    """

    arrivals_per_h: float
    mean_service_s: float

    @property
    def erlangs(self) -> float:
        """Return the offered load: counters that would be busy on average if there were enough."""
        return self.arrivals_per_h * self.mean_service_s / 3600


class Staffing(NamedTuple):
    """A number of counters and what it does.

    Attributes:
        counters: That serve.
        scheduled: Staff to be scheduled, so that `counters` serve when the share `shrinkage` of them is on leave, on breaks or away.
        waits: Share of visitors who wait. `mean_wait_s`: of all. `within_target`: share called within the target.
        occupancy: Share of the counters' time that is busy.
    """

    counters: int
    scheduled: int
    waits: float
    mean_wait_s: float
    within_target: float
    occupancy: float


def erlang_b(erlangs: float, counters: int) -> float:
    """Return the share of visitors who find all counters busy and go away at once.

    Args:
        erlangs: Offered load, >= 0. `counters`: >= 0.
    """
    blocked = 1.0
    for n in range(1, counters + 1):  # the recursion is stable where the sums of powers over factorials overflow
        blocked = erlangs * blocked / (n + erlangs * blocked)
    return blocked


def erlang_c(erlangs: float, counters: int) -> float:
    """Return the share of visitors who wait; 1 where the line grows without end (`erlangs` >= `counters`)."""
    if erlangs >= counters:
        return 1.0
    blocked = erlang_b(erlangs, counters)
    return blocked / (1 - erlangs / counters * (1 - blocked))


def mean_wait_s(load: Load, counters: int) -> float:
    """Return the mean wait of all visitors, seconds; infinity where the line grows without end."""
    if load.erlangs >= counters:
        return float("inf")
    return erlang_c(load.erlangs, counters) * load.mean_service_s / (counters - load.erlangs)


def longer_than(load: Load, counters: int, wait_s: float) -> float:
    """Return the share of visitors who wait longer than `wait_s`."""
    if load.erlangs >= counters:
        return 1.0
    return erlang_c(load.erlangs, counters) * exp(-(counters - load.erlangs) * wait_s / load.mean_service_s)


def staffed(load: Load, counters: int, *, target_s: float, shrinkage: float = 0.0) -> Staffing:
    """Return what so many counters do with the load."""
    return Staffing(
        counters=counters,
        scheduled=ceil(counters / (1 - shrinkage)),
        waits=erlang_c(load.erlangs, counters),
        mean_wait_s=mean_wait_s(load, counters),
        within_target=1 - longer_than(load, counters, target_s),
        occupancy=min(1.0, load.erlangs / counters),
    )


def counters_needed(
    load: Load, *, target_s: float, within_target: float, max_occupancy: float = 1.0, shrinkage: float = 0.0
) -> Staffing:
    """Return the fewest counters that call the share `within_target` within `target_s`, and are busy no more than `max_occupancy`.

    Raises:
        ValueError: a share is not below 1 (or above 0), or the load is none.
    """
    if not (0 < within_target < 1 and 0 < max_occupancy <= 1 and 0 <= shrinkage < 1):
        raise ValueError("shares lie between 0 and 1")
    if load.arrivals_per_h <= 0 or load.mean_service_s <= 0:
        raise ValueError("without visitors no counter is needed")
    counters = max(1, int(load.erlangs) + 1)
    while True:
        found = staffed(load, counters, target_s=target_s, shrinkage=shrinkage)
        if found.within_target >= within_target and found.occupancy <= max_occupancy:
            return found
        counters += 1
