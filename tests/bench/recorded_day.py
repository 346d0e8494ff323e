"""A recorded day on the real core: who came when and how long they were served is given, the hall plays.

Tellers call at once, as the replay's do, and their counters are open all day. The set-up knows each service's mean.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from heapq import heappop, heappush
from pathlib import Path
from statistics import mean
from zoneinfo import ZoneInfo

from queue_server.clients.visits import Visit, read_visits
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.day import HallDay
from queue_server.core.decide import decide
from queue_server.core.estimate import WaitCurves, simulate, snapshot
from queue_server.core.evolve import evolve
from queue_server.core.routing import next_ticket
from queue_server.core.setup import GROUPS, CounterSetup, Group, HallSetup, ServiceSetup
from tests.bench.hall_day import GRID_S, Shown

WARSAW = Path(__file__).parents[2] / "queue_server/data/warsaw/visits-UD_Mokotow_2-2020-01-15.csv"
WARSAW_COUNTERS = {"A": 6, "B": 4, "D": 1, "K": 2}


def warsaw(*, unified: bool) -> list[Shown]:
    """Return what the visitors of the packaged day were shown, with one line or with the hall's own four."""
    visits = [visit for visit in read_visits(WARSAW, ZoneInfo("Europe/Warsaw")).visits if visit.service and visit.service_s]
    services = sorted({visit.service for visit in visits if visit.service})
    groups: dict[str, Group] = dict(zip(services, GROUPS, strict=False))
    takes: list[tuple[Group, ...] | None] = [
        None if unified else (groups[service],) for service, n in WARSAW_COUNTERS.items() for _ in range(n)
    ]
    return play(visits, groups, takes)


def play(visits: Sequence[Visit], groups: Mapping[str, Group], takes: Sequence[tuple[Group, ...] | None]) -> list[Shown]:
    times: dict[str, list[float]] = defaultdict(list)
    for visit in visits:
        times[str(visit.service)].append(visit.service_s or 0.0)
    day = HallDay()
    first_ms = min(round(visit.issued_at.timestamp() * 1000) for visit in visits)

    def do(command: c.HallCommand) -> list[e.HallEvent]:
        events = decide(day, command)
        for event in events:
            evolve(day, event)
        return events

    do(
        c.OpenDay(
            at_ms=first_ms,
            by="system",
            hall="recorded",
            date="recorded",
            setup=HallSetup(
                hall="recorded",
                tz="Europe/Warsaw",
                services={
                    service: ServiceSetup(group=groups[service], kind="instant", mean_s=mean(known))
                    for service, known in times.items()
                },
                counters=tuple(CounterSetup(counter=number, takes=groups_) for number, groups_ in enumerate(takes, start=1)),
            ),
            intake=None,
        )
    )
    for number, groups_ in enumerate(takes, start=1):
        do(c.OpenCounter(at_ms=first_ms, by="t", counter=number, takes=groups_))
    services_s: dict[str, float] = {}
    curves: WaitCurves | None = None
    cell = -1.0
    coming = sorted(visits, key=lambda visit: visit.issued_at, reverse=True)
    ends: list[tuple[int, int]] = []
    while coming or ends:
        arrival_ms = round(coming[-1].issued_at.timestamp() * 1000) if coming else 1 << 62
        at_ms = min(arrival_ms, ends[0][0] if ends else 1 << 62)
        if at_ms // (GRID_S * 1000) != cell:
            cell = at_ms // (GRID_S * 1000)
            taken, curves = snapshot(day, max(day.at_ms, int(cell * GRID_S * 1000))), None
        if at_ms == arrival_ms:
            visit = coming.pop()
            if curves is None and taken is not None:
                curves = simulate(taken)
            services = (str(visit.service),)
            shown = curves.for_new(day, services, visit.priority, at_ms) if curves is not None else None
            issued = do(
                c.TakeTicket(
                    at_ms=at_ms,
                    by="kiosk",
                    services=services,
                    priority=visit.priority,
                    p50_s=shown.p50_s if shown else None,
                    p90_s=shown.p90_s if shown else None,
                )
            )[0]
            assert isinstance(issued, e.TicketIssued)
            services_s[issued.ticket] = visit.service_s or 0.0
        else:
            do(c.FinishService(at_ms=at_ms, by="t", counter=heappop(ends)[1]))
        for counter in day.counters.values():
            if counter.ticket is None and (called := next_ticket(day, counter, at_ms)) is not None:
                do(c.CallNext(at_ms=at_ms, by="t", counter=counter.counter))
                heappush(ends, (at_ms + round(services_s[called.id] * 1000), counter.counter))
    return [
        Shown(
            (ticket.issued_ms - first_ms) / 1000,
            ticket.priority,
            (ticket.called_ms - ticket.issued_ms) / 1000,
            ticket.p50_s,
            ticket.p90_s,
        )
        for ticket in day.tickets.values()
        if ticket.called_ms is not None and ticket.p50_s is not None and ticket.p90_s is not None
    ]
