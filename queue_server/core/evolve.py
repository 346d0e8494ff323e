"""How an event changes the day. Total: whatever `decide` returned can be applied, and nothing here raises or asks."""

from collections.abc import Callable, Iterable
from typing import Any

from queue_server.core import events as e
from queue_server.core.counter import Counter, CounterState
from queue_server.core.day import Call, HallDay
from queue_server.core.line import join, leave
from queue_server.core.pace import BREAK_MAX_S, expected_s
from queue_server.core.setup import HallSetup, Intake, PriorityClass
from queue_server.core.ticket import AWAY, ENDED, Ticket, TicketState, counter_line


def evolve(day: HallDay, event: e.HallEvent) -> HallDay:
    """Apply `event` to `day` in place and return it."""
    day.seq += 1
    day.at_ms = event.at_ms
    _APPLY[type(event)](day, event)
    return day


def fold(events: Iterable[e.HallEvent]) -> HallDay:
    """Return the day that `events` make, from the first on."""
    day = HallDay()
    for event in events:
        evolve(day, event)
    return day


def _day_opened(day: HallDay, event: e.DayOpened) -> None:
    day.hall, day.date, day.opened = event.hall, event.date, True
    _configure(day, event.setup, event.intake)


def _day_configured(day: HallDay, event: e.DayConfigured) -> None:
    _configure(day, event.setup, event.intake)


def _configure(day: HallDay, setup: HallSetup, intake: tuple[Intake, ...] | None) -> None:
    day.setup, day.intake = setup, intake
    listed = {counter.counter: counter for counter in setup.counters}
    for number, counter in listed.items():
        known = day.counters.get(number)
        if known is None:
            day.counters[number] = Counter(number, counter.takes)
        elif known.state is CounterState.CLOSED:
            known.takes = counter.takes
    day.counters = {number: day.counters[number] for number in sorted(listed)}
    _bring_home(day)


def _bring_home(day: HallDay) -> None:
    """Put the tickets that were sent to a counter which the hall has no longer into the line of their services."""
    lines = {counter_line(number) for number in day.counters}
    for ticket in day.tickets.values():
        if ticket.line.startswith("#") and ticket.line not in lines and ticket.state not in ENDED:
            if ticket.state is TicketState.WAITING:
                _change_line(day, ticket, line=day.line_of(ticket.services), priority=ticket.priority)
            else:
                ticket.line = day.line_of(ticket.services)


def _day_closed(day: HallDay, event: e.DayClosed) -> None:
    day.closed = True


def _counter_opened(day: HallDay, event: e.CounterOpened) -> None:
    counter = day.counters[event.counter]
    if counter.takes != event.takes:
        day.staffing = day.seq
    counter.staff, counter.takes = event.staff, event.takes
    if counter.state in (CounterState.CLOSED, CounterState.PAUSED):
        _set_counter(day, counter, CounterState.IDLE)
        counter.pause_reason = None


def _counter_paused(day: HallDay, event: e.CounterPaused) -> None:
    counter = day.counters[event.counter]
    _set_counter(day, counter, CounterState.PAUSED)
    counter.pause_reason = event.reason


def _counter_resumed(day: HallDay, event: e.CounterResumed) -> None:
    counter = day.counters[event.counter]
    _set_counter(day, counter, CounterState.IDLE)
    counter.pause_reason = None


def _counter_closed(day: HallDay, event: e.CounterClosed) -> None:
    counter = day.counters[event.counter]
    _set_counter(day, counter, CounterState.CLOSED)
    counter.staff, counter.pause_reason = None, None
    for configured in day.rules.counters:
        if configured.counter == event.counter:
            counter.takes = configured.takes


def _ticket_issued(day: HallDay, event: e.TicketIssued) -> None:
    ticket = Ticket(
        id=event.ticket,
        number=event.number,
        order=len(day.tickets) + 1,
        services=event.services,
        priority=event.priority,
        channel=event.channel,
        home_district=event.home_district,
        pass_hash=event.pass_hash,
        issued_ms=event.at_ms,
        line=day.line_of(event.services),
        p50_s=event.p50_s,
        p90_s=event.p90_s,
    )
    day.tickets[ticket.id] = ticket
    series = event.number.rstrip("0123456789")
    day.numbers[series] = day.numbers.get(series, 0) + 1
    _join(day, ticket)


def _ticket_called(day: HallDay, event: e.TicketCalled) -> None:
    ticket, counter = day.tickets[event.ticket], day.counters[event.counter]
    _leave(day, ticket)
    day.pace.called(waited_s=(event.at_ms - ticket.joined_ms) / 1000, idle_s=(event.at_ms - counter.since_ms) / 1000)
    if ticket.called_ms is None:
        ticket.called_ms = event.at_ms
        day.called += 1
        day.called_within += event.at_ms - ticket.issued_ms <= day.rules.target_s * 1000
    ticket.state, ticket.counter = TicketState.CALLED, event.counter
    ticket.calling_ms, ticket.calls, ticket.seq = event.at_ms, 1, day.seq
    ticket.started_ms = None
    counter.ticket = ticket.id
    _set_counter(day, counter, CounterState.CALLED)
    _announce(day, ticket, event.counter, event.at_ms)


def _ticket_recalled(day: HallDay, event: e.TicketRecalled) -> None:
    ticket = day.tickets[event.ticket]
    ticket.calls, ticket.seq = ticket.calls + 1, day.seq
    _announce(day, ticket, event.counter, event.at_ms)


def _service_started(day: HallDay, event: e.ServiceStarted) -> None:
    ticket = day.tickets[event.ticket]
    ticket.state, ticket.started_ms, ticket.seq = TicketState.SERVING, event.at_ms, day.seq
    _set_counter(day, day.counters[event.counter], CounterState.SERVING)


def _service_finished(day: HallDay, event: e.ServiceFinished) -> None:
    ticket = day.tickets[event.ticket]
    calling_ms = ticket.calling_ms or event.at_ms
    walk_s = None if ticket.started_ms is None else (ticket.started_ms - calling_ms) / 1000
    if ticket.started_ms is None:
        ticket.started_ms = calling_ms
    if not event.by_closing:
        service_s = (event.at_ms - ticket.started_ms) / 1000
        day.pace.finished(walk_s=walk_s, service_s=service_s, expected_s=expected_s(day.rules, ticket.services))
    ticket.finished_ms, ticket.work = event.at_ms, event.work
    day.served += 1
    day.counters[event.counter].served += 1
    _free(day, ticket, event.counter, TicketState.DONE, event.at_ms)


def _ticket_no_show(day: HallDay, event: e.TicketNoShow) -> None:
    day.abandoned += 1
    ticket = day.tickets[event.ticket]
    calling_ms = ticket.calling_ms or event.at_ms
    day.pace.missed(waited_s=(calling_ms - ticket.joined_ms) / 1000, called_s=(event.at_ms - calling_ms) / 1000)
    _free(day, ticket, event.counter, TicketState.NO_SHOW, event.at_ms)


def _ticket_held(day: HallDay, event: e.TicketHeld) -> None:
    ticket = day.tickets[event.ticket]
    _count_parted(day, ticket)
    _free(day, ticket, event.counter, TicketState.HELD, event.at_ms)


def _ticket_released(day: HallDay, event: e.TicketReleased) -> None:
    ticket = day.tickets[event.ticket]
    _free(day, ticket, event.counter, TicketState.WAITING, event.at_ms)
    day.pace.rejoined += ticket.since_ms < event.at_ms
    _join(day, ticket)


def _ticket_returned(day: HallDay, event: e.TicketReturned) -> None:
    ticket = day.tickets[event.ticket]
    if ticket.state is TicketState.NO_SHOW:
        day.abandoned -= 1
    ticket.since_ms, ticket.returns = event.since_ms, ticket.returns + 1
    day.pace.rejoined += ticket.since_ms < event.at_ms
    _join(day, ticket)


def _ticket_transferred(day: HallDay, event: e.TicketTransferred) -> None:
    ticket = day.tickets[event.ticket]
    _count_parted(day, ticket)
    _free(day, ticket, event.counter, TicketState.WAITING, event.at_ms)
    if event.services is not None:
        ticket.services = event.services
    ticket.line = counter_line(event.to_counter) if event.to_counter is not None else day.line_of(ticket.services)
    ticket.since_ms = event.since_ms
    day.pace.rejoined += ticket.since_ms < event.at_ms
    _join(day, ticket)


def _ticket_cancelled(day: HallDay, event: e.TicketCancelled) -> None:
    ticket = day.tickets[event.ticket]
    if ticket.state is TicketState.WAITING:
        _leave(day, ticket)
        if event.cause != "day-closed":
            day.pace.left.add((event.at_ms - ticket.joined_ms) / 1000)
    day.away.discard(ticket.id)
    if event.cause != "day-closed":
        day.abandoned += 1
    ticket.state, ticket.finished_ms, ticket.seq = TicketState.CANCELLED, event.at_ms, day.seq


def _priority_changed(day: HallDay, event: e.PriorityChanged) -> None:
    ticket = day.tickets[event.ticket]
    if ticket.state is TicketState.WAITING:
        _change_line(day, ticket, line=ticket.line, priority=event.priority)
    ticket.priority, ticket.claim, ticket.seq = event.priority, False, day.seq


def _join(day: HallDay, ticket: Ticket) -> None:
    """Put the ticket into its line, where `since_ms` orders it."""
    ticket.state, ticket.seq, ticket.joined_ms = TicketState.WAITING, day.seq, day.at_ms
    ticket.counter = ticket.started_ms = None
    day.away.discard(ticket.id)
    join(day.lines, ticket.line, ticket.priority, ticket.place)
    day.waiting += 1
    if ticket.since_ms > ticket.issued_ms:
        day.behind.add(ticket.id)


def _change_line(day: HallDay, ticket: Ticket, *, line: str, priority: PriorityClass) -> None:
    """Move a waiting ticket; it has been waiting as long as before, and no event of its own has come."""
    joined_ms, seq = ticket.joined_ms, ticket.seq
    _leave(day, ticket)
    ticket.line, ticket.priority = line, priority
    _join(day, ticket)
    ticket.joined_ms, ticket.seq = joined_ms, seq


def _leave(day: HallDay, ticket: Ticket) -> None:
    leave(day.lines, ticket.line, ticket.priority, ticket.place)
    day.waiting -= 1
    day.behind.discard(ticket.id)


def _free(day: HallDay, ticket: Ticket, number: int, state: TicketState, at_ms: int) -> None:
    """Take the ticket off its counter."""
    counter = day.counters[number]
    counter.busy_ms += at_ms - (ticket.calling_ms or at_ms)
    counter.ticket = None
    _set_counter(day, counter, CounterState.IDLE)
    ticket.state, ticket.seq = state, day.seq
    if state in AWAY:
        day.away.add(ticket.id)


def _announce(day: HallDay, ticket: Ticket, counter: int, at_ms: int) -> None:
    day.calls.append(Call(day.seq, ticket.id, ticket.number, counter, at_ms, ticket.calls))


def _count_parted(day: HallDay, ticket: Ticket) -> None:
    day.pace.parted.add((day.at_ms - (ticket.calling_ms or day.at_ms)) / 1000)


def _set_counter(day: HallDay, counter: Counter, state: CounterState) -> None:
    at_ms, was = day.at_ms, counter.state
    spent_s = (at_ms - counter.since_ms) / 1000
    was_open = was not in _NOT_OPEN
    if was_open:
        day.pace.open_s += spent_s
    elif was is CounterState.PAUSED and counter.pause_reason != "meal" and spent_s < BREAK_MAX_S:
        day.pace.breaks.add(spent_s)
    counter.state, counter.since_ms = state, at_ms
    if was_open is (state in _NOT_OPEN):
        day.staffing = day.seq


_NOT_OPEN = (CounterState.CLOSED, CounterState.PAUSED)  # a tuple: its members are compared by identity first

_APPLY: dict[type, Callable[[HallDay, Any], None]] = {
    e.DayOpened: _day_opened,
    e.DayConfigured: _day_configured,
    e.DayClosed: _day_closed,
    e.CounterOpened: _counter_opened,
    e.CounterPaused: _counter_paused,
    e.CounterResumed: _counter_resumed,
    e.CounterClosed: _counter_closed,
    e.TicketIssued: _ticket_issued,
    e.TicketCalled: _ticket_called,
    e.TicketRecalled: _ticket_recalled,
    e.ServiceStarted: _service_started,
    e.ServiceFinished: _service_finished,
    e.TicketNoShow: _ticket_no_show,
    e.TicketHeld: _ticket_held,
    e.TicketReleased: _ticket_released,
    e.TicketReturned: _ticket_returned,
    e.TicketTransferred: _ticket_transferred,
    e.TicketCancelled: _ticket_cancelled,
    e.PriorityChanged: _priority_changed,
}
