"""The wait range as visitors see it: what makes it longer, shorter, or absent."""

import random
from itertools import pairwise

import msgspec
import numpy as np
import pytest

from queue_server.core import commands as c
from queue_server.core.day import HallDay
from queue_server.core.decide import decide
from queue_server.core.estimate import WaitCurves, WaitRange, simulate, snapshot
from queue_server.core.evolve import evolve
from queue_server.core.setup import CounterSetup, HallSetup, Intake, PolicyName, PriorityClass
from tests.core.story import SETUP, opened, ticket

MINUTE = 60_000
START_MS = 1_000_000
EXPONENTIAL = tuple(float(-np.log(1 - (i + 0.5) / 200)) for i in range(200))


class Hall:
    """A day to which things are done in a row."""

    def __init__(self, counters: int = 1, intake: tuple[Intake, ...] | None = None, **setup: object) -> None:
        self.day = HallDay()
        self.at_ms = START_MS
        rules: HallSetup = msgspec.structs.replace(
            SETUP, counters=tuple(CounterSetup(counter=i) for i in range(1, counters + 1)), unknown_mean_s=300.0, **setup
        )
        self.do(opened(rules, intake=intake))
        for counter in self.day.counters:
            self.do(c.OpenCounter(at_ms=self.at_ms, by="t", counter=counter))

    def do(self, *commands: c.HallCommand) -> "Hall":
        for command in commands:
            for event in decide(self.day, command):
                evolve(self.day, event)
        return self

    def later(self, seconds: float) -> "Hall":
        self.at_ms += round(seconds * 1000)
        return self

    def take(self, number: int = 1, priority: PriorityClass = "normal", services: tuple[str, ...] = ()) -> "Hall":
        for _ in range(number):
            self.do(c.TakeTicket(at_ms=self.at_ms, by="kiosk", priority=priority, services=services))
        return self

    def serve(self, *counters: int) -> "Hall":
        for counter in counters:
            self.do(c.CallNext(at_ms=self.at_ms, by="t", counter=counter))
            self.do(c.StartService(at_ms=self.at_ms, by="t", counter=counter))
        return self

    def finish(self, *counters: int) -> "Hall":
        return self.do(*[c.FinishService(at_ms=self.at_ms, by="t", counter=counter) for counter in counters])

    def experienced(self, service_s: float = 300, number: int = 150, no_shows: int = 0) -> "Hall":
        """Serve so many at counter 1, without gaps: the day knows its pace then. `no_shows` of a hundred do not come."""
        for i in range(number):
            self.take().do(c.CallNext(at_ms=self.at_ms, by="t", counter=1))
            if i % 100 < no_shows:
                self.later(60).do(c.Recall(at_ms=self.at_ms, by="t", counter=1))
                self.later(1).do(c.MarkNoShow(at_ms=self.at_ms, by="t", counter=1))
            else:
                self.do(c.StartService(at_ms=self.at_ms, by="t", counter=1)).later(service_s).finish(1)
        return self

    def curves(self, runs: int = 200) -> WaitCurves:
        taken = snapshot(self.day, self.at_ms)
        assert taken is not None
        return simulate(taken, runs)

    def new(self, priority: PriorityClass = "normal", services: tuple[str, ...] = (), runs: int = 200) -> WaitRange:
        found = self.curves(runs).for_new(self.day, services, priority, self.at_ms)
        assert found is not None
        return found

    def of(self, number: str, curves: WaitCurves | None = None) -> WaitRange:
        found = (curves or self.curves()).for_ticket(self.day, self.day.ticket(ticket(number)), self.at_ms)
        assert found is not None
        return found


def busy(counters: int = 4, waiting: int = 0, **setup: object) -> Hall:
    return Hall(counters, None, **setup).take(counters).serve(*range(1, counters + 1)).later(60).take(waiting)


def test_a_free_counter_calls_within_moments() -> None:
    shown = Hall(2).new()
    assert 0 < shown.p50_s < shown.p90_s < 60


def test_there_is_no_range_without_an_open_counter_that_takes_the_ticket() -> None:
    hall = Hall(1).take(services=("cash",))
    curves = hall.curves()
    hall.do(c.OpenCounter(at_ms=hall.at_ms, by="t", counter=1, takes=("medical",)))
    assert curves.for_new(hall.day, ("cash",), "normal", hall.at_ms) is None
    assert curves.for_new(hall.day, (), "normal", hall.at_ms) is None
    assert curves.for_new(hall.day, ("claim",), "normal", hall.at_ms) is not None
    assert curves.for_ticket(hall.day, hall.day.ticket(ticket("A001")), hall.at_ms) is None
    hall.do(c.CloseCounter(at_ms=hall.at_ms, by="t", counter=1))
    assert snapshot(hall.day, hall.at_ms) is None
    hall.do(c.CloseDay(at_ms=hall.at_ms, by="t"))
    assert snapshot(hall.day, hall.at_ms) is None
    assert snapshot(HallDay(), 0) is None


def test_who_nobody_takes_is_in_nobodys_way() -> None:
    hall = Hall(1)
    hall.do(c.OpenCounter(at_ms=hall.at_ms, by="t", counter=1, takes=("medical",)))
    hall.take(services=("claim",)).serve(1).take(5, services=("claim",))
    without = hall.new(services=("claim",))
    assert hall.take(20, "elder", services=("cash",)).new(services=("claim",)).p50_s == pytest.approx(without.p50_s, rel=0.2)


def test_only_a_waiting_ticket_has_a_range() -> None:
    hall = busy(1)
    assert hall.curves().for_ticket(hall.day, hall.day.ticket(ticket("A001")), hall.at_ms) is None


def test_the_same_moment_gives_the_same_range() -> None:
    hall = busy(4, 10)
    assert hall.new() == hall.new()
    assert hall.of("A010") == hall.of("A010")


def test_who_stands_behind_waits_longer() -> None:
    hall = busy(4, 30)
    curves = hall.curves()
    ranges = [hall.of(f"A{number:03d}", curves) for number in range(5, 35)]
    for before, behind in pairwise(ranges):
        assert before.p50_s <= behind.p50_s
        assert before.p90_s <= behind.p90_s + 60
    newest = curves.for_new(hall.day, (), "normal", hall.at_ms)
    assert newest is not None
    assert newest.p50_s >= ranges[-1].p50_s


def test_more_counters_make_it_shorter() -> None:
    assert busy(8, 24).new().p50_s < busy(4, 24).new().p50_s * 0.7


@pytest.mark.parametrize(("policy", "shorter"), [("first-come", False), ("strict", True), ("accumulating", True)])
def test_priority_counts_as_the_policy_says(policy: PolicyName, shorter: bool) -> None:
    hall = busy(3, 20, policy=policy)
    elder, normal = hall.new("elder"), hall.new("normal")
    assert (elder.p50_s < normal.p50_s * 0.6) == shorter
    assert shorter or elder == normal


def test_longer_services_ahead_make_it_longer() -> None:
    assert busy(2).take(20, services=("claim",)).new().p50_s > 1.5 * busy(2).take(20, services=("cash",)).new().p50_s


def test_erlang_waits_are_met() -> None:
    """With exponential services the wait behind n at c busy counters is Erlang(n + 1) with rate c over the mean: no matter how
    long the services have lasted. The day has learned that its tellers leave no gap and nobody stays away."""
    hall = Hall(4, service_shape=EXPONENTIAL, policy="first-come")
    rng = random.Random(5)
    for _ in range(400):
        hall.experienced(rng.expovariate(1 / 300), number=1)
    hall.take(4).serve(1, 2, 3, 4).later(200).take(11)
    shown = hall.new(runs=4_000)
    sampled = np.random.default_rng(1).gamma(12, 300 / 4, 200_000)
    assert shown.p50_s == pytest.approx(np.quantile(sampled, 0.5), rel=0.1)
    assert shown.p90_s == pytest.approx(np.quantile(sampled, 0.9), rel=0.1)


@pytest.mark.parametrize(("service_s", "low", "high"), [(600, 1.6, 2.2), (150, 0.4, 0.65)])
def test_the_day_teaches_how_long_services_take(service_s: float, low: float, high: float) -> None:
    as_set_up = Hall(2).experienced(300).take(2).serve(1, 2).take(10).new()
    learned = Hall(2).experienced(service_s).take(2).serve(1, 2).take(10).new()
    assert low < learned.p50_s / as_set_up.p50_s < high


def test_who_does_not_show_up_shortens_the_wait() -> None:
    all_come = Hall(1).experienced(300).take().serve(1).take(10).new()
    half_come = Hall(1).experienced(300, no_shows=50).take().serve(1).take(10).new()
    assert half_come.p50_s < all_come.p50_s * 0.8


def test_who_has_waited_long_may_have_left_unseen() -> None:
    def line(patient: bool) -> Hall:
        hall = Hall(1, None, no_show_calls=0, no_show_s=0)
        for _ in range(40):
            hall.take(2)
            for served in (True, patient):  # the second waits longer than the first
                hall.do(c.CallNext(at_ms=hall.at_ms, by="t", counter=1))
                if served:
                    hall.do(c.StartService(at_ms=hall.at_ms, by="t", counter=1)).later(600).finish(1)
                else:
                    hall.later(30).do(c.MarkNoShow(at_ms=hall.at_ms, by="t", counter=1))
        return hall.take(11).serve(1)

    assert line(patient=False).new().p50_s < line(patient=True).new().p50_s * 0.7


def test_who_cancels_shortens_the_wait_of_those_behind() -> None:
    def line(cancels: bool) -> Hall:
        hall = Hall(2).experienced(300)
        for _ in range(60):
            hall.take().do(c.CallNext(at_ms=hall.at_ms, by="t", counter=1)).take().later(300).finish(1)
            if cancels:
                last = max(hall.day.tickets.values(), key=lambda each: each.order)
                hall.do(c.CancelTicket(at_ms=hall.at_ms, by="visitor", ticket=last.id))
            else:
                hall.do(c.CallNext(at_ms=hall.at_ms, by="t", counter=2)).finish(2)
        return hall.take(2).serve(1, 2).take(20)

    assert line(cancels=True).new().p50_s < line(cancels=False).new().p50_s * 0.8


def test_a_service_that_has_lasted_long_will_last_longer() -> None:
    """Lognormal services: the longer one has taken, the more is left."""
    assert busy(1).later(3_000).new().p50_s > busy(1).new().p50_s


def test_a_called_visitor_who_has_not_come_for_long_will_not_come() -> None:
    def called(seconds: float) -> WaitRange:
        hall = Hall(1).experienced(300, no_shows=20).take()
        return hall.do(c.CallNext(at_ms=hall.at_ms, by="t", counter=1)).later(seconds).new()

    assert called(90).p50_s < called(1).p50_s / 2


def test_where_nobody_presses_start_the_service_begins_with_the_call() -> None:
    hall = Hall(1)
    for _ in range(100):
        hall.take().do(c.CallNext(at_ms=hall.at_ms, by="t", counter=1)).later(300).finish(1)
    hall.take().do(c.CallNext(at_ms=hall.at_ms, by="t", counter=1)).later(120)
    assert hall.new().p50_s > 60


def test_a_ticket_sent_to_a_counter_waits_for_that_counter() -> None:
    hall = busy(4, 2)
    moved = c.TransferTicket(at_ms=hall.at_ms, by="t", counter=1, to_counter=2, place="back")
    hall.do(moved, c.CallNext(at_ms=hall.at_ms, by="t", counter=1))
    targeted, first = hall.of("A001"), hall.of("A006")
    assert targeted.p50_s > first.p50_s


def test_coming_priorities_are_expected_to_overtake() -> None:
    """Ten elders came in the last ten minutes, and were called; more are to come, unless intake ends."""

    def hall(intake: tuple[Intake, ...] | None) -> Hall:
        hall = Hall(2, intake)
        for _ in range(20):
            hall.later(30).take(priority="elder").serve(1).finish(1)
        return hall.take(2).serve(1, 2).take(20)

    ends = (Intake(from_ms=0, until_ms=START_MS + 601_000, closes_ms=START_MS + 3_600_000),)
    going_on = (Intake(from_ms=0, until_ms=START_MS + 90_000_000, closes_ms=START_MS + 90_000_000),)
    assert hall(None).new().p50_s > hall(ends).new().p50_s * 1.2
    assert hall(going_on).new().p50_s > hall(ends).new().p50_s * 1.2
    assert hall(ends).new("elder").p50_s < hall(ends).new().p50_s


def test_a_paused_counter_is_expected_back() -> None:
    def line(stays: bool) -> Hall:
        hall = busy(1)
        hall.do(*[c.ConfigureDay(at_ms=hall.at_ms, by="m", setup=_more_counters(hall), intake=None)])
        hall.do(c.OpenCounter(at_ms=hall.at_ms, by="t", counter=2))
        hall.do(c.PauseCounter(at_ms=hall.at_ms, by="t", counter=2, reason="break"))
        return (hall if stays else hall.do(c.CloseCounter(at_ms=hall.at_ms, by="t", counter=2))).take(20)

    assert line(stays=True).new().p50_s < line(stays=False).new().p50_s * 0.8


def _more_counters(hall: Hall) -> HallSetup:
    return msgspec.structs.replace(hall.day.rules, counters=(CounterSetup(counter=1), CounterSetup(counter=2)))


def test_between_sessions_paused_counters_are_expected_with_the_next() -> None:
    sessions = (
        Intake(from_ms=0, until_ms=START_MS - 1, closes_ms=START_MS),
        Intake(from_ms=START_MS + 60 * MINUTE, until_ms=START_MS + 90 * MINUTE, closes_ms=START_MS + 90 * MINUTE),
    )
    hall = Hall(2, sessions)
    pause = c.PauseCounter(at_ms=hall.at_ms, by="t", counter=2, reason="meal")
    hall.do(c.TakeTicket(at_ms=hall.at_ms, by="t", channel="counter")).serve(1).do(pause)
    hall.do(*[c.TakeTicket(at_ms=hall.at_ms, by="t", channel="counter")] * 14)
    without = Hall(1)
    without.take().serve(1).take(14)
    assert hall.new().p50_s > 3_000
    assert hall.new().p90_s < without.new().p90_s


def test_the_range_runs_down_while_nothing_happens() -> None:
    hall = busy(1, 20)
    curves = hall.curves()
    before = hall.of("A021", curves)
    after = hall.later(5).of("A021", curves)
    assert after.p50_s == pytest.approx(before.p50_s - 5, abs=1.0)


def test_who_is_not_called_yet_waits_on() -> None:
    """The first in the line is not promised less than nothing, however old the curves are."""
    hall = busy(4, 1)
    curves = hall.curves()
    shown = [hall.of("A005", curves)]
    for _ in range(20):
        shown.append(hall.later(60).of("A005", curves))
    assert all(each.p90_s >= each.p50_s >= 0 for each in shown)
    assert shown[-1].p90_s > 0


def test_curves_shift_with_the_line() -> None:
    """What the old curves say after the line has moved is near what new curves say."""
    hall = busy(6, 30)
    old = hall.curves()
    hall.later(2).finish(1).serve(1).later(1).take(3).finish(2).serve(2)
    hall.do(c.CancelTicket(at_ms=hall.at_ms, by="visitor", ticket=ticket("A012")))
    new = hall.curves()
    for number in ("A010", "A020", "A036", "A038"):
        assert hall.of(number, old).p50_s == pytest.approx(hall.of(number, new).p50_s, rel=0.2, abs=20)
    priorities: tuple[PriorityClass, ...] = ("normal", "elder")
    for priority in priorities:
        was, is_ = (each.for_new(hall.day, (), priority, hall.at_ms) for each in (old, new))
        assert was is not None
        assert is_ is not None
        assert was.p50_s == pytest.approx(is_.p50_s, rel=0.2, abs=20)


def test_curves_reach_beyond_the_line_that_they_saw() -> None:
    hall = busy(2, 5)
    old = hall.curves()
    hall.take(20)
    assert hall.of("A027", old).p50_s == pytest.approx(hall.of("A027").p50_s, rel=0.3)


def test_a_counter_that_opened_since_has_a_range_at_once() -> None:
    hall = Hall(2)
    hall.do(c.OpenCounter(at_ms=hall.at_ms, by="t", counter=1, takes=("medical",)))
    hall.do(c.CloseCounter(at_ms=hall.at_ms, by="t", counter=2))
    hall.take(services=("claim",)).serve(1).take(3, services=("claim",))
    curves = hall.curves()
    hall.take(3, services=("cash",)).do(c.OpenCounter(at_ms=hall.at_ms, by="t", counter=2))
    shown = curves.for_new(hall.day, ("cash",), "normal", hall.at_ms)
    assert shown is not None
    assert shown.p50_s > 0


def test_a_hall_whose_services_all_take_the_same_time() -> None:
    hall = busy(1, 4, service_shape=(1.0,))
    assert hall.new().p50_s == pytest.approx(240 + 4 * 300, rel=0.15)


def test_nonsense_in_the_set_up_gives_a_range_nevertheless() -> None:
    for shape in ((0.0, 0.0, 3.0), (1.0, 1.0), (1e-9, 1.0, 1e6)):
        shown = busy(2, 5, service_shape=shape).new()
        assert 0 <= shown.p50_s <= shown.p90_s < float("inf")
    hall = Hall(1, services={}, no_show_calls=0, no_show_s=0).take(2).serve(1)
    hall.do(
        c.ConfigureDay(at_ms=hall.at_ms, by="m", setup=msgspec.structs.replace(hall.day.rules, unknown_mean_s=0.0), intake=None)
    )
    shown = hall.later(5).new()
    assert 0 <= shown.p50_s <= shown.p90_s < float("inf")
