"""From the polls of one line to its visits.

Arrivals. A ticket that has been issued is either called or still waits, so (tickets called + tickets waiting) counts those
issued. It rises when somebody comes; visitors who leave are unseen until their number is called (Xu, Gao, Ou, Management Science
53 (2007) 971-990: a ticket queue), so a fall is a misread and the running maximum is taken. Those who came between two polls are
spread evenly over the time between, at random (seeded); those who stood there at the first poll, over the five minutes before it.

Calls. The k-th ticket was called when the count of called tickets reached k, spread likewise. That gives the recorded wait,
which the report shows; a visit does not carry it.

Service. While somebody waits at both ends of an interval, its open counters are taken to be busy, and counter time divided by
tickets called is the mean service. It is taken over half an hour before and after a ticket's call if at least five were called
busily then, else over the line's day, else over the hall's day. A visit's own service time is that mean times a quantile of the
lognormal shape that the estimate uses (`core.setup.LOGNORMAL_SHAPE`, mean 1): a line's visits go through all forty quantiles in
random order (seeded), then again, so that the recorded pace is kept. Visitors who had left when their number came are in it as
very short services: the snapshots do not tell them apart.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Literal, NamedTuple

from queue_server.core.setup import LOGNORMAL_SHAPE

FIRST_SPREAD_MIN = 5.0
"""The interval of the polls."""

WINDOW_MIN = 30.0
FEWEST_CALLS = 5
SHORTEST_MEAN_S, LONGEST_MEAN_S = 30.0, 3600.0
"""Bounds of a mean: outside of them the snapshots tell of clearing a line or of idle counters, not of service."""

UNKNOWN_MEAN_S = 360.0
"""Without any busy interval: five to six minutes is the mean of comparable halls."""

Basis = Literal["window", "line", "hall", "default"]


@dataclass(frozen=True)
class LinePolls:
    """One line at each poll. `minutes`: since midnight; `called`: tickets called by then (it may fall: see numbers.py)."""

    minutes: Sequence[float]
    waiting: Sequence[int]
    counters: Sequence[int]
    called: Sequence[int]


class Pace(NamedTuple):
    """Busy counter time and the tickets called in it."""

    busy_s: float
    calls: int

    @property
    def mean_s(self) -> float | None:
        """Mean service time, None of too few calls."""
        if self.calls < FEWEST_CALLS:
            return None
        return min(LONGEST_MEAN_S, max(SHORTEST_MEAN_S, self.busy_s / self.calls))


class Inferred(NamedTuple):
    """A visit as the snapshots tell it. Minutes since midnight; `called_min` None: the polls end before its call."""

    issued_min: float
    called_min: float | None
    service_s: float
    basis: Basis


def infer(line: LinePolls, *, hall: Pace, chance: random.Random) -> list[Inferred]:
    """Return the line's visits by time of issue. `hall`: the pace of all lines together, for a line that was never busy."""
    called = list(accumulate(line.called, max))
    issued_at = _spread(line.minutes, [sum(pair) for pair in zip(line.called, line.waiting, strict=True)], chance)
    called_at = _spread(line.minutes, called, chance)
    day = pace(line)
    shape = _shuffled(chance)
    visits: list[Inferred] = []
    for order, issued_min in enumerate(issued_at):
        called_min = max(issued_min, called_at[order]) if order < len(called_at) else None
        around = line.minutes[-1] if called_min is None else called_min
        mean_s, basis = _mean_s(pace(line, around), day, hall)
        visits.append(Inferred(issued_min, called_min, mean_s * next(shape), basis))
    return visits


def _shuffled(chance: random.Random) -> Iterator[float]:
    """Yield the shape's quantiles for ever, each as often as the others."""
    while True:
        yield from chance.sample(LOGNORMAL_SHAPE, len(LOGNORMAL_SHAPE))


def _spread(minutes: Sequence[float], counts: Sequence[int], chance: random.Random) -> list[float]:
    """Return a time for each count from 1 to the highest reached, within the interval in which it was reached."""
    times: list[float] = []
    before = minutes[0] - FIRST_SPREAD_MIN if minutes else 0.0
    for at, count in zip(minutes, counts, strict=True):
        times += sorted(chance.uniform(before, at) for _ in range(count - len(times)))
        before = at
    return times


def pace(line: LinePolls, around: float | None = None) -> Pace:
    """Return the line's pace over the busy intervals of its day, or of half an hour before and after `around`."""
    called = list(accumulate(line.called, max))
    busy_s, calls = 0.0, 0
    polls = list(zip(line.minutes, line.waiting, line.counters, called, strict=True))
    for (start, waiting, counters, total), (end, waiting_then, counters_then, total_then) in pairwise(polls):
        if around is not None and not (start >= around - WINDOW_MIN and end <= around + WINDOW_MIN):
            continue
        if waiting and waiting_then and counters and counters_then:
            busy_s += (counters + counters_then) / 2 * (end - start) * 60
            calls += total_then - total
    return Pace(busy_s, calls)


def _mean_s(window: Pace, line: Pace, hall: Pace) -> tuple[float, Basis]:
    if window.mean_s is not None:
        return window.mean_s, "window"
    if line.mean_s is not None:
        return line.mean_s, "line"
    if hall.mean_s is not None:
        return hall.mean_s, "hall"
    return UNKNOWN_MEAN_S, "default"
