from pathlib import Path

import pytest

from tests.app.node import take
from tests.web.site import FAR, HERE, OTHER, Site, body, code


async def test_the_halls_are_public_and_chosen_by_district_and_level(site: Site) -> None:
    response = await site.anybody.get("/api/v1/halls")
    assert [hall["id"] for hall in body(response)["halls"]] == [HERE, OTHER, FAR]
    assert response.headers["cache-control"] == "public, max-age=1"

    async def ids(**query: str) -> list[str]:
        return [hall["id"] for hall in body(await site.anybody.get("/api/v1/halls", params=query))["halls"]]

    assert await ids(district="north") == [HERE, OTHER]
    assert await ids(level="town") == [OTHER]
    assert await ids(district="south", level="town") == []
    assert await ids(district="nowhere") == []


@pytest.mark.parametrize(
    "query",
    ["level=castle", "distrct=north", "district=north&district=south", "district=", "&".join(f"a{n}=1" for n in range(50))],
)
async def test_a_query_that_means_nothing_is_refused(site: Site, query: str) -> None:
    assert code(await site.anybody.get(f"/api/v1/halls?{query}"), 422) == "invalid-query"


async def test_a_hall_tells_how_it_stands(site: Site) -> None:
    before = body(await site.anybody.get(f"/api/v1/halls/{HERE}"))
    assert before == {
        "id": HERE, "name": {"zh": "here厅", "en": "here hall"}, "level": "district", "district": "north",
        "district_name": {"zh": "北区", "en": "North"}, "town": None, "open": False, "closed": False, "date": "2026-03-02",
        "counters": 3, "counters_open": 0, "waiting": 0, "wait": None, "self_service": True, "sessions": None,
        "tz": "Asia/Shanghai", "one_person": False, "assumptions": [], "now": "2026-03-02T00:30:00.000Z", "speed": 1.0,
    }  # fmt: skip
    manager = await site.login(f"manager@hall:{HERE}")
    await site.node.run(HERE, take)
    body(await manager.post(f"/api/v1/halls/{HERE}/counters/2/open"))
    after = body(await site.anybody.get(f"/api/v1/halls/{HERE}"))
    assert (after["open"], after["counters_open"], after["waiting"]) == (True, 1, 1)
    assert after["wait"]["p50_s"] <= after["wait"]["p90_s"]


@pytest.mark.parametrize("path", ["", "/services", "/tickets", "/events", "/setup"])
async def test_a_hall_that_is_not_there_is_not_found(site: Site, path: str) -> None:
    manager = await site.login("admin@city")
    assert code(await manager.get(f"/api/v1/halls/nope{path}"), 404) == "unknown-hall"


async def test_services_are_those_that_the_hall_offers(site: Site) -> None:
    services = body(await site.anybody.get(f"/api/v1/halls/{HERE}/services"))["services"]
    assert [service["code"] for service in services] == ["G001", "P001", "W003"]
    town = body(await site.anybody.get(f"/api/v1/halls/{OTHER}/services"))["services"]
    assert town == [
        {
            "code": "P001", "name": {"zh": "<img onerror=alert(1)>", "en": "Pension start"}, "group": "pension", "kind": "reviewed",
            "review_group": "retirement", "materials": [{"zh": "身份证", "en": "Identity card"}], "typical_minutes": 12.0,
            "legal_days": 20, "promised_days": 10, "limit_unit": "working",
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("gsrd", ["W003"]),
        ("工伤", ["W003"]),
        ("G001", ["G001"]),
        ("pension", ["P001"]),
        ("zzzz", []),
        ("  ", ["G001", "P001", "W003"]),
    ],
)
async def test_services_are_found_by_name_initials_or_code(site: Site, q: str, found: list[str]) -> None:
    services = body(await site.anybody.get(f"/api/v1/halls/{HERE}/services", params={"q": q}))["services"]
    assert [service["code"] for service in services] == found


async def test_a_search_is_not_endless(site: Site) -> None:
    assert code(await site.anybody.get(f"/api/v1/halls/{HERE}/services", params={"q": "工" * 65}), 422) == "invalid-query"


async def test_the_city_introduces_itself(site: Site) -> None:
    assert body(await site.anybody.get("/api/v1/city")) == {
        "name": {"zh": "小城", "en": "Small city"}, "demo": True, "speed": 1.0, "now": "2026-03-02T00:30:00.000Z", "public_url": None,
        "districts": [
            {"id": "north", "name": {"zh": "北区", "en": "North"}, "halls": 2},
            {"id": "south", "name": {"zh": "南区", "en": "South"}, "halls": 1},
        ],
        "assumptions": [], "sources": [{"zh": "我们", "en": "us"}], "figures": False, "languages": ["zh", "en"], "version": "1.2.3",
    }  # fmt: skip


async def test_a_fast_clock_says_so(tmp_path: Path) -> None:
    async with Site(tmp_path) as site:
        site.node.clock.speed = 30.0
        assert body(await site.anybody.get("/api/v1/city"))["speed"] == 30.0
        assert body(await site.anybody.get(f"/api/v1/halls/{HERE}"))["speed"] == 30.0


async def test_head_is_get_without_its_body(site: Site) -> None:
    response = await site.anybody.head(f"/api/v1/halls/{HERE}")
    whole = await site.anybody.get(f"/api/v1/halls/{HERE}")
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["content-length"] == whole.headers["content-length"]
    assert response.headers["content-type"] == "application/json"
