import asyncio
from typing import Any

import httpx2
import pytest

from tests.app.node import take
from tests.web.site import FAR, HERE, Site, body, code

SETUP = f"/api/v1/halls/{HERE}/setup"
NOTICES = f"/api/v1/halls/{HERE}/notices"


@pytest.fixture
async def manager(site: Site) -> httpx2.AsyncClient:
    return await site.login(f"manager@hall:{HERE}", username="mei")


async def setup(manager: httpx2.AsyncClient) -> dict[str, Any]:
    read: dict[str, Any] = body(await manager.get(SETUP))
    return read


async def test_a_setup_is_read_as_it_is_written(manager: httpx2.AsyncClient) -> None:
    read = await setup(manager)
    assert read["version"] == 1
    assert read["hours"] is None
    assert read["counters"] == [{"counter": number, "takes": None} for number in (1, 2, 3)]
    hours = {"mon": [{"opens": "13:30", "closes": "24:00"}, {"opens": "08:30", "closes": "12:00"}], "tue": []}
    change = {
        "hours": hours, "closed_dates": ["2026-10-01", "2026-05-01"], "intake_cutoff_min": 15, "policy": "strict",
        "counters": [{"counter": 7, "takes": ["pension", "general"]}, {"counter": 1, "takes": None}],
        "rates": {"elder": 5.0}, "target_s": 600, "no_show_calls": 3, "no_show_s": 90, "return_limit": 1,
    }  # fmt: skip
    written = body(await manager.put(SETUP, json=read | change))
    assert written["version"] == 2
    assert written["hours"] == {"mon": [hours["mon"][1], hours["mon"][0]], "tue": []}
    assert written["closed_dates"] == ["2026-05-01", "2026-10-01"]
    assert written["counters"] == [{"counter": 1, "takes": None}, {"counter": 7, "takes": ["general", "pension"]}]
    assert written["rates"] == read["rates"] | {"elder": 5.0}
    assert await setup(manager) == written
    assert body(await manager.put(SETUP, json=written)) == written | {"version": 3}


async def test_a_change_is_in_force_at_once(site: Site, manager: httpx2.AsyncClient) -> None:
    await site.node.run(HERE, take)
    read = await setup(manager)
    counters = [*read["counters"], {"counter": 4, "takes": None}]
    body(await manager.put(SETUP, json=read | {"counters": counters, "target_s": 60}))
    assert body(await manager.post(f"/api/v1/halls/{HERE}/counters/4/open"))["state"] == "idle"
    events = body(await manager.get(f"/api/v1/halls/{HERE}/events"))["events"]
    configured = next(event for event in events if event["type"] == "day-configured")
    assert (configured["by"], configured["setup"]["target_s"], configured["setup"]["version"]) == ("mei", 60, 2)


async def test_a_change_of_something_older_is_refused(manager: httpx2.AsyncClient) -> None:
    read = await setup(manager)
    answers = await asyncio.gather(*(manager.put(SETUP, json=read | {"target_s": target}) for target in (60, 120)))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert code(await manager.put(SETUP, json=read), 409) == "version-conflict"
    assert (await setup(manager))["version"] == 2


async def test_an_open_counter_cannot_be_taken_out(site: Site, manager: httpx2.AsyncClient) -> None:
    body(await manager.post(f"/api/v1/halls/{HERE}/counters/3/open"))
    read = await setup(manager)
    fewer = read | {"counters": read["counters"][:2]}
    refused = await manager.put(SETUP, json=fewer)
    assert code(refused, 409) == "counter-in-use"
    assert refused.json()["counter"] == 3
    assert await setup(manager) == read
    body(await manager.post(f"/api/v1/halls/{HERE}/counters/3/close"))
    assert len(body(await manager.put(SETUP, json=fewer))["counters"]) == 2


async def test_a_counter_opened_meanwhile_takes_the_change_back(site: Site, manager: httpx2.AsyncClient) -> None:
    await site.node.run(HERE, take)
    read = await setup(manager)
    saving = asyncio.create_task(manager.put(SETUP, json=read | {"counters": read["counters"][:2]}))
    opening = asyncio.create_task(manager.post(f"/api/v1/halls/{HERE}/counters/3/open"))
    saved, opened = await saving, await opening
    kept = [counter["counter"] for counter in (await setup(manager))["counters"]]
    if saved.status_code == 200:
        assert (opened.status_code, kept) == (404, [1, 2])
    else:
        assert (code(saved, 409), opened.status_code, kept) == ("counter-in-use", 200, [1, 2, 3])


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"counters": []}, "invalid-body"),
        ({"counters": [{"counter": 0, "takes": None}]}, "invalid-body"),
        ({"counters": [{"counter": 1, "takes": ["cash"]}]}, "invalid-body"),
        ({"counters": [{"counter": 1, "takes": []}]}, "invalid-body"),
        ({"counters": [{"counter": 1, "takes": None}] * 2}, "setup-invalid"),
        ({"hours": {"mon": [{"opens": "8:30", "closes": "12:00"}]}}, "invalid-body"),
        ({"hours": {"mon": [{"opens": "12:00", "closes": "25:00"}]}}, "invalid-body"),
        ({"hours": {"day": []}}, "invalid-body"),
        ({"hours": {"mon": [{"opens": "12:00", "closes": "12:00"}]}}, "setup-invalid"),
        ({"hours": {"mon": [{"opens": "08:00", "closes": "12:00"}, {"opens": "11:59", "closes": "13:00"}]}}, "setup-invalid"),
        ({"closed_dates": ["2026-02-30"]}, "invalid-body"),
        ({"rates": {"elder": 0}}, "invalid-body"),
        ({"rates": {"king": 1}}, "invalid-body"),
        ({"policy": "random"}, "invalid-body"),
        ({"target_s": 0}, "invalid-body"),
        ({"target_s": 1.5}, "invalid-body"),
        ({"version": "1"}, "invalid-body"),
        ({"name": "x"}, "invalid-body"),
    ],
)
async def test_a_setup_that_cannot_be_is_refused(manager: httpx2.AsyncClient, change: dict[str, Any], refusal: str) -> None:
    read = await setup(manager)
    assert code(await manager.put(SETUP, json=read | change), 422) == refusal
    assert await setup(manager) == read


async def test_a_setup_is_written_whole(manager: httpx2.AsyncClient) -> None:
    read = await setup(manager)
    for field in read:
        assert code(await manager.put(SETUP, json={name: read[name] for name in read if name != field}), 422) == "invalid-body"


async def test_notices_are_shown_from_and_until(site: Site, manager: httpx2.AsyncClient) -> None:
    now = body(await manager.post(NOTICES, json={"zh": "注意", "en": "Mind the step"}), 201)
    assert (now["from"], now["until"]) == ("2026-03-02T00:30:00.000Z", None)
    later = {"zh": "下午停电", "en": "No power", "from": "2026-03-02T13:00:00+08:00", "until": "2026-03-02T09:00:00Z"}
    added = body(await manager.post(NOTICES, json=later), 201)
    assert added == {
        "id": added["id"], "zh": "下午停电", "en": "No power", "from": "2026-03-02T05:00:00.000Z", "until": "2026-03-02T09:00:00.000Z",
    }  # fmt: skip
    assert body(await manager.get(NOTICES))["notices"] == [now, added]
    assert [text.en for text in site.halls.registry.notices_now(HERE, site.node.clock.now_ms())] == ["Mind the step"]
    response = await manager.delete(f"{NOTICES}/{now['id']}")
    assert (response.status_code, response.content) == (204, b"")
    assert code(await manager.delete(f"{NOTICES}/{now['id']}"), 404) == "unknown-notice"
    assert body(await manager.get(NOTICES))["notices"] == [added]


@pytest.mark.parametrize(
    "sent",
    [
        {"zh": "注意"},
        {"zh": "注意", "en": ""},
        {"zh": "注意", "en": "   "},
        {"zh": "注" * 501, "en": "x"},
        {"zh": "注意", "en": "x", "from": "2026-03-02"},
        {"zh": "注意", "en": "x", "from": "2026-03-02T13:00:00"},
        {"zh": "注意", "en": "x", "from": "0001-01-01T00:00:00+14:00"},
        {"zh": "注意", "en": "x", "until": "9999-12-31T23:59:59-14:00"},
        {"zh": "注意", "en": "x", "from": "2026-03-02T13:00:00Z", "until": "2026-03-02T13:00:00Z"},
        {"zh": "注意", "en": "x", "hall": FAR},
    ],
)
async def test_a_notice_that_cannot_be_shown_is_refused(manager: httpx2.AsyncClient, sent: dict[str, str]) -> None:
    assert code(await manager.post(NOTICES, json=sent), 422) in ("invalid-body", "notice-invalid")


async def test_a_hall_has_its_own_notices_only(site: Site, manager: httpx2.AsyncClient) -> None:
    notice = body(await manager.post(NOTICES, json={"zh": "注意", "en": "x"}), 201)
    far = await site.login(f"manager@hall:{FAR}")
    assert body(await far.get(f"/api/v1/halls/{FAR}/notices")) == {"notices": []}
    assert code(await far.delete(f"/api/v1/halls/{FAR}/notices/{notice['id']}"), 404) == "unknown-notice"


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 30, "1.0", "٣"])
async def test_a_notice_that_is_none_is_not_found(manager: httpx2.AsyncClient, number: str) -> None:
    assert code(await manager.delete(f"{NOTICES}/{number}"), 404) == "unknown-notice"


async def test_the_day_is_opened_and_closed_by_hand(site: Site, manager: httpx2.AsyncClient) -> None:
    day = f"/api/v1/halls/{HERE}"
    assert code(await manager.post(f"{day}/close-day"), 409) == "day-not-open"
    opened = body(await manager.post(f"{day}/open-day"))
    assert (opened["id"], opened["open"]) == (HERE, True)
    assert code(await manager.post(f"{day}/open-day"), 409) == "day-already-open"
    events = body(await manager.get(f"{day}/events"))["events"]
    assert [(event["type"], event["by"]) for event in events] == [("day-opened", "mei")]
    await site.node.run(HERE, take)
    body(await manager.post(f"{day}/counters/1/open"))
    body(await manager.post(f"{day}/counters/1/call-next"))
    body(await manager.post(f"{day}/counters/1/start"))
    assert code(await manager.post(f"{day}/close-day"), 409) == "ticket-in-service"
    closed = body(await manager.post(f"{day}/close-day", json={"force": True}))
    assert (closed["open"], closed["closed"], closed["counters_open"]) == (False, True, 0)
    assert code(await manager.post(f"{day}/open-day"), 409) == "day-closed"
    assert code(await manager.post(f"{day}/tickets"), 409) == "day-closed"
    assert body(await manager.put(SETUP, json=await setup(manager)))["version"] == 2  # for tomorrow


async def test_a_day_closed_under_a_key_stays_answered(manager: httpx2.AsyncClient) -> None:
    body(await manager.post(f"/api/v1/halls/{HERE}/open-day"))
    sent = [await manager.post(f"/api/v1/halls/{HERE}/close-day", headers={"idempotency-key": "k"}) for _ in range(2)]
    assert body(sent[0]) == body(sent[1])
