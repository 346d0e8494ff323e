"""What a command causes: events, nothing, or a refusal. Reads the day and never changes it."""

from collections.abc import Callable
from typing import Any, Literal

from queue_server.core import commands as c
from queue_server.core import errors, routing
from queue_server.core import events as e
from queue_server.core.counter import Counter, CounterState
from queue_server.core.day import HallDay, ticket_number
from queue_server.core.setup import STAFF_CHANNELS, Outcome
from queue_server.core.ticket import AT_COUNTER, AWAY, ENDED, Ticket, TicketState


def decide(day: HallDay, command: c.HallCommand) -> list[e.HallEvent]:
    """Return the events that `command` causes; an empty list means no change.

    Raises:
        HallError: a rule forbids the command. The day is as it was.
    """
    if isinstance(command, c.OpenDay):
        return _open_day(day, command)
    if not day.opened:
        raise errors.DayNotOpen
    if day.closed:
        raise errors.DayIsClosed(date=day.date)
    rule = _DECIDE.get(type(command))
    assert rule is not None, f"not a command: {command!r}"
    return rule(day, command)


def _open_day(day: HallDay, command: c.OpenDay) -> list[e.HallEvent]:
    if day.closed:
        raise errors.DayIsClosed(date=day.date)
    if day.opened:
        raise errors.DayAlreadyOpen(date=day.date)
    return [
        e.DayOpened(
            at_ms=command.at_ms,
            by=command.by,
            hall=command.hall,
            date=command.date,
            setup=command.setup,
            intake=command.intake,
        )
    ]


def _configure_day(day: HallDay, command: c.ConfigureDay) -> list[e.HallEvent]:
    kept = {counter.counter for counter in command.setup.counters}
    for number, counter in day.counters.items():
        if number not in kept and counter.state is not CounterState.CLOSED:
            raise errors.CounterInUse(counter=number)
    if command.setup == day.setup and command.intake == day.intake:
        return []
    return [e.DayConfigured(at_ms=command.at_ms, by=command.by, setup=command.setup, intake=command.intake)]


def _close_day(day: HallDay, command: c.CloseDay) -> list[e.HallEvent]:
    at_ms, by = command.at_ms, command.by
    tickets = list(day.tickets.values())
    serving = [ticket for ticket in tickets if ticket.state is TicketState.SERVING]
    if serving and not command.force:
        raise errors.TicketInService(ticket=serving[0].id, counter=serving[0].counter)
    closing: list[e.HallEvent] = []
    for ticket in tickets:
        if ticket.state in AT_COUNTER:
            assert ticket.counter is not None
            if ticket.state is TicketState.SERVING:
                closing.append(e.ServiceFinished(at_ms=at_ms, by=by, ticket=ticket.id, counter=ticket.counter, by_closing=True))
            else:
                closing.append(e.TicketNoShow(at_ms=at_ms, by=by, ticket=ticket.id, counter=ticket.counter))
        elif ticket.state in (TicketState.WAITING, TicketState.HELD):
            closing.append(e.TicketCancelled(at_ms=at_ms, by=by, ticket=ticket.id, cause="day-closed"))
    closing += [
        e.CounterClosed(at_ms=at_ms, by=by, counter=counter.counter)
        for counter in day.counters.values()
        if counter.state is not CounterState.CLOSED
    ]
    closing.append(e.DayClosed(at_ms=at_ms, by=by, forced=command.force))
    return closing


def _take_ticket(day: HallDay, command: c.TakeTicket) -> list[e.HallEvent]:
    if command.channel not in STAFF_CHANNELS and not day.takes_visitors(command.at_ms):
        raise errors.IntakeClosed
    _check_services(day, command.services)
    series = day.rules.series.get(command.priority, "A")
    number = ticket_number(series, day.numbers.get(series, 0) + 1)
    return [
        e.TicketIssued(
            at_ms=command.at_ms,
            by=command.by,
            ticket=f"{day.hall}.{day.date}.{number}",
            number=number,
            services=command.services,
            priority=command.priority,
            channel=command.channel,
            home_district=command.home_district,
            pass_hash=command.pass_hash,
            p50_s=command.p50_s,
            p90_s=command.p90_s,
        )
    ]


def _check_services(day: HallDay, services: tuple[str, ...]) -> None:
    for code in services:
        service = day.rules.services.get(code)
        if service is None:
            raise errors.UnknownService(service=code)
        if not service.offered:
            raise errors.ServiceNotOffered(service=code)


def _open_counter(day: HallDay, command: c.OpenCounter) -> list[e.HallEvent]:
    counter = day.counter(command.counter)
    if counter.staff not in (None, command.by) and not command.take_over:
        raise errors.CounterHeld(counter=counter.counter, staff=counter.staff)
    takes = tuple(sorted(set(command.takes))) if command.takes else None
    unchanged = counter.state is not CounterState.CLOSED and counter.staff == command.by and counter.takes == takes
    if unchanged and counter.state is not CounterState.PAUSED:
        return []
    return [e.CounterOpened(at_ms=command.at_ms, by=command.by, counter=counter.counter, staff=command.by, takes=takes)]


def _pause_counter(day: HallDay, command: c.PauseCounter) -> list[e.HallEvent]:
    counter = _held(day, command.counter, command.by)
    if counter.ticket is not None:
        raise errors.CounterBusy(counter=counter.counter, ticket=counter.ticket)
    if counter.state is CounterState.PAUSED:
        return []
    return [e.CounterPaused(at_ms=command.at_ms, by=command.by, counter=counter.counter, reason=command.reason)]


def _resume_counter(day: HallDay, command: c.ResumeCounter) -> list[e.HallEvent]:
    counter = _held(day, command.counter, command.by)
    if counter.state is not CounterState.PAUSED:
        raise errors.CounterNotPaused(counter=counter.counter)
    return [e.CounterResumed(at_ms=command.at_ms, by=command.by, counter=counter.counter)]


def _close_counter(day: HallDay, command: c.CloseCounter) -> list[e.HallEvent]:
    if day.counter(command.counter).state is CounterState.CLOSED:
        return []
    counter = _held(day, command.counter, command.by)
    closing: list[e.HallEvent] = []
    if counter.ticket is not None:
        closing.append(e.TicketReleased(at_ms=command.at_ms, by=command.by, ticket=counter.ticket, counter=counter.counter))
    closing.append(e.CounterClosed(at_ms=command.at_ms, by=command.by, counter=counter.counter))
    return closing


def _call_next(day: HallDay, command: c.CallNext) -> list[e.HallEvent]:
    counter = _free_to_call(day, command.counter, command.by)
    chosen = routing.next_ticket(day, counter, command.at_ms)
    if chosen is None:
        return []
    return [e.TicketCalled(at_ms=command.at_ms, by=command.by, ticket=chosen.id, counter=counter.counter)]


def _call_ticket(day: HallDay, command: c.CallTicket) -> list[e.HallEvent]:
    counter = _free_to_call(day, command.counter, command.by)
    ticket = day.ticket(command.ticket)
    if ticket.state is not TicketState.WAITING:
        raise errors.TicketNotWaiting(ticket=ticket.id, state=str(ticket.state))
    if not counter.takes_line(ticket.line):
        raise errors.TicketNotTaken(ticket=ticket.id, counter=counter.counter)
    return [e.TicketCalled(at_ms=command.at_ms, by=command.by, ticket=ticket.id, counter=counter.counter)]


def _recall(day: HallDay, command: c.Recall) -> list[e.HallEvent]:
    ticket = _called(day, command.counter, command.by)
    return [e.TicketRecalled(at_ms=command.at_ms, by=command.by, ticket=ticket.id, counter=command.counter)]


def _start_service(day: HallDay, command: c.StartService) -> list[e.HallEvent]:
    ticket = _called(day, command.counter, command.by)
    return [e.ServiceStarted(at_ms=command.at_ms, by=command.by, ticket=ticket.id, counter=command.counter)]


def _finish_service(day: HallDay, command: c.FinishService) -> list[e.HallEvent]:
    ticket = _at_counter(day, command.counter, command.by)
    if command.work is None:
        work = tuple(c.Work(service=code, outcome=_usual_outcome(day, code)) for code in dict.fromkeys(ticket.services))
    else:
        _check_work(day, command.work)
        work = command.work
    return [e.ServiceFinished(at_ms=command.at_ms, by=command.by, ticket=ticket.id, counter=command.counter, work=work)]


def _usual_outcome(day: HallDay, code: str) -> Outcome:
    service = day.rules.services.get(code)  # the catalogue may have changed since the ticket was issued
    return "accepted" if service is not None and service.kind == "reviewed" else "done"


def _check_work(day: HallDay, work: tuple[c.Work, ...]) -> None:
    if len({item.service for item in work}) != len(work):
        raise errors.WorkUnclear
    for item in work:
        service = day.rules.services.get(item.service)
        if service is None:
            raise errors.UnknownService(service=item.service)
        if item.outcome == "accepted" and service.kind == "instant":
            raise errors.WorkUnclear(service=item.service)


def _mark_no_show(day: HallDay, command: c.MarkNoShow) -> list[e.HallEvent]:
    ticket = _called(day, command.counter, command.by)
    assert ticket.calling_ms is not None
    waited_s = (command.at_ms - ticket.calling_ms) / 1000
    if ticket.calls < day.rules.no_show_calls or waited_s < day.rules.no_show_s:
        raise errors.CallAgain(
            calls=ticket.calls,
            calls_needed=day.rules.no_show_calls,
            seconds_left=max(0, round(day.rules.no_show_s - waited_s)),
        )
    return [e.TicketNoShow(at_ms=command.at_ms, by=command.by, ticket=ticket.id, counter=command.counter)]


def _hold_ticket(day: HallDay, command: c.HoldTicket) -> list[e.HallEvent]:
    ticket = _at_counter(day, command.counter, command.by)
    return [e.TicketHeld(at_ms=command.at_ms, by=command.by, ticket=ticket.id, counter=command.counter, reason=command.reason)]


def _transfer_ticket(day: HallDay, command: c.TransferTicket) -> list[e.HallEvent]:
    ticket = _at_counter(day, command.counter, command.by)
    if (command.to_counter is None) == (command.services is None):
        raise errors.TransferUnclear
    if command.to_counter is not None:
        day.counter(command.to_counter)
        if command.to_counter == command.counter:
            raise errors.SameCounter(counter=command.counter)
    if command.services is not None:
        _check_services(day, command.services)
    return [
        e.TicketTransferred(
            at_ms=command.at_ms,
            by=command.by,
            ticket=ticket.id,
            counter=command.counter,
            to_counter=command.to_counter,
            services=command.services,
            place=command.place,
            since_ms=ticket.since_ms if command.place == "front" else command.at_ms,
        )
    ]


def _return_ticket(day: HallDay, command: c.ReturnTicket) -> list[e.HallEvent]:
    ticket = day.ticket(command.ticket)
    if ticket.state not in AWAY:
        raise errors.TicketNotAway(ticket=ticket.id, state=str(ticket.state))
    if ticket.returns >= day.rules.return_limit:
        raise errors.ReturnLimit(ticket=ticket.id, returns=ticket.returns)
    keeps = ticket.state is TicketState.HELD
    since_ms = ticket.since_ms if keeps else command.at_ms
    return [e.TicketReturned(at_ms=command.at_ms, by=command.by, ticket=ticket.id, since_ms=since_ms)]


def _cancel_ticket(day: HallDay, command: c.CancelTicket) -> list[e.HallEvent]:
    ticket = day.ticket(command.ticket)
    if ticket.state in ENDED or ticket.state is TicketState.NO_SHOW:
        raise errors.TicketEnded(ticket=ticket.id, state=str(ticket.state))
    if ticket.state in AT_COUNTER:
        raise errors.TicketNotWaiting(ticket=ticket.id, state=str(ticket.state))
    cause: Literal["visitor", "staff"] = "visitor" if command.by == "visitor" else "staff"
    return [e.TicketCancelled(at_ms=command.at_ms, by=command.by, ticket=ticket.id, cause=cause)]


def _set_priority(day: HallDay, command: c.SetPriority) -> list[e.HallEvent]:
    ticket = day.ticket(command.ticket)
    if ticket.state in ENDED:
        raise errors.TicketEnded(ticket=ticket.id, state=str(ticket.state))
    if ticket.priority == command.priority and not ticket.claim:  # staff may also confirm what a visitor claimed
        return []
    return [
        e.PriorityChanged(
            at_ms=command.at_ms, by=command.by, ticket=ticket.id, priority=command.priority, reason=command.reason
        )
    ]


def _held(day: HallDay, number: int, by: str) -> Counter:
    """Return the counter if `by` holds it."""
    counter = day.counter(number)
    if counter.state is CounterState.CLOSED:
        raise errors.CounterIsClosed(counter=number)
    if counter.staff != by:
        raise errors.CounterHeld(counter=number, staff=counter.staff)
    return counter


def _free_to_call(day: HallDay, number: int, by: str) -> Counter:
    counter = _held(day, number, by)
    if counter.state is CounterState.PAUSED:
        raise errors.CounterIsPaused(counter=number)
    if counter.ticket is not None:
        raise errors.CounterBusy(counter=number, ticket=counter.ticket)
    return counter


def _at_counter(day: HallDay, number: int, by: str) -> Ticket:
    counter = _held(day, number, by)
    if counter.ticket is None:
        raise errors.CounterIdle(counter=number)
    return day.tickets[counter.ticket]


def _called(day: HallDay, number: int, by: str) -> Ticket:
    ticket = _at_counter(day, number, by)
    if ticket.state is not TicketState.CALLED:
        raise errors.AlreadyServing(ticket=ticket.id)
    return ticket


_DECIDE: dict[type, Callable[[HallDay, Any], list[e.HallEvent]]] = {
    c.ConfigureDay: _configure_day,
    c.CloseDay: _close_day,
    c.TakeTicket: _take_ticket,
    c.OpenCounter: _open_counter,
    c.PauseCounter: _pause_counter,
    c.ResumeCounter: _resume_counter,
    c.CloseCounter: _close_counter,
    c.CallNext: _call_next,
    c.CallTicket: _call_ticket,
    c.Recall: _recall,
    c.StartService: _start_service,
    c.FinishService: _finish_service,
    c.MarkNoShow: _mark_no_show,
    c.HoldTicket: _hold_ticket,
    c.TransferTicket: _transfer_ticket,
    c.ReturnTicket: _return_ticket,
    c.CancelTicket: _cancel_ticket,
    c.SetPriority: _set_priority,
}
