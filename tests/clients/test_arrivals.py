"""The shapes of a day: sums, humps, closures, Mondays."""

import random
from datetime import date
from itertools import pairwise
from statistics import mean

import pytest

from queue_server.clients.arrivals import (
    AT_THE_DOOR,
    MONDAY,
    OTHER_DAY,
    Session,
    arrival_times,
    expected_between,
    expected_count,
    service_time_s,
    weekday_factor,
)

HOUR_MS = 3600 * 1000
MORNING = Session(int(8.5 * HOUR_MS), 12 * HOUR_MS)
AFTERNOON = Session(int(13.5 * HOUR_MS), 17 * HOUR_MS)
DAY = (MORNING, AFTERNOON)


def test_the_expected_count_rises_from_nothing_to_all_visitors() -> None:
    line = expected_count(DAY, 663)
    counts = [count for _, count in line]
    assert counts == sorted(counts)
    assert counts[0] == 0
    assert counts[-1] == pytest.approx(663)


def test_nobody_comes_while_the_hall_is_closed_for_lunch() -> None:
    times = [at for day in range(50) for at in arrival_times(DAY, 663, random.Random(day))]
    assert all(any(session.from_ms <= at <= session.until_ms for session in DAY) for at in times)
    assert expected_between(DAY, 663, MORNING.until_ms, AFTERNOON.from_ms) == 0


def test_each_session_has_its_hump_and_begins_with_those_at_the_door() -> None:
    for session in DAY:
        quarter = (session.until_ms - session.from_ms) / 4
        rates = [
            expected_between(DAY, 663, session.from_ms + i * quarter, session.from_ms + (i + 1) * quarter) for i in range(4)
        ]
        assert max(rates[1], rates[2]) > rates[3] or max(rates[1], rates[2]) > rates[0]
    doors = sum(above - below for (start, below), (end, above) in pairwise(expected_count(DAY, 100)) if end == start)
    assert doors == pytest.approx(100 * AT_THE_DOOR)


def test_counts_vary_as_a_poisson_process_does() -> None:
    counts = [len(arrival_times(DAY, 400, random.Random(f"day {day}"))) for day in range(400)]
    average = mean(counts)
    variance = mean((count - average) ** 2 for count in counts)
    assert average == pytest.approx(400, abs=4 * (400 / 400) ** 0.5)  # four standard errors of the mean
    assert variance / average == pytest.approx(1, abs=4 * (2 / 400) ** 0.5)  # index of dispersion 1


def test_the_same_seed_gives_the_same_day() -> None:
    assert arrival_times(DAY, 60, random.Random("x")) == arrival_times(DAY, 60, random.Random("x"))


@pytest.mark.parametrize("sessions", [(), (MORNING,), (MORNING, AFTERNOON, Session(18 * HOUR_MS, 20 * HOUR_MS))])
def test_a_hall_may_have_any_number_of_sessions(sessions: tuple[Session, ...]) -> None:
    times = arrival_times(sessions, 200, random.Random(1))
    assert (len(times) > 100) == bool(sessions)
    assert times == sorted(times)


def test_nobody_comes_where_nobody_is_expected() -> None:
    assert arrival_times(DAY, 0, random.Random(1)) == []


def test_monday_is_the_heaviest_and_the_week_keeps_its_mean() -> None:
    week = [weekday_factor(date(2026, 3, day)) for day in range(2, 7)]  # a Monday to its Friday
    assert week[0] == MONDAY > OTHER_DAY == week[1]
    assert mean(week) == pytest.approx(1)


def test_service_times_have_the_mean_asked_for_and_a_lognormals_spread() -> None:
    times = [service_time_s(300, random.Random(seed)) for seed in range(4000)]
    assert mean(times) == pytest.approx(300, rel=0.06)
    assert sorted(times)[2000] == pytest.approx(
        300 * 0.69, rel=0.12
    )  # exp(-0.9 ** 2 / 2) of the mean, the shape is cut at its ends
