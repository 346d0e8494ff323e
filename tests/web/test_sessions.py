from pathlib import Path

import pytest

from queue_server.app.guard import LoginLimits
from queue_server.app.users import disable_user
from tests.web.site import HERE, HOST, PASSWORD, Site, body, code

SESSION = "/api/v1/session"


async def test_logging_in_gives_a_token_and_a_cookie(site: Site) -> None:
    await site.with_password("ann", f"teller@hall:{HERE}")
    response = await site.anybody.post(SESSION, json={"username": "ann", "password": PASSWORD})
    login = body(response)
    assert login["user"] == {
        "username": "ann", "name": "ann", "roles": [{"role": "teller", "scope": f"hall:{HERE}"}], "hall": HERE, "demo": True,
        "must_change_password": False,
    }  # fmt: skip
    assert len(login["token"]) == 43
    assert login["expires_at"].endswith("Z")
    cookie = response.headers["set-cookie"]
    assert cookie.startswith(f"onewindow_session={login['token']}; ")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert body(await site.client(login["token"]).get("/api/v1/me")) == login["user"]


async def test_a_city_behind_https_gives_secure_cookies(tmp_path: Path) -> None:
    async with Site(tmp_path, public_url="https://halls.example") as site:
        await site.with_password("ann", f"teller@hall:{HERE}")
        response = await site.anybody.post(SESSION, json={"username": "ann", "password": PASSWORD})
        cookie, *bounds = response.headers["set-cookie"].split("; ")
        assert cookie == f"__Host-onewindow_session={body(response)['token']}"
        assert {"Secure", "Path=/", "HttpOnly"} <= set(bounds)
        assert not any(bound.startswith("Domain") for bound in bounds)


async def test_over_https_a_cookie_that_a_sibling_domain_could_plant_counts_for_nothing(tmp_path: Path) -> None:
    async with Site(tmp_path, public_url="https://halls.example") as site:
        own, planted = await site.token(f"teller@hall:{HERE}", username="ann"), await site.token(f"teller@hall:{HERE}")
        browser = site.client(cookie=f"onewindow_session={planted}; __Host-onewindow_session={own}")
        assert body(await browser.get("/api/v1/me"))["username"] == "ann"
        browser = site.client(cookie=f"onewindow_session={planted}")
        assert code(await browser.get("/api/v1/me"), 401) == "not-logged-in"


@pytest.mark.parametrize("sent", [{"username": "ann", "password": "wrong"}, {"username": "nobody", "password": PASSWORD}])
async def test_a_wrong_login_is_not_explained(site: Site, sent: dict[str, str]) -> None:
    await site.with_password("ann", f"teller@hall:{HERE}")
    response = await site.anybody.post(SESSION, json=sent)
    assert code(response, 401) == "wrong-login"
    assert "set-cookie" not in response.headers


async def test_answers_to_a_wrong_login_differ_in_nothing(site: Site) -> None:
    await site.with_password("ann", f"teller@hall:{HERE}")
    await site.with_password("old", f"teller@hall:{HERE}")
    await site.database.write(lambda connection: disable_user(connection, "old", 1))
    told = set()
    for username in ("ann", "nobody", "old"):
        response = await site.anybody.post(SESSION, json={"username": username, "password": "wrong password"})
        told.add((response.status_code, response.content, tuple(sorted(response.headers.items()))))
    assert len(told) == 1


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"username": "ann"},
        {"username": 5, "password": "x"},
        {"username": "ann", "password": "x" * 257},
        {"username": "", "password": "x"},
    ],
)
async def test_what_is_no_login_is_refused_unread(site: Site, sent: object) -> None:
    assert code(await site.anybody.post(SESSION, json=sent), 422) == "invalid-body"


async def test_too_many_failures_are_told_when_to_come_again(tmp_path: Path) -> None:
    async with Site(tmp_path, limits=LoginLimits(by_login=1, window_s=60)) as site:
        wrong = {"username": "ann", "password": "wrong"}
        assert code(await site.anybody.post(SESSION, json=wrong), 401) == "wrong-login"
        response = await site.anybody.post(SESSION, json=wrong)
        assert code(response, 429) == "too-many-logins"
        assert response.headers["retry-after"] == "60"


async def test_logging_out_ends_the_session_at_once(site: Site) -> None:
    client = await site.login(f"teller@hall:{HERE}")
    body(await client.get("/api/v1/me"))
    response = await client.delete(SESSION)
    assert (response.status_code, response.content) == (204, b"")
    assert "Max-Age=0" in response.headers["set-cookie"]
    assert code(await client.get("/api/v1/me"), 401) == "not-logged-in"


async def test_a_cookie_is_as_good_as_a_token_for_reading(site: Site) -> None:
    token = await site.token(f"teller@hall:{HERE}")
    browser = site.client(cookie=f"theme=dark; onewindow_session={token}")
    assert body(await browser.get("/api/v1/me"))["hall"] == HERE
    bad_bearer = site.client("x" * 43, cookie=f"onewindow_session={token}")
    assert code(await bad_bearer.get("/api/v1/me"), 401) == "not-logged-in"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://evil.test"},
        {"origin": "null"},
        {"origin": f"{HOST}.evil.test"},
        {"origin": f"{HOST}:81"},
        {"referer": f"{HOST}/desk"},
        {"origin": "http://evil.test", "referer": f"{HOST}/desk"},
        {"origin": "http://evil.test", "sec-fetch-site": "same-origin"},
        {"origin": HOST, "sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "http://[broken"},
    ],
)
async def test_another_sites_page_changes_nothing_with_the_cookie(site: Site, headers: dict[str, str]) -> None:
    browser = site.client(cookie=f"onewindow_session={await site.token(f'teller@hall:{HERE}')}")
    for method, path in (("POST", f"/api/v1/halls/{HERE}/counters/1/open"), ("DELETE", SESSION)):
        assert code(await browser.request(method, path, headers=headers), 403) == "wrong-origin"
    body(await browser.get("/api/v1/me"))


@pytest.mark.parametrize(
    "headers", [{"origin": HOST}, {"sec-fetch-site": "same-origin"}, {"origin": HOST, "sec-fetch-site": "same-origin"}]
)
async def test_our_own_page_may(site: Site, headers: dict[str, str]) -> None:
    browser = site.client(cookie=f"onewindow_session={await site.token(f'teller@hall:{HERE}')}")
    body(await browser.post(f"/api/v1/halls/{HERE}/counters/1/open", headers=headers))


async def test_our_public_address_is_our_own_page_too(tmp_path: Path) -> None:
    async with Site(tmp_path, public_url="https://Halls.example/") as site:
        browser = site.client(cookie=f"__Host-onewindow_session={await site.token(f'teller@hall:{HERE}')}")
        body(await browser.post(f"/api/v1/halls/{HERE}/counters/1/open", headers={"origin": "https://halls.example"}))


async def test_a_bearer_needs_no_origin(site: Site) -> None:
    teller = await site.login(f"teller@hall:{HERE}")
    body(await teller.post(f"/api/v1/halls/{HERE}/counters/1/open", headers={"origin": "http://evil.test"}))


async def test_another_sites_page_cannot_log_a_browser_in(site: Site) -> None:
    await site.with_password("ann", f"teller@hall:{HERE}")
    sent = {"username": "ann", "password": PASSWORD}
    assert code(await site.anybody.post(SESSION, json=sent, headers={"origin": "http://evil.test"}), 403) == "wrong-origin"
    assert code(await site.anybody.post(SESSION, json=sent, headers={"sec-fetch-site": "same-site"}), 403) == "wrong-origin"
    body(await site.anybody.post(SESSION, json=sent, headers={"origin": HOST}))
