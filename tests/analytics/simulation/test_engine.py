"""Days played by hand, and every day played twice: by the rules alone and through decide and evolve."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.simulation.engine import day_events, play, play_day
from analytics.simulation.first_come import is_one_line
from analytics.simulation.halls import CoreHall, CounterChange, RulesHall
from analytics.simulation.shifts import Habits, Shift
from analytics.simulation.visits import Visits
from queue_server.core.events import encode
from queue_server.core.evolve import fold
from queue_server.core.setup import HallSetup, Intake
from tests.analytics.simulation.days import (
    HABITS,
    INTAKES,
    MINUTE,
    SETUP,
    S,
    any_services,
    any_shifts,
    any_visits,
    hall,
    one,
    several,
)


@settings(max_examples=200, deadline=None)
@given(any_services(), any_visits(), any_shifts(), INTAKES, HABITS, st.sampled_from([0, 1_000 * S]))
def test_the_rules_alone_play_what_decide_and_evolve_play(
    setup: HallSetup, visits: Visits, shifts: list[Shift], intake: tuple[Intake, ...] | None, habits: Habits, closes_ms: int
) -> None:
    by_core = CoreHall(setup, visits, date="2026-03-02", opens_ms=0, intake=intake)
    play(by_core, shifts, habits, closes_ms)
    assert fold(by_core.log).closed
    by_rules = play_day(setup, visits, shifts, date="2026-03-02", closes_ms=closes_ms, intake=intake, habits=habits)
    assert by_rules == by_core.played()


@settings(max_examples=200, deadline=None)
@given(any_services(), any_visits(), any_shifts(st.none()), INTAKES, HABITS, st.sampled_from([0, 1_000 * S]))
def test_one_line_in_order_of_coming_is_what_the_rules_would_call(
    setup: HallSetup, visits: Visits, shifts: list[Shift], intake: tuple[Intake, ...] | None, habits: Habits, closes_ms: int
) -> None:
    setup = msgspec.structs.replace(setup, policy="first-come")
    assert is_one_line(setup, shifts)
    by_rules = RulesHall(setup, visits, date="2026-03-02", opens_ms=0, intake=intake)
    play(by_rules, shifts, habits, closes_ms)
    short = play_day(setup, visits, shifts, date="2026-03-02", closes_ms=closes_ms, intake=intake, habits=habits)
    assert short == by_rules.played()


def test_it_is_not_one_line_where_somebody_may_be_preferred() -> None:
    shifts = [Shift(1, 0, 60 * S), Shift(2, 0, 60 * S)]
    assert not is_one_line(hall(policy="strict"), shifts)
    assert not is_one_line(hall(policy="accumulating"), shifts)
    assert not is_one_line(hall(policy="first-come"), [*shifts, Shift(3, 0, 60 * S, takes=("pension",))])


def test_a_day_by_hand() -> None:
    """Two counters, three minutes each. A and B are called at once; C waits for A's end at 3:00, D, an elder, for B's at 3:30."""
    visits = several(
        one(0, 180),
        one(30, 180, walk_ms=10 * S),
        one(60, 180),
        one(90, 60, priority="elder"),
        one(100, 60, patience_ms=30 * S),  # leaves at 2:10
        one(120, 60, comes=False),  # called at 4:00 and at 4:30 by the counter that D left, absent at 5:00
        one(999, 60),  # comes when all have closed
    )
    shifts = [Shift(1, 0, 600 * S), Shift(2, 0, 900 * S, ends="pause", reason="break")]
    played = play_day(hall(no_show_s=0), visits, shifts, closes_ms=1_000 * S)
    assert played.called_ms == [0, 30 * S, 180 * S, 220 * S, None, 280 * S, None]
    assert played.started_ms == [0, 40 * S, 180 * S, 220 * S, None, None, None]
    assert played.ended_ms == [180 * S, 220 * S, 360 * S, 280 * S, 130 * S, None, 1_000 * S]
    assert played.counter == [1, 2, 1, 2, None, 2, None]
    assert played.calls == [1, 1, 1, 1, 0, 2, 0]
    assert played.outcome == ["done", "done", "done", "done", "left", "no_show", "closed"]
    assert played.changes == [
        CounterChange(0, 1, "open", None),
        CounterChange(0, 2, "open", None),
        CounterChange(600 * S, 1, "closed", None),
        CounterChange(900 * S, 2, "paused", None),
        CounterChange(1_000 * S, 2, "closed", None),
    ]
    log = day_events(hall(no_show_s=0), visits, shifts, closes_ms=1_000 * S)
    assert len(log) == played.events
    assert all(encode(event) for event in log)


def test_a_lunch_closure_finds_the_next_shift_in_the_afternoon() -> None:
    morning, lunch_until, evening = 60 * MINUTE, 90 * MINUTE, 150 * MINUTE
    visits = several(one(59 * 60, 300), one(59 * 60 + 1, 300), one(59 * 60 + 2, 300), one(60 * 70, 60))
    shifts = [
        Shift(1, 0, morning, works_off_ms=5 * MINUTE, ends="pause"),
        Shift(1, lunch_until, evening, works_off_ms=60 * MINUTE),
    ]
    played = play_day(SETUP, visits, shifts)
    # the second is called at 64:00, within the five minutes; the third and one who came over lunch wait until 90:00
    assert played.called_ms == [59 * MINUTE, 64 * MINUTE, 90 * MINUTE, 95 * MINUTE]
    assert [change.state for change in played.changes] == ["open", "paused", "open", "closed"]


def test_departments_serve_their_own_and_a_second_errand_queues_again() -> None:
    visits = several(
        one(0, 60, services=("cash",)),
        one(10, 120, services=("claim",), follows=0, channel="counter"),
        one(30, 60, services=("cash",)),
        one(40, 60, services=("claim",)),
    )
    setup = hall(policy="first-come")
    shifts = [Shift(1, 0, 600 * S, takes=("pension",)), Shift(2, 0, 600 * S, takes=("medical",))]
    played = play_day(setup, visits, shifts)
    assert played.visit == [0, 2, 3, 1]  # in order of issue: the errand's second ticket is taken 10 s after the first's end
    assert played.issued_ms == [0, 30 * S, 40 * S, 70 * S]
    assert played.called_ms == [0, 60 * S, 40 * S, 100 * S]
    assert played.counter == [1, 1, 2, 2]


def test_who_is_gone_or_refused_makes_no_second_errand() -> None:
    visits = several(
        one(0, 60, comes=False), one(0, 60, follows=0, channel="counter"), one(50, 60), one(0, 60, follows=2, channel="counter")
    )
    intake = (Intake(from_ms=0, until_ms=40 * S, closes_ms=60 * S),)
    played = play_day(SETUP, visits, [Shift(1, 0, 600 * S)], intake=intake)
    assert (played.visit, played.outcome, played.refused) == ([0], ["no_show"], 1)


def test_visits_that_are_left_out_take_their_followers_along() -> None:
    visits = several(one(0, 1), one(1, 2, follows=0), one(2, 3), one(3, 4, follows=2), one(4, 5, follows=3))
    kept = visits.kept([False, True, True, True, True])
    assert list(kept.service_ms) == [3000, 4000, 5000]
    assert list(kept.follows) == [-1, 0, 1]
    assert list(visits.kept([True, True, True, False, True]).service_ms) == [1000, 2000, 3000]


def test_a_patience_that_was_not_needed_does_not_keep_the_day_open() -> None:
    played = play_day(SETUP, several(one(0, 60), one(1, 60, patience_ms=6000 * S)), [Shift(1, 0, 100 * S)])
    assert (played.outcome, played.closed_ms) == (["done", "done"], 120 * S)


def test_who_waits_when_the_counters_have_closed_is_sent_away_with_the_days_close() -> None:
    visits = several(one(0, 200), one(1, 60, patience_ms=6000 * S), one(2, 60, patience_ms=400 * S))
    played = play_day(SETUP, visits, [Shift(1, 0, 100 * S)], closes_ms=300 * S)
    assert (played.outcome, played.closed_ms) == (["done", "closed", "closed"], 300 * S)
    played = play_day(SETUP, visits, [Shift(1, 0, 100 * S)], closes_ms=500 * S)
    assert (played.outcome, played.closed_ms) == (["done", "closed", "left"], 500 * S)
