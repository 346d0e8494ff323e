"""What the wait estimate needs of a day, copied at one moment, so that it can be simulated in another thread.

Lines that the same counters take are one here: in a unified hall that is every line. Within such a line, tickets of equal rate are
one class, ordered by age, whatever their priority is called.
"""

from collections import Counter as Count
from dataclasses import dataclass, field
from heapq import merge
from typing import NamedTuple, get_args
from zlib import crc32

from queue_server.core import routing
from queue_server.core.counter import Counter, CounterState
from queue_server.core.day import HallDay
from queue_server.core.estimate.lessons import Lessons, lessons_of
from queue_server.core.line import Place
from queue_server.core.pace import expected_s
from queue_server.core.setup import GROUPS, PolicyName, PriorityClass
from queue_server.core.ticket import UNIFIED_LINE

ARRIVALS_OVER_S = 1200.0
"""Arrivals are expected to go on at the rate of the last 20 minutes: long enough to count some, short beside a hump of the day."""
SHARE_OVER_S = 3600.0
"""The share of each priority is that of the last hour."""

_PRIORITIES: tuple[PriorityClass, ...] = get_args(PriorityClass)


class Doing(NamedTuple):
    """What a counter does.

    Attributes:
        state: Idle, called, serving or paused.
        for_s: Since when. An idle counter with somebody in its line: since both are there.
        expected_s: Mean service time of its ticket by the set-up.
        waited_s: How long its ticket had been in the line when it was called.
        back_in_s: When a paused counter's next session begins, if the hall is between two.
        reacting: Idle, and was so before anybody waited.
    """

    state: CounterState
    for_s: float
    expected_s: float = 0.0
    waited_s: float = 0.0
    back_in_s: float | None = None
    reacting: bool = False


class WaitingClass(NamedTuple):
    """Waiting tickets of one line and rate by rising `since_s` (seconds before the snapshot are negative)."""

    line: int
    rate: float
    since_s: list[float]
    expected_s: list[float]
    tickets: list[str]
    arrivals_per_s: float


@dataclass(frozen=True, slots=True)
class LineSnapshot:
    """A hall's line and counters at `at_ms`.

    Attributes:
        seed: From the day's stream and seq: the same moment gives the same estimate.
        lines: Which of the simulated lines a line of the day belongs to.
        doing: What each counter that is not closed does. `takes`: which simulated lines it takes.
        called: How many calls the day has seen.
        arrivals_s: How long visitors may still come, None without end.
        ahead: How many stand before a ticket taken now, by line and rate; its keys are all that may be taken.
    """

    at_ms: int
    seed: tuple[int, int]
    policy: PolicyName
    shape: tuple[float, ...]
    unknown_mean_s: float
    doing: tuple[Doing, ...]
    takes: tuple[tuple[bool, ...], ...]
    lines: dict[str, int]
    classes: tuple[WaitingClass, ...]
    lessons: Lessons
    called: int
    arrivals_s: float | None
    ahead: dict[tuple[int, float], int] = field(default_factory=dict)

    @property
    def waiting(self) -> int:
        return sum(len(waiting.tickets) for waiting in self.classes)


def snapshot(day: HallDay, at_ms: int) -> LineSnapshot | None:
    """Return what `simulate` needs, or None when no counter is open. The cost grows with the number waiting, about 1 us each."""
    if not day.opened or day.closed or not any(counter.is_open for counter in day.counters.values()):
        return None
    staffed = [counter for counter in day.counters.values() if counter.state is not CounterState.CLOSED]
    lines, takes = _merged_lines(day, staffed)
    arrivals = _arrivals(day, lines, at_ms)
    places: dict[tuple[int, float], list[list[Place]]] = {}
    for line, classes in day.lines.items():
        if line in lines:
            for priority, waiting in classes.items():
                places.setdefault((lines[line], weight(day, priority)), []).append(list(waiting))
    waiting_classes = []
    for line_index, rate in sorted(places.keys() | arrivals.keys()):
        joined = places.get((line_index, rate), [])
        ordered = joined[0] if len(joined) == 1 else list(merge(*joined))
        waiting_classes.append(
            WaitingClass(
                line=line_index,
                rate=rate,
                since_s=[(place[0] - at_ms) / 1000 for place in ordered],
                expected_s=[expected_s(day.rules, day.tickets[place[2]].services) for place in ordered],
                tickets=[place[2] for place in ordered],
                arrivals_per_s=arrivals.get((line_index, rate), 0.0),
            )
        )
    taken = LineSnapshot(
        at_ms=at_ms,
        seed=(crc32(f"day/{day.hall}/{day.date}".encode()), day.seq),
        policy=day.rules.policy,
        shape=day.rules.service_shape,
        unknown_mean_s=expected_s(day.rules, ()),
        doing=tuple(_doing(day, counter, at_ms) for counter in staffed),
        takes=takes,
        lines=lines,
        classes=tuple(waiting_classes),
        lessons=lessons_of(day, at_ms),
        called=day.pace.stayed.n,
        arrivals_s=_arrivals_end(day, at_ms),
    )
    for line, index in lines.items():
        for name in _PRIORITIES:
            key = index, weight(day, name)
            if key not in taken.ahead:
                taken.ahead[key] = routing.ahead(day, line, name, at_ms, len(day.tickets) + 1, at_ms)
    return taken


def weight(day: HallDay, priority: PriorityClass) -> float:
    """Return what tells classes apart under the day's policy: the rate, or nothing when the first come are served first."""
    return 0.0 if day.rules.policy == "first-come" else day.rules.rates.get(priority, 1.0)


def _merged_lines(day: HallDay, staffed: list[Counter]) -> tuple[dict[str, int], tuple[tuple[bool, ...], ...]]:
    takers: dict[tuple[bool, ...], int] = {}
    lines: dict[str, int] = {}
    for line in dict.fromkeys((UNIFIED_LINE, *GROUPS, *day.lines)):
        taken_by = tuple(counter.takes_line(line) for counter in staffed)
        if any(taken_by):
            lines[line] = takers.setdefault(taken_by, len(takers))
    return lines, tuple(tuple(taken_by[i] for taken_by in takers) for i in range(len(staffed)))


def _doing(day: HallDay, counter: Counter, at_ms: int) -> Doing:
    for_s = (at_ms - counter.since_ms) / 1000
    if counter.ticket is not None:
        ticket = day.tickets[counter.ticket]
        waited_s = ((ticket.calling_ms or at_ms) - ticket.joined_ms) / 1000
        return Doing(counter.state, for_s, expected_s(day.rules, ticket.services), waited_s)
    if counter.state is CounterState.PAUSED:
        return Doing(counter.state, for_s, back_in_s=_next_session_s(day, at_ms))
    heads = [waiting.head for line, classes in day.lines.items() if counter.takes_line(line) for waiting in classes.values()]
    if not heads:
        return Doing(counter.state, 0.0, reacting=True)
    stood_s = (at_ms - min(day.tickets[head[2]].joined_ms for head in heads)) / 1000
    return Doing(counter.state, min(for_s, stood_s), reacting=stood_s < for_s)


def _next_session_s(day: HallDay, at_ms: int) -> float | None:
    """Return the seconds to the next session when the hall is between two, else None."""
    spans = day.intake or ()
    if any(span.from_ms <= at_ms < span.closes_ms for span in spans):
        return None
    return min(((span.from_ms - at_ms) / 1000 for span in spans if span.from_ms > at_ms), default=None)


def _arrivals_end(day: HallDay, at_ms: int) -> float | None:
    if day.intake is None:
        return None
    return max(((span.until_ms - at_ms) / 1000 for span in day.intake if span.from_ms <= at_ms < span.until_ms), default=0.0)


def _arrivals(day: HallDay, lines: dict[str, int], at_ms: int) -> dict[tuple[int, float], float]:
    """Return the arrivals per second to expect of those classes that may overtake: every rate but the lowest."""
    if day.rules.policy == "first-come":
        return {}
    began_ms = max((span.from_ms for span in day.intake or () if span.from_ms <= at_ms), default=0)
    count: Count[tuple[int, float]] = Count()
    recent = total = 0
    oldest_ms = at_ms
    for ticket in reversed(day.tickets.values()):
        age_s = (at_ms - ticket.issued_ms) / 1000
        if age_s > SHARE_OVER_S:
            break
        total += 1
        recent += age_s <= ARRIVALS_OVER_S and ticket.issued_ms >= began_ms
        oldest_ms = ticket.issued_ms
        if ticket.line in lines:
            count[lines[ticket.line], weight(day, ticket.priority)] += 1
    over_s = min(ARRIVALS_OVER_S, max(60.0, (at_ms - max(began_ms, oldest_ms)) / 1000))
    lowest = min(weight(day, priority) for priority in _PRIORITIES)
    return {key: n / total * recent / over_s for key, n in count.items() if key[1] > lowest and recent}
