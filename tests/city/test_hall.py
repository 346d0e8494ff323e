"""What a hall's day opens with, by its configuration and the date."""

from datetime import date

import msgspec
import pytest

from queue_server.city.catalogue import Service
from queue_server.city.hall import HallConfig, hall_day, mean_service_s
from queue_server.city.hours import Session
from queue_server.city.text import Text
from queue_server.core.commands import OpenDay
from queue_server.core.day import HallDay
from queue_server.core.decide import decide
from queue_server.core.setup import CounterSetup, ServiceSetup

NAME = Text("大厅", "Hall")
CATALOGUE = (
    Service(code="G001", name=NAME, group="general", typical_minutes=6, demand_weight=3, at_town=True),
    Service(
        code="M001", name=NAME, group="medical", typical_minutes=12, demand_weight=1, kind="reviewed", review_group="medical"
    ),
)
HALL = HallConfig(
    id="dong",
    name=NAME,
    level="district",
    district="dong",
    counters=(CounterSetup(counter=1),),
    hours={"mon": (Session("08:30", "12:00"),)},
    closed_dates=("2026-03-09",),
    intake_cutoff_min=10,
    target_s=600,
    no_show_s=0,
)
MONDAY, TUESDAY, HOLIDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 9)


def test_the_setup_is_the_configuration_and_the_catalogue() -> None:
    setup, _ = hall_day(HALL, CATALOGUE, 4, 7, MONDAY)
    assert (setup.hall, setup.tz, setup.version, setup.catalogue) == ("dong", "Asia/Shanghai", 7, 4)
    assert (setup.counters, setup.target_s, setup.no_show_calls, setup.no_show_s) == (HALL.counters, 600, 2, 0)
    assert (setup.policy, setup.rates, setup.series) == (HALL.policy, HALL.rates, HALL.series)
    assert setup.services == {
        "G001": ServiceSetup(group="general", kind="instant", mean_s=360),
        "M001": ServiceSetup(group="medical", kind="reviewed", mean_s=720, review_group="medical"),
    }


@pytest.mark.parametrize(
    ("offers", "offered"), [("all", {"G001", "M001"}), ("town", {"G001"}), (("M001",), {"M001"}), ((), set())]
)
def test_the_setup_has_all_services_and_tells_those_offered(offers: tuple[str, ...], offered: set[str]) -> None:
    setup, _ = hall_day(msgspec.structs.replace(HALL, offers=offers), CATALOGUE, 1, 1, MONDAY)
    assert set(setup.services) == {"G001", "M001"}
    assert {code for code, service in setup.services.items() if service.offered} == offered


def test_visitors_take_tickets_in_the_sessions_of_the_date() -> None:
    _, intake = hall_day(HALL, CATALOGUE, 1, 1, MONDAY)
    assert intake is not None
    assert len(intake) == 1


@pytest.mark.parametrize("day", [TUESDAY, HOLIDAY])
def test_a_day_without_session_has_no_self_service(day: date) -> None:
    assert hall_day(HALL, CATALOGUE, 1, 1, day)[1] == ()


@pytest.mark.parametrize("day", [MONDAY, TUESDAY, HOLIDAY])
def test_a_hall_without_hours_has_self_service_at_any_time(day: date) -> None:
    assert hall_day(msgspec.structs.replace(HALL, hours=None), CATALOGUE, 1, 1, day)[1] is None


def test_a_ticket_without_service_takes_the_mean_of_what_is_offered_by_demand() -> None:
    assert mean_service_s(HALL, CATALOGUE) == (3 * 360 + 1 * 720) / 4
    assert mean_service_s(msgspec.structs.replace(HALL, offers="town"), CATALOGUE) == 360
    assert mean_service_s(msgspec.structs.replace(HALL, offers=()), CATALOGUE) == 360
    assert hall_day(HALL, CATALOGUE, 1, 1, MONDAY)[0].unknown_mean_s == 450


def test_the_rules_open_a_day_with_it() -> None:
    setup, intake = hall_day(HALL, CATALOGUE, 1, 1, MONDAY)
    (event,) = decide(
        HallDay(), OpenDay(at_ms=1, by="system", hall="dong", date=MONDAY.isoformat(), setup=setup, intake=intake)
    )
    assert event.setup == setup  # type: ignore[union-attr]


def test_a_configuration_survives_json() -> None:
    assert msgspec.json.decode(msgspec.json.encode(HALL), type=HallConfig) == HALL
