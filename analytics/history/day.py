"""A closed day as the history's rows, made from its events. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from analytics.history.errors import DayNotClosed
from queue_server.core import events as e
from queue_server.core.counter import Counter, CounterState
from queue_server.core.day import HallDay
from queue_server.core.evolve import evolve
from queue_server.core.setup import ServiceSetup
from queue_server.core.ticket import Ticket, TicketState
from queue_server.projections.tickets import ticket_row

HASTY_MS = 10_000
"""Nobody walks to a counter so quickly: who is held or marked absent within it was hardly waited for."""

Row = dict[str, object]

_SHARED = (
    "hall", "date", "number", "order", "priority", "channel", "home_district", "counter", "calls", "returns",
    "wait_s", "walk_s", "service_s", "house_s", "p50_s", "p90_s",
)  # fmt: skip
"""Columns that stand in the table `tickets`, too, under the same names."""

_OUTCOMES = {TicketState.DONE: "done", TicketState.NO_SHOW: "no_show", TicketState.CANCELLED: "left"}


class DayRows(NamedTuple):
    """Rows of `schema.COLUMNS`; times are Unix milliseconds, dates `YYYY-MM-DD`."""

    tickets: list[Row]
    counters: list[Row]
    days: list[Row]


def rows_of(events: Iterable[e.HallEvent]) -> DayRows:
    """Return the rows of a hall's day from its first event to its last.

    Hours are those of the zone under which the day was opened; `days` has the set-up that it was closed with, a ticket the target
    wait that stood when it was issued, and the group that its first service had when it was named.

    Raises:
        DayNotClosed: the last event does not close the day.
    """
    listed = list(events)
    if not listed or not isinstance(listed[-1], e.DayClosed):
        raise DayNotClosed(events=len(listed))
    first, closing = listed[0], _closing(listed)
    assert isinstance(first, e.DayOpened)
    zone = ZoneInfo(first.setup.tz)
    day, stays, visits = HallDay(), _Stays(zone), dict[str, _Visit]()
    for index, event in enumerate(listed):
        _before(day, event, visits, by_closing=index >= closing)
        evolve(day, event)
        _after(day, event, visits)
        number = getattr(event, "counter", None)
        if number is not None:
            stays.look(day.counters[number], event.at_ms)
    stays.end(day.at_ms)
    tickets = [_ticket(day, ticket, visits[ticket.id], zone) for ticket in day.tickets.values()]
    named: Row = {"hall": day.hall, "date": day.date}
    source: Row = {"source": "log", "scenario": None}
    counters = [{**named, **row, **source} for row in stays.rows()]
    whole: Row = {
        "opened_at": first.at_ms,
        "closed_at": day.at_ms,
        "setup_version": day.rules.version,
        "counters": len(day.rules.counters),
        "unified": sum(counter.takes is None for counter in day.rules.counters),
        "policy": day.rules.policy,
        "target_s": day.rules.target_s,
        "tickets": len(day.tickets),
        "events": day.seq,
    }
    return DayRows(tickets, counters, [{**named, **whole, **source}])


@dataclass(slots=True)
class _Visit:
    """What a ticket's row says beyond the state of the ticket."""

    target_s: int
    service: ServiceSetup | None
    transfers: int = 0
    holds: int = 0
    start_left_out: bool = False
    hasty: bool = False
    ended_by_closing: bool = False
    finished_by_closing: bool = False


def _closing(events: Sequence[e.HallEvent]) -> int:
    """Return the index of the first event that closing the day caused: they all come at once, at the end."""
    last = events[-1]
    at = len(events) - 1
    while at:
        event = events[at - 1]
        if (event.at_ms, event.by) != (last.at_ms, last.by):
            break
        match event:
            case e.CounterClosed() | e.TicketNoShow():
                pass
            case e.TicketCancelled(cause="day-closed") | e.ServiceFinished(by_closing=True):
                pass
            case _:
                break
        at -= 1
    return at


def _before(day: HallDay, event: e.HallEvent, visits: dict[str, _Visit], *, by_closing: bool) -> None:
    """Note what the day will have forgotten once it has evolved."""
    match event:
        case e.TicketHeld() | e.TicketNoShow():
            visit, ticket = visits[event.ticket], day.tickets[event.ticket]
            if isinstance(event, e.TicketHeld):
                visit.holds += 1
            if by_closing:
                visit.ended_by_closing = True
            elif ticket.calling_ms is not None and event.at_ms - ticket.calling_ms <= HASTY_MS:
                visit.hasty = True
        case e.ServiceFinished():
            visit = visits[event.ticket]
            visit.start_left_out = day.tickets[event.ticket].started_ms is None
            visit.ended_by_closing = visit.finished_by_closing = event.by_closing
        case e.TicketCancelled(cause="day-closed"):
            visits[event.ticket].ended_by_closing = True
        case e.TicketTransferred():
            visits[event.ticket].transfers += 1


def _after(day: HallDay, event: e.HallEvent, visits: dict[str, _Visit]) -> None:
    match event:
        case e.TicketIssued():
            visits[event.ticket] = _Visit(day.rules.target_s, _service(day, event.services))
        case e.TicketTransferred() if event.services is not None:
            visits[event.ticket].service = _service(day, event.services)


def _service(day: HallDay, services: tuple[str, ...]) -> ServiceSetup | None:
    return day.rules.services.get(services[0]) if services else None


def _ticket(day: HallDay, ticket: Ticket, visit: _Visit, zone: tzinfo) -> Row:
    row, day_of = ticket_row(day, ticket), date.fromisoformat(day.date)
    return {name: row[name] for name in _SHARED} | {
        "services": ticket.services,
        "service": ticket.services[0] if ticket.services else None,
        "service_group": visit.service.group if visit.service else None,
        "kind": visit.service.kind if visit.service else None,
        "issued_at": ticket.issued_ms,
        "called_at": ticket.called_ms,
        "started_at": ticket.started_ms,
        "finished_at": ticket.finished_ms,
        "month": day_of.replace(day=1).isoformat(),
        "weekday": day_of.isoweekday(),
        "hour": _local(ticket.issued_ms, zone).hour,
        "outcome": "closed" if visit.ended_by_closing else _OUTCOMES.get(ticket.state, "closed"),
        "transfers": visit.transfers,
        "holds": visit.holds,
        "target_s": visit.target_s,
        "start_left_out": visit.start_left_out,
        "hasty": visit.hasty,
        "finished_by_closing": visit.finished_by_closing,
        "source": "log",
        "scenario": None,
    }


@dataclass(slots=True)
class _Hour:
    """A counter's hour; `spent_ms` by column."""

    unified: bool
    spent_ms: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("open_s", "busy_s", "paused_s"), 0))


class _Stays:
    """How long each counter stood open, busy and paused, by hour of the hall's clock."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._now: dict[int, tuple[int, CounterState, bool]] = {}
        self._hours: dict[tuple[int, int], _Hour] = {}

    def look(self, counter: Counter, at_ms: int) -> None:
        """Note the counter's state after an event that names it."""
        since_ms, state, unified = self._now.get(counter.counter, (at_ms, CounterState.CLOSED, True))
        now = (counter.state, counter.takes is None)
        if now != (state, unified):
            self._spend(counter.counter, since_ms, at_ms, state, unified=unified)
            self._now[counter.counter] = (at_ms, *now)

    def end(self, at_ms: int) -> None:
        for number, (since_ms, state, unified) in self._now.items():
            self._spend(number, since_ms, at_ms, state, unified=unified)

    def rows(self) -> Iterator[Row]:
        for (number, hour), found in sorted(self._hours.items()):
            spent = {name: spent_ms / 1000 for name, spent_ms in found.spent_ms.items()}
            yield {"counter": number, "hour": hour, "unified": found.unified, **spent}

    def _spend(self, number: int, from_ms: int, until_ms: int, state: CounterState, *, unified: bool) -> None:
        if state is CounterState.CLOSED:
            return
        paused, busy = state is CounterState.PAUSED, state in (CounterState.CALLED, CounterState.SERVING)
        for hour, spent_ms in _by_hour(from_ms, until_ms, self._zone):
            found = self._hours.setdefault((number, hour), _Hour(unified))
            found.spent_ms["paused_s" if paused else "open_s"] += spent_ms
            found.spent_ms["busy_s"] += spent_ms if busy else 0
            if not paused:
                found.unified = unified


def _by_hour(from_ms: int, until_ms: int, zone: tzinfo) -> Iterator[tuple[int, int]]:
    """Cut a span at the full hours of the zone's clock; give each piece's hour and length.

    The hour that a clock change repeats is met twice, the one that it leaves out never.
    """
    while from_ms < until_ms:
        local = _local(from_ms, zone)
        left_ms = 3_600_000 - (local.minute * 60_000 + local.second * 1000 + from_ms % 1000)
        piece_ms = min(left_ms, until_ms - from_ms)
        yield local.hour, piece_ms
        from_ms += piece_ms


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _local(at_ms: int, zone: tzinfo) -> datetime:
    return (_EPOCH + timedelta(milliseconds=at_ms)).astimezone(zone)
