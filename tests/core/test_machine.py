"""The whole core under random commands: what must hold after every one of them."""

from typing import get_args

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.counter import CounterState
from queue_server.core.day import HallDay
from queue_server.core.decide import decide
from queue_server.core.errors import HallError
from queue_server.core.estimate import simulate, snapshot
from queue_server.core.evolve import evolve, fold
from queue_server.core.routing import ahead, calling_order
from queue_server.core.setup import CounterSetup, Intake, PolicyName, PriorityClass
from queue_server.core.ticket import AT_COUNTER, AWAY, ENDED, TicketState
from tests.core.story import SETUP, opened, ticket

COUNTERS = st.integers(1, 5)
"""Counters 1 to 4 are in one set-up or another; 5 never is."""
STAFF = st.sampled_from(["ann", "bo"])
BY = st.sampled_from(["ann", "bo", "visitor", "system"])
GROUPS = st.sampled_from([None, (), ("pension",), ("medical",), ("medical", "pension")])
SERVICES = st.sampled_from([(), ("cash",), ("claim",), ("cash", "claim"), ("gold",), ("elsewhere",)])
PRIORITIES: st.SearchStrategy[PriorityClass] = st.sampled_from(get_args(PriorityClass))
NUMBERS = st.builds(lambda series, n: ticket(f"{series}{n:03d}"), st.sampled_from("APY"), st.integers(1, 6))
SECONDS = st.sampled_from([0, 0, 1, 30, 60, 600])
SETUPS = st.builds(
    lambda policy, counters, limit, calls, services: msgspec.structs.replace(
        SETUP,
        policy=policy,
        counters=counters,
        return_limit=limit,
        no_show_calls=calls,
        no_show_s=0 if not calls else 60,
        services={code: SETUP.services[code] for code in services},
    ),
    st.sampled_from(get_args(PolicyName)),
    st.sampled_from(
        [
            SETUP.counters,
            tuple(CounterSetup(counter=i, takes=("medical",) if i == 4 else None) for i in (1, 2, 4)),
            (CounterSetup(counter=1),),
        ]
    ),
    st.integers(0, 2),
    st.integers(0, 2),
    st.sampled_from([tuple(SETUP.services), ("claim",)]),
)
INTAKES = st.sampled_from([None, (), (Intake(from_ms=0, until_ms=1_000_000, closes_ms=1_200_000),)])
WORK = st.sampled_from([None, (), (c.Work(service="cash", outcome="done"),), (c.Work(service="cash", outcome="accepted"),)])


class HallMachine(RuleBasedStateMachine):
    """Times never run back, as the worker stamps them."""

    def __init__(self) -> None:
        super().__init__()
        self.day = HallDay()
        self.log: list[e.HallEvent] = []
        self.at_ms = 0

    def do(self, command: c.HallCommand) -> None:
        before = self.day.facts()
        try:
            events = decide(self.day, command)
        except HallError:
            assert self.day.facts() == before, "a refusal changed the day"
            return
        assert self.day.facts() == before, "deciding changed the day"
        for event in events:
            self.check_call(event)
            if isinstance(command, c.CallNext) and isinstance(event, e.TicketCalled):
                self.check_overtaking(event)
            fork = self.day.fork()
            evolve(self.day.fork(), event)  # one that is dropped leaves nothing behind
            evolve(fork, event)
            after = fork.facts()
            assert self.day.facts() == before, "a fork changed the day"
            self.day.join(fork)
            assert self.day.facts() == after
            before = after
        self.log += events

    def check_call(self, event: e.HallEvent) -> None:
        if isinstance(event, e.TicketCalled):
            called = self.day.tickets[event.ticket]
            counter = self.day.counters[event.counter]
            assert called.state is TicketState.WAITING
            assert counter.takes_line(called.line), "called whom the counter does not take"
            assert counter.state is CounterState.IDLE

    def check_overtaking(self, event: e.TicketCalled) -> None:
        """Of those whom the counter takes, none with rate b that has waited w is overtaken by one that is younger by more than
        w (1 - b / b_max). Times are those that order a class: the issue, unless a ticket was put behind."""
        day, counter, called = self.day, self.day.counters[event.counter], self.day.tickets[event.ticket]
        if day.rules.policy != "accumulating":
            return
        rates = day.rules.rates
        for waits in calling_order(day, event.at_ms, counter=counter):
            waited_ms = event.at_ms - waits.since_ms
            head_start_ms = waited_ms * (1 - rates[waits.priority] / max(rates.values()))
            assert called.since_ms <= waits.since_ms + head_start_ms + 1e-6, "overtaken by one who came too late"

    @initialize(setup=SETUPS, intake=INTAKES)
    def open_day(self, setup: object, intake: object) -> None:
        self.do(opened(setup, intake=intake))  # type: ignore[arg-type]

    @rule(setup=SETUPS, intake=INTAKES)
    def configure(self, setup: object, intake: object) -> None:
        self.do(c.ConfigureDay(at_ms=self.at_ms, by="manager", setup=setup, intake=intake))  # type: ignore[arg-type]

    @rule(force=st.booleans(), really=st.integers(0, 15))
    def close_day(self, force: bool, really: int) -> None:
        if not really:
            self.do(c.CloseDay(at_ms=self.at_ms, by="manager", force=force))

    @rule(seconds=SECONDS)
    def pass_time(self, seconds: int) -> None:
        self.at_ms += seconds * 1000

    @rule(services=SERVICES, priority=PRIORITIES, channel=st.sampled_from(["kiosk", "phone", "counter", "appointment"]))
    def take(self, services: tuple[str, ...], priority: PriorityClass, channel: str) -> None:
        self.do(c.TakeTicket(at_ms=self.at_ms, by="kiosk", services=services, priority=priority, channel=channel))  # type: ignore[arg-type]

    @rule(counter=COUNTERS, by=STAFF, takes=GROUPS, take_over=st.booleans())
    def open_counter(self, counter: int, by: str, takes: object, take_over: bool) -> None:
        self.do(c.OpenCounter(at_ms=self.at_ms, by=by, counter=counter, takes=takes, take_over=take_over))  # type: ignore[arg-type]

    @rule(
        make=st.sampled_from(
            [c.PauseCounter, c.ResumeCounter, c.CloseCounter, c.Recall, c.StartService, c.MarkNoShow, c.HoldTicket]
        ),
        counter=COUNTERS,
        by=STAFF,
    )
    def at_counter(self, make: type[c.HallCommand], counter: int, by: str) -> None:
        self.do(make(at_ms=self.at_ms, by=by, counter=counter))  # type: ignore[call-arg]

    @rule(counter=COUNTERS, by=STAFF)
    def call_next(self, counter: int, by: str) -> None:
        self.do(c.CallNext(at_ms=self.at_ms, by=by, counter=counter))

    @rule(counter=COUNTERS, by=STAFF, chosen=NUMBERS)
    def call(self, counter: int, by: str, chosen: str) -> None:
        self.do(c.CallTicket(at_ms=self.at_ms, by=by, counter=counter, ticket=chosen))

    @rule(counter=COUNTERS, by=STAFF, work=WORK)
    def finish(self, counter: int, by: str, work: object) -> None:
        self.do(c.FinishService(at_ms=self.at_ms, by=by, counter=counter, work=work))  # type: ignore[arg-type]

    @rule(
        counter=COUNTERS,
        by=STAFF,
        to_counter=st.none() | COUNTERS,
        services=st.none() | SERVICES,
        place=st.sampled_from(["front", "back"]),
    )
    def transfer(self, counter: int, by: str, to_counter: int | None, services: object, place: str) -> None:
        self.do(
            c.TransferTicket(
                at_ms=self.at_ms,
                by=by,
                counter=counter,
                to_counter=to_counter,
                services=services,  # type: ignore[arg-type]
                place=place,  # type: ignore[arg-type]
            )
        )

    @rule(make=st.sampled_from([c.ReturnTicket, c.CancelTicket]), chosen=NUMBERS, by=BY)
    def with_ticket(self, make: type[c.HallCommand], chosen: str, by: str) -> None:
        self.do(make(at_ms=self.at_ms, by=by, ticket=chosen))  # type: ignore[call-arg]

    @rule(chosen=NUMBERS, priority=PRIORITIES)
    def set_priority(self, chosen: str, priority: PriorityClass) -> None:
        self.do(c.SetPriority(at_ms=self.at_ms, by="ann", ticket=chosen, priority=priority, reason="other"))

    @rule()
    def estimate(self) -> None:
        """Whatever the day looks like, there is a range for whom an open counter takes, and none for others."""
        before = self.day.facts()
        taken = snapshot(self.day, self.at_ms)
        assert self.day.facts() == before
        open_counters = [counter for counter in self.day.counters.values() if counter.is_open]
        assert (taken is None) == (self.day.closed or not open_counters)
        if taken is None:
            return
        curves = simulate(taken, runs=20)
        for each in calling_order(self.day, self.at_ms):
            shown = curves.for_ticket(self.day, each, self.at_ms + 3_000)
            assert (shown is None) == (not any(counter.takes_line(each.line) for counter in open_counters))
            assert shown is None or 0 <= shown.p50_s <= shown.p90_s < float("inf")
        for services in ((), ("cash",), ("claim",)):
            line = self.day.line_of(services)
            shown = curves.for_new(self.day, services, "elder", self.at_ms)
            assert (shown is None) == (not any(counter.takes_line(line) for counter in open_counters))
            assert shown is None or 0 <= shown.p50_s <= shown.p90_s < float("inf")

    @invariant()
    def a_ticket_is_in_one_place(self) -> None:
        day = self.day
        in_line = [place[2] for classes in day.lines.values() for line in classes.values() for place in line]
        at_counters = [counter.ticket for counter in day.counters.values() if counter.ticket is not None]
        ended = [id_ for id_, each in day.tickets.items() if each.state in ENDED]
        everywhere = in_line + at_counters + sorted(day.away) + ended
        assert len(everywhere) == len(set(everywhere)), "a ticket is in two places"
        assert set(everywhere) == day.tickets.keys()
        assert day.waiting == len(in_line)
        for name, classes in day.lines.items():
            for priority, line in classes.items():
                assert len(line) > 0
                for place in line:
                    each = day.tickets[place[2]]
                    assert (each.state, each.line, each.priority, each.place) == (TicketState.WAITING, name, priority, place)
                    assert each.counter is None
        for counter in day.counters.values():
            if counter.ticket is not None:
                each = day.tickets[counter.ticket]
                assert (each.state in AT_COUNTER, each.counter) == (True, counter.counter)
                assert str(each.state) == str(counter.state)
            else:
                assert counter.state in (CounterState.CLOSED, CounterState.IDLE, CounterState.PAUSED)
            assert (counter.staff is None) == (counter.state is CounterState.CLOSED)
        assert all(day.tickets[id_].state in AWAY for id_ in day.away)

    @invariant()
    def nobody_waits_for_a_counter_that_the_hall_has_not(self) -> None:
        day = self.day
        alive = [each for each in day.tickets.values() if each.state not in ENDED and each.line.startswith("#")]
        assert {each.line for each in alive} <= {f"#{counter}" for counter in day.counters}

    @invariant()
    def numbers_rise_without_gaps(self) -> None:
        by_series: dict[str, list[int]] = {}
        for each in self.day.tickets.values():
            by_series.setdefault(each.number[0], []).append(int(each.number[1:]))
        assert by_series == {series: list(range(1, last + 1)) for series, last in self.day.numbers.items()}
        assert [each.order for each in self.day.tickets.values()] == list(range(1, len(self.day.tickets) + 1))

    @invariant()
    def the_log_gives_the_same_day(self) -> None:
        assert fold(e.decode(e.encode(event)) for event in self.log).facts() == self.day.facts()
        assert self.day.seq == len(self.log)

    @invariant()
    def ahead_is_the_place_among_those_who_compete(self) -> None:
        day = self.day
        if not day.opened:
            return
        order = calling_order(day, self.at_ms)
        assert calling_order(day, self.at_ms, limit=3) == order[:3]
        for index, each in enumerate(order):
            takers = [counter for counter in day.counters.values() if counter.is_open and counter.takes_line(each.line)]
            takers = takers or [counter for counter in day.counters.values() if counter.takes_line(each.line)]
            rivals = [
                other
                for other in order[:index]
                if other.line == each.line or any(counter.takes_line(other.line) for counter in takers)
            ]
            assert ahead(day, each.line, each.priority, each.since_ms, each.order, self.at_ms) == len(rivals)

    @invariant()
    def the_counts_are_those_of_the_tickets(self) -> None:
        day = self.day
        tickets = list(day.tickets.values())
        assert day.served == sum(each.state is TicketState.DONE for each in tickets)
        assert day.called == sum(each.called_ms is not None for each in tickets)
        cancelled = sum(isinstance(event, e.TicketCancelled) and event.cause != "day-closed" for event in self.log)
        assert day.abandoned == cancelled + sum(each.state is TicketState.NO_SHOW for each in tickets)
        assert all(each.returns <= 2 for each in tickets)


TestHall = HallMachine.TestCase
TestHall.settings = settings(max_examples=100, stateful_step_count=60, deadline=None)
