"""What if: recorded days' own arrivals, played again with other counters, another policy, more or fewer visitors.

Every alternative meets the same twenty draws of service times, walks, patience and extra visitors (common random numbers), so the
differences are surer than the figures. First comes the simulator's own error: the days played as they were, against what happened.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from math import nan
from random import Random
from statistics import quantiles
from typing import Literal, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from analytics.simulation.demand import departments
from analytics.simulation.engine import play_day
from analytics.simulation.halls import Played
from analytics.simulation.record import WORKS_OFF_MS, RecordedDay, Recording, hour_ms
from analytics.simulation.runs import REPLICATIONS, Estimate, Stopped, differences, estimates, replicate
from analytics.simulation.shifts import Habits, Shift
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


class Answer(NamedTuple):
    """What came of one change, by measure.

    Attributes:
        figures: Means over the replications. `difference`: from the days as they were, pair by pair.
    """

    figures: Mapping[str, Estimate]
    difference: Mapping[str, Estimate]


class Comparison(NamedTuple):
    """Attributes:
    actual: What happened, by measure.
    as_it_was: The days played again as they were. `error`: that less what happened: the simulator's own.
    answers: By the name of the change.
    """

    actual: Mapping[str, float]
    as_it_was: Mapping[str, Estimate]
    error: Mapping[str, Estimate]
    answers: Mapping[str, Answer]


def compare(
    recording: Recording,
    changes: Mapping[str, Change],
    *,
    replications: int = REPLICATIONS,
    seed: int = 1,
    progress: Callable[[float], None] | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Comparison:
    """Play the recording as it was and with each change, and compare.

    Measures: `mean_wait_s`, `p90_wait_s` (of called visitors), `within_target` (called within the target over called, and left without
    a call after waiting longer than it), `left` (share of tickets), `never_called` (share that the day's close found waiting),
    `occupancy` (counters' busy over open time).

    Raises:
        Stopped: `stopped` said so; it is asked before each day.
        ValueError: a change asks for what cannot be.
    """
    wanted: dict[str | None, Change] = {None: AS_IT_WAS}
    wanted.update(changes.items())
    planned = {name: [_Planned(day, change) for day in recording.days] for name, change in wanted.items()}
    steps, done = replications * len(wanted) * len(recording.days), 0

    def play(replication: int) -> dict[str | None, dict[str, float]]:
        nonlocal done
        tallies = {name: _Tally() for name in wanted}
        for n, day in enumerate(recording.days):
            luck = f"{seed}/{replication}/{day.hall}/{day.date}"
            visits = recording.visits(day, Random(luck))  # noqa: S311 - simulation
            for name, tally in tallies.items():
                if stopped():
                    raise Stopped
                tally.add(day, planned[name][n].play(recording, visits, luck))
                done += 1
                if progress is not None:
                    progress(done / steps)
        return {name: tally.measures() for name, tally in tallies.items()}

    runs = replicate(play, replications=replications)
    base = [run[None] for run in runs]
    actual = _actual(recording.days)
    return Comparison(
        actual=actual,
        as_it_was=estimates(base),
        error=differences(base, [actual] * len(base)),
        answers={
            name: Answer(estimates([run[name] for run in runs]), differences([run[name] for run in runs], base))
            for name in changes
        },
    )


class _Planned:
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


def open_ms(played: Played) -> int:
    """Return how long the counters of a day stood open, together, milliseconds."""
    since: dict[int, int] = {}
    total = 0
    for change in played.changes:
        if change.counter in since:
            total += change.at_ms - since.pop(change.counter)
        if change.state == "open":
            since[change.counter] = change.at_ms
    return total + sum(played.closed_ms - at_ms for at_ms in since.values())


class _Tally:
    """Sums over a run's days."""

    def __init__(self) -> None:
        self._waits_s: list[float] = []
        self._tickets = self._left = self._never = self._within = self._of_level = 0
        self._busy_ms = self._open_ms = 0

    def add(self, day: RecordedDay, played: Played) -> None:
        target_ms = day.setup.target_s * 1000
        self._tickets += len(played.visit)
        self._open_ms += open_ms(played)
        for issued, called, ended, freed, outcome in zip(
            played.issued_ms, played.called_ms, played.ended_ms, played.freed_ms, played.outcome, strict=True
        ):
            if called is not None:
                self.called(called - issued, target_ms)
                self._busy_ms += (freed if freed is not None else called) - called
            elif outcome == "left" and ended is not None:
                self.left(ended - issued, target_ms)
            else:
                self._never += 1

    def called(self, waited_ms: int, target_ms: int) -> None:
        self._waits_s.append(waited_ms / 1000)
        self._of_level += 1
        self._within += waited_ms <= target_ms

    def left(self, waited_ms: int, target_ms: int) -> None:
        self._left += 1
        self._of_level += waited_ms > target_ms

    def recorded(self, day: RecordedDay) -> None:
        target_ms = day.setup.target_s * 1000
        self._tickets += len(day.waited_ms)
        for waited_ms, left, called in zip(day.waited_ms, day.left, day.called, strict=True):
            if called:
                self.called(waited_ms, target_ms)
            elif left:
                self.left(waited_ms, target_ms)
            else:
                self._never += 1

    def measures(self) -> dict[str, float]:
        waits = self._waits_s
        return {
            "mean_wait_s": sum(waits) / len(waits) if waits else nan,
            "p90_wait_s": quantiles(waits, n=10, method="inclusive")[8] if len(waits) > 1 else nan,
            "within_target": self._within / self._of_level if self._of_level else nan,
            "left": self._left / self._tickets if self._tickets else nan,
            "never_called": self._never / self._tickets if self._tickets else nan,
            "occupancy": self._busy_ms / self._open_ms if self._open_ms else nan,
        }


def _actual(days: Sequence[RecordedDay]) -> dict[str, float]:
    tally = _Tally()
    for day in days:
        tally.recorded(day)
    open_s = sum(day.open_s for day in days)
    return tally.measures() | {"occupancy": sum(day.busy_s for day in days) / open_s if open_s else nan}
