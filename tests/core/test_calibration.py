"""The wait ranges over simulated days: half of the waits within the p50, nine of ten within the p90.

Tickets of one hour of one day share its surprises, so that slices of a few days scatter; over the twenty days of
`python -m tests.bench.calibration` they are within 0.05.
"""

import pytest

from tests.bench.calibration import calibration
from tests.bench.hall_day import HOUR, SESSIONS, HallOfADay, Shown

SEEDS = range(1, 5)


@pytest.fixture(scope="module")
def shown() -> list[Shown]:
    return [ticket for seed in SEEDS for ticket in HallOfADay(seed).run().shown]


def test_ranges_hold_over_a_few_days(shown: list[Shown]) -> None:
    found = calibration(shown)
    assert found.tickets > 500 * len(SEEDS)
    assert found.p50_share == pytest.approx(0.5, abs=0.05)
    assert found.p90_share == pytest.approx(0.9, abs=0.05)


def test_ranges_hold_in_the_first_hours_of_the_sessions(shown: list[Shown]) -> None:
    found = calibration(ticket for ticket in shown if any(start <= ticket.issued < start + HOUR for start, _ in SESSIONS))
    assert found.tickets > 120 * len(SEEDS)
    assert found.p50_share == pytest.approx(0.5, abs=0.1)
    assert found.p90_share == pytest.approx(0.9, abs=0.1)


def test_ranges_hold_for_priorities(shown: list[Shown]) -> None:
    found = calibration(ticket for ticket in shown if ticket.priority != "normal")
    assert found.tickets > 40 * len(SEEDS)
    assert found.p50_share == pytest.approx(0.5, abs=0.1)
    assert found.p90_share == pytest.approx(0.9, abs=0.1)
