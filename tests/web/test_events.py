import pytest

from queue_server.web import events
from tests.app.node import take
from tests.web.site import HERE, Site, body, code

EVENTS = f"/api/v1/halls/{HERE}/events"


async def test_events_are_read_after_a_seq(site: Site) -> None:
    manager = await site.login(f"manager@hall:{HERE}")
    for _ in range(3):
        await site.node.run(HERE, take)
    page = body(await manager.get(EVENTS))
    assert (page["date"], page["upto"]) == ("2026-03-02", 4)
    assert [event["seq"] for event in page["events"]] == [1, 2, 3, 4]
    assert [event["type"] for event in page["events"]] == ["day-opened", *["ticket-issued"] * 3]
    assert page["events"][1]["at"] == "2026-03-02T00:30:00.000Z"
    rest = body(await manager.get(EVENTS, params={"after": 2, "date": "2026-03-02"}))
    assert ([event["number"] for event in rest["events"]], rest["upto"]) == (["A002", "A003"], 4)
    assert body(await manager.get(EVENTS, params={"after": 4})) == {"date": "2026-03-02", "events": [], "upto": 4}


async def test_a_page_holds_no_more_than_its_limit(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    manager = await site.login(f"manager@hall:{HERE}")
    for _ in range(10):
        await site.node.run(HERE, take)
    monkeypatch.setattr(events, "PAGE", 4)
    seen, after = [], 0
    for _ in range(4):
        page = body(await manager.get(EVENTS, params={"after": after}))
        assert len(page["events"]) <= 4
        seen += [event["seq"] for event in page["events"]]
        after = page["upto"]
    assert seen == list(range(1, 12))


async def test_no_secret_is_in_the_events(site: Site) -> None:
    manager = await site.login(f"manager@hall:{HERE}")
    ticket = body(await manager.post(f"/api/v1/halls/{HERE}/tickets"), 201)
    answer = (await manager.get(EVENTS)).text
    assert ticket["id"] in answer
    assert ticket["pass"].rsplit(".", 1)[1] not in answer
    assert "pass_hash" not in answer


@pytest.mark.parametrize("date", ["2026-03-01", "2031-12-31", "0001-01-01", "9999-12-31"])
async def test_a_day_that_never_was_has_no_events(site: Site, date: str) -> None:
    manager = await site.login(f"manager@hall:{HERE}")
    assert body(await manager.get(EVENTS, params={"date": date})) == {"date": date, "events": [], "upto": 0}


@pytest.mark.parametrize(
    "query",
    [
        "after=-1",
        "after=x",
        "after=",
        "after=1.5",
        f"after={2**53}",
        "date=2026-02-30",
        "date=today",
        "date=20260302",
        "limit=5",
        "after=1&after=2",
    ],
)
async def test_a_query_that_cannot_be_is_refused(site: Site, query: str) -> None:
    manager = await site.login(f"manager@hall:{HERE}")
    assert code(await manager.get(f"{EVENTS}?{query}"), 422) == "invalid-query"
