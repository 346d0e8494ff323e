from typing import Any

import httpx2
import pytest

from tests.app.node import take
from tests.web.site import FAR, HERE, Site, body, code


class Desk:
    """A teller at one counter."""

    def __init__(self, client: httpx2.AsyncClient, counter: int = 1) -> None:
        self.client, self.counter = client, counter

    async def __call__(self, verb: str, **sent: Any) -> httpx2.Response:
        return await self.client.post(f"/api/v1/halls/{HERE}/counters/{self.counter}/{verb}", json=sent)

    async def issue(self, **sent: Any) -> dict[str, Any]:
        ticket: dict[str, Any] = body(await self.client.post(f"/api/v1/halls/{HERE}/tickets", json=sent), 201)
        return ticket


@pytest.fixture
async def desk(site: Site) -> Desk:
    return Desk(await site.login(f"teller@hall:{HERE}", username="ann"))


async def test_a_counter_opens_pauses_resumes_and_closes(desk: Desk) -> None:
    opened = body(await desk("open", takes=["pension", "general", "pension"]))
    assert opened == {"counter": 1, "state": "idle", "takes": ["general", "pension"], "staff": "ann", "seq": 2}
    assert body(await desk("open", takes=["general", "pension"])) == opened
    assert body(await desk("pause", reason="meal"))["state"] == "paused"
    assert code(await desk("call-next"), 409) == "counter-paused"
    assert body(await desk("resume"))["state"] == "idle"
    assert code(await desk("resume"), 409) == "counter-not-paused"
    closed = body(await desk("close"))
    assert (closed["state"], closed["staff"]) == ("closed", None)
    assert code(await desk("call-next"), 409) == "counter-closed"


async def test_a_visit_from_call_to_finish(desk: Desk) -> None:
    first, second = await desk.issue(services=["P001"]), await desk.issue()
    body(await desk("open"))
    called = body(await desk("call-next"))
    assert (called["id"], called["state"], called["counter"], called["calls"]) == (first["id"], "called", 1, 1)
    assert "pass" not in called
    assert code(await desk("call-next"), 409) == "counter-busy"
    assert body(await desk("recall"))["calls"] == 2
    assert body(await desk("start"))["state"] == "serving"
    assert code(await desk("recall"), 409) == "already-serving"
    assert code(await desk("finish", work=[{"service": "G001", "outcome": "accepted"}]), 422) == "work-unclear"
    assert code(await desk("finish", work=[{"service": "G999", "outcome": "done"}]), 422) == "unknown-service"
    assert code(await desk("finish", work=[{"service": "P001"}]), 422) == "invalid-body"
    done = body(await desk("finish", work=[{"service": "P001", "outcome": "accepted"}]))
    assert (done["state"], done["counter"]) == ("done", 1)
    assert done["finished_at"] is not None
    assert code(await desk("finish"), 409) == "counter-idle"
    assert body(await desk("call", ticket=second["id"]))["state"] == "called"
    assert body(await desk("finish"))["state"] == "done"
    response = await desk("call-next")
    assert (response.status_code, response.content) == (204, b"")
    assert "content-type" not in response.headers


async def test_a_no_show_comes_after_the_halls_number_of_calls(desk: Desk) -> None:
    ticket = await desk.issue()
    body(await desk("open"))
    body(await desk("call-next"))
    refused = await desk("no-show")
    assert code(refused, 409) == "call-again"
    assert (refused.json()["calls"], refused.json()["calls_needed"], refused.json()["seconds_left"]) == (1, 2, 0)
    body(await desk("recall"))
    assert body(await desk("no-show"))["state"] == "no_show"
    assert body(await desk.client.post(f"/api/v1/tickets/{ticket['id']}/return"))["state"] == "waiting"


async def test_a_transfer_goes_to_a_counter_or_into_another_line(desk: Desk) -> None:
    other = Desk(desk.client, 2)
    ticket = await desk.issue()
    body(await desk("open"))
    body(await other("open"))
    body(await desk("call-next"))
    assert code(await desk("transfer"), 422) == "transfer-unclear"
    assert code(await desk("transfer", counter=2, services=["G001"]), 422) == "transfer-unclear"
    assert code(await desk("transfer", counter=1), 422) == "same-counter"
    assert code(await desk("transfer", counter=9), 404) == "unknown-counter"
    assert code(await desk("transfer", counter=0), 422) == "invalid-body"
    assert code(await desk("transfer", services=["G999"]), 422) == "unknown-service"
    moved = body(await desk("transfer", counter=2, place="front"))
    assert (moved["state"], moved["counter"], moved["ahead"]) == ("waiting", None, 0)
    assert (await desk("call-next")).status_code == 204
    assert body(await other("call-next"))["id"] == ticket["id"]
    assert body(await other("transfer", services=["W003"], place="back"))["services"] == ["W003"]


async def test_holding_takes_a_reason_of_the_list(desk: Desk) -> None:
    await desk.issue()
    body(await desk("open"))
    body(await desk("call-next"))
    assert code(await desk("hold", reason="feels ill"), 422) == "invalid-body"
    assert body(await desk("hold", reason="document"))["state"] == "held"


async def test_a_counter_is_its_logins_until_it_is_taken_over(site: Site, desk: Desk) -> None:
    bob = Desk(await site.login(f"teller@hall:{HERE}", username="bob"))
    body(await desk("open"))
    refused = await bob("open")
    assert code(refused, 409) == "counter-held"
    assert refused.json()["staff"] == "ann"
    assert code(await bob("call-next"), 409) == "counter-held"
    assert body(await bob("open", take_over=True))["staff"] == "bob"
    assert code(await desk("call-next"), 409) == "counter-held"


@pytest.mark.parametrize("number", ["4", "99", "0", "-1", "1000", "01", "1.0", "one", "%31%32%33%34", "٣", "+1", "1e2"])
async def test_a_counter_that_the_hall_has_not_is_not_found(site: Site, desk: Desk, number: str) -> None:
    response = await desk.client.post(f"/api/v1/halls/{HERE}/counters/{number}/open")
    assert code(response, 404) == "unknown-counter"


async def test_a_call_names_a_ticket_of_this_hall_that_waits(site: Site, desk: Desk) -> None:
    await site.node.run(FAR, take)
    body(await desk("open", takes=["pension"]))
    general = await desk.issue(services=["G001"])
    assert code(await desk("call", ticket=general["id"]), 409) == "ticket-not-taken-here"
    assert code(await desk("call", ticket=f"{FAR}.2026-03-02.A001"), 404) == "unknown-ticket"
    assert code(await desk("call"), 422) == "invalid-body"
    body(await desk.client.post(f"/api/v1/tickets/{general['id']}/cancel"))
    assert code(await desk("call", ticket=general["id"]), 409) == "ticket-not-waiting"
