"""Logging in with a password that somebody else set, and the account page."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.display.staff import Screens
from tests.support.browser import DESK, PHONE, Chromium
from tests.support.layout import assert_language, assert_tidy
from tests.support.server import ServerProcess, body

OWN = "a long pass phrase"


def added(server: ServerProcess, username: str, role: str = "teller", scope: str = "hall:zetou") -> str:
    """Add a login as an administrator does; return its initial password."""
    sent = {"name": "王秀兰", "roles": [{"role": role, "scope": scope}]}
    password: str = body(server.login("admin").put(f"/api/v1/users/{username}", json=sent), 201)["password"]
    return password


def settled(server: ServerProcess, username: str, **more: Any) -> None:
    """Add a login and set its own password, `OWN`."""
    initial = added(server, username, **more)
    body(server.login(username, initial).put("/api/v1/me/password", json={"current": initial, "new": OWN}))


def log_in(page: Page, username: str, password: str) -> None:
    page.locator("input[name=username]").fill(username)
    page.locator("input[name=password]").fill(password)
    page.locator(".login-form button[type=submit]").click()


def forgive_refusals(screens: Screens) -> None:
    for screen in screens.open:
        screen.forgive(lambda text: "status of 4" in text)


@pytest.mark.parametrize(
    ("language", "size", "short", "common"),
    [
        ("en", DESK, "at least 12 characters", "easy to guess"),
        ("zh", PHONE, "至少需要 12 个字符", "容易被猜到"),
    ],
    ids=["en", "zh"],
)
def test_an_initial_password_is_changed_in_the_same_visit(
    demo: ServerProcess, chromium: Chromium, language: str, size: tuple[int, int], short: str, common: str
) -> None:
    username = f"new-{language}"
    initial = added(demo, username)
    with Screens(chromium, demo) as screens:
        page = screens.anonymous(size=size, language=language).open("/login?next=/desk/zetou")
        log_in(page, username, initial)
        form = page.locator(".password-form")
        expect(form).to_be_visible()
        expect(page.locator("input[name=current]")).to_have_count(0)
        assert_tidy(page, least_target_px=20)
        if language == "en":
            assert_language(page)
        for new, again, told in (("short", "short", short), (OWN, "other", ""), ("password1234", "password1234", common)):
            page.locator("input[name=next]").fill(new)
            page.locator("input[name=again]").fill(again)
            form.locator("button[type=submit]").click()
            expect(page.locator(".password-form .note.bad")).to_contain_text(told)
        assert_tidy(page)
        page.locator("input[name=next]").fill(OWN)
        page.locator("input[name=again]").fill(OWN)
        form.locator("button[type=submit]").click()
        page.wait_for_url("**/desk/zetou")
        expect(page.locator(".counters, .serve").first).to_be_visible()
        forgive_refusals(screens)


def test_who_goes_on_without_changing_comes_back_to_it(demo: ServerProcess, chromium: Chromium) -> None:
    initial = added(demo, "hasty", "manager")
    with Screens(chromium, demo) as screens:
        page = screens.anonymous().open("/login")
        log_in(page, "hasty", initial)
        expect(page.locator(".password-form")).to_be_visible()
        page.goto(f"{demo.url}/manage/zetou")
        page.wait_for_url("**/login?next=**")
        page.locator("input[name=current]").fill("not this one")
        page.locator("input[name=next]").fill(OWN)
        page.locator("input[name=again]").fill(OWN)
        submit = page.locator(".password-form button[type=submit]")
        submit.click()
        expect(page.locator(".password-form .note.bad")).to_contain_text("present password")
        page.locator("input[name=current]").fill(initial)
        submit.click()
        page.wait_for_url("**/manage/zetou")
        expect(page.locator(".figures")).to_be_visible()
        forgive_refusals(screens)


@pytest.mark.parametrize(("language", "size"), [("en", DESK), ("zh", DESK), ("en", PHONE), ("zh", PHONE)])
def test_the_account_page_is_tidy_and_ends_sessions(
    demo: ServerProcess, chromium: Chromium, language: str, size: tuple[int, int]
) -> None:
    username = f"seen-{language}-{size[0]}"
    settled(demo, username)
    others = [demo.login(username, OWN) for _ in range(3)]
    with Screens(chromium, demo) as screens:
        screen = screens.anonymous(size=size, language=language)
        page = screen.login(username, OWN, "/account")
        rows = page.locator("[data-session]")
        expect(rows).to_have_count(5)  # with the one that set the password
        expect(rows.first).to_contain_text("Chrome, Linux")
        expect(rows.first.locator("button")).to_have_count(0)
        assert_tidy(page, least_target_px=20)
        if language == "en":
            assert_language(page)
        rows.nth(1).locator("button").click()
        expect(page.locator(".note.good")).to_be_visible()
        expect(rows).to_have_count(4)
        assert sorted(other.get("/api/v1/me").status_code for other in others) == [200, 200, 401]
        page.locator("[data-end-others]").click()
        expect(rows).to_have_count(1)
        assert {other.get("/api/v1/me").status_code for other in others} == {401}
        assert_tidy(page)


def test_the_name_in_the_header_leads_to_the_account_where_the_password_is_changed(
    demo: ServerProcess, chromium: Chromium
) -> None:
    settled(demo, "walker", role="manager")
    other = demo.login("walker", OWN)
    with Screens(chromium, demo) as screens:
        page = screens.anonymous().login("walker", OWN, "/manage/zetou")
        page.locator(".account-link").click()
        page.wait_for_url("**/account")
        page.locator("input[name=current]").fill(OWN)
        page.locator("input[name=next]").fill("another long phrase")
        page.locator("input[name=again]").fill("another long phrase")
        page.locator(".password-form button[type=submit]").click()
        expect(page.locator(".note.good")).to_contain_text("Your password is set")
        assert other.get("/api/v1/me").status_code == 401
        expect(page.locator("[data-session]")).to_have_count(1)
        page.locator(".leave").click()
        page.wait_for_url(re.compile("/login"))
        log_in(page, "walker", "another long phrase")
        page.wait_for_url("**/account")
