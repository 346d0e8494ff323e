"""What screens see of a hall's day: the protocol's structs, made by pure functions. No pass, no texts of the catalogue."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from queue_server.core import routing
from queue_server.core.counter import Counter, CounterState
from queue_server.core.day import Call, HallDay
from queue_server.core.quantile import quantile
from queue_server.core.setup import Channel, PriorityClass
from queue_server.core.ticket import AWAY, Ticket, TicketState

Time = Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
Count = Annotated[int, Meta(ge=0)]

RECENT_CALLS = 12
RECENT_S = 60
LINE_AT_COUNTER = 20
LINE_AT_MANAGER = 50
AWAY_AT_COUNTER = 20

TicketStateName = Literal["waiting", "called", "serving", "held", "done", "no_show", "cancelled"]
CounterStateName = Literal["idle", "called", "serving", "paused", "closed"]


@lru_cache(maxsize=4096)
def _rfc3339_second(at_s: int) -> str:
    return datetime.fromtimestamp(at_s, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def rfc3339(at_ms: int) -> str:
    """Return Unix milliseconds as UTC with milliseconds, such as `2026-03-02T01:15:00.000Z`."""
    return f"{_rfc3339_second(at_ms // 1000)}.{at_ms % 1000:03d}Z"


def rfc3339_or_none(at_ms: int | None) -> str | None:
    return None if at_ms is None else rfc3339(at_ms)


class WaitView(msgspec.Struct, frozen=True):
    """A range of seconds still to wait: the median and the 90th percentile."""

    p50_s: float
    p90_s: float


class TicketView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    number: str
    hall: str
    date: str
    state: TicketStateName
    services: tuple[str, ...]
    priority: PriorityClass
    channel: Channel
    issued_at: Time
    called_at: Time | None
    started_at: Time | None
    finished_at: Time | None
    counter: int | None
    calls: Count
    ahead: Count | None
    wait: WaitView | None
    seq: Count
    log: str
    pass_: str | UnsetType = msgspec.field(name="pass", default=UNSET)


class CounterView(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to open, pause, resume and close."""

    counter: int
    state: CounterStateName
    takes: tuple[str, ...] | None
    staff: str | None
    seq: Count


class WaitingView(msgspec.Struct, frozen=True, kw_only=True):
    """One who waits. `claim`: the priority was claimed at a kiosk or phone and no staff has confirmed it."""

    id: str
    number: str
    services: tuple[str, ...]
    priority: PriorityClass
    wait_s: float
    issued_at: Time
    claim: bool


class AwayView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    number: str
    state: TicketStateName
    priority: PriorityClass


class CallView(msgspec.Struct, frozen=True, kw_only=True):
    """A call as everybody in the hall sees it. `priority`: whether it is not a normal one; which one is nobody's business."""

    seq: Count
    number: str
    counter: int
    at: Time
    attempt: Count
    priority: bool


class BoardCounter(msgspec.Struct, frozen=True, kw_only=True):
    counter: int
    state: CounterStateName
    number: str | None


class WaitingCount(msgspec.Struct, frozen=True, kw_only=True):
    total: Count
    by_priority: dict[str, int]


class DeskCounter(msgspec.Struct, frozen=True, kw_only=True):
    counter: int
    state: CounterStateName
    takes: tuple[str, ...] | None
    staff: str | None
    number: str | None
    since: Time
    served: Count
    busy_s: float
    pause_reason: str | None


class Alarm(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a manager should act on. `no-counter-takes`: `count` tickets, the oldest `ticket`, that no open counter takes;
    `idle-while-waiting`: `counter` has been free for a minute while somebody waits whom it takes."""

    code: Literal["no-counter-takes", "idle-while-waiting", "over-target"]
    counter: int | None = None
    ticket: str | None = None
    count: int | None = None


class HourView(msgspec.Struct, frozen=True, kw_only=True):
    """Tickets issued in one hour of the hall's clock, and the waits of those of them that were called."""

    hour: str
    issued: Count
    called: Count
    p50_s: float | None
    p90_s: float | None


def ticket_view(day: HallDay, ticket: Ticket, *, log: str, wait: WaitView | None, at_ms: int, secret: str = "") -> TicketView:
    """Return the ticket as the protocol shows it. `wait` is shown while it waits; `secret` makes the issuer's `pass`."""
    waits = ticket.state is TicketState.WAITING
    return TicketView(
        id=ticket.id,
        number=ticket.number,
        hall=day.hall,
        date=day.date,
        state=ticket.state.value,
        services=ticket.services,
        priority=ticket.priority,
        channel=ticket.channel,
        issued_at=rfc3339(ticket.issued_ms),
        called_at=rfc3339_or_none(ticket.called_ms),
        started_at=rfc3339_or_none(ticket.started_ms),
        finished_at=rfc3339_or_none(ticket.finished_ms),
        counter=ticket.counter,
        calls=ticket.calls,
        ahead=routing.ahead(day, ticket.line, ticket.priority, ticket.since_ms, ticket.order, at_ms) if waits else None,
        wait=wait if waits else None,
        seq=day.seq,
        log=log,
        pass_=f"{ticket.id}.{secret}" if secret else UNSET,
    )


def counter_view(day: HallDay, counter: Counter) -> CounterView:
    return CounterView(
        counter=counter.counter, state=counter.state.value, takes=counter.takes, staff=counter.staff, seq=day.seq
    )


def waiting_view(ticket: Ticket, at_ms: int) -> WaitingView:
    return WaitingView(
        id=ticket.id,
        number=ticket.number,
        services=ticket.services,
        priority=ticket.priority,
        wait_s=round((at_ms - ticket.issued_ms) / 1000, 1),
        issued_at=rfc3339(ticket.issued_ms),
        claim=ticket.claim,
    )


def calls_view(day: HallDay, at_ms: int) -> list[CallView]:
    """Return the newest calls first: the last twelve and every one of the last 60 s."""
    shown: list[Call] = []
    for call in reversed(day.calls):
        if len(shown) >= RECENT_CALLS and at_ms - call.at_ms > RECENT_S * 1000:
            break
        shown.append(call)
    return [
        CallView(
            seq=call.seq,
            number=call.number,
            counter=call.counter,
            at=rfc3339(call.at_ms),
            attempt=call.attempt,
            priority=day.tickets[call.ticket].priority != "normal",
        )
        for call in shown
    ]


def board_counters(day: HallDay) -> list[BoardCounter]:
    return [
        BoardCounter(counter=counter.counter, state=counter.state.value, number=_number_at(day, counter))
        for counter in day.counters.values()
    ]


def desk_counters(day: HallDay) -> list[DeskCounter]:
    return [desk_counter(day, counter) for counter in day.counters.values()]


def desk_counter(day: HallDay, counter: Counter) -> DeskCounter:
    return DeskCounter(
        counter=counter.counter,
        state=counter.state.value,
        takes=counter.takes,
        staff=counter.staff,
        number=_number_at(day, counter),
        since=rfc3339(counter.since_ms),
        served=counter.served,
        busy_s=round(counter.busy_ms / 1000, 1),
        pause_reason=counter.pause_reason,
    )


def _number_at(day: HallDay, counter: Counter) -> str | None:
    return day.tickets[counter.ticket].number if counter.ticket is not None else None


def waiting_count(day: HallDay) -> WaitingCount:
    by_priority: dict[str, int] = {}
    for classes in day.lines.values():
        for priority, line in classes.items():
            by_priority[priority] = by_priority.get(priority, 0) + len(line)
    return WaitingCount(total=day.waiting, by_priority=by_priority)


def line_view(day: HallDay, at_ms: int, *, counter: Counter | None = None, limit: int) -> list[WaitingView]:
    """Return the first `limit` who wait in the order of calling, by `counter` or by a counter that takes everything."""
    return [waiting_view(ticket, at_ms) for ticket in routing.calling_order(day, at_ms, counter=counter, limit=limit)]


def waiting_for(day: HallDay, counter: Counter) -> int:
    """Return how many wait whom `counter` takes."""
    return sum(len(line) for name, classes in day.lines.items() if counter.takes_line(name) for line in classes.values())


def longest_wait_s(day: HallDay, at_ms: int, *, counter: Counter | None = None) -> float:
    """Return how long the longest waiting has waited since it was issued, in seconds; 0 when nobody waits.

    The oldest of a class is its head, or one that was put behind: a few are looked at, however many wait.
    """
    lines = [classes.values() for name, classes in day.lines.items() if counter is None or counter.takes_line(name)]
    oldest = [day.tickets[line.head[2]] for classes in lines for line in classes]
    oldest += [
        ticket for ticket in map(day.tickets.__getitem__, day.behind) if counter is None or counter.takes_line(ticket.line)
    ]
    issued_ms = min((ticket.issued_ms for ticket in oldest), default=at_ms)
    return round(max(0, at_ms - issued_ms) / 1000, 1)


def away_view(day: HallDay, limit: int = AWAY_AT_COUNTER) -> list[AwayView]:
    """Return held tickets and no-shows that may be brought back, the newest first."""
    away = sorted((day.tickets[ticket] for ticket in day.away), key=lambda ticket: -ticket.seq)
    return [
        AwayView(id=ticket.id, number=ticket.number, state=ticket.state.value, priority=ticket.priority)
        for ticket in away[:limit]
        if ticket.state in AWAY
    ]


def alarms(day: HallDay, at_ms: int) -> list[Alarm]:
    found: list[Alarm] = []
    for name, classes in day.lines.items():
        if not routing.takers(day, name):
            oldest = min(line.head for line in classes.values())
            found.append(Alarm(code="no-counter-takes", ticket=oldest[2], count=sum(map(len, classes.values()))))
    for counter in day.counters.values():
        if counter.state is CounterState.IDLE and at_ms - counter.since_ms > RECENT_S * 1000:
            waiting = waiting_for(day, counter)
            if waiting and longest_wait_s(day, at_ms, counter=counter) > RECENT_S:
                found.append(Alarm(code="idle-while-waiting", counter=counter.counter, count=waiting))
    longest = longest_wait_s(day, at_ms)
    if day.setup is not None and longest > day.setup.target_s:
        found.append(Alarm(code="over-target", count=day.waiting))
    return found


def hours_view(day: HallDay, local_hour: Callable[[int], str]) -> list[HourView]:
    """Return waits by the hour of issue. `local_hour` turns Unix milliseconds into the hall's hour, two digits."""
    waits: dict[str, list[float]] = {}
    issued: dict[str, int] = {}
    for ticket in day.tickets.values():
        hour = local_hour(ticket.issued_ms)
        issued[hour] = issued.get(hour, 0) + 1
        if ticket.called_ms is not None:
            waits.setdefault(hour, []).append((ticket.called_ms - ticket.issued_ms) / 1000)
    return [
        HourView(
            hour=hour,
            issued=count,
            called=len(waits.get(hour, ())),
            p50_s=_tenths(quantile(waits.get(hour, ()), 0.5)),
            p90_s=_tenths(quantile(waits.get(hour, ()), 0.9)),
        )
        for hour, count in sorted(issued.items())
    ]


def _tenths(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
