"""An administrator looks after logins over HTTP."""

from typing import Any

import httpx2

from tests.web.site import FAR, HERE, OTHER, Site, body, code

SESSION, USERS = "/api/v1/session", "/api/v1/users"


def grant(role: str, scope: str) -> dict[str, str]:
    return {"role": role, "scope": scope}


async def user(admin: httpx2.AsyncClient, username: str) -> dict[str, Any]:
    found: dict[str, Any] = body(await admin.get(f"{USERS}/{username}"))
    return found


async def test_a_login_from_its_making_to_its_end(site: Site) -> None:
    admin = await site.login("admin@city", username="chief")
    made = await admin.put(f"{USERS}/ann", json={"name": "王秀兰", "roles": [grant("teller", f"hall:{HERE}")]})
    initial = body(made, 201)
    assert made.headers["cache-control"] == "no-store"
    assert (await user(admin, "ann"))["password"] == "initial"
    ann = site.client(body(await site.anybody.post(SESSION, json=initial))["token"])
    changed = await ann.put("/api/v1/me/password", json={"current": initial["password"], "new": "a long pass phrase"})
    ann = site.client(body(changed)["token"])
    assert code(await ann.get(f"/api/v1/halls/{HERE}/setup"), 403) == "not-allowed"
    seen = await user(admin, "ann")
    assert (seen["password"], seen["sessions"], seen["device"], seen["disabled"]) == ("own", 1, False, False)
    assert initial["password"] not in str(seen)
    body(await admin.put(f"{USERS}/ann/roles", json={"roles": [grant("manager", f"hall:{HERE}")]}))
    body(await ann.get(f"/api/v1/halls/{HERE}/setup"))
    session = (await user(admin, "ann"))["open_sessions"][0]["id"]
    assert (await admin.delete(f"{USERS}/ann/sessions/{session}")).status_code == 204
    assert code(await ann.get("/api/v1/me"), 401) == "not-logged-in"
    again = body(await admin.put(f"{USERS}/ann/password"))
    assert code(await site.anybody.post(SESSION, json=again | {"password": "a long pass phrase"}), 401) == "wrong-login"
    ann = site.client(body(await site.anybody.post(SESSION, json=again))["token"])
    assert body(await admin.put(f"{USERS}/ann/disabled", json={"disabled": True}))["disabled"] is True
    assert code(await ann.get("/api/v1/me"), 401) == "not-logged-in"
    assert code(await site.anybody.post(SESSION, json=again), 401) == "wrong-login"
    assert code(await admin.put(f"{USERS}/ann/password"), 409) == "user-disabled"
    body(await admin.put(f"{USERS}/ann/disabled", json={"disabled": False}))
    body(await site.anybody.post(SESSION, json=again))


async def test_a_hall_sees_its_own_logins_and_an_administrator_all(site: Site) -> None:
    admin = await site.login("admin@city", username="chief")
    for hall in (HERE, OTHER, FAR):
        await site.token(f"kiosk@hall:{hall}", username=f"box-{hall}")
    await site.token("official@district:north", username="boss")
    manager = await site.login("manager@district:north", username="manager")
    own = body(await manager.get(f"/api/v1/halls/{HERE}/users"))["users"]
    assert [(one["username"], one["device"], one["sessions"]) for one in own] == [(f"box-{HERE}", True, 1)]
    assert code(await manager.get(f"/api/v1/halls/{FAR}/users"), 403) == "not-allowed"
    assert code(await manager.get(USERS), 403) == "not-allowed"
    everybody = {one["username"] for one in body(await admin.get(USERS))["users"]}
    assert {"boss", "manager", "chief", *(f"box-{hall}" for hall in (HERE, OTHER, FAR))} <= everybody


async def test_a_device_stays_enrolled_until_an_administrator_ends_it(site: Site) -> None:
    admin = await site.login("admin@city")
    initial = body(await admin.put(f"{USERS}/box", json={"name": "取号机", "roles": [grant("kiosk", f"hall:{HERE}")]}), 201)
    box = site.client(body(await site.anybody.post(SESSION, json=initial))["token"])
    body(await box.post(f"/api/v1/halls/{HERE}/tickets", json={}), 201)
    assert (await user(admin, "box"))["device"] is True
    assert (await admin.delete(f"{USERS}/box/sessions")).status_code == 204
    assert code(await box.post(f"/api/v1/halls/{HERE}/tickets", json={}), 401) == "not-logged-in"


async def test_what_cannot_be_is_told_by_its_code(site: Site) -> None:
    admin = await site.login("admin@city", username="chief")
    teller = [grant("teller", f"hall:{HERE}")]
    body(await admin.put(f"{USERS}/ann", json={"name": "Ann", "roles": teller}), 201)
    for path, sent, status, problem in (
        ("ann", {"name": "Ann", "roles": teller}, 409, "user-exists"),
        ("Ann", {"name": "Ann", "roles": teller}, 422, "user-invalid"),
        ("visitor", {"name": "Ann", "roles": teller}, 422, "user-invalid"),
        ("x" * 65, {"name": "Ann", "roles": teller}, 422, "user-invalid"),
        ("%00", {"name": "Ann", "roles": teller}, 422, "user-invalid"),
        ("bob", {"name": "two\nlines", "roles": teller}, 422, "user-invalid"),
        ("bob", {"name": "Bob", "roles": []}, 422, "invalid-body"),
        ("bob", {"name": "Bob", "roles": [grant("king", "city")]}, 422, "invalid-body"),
        ("bob", {"name": "Bob", "roles": [grant("teller", "city")]}, 422, "user-invalid"),
        ("bob", {"name": "Bob", "roles": [grant("teller", "hall:nowhere")]}, 422, "user-invalid"),
        ("bob", {"name": "Bob", "roles": teller, "password": "chosen by others"}, 422, "invalid-body"),
        ("bob/roles", {"roles": teller}, 404, "unknown-user"),
        ("bob/password", {}, 404, "unknown-user"),
        ("bob/disabled", {"disabled": True}, 404, "unknown-user"),
        ("%00/disabled", {"disabled": True}, 404, "unknown-user"),
        ("chief/disabled", {"disabled": True}, 409, "last-administrator"),
        ("chief/roles", {"roles": teller}, 409, "last-administrator"),
    ):
        assert code(await admin.put(f"{USERS}/{path}", json=sent), status) == problem, path
