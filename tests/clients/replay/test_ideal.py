"""The first-come recursion, against cases that can be done by hand and against theory."""

import random
from statistics import mean
from typing import Any

import pytest

from queue_server.clients.replay.ideal import first_come_waits
from queue_server.clients.replay.plan import Desk, Planned


def visit(after_s: float, service_s: float, group: str = "general", **more: Any) -> Planned:
    values: dict[str, Any] = {"line": 2, "queue": group, "code": None, "patience_s": None, "priority": "normal"} | more
    return Planned(after_s=after_s, service_s=service_s, group=group, **values)


def test_one_counter_serves_one_after_the_other() -> None:
    assert first_come_waits([visit(0, 60), visit(10, 60), visit(200, 60)], [Desk(1, None)]) == [0, 50, 0]


def test_two_counters_share_a_line() -> None:
    assert first_come_waits([visit(0, 60), visit(0, 30), visit(10, 60)], [Desk(1, None), Desk(2, None)]) == [0, 0, 20]


def test_a_line_for_each_service_leaves_a_counter_idle_beside_a_line() -> None:
    visits = [visit(0, 60), visit(0, 60), visit(0, 60, "pension")]
    assert first_come_waits(visits, [Desk(1, ("general",)), Desk(2, ("pension",))]) == [0, 60, 0]


@pytest.mark.parametrize("more", [{"priority": "elder"}, {"patience_s": 60.0}])
def test_where_the_order_is_another_it_is_not_known(more: dict[str, object]) -> None:
    assert first_come_waits([visit(0, 60, **more)], [Desk(1, None)]) is None


def test_a_visit_that_no_counter_takes_has_no_wait() -> None:
    assert first_come_waits([visit(0, 60, "medical")], [Desk(1, ("general",))]) is None


def test_the_mean_wait_of_a_poisson_line_is_that_of_the_theory() -> None:
    """M/M/1 at 80 % load: the mean wait in line is rho / (1 - rho) services."""
    chance = random.Random(1)
    at_s, visits = 0.0, []
    for _ in range(200_000):
        at_s += chance.expovariate(0.8)
        visits.append(visit(at_s, chance.expovariate(1)))
    waits = first_come_waits(visits, [Desk(1, None)])
    assert waits is not None
    assert mean(waits) == pytest.approx(0.8 / 0.2, rel=0.1)
