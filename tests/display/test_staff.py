"""The administrators' page of all logins."""

import pytest
from playwright.sync_api import expect

from tests.display.staff import Screens, dialog
from tests.display.test_account import OWN, added, forgive_refusals, log_in
from tests.support.browser import DESK, PHONE, Chromium
from tests.support.layout import assert_language, assert_tidy
from tests.support.server import ServerProcess, body


@pytest.mark.parametrize(("language", "size"), [("en", DESK), ("zh", DESK), ("en", PHONE), ("zh", PHONE)])
def test_a_login_is_added_renewed_and_disabled(
    demo: ServerProcess, chromium: Chromium, language: str, size: tuple[int, int]
) -> None:
    username = f"staff-{language}-{size[0]}"
    with Screens(chromium, demo) as screens:
        page = screens.login("admin", "/staff", size=size, language=language)
        rows = page.locator("[data-user]")
        expect(rows.first).to_be_visible()
        page.locator(".find input").fill(username)
        expect(rows).to_have_count(0)
        expect(page.locator("main .card")).to_contain_text({"en": "No login matches", "zh": "没有符合的用户"}[language])
        page.locator("[data-add]").click()
        page.locator("input[name=new-username]").fill(username)
        page.locator("input[name=new-name]").fill("丛建军")
        page.locator(".role select").first.select_option("greeter")
        page.locator(".role select").nth(1).select_option("hall:zetou")
        assert_tidy(page, least_target_px=20)
        page.locator("[data-answer]").click()
        first = page.locator("[data-password]").inner_text()
        assert_tidy(page)
        page.locator("[data-answer]").click()
        expect(page.locator("[data-password]")).to_have_count(0)
        expect(rows).to_have_count(1)
        login = demo.login(username, first)
        changed = body(login.put("/api/v1/me/password", json={"current": first, "new": OWN}))
        assert changed["user"]["roles"] == [{"role": "greeter", "scope": "hall:zetou"}]
        login = demo.login(username, OWN)

        rows.first.locator("button").click()
        ask = dialog(page)
        expect(ask.locator("[data-session]")).to_have_count(2)
        assert_tidy(page, least_target_px=20)
        if language == "en":
            assert_language(page)
        ask.locator(".role select").first.select_option("manager")
        ask.locator("[data-save-roles]").click()
        expect(ask.locator(".note.good")).to_be_visible()
        assert body(login.get("/api/v1/me"))["roles"] == [{"role": "manager", "scope": "hall:zetou"}]
        ask.locator("[data-end-all]").click()
        expect(ask.locator("[data-session]")).to_have_count(0)
        assert login.get("/api/v1/me").status_code == 401
        ask.locator("[data-renew]").click()
        assert demo.login(username, OWN)
        ask.locator("[data-renew]").click()
        second = page.locator("[data-password]").inner_text()
        assert second != first
        page.locator("[data-answer]").click()
        login = demo.login(username, second)
        rows.first.locator("button").click()
        for _ in range(2):
            ask.locator("[data-disable]").click()
        expect(page.locator("[data-user].disabled")).to_have_count(1)
        assert login.get("/api/v1/me").status_code == 401
        ask.locator("[data-disable]").click()
        expect(page.locator("[data-user].disabled")).to_have_count(0)
        page.locator(".ask-close").click()
        expect(ask).to_have_count(0)
        assert_tidy(page, least_target_px=20)


def test_what_is_refused_is_said_in_the_dialog(demo: ServerProcess, chromium: Chromium) -> None:
    added(demo, "taken")
    with Screens(chromium, demo) as screens:
        page = screens.login("admin", "/staff")
        page.locator("[data-add]").click()
        page.locator("input[name=new-username]").fill("taken")
        page.locator("input[name=new-name]").fill("Somebody")
        page.locator("[data-answer]").click()
        expect(dialog(page).locator(".note.bad")).to_contain_text("already")
        page.keyboard.press("Escape")
        expect(dialog(page)).to_have_count(0)
        page.locator("[data-user='admin'] button").click()
        for _ in range(2):
            dialog(page).locator("[data-disable]").click()
        expect(dialog(page).locator(".note.bad")).to_contain_text("administrator has to remain")
        forgive_refusals(screens)


def test_the_longest_name_of_a_person_leaves_room_in_every_top_bar(demo: ServerProcess, chromium: Chromium) -> None:
    roles = [{"role": role, "scope": "hall:zetou"} for role in ("teller", "greeter", "manager")]
    sent = {"name": "欧阳慕容上官" * 10, "roles": roles}
    first = body(demo.login("admin").put("/api/v1/users/long-name", json=sent), 201)["password"]
    body(demo.login("long-name", first).put("/api/v1/me/password", json={"current": first, "new": OWN}))
    with Screens(chromium, demo) as screens:
        page = screens.anonymous().open("/login?next=/desk/zetou")
        log_in(page, "long-name", OWN)
        page.wait_for_url("**/desk/zetou")
        for path in ("/desk/zetou", "/greet/zetou", "/manage/zetou"):
            page.goto(f"{demo.url}{path}?lang=en")
            expect(page.get_by_text("Zetou Town Social Security Service Centre").first).to_be_in_viewport(ratio=1)
            expect(page.get_by_text("Log out")).to_be_in_viewport(ratio=1)
            assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), path


def test_it_is_for_administrators_alone(demo: ServerProcess, chromium: Chromium) -> None:
    with Screens(chromium, demo) as screens:
        page = screens.anonymous().open("/login?next=/staff")
        log_in(page, "manager", "demo")
        expect(page.locator(".note.bad")).to_contain_text("may not do that")
        expect(page.locator("[data-add]")).to_have_count(0)
        forgive_refusals(screens)
