"""What people and devices ask of a hall's day. Imperative; times and ids arrive in them."""

import msgspec

from queue_server.core.setup import (
    Channel,
    Group,
    HallSetup,
    HoldReason,
    Intake,
    Outcome,
    PauseReason,
    Place,
    PriorityClass,
    PriorityReason,
)


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one service at the counter."""

    service: str
    outcome: Outcome


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """`at_ms`: Unix milliseconds, never before the day's last event. `by`: who asks (a login, `visitor`, `system`)."""

    at_ms: int
    by: str


class OpenDay(Command, frozen=True, kw_only=True, tag="open-day"):
    """Begin the day. `intake`: when visitors may take tickets themselves; None: at any time."""

    hall: str
    date: str
    setup: HallSetup
    intake: tuple[Intake, ...] | None


class ConfigureDay(Command, frozen=True, kw_only=True, tag="configure-day"):
    """Go on with a changed set-up. A counter that is missing in it must be closed."""

    setup: HallSetup
    intake: tuple[Intake, ...] | None


class CloseDay(Command, frozen=True, kw_only=True, tag="close-day"):
    """End the day for ever. `force`: also while tickets are in service."""

    force: bool = False


class OpenCounter(Command, frozen=True, kw_only=True, tag="open-counter"):
    """Serve at a counter. `takes`: groups, None for everything. `take_over`: also when another's login holds it."""

    counter: int
    takes: tuple[Group, ...] | None = None
    take_over: bool = False


class PauseCounter(Command, frozen=True, kw_only=True, tag="pause-counter"):
    counter: int
    reason: PauseReason | None = None


class ResumeCounter(Command, frozen=True, kw_only=True, tag="resume-counter"):
    counter: int


class CloseCounter(Command, frozen=True, kw_only=True, tag="close-counter"):
    """Stop serving; a ticket at the counter goes back to its place in the line."""

    counter: int


class TakeTicket(Command, frozen=True, kw_only=True, tag="take-ticket"):
    """Join the line.

    `pass_hash`: SHA-256 of the pass's secret, hex. `p50_s`, `p90_s`: the wait range that the visitor is shown, or None.
    """

    services: tuple[str, ...] = ()
    priority: PriorityClass = "normal"
    channel: Channel = "kiosk"
    home_district: str | None = None
    pass_hash: str = ""
    p50_s: float | None = None
    p90_s: float | None = None


class CallNext(Command, frozen=True, kw_only=True, tag="call-next"):
    counter: int


class CallTicket(Command, frozen=True, kw_only=True, tag="call"):
    counter: int
    ticket: str


class Recall(Command, frozen=True, kw_only=True, tag="recall"):
    counter: int


class StartService(Command, frozen=True, kw_only=True, tag="start"):
    counter: int


class FinishService(Command, frozen=True, kw_only=True, tag="finish"):
    """End the visit. `work` None: every service of the ticket was done (instant) or accepted (reviewed)."""

    counter: int
    work: tuple[Work, ...] | None = None


class MarkNoShow(Command, frozen=True, kw_only=True, tag="no-show"):
    counter: int


class HoldTicket(Command, frozen=True, kw_only=True, tag="hold"):
    counter: int
    reason: HoldReason | None = None


class TransferTicket(Command, frozen=True, kw_only=True, tag="transfer"):
    """Send the counter's ticket on: to a counter, or into the line of other services. Exactly one of the two is given."""

    counter: int
    to_counter: int | None = None
    services: tuple[str, ...] | None = None
    place: Place = "front"


class ReturnTicket(Command, frozen=True, kw_only=True, tag="return"):
    ticket: str


class CancelTicket(Command, frozen=True, kw_only=True, tag="cancel"):
    ticket: str


class SetPriority(Command, frozen=True, kw_only=True, tag="priority"):
    ticket: str
    priority: PriorityClass
    reason: PriorityReason


CounterCommand = (
    OpenCounter
    | PauseCounter
    | ResumeCounter
    | CloseCounter
    | CallNext
    | CallTicket
    | Recall
    | StartService
    | FinishService
    | MarkNoShow
    | HoldTicket
    | TransferTicket
)
TicketCommand = ReturnTicket | CancelTicket | SetPriority
DayCommand = OpenDay | ConfigureDay | CloseDay
HallCommand = DayCommand | CounterCommand | TakeTicket | TicketCommand
