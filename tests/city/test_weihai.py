"""The demo city and the packaged data: what was published is in them, and what is assumed says so."""

import csv
import json
from collections import Counter
from datetime import date

import pytest
from pypinyin import lazy_pinyin

from queue_server.city.file import load_city
from queue_server.city.hall import HallConfig, hall_day
from tests.city.paths import DATA, WEIHAI

CITY = load_city(WEIHAI)
HALLS = {hall.id: hall for hall in CITY.halls}
LOGINS = {login.username: login for login in CITY.staff}
DIVISIONS = list(csv.DictReader((DATA / "weihai_divisions.csv").read_text(encoding="utf-8").splitlines()))
TYPES = ("街道", "镇", "办事处", "管理委员会")


def others(level: str) -> list[HallConfig]:
    return [hall for hall in CITY.halls if hall.level == level and hall.district != "wendeng"]


def test_the_city_has_37_halls_in_7_districts() -> None:
    assert len(CITY.halls) == len(HALLS) == 37
    codes = {row["code"] for row in DIVISIONS if row["parent_code"] == "3710"}
    assert {district.code for district in CITY.districts} == codes
    assert len(codes) == 7


def test_wendeng_has_its_district_hall_with_twelve_unified_counters() -> None:
    hall = HALLS["wendeng"]
    assert (hall.name.zh, hall.name.en) == ("文登区社会保险服务大厅", "Wendeng Social Insurance Hall")
    assert (hall.level, hall.offers) == ("district", "all")
    assert [(counter.counter, counter.takes) for counter in hall.counters] == [(number, None) for number in range(1, 13)]


def test_wendengs_17_town_halls_are_its_17_units_and_do_the_60_services() -> None:
    units = {row["code"]: row["name"] for row in DIVISIONS if row["wendeng_hall"]}
    towns = [hall for hall in CITY.halls if hall.district == "wendeng" and hall.level == "town"]
    assert {hall.town for hall in towns} == set(units)
    assert len(towns) == 17
    for hall in towns:
        assert len(hall.counters) in (2, 3)
        assert sum(map(hall.offers_service, CITY.services)) == 60
        place = units[hall.town or ""]
        for kind in TYPES:
            place = place.removesuffix(kind)
        assert hall.id == "".join(lazy_pinyin(place))
        assert hall.name.zh.startswith(place)


def test_daoji_is_one_person_at_one_counter() -> None:
    daoji = HALLS["daoji"]
    assert (daoji.level, daoji.one_person, len(daoji.counters), daoji.district) == ("village", True, 1, "wendeng")
    assert [hall.id for hall in CITY.halls if hall.one_person] == ["daoji"]


def test_each_other_district_has_a_district_hall_and_two_town_halls() -> None:
    assert Counter(hall.district for hall in others("district")) == dict.fromkeys(
        ("huancui", "gaoqu", "jingqu", "lingang", "rongcheng", "rushan"), 1
    )
    assert set(Counter(hall.district for hall in others("town")).values()) == {2}
    parents = {row["code"]: row["parent_code"] for row in DIVISIONS}
    codes = {district.id: district.code for district in CITY.districts}
    for hall in others("town"):
        assert parents[hall.town or ""] == codes[hall.district]


@pytest.mark.parametrize("hall", CITY.halls, ids=lambda hall: hall.id)
def test_every_hall_keeps_the_hours_and_the_rules_of_the_demo(hall: HallConfig) -> None:
    for weekday, sessions in (("2026-03-02", 2), ("2026-03-06", 2), ("2026-03-07", 0), ("2026-03-08", 0)):
        setup, intake = hall_day(hall, CITY.services, 1, 1, date.fromisoformat(weekday))
        assert intake is not None
        assert len(intake) == sessions
        assert all(span.from_ms < span.until_ms < span.closes_ms for span in intake)
    assert (setup.no_show_calls, setup.no_show_s) == (2, 0)


def test_what_is_assumed_says_so() -> None:
    for hall in CITY.halls:
        own = [text for text in hall.assumptions if hall.id == "wendeng" or "counter" in text.en.lower()]
        assert own, f"{hall.id}: the number of counters is assumed"
    for hall in [*others("district"), *others("town")]:
        assert any("That there is a hall here" in text.en for text in hall.assumptions)
    told = " ".join(text.en for hall in CITY.halls for text in hall.assumptions)
    for assumed in ("Hours", "priority gains credit", "no-show rule"):
        assert assumed in told


def roles(username: str) -> list[tuple[str, str]]:
    return [(grant.role, grant.scope) for grant in LOGINS[username].roles]


def test_the_logins_of_people() -> None:
    assert roles("teller") == [("teller", "hall:wendeng")]
    assert roles("greeter") == [("greeter", "hall:wendeng")]
    assert roles("manager") == [("manager", "hall:wendeng")]
    assert roles("kiosk") == [("kiosk", "hall:wendeng")]
    assert roles("official") == [("official", "city")]
    assert roles("admin") == [("admin", "city")]
    for hall in CITY.halls:
        if hall.id != "wendeng":
            assert roles(f"teller-{hall.id}") == [("teller", f"hall:{hall.id}")]


def test_the_logins_of_the_crew() -> None:
    for hall in CITY.halls:
        many = 10 if hall.id == "wendeng" else len(hall.counters)  # counters 11 and 12 are left to people
        crew = {name for name in LOGINS if name.startswith(f"crew-{hall.id}-")}
        assert crew == {f"crew-{hall.id}-{number}" for number in range(1, many + 1)}
        assert all(roles(name) == [("teller", f"hall:{hall.id}")] for name in crew)
        assert roles(f"crew-kiosk-{hall.id}") == [("kiosk", f"hall:{hall.id}")]


def test_every_login_has_the_demos_password_in_a_demo() -> None:
    assert CITY.demo
    assert {login.password for login in CITY.staff} == {"demo"}


def test_the_catalogue_holds_the_published_totals() -> None:
    services = CITY.services
    assert len(services) == len({service.name.zh for service in services}) == 131
    assert Counter(service.kind for service in services) == {"instant": 112, "reviewed": 19}
    assert sum(service.at_town for service in services) == 60
    assert {service.review_group for service in services if service.kind == "reviewed"} == {
        "collection", "retirement", "medical", "work_injury",
    }  # fmt: skip
    before, after = (sum(getattr(service, key) for service in services) for key in ("steps_before", "steps_after"))
    legal, promised = (sum(getattr(service, key) for service in services) for key in ("legal_days", "promised_days"))
    assert (before, after, legal, promised) == (657, 435, 640, 431)
    assert 1 - after / before > 0.30
    assert 0.30 < 1 - promised / legal < 1 / 3
    assert max((service.legal_days or 0) - (service.promised_days or 0) for service in services) == 15


def test_the_catalogue_says_how_sure_its_names_and_numbers_are() -> None:
    assert Counter(service.source for service in CITY.services) == {"published": 57, "unchecked": 48, "illustrative": 26}
    assert all(service.source_ref or service.source == "illustrative" for service in CITY.services)
    assert {service.numbers_source for service in CITY.services} == {"illustrative"}
    assert all(service.limit_source for service in CITY.services)


def test_recognition_of_a_work_injury_says_what_is_published() -> None:
    (service,) = [service for service in CITY.services if service.name.zh == "工伤认定申请"]
    assert len(service.materials) == 3
    assert (service.apply_within_days_employer, service.apply_within_days_worker_family_union) == (30, 365)
    assert service.limit_unit == "calendar"


def test_every_calibration_figure_has_its_source() -> None:
    calibration = json.loads((DATA / "calibration.json").read_text(encoding="utf-8"))
    assert calibration["hall_hours"]["winter"] == "08:30-12:00 13:30-17:00"
    assert calibration["chengdu_wuhou_hall"]["per_working_day"] == 663
    assert all("source" in entry or entry.get("found") is False for entry in calibration.values())
