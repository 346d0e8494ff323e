"""Opening, pausing, closing counters; calling, serving and letting go."""

import msgspec
import pytest

from queue_server.core import commands as c
from queue_server.core import errors
from queue_server.core import events as e
from queue_server.core.counter import CounterState
from queue_server.core.ticket import TicketState
from tests.core.story import OPENED, SETUP, given, opened, play, staffed, ticket

TAKE = c.TakeTicket(at_ms=1_000, by="kiosk")
CASH = c.TakeTicket(at_ms=1_000, by="kiosk", services=("cash",))
CLAIM = c.TakeTicket(at_ms=1_000, by="kiosk", services=("claim",))
CALL = c.CallNext(at_ms=2_000, by="t1", counter=1)
START = c.StartService(at_ms=3_000, by="t1", counter=1)
FINISH = c.FinishService(at_ms=8_000, by="t1", counter=1)
PAUSE = c.PauseCounter(at_ms=4_000, by="t1", counter=1, reason="break")
RESUME = c.ResumeCounter(at_ms=5_000, by="t1", counter=1)
CLOSE = c.CloseCounter(at_ms=6_000, by="t1", counter=1)
RECALL = c.Recall(at_ms=4_000, by="t1", counter=1)
HOLD = c.HoldTicket(at_ms=4_000, by="t1", counter=1, reason="form")
NO_SHOW = c.MarkNoShow(at_ms=70_000, by="t1", counter=1)
TRANSFER = c.TransferTicket(at_ms=4_000, by="t1", counter=1, to_counter=2)
A001 = ticket("A001")
CALLED = e.TicketCalled(at_ms=2_000, by="t1", ticket=A001, counter=1)

NEEDS_THE_COUNTER = [PAUSE, RESUME, CLOSE, CALL, c.CallTicket(at_ms=2_000, by="t1", counter=1, ticket=A001), RECALL, START, FINISH, NO_SHOW, HOLD, TRANSFER]  # fmt: skip
NEEDS_A_TICKET = [RECALL, START, FINISH, NO_SHOW, HOLD, TRANSFER]


def opened_by(staff: str, at_ms: int = 0, counter: int = 1, **more: object) -> e.CounterOpened:
    return e.CounterOpened(at_ms=at_ms, by=staff, counter=counter, staff=staff, **more)  # type: ignore[arg-type]


def test_a_counter_opens_unified() -> None:
    day = given(OPENED).when(staffed(3)).then(opened_by("t3", counter=3))
    assert (day.counter(3).state, day.counter(3).takes, day.counter(3).staff) == (CounterState.IDLE, None, "t3")


def test_a_counter_opens_for_some_groups() -> None:
    day = (
        given(OPENED)
        .when(staffed(1, takes=("pension", "medical", "pension")))
        .then(opened_by("t1", takes=("medical", "pension")))
    )
    assert day.counter(1).takes == ("medical", "pension")


def test_opening_again_changes_nothing() -> None:
    given(OPENED, staffed(1)).when(staffed(1, at_ms=500)).then_nothing()


def test_opening_a_paused_counter_resumes_it() -> None:
    day = given(OPENED, staffed(1), PAUSE).when(staffed(1, at_ms=5_000)).then(opened_by("t1", 5_000))
    assert (day.counter(1).state, day.counter(1).pause_reason) == (CounterState.IDLE, None)


def test_an_open_counter_may_take_other_groups_while_it_serves() -> None:
    day = (
        given(OPENED, staffed(1), TAKE, CALL)
        .when(staffed(1, at_ms=3_000, takes=("medical",)))
        .then(opened_by("t1", 3_000, takes=("medical",)))
    )
    assert (day.counter(1).state, day.counter(1).since_ms, day.counter(1).ticket) == (CounterState.CALLED, 2_000, A001)


def test_another_login_may_not_open_a_held_counter() -> None:
    given(OPENED, staffed(1)).when(staffed(1, by="t2")).then_refused(errors.CounterHeld, counter=1, staff="t1")


def test_another_login_may_take_it_over_with_its_ticket() -> None:
    day = (
        given(OPENED, staffed(1), TAKE, CALL)
        .when(staffed(1, at_ms=3_000, by="t2", take_over=True))
        .then(opened_by("t2", 3_000))
    )
    assert (day.counter(1).staff, day.counter(1).ticket) == ("t2", A001)


def test_a_login_may_hold_several_counters() -> None:
    given(OPENED, staffed(1)).when(staffed(2, by="t1")).then(opened_by("t1", counter=2))


@pytest.mark.parametrize(
    "command", [staffed(9), c.CloseCounter(at_ms=1, by="t1", counter=9), c.CallNext(at_ms=1, by="t1", counter=9)]
)
def test_an_unknown_counter_is_refused(command: c.HallCommand) -> None:
    given(OPENED).when(command).then_refused(errors.UnknownCounter, counter=9)


@pytest.mark.parametrize("command", [command for command in NEEDS_THE_COUNTER if command is not CLOSE], ids=repr)
def test_a_closed_counter_does_nothing(command: c.HallCommand) -> None:
    given(OPENED, TAKE).when(command).then_refused(errors.CounterIsClosed, counter=1)


@pytest.mark.parametrize("command", NEEDS_THE_COUNTER, ids=repr)
def test_anothers_counter_is_refused(command: c.HallCommand) -> None:
    given(OPENED, staffed(1, by="t9"), TAKE).when(command).then_refused(errors.CounterHeld, counter=1, staff="t9")


@pytest.mark.parametrize("command", NEEDS_A_TICKET, ids=repr)
def test_an_idle_counter_has_nobody_to_serve(command: c.HallCommand) -> None:
    given(OPENED, staffed(1)).when(command).then_refused(errors.CounterIdle, counter=1)


@pytest.mark.parametrize("command", [RECALL, START, NO_SHOW], ids=repr)
def test_who_is_served_has_been_called(command: c.HallCommand) -> None:
    given(OPENED, staffed(1), TAKE, CALL, START).when(command).then_refused(errors.AlreadyServing, ticket=A001)


def test_a_counter_pauses_and_resumes() -> None:
    day = given(OPENED, staffed(1)).when(PAUSE).then(e.CounterPaused(at_ms=4_000, by="t1", counter=1, reason="break"))
    assert (day.counter(1).state, day.counter(1).pause_reason) == (CounterState.PAUSED, "break")
    day = given(OPENED, staffed(1), PAUSE).when(RESUME).then(e.CounterResumed(at_ms=5_000, by="t1", counter=1))
    assert (day.counter(1).state, day.counter(1).pause_reason) == (CounterState.IDLE, None)
    assert (day.pace.breaks.n, day.pace.breaks.total, day.pace.open_s) == (1, 1.0, 4.0)


@pytest.mark.parametrize(("reason", "minutes"), [("meal", 5), ("break", 45)])
def test_a_meal_and_a_long_pause_are_no_breaks_to_expect(reason: str, minutes: int) -> None:
    pause = c.PauseCounter(at_ms=0, by="t1", counter=1, reason=reason)  # type: ignore[arg-type]
    resume = c.ResumeCounter(at_ms=minutes * 60_000, by="t1", counter=1)
    day = given(OPENED, staffed(1), pause).when(resume).then(e.CounterResumed(at_ms=resume.at_ms, by="t1", counter=1))
    assert day.pace.breaks.n == 0


def test_pausing_twice_changes_nothing() -> None:
    given(OPENED, staffed(1), PAUSE).when(PAUSE).then_nothing()


def test_a_counter_with_a_ticket_does_not_pause() -> None:
    given(OPENED, staffed(1), TAKE, CALL).when(PAUSE).then_refused(errors.CounterBusy, ticket=A001)


def test_only_a_paused_counter_resumes() -> None:
    given(OPENED, staffed(1)).when(RESUME).then_refused(errors.CounterNotPaused)


def test_a_paused_counter_does_not_call() -> None:
    given(OPENED, staffed(1), TAKE, PAUSE).when(CALL).then_refused(errors.CounterIsPaused)


def test_a_counter_closes_and_forgets_what_it_was_opened_with() -> None:
    day = (
        given(OPENED, staffed(3))
        .when(c.CloseCounter(at_ms=6_000, by="t3", counter=3))
        .then(e.CounterClosed(at_ms=6_000, by="t3", counter=3))
    )
    assert (day.counter(3).staff, day.counter(3).takes) == (None, ("pension",))


def test_closing_a_closed_counter_changes_nothing() -> None:
    given(OPENED).when(CLOSE).then_nothing()


def test_a_counter_that_closes_gives_its_ticket_back_to_its_place() -> None:
    day = (
        given(OPENED, staffed(1), TAKE, TAKE, CALL, START)
        .when(CLOSE)
        .then(
            e.TicketReleased(at_ms=6_000, by="t1", ticket=A001, counter=1),
            e.CounterClosed(at_ms=6_000, by="t1", counter=1),
        )
    )
    released = day.ticket(A001)
    assert (released.state, released.counter, released.started_ms) == (TicketState.WAITING, None, None)
    assert [place[2] for place in day.lines[""]["normal"]] == [A001, ticket("A002")]


def test_the_longest_waiting_is_called() -> None:
    day = given(OPENED, staffed(1), TAKE, TAKE).when(CALL).then(CALLED)
    assert (day.waiting, day.called, day.called_within, day.calls[-1].number) == (1, 1, 1, "A001")


def test_a_call_after_the_target_wait_misses_the_service_level() -> None:
    late = c.CallNext(at_ms=901_001, by="t1", counter=1)
    day = given(OPENED, staffed(1), TAKE).when(late).then(e.TicketCalled(at_ms=901_001, by="t1", ticket=A001, counter=1))
    assert (day.called, day.called_within) == (1, 0)


def test_a_counter_calls_only_whom_it_takes() -> None:
    given(OPENED, staffed(1, takes=("medical",)), TAKE, CASH, CLAIM).when(CALL).then(
        e.TicketCalled(at_ms=2_000, by="t1", ticket=ticket("A003"), counter=1)
    )


def test_nobody_to_call_changes_nothing() -> None:
    given(OPENED, staffed(1, takes=("medical",)), TAKE, CASH).when(CALL).then_nothing()


def test_a_busy_counter_cannot_call() -> None:
    given(OPENED, staffed(1), TAKE, TAKE, CALL).when(CALL).then_refused(errors.CounterBusy, ticket=A001)


def test_a_counter_calls_a_chosen_ticket() -> None:
    second = ticket("A002")
    given(OPENED, staffed(1), TAKE, TAKE).when(c.CallTicket(at_ms=2_000, by="t1", counter=1, ticket=second)).then(
        e.TicketCalled(at_ms=2_000, by="t1", ticket=second, counter=1)
    )


def test_a_chosen_ticket_must_wait_and_be_taken_here() -> None:
    call = c.CallTicket(at_ms=2_000, by="t1", counter=1, ticket=A001)
    given(OPENED, staffed(1, takes=("medical",)), CASH).when(call).then_refused(errors.TicketNotTaken, ticket=A001)
    given(OPENED, staffed(1), staffed(2), CASH, c.CallNext(at_ms=1_500, by="t2", counter=2)).when(call).then_refused(
        errors.TicketNotWaiting, state="called"
    )
    given(OPENED, staffed(1)).when(call).then_refused(errors.UnknownTicket, ticket=A001)


def test_a_recall_is_announced_again() -> None:
    day = (
        given(OPENED, staffed(1), TAKE, CALL).when(RECALL).then(e.TicketRecalled(at_ms=4_000, by="t1", ticket=A001, counter=1))
    )
    assert [(call.attempt, call.at_ms) for call in day.calls] == [(1, 2_000), (2, 4_000)]


def test_service_starts() -> None:
    day = given(OPENED, staffed(1), TAKE, CALL).when(START).then(e.ServiceStarted(at_ms=3_000, by="t1", ticket=A001, counter=1))
    assert (day.counter(1).state, day.ticket(A001).state) == (CounterState.SERVING, TicketState.SERVING)


def test_a_finished_service_was_done_or_accepted() -> None:
    both = c.TakeTicket(at_ms=1_000, by="kiosk", services=("cash", "claim"))
    day = (
        given(OPENED, staffed(1), both, CALL, START)
        .when(FINISH)
        .then(
            e.ServiceFinished(
                at_ms=8_000,
                by="t1",
                ticket=A001,
                counter=1,
                work=(c.Work(service="cash", outcome="done"), c.Work(service="claim", outcome="accepted")),
            )
        )
    )
    finished = day.ticket(A001)
    assert (finished.state, finished.started_ms, finished.finished_ms) == (TicketState.DONE, 3_000, 8_000)
    assert (day.served, day.counter(1).served, day.counter(1).busy_ms, day.counter(1).ticket) == (1, 1, 6_000, None)
    pace = day.pace
    assert (pace.service.total, pace.expected.total, pace.walk.total) == (5.0, 900.0, 1.0)


def test_a_finish_straight_after_the_call_counts_from_the_call() -> None:
    day = (
        given(OPENED, staffed(1), TAKE, CALL).when(FINISH).then(e.ServiceFinished(at_ms=8_000, by="t1", ticket=A001, counter=1))
    )
    assert day.ticket(A001).started_ms == 2_000
    assert (day.pace.service.total, day.pace.walk.n) == (6.0, 0)


def test_a_teller_says_what_became_of_each_service() -> None:
    work = (c.Work(service="cash", outcome="refused"), c.Work(service="claim", outcome="lacking"))
    given(OPENED, staffed(1), CASH, CALL).when(msgspec.structs.replace(FINISH, work=work)).then(
        e.ServiceFinished(at_ms=8_000, by="t1", ticket=A001, counter=1, work=work)
    )


@pytest.mark.parametrize(
    ("work", "error"),
    [
        ((c.Work(service="cash", outcome="done"), c.Work(service="cash", outcome="refused")), errors.WorkUnclear),
        ((c.Work(service="cash", outcome="accepted"),), errors.WorkUnclear),
        ((c.Work(service="gold", outcome="done"),), errors.UnknownService),
    ],
)
def test_unclear_work_is_refused(work: tuple[c.Work, ...], error: type[errors.HallError]) -> None:
    given(OPENED, staffed(1), CASH, CALL).when(msgspec.structs.replace(FINISH, work=work)).then_refused(error)


def test_a_visitor_who_does_not_come_is_a_no_show_after_calls_and_time() -> None:
    day = (
        given(OPENED, staffed(1), TAKE, CALL, RECALL)
        .when(NO_SHOW)
        .then(e.TicketNoShow(at_ms=70_000, by="t1", ticket=A001, counter=1))
    )
    assert (day.ticket(A001).state, day.away, day.abandoned) == (TicketState.NO_SHOW, {A001}, 1)
    assert (day.counter(1).served, day.counter(1).busy_ms) == (0, 68_000)
    assert (day.pace.absent.n, day.pace.absent.total, day.pace.unseen.total) == (1, 68.0, 1.0)


def test_one_call_is_not_enough() -> None:
    given(OPENED, staffed(1), TAKE, CALL).when(NO_SHOW).then_refused(errors.CallAgain, calls=1, calls_needed=2, seconds_left=0)


def test_the_visitor_has_time_to_come() -> None:
    given(OPENED, staffed(1), TAKE, CALL, RECALL).when(msgspec.structs.replace(NO_SHOW, at_ms=61_999)).then_refused(
        errors.CallAgain, calls=2, seconds_left=0
    )
    given(OPENED, staffed(1), TAKE, CALL, RECALL).when(msgspec.structs.replace(NO_SHOW, at_ms=12_000)).then_refused(
        errors.CallAgain, seconds_left=50
    )


def test_a_hall_may_want_no_calls_and_no_time() -> None:
    rules = msgspec.structs.replace(SETUP, no_show_calls=0, no_show_s=0)
    given(opened(rules), staffed(1), TAKE, CALL).when(msgspec.structs.replace(NO_SHOW, at_ms=2_000)).then(
        e.TicketNoShow(at_ms=2_000, by="t1", ticket=A001, counter=1)
    )


@pytest.mark.parametrize("before", [[], [START]])
def test_a_ticket_is_held(before: list[c.HallCommand]) -> None:
    day = (
        given(OPENED, staffed(1), TAKE, CALL, *before)
        .when(HOLD)
        .then(e.TicketHeld(at_ms=4_000, by="t1", ticket=A001, counter=1, reason="form"))
    )
    assert (day.ticket(A001).state, day.away, day.counter(1).state) == (TicketState.HELD, {A001}, CounterState.IDLE)
    assert day.pace.parted.n == 1


def transferred(since_ms: int, place: str = "front", **more: object) -> e.TicketTransferred:
    return e.TicketTransferred(at_ms=4_000, by="t1", ticket=A001, counter=1, since_ms=since_ms, place=place, **more)  # type: ignore[arg-type]


def test_a_transfer_to_a_counter_is_called_there_alone() -> None:
    day = given(OPENED, staffed(1), staffed(2), TAKE, CALL).when(TRANSFER).then(transferred(1_000, to_counter=2))
    assert (day.ticket(A001).line, day.ticket(A001).counter, day.counter(1).ticket) == ("#2", None, None)
    call = c.CallNext(at_ms=5_000, by="t1", counter=1)
    given(OPENED, staffed(1), staffed(2), TAKE, CALL, TRANSFER).when(call).then_nothing()
    given(OPENED, staffed(1), staffed(2), TAKE, CALL, TRANSFER).when(c.CallNext(at_ms=5_000, by="t2", counter=2)).then(
        e.TicketCalled(at_ms=5_000, by="t2", ticket=A001, counter=2)
    )


def test_a_transfer_to_the_back_begins_to_wait_again() -> None:
    command = c.TransferTicket(at_ms=4_000, by="t1", counter=1, services=("claim",), place="back")
    day = given(OPENED, staffed(1), CASH, CALL, START).when(command).then(transferred(4_000, "back", services=("claim",)))
    moved = day.ticket(A001)
    assert (moved.line, moved.services, moved.since_ms, moved.started_ms) == ("medical", ("claim",), 4_000, None)


def test_a_transfer_names_a_counter_or_services() -> None:
    both = c.TransferTicket(at_ms=4_000, by="t1", counter=1, to_counter=2, services=("cash",))
    neither = c.TransferTicket(at_ms=4_000, by="t1", counter=1)
    for command in (both, neither):
        given(OPENED, staffed(1), TAKE, CALL).when(command).then_refused(errors.TransferUnclear)


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"to_counter": 1}, errors.SameCounter),
        ({"to_counter": 9}, errors.UnknownCounter),
        ({"services": ("gold",)}, errors.UnknownService),
        ({"services": ("elsewhere",)}, errors.ServiceNotOffered),
    ],
)
def test_a_transfer_goes_where_it_can_be_served(more: dict[str, object], error: type[errors.HallError]) -> None:
    command = c.TransferTicket(at_ms=4_000, by="t1", counter=1, **more)  # type: ignore[arg-type]
    given(OPENED, staffed(1), TAKE, CALL).when(command).then_refused(error)


def test_the_time_to_the_next_call_is_a_gap_while_somebody_waits_and_a_reaction_otherwise() -> None:
    second = c.CallNext(at_ms=12_000, by="t1", counter=1)
    day = (
        given(OPENED, staffed(1), TAKE, TAKE, CALL, FINISH)
        .when(second)
        .then(e.TicketCalled(at_ms=12_000, by="t1", ticket=ticket("A002"), counter=1))
    )
    assert (day.pace.reaction.n, day.pace.gap.n) == (1, 1), "the first came to a free counter"


def test_the_day_knows_when_its_staffing_changed_last() -> None:
    day = given(OPENED, staffed(1)).day
    assert day.staffing == 2
    for command, changes in (
        (TAKE, False),
        (CALL, False),
        (START, False),
        (FINISH, False),
        (staffed(1, by="t1", takes=("pension",)), True),
        (staffed(1, by="t2", takes=("pension",), take_over=True), False),
        (c.PauseCounter(at_ms=9_000, by="t2", counter=1), True),
        (c.ResumeCounter(at_ms=9_000, by="t2", counter=1), True),
        (c.CloseCounter(at_ms=9_000, by="t2", counter=1), True),
    ):
        before = day.staffing
        assert play(day, command)
        assert day.staffing == (day.seq if changes else before), command
