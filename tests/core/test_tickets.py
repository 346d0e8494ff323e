"""Issuing, cancelling, returning tickets, and their priority."""

import msgspec
import pytest

from queue_server.core import commands as c
from queue_server.core import errors
from queue_server.core import events as e
from queue_server.core.setup import Intake
from queue_server.core.ticket import TicketState
from tests.core.story import OPENED, SETUP, given, opened, staffed, ticket

TAKE = c.TakeTicket(at_ms=1_000, by="kiosk")
CALL: c.HallCommand = c.CallNext(at_ms=2_000, by="t1", counter=1)
AT_ONCE = msgspec.structs.replace(SETUP, no_show_calls=0, no_show_s=0)
NO_SHOW: c.HallCommand = c.MarkNoShow(at_ms=3_000, by="t1", counter=1)
HOLD: c.HallCommand = c.HoldTicket(at_ms=3_000, by="t1", counter=1, reason="photo")
A001 = ticket("A001")


def issued(at_ms: int = 1_000, number: str = "A001", **more: object) -> e.TicketIssued:
    return e.TicketIssued(**{"at_ms": at_ms, "by": "kiosk", "ticket": ticket(number), "number": number} | more)  # type: ignore[arg-type]


def returned(since_ms: int, at_ms: int = 5_000) -> e.TicketReturned:
    return e.TicketReturned(at_ms=at_ms, by="greeter", ticket=A001, since_ms=since_ms)


RETURN: c.HallCommand = c.ReturnTicket(at_ms=5_000, by="greeter", ticket=A001)


def test_the_first_ticket_is_number_one() -> None:
    day = given(OPENED).when(TAKE).then(issued())
    assert day.waiting == 1
    assert day.ticket(A001).state is TicketState.WAITING


def test_a_ticket_carries_all_that_it_was_taken_with() -> None:
    command = c.TakeTicket(
        at_ms=1_000,
        by="greeter",
        services=("cash", "claim"),
        priority="elder",
        channel="counter",
        home_district="wendeng",
        pass_hash="ab",
        p50_s=60.0,
        p90_s=120.0,
    )
    day = (
        given(OPENED)
        .when(command)
        .then(
            issued(
                by="greeter",
                number="P001",
                services=("cash", "claim"),
                priority="elder",
                channel="counter",
                home_district="wendeng",
                pass_hash="ab",
                p50_s=60.0,
                p90_s=120.0,
            )
        )
    )
    taken = day.ticket(ticket("P001"))
    assert (taken.line, taken.claim, taken.p50_s, taken.p90_s) == ("pension", False, 60.0, 120.0)


def test_numbers_rise_by_series() -> None:
    elder = c.TakeTicket(at_ms=1_000, by="kiosk", priority="elder")
    pregnant = c.TakeTicket(at_ms=2_000, by="kiosk", priority="pregnant")
    day = given(OPENED, TAKE, elder, TAKE).when(pregnant).then(issued(2_000, "P002", priority="pregnant"))
    assert [each.number for each in day.tickets.values()] == ["A001", "P001", "A002", "P002"]
    assert day.numbers == {"A": 2, "P": 2}


def test_a_number_has_three_digits_or_more() -> None:
    day = given(OPENED, *[TAKE] * 999).when(TAKE).then(issued(number="A1000"))
    assert day.numbers == {"A": 1000}


def test_a_priority_taken_at_a_kiosk_is_a_claim() -> None:
    day = (
        given(OPENED)
        .when(c.TakeTicket(at_ms=1_000, by="kiosk", priority="veteran"))
        .then(issued(number="P001", priority="veteran"))
    )
    assert day.ticket(ticket("P001")).claim


def test_a_ticket_without_services_stands_in_the_unified_line() -> None:
    assert given(OPENED).when(TAKE).then(issued()).lines.keys() == {""}


def test_an_unknown_service_is_refused() -> None:
    given(OPENED).when(c.TakeTicket(at_ms=1_000, by="kiosk", services=("cash", "gold"))).then_refused(
        errors.UnknownService, service="gold"
    )


def test_a_service_that_the_hall_does_not_offer_is_refused() -> None:
    given(OPENED).when(c.TakeTicket(at_ms=1_000, by="kiosk", services=("elsewhere",))).then_refused(
        errors.ServiceNotOffered, service="elsewhere"
    )


INTAKE = (Intake(from_ms=0, until_ms=1_000, closes_ms=2_000), Intake(from_ms=3_000, until_ms=4_000, closes_ms=5_000))


@pytest.mark.parametrize("at_ms", [0, 999, 3_000, 3_999])
def test_visitors_take_tickets_in_the_intake_hours(at_ms: int) -> None:
    given(opened(intake=INTAKE)).when(c.TakeTicket(at_ms=at_ms, by="kiosk")).then(issued(at_ms))


@pytest.mark.parametrize("at_ms", [1_000, 2_999, 4_000])
def test_visitors_take_no_tickets_outside_the_intake_hours(at_ms: int) -> None:
    given(opened(intake=INTAKE)).when(c.TakeTicket(at_ms=at_ms, by="kiosk")).then_refused(errors.IntakeClosed)


def test_staff_issue_outside_the_intake_hours() -> None:
    given(opened(intake=())).when(c.TakeTicket(at_ms=1_000, by="t1", channel="counter")).then(
        issued(by="t1", channel="counter")
    )


def test_a_visitor_cancels() -> None:
    day = (
        given(OPENED, TAKE)
        .when(c.CancelTicket(at_ms=5_000, by="visitor", ticket=A001))
        .then(e.TicketCancelled(at_ms=5_000, by="visitor", ticket=A001, cause="visitor"))
    )
    assert (day.waiting, day.abandoned, day.lines) == (0, 1, {})
    assert (day.pace.left.n, day.pace.left.total) == (1, 4.0)


def test_staff_cancel_a_held_ticket() -> None:
    day = (
        given(OPENED, staffed(1), TAKE, CALL, HOLD)
        .when(c.CancelTicket(at_ms=5_000, by="greeter", ticket=A001))
        .then(e.TicketCancelled(at_ms=5_000, by="greeter", ticket=A001, cause="staff"))
    )
    assert (day.away, day.abandoned) == (set(), 1)


CANCEL: c.HallCommand = c.CancelTicket(at_ms=6_000, by="visitor", ticket=A001)


@pytest.mark.parametrize(
    "before",
    [[CANCEL], [staffed(1), CALL, NO_SHOW], [staffed(1), CALL, c.FinishService(at_ms=3_000, by="t1", counter=1)]],
)
def test_what_has_ended_cannot_be_cancelled(before: list[c.HallCommand]) -> None:
    given(opened(AT_ONCE), TAKE, *before).when(CANCEL).then_refused(errors.TicketEnded, ticket=A001)


def test_a_called_ticket_cannot_be_cancelled() -> None:
    given(OPENED, staffed(1), TAKE, CALL).when(CANCEL).then_refused(errors.TicketNotWaiting, state="called")


@pytest.mark.parametrize(
    "command", [CANCEL, RETURN, c.SetPriority(at_ms=6_000, by="t1", ticket=A001, priority="elder", reason="other")]
)
def test_an_unknown_ticket_is_refused(command: c.HallCommand) -> None:
    given(OPENED).when(command).then_refused(errors.UnknownTicket, ticket=A001)


def test_a_held_ticket_returns_to_its_place() -> None:
    day = given(OPENED, staffed(1), TAKE, CALL, HOLD).when(RETURN).then(returned(since_ms=1_000))
    back = day.ticket(A001)
    assert (back.state, back.counter, back.returns, day.away, day.waiting) == (TicketState.WAITING, None, 1, set(), 1)


def test_a_no_show_returns_to_the_end() -> None:
    day = given(opened(AT_ONCE), staffed(1), TAKE, CALL, NO_SHOW).when(RETURN).then(returned(since_ms=5_000))
    assert (day.abandoned, day.ticket(A001).since_ms, day.ticket(A001).called_ms) == (0, 5_000, 2_000)


def test_a_ticket_that_is_not_away_cannot_return() -> None:
    given(OPENED, TAKE).when(RETURN).then_refused(errors.TicketNotAway, state="waiting")


def test_the_third_return_is_refused() -> None:
    again = [RETURN, CALL, HOLD]
    given(OPENED, staffed(1), TAKE, CALL, HOLD, *again, *again).when(RETURN).then_refused(errors.ReturnLimit, returns=2)


def priority(priority: str, reason: str = "claim-shown") -> c.SetPriority:
    return c.SetPriority(at_ms=5_000, by="greeter", ticket=A001, priority=priority, reason=reason)  # type: ignore[arg-type]


def priority_changed(priority: str, reason: str = "claim-shown", number: str = "A001") -> e.PriorityChanged:
    return e.PriorityChanged(at_ms=5_000, by="greeter", ticket=ticket(number), priority=priority, reason=reason)  # type: ignore[arg-type]


def test_staff_change_the_priority_of_a_waiting_ticket() -> None:
    day = given(OPENED, TAKE, TAKE).when(priority("elder")).then(priority_changed("elder"))
    assert list(day.lines[""]) == ["normal", "elder"]
    assert (day.waiting, day.ticket(A001).number) == (2, "A001")
    assert day.ticket(A001).joined_ms == 1_000, "it has waited on"


def test_staff_change_the_priority_of_a_ticket_at_a_counter() -> None:
    day = given(OPENED, staffed(1), TAKE, CALL).when(priority("elder")).then(priority_changed("elder"))
    assert (day.waiting, day.ticket(A001).priority) == (0, "elder")


def test_the_same_priority_changes_nothing() -> None:
    given(OPENED, TAKE).when(priority("normal")).then_nothing()


def test_staff_confirm_a_claim() -> None:
    confirm = c.SetPriority(at_ms=5_000, by="greeter", ticket=ticket("P001"), priority="elder", reason="claim-shown")
    day = (
        given(OPENED, c.TakeTicket(at_ms=1_000, by="kiosk", priority="elder"))
        .when(confirm)
        .then(priority_changed("elder", number="P001"))
    )
    assert not day.ticket(ticket("P001")).claim
    given(OPENED, c.TakeTicket(at_ms=1_000, by="kiosk", priority="elder"), confirm).when(confirm).then_nothing()


def test_an_ended_ticket_keeps_its_priority() -> None:
    given(OPENED, TAKE, CANCEL).when(priority("elder")).then_refused(errors.TicketEnded, state="cancelled")
