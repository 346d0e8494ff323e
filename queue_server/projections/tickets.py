"""Tickets and open days as rows, made from the state of a hall's day. Pure."""

from collections.abc import Iterable

import msgspec

from queue_server.core.day import HallDay
from queue_server.core.events import HallEvent
from queue_server.core.ticket import Ticket, TicketState
from queue_server.projections.tables import day_stream

_encoder = msgspec.json.Encoder()


def changed_tickets(events: Iterable[HallEvent]) -> set[str]:
    """Return the ids of the tickets whose rows `events` change."""
    named = (getattr(event, "ticket", None) for event in events)
    return {ticket for ticket in named if ticket is not None}


def ticket_row(day: HallDay, ticket: Ticket) -> dict[str, object]:
    """Return the row of `ticket` in the table `tickets`.

    `wait_s` is issue to first call, `walk_s` the call to the start (in its last turn at a counter), `service_s` start to
    finish, `house_s` issue to finish; the last two are of done tickets alone, though `finished_ms` is also of cancelled ones.
    """
    done = ticket.state is TicketState.DONE
    return {
        "ticket": ticket.id,
        "hall": day.hall,
        "date": day.date,
        "number": ticket.number,
        "state": ticket.state.value,
        "services": _encoder.encode(ticket.services).decode(),
        "priority": ticket.priority,
        "channel": ticket.channel,
        "home_district": ticket.home_district,
        "issued_ms": ticket.issued_ms,
        "called_ms": ticket.called_ms,
        "started_ms": ticket.started_ms,
        "finished_ms": ticket.finished_ms,
        "counter": ticket.counter,
        "calls": ticket.calls,
        "returns": ticket.returns,
        "wait_s": _seconds(ticket.issued_ms, ticket.called_ms),
        "walk_s": _seconds(ticket.calling_ms, ticket.started_ms),
        "service_s": _seconds(ticket.started_ms, ticket.finished_ms) if done else None,
        "house_s": _seconds(ticket.issued_ms, ticket.finished_ms) if done else None,
        "p50_s": ticket.p50_s,
        "p90_s": ticket.p90_s,
        "work": _encoder.encode(ticket.work).decode(),
        "seq": ticket.seq,
        "order": ticket.order,
    }


def open_day_row(day: HallDay) -> dict[str, object] | None:
    """Return the hall's row in the table `open_days`, None when `day` has not begun or is closed."""
    if not day.opened or day.closed:
        return None
    return {"hall": day.hall, "date": day.date, "stream": day_stream(day.hall, day.date)}


def _seconds(from_ms: int | None, until_ms: int | None) -> float | None:
    return (until_ms - from_ms) / 1000 if from_ms is not None and until_ms is not None else None
