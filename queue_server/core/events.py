"""What happened in a hall's day. Past tense, for ever: a field keeps its type, a new one has a default, no type is reused.

No event holds free text, and no person but a staff id.
"""

from typing import Literal

import msgspec

from queue_server.core.commands import Work
from queue_server.core.errors import UnknownEvent
from queue_server.core.setup import (
    Channel,
    Group,
    HallSetup,
    HoldReason,
    Intake,
    PauseReason,
    Place,
    PriorityClass,
    PriorityReason,
)


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """`at_ms`: Unix time in milliseconds. `by`: who caused it."""

    at_ms: int
    by: str


class DayOpened(Event, frozen=True, kw_only=True, tag="day-opened"):
    hall: str
    date: str
    setup: HallSetup
    intake: tuple[Intake, ...] | None = None


class DayConfigured(Event, frozen=True, kw_only=True, tag="day-configured"):
    setup: HallSetup
    intake: tuple[Intake, ...] | None = None


class DayClosed(Event, frozen=True, kw_only=True, tag="day-closed"):
    forced: bool = False


class CounterOpened(Event, frozen=True, kw_only=True, tag="counter-opened"):
    """`staff` serves from now on, whoever held the counter before."""

    counter: int
    staff: str
    takes: tuple[Group, ...] | None = None


class CounterPaused(Event, frozen=True, kw_only=True, tag="counter-paused"):
    counter: int
    reason: PauseReason | None = None


class CounterResumed(Event, frozen=True, kw_only=True, tag="counter-resumed"):
    counter: int


class CounterClosed(Event, frozen=True, kw_only=True, tag="counter-closed"):
    counter: int


class TicketIssued(Event, frozen=True, kw_only=True, tag="ticket-issued"):
    """`p50_s`, `p90_s`: the wait range that was shown, so that its calibration can be measured."""

    ticket: str
    number: str
    services: tuple[str, ...] = ()
    priority: PriorityClass = "normal"
    channel: Channel = "kiosk"
    home_district: str | None = None
    pass_hash: str = ""
    p50_s: float | None = None
    p90_s: float | None = None


class TicketCalled(Event, frozen=True, kw_only=True, tag="ticket-called"):
    ticket: str
    counter: int


class TicketRecalled(Event, frozen=True, kw_only=True, tag="ticket-recalled"):
    ticket: str
    counter: int


class ServiceStarted(Event, frozen=True, kw_only=True, tag="service-started"):
    ticket: str
    counter: int


class ServiceFinished(Event, frozen=True, kw_only=True, tag="service-finished"):
    """`by_closing`: the day was closed by force while the ticket was served; what was done is not known."""

    ticket: str
    counter: int
    work: tuple[Work, ...] = ()
    by_closing: bool = False


class TicketNoShow(Event, frozen=True, kw_only=True, tag="ticket-no-show"):
    ticket: str
    counter: int


class TicketHeld(Event, frozen=True, kw_only=True, tag="ticket-held"):
    ticket: str
    counter: int
    reason: HoldReason | None = None


class TicketReleased(Event, frozen=True, kw_only=True, tag="ticket-released"):
    """The counter closed under it: back to its place in the line."""

    ticket: str
    counter: int


class TicketReturned(Event, frozen=True, kw_only=True, tag="ticket-returned"):
    """Back into the line, ordered by `since_ms`."""

    ticket: str
    since_ms: int


class TicketTransferred(Event, frozen=True, kw_only=True, tag="ticket-transferred"):
    """From `counter` to `to_counter`, or into the line of `services` (None: its own stay)."""

    ticket: str
    counter: int
    since_ms: int
    place: Place
    to_counter: int | None = None
    services: tuple[str, ...] | None = None


class TicketCancelled(Event, frozen=True, kw_only=True, tag="ticket-cancelled"):
    ticket: str
    cause: Literal["visitor", "staff", "day-closed"] = "visitor"


class PriorityChanged(Event, frozen=True, kw_only=True, tag="priority-changed"):
    ticket: str
    priority: PriorityClass
    reason: PriorityReason


HallEvent = (
    DayOpened
    | DayConfigured
    | DayClosed
    | CounterOpened
    | CounterPaused
    | CounterResumed
    | CounterClosed
    | TicketIssued
    | TicketCalled
    | TicketRecalled
    | ServiceStarted
    | ServiceFinished
    | TicketNoShow
    | TicketHeld
    | TicketReleased
    | TicketReturned
    | TicketTransferred
    | TicketCancelled
    | PriorityChanged
)

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(HallEvent)


def encode(event: HallEvent) -> bytes:
    """Return the event as the log stores it: one JSON object with its `type`."""
    return _encoder.encode(event)


def decode(body: bytes) -> HallEvent:
    """Return the event that `encode` wrote.

    Raises:
        UnknownEvent: this release does not know the type or cannot read it; the stream must not be served on.
    """
    try:
        event: HallEvent = _decoder.decode(body)
    except msgspec.MsgspecError as error:
        raise UnknownEvent(reason=str(error)) from error
    return event
