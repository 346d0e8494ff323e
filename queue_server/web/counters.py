"""Counters: opening one, calling to it, and ending the visits at it. A teller's endpoints."""

from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from queue_server.app.errors import UnknownHall
from queue_server.app.pending import Reply
from queue_server.core import commands as c
from queue_server.core import errors as e
from queue_server.core import events as ev
from queue_server.core.day import HallDay
from queue_server.core.errors import OneWindowError
from queue_server.core.setup import Group, HoldReason, Outcome, PauseReason, Place
from queue_server.projections.views import CounterView, TicketView, counter_view
from queue_server.web.answers import JSON, PRIVATE, Answer, encode
from queue_server.web.bodies import NoBody, NoQuery
from queue_server.web.operations import Call, Operation
from queue_server.web.tickets import Code, ServiceCodes, ticket_now

TicketId = Annotated[str, Meta(min_length=1, max_length=128)]
CounterNumber = Annotated[int, Meta(ge=1, le=999)]


class OpenBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`takes`: groups; left out, the counter is unified. `take_over`: also when another login holds it."""

    takes: Annotated[tuple[Group, ...], Meta(min_length=1, max_length=16)] | None = None
    take_over: bool = False


class PauseBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    reason: PauseReason | None = None


class CallBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    ticket: TicketId


class WorkItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What became of one service."""

    service: Code
    outcome: Outcome


class FinishBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`work` left out: every service of the ticket was done, or accepted where it is reviewed."""

    work: Annotated[tuple[WorkItem, ...], Meta(max_length=16)] | None = None


class HoldBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    reason: HoldReason | None = None


class TransferBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Either `counter` or `services`. `place`: `front` keeps its turn, `back` gives it a new one."""

    counter: CounterNumber | None = None
    services: Annotated[ServiceCodes, Meta(min_length=1)] | None = None
    place: Place = "front"


Make = Callable[[Call[Any, NoQuery], int], c.CounterCommand]


async def _on_counter(call: Call[Any, NoQuery], make: Make) -> Answer:
    """Run a command of the counter and answer with the counter."""

    def reply(day: HallDay, command: c.HallCommand, events: list[ev.HallEvent]) -> Reply:
        return Reply(200, encode(counter_view(day, day.counter(call.counter))))

    return await _run(call, make, reply)


async def _at_counter(call: Call[Any, NoQuery], make: Make) -> Answer:
    """Run a command on the counter's ticket and answer with the ticket, or 204 when there was nobody to call."""
    halls = call.api.halls

    def reply(day: HallDay, command: c.HallCommand, events: list[ev.HallEvent]) -> Reply:
        if not events:
            return Reply(204, b"")
        ticket = day.tickets[events[0].ticket]  # type: ignore[union-attr]  # every event of these commands is a ticket's
        return Reply(200, encode(ticket_now(halls, day, ticket, command.at_ms)))

    return await _run(call, make, reply)


async def _run(
    call: Call[Any, NoQuery], make: Make, reply: Callable[[HallDay, c.HallCommand, list[ev.HallEvent]], Reply]
) -> Answer:
    def make_command(day: HallDay, at_ms: int) -> c.HallCommand:
        return make(call, at_ms)

    done = await call.api.halls.command(
        call.hall.id, make_command, reply, actor=call.actor, key=call.key, body_hash=call.body_hash
    )
    return Answer(done.status, done.body, JSON if done.body else PRIVATE)


def _open(call: Call[OpenBody, NoQuery], at_ms: int) -> c.OpenCounter:
    return c.OpenCounter(at_ms=at_ms, by=call.by, counter=call.counter, takes=call.body.takes, take_over=call.body.take_over)


def _pause(call: Call[PauseBody, NoQuery], at_ms: int) -> c.PauseCounter:
    return c.PauseCounter(at_ms=at_ms, by=call.by, counter=call.counter, reason=call.body.reason)


def _resume(call: Call[NoBody, NoQuery], at_ms: int) -> c.ResumeCounter:
    return c.ResumeCounter(at_ms=at_ms, by=call.by, counter=call.counter)


def _close(call: Call[NoBody, NoQuery], at_ms: int) -> c.CloseCounter:
    return c.CloseCounter(at_ms=at_ms, by=call.by, counter=call.counter)


def _call_next(call: Call[NoBody, NoQuery], at_ms: int) -> c.CallNext:
    return c.CallNext(at_ms=at_ms, by=call.by, counter=call.counter)


def _call(call: Call[CallBody, NoQuery], at_ms: int) -> c.CallTicket:
    return c.CallTicket(at_ms=at_ms, by=call.by, counter=call.counter, ticket=call.body.ticket)


def _recall(call: Call[NoBody, NoQuery], at_ms: int) -> c.Recall:
    return c.Recall(at_ms=at_ms, by=call.by, counter=call.counter)


def _start(call: Call[NoBody, NoQuery], at_ms: int) -> c.StartService:
    return c.StartService(at_ms=at_ms, by=call.by, counter=call.counter)


def _finish(call: Call[FinishBody, NoQuery], at_ms: int) -> c.FinishService:
    work = call.body.work
    return c.FinishService(
        at_ms=at_ms,
        by=call.by,
        counter=call.counter,
        work=tuple(c.Work(service=item.service, outcome=item.outcome) for item in work) if work is not None else None,
    )


def _no_show(call: Call[NoBody, NoQuery], at_ms: int) -> c.MarkNoShow:
    return c.MarkNoShow(at_ms=at_ms, by=call.by, counter=call.counter)


def _hold(call: Call[HoldBody, NoQuery], at_ms: int) -> c.HoldTicket:
    return c.HoldTicket(at_ms=at_ms, by=call.by, counter=call.counter, reason=call.body.reason)


def _transfer(call: Call[TransferBody, NoQuery], at_ms: int) -> c.TransferTicket:
    body = call.body
    return c.TransferTicket(
        at_ms=at_ms,
        by=call.by,
        counter=call.counter,
        to_counter=body.counter,
        services=tuple(dict.fromkeys(body.services)) if body.services is not None else None,
        place=body.place,
    )


def _operation(
    verb: str,
    name: str,
    summary: str,
    make: Callable[[Call[Any, NoQuery], int], c.CounterCommand],
    *refusals: type[OneWindowError],
    body: type[msgspec.Struct] = NoBody,
    answers: dict[int, Any] | None = None,
) -> Operation[Any, NoQuery]:
    answered = answers or {200: TicketView}
    run = _on_counter if CounterView in answered.values() else _at_counter
    return Operation(
        id=name,
        method="POST",
        path=f"/api/v1/halls/{{hall}}/counters/{{counter}}/{verb}",
        handler=lambda call: run(call, make),
        tag="counters",
        summary=summary,
        rights="hall",
        action="serve",
        body=body,
        answers=answered,
        refusals=(UnknownHall, e.UnknownCounter, e.CounterHeld, e.DayIsClosed, *refusals),
        keyed=True,
    )


_COUNTER: dict[int, Any] = {200: CounterView}
_NEXT: dict[int, Any] = {200: TicketView, 204: None}
_FREE = (e.CounterIsClosed, e.CounterIsPaused, e.CounterBusy)
_CALLED = (e.CounterIsClosed, e.CounterIdle, e.AlreadyServing)
_WITH_TICKET = (e.CounterIsClosed, e.CounterIdle)

OPERATIONS: tuple[Operation[Any, NoQuery], ...] = (
    _operation(
        "call-next",
        "call-next",
        "Call whom the policy chooses of those that the counter takes",
        _call_next,
        *_FREE,
        answers=_NEXT,
    ),
    _operation(
        "call",
        "call-ticket",
        "Call a certain ticket",
        _call,
        *_FREE,
        e.UnknownTicket,
        e.TicketNotWaiting,
        e.TicketNotTaken,
        body=CallBody,
    ),
    _operation("recall", "recall-ticket", "Call the same ticket again", _recall, *_CALLED),
    _operation("start", "start-service", "The visitor has come", _start, *_CALLED),
    _operation(
        "finish", "finish-service", "End the visit", _finish, *_WITH_TICKET, e.WorkUnclear, e.UnknownService, body=FinishBody
    ),
    _operation("no-show", "mark-no-show", "The visitor did not come", _no_show, *_CALLED, e.CallAgain),
    _operation("hold", "hold-ticket", "Send the visitor away to come back", _hold, *_WITH_TICKET, body=HoldBody),
    _operation(
        "transfer",
        "transfer-ticket",
        "Send the visitor on, to a counter or into the line of other services",
        _transfer,
        *_WITH_TICKET,
        e.TransferUnclear,
        e.SameCounter,
        e.UnknownService,
        e.ServiceNotOffered,
        body=TransferBody,
    ),
    _operation("open", "open-counter", "Serve at the counter", _open, body=OpenBody, answers=_COUNTER),
    _operation(
        "pause",
        "pause-counter",
        "Stop calling for a while",
        _pause,
        e.CounterIsClosed,
        e.CounterBusy,
        body=PauseBody,
        answers=_COUNTER,
    ),
    _operation(
        "resume", "resume-counter", "Go on after a pause", _resume, e.CounterIsClosed, e.CounterNotPaused, answers=_COUNTER
    ),
    _operation(
        "close",
        "close-counter",
        "Stop serving; a ticket at the counter goes back to its place in the line",
        _close,
        answers=_COUNTER,
    ),
)
