"""The tree of errors that the rules raise.

    OneWindowError            everything the product refuses or cannot do; `code` is stable
    +-- HallError             a rule forbids the command; the day is as it was
    |   +-- NotFound          the hall's day has no such counter, ticket or service
    |   +-- Invalid           the command asks for what no state would allow
    |   +-- Refused           the state of the day forbids it now
    +-- UnknownEvent          the log holds what this release cannot read

Every class below names one code; the web maps the three middle classes to statuses, nothing else knows HTTP.
"""

from typing import ClassVar


class OneWindowError(Exception):
    """An error with a stable `code`; `facts` explain it in numbers, ids and codes, never in free text from outside."""

    code: ClassVar[str] = "error"
    title: ClassVar[str] = "The request could not be carried out"

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code, facts)
        self.facts = facts

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.code}: {self.title}" + (f" ({told})" if told else "")


class HallError(OneWindowError):
    pass


class NotFound(HallError):
    pass


class Invalid(HallError):
    pass


class Refused(HallError):
    pass


class UnknownEvent(OneWindowError):
    code = "unknown-event"
    title = "The log holds an event that this release cannot read"


class UnknownCounter(NotFound):
    code = "unknown-counter"
    title = "The hall has no such counter"


class UnknownTicket(NotFound):
    code = "unknown-ticket"
    title = "There is no such ticket"


class UnknownService(Invalid):
    code = "unknown-service"
    title = "The catalogue has no such service"


class ServiceNotOffered(Invalid):
    code = "service-not-offered"
    title = "This hall does not offer the service"


class TransferUnclear(Invalid):
    code = "transfer-unclear"
    title = "A transfer names either a counter or services"


class SameCounter(Invalid):
    code = "same-counter"
    title = "The ticket is at that counter already"


class WorkUnclear(Invalid):
    code = "work-unclear"
    title = "A service stands twice in the work, or an instant service cannot be accepted for review"


class DayNotOpen(Refused):
    code = "day-not-open"
    title = "The hall's day has not begun"


class DayAlreadyOpen(Refused):
    code = "day-already-open"
    title = "The hall's day has begun already"


class DayIsClosed(Refused):
    code = "day-closed"
    title = "The hall's day is closed"


class IntakeClosed(Refused):
    code = "intake-closed"
    title = "Tickets are not given out at this time"


class TicketInService(Refused):
    code = "ticket-in-service"
    title = "A ticket is still being served"


class CounterHeld(Refused):
    code = "counter-held"
    title = "Another login holds the counter"


class CounterIsClosed(Refused):
    code = "counter-closed"
    title = "The counter is closed"


class CounterIsPaused(Refused):
    code = "counter-paused"
    title = "The counter is paused"


class CounterNotPaused(Refused):
    code = "counter-not-paused"
    title = "The counter is not paused"


class CounterBusy(Refused):
    code = "counter-busy"
    title = "The counter has a ticket"


class CounterIdle(Refused):
    code = "counter-idle"
    title = "The counter has no ticket"


class CounterInUse(Refused):
    code = "counter-in-use"
    title = "The counter must be closed before it can be taken out of the set-up"


class AlreadyServing(Refused):
    code = "already-serving"
    title = "The service has begun already"


class TicketNotWaiting(Refused):
    code = "ticket-not-waiting"
    title = "The ticket is not waiting"


class TicketNotTaken(Refused):
    code = "ticket-not-taken-here"
    title = "The counter does not take this ticket"


class TicketNotAway(Refused):
    code = "ticket-not-away"
    title = "Only a held ticket or a no-show can return to the line"


class TicketEnded(Refused):
    code = "ticket-ended"
    title = "The ticket's visit has ended"


class CallAgain(Refused):
    code = "call-again"
    title = "The visitor has to be called again or longer before the ticket is a no-show"


class ReturnLimit(Refused):
    code = "return-limit"
    title = "The ticket has returned to the line as often as the hall allows"
