"""What the crew's visitors come for."""

import random
from collections import Counter
from statistics import mean

import pytest

from queue_server.clients.arrivals import MEAN_SERVICE_S
from queue_server.clients.crew.errands import CLAIMS, ELSEWHERE, GIVES_UP, NO_SHOW, UNNAMED, Demand, demand_weights
from queue_server.clients.views import ServiceView

MANY = 8000
CATALOGUE = [ServiceView(code=code, typical_minutes=8.0) for code in list(demand_weights())[:20]]


@pytest.fixture
def demand() -> Demand:
    return Demand(CATALOGUE, district="wendeng", districts=["wendeng", "rushan"])


def share(count: int) -> float:
    return count / MANY


def test_visitors_are_as_the_rates_say(demand: Demand) -> None:
    chance = random.Random(1)
    errands = [demand.errand(chance) for _ in range(MANY)]
    spread = 4 * (0.25 / MANY) ** 0.5  # four standard errors at most
    assert share(sum(errand.priority != "normal" for errand in errands)) == pytest.approx(CLAIMS, abs=spread)
    assert share(sum(not errand.services for errand in errands)) == pytest.approx(UNNAMED, abs=spread)
    assert share(sum(not errand.comes for errand in errands)) == pytest.approx(NO_SHOW, abs=spread)
    assert share(sum(errand.gives_up_s is not None for errand in errands)) == pytest.approx(GIVES_UP, abs=spread)
    assert share(sum(errand.home_district == "rushan" for errand in errands)) == pytest.approx(ELSEWHERE, abs=spread)


def test_services_are_drawn_by_their_weight(demand: Demand) -> None:
    chance = random.Random(1)
    drawn = Counter(errand.services[0] for _ in range(MANY) if (errand := demand.errand(chance)).services)
    weights = {service.code: demand_weights()[service.code] for service in CATALOGUE}
    total = sum(weights.values())
    for code, weight in weights.items():
        assert drawn[code] / drawn.total() == pytest.approx(weight / total, abs=0.03)


def test_the_mean_service_is_not_above_what_comparable_halls_publish(demand: Demand) -> None:
    chance = random.Random(1)
    times = [demand.service_s([CATALOGUE[0].code], chance) for _ in range(MANY)]
    assert mean(times) == pytest.approx(MEAN_SERVICE_S, rel=0.05)  # eight minutes in this catalogue, scaled down to five


def test_quick_services_keep_their_own_mean() -> None:
    quick = Demand([ServiceView(code="X", typical_minutes=3.0)], district="a", districts=["a"])
    chance = random.Random(1)
    assert mean(quick.service_s(["X"], chance) for _ in range(MANY)) == pytest.approx(180, rel=0.05)


def test_a_hall_without_services_has_visitors_who_name_none() -> None:
    empty = Demand([], district="a", districts=["a"])
    errand = empty.errand(random.Random(1))
    assert errand.services == ()
    assert errand.home_district == "a"
    assert empty.service(random.Random(1)) is None
