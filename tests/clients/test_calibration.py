"""Comparing waits with the ranges that were shown."""

import random

import pytest

from queue_server.clients.calibration import Calibration, calibration_of


def test_nothing_shown_nothing_told() -> None:
    assert calibration_of([]) == Calibration(0, None, None)


def test_shares_of_waits_within_the_bounds() -> None:
    assert calibration_of([(10, 60, 120), (90, 60, 120), (300, 60, 120), (20, 60, 120)]) == Calibration(4, 0.5, 0.75)


def test_a_wait_on_one_bound_counts_half() -> None:
    assert calibration_of([(60, 60, 120), (120, 60, 120)]) == Calibration(2, 0.25, 0.75)


def test_who_was_promised_no_wait_and_had_none_is_as_promised() -> None:
    found = calibration_of([(0.2, 0.0, 0.4)] * 50)
    assert found.p50_share == pytest.approx(0.5)
    assert found.p90_share == pytest.approx(0.9)


def test_a_true_range_has_its_shares() -> None:
    rng = random.Random(3)
    waits = [rng.expovariate(1 / 600) for _ in range(20_000)]
    found = calibration_of((wait, 600 * 0.6931, 600 * 2.3026) for wait in waits)
    assert found.p50_share == pytest.approx(0.5, abs=0.01)
    assert found.p90_share == pytest.approx(0.9, abs=0.01)
