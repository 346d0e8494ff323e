"""Tickets: taking one, looking it up, and what becomes of it away from a counter."""

from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from queue_server.app.devices import TooManyTickets
from queue_server.app.halls import Halls
from queue_server.app.passes import TicketRef, hash_secret, new_secret, opens
from queue_server.app.pending import Reply
from queue_server.city.staff import DEVICES
from queue_server.core import commands as c
from queue_server.core import errors as e
from queue_server.core import events as ev
from queue_server.core.day import HallDay
from queue_server.core.setup import ClaimablePriority, PriorityReason
from queue_server.core.ticket import Ticket, TicketState
from queue_server.projections.views import TicketView, WaitView, ticket_view
from queue_server.web.answers import JSON, Answer, encode, json_answer
from queue_server.web.bodies import NoBody, NoQuery
from queue_server.web.errors import NotAllowed
from queue_server.web.operations import Call, Operation

Code = Annotated[str, Meta(min_length=1, max_length=32)]
ServiceCodes = Annotated[tuple[Code, ...], Meta(max_length=16)]
"""A visit for more than a few services is several visits; the limit keeps an event small."""

LISTED = 200


class IssueBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the visitor comes for; nothing known is as good. `home_district`: id of the district where the visitor lives."""

    services: ServiceCodes = ()
    priority: ClaimablePriority = "normal"
    home_district: Annotated[str, Meta(min_length=1, max_length=64)] | None = None


class PriorityBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    priority: ClaimablePriority
    reason: PriorityReason


_STATE = f"({'|'.join(TicketState)})"
States = Annotated[str, Meta(pattern=f"^{_STATE}(,{_STATE})*$", max_length=100)]


class TicketsQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`state`: one or several, with commas between."""

    state: States = "waiting"


class TicketsView(msgspec.Struct, frozen=True):
    tickets: list[TicketView]


class _Issued(msgspec.Struct, frozen=True):
    id: str


_issued = msgspec.json.Decoder(_Issued)


class UnknownDistrict(e.Invalid):
    code = "unknown-district"
    title = "The city has no such district"


async def issue_ticket(call: Call[IssueBody, NoQuery]) -> Answer:
    """Give a visitor a ticket. Whoever asked gets the pass; the log keeps its hash alone."""
    halls, hall, body, identity = call.api.halls, call.hall, call.body, call.login
    if body.priority == "urgent" and not identity.may("issue-urgent", hall):
        raise NotAllowed(action="issue-urgent")
    if body.home_district is not None and all(body.home_district != d.id for d in halls.registry.city.districts):
        raise UnknownDistrict(home_district=body.home_district)
    services, channel, secret = tuple(dict.fromkeys(body.services)), identity.channel(hall), new_secret()
    counts = channel in DEVICES

    def make(day: HallDay, at_ms: int) -> c.TakeTicket:
        nonlocal counts
        if counts:  # here, so that one sent again is not counted
            call.api.devices.count(identity.username)
            counts = False
        wait = halls.wait_for(day, services, body.priority)
        return c.TakeTicket(
            at_ms=at_ms,
            by=call.by,
            services=services,
            priority=body.priority,
            channel=channel,
            home_district=body.home_district,
            pass_hash=hash_secret(secret),
            p50_s=wait.p50_s if wait is not None else None,
            p90_s=wait.p90_s if wait is not None else None,
        )

    def reply(day: HallDay, command: c.HallCommand, events: list[ev.HallEvent]) -> Reply:
        issued = events[0]
        assert isinstance(issued, ev.TicketIssued)
        # The range that the log records is the one that is shown.
        wait = WaitView(issued.p50_s, issued.p90_s) if issued.p50_s is not None and issued.p90_s is not None else None
        ticket = day.tickets[issued.ticket]
        return Reply(201, encode(ticket_view(day, ticket, log=halls.log_id, wait=wait, at_ms=issued.at_ms, secret=secret)))

    done = await halls.command(hall.id, make, reply, actor=call.actor, key=call.key, body_hash=call.body_hash)
    # The id is read from the answer: a command sent again is answered as it was at first.
    location = f"/api/v1/tickets/{_issued.decode(done.body).id}".encode()
    return Answer(done.status, done.body, (*JSON, (b"location", location)))


async def get_ticket(call: Call[NoBody, NoQuery]) -> Answer:
    halls, ref = call.api.halls, call.ticket
    day = await halls.day(ref.hall, ref.date)
    return json_answer(ticket_now(halls, day, _find(day, ref), halls.now_ms(day)))


async def list_tickets(call: Call[NoBody, TicketsQuery]) -> Answer:
    halls, states = call.api.halls, frozenset(call.query.state.split(","))
    day = await halls.day(call.hall.id)
    at_ms = halls.now_ms(day)
    found: list[TicketView] = []
    for ticket in reversed(day.tickets.values()):
        if ticket.state in states:
            found.append(ticket_now(halls, day, ticket, at_ms))
            if len(found) == LISTED:
                break
    return json_answer(TicketsView(found))


async def cancel_ticket(call: Call[NoBody, NoQuery]) -> Answer:
    ticket = call.ticket.id
    return await _on_ticket(call, lambda at_ms: c.CancelTicket(at_ms=at_ms, by=call.by, ticket=ticket))


async def return_ticket(call: Call[NoBody, NoQuery]) -> Answer:
    ticket = call.ticket.id
    return await _on_ticket(call, lambda at_ms: c.ReturnTicket(at_ms=at_ms, by=call.by, ticket=ticket))


async def set_priority(call: Call[PriorityBody, NoQuery]) -> Answer:
    ticket, body = call.ticket.id, call.body
    return await _on_ticket(
        call,
        lambda at_ms: c.SetPriority(at_ms=at_ms, by=call.by, ticket=ticket, priority=body.priority, reason=body.reason),
    )


async def _on_ticket(call: Call[Any, NoQuery], command: Callable[[int], c.TicketCommand]) -> Answer:
    """Run a command on the ticket that the path names, on the ticket's own day, and answer with the ticket."""
    halls, ref = call.api.halls, call.ticket
    if ref.secret is not None:  # whoever only guesses does not keep the hall's worker busy with reading old days
        _find(await halls.day(ref.hall, ref.date), ref)

    def make(day: HallDay, at_ms: int) -> c.HallCommand:
        _find(day, ref)
        return command(at_ms)

    def reply(day: HallDay, command: c.HallCommand, events: list[ev.HallEvent]) -> Reply:
        return Reply(200, encode(ticket_now(halls, day, day.tickets[ref.id], command.at_ms)))

    try:
        done = await halls.command(
            ref.hall, make, reply, date=ref.date, actor=call.actor, key=call.key, body_hash=call.body_hash
        )
    except e.UnknownTicket:
        raise e.UnknownTicket from None  # the same answer for whatever is not there or not theirs
    return Answer(done.status, done.body, JSON)


def _find(day: HallDay, ref: TicketRef) -> Ticket:
    """Return the ticket; one that was named by a pass must have this secret.

    Raises:
        UnknownTicket: no such ticket, or another secret.
    """
    ticket = day.tickets.get(ref.id)
    if ticket is None or (ref.secret is not None and not opens(ticket, ref.secret)):
        raise e.UnknownTicket
    return ticket


def ticket_now(halls: Halls, day: HallDay, ticket: Ticket, at_ms: int) -> TicketView:
    """Return the ticket as it stands, with what is left of its wait."""
    wait = halls.wait_of(day, ticket) if ticket.state is TicketState.WAITING else None
    return ticket_view(day, ticket, log=halls.log_id, wait=wait, at_ms=at_ms)


OPERATIONS = (
    Operation(
        id="issue-ticket",
        method="POST",
        path="/api/v1/halls/{hall}/tickets",
        handler=issue_ticket,
        tag="tickets",
        summary="Give a visitor a ticket; the answer alone carries its pass",
        rights="hall",
        action="issue-ticket",
        body=IssueBody,
        answers={201: TicketView},
        refusals=(e.IntakeClosed, e.DayIsClosed, e.UnknownService, e.ServiceNotOffered, UnknownDistrict, TooManyTickets),
        keyed=True,
    ),
    Operation(
        id="list-tickets",
        method="GET",
        path="/api/v1/halls/{hall}/tickets",
        handler=list_tickets,
        tag="tickets",
        summary="The hall's tickets of today in the given states, the newest 200",
        rights="hall",
        action="list-tickets",
        query=TicketsQuery,
        answers={200: TicketsView},
    ),
    Operation(
        id="get-ticket",
        method="GET",
        path="/api/v1/tickets/{ticket}",
        handler=get_ticket,
        tag="tickets",
        summary="A ticket, by its id (staff of its hall) or its pass (anybody)",
        rights="ticket-or-pass",
        action="view-ticket",
        answers={200: TicketView},
    ),
    Operation(
        id="cancel-ticket",
        method="POST",
        path="/api/v1/tickets/{ticket}/cancel",
        handler=cancel_ticket,
        tag="tickets",
        summary="Leave the line, with the pass; or take somebody out of it, as staff with the id",
        rights="ticket-or-pass",
        action="cancel-ticket",
        body=NoBody,
        answers={200: TicketView},
        refusals=(e.TicketEnded, e.TicketNotWaiting, e.DayIsClosed),
        keyed=True,
    ),
    Operation(
        id="return-ticket",
        method="POST",
        path="/api/v1/tickets/{ticket}/return",
        handler=return_ticket,
        tag="tickets",
        summary="Put a no-show or held ticket back into the line",
        rights="ticket",
        action="return-ticket",
        body=NoBody,
        answers={200: TicketView},
        refusals=(e.TicketNotAway, e.ReturnLimit, e.DayIsClosed),
        keyed=True,
    ),
    Operation(
        id="set-priority",
        method="POST",
        path="/api/v1/tickets/{ticket}/priority",
        handler=set_priority,
        tag="tickets",
        summary="Correct a ticket's priority",
        rights="ticket",
        action="set-priority",
        body=PriorityBody,
        answers={200: TicketView},
        refusals=(e.TicketEnded, e.DayIsClosed),
        keyed=True,
    ),
)
