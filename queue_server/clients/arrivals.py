"""How visitors come over a day, and how long they are served: shapes with their sources. Pure, seeded by the caller.

Arrivals are a Poisson process whose rate follows the day: two humps with the lunch closure between them. A day's times come from
a process of rate one by the change of time with the inverse of the expected count (Cinlar, Introduction to Stochastic Processes,
1975, chapter 4): exponential gaps, so that counts vary from day to day as they should.
"""

import random
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from queue_server.core.setup import LOGNORMAL_SHAPE

HOUR_SHARES = (0.1261, 0.1083, 0.1366, 0.1494, 0.1423, 0.1270, 0.1428, 0.0652)
"""Share of a day's visitors by hour from 08:00 to 16:00: 21 municipal halls of Warsaw, January 2020, Tuesday to Friday (MIT, see
data/warsaw). The first four make the morning's hump, the others the afternoon's; each is stretched over its session."""

MONDAY_OVER_OTHERS = 1.378 * 8 / 10
"""Visitors of a Monday over another day's: 1.378 in Warsaw, where Mondays have ten hours instead of eight; taken by the hour."""

MONDAY = MONDAY_OVER_OTHERS / ((MONDAY_OVER_OTHERS + 4) / 5)
OTHER_DAY = 1 / ((MONDAY_OVER_OTHERS + 4) / 5)

AT_THE_DOOR = 0.04
"""Share of a session's visitors who stand at the door when it opens. An assumption: the halls' snapshots show people waiting at the
first poll, and do not tell how many there usually are."""

VISITORS_A_DAY = 663
"""A district's social-insurance hall: 58,349 visitors from April to July 2019 in Wuhou, Chengdu, which is 663 a working day."""

DISTRICT_COUNTERS = 12
"""Counters over which a district hall's 663 visitors a day are counted: Wendeng's reformed hall had twelve tellers."""

TOWN_A_DAY, VILLAGE_A_DAY = (20.0, 60.0), (8.0, 20.0)
"""Visitors of a town or partner hall, and of a village, on a mean working day. Assumption."""

MEAN_SERVICE_S = 300.0
"""Mean service time in the same hall, five minutes."""


class Session(NamedTuple):
    """A span in which tickets are given, Unix milliseconds."""

    from_ms: int
    until_ms: int


def visitors_a_day(hall: str, level: str, counters: int, seed: int) -> float:
    """Return a demo hall's visitors on a mean working day: a district's by its counters, of others a number of their own."""
    if level == "district":
        return VISITORS_A_DAY * counters / DISTRICT_COUNTERS
    least, most = VILLAGE_A_DAY if counters == 1 else TOWN_A_DAY
    return random.Random(f"{seed}/{hall}/day").uniform(least, most)  # noqa: S311 - a demo, seeded


def weekday_factor(day: date) -> float:
    """Return the visitors of `day` over those of a mean working day."""
    return MONDAY if day.weekday() == 0 else OTHER_DAY


def expected_count(sessions: Sequence[Session], visitors: float) -> list[tuple[int, float]]:
    """Return the expected count of arrivals as a rising broken line of (time in ms, count); it jumps where a session opens.

    Half of the hours' shares belong to the first of two sessions; a hall with one or more than two shares them by time.
    """
    spans: list[tuple[Session, Sequence[float]]] = []
    for order, session in enumerate(sessions):
        first, last = order * len(HOUR_SHARES) // len(sessions), (order + 1) * len(HOUR_SHARES) // len(sessions)
        spans.append((session, HOUR_SHARES[first:last] or HOUR_SHARES[-1:]))
    total = sum(sum(shares) for _, shares in spans)
    line: list[tuple[int, float]] = []
    count = 0.0
    for session, shares in spans:
        of_session = visitors * sum(shares) / total
        line.append((session.from_ms, count))
        reached = count + of_session * AT_THE_DOOR
        line.append((session.from_ms, reached))
        width = (session.until_ms - session.from_ms) / len(shares)
        for hour, share in enumerate(shares, start=1):
            reached += of_session * (1 - AT_THE_DOOR) * share / sum(shares)
            line.append((round(session.from_ms + hour * width), reached))
        count = reached
    return line


def arrival_times(sessions: Sequence[Session], visitors: float, chance: random.Random) -> list[int]:
    """Return a day's arrivals in order, Unix milliseconds; `visitors` is how many are expected."""
    line = expected_count(sessions, visitors)
    if not line or visitors <= 0:
        return []
    counts = [count for _, count in line]
    times: list[int] = []
    at = chance.expovariate(1.0)
    while at < counts[-1]:
        segment = max(1, bisect_left(counts, at))
        (start, below), (end, above) = line[segment - 1], line[segment]
        share = (at - below) / (above - below) if above > below else 0.0
        times.append(round(start + (end - start) * share))
        at += chance.expovariate(1.0)
    return times


def expected_between(sessions: Sequence[Session], visitors: float, from_ms: float, until_ms: float) -> float:
    """Return how many arrivals are expected from `from_ms` to `until_ms`."""
    return sum(
        (above - below) * max(0.0, min(end, until_ms) - max(start, from_ms)) / (end - start)
        for (start, below), (end, above) in pairwise(expected_count(sessions, visitors))
        if end > start
    )


def service_time_s(mean_s: float, chance: random.Random) -> float:
    """Return a service time in seconds with this mean, from the lognormal shape that the server's estimate uses."""
    return mean_s * chance.choice(LOGNORMAL_SHAPE)
