"""Plays a hall-day: visitors come, counters open and call, by the hall's own rules. No randomness inside: visits carry their draws."""

from collections.abc import Sequence
from heapq import heapify, heappop, heappush
from math import inf

from analytics.simulation.first_come import FirstComeHall, is_one_line
from analytics.simulation.halls import NOBODY, CoreHall, Played, RulesHall
from analytics.simulation.shifts import Habits, Shift
from analytics.simulation.visits import NEVER, Visits
from queue_server.core.events import HallEvent
from queue_server.core.setup import HallSetup, Intake

# What happens next, in the order of things that happen in the same millisecond. (An enumeration's members cost too much here.)
_LEAVE, _START, _RECALL, _NO_SHOW, _FINISH, _READY, _BEGIN, _END, _ARRIVE = range(9)


def play_day(
    setup: HallSetup,
    visits: Visits,
    shifts: Sequence[Shift],
    *,
    date: str = "1970-01-01",
    opens_ms: int = 0,
    closes_ms: int = 0,
    intake: tuple[Intake, ...] | None = None,
    habits: Habits = Habits(),  # noqa: B008 - a constant
) -> Played:
    """Play a day by the rules alone and return its tickets and counters; see `halls` for why that is what the core would do.

    Args:
        opens_ms: When the day opens, not after the first visit and shift.
        closes_ms: When it closes, or when the last counter has closed and the last visit come, whichever is later. Who waits then is
            sent away.
        intake: As in `HallSetup`'s day: when visitors may take tickets; None: always.
    """
    kind = FirstComeHall if is_one_line(setup, shifts) else RulesHall
    hall = kind(setup, visits, date=date, opens_ms=opens_ms, intake=intake)
    play(hall, shifts, habits, closes_ms)
    return hall.played()


def day_events(
    setup: HallSetup,
    visits: Visits,
    shifts: Sequence[Shift],
    *,
    date: str = "1970-01-01",
    opens_ms: int = 0,
    closes_ms: int = 0,
    intake: tuple[Intake, ...] | None = None,
    habits: Habits = Habits(),  # noqa: B008 - a constant
) -> list[HallEvent]:
    """Play the same day through `decide` and `evolve` and return its events, as the log of a server would hold them."""
    hall = CoreHall(setup, visits, date=date, opens_ms=opens_ms, intake=intake)
    play(hall, shifts, habits, closes_ms)
    return hall.log


def play(hall: CoreHall, shifts: Sequence[Shift], habits: Habits, closes_ms: int) -> None:
    """Play the day of `hall` to its close.

    A ticket goes to the counter that has been idle longest of those that take it; else a counter that becomes free calls by the
    hall's policy.
    """
    visits = hall.visits
    arrives, walk, service, comes, patience = visits.at_ms, visits.walk_ms, visits.service_ms, visits.comes, visits.patience_ms
    counters, lines = hall.counters, hall.lines
    take, call, finish, tells_starts = hall.take, hall.call, hall.finish, hall.tells_starts
    gap_ms, recall_ms = habits
    rules = hall.day.rules
    absent_ms = max(rules.no_show_calls * recall_ms, rules.no_show_s * 1000)

    after: dict[int, list[int]] = {}
    for k, before in enumerate(visits.follows):
        if before != NEVER:
            after.setdefault(before, []).append(k)
    followers = {k for following in after.values() for k in following}
    coming = iter([k for k in range(len(visits)) if k not in followers] if followers else range(len(visits)))

    heap = [(shift.from_ms, _BEGIN, i) for i, shift in enumerate(shifts)]
    heap += [(shift.until_ms, _END, i) for i, shift in enumerate(shifts)]
    heapify(heap)
    to_begin = len(shifts)
    on: dict[int, Shift] = {}  # counters with a teller
    idle: dict[int, None] = {}  # of them those that have nobody, the longest idle first
    at_counter: dict[int, int] = {}
    at = hall.day.at_ms

    def ready(counter: int) -> None:
        """Let a free counter call, or end its shift."""
        shift = on[counter]
        if at >= shift.until_ms + shift.works_off_ms:
            stop(counter)
            return
        visit = call(at, counter)
        if visit == NOBODY:
            if at >= shift.until_ms:
                stop(counter)
            else:
                idle[counter] = None
            return
        at_counter[counter] = visit
        if comes[visit]:
            begins = at + walk[visit]
            if tells_starts:
                heappush(heap, (begins, _START, counter))
            heappush(heap, (begins + service[visit], _FINISH, counter))
            return
        for recalls in range(1, rules.no_show_calls):
            heappush(heap, (at + recalls * recall_ms, _RECALL, counter))
        heappush(heap, (at + absent_ms, _NO_SHOW, counter))

    def stop(counter: int) -> None:
        shift = on.pop(counter)
        if shift.ends == "pause":
            hall.pause(at, counter, shift.reason)
        else:
            hall.close(at, counter)

    def begin(shift: Shift) -> None:
        counter = shift.counter
        there, changed = counter in on, counter not in on or on[counter].takes != shift.takes
        on[counter] = shift
        if changed or counters[counter].staff is None:
            paused = counters[counter].state == "paused"
            if paused and counters[counter].takes == shift.takes:
                hall.resume(at, counter)
            else:
                hall.open(at, counter, shift.takes)
        if not there or counter in idle:
            idle.pop(counter, None)
            ready(counter)

    def arrive(visit: int) -> None:
        if not take(at, visit):
            return
        line = lines[visit]
        for counter in idle:
            if counters[counter].takes_line(line):
                del idle[counter]
                ready(counter)
                return
        if patience[visit] != NEVER:
            heappush(heap, (at + patience[visit], _LEAVE, visit))

    next_visit = next(coming, NEVER)
    next_at: float = arrives[next_visit] if next_visit != NEVER else inf
    while True:
        if not heap or next_at < heap[0][0]:
            if next_visit == NEVER:
                break
            at, visit = arrives[next_visit], next_visit
            next_visit = next(coming, NEVER)
            next_at = arrives[next_visit] if next_visit != NEVER else inf
            arrive(visit)
            continue
        due, kind, who = heappop(heap)
        if kind == _LEAVE and (not hall.waits(who) or (due > closes_ms and not on and not to_begin)):
            continue  # was called in time; or the hall is empty and about to close: the day does not last as long as patience
        at = due
        if kind == _FINISH:
            visit = at_counter.pop(who)
            finish(at, who, visit)
            if visit in after:
                for following in after[visit]:
                    heappush(heap, (at + arrives[following], _ARRIVE, following))
            if gap_ms:
                heappush(heap, (at + gap_ms, _READY, who))
            else:
                ready(who)
        elif kind == _READY:
            ready(who)
        elif kind == _START:
            hall.start(at, who)
        elif kind == _LEAVE:
            hall.leave(at, who)
        elif kind == _RECALL:
            hall.recall(at, who, at_counter[who])
        elif kind == _NO_SHOW:
            hall.no_show(at, who, at_counter.pop(who))
            ready(who)
        elif kind == _BEGIN:
            to_begin -= 1
            begin(shifts[who])
        elif kind == _END:
            if shifts[who].counter in idle and on[shifts[who].counter] is shifts[who]:
                del idle[shifts[who].counter]
                stop(shifts[who].counter)
        else:
            arrive(who)
    hall.close_day(max(at, closes_ms))
