"""Who is called next: a policy orders classes of waiting tickets by looking at their heads only.

Accumulating priority: a ticket's credit is `rate * (at - since)`; the highest credit goes first (Kleinrock, Naval Research
Logistics Quarterly 11 (1964) 329-341; Stanford, Taylor, Ziedins, Queueing Systems 77 (2014) 297-330). Strict: the highest rate
first, then the longest waiting. First-come: the longest waiting.
"""

from collections.abc import Callable, Iterator
from heapq import merge

from queue_server.core.counter import Counter
from queue_server.core.day import HallDay
from queue_server.core.line import Line, Lines, Place
from queue_server.core.setup import HallSetup, PriorityClass
from queue_server.core.ticket import Ticket

Rank = tuple[float, int, int]
"""Sorts as the policy calls; ends with (since_ms, order), so that equal credit goes by age and no two are equal."""


def rank(setup: HallSetup, priority: PriorityClass, since_ms: int, order: int, at_ms: int) -> Rank:
    """Return the rank of a ticket at `at_ms`; the lowest is called first."""
    if setup.policy == "first-come":
        return 0.0, since_ms, order
    rate = setup.rates.get(priority, 1.0)
    if setup.policy == "strict":
        return -rate, since_ms, order
    return -rate * (at_ms - since_ms), since_ms, order


def next_place(lines: Lines, setup: HallSetup, counter: Counter, at_ms: int) -> Place | None:
    """Return the place in `lines` of whom `counter` would call at `at_ms`, or None when nobody waits whom it takes.

    The cost grows with the classes that wait, not with the tickets in them.
    """
    best: Place | None = None
    best_rank: Rank | None = None
    for line, classes in lines.items():
        if not counter.takes_line(line):
            continue
        for priority, waiting in classes.items():
            place = waiting.head
            ranked = rank(setup, priority, place[0], place[1], at_ms)
            if best_rank is None or ranked < best_rank:
                best, best_rank = place, ranked
    return best


def next_ticket(day: HallDay, counter: Counter, at_ms: int) -> Ticket | None:
    """Return whom `counter` would call at `at_ms`, or None when nobody waits whom it takes."""
    place = next_place(day.lines, day.rules, counter, at_ms)
    return day.tickets[place[2]] if place is not None else None


def calling_order(day: HallDay, at_ms: int, *, counter: Counter | None = None, limit: int | None = None) -> list[Ticket]:
    """Return waiting tickets in the order of calling at `at_ms`: all of them, or those that `counter` takes.

    A class is in order already, so the first `limit` are merged from the first `limit` of each.
    """

    def ranked(priority: PriorityClass, waiting: Line) -> Iterator[tuple[Rank, Place]]:
        places = waiting if limit is None else waiting.first(limit)
        return ((rank(day.rules, priority, place[0], place[1], at_ms), place) for place in places)

    classes = [
        ranked(priority, waiting)
        for line, by_priority in day.lines.items()
        if counter is None or counter.takes_line(line)
        for priority, waiting in by_priority.items()
    ]
    ordered = [day.tickets[place[2]] for _, place in merge(*classes)] if limit is None else []
    if limit is not None:
        for _, place in merge(*classes):
            ordered.append(day.tickets[place[2]])
            if len(ordered) == limit:
                break
    return ordered


def takers(day: HallDay, line: str) -> list[Counter]:
    """Return the open counters that take tickets of `line`."""
    return [counter for counter in day.counters.values() if counter.is_open and counter.takes_line(line)]


def ahead(day: HallDay, line: str, priority: PriorityClass, since_ms: int, order: int, at_ms: int) -> int:
    """Return how many waiting tickets would be called before one that stands at (`line`, `priority`, `since_ms`, `order`).

    Counted are tickets that compete for a counter with it: some counter takes both. Open counters decide; if none takes the
    line, the hall's counters as they are set up do.
    """
    rivals: list[Counter] | None = None  # asked for only when others wait than those of the line
    setup = day.rules
    own, rates = rank(setup, priority, since_ms, order, at_ms), setup.rates

    def precedes(other: PriorityClass) -> Callable[[Place], bool]:
        return lambda place: rank(setup, other, place[0], place[1], at_ms) < own

    count = 0
    for other_line, classes in day.lines.items():
        if other_line != line:
            if rivals is None:
                rivals = takers(day, line) or [counter for counter in day.counters.values() if counter.takes_line(line)]
            if not any(counter.takes_line(other_line) for counter in rivals):
                continue
        for other, waiting in classes.items():
            if setup.policy == "first-come" or rates.get(other, 1.0) == rates.get(priority, 1.0):
                count += waiting.before(since_ms, order)
            elif setup.policy == "strict":
                count += len(waiting) if rates.get(other, 1.0) > rates.get(priority, 1.0) else 0
            else:
                count += waiting.count_while(precedes(other))
    return count
