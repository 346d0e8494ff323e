"""A recorded day under a change: other counters, another policy, more or fewer visitors, longer or shorter services."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import Literal, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from analytics.simulation.demand import departments
from analytics.simulation.engine import play_day
from analytics.simulation.halls import Played
from analytics.simulation.record import RecordedDay, Recording
from analytics.simulation.shifts import Habits, Shift
from analytics.simulation.spans import WORKS_OFF_MS, hour_ms
from analytics.simulation.visits import Visits
from queue_server.core.setup import CounterSetup, Group, PolicyName

EARLY_MS = 60 * 60_000
"""The day opens so long before the first visit or shift."""
MOST, LEAST_SERVICE = 3.0, 0.1

T = TypeVar("T")
Layout = Literal["as-recorded", "unified", "by-group"]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What is other than it was.

    Attributes:
        counters: How many stand open in each hour of the hall's clock, within the hall's recorded sessions; an hour that is not named
            keeps its recorded number. One number for all hours, or None: as recorded.
        layout: Which tickets they take. `by-group`: one group's each, shared out by the recorded work of the groups; who
            named no service chooses like the others.
        policy: None: as recorded.
        demand: Visitors over those recorded, 0 to 3: visits are left out by chance, or repeated at the time between their own and the next.
        service_time: Time at the counter over the recorded, 0.1 to 3: fewer counters go with shorter procedures.
    """

    counters: Mapping[int, int] | int | None = None
    layout: Layout = "as-recorded"
    policy: PolicyName | None = None
    demand: float = 1.0
    service_time: float = 1.0


AS_IT_WAS = Change()


class ChangedDay:
    """A recorded day under a change."""

    def __init__(self, day: RecordedDay, change: Change) -> None:
        if not 0 < change.demand <= MOST:
            raise ValueError(f"demand lies between 0 and {MOST:g} times the recorded")
        if not LEAST_SERVICE <= change.service_time <= MOST:
            raise ValueError(f"service time lies between {LEAST_SERVICE:g} and {MOST:g} times the recorded")
        self._demand, self._service_time = change.demand, change.service_time
        self._shifts = shifts_of(day, change)
        policy = change.policy or day.setup.policy
        self._everybody_chooses = change.layout == "by-group"
        takes = {shift.counter: shift.takes for shift in self._shifts}
        counters = tuple(CounterSetup(counter=number, takes=groups) for number, groups in sorted(takes.items()))
        self._setup = msgspec.structs.replace(day.setup, policy=policy, counters=counters)

    def play(self, recording: Recording, visits: Visits, luck: str) -> Played:
        """Play the day with these visits. `luck`: by which it is drawn who is left out, or comes twice."""
        chance = Random(f"{luck}/more")  # noqa: S311 - simulation
        if self._everybody_chooses:
            visits = _choosing(visits, chance)
        visits = _scaled(recording, visits, self._demand, chance)
        if self._service_time != 1:
            visits = replace(visits, service_ms=[round(each * self._service_time) for each in visits.service_ms])
        opens_ms = min([*visits.at_ms[:1], *(shift.from_ms for shift in self._shifts)], default=0) - EARLY_MS
        return play_day(self._setup, visits, self._shifts, opens_ms=opens_ms, habits=Habits(gap_ms=recording.gap_ms))


def shifts_of(day: RecordedDay, change: Change) -> list[Shift]:
    """Return the shifts of a recorded day under a change.

    Raises:
        ValueError: a number of counters is negative.
    """
    if change.counters is None and change.layout == "as-recorded":
        return list(day.shifts)
    zone = ZoneInfo(day.setup.tz)
    counts = [
        (span, _count(day, change, hour, span)) for hour in range(24) if (span := hour_ms(day.date, hour, zone)) is not None
    ]
    most = max((count for _, count in counts), default=0)
    laid_out = {count: _layout(day, change, count) for count in {count for _, count in counts}}
    shifts: list[Shift] = []
    for counter in range(most):
        pieces: list[Shift] = []
        for (from_ms, until_ms), count in counts:
            if counter >= count:
                continue
            for window in day.windows:
                begins, ends = max(from_ms, window.from_ms), min(until_ms, window.until_ms)
                if begins >= ends:
                    continue
                takes = laid_out[count][counter]
                if pieces and pieces[-1].until_ms == begins and pieces[-1].takes == takes:
                    pieces[-1] = pieces[-1]._replace(until_ms=ends)
                else:
                    pieces.append(Shift(counter + 1, begins, ends, takes))
        if pieces:
            pieces[-1] = pieces[-1]._replace(works_off_ms=WORKS_OFF_MS)
        shifts += pieces
    return shifts


def _count(day: RecordedDay, change: Change, hour: int, span: tuple[int, int]) -> int:
    """Return how many counters stand open in an hour."""
    wanted = change.counters if isinstance(change.counters, int) else (change.counters or {}).get(hour)
    if wanted is None:
        return _most_at_once(day.shifts, span)
    if wanted < 0:
        raise ValueError("there are no fewer counters than none")
    return wanted


def _most_at_once(shifts: Sequence[Shift], span: tuple[int, int]) -> int:
    """Return how many counters stood open at the same time for the longest part of a span."""
    inside = [(max(shift.from_ms, span[0]), min(shift.until_ms, span[1])) for shift in shifts]
    inside = [(begins, ends) for begins, ends in inside if begins < ends]
    edges = sorted({edge for piece in inside for edge in piece})
    lengths: dict[int, int] = {}
    for begins, ends in pairwise(edges):
        count = sum(start <= begins and ends <= end for start, end in inside)
        lengths[count] = lengths.get(count, 0) + ends - begins
    lengths.pop(0, None)
    return max(lengths, key=lambda count: (lengths[count], count), default=0)


def _layout(day: RecordedDay, change: Change, count: int) -> list[tuple[Group, ...] | None]:
    """Return what each of so many counters takes."""
    if change.layout == "unified":
        return [None] * count
    if change.layout == "by-group":
        load: dict[Group, float] = {}
        for services in day.visits.services:
            if services:
                service = day.setup.services[services[0]]
                load[service.group] = load.get(service.group, 0.0) + service.mean_s
        return departments_of(load, count)
    recorded = [counter.takes for counter in day.setup.counters]
    return [recorded[k] if k < len(recorded) else None for k in range(count)]  # one more than there were is unified


def departments_of(load: Mapping[Group, float], count: int) -> list[tuple[Group, ...] | None]:
    """Return what counters take that are shared out by group; with fewer than groups, the lightest share one."""
    if not load:
        return [None] * count
    if count >= len(load):
        return [counter.takes for counter in departments(dict(load), count)]
    bins: list[tuple[float, list[Group]]] = [(0.0, []) for _ in range(count)]
    for group in sorted(load, key=lambda group: -load[group]):
        k = min(range(count), key=lambda k: bins[k][0], default=None)
        if k is not None:
            bins[k] = (bins[k][0] + load[group], [*bins[k][1], group])
    return [tuple(sorted(groups)) for _, groups in bins]


def _choosing(visits: Visits, chance: Random) -> Visits:
    """Let those who named no service choose like the others: with a line for each group nobody can stand in none."""
    named = [services for services in visits.services if services]
    if not named:
        return visits
    return replace(visits, services=[services or chance.choice(named) for services in visits.services])


def _scaled(recording: Recording, visits: Visits, demand: float, chance: Random) -> Visits:
    """Leave visits out, or put copies of some between them and the next; every visit meets its own luck whatever the demand."""
    if demand == 1:
        return visits
    lucks = [chance.random() for _ in range(len(visits))]
    delays = [chance.random() for _ in range(len(visits))]
    copies = [int(demand) + (luck < demand % 1) for luck in lucks]
    order = sorted(
        (at_ms if nth == 0 else at_ms + round(delays[k] * nth / copies[k] * (following - at_ms)), nth, k)
        for k, (at_ms, following) in enumerate(
            zip(visits.at_ms, [*visits.at_ms[1:], visits.at_ms[-1] if len(visits) else 0], strict=True)
        )
        for nth in range(copies[k])
    )

    def of(column: Sequence[T]) -> list[T]:
        return [column[k] for _, _, k in order]

    return Visits(
        at_ms=[at_ms for at_ms, _, _ in order],
        service_ms=[recording.service_ms(visits.services[k], chance) if nth else visits.service_ms[k] for _, nth, k in order],
        walk_ms=of(visits.walk_ms),
        services=of(visits.services),
        priority=of(visits.priority),
        channel=of(visits.channel),
        home_district=of(visits.home_district),
        comes=of(visits.comes),
        patience_ms=of(visits.patience_ms),
    )
