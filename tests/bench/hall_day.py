"""A simulated day of a district hall on the real core: visitors, tellers, and the wait estimate as the server refreshes it.

The hall is one of calibration.json's size: 663 visitors a working day, twelve unified counters, sessions 08:30-12:00 and
13:30-17:00. What no source tells (gaps, walks, patience, no-shows, late tellers, breaks) is assumed, and drawn anew for each day
within wide bounds, so that the estimate cannot know it but by what the day shows. The set-up's mean service times are wrong by a
factor of the day, as they are in life.
"""

import random
from bisect import bisect
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import accumulate
from math import exp, inf
from typing import NamedTuple

from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.day import HallDay
from queue_server.core.decide import decide
from queue_server.core.estimate import WaitCurves, simulate, snapshot
from queue_server.core.evolve import evolve
from queue_server.core.routing import next_ticket
from queue_server.core.setup import CounterSetup, Group, HallSetup, Intake, PolicyName, PriorityClass, ServiceSetup
from queue_server.core.ticket import Ticket, TicketState

HOUR = 3600.0
SESSIONS = ((8.5 * HOUR, 12 * HOUR), (13.5 * HOUR, 17 * HOUR))
CUTOFF_S = 600.0
VISITORS = 663
COUNTERS = 12
HUMPS = (0.75, 1.15, 1.35, 1.25, 1.05, 0.85, 0.6)
"""Arrivals by half hour of a session, as multiples of its mean: a hump in the first half (the shape of calibration.json's halls)."""
MORNING_SHARE = 0.55
AT_THE_DOOR = 0.03
"""Share of a session's visitors who wait at the door when it opens. Assumed."""
PRIORITIES: tuple[tuple[PriorityClass, float], ...] = (
    ("elder", 0.08),
    ("disabled", 0.015),
    ("veteran", 0.015),
    ("pregnant", 0.01),
)
GRID_S = 5.0
"""The estimate is refreshed on this grid of hall time."""

SERVICES: dict[str, tuple[Group, float, float]] = {
    # group, mean seconds, share of the tickets; the rest names no service
    "query": ("general", 120.0, 0.10),
    "enrol": ("collection", 300.0, 0.15),
    "pension": ("pension", 540.0, 0.10),
    "refund": ("medical", 420.0, 0.10),
    "benefit": ("unemployment", 480.0, 0.05),
    "injury": ("work_injury", 720.0, 0.02),
}
UNKNOWN_S = 300.0


class Shown(NamedTuple):
    """What a ticket was shown when it was issued and what came of it; times in seconds of the day, waits in seconds."""

    issued: float
    priority: PriorityClass
    wait_s: float
    p50_s: float
    p90_s: float


@dataclass
class Truth:
    """What only the simulated hall knows of its day."""

    rng: random.Random
    scale: float = field(init=False)
    gap_s: float = field(init=False)
    reaction_s: float = field(init=False)
    walk_s: float = field(init=False)
    absent: float = field(init=False)
    patience_s: float = field(init=False)
    cancels: float = field(init=False)

    def __post_init__(self) -> None:
        rng = self.rng
        self.scale = exp(rng.gauss(0.0, 0.12))
        self.gap_s = rng.uniform(5, 35)
        self.reaction_s = rng.uniform(2, 10)
        self.walk_s = rng.uniform(6, 20)
        self.absent = rng.uniform(0.0, 0.04)
        self.patience_s = HOUR * rng.uniform(0.7, 2.0)
        self.cancels = rng.uniform(0.0, 0.6)


@dataclass
class Teller:
    counter: int
    speed: float
    opens: list[float]
    breaks: list[float]
    presses_start: bool
    leaves: float | None
    busy: bool = False
    present: bool = False


def setup(policy: PolicyName, counters: int, *, split: bool) -> HallSetup:
    """`split`: a third of the counters take everything, a third pension and medical, the rest the other groups' services."""
    thirds: tuple[tuple[Group, ...] | None, ...] = None, ("pension", "medical"), ("general", "collection")
    return HallSetup(
        hall="bench",
        tz="Asia/Shanghai",
        services={code: ServiceSetup(group=group, kind="instant", mean_s=mean) for code, (group, mean, _) in SERVICES.items()},
        counters=tuple(CounterSetup(counter=number, takes=thirds[number % 3] if split else None) for number in range(counters)),
        policy=policy,
        unknown_mean_s=UNKNOWN_S,
    )


class HallOfADay:
    """Runs one day; `shown` holds every ticket that was called and had been shown a range, `watched` the same of waiting tickets
    that looked at their phone at some moment."""

    def __init__(
        self,
        seed: int,
        *,
        visitors: float = VISITORS,
        counters: int = COUNTERS,
        policy: PolicyName = "accumulating",
        split: bool = False,
        runs: int = 200,
    ) -> None:
        self.rng = random.Random(seed)
        self.truth = Truth(self.rng)
        self.runs = runs
        self.day = HallDay()
        self.events: list[tuple[float, int, str, object]] = []
        self.ordinal = 0
        self.shown: list[Shown] = []
        self.watched: list[Shown] = []
        self._looked: list[tuple[str, float, float, float]] = []
        self._curves: WaitCurves | None = None
        self._cell = -1
        self._taken = None
        self.leaves_unseen: set[str] = set()
        self.free: list[Teller] = []
        intake = tuple(Intake(from_ms=_ms(start), until_ms=_ms(end - CUTOFF_S), closes_ms=_ms(end)) for start, end in SESSIONS)
        self._do(
            8 * HOUR,
            c.OpenDay(
                at_ms=_ms(8 * HOUR),
                by="system",
                hall="bench",
                date=f"seed-{seed}",
                setup=setup(policy, counters, split=split),
                intake=intake,
            ),
        )
        self.tellers = [self._teller(number) for number in range(counters)]
        for at in self._arrivals(visitors):
            self._at(at, "arrive", None)
        for teller in self.tellers:
            for at in teller.opens:
                self._at(at, "open", teller)
        for _, end in SESSIONS:
            for teller in self.tellers:
                self._at(end, "free", teller)

    def run(self, until: float = inf) -> "HallOfADay":
        """Go on to `until`, seconds of the day, or to the end."""
        while self.events and self.events[0][0] < until:
            at, _, what, who = heappop(self.events)
            self._refresh(at)
            getattr(self, f"_{what}")(at, who)
        self.shown.clear()
        self.watched.clear()
        for ticket in self.day.tickets.values():
            if ticket.called_ms is not None and ticket.p50_s is not None and ticket.p90_s is not None:
                wait_s = (ticket.called_ms - ticket.issued_ms) / 1000
                self.shown.append(Shown(ticket.issued_ms / 1000, ticket.priority, wait_s, ticket.p50_s, ticket.p90_s))
        for id_, at, p50_s, p90_s in self._looked:
            ticket = self.day.tickets[id_]
            if ticket.called_ms is not None:
                self.watched.append(Shown(at, ticket.priority, ticket.called_ms / 1000 - at, p50_s, p90_s))
        return self

    # What the hall is like

    def _arrivals(self, visitors: float) -> list[float]:
        times = []
        for (start, end), share in zip(SESSIONS, (MORNING_SHARE, 1 - MORNING_SHARE), strict=True):
            expected = visitors * share
            door = sum(self.rng.random() < AT_THE_DOOR for _ in range(round(expected)))
            times += [start + self.rng.uniform(0, 60) for _ in range(door)]
            width = (end - CUTOFF_S - start) / len(HUMPS)
            busiest = max(HUMPS)
            rate = expected * (1 - AT_THE_DOOR) * busiest / sum(HUMPS) / width
            at = start
            while (at := at + self.rng.expovariate(rate)) < end - CUTOFF_S:
                if self.rng.random() < HUMPS[int((at - start) / width)] / busiest:
                    times.append(at)
        return times

    def _teller(self, counter: int) -> Teller:
        rng = self.rng
        opens = []
        for start, _ in SESSIONS:
            late = rng.random() < (0.2 if start < 12 * HOUR else 0.1)
            opens.append(start + (rng.uniform(300, 2700) if late else rng.uniform(-180, 120)))
        breaks = [start + rng.uniform(0.2, 0.9) * (end - start) for start, end in SESSIONS if rng.random() < 0.4]
        leaves = rng.uniform(15 * HOUR, 16.5 * HOUR) if rng.random() < 0.06 else None
        return Teller(counter, exp(rng.gauss(0, 0.12)), opens, breaks, rng.random() < 0.85, leaves)

    def _service_s(self, ticket: Ticket, teller: Teller) -> float:
        mean = SERVICES[ticket.services[0]][1] if ticket.services else UNKNOWN_S
        return mean * self.truth.scale * teller.speed * exp(self.rng.gauss(-0.405, 0.9))

    def draw(self) -> tuple[tuple[str, ...], PriorityClass]:
        """Return what the next visitor comes for and with which priority."""
        return self._draw_services(), self._draw_priority()

    def _draw_services(self) -> tuple[str, ...]:
        shares = list(accumulate(share for _, _, share in SERVICES.values()))
        at = bisect(shares, self.rng.random())
        return (list(SERVICES)[at],) if at < len(shares) else ()

    def _draw_priority(self) -> PriorityClass:
        drawn = self.rng.random()
        for priority, share in PRIORITIES:
            drawn -= share
            if drawn < 0:
                return priority
        return "normal"

    # What happens

    def _at(self, at: float, what: str, who: object) -> None:
        self.ordinal += 1
        heappush(self.events, (at, self.ordinal, what, who))

    def _do(self, at: float, command: c.HallCommand) -> list[e.HallEvent]:
        events = decide(self.day, command)
        for event in events:
            evolve(self.day, event)
        return events

    def _refresh(self, at: float) -> None:
        """Take the line as it stood at the last tick of the grid; it is simulated only when somebody asks."""
        cell = int(at // GRID_S)
        if cell != self._cell:
            self._cell = cell
            self._taken = snapshot(self.day, _ms(cell * GRID_S))  # type: ignore[assignment]
            self._curves = None

    def _range(self) -> WaitCurves | None:
        if self._curves is None and self._taken is not None:
            self._curves = simulate(self._taken, self.runs)
        return self._curves

    def _arrive(self, at: float, _: object) -> None:
        services, priority = self.draw()
        curves = self._range()
        shown = curves.for_new(self.day, services, priority, _ms(at)) if curves is not None else None
        issued = self._do(
            at,
            c.TakeTicket(
                at_ms=_ms(at),
                by="kiosk",
                services=services,
                priority=priority,
                p50_s=shown.p50_s if shown else None,
                p90_s=shown.p90_s if shown else None,
            ),
        )[0]
        assert isinstance(issued, e.TicketIssued)
        patience = self.truth.patience_s * exp(self.rng.gauss(-0.5, 1.0))
        self._at(at + patience, "lose_patience", issued.ticket)
        if self.rng.random() < self.truth.absent:
            self.leaves_unseen.add(issued.ticket)
        if curves is not None and self.rng.random() < 0.1:
            for ticket in self.day.tickets.values():
                if (
                    ticket.state is TicketState.WAITING
                    and ticket.called_ms is None
                    and (range_ := curves.for_ticket(self.day, ticket, _ms(at))) is not None
                ):
                    self._looked.append((ticket.id, at, range_.p50_s, range_.p90_s))
        self._wake(at, issued.ticket)

    def _wake(self, at: float, id_: str) -> None:
        """Let one of the tellers who have nobody see the new ticket."""
        line = self.day.tickets[id_].line
        free = [teller for teller in self.free if self.day.counter(teller.counter).takes_line(line)]
        if free:
            teller = self.rng.choice(free)
            self.free.remove(teller)
            self._at(at + self.truth.reaction_s * exp(self.rng.gauss(-0.18, 0.6)), "free", teller)

    def _lose_patience(self, at: float, id_: object) -> None:
        ticket = self.day.tickets[str(id_)]
        if ticket.state is not TicketState.WAITING:
            return
        if self.rng.random() < self.truth.cancels:
            self._do(at, c.CancelTicket(at_ms=_ms(at), by="visitor", ticket=ticket.id))
        else:
            self.leaves_unseen.add(ticket.id)

    def _open(self, at: float, teller: Teller) -> None:
        self._do(
            at,
            c.OpenCounter(
                at_ms=_ms(at), by=f"t{teller.counter}", counter=teller.counter, takes=self.day.counter(teller.counter).takes
            ),
        )
        teller.present = True
        self._at(at + 2, "free", teller)

    def _free(self, at: float, teller: Teller) -> None:
        if teller in self.free:
            self.free.remove(teller)
        if not teller.present or teller.busy:
            return
        by, counter = f"t{teller.counter}", teller.counter
        if teller.breaks and at >= teller.breaks[0]:
            teller.breaks.pop(0)
            if self._in_session(at):
                teller.present = False
                self._do(at, c.PauseCounter(at_ms=_ms(at), by=by, counter=counter, reason="break"))
                self._at(at + self.rng.uniform(300, 1000), "resume", teller)
                return
        if teller.leaves is not None and at >= teller.leaves:
            teller.present = False
            self._do(at, c.CloseCounter(at_ms=_ms(at), by=by, counter=counter))
            return
        if next_ticket(self.day, self.day.counter(counter), _ms(at)) is None:
            if self._in_session(at):
                self.free.append(teller)
            else:
                teller.present = False
                self._do(at, c.CloseCounter(at_ms=_ms(at), by=by, counter=counter))
            return
        called = self._do(at, c.CallNext(at_ms=_ms(at), by=by, counter=counter))[0]
        assert isinstance(called, e.TicketCalled)
        teller.busy = True
        ticket = self.day.tickets[called.ticket]
        if ticket.id in self.leaves_unseen:
            self._at(at + 30, "recall", teller)
            self._at(at + self.rng.uniform(61, 100), "no_show", teller)
            return
        walk = self.truth.walk_s * self.rng.gammavariate(3, 1 / 3)
        service = self._service_s(ticket, teller)
        if teller.presses_start:
            self._at(at + walk, "start", teller)
        self._at(at + walk + service, "finish", teller)

    def _in_session(self, at: float) -> bool:
        return any(start - 600 <= at < end for start, end in SESSIONS)

    def _resume(self, at: float, teller: Teller) -> None:
        self._do(at, c.ResumeCounter(at_ms=_ms(at), by=f"t{teller.counter}", counter=teller.counter))
        teller.present = True
        self._free(at, teller)

    def _recall(self, at: float, teller: Teller) -> None:
        self._do(at, c.Recall(at_ms=_ms(at), by=f"t{teller.counter}", counter=teller.counter))

    def _start(self, at: float, teller: Teller) -> None:
        self._do(at, c.StartService(at_ms=_ms(at), by=f"t{teller.counter}", counter=teller.counter))

    def _no_show(self, at: float, teller: Teller) -> None:
        self._do(at, c.MarkNoShow(at_ms=_ms(at), by=f"t{teller.counter}", counter=teller.counter))
        self._let_go(at, teller)

    def _finish(self, at: float, teller: Teller) -> None:
        if self.rng.random() < 0.015:
            held = self.day.counter(teller.counter).ticket
            self._do(at, c.HoldTicket(at_ms=_ms(at), by=f"t{teller.counter}", counter=teller.counter, reason="form"))
            self._at(at + self.rng.uniform(600, 1800), "return", held)
        else:
            self._do(at, c.FinishService(at_ms=_ms(at), by=f"t{teller.counter}", counter=teller.counter))
        self._let_go(at, teller)

    def _return(self, at: float, id_: object) -> None:
        if self.day.tickets[str(id_)].returns < 2 and any(teller.present for teller in self.tellers):
            self._do(at, c.ReturnTicket(at_ms=_ms(at), by="greeter", ticket=str(id_)))
            self._wake(at, str(id_))

    def _let_go(self, at: float, teller: Teller) -> None:
        teller.busy = False
        self._at(at + self.truth.gap_s * exp(self.rng.gauss(-0.25, 0.7)), "free", teller)


def _ms(at: float) -> int:
    return round(at * 1000)
