"""The Idempotency-Key: what it may be, whose it is, and what it stands for."""

import asyncio

import pytest

from tests.web.site import HERE, OTHER, Site, body, code

TICKETS = f"/api/v1/halls/{HERE}/tickets"


def key(value: str) -> dict[str, str]:
    return {"idempotency-key": value}


async def test_a_command_sent_again_is_answered_as_at_first(site: Site) -> None:
    kiosk = await site.login(f"kiosk@hall:{HERE}")
    first = await kiosk.post(TICKETS, json={"services": ["G001"], "priority": "elder"}, headers=key("k"))
    again = await kiosk.post(TICKETS, content=b' { "priority":"elder",\n"services":["G001"]} ', headers=key("k"))
    assert (again.status_code, again.content, again.headers["location"]) == (201, first.content, first.headers["location"])


async def test_many_copies_at_once_are_one_command(site: Site) -> None:
    kiosk = await site.login(f"kiosk@hall:{HERE}")
    answers = await asyncio.gather(*(kiosk.post(TICKETS, headers=key("k")) for _ in range(20)))
    assert len({answer.content for answer in answers}) == 1
    assert body(await site.anybody.get(f"/api/v1/halls/{HERE}"))["waiting"] == 1


async def test_a_key_with_another_body_or_another_path_is_refused(site: Site) -> None:
    greeter = await site.login("greeter@district:north")
    ticket = body(await greeter.post(TICKETS, headers=key("k")), 201)
    assert code(await greeter.post(TICKETS, json={"priority": "elder"}, headers=key("k")), 422) == "idempotency-key-reused"
    assert code(await greeter.post(f"/api/v1/tickets/{ticket['id']}/cancel", headers=key("k")), 422) == "idempotency-key-reused"
    body(await greeter.post(f"/api/v1/halls/{OTHER}/tickets", headers=key("k")), 201)  # another hall's keys are others


async def test_keys_are_each_logins_own(site: Site) -> None:
    one, two = await site.login(f"kiosk@hall:{HERE}"), await site.login(f"kiosk@hall:{HERE}")
    first, second = [body(await client.post(TICKETS, headers=key("k")), 201) for client in (one, two)]
    assert first["id"] != second["id"]


async def test_a_visitors_keys_are_the_passes(site: Site) -> None:
    kiosk = await site.login(f"kiosk@hall:{HERE}")
    one, two = [body(await kiosk.post(TICKETS), 201)["pass"] for _ in range(2)]
    answers = [await site.anybody.post(f"/api/v1/tickets/{holder}/cancel", headers=key("k")) for holder in (one, two, one)]
    assert [body(answer)["state"] for answer in answers] == ["cancelled"] * 3
    assert answers[0].content == answers[2].content
    guess = f"{one[:-22]}{'x' * 22}"
    assert code(await site.anybody.post(f"/api/v1/tickets/{guess}/cancel", headers=key("k")), 404) == "unknown-ticket"


async def test_a_refusal_is_not_kept(site: Site) -> None:
    teller = await site.login(f"teller@hall:{HERE}")
    call = f"/api/v1/halls/{HERE}/counters/1/call-next"
    assert code(await teller.post(call, headers=key("k")), 409) == "counter-closed"
    body(await teller.post(f"/api/v1/halls/{HERE}/counters/1/open"))
    assert (await teller.post(call, headers=key("k"))).status_code == 204
    body(await teller.post(TICKETS), 201)
    assert body(await teller.post(call, headers=key("k")))["state"] == "called"


@pytest.mark.parametrize("value", ["", " ", "a b", "x" * 129, "caf\xe9", "a\tb"])
async def test_a_key_that_is_none_is_refused(site: Site, value: str) -> None:
    kiosk = await site.login(f"kiosk@hall:{HERE}")
    response = await kiosk.post(TICKETS, headers=[(b"idempotency-key", value.encode("latin-1"))])
    assert code(response, 400) == "idempotency-key-invalid"


async def test_two_keys_are_none(site: Site) -> None:
    kiosk = await site.login(f"kiosk@hall:{HERE}")
    response = await kiosk.post(TICKETS, headers=[("idempotency-key", "a"), ("idempotency-key", "b")])
    assert code(response, 400) == "idempotency-key-invalid"


@pytest.mark.parametrize("value", ["!", "~" * 128, '"a,b;c"'])
async def test_any_visible_ascii_is_a_key(site: Site, value: str) -> None:
    kiosk = await site.login(f"kiosk@hall:{HERE}")
    body(await kiosk.post(TICKETS, headers=key(value)), 201)


async def test_a_notice_sent_again_is_one_notice(site: Site) -> None:
    manager = await site.login(f"manager@hall:{HERE}")
    path, notice = f"/api/v1/halls/{HERE}/notices", {"zh": "今天提前下班", "en": "We close early today"}
    first, again = [body(await manager.post(path, json=notice, headers=key("k")), 201) for _ in range(2)]
    assert first == again
    assert len(body(await manager.get(path))["notices"]) == 1
    assert code(await manager.post(path, json=notice | {"en": "x"}, headers=key("k")), 422) == "idempotency-key-reused"
