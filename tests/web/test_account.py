"""One's own login over HTTP: the password that has to be changed, and the sessions."""

from typing import Any

import httpx2
import pytest

from queue_server.web.api import OPERATIONS
from queue_server.web.operations import Operation
from tests.web.site import HERE, HOST, Site, body, code

SESSION, PASSWORD, SESSIONS, USERS = "/api/v1/session", "/api/v1/me/password", "/api/v1/sessions", "/api/v1/users"
OWN = "a long pass phrase"


async def added(site: Site, username: str, role: str, scope: str) -> str:
    """Add a login as an administrator does; return its initial password."""
    admin = await site.login("admin@city")
    sent = {"name": username.title(), "roles": [{"role": role, "scope": scope}]}
    password: str = body(await admin.put(f"{USERS}/{username}", json=sent), 201)["password"]
    return password


async def logged_in(site: Site, username: str, password: str, **headers: str) -> httpx2.AsyncClient:
    answer = await site.anybody.post(SESSION, json={"username": username, "password": password}, headers=headers)
    return site.client(body(answer)["token"])


@pytest.mark.parametrize("operation", [each for each in OPERATIONS if each.rights != "public"], ids=lambda each: each.id)
async def test_with_an_initial_password_nothing_else_can_be_done(site: Site, operation: Operation) -> None:
    manager = await logged_in(site, "ann", await added(site, "ann", "manager", f"hall:{HERE}"))
    ticket = f"{HERE}.2026-03-02.A001"
    path = operation.path.format(hall=HERE, counter=1, ticket=ticket, notice=1, username="ann", session="0" * 16)
    answer = await manager.request(operation.method, path, content=b"{")
    if operation.id in ("get-me", "log-out", "change-password"):
        assert answer.status_code == {"get-me": 200, "log-out": 204, "change-password": 400}[operation.id]
    else:
        assert code(answer, 403) == "password-change-required"


async def test_setting_ones_own_password_opens_everything(site: Site) -> None:
    initial = await added(site, "ann", "manager", f"hall:{HERE}")
    answer = await site.anybody.post(SESSION, json={"username": "ann", "password": initial})
    assert body(answer)["user"]["must_change_password"] is True
    limited = site.client(body(answer)["token"])
    assert body(await limited.get("/api/v1/me"))["must_change_password"] is True
    changed = await limited.put(PASSWORD, json={"current": initial, "new": OWN})
    login = body(changed)
    assert login["user"]["must_change_password"] is False
    assert changed.headers["set-cookie"].startswith(f"onewindow_session={login['token']}; ")
    assert code(await limited.get("/api/v1/me"), 401) == "not-logged-in"
    ann = site.client(login["token"])
    body(await ann.get(f"/api/v1/halls/{HERE}/setup"))
    body(await (await logged_in(site, "ann", OWN)).get(f"/api/v1/halls/{HERE}/setup"))


@pytest.mark.parametrize(
    ("sent", "status", "problem"),
    [
        ({"new": "short"}, 422, "password-too-short"),
        ({"new": "my name is annabel"}, 422, "password-holds-name"),
        ({"new": "password1234"}, 422, "password-guessable"),
        ({"new": "\ufdfa" * 20}, 422, "password-too-long"),
        ({"new": "x" * 257}, 422, "invalid-body"),
        ({"new": OWN}, 422, "password-unchanged"),
        ({"current": "wrong", "new": "another long phrase"}, 403, "wrong-password"),
        ({"current": ""}, 422, "invalid-body"),
    ],
)
async def test_what_is_wrong_with_a_new_password_is_told_by_its_code(
    site: Site, sent: dict[str, str], status: int, problem: str
) -> None:
    initial = await added(site, "annabel", "teller", f"hall:{HERE}")
    first = await logged_in(site, "annabel", initial)
    login = body(await first.put(PASSWORD, json={"current": initial, "new": OWN}))
    ann = site.client(login["token"])
    assert code(await ann.put(PASSWORD, json={"current": OWN} | sent), status) == problem
    body(await ann.get("/api/v1/me"))


async def test_another_sites_page_cannot_change_a_password(site: Site) -> None:
    token = await site.token(f"teller@hall:{HERE}")
    browser = site.client(cookie=f"onewindow_session={token}")
    sent = {"current": "x", "new": OWN}
    for headers in ({}, {"origin": "http://evil.test"}):
        assert code(await browser.put(PASSWORD, json=sent, headers=headers), 403) == "wrong-origin"
    assert code(await browser.put(PASSWORD, json=sent, headers={"origin": HOST}), 403) == "wrong-password"


async def test_sessions_are_ones_own_to_see_and_to_end(site: Site) -> None:
    await site.with_password("ann", f"teller@hall:{HERE}")
    phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Safari/604.1"
    first = await logged_in(site, "ann", "correct horse", **{"user-agent": phone})
    second = await logged_in(site, "ann", "correct horse")
    bob = await site.login(f"teller@hall:{HERE}")
    sessions: list[dict[str, Any]] = body(await second.get(SESSIONS))["sessions"]
    assert sorted(session["current"] for session in sessions) == [False, True]
    other = next(session for session in sessions if not session["current"])
    assert other["device"] == "Safari, iOS"
    assert other.keys() == {"id", "started_at", "seen_at", "expires_at", "address", "device", "current"}
    assert code(await bob.delete(f"{SESSIONS}/{other['id']}"), 404) == "unknown-session"
    assert (await second.delete(f"{SESSIONS}/{other['id']}")).status_code == 204
    assert code(await first.get("/api/v1/me"), 401) == "not-logged-in"
    third = await logged_in(site, "ann", "correct horse")
    assert (await second.delete(SESSIONS)).status_code == 204
    assert code(await third.get("/api/v1/me"), 401) == "not-logged-in"
    assert [session["current"] for session in body(await second.get(SESSIONS))["sessions"]] == [True]
    body(await bob.get("/api/v1/me"))
