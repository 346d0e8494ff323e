import json

import pytest

from tests.app.node import MORNING_MS
from tests.web.site import FAR, HERE, OTHER, Site, body, code

HOUR_MS = 3600 * 1000
TICKETS = f"/api/v1/halls/{HERE}/tickets"


async def test_a_kiosk_issues_a_ticket_and_gets_the_pass(site: Site) -> None:
    kiosk = await site.login(f"kiosk@hall:{HERE}")
    response = await kiosk.post(TICKETS, json={"services": ["G001"], "priority": "elder", "home_district": "south"})
    ticket = body(response, 201)
    assert ticket["id"] == f"{HERE}.2026-03-02.P001"
    assert ticket["pass"].startswith(ticket["id"] + ".")
    assert response.headers["location"] == f"/api/v1/tickets/{ticket['id']}"
    assert response.headers["cache-control"] == "no-store"
    assert (ticket["state"], ticket["channel"], ticket["priority"], ticket["ahead"]) == ("waiting", "kiosk", "elder", 0)
    assert ticket["wait"] is None  # no counter is open


async def test_the_range_that_is_shown_is_the_one_recorded(site: Site) -> None:
    greeter, manager = await site.login(f"greeter@hall:{HERE}"), await site.login(f"manager@hall:{HERE}")
    body(await manager.post(f"/api/v1/halls/{HERE}/counters/1/open"))
    ticket = body(await greeter.post(TICKETS), 201)
    events = body(await manager.get(f"/api/v1/halls/{HERE}/events"))["events"]
    issued = next(event for event in events if event["type"] == "ticket-issued")
    assert ticket["wait"] == {"p50_s": issued["p50_s"], "p90_s": issued["p90_s"]}
    assert ticket["channel"] == "counter"


async def test_nothing_need_be_said_to_get_a_ticket(site: Site) -> None:
    kiosk = await site.login(f"kiosk@hall:{HERE}")
    assert body(await kiosk.post(TICKETS), 201)["services"] == []
    assert body(await kiosk.post(TICKETS, content=b"{}", headers={"content-type": "text/plain"}), 201)["number"] == "A002"


@pytest.mark.parametrize(
    ("sent", "status", "refusal"),
    [
        ({"services": ["NOPE"]}, 422, "unknown-service"),
        ({"services": "G001"}, 422, "invalid-body"),
        ({"services": [7]}, 422, "invalid-body"),
        ({"services": ["G001"] * 17}, 422, "invalid-body"),
        ({"priority": "king"}, 422, "invalid-body"),
        ({"priority": "appointment"}, 422, "invalid-body"),
        ({"priority": "urgent"}, 403, "not-allowed"),
        ({"home_district": "east"}, 422, "unknown-district"),
        ({"hall": FAR}, 422, "invalid-body"),
        ([], 422, "invalid-body"),
        (None, 422, "invalid-body"),
    ],
)
async def test_what_a_kiosk_may_not_ask_is_refused(site: Site, sent: object, status: int, refusal: str) -> None:
    kiosk = await site.login(f"kiosk@hall:{HERE}")
    assert code(await kiosk.post(TICKETS, content=json.dumps(sent)), status) == refusal
    assert body(await site.anybody.get(f"/api/v1/halls/{HERE}"))["waiting"] == 0


async def test_a_hall_gives_tickets_for_what_it_offers(site: Site) -> None:
    kiosk = await site.login(f"kiosk@hall:{OTHER}")
    assert code(await kiosk.post(f"/api/v1/halls/{OTHER}/tickets", json={"services": ["G001"]}), 422) == "service-not-offered"
    assert body(await kiosk.post(f"/api/v1/halls/{OTHER}/tickets", json={"services": ["P001"]}), 201)["number"] == "A001"


async def test_staff_may_give_urgent_tickets(site: Site) -> None:
    greeter = await site.login(f"greeter@hall:{HERE}")
    ticket = body(await greeter.post(TICKETS, json={"priority": "urgent", "services": ["G001", "G001"]}), 201)
    assert (ticket["priority"], ticket["services"]) == ("urgent", ["G001"])


async def test_the_holder_of_a_pass_sees_and_cancels_the_ticket(site: Site) -> None:
    kiosk = await site.login(f"kiosk@hall:{HERE}")
    ticket = body(await kiosk.post(TICKETS), 201)
    seen = body(await site.anybody.get(f"/api/v1/tickets/{ticket['pass']}"))
    assert seen["state"] == "waiting"
    assert "pass" not in seen
    assert body(await site.anybody.post(f"/api/v1/tickets/{ticket['pass']}/cancel"))["state"] == "cancelled"
    assert code(await site.anybody.post(f"/api/v1/tickets/{ticket['pass']}/cancel"), 409) == "ticket-ended"


async def test_a_guessed_pass_is_answered_like_a_ticket_that_is_not(site: Site) -> None:
    kiosk = await site.login(f"kiosk@hall:{HERE}")
    ticket = body(await kiosk.post(TICKETS), 201)
    secret = "x" * 22
    answers = [
        (await site.anybody.request(method, f"/api/v1/tickets/{guess}{path}"))
        for guess in (f"{ticket['id']}.{secret}", f"{HERE}.2026-03-02.A999.{secret}", f"{HERE}.2031-01-01.A001.{secret}", f"nowhere.2026-03-02.A001.{secret}")
        for method, path in (("GET", ""), ("POST", "/cancel"))
    ]  # fmt: skip
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, answers[0].content)}
    assert answers[0].json()["code"] == "unknown-ticket"


async def test_a_plain_id_is_for_staff_of_the_hall(site: Site) -> None:
    kiosk = await site.login(f"kiosk@hall:{HERE}")
    ticket = body(await kiosk.post(TICKETS), 201)
    path = f"/api/v1/tickets/{ticket['id']}"
    assert code(await site.anybody.get(path), 401) == "not-logged-in"
    assert code(await site.anybody.post(f"{path}/cancel"), 401) == "not-logged-in"
    stranger = await site.login(f"teller@hall:{FAR}")
    refused = await stranger.get(path)
    absent = await stranger.get(f"/api/v1/tickets/{HERE}.2026-03-02.A999")
    assert code(refused, 404) == "unknown-ticket"
    assert refused.content == absent.content
    teller = await site.login(f"teller@hall:{HERE}")
    assert body(await teller.get(path))["id"] == ticket["id"]
    assert body(await teller.post(f"{path}/cancel"))["state"] == "cancelled"


async def test_staff_with_a_slip_need_the_right_secret_too(site: Site) -> None:
    teller = await site.login(f"teller@hall:{HERE}")
    ticket = body(await teller.post(TICKETS), 201)
    priority = {"priority": "elder", "reason": "claim-shown"}
    assert (
        code(await teller.post(f"/api/v1/tickets/{ticket['id']}.{'x' * 22}/priority", json=priority), 404) == "unknown-ticket"
    )
    assert body(await teller.post(f"/api/v1/tickets/{ticket['pass']}/priority", json=priority))["priority"] == "elder"
    assert code(await site.anybody.post(f"/api/v1/tickets/{ticket['pass']}/priority", json=priority), 401) == "not-logged-in"


@pytest.mark.parametrize(
    "name",
    ["nope", "here.2026-03-02", "here.2026-02-30.A001", "here.0001-01-01.A001", "here.2026-03-02.A001.short", "..", "%00", "%ff", "a" * 5000],
)  # fmt: skip
async def test_what_is_no_ticket_id_is_not_found(site: Site, name: str) -> None:
    teller = await site.login("teller@district:north")
    for client in (site.anybody, teller):
        response = await client.get(f"/api/v1/tickets/{name}.x")
        assert code(response, 404) in ("unknown-ticket", "unknown-path")


async def test_a_held_ticket_and_a_no_show_return(site: Site) -> None:
    teller = await site.login(f"teller@hall:{HERE}")
    counter = f"/api/v1/halls/{HERE}/counters/1"
    body(await teller.post(f"{counter}/open"))
    ticket = body(await teller.post(TICKETS), 201)
    assert code(await teller.post(f"/api/v1/tickets/{ticket['id']}/return"), 409) == "ticket-not-away"
    body(await teller.post(f"{counter}/call-next"))
    body(await teller.post(f"{counter}/hold", json={"reason": "photo"}))
    assert [t["id"] for t in body(await teller.get(TICKETS, params={"state": "held,no_show"}))["tickets"]] == [ticket["id"]]
    assert body(await teller.post(f"/api/v1/tickets/{ticket['id']}/return"))["state"] == "waiting"


async def test_the_list_is_of_the_states_asked_for_newest_first(site: Site) -> None:
    greeter = await site.login(f"greeter@hall:{HERE}")
    for _ in range(3):
        body(await greeter.post(TICKETS), 201)
    body(await greeter.post(f"/api/v1/tickets/{HERE}.2026-03-02.A002/cancel"))
    listed = body(await greeter.get(TICKETS))["tickets"]
    assert [ticket["number"] for ticket in listed] == ["A003", "A001"]
    assert code(await greeter.get(TICKETS, params={"state": "waiting,asleep"}), 422) == "invalid-query"
    assert code(await greeter.get(TICKETS, params={"stat": "waiting"}), 422) == "invalid-query"


async def test_a_priority_is_corrected_with_a_reason(site: Site) -> None:
    greeter = await site.login(f"greeter@hall:{HERE}")
    ticket = body(await greeter.post(TICKETS), 201)
    path = f"/api/v1/tickets/{ticket['id']}/priority"
    assert code(await greeter.post(path, json={"priority": "elder"}), 422) == "invalid-body"
    changed = body(await greeter.post(path, json={"priority": "elder", "reason": "claim-shown"}))
    same = body(await greeter.post(path, json={"priority": "elder", "reason": "claim-shown"}))
    assert (changed["priority"], changed["seq"]) == ("elder", same["seq"])


async def test_a_pass_opens_its_ticket_for_a_week_after_its_day(site: Site) -> None:
    kiosk, manager = await site.login(f"kiosk@hall:{HERE}"), await site.login(f"manager@hall:{HERE}")
    ticket = body(await kiosk.post(TICKETS), 201)
    by_pass, by_id = f"/api/v1/tickets/{ticket['pass']}", f"/api/v1/tickets/{ticket['id']}"
    midnight_ms = MORNING_MS + int(15.5 * HOUR_MS)  # the end of its day; the hall's clock showed 08:30
    site.node.clock.jump(midnight_ms + 7 * 24 * HOUR_MS - 1)
    assert body(await site.anybody.get(by_pass))["number"] == ticket["number"]
    site.node.clock.jump(midnight_ms + 7 * 24 * HOUR_MS)
    assert code(await site.anybody.get(by_pass), 404) == "unknown-ticket"
    assert code(await site.anybody.post(f"{by_pass}/cancel"), 404) == "unknown-ticket"
    assert body(await manager.get(by_id))["number"] == ticket["number"]
    never = ticket["id"].replace("2026-03-02", "2026-02-02") + ticket["pass"][-23:]
    wrong = (await site.anybody.get(f"/api/v1/tickets/{never}")).json()
    assert wrong == (await site.anybody.get(by_pass)).json(), "nothing tells a pass that is over from one that never was"
