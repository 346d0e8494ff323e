"""The teller's page, against the real server: by mouse, by keyboard alone, two at once, cut off, taken over."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.display.staff import Cable, Screens, act, bar, configured, desk, dialog, number, ordinary, says, state_of, visitors
from tests.support.browser import Chromium
from tests.support.layout import assert_language, assert_tidy
from tests.support.server import ServerProcess, body

LONGEST = ("M024", "C015")
"""The services of a town hall with the longest names, in Chinese and in English."""


def test_a_visitor_is_served_by_mouse(demo: ServerProcess, chromium: Chromium) -> None:
    (first, second) = visitors(demo, "longshanlu", {"services": ["G007"]}, {"services": ["M024"]})
    with Screens(chromium, demo) as screens:
        page = desk(screens, "teller-longshanlu", "longshanlu", 1)
        expect(page.locator(".rows .row b")).to_have_text([first["number"], second["number"]])
        act(page, "next").click()
        expect(number(page)).to_have_text(first["number"])
        expect(page.locator(".visitor")).to_have_class(re.compile("called"))
        act(page, "start").click()
        expect(page.locator(".visitor")).to_have_class(re.compile("serving"))
        page.locator("label.outcome.lacking").click()
        act(page, "go-on").click()
        expect(number(page)).to_have_text(second["number"])
        # A reviewed service is accepted unless the teller says otherwise.
        expect(page.locator("label.outcome.accepted input")).to_be_checked()
        act(page, "finish").click()
        expect(page.locator(".visitor.idle")).to_be_visible()
        says(page, "desk-said-finished")
    events = body(demo.login("admin").get("/api/v1/halls/longshanlu/events?after=0"))["events"]
    work = {event["ticket"]: event["work"] for event in events if event["type"] == "service-finished"}
    assert work[first["id"]] == [{"service": "G007", "outcome": "lacking"}]
    assert work[second["id"]] == [{"service": "M024", "outcome": "accepted"}]


def test_a_visitor_is_served_by_keyboard_alone(demo: ServerProcess, chromium: Chromium) -> None:
    (first, second, third) = visitors(demo, "tianfulu", {"services": ["G007"]}, *ordinary(2))
    with Screens(chromium, demo) as screens:
        page = screens.login("teller-tianfulu", "/desk")
        expect(page.locator("[data-counter='1']")).to_be_focused()
        press = page.keyboard.press
        press("Enter")
        expect(page.locator(".serve")).to_be_visible()
        press("Space")
        expect(number(page)).to_have_text(first["number"])
        press("Space")
        says(page, "desk-no-called-here")
        press("r")
        says(page, "desk-said-recalled")
        press("s")
        says(page, "desk-said-started")
        press("/")
        page.keyboard.type("mtbbz")
        press("Enter")
        expect(page.locator(".service.on")).to_contain_text("M024")
        press("5")
        expect(page.locator(".service.on label.outcome.refused input")).to_be_checked()
        press("ArrowUp")
        expect(page.locator(".service.on")).to_contain_text("G007")
        press("2")
        says(page, "desk-no-outcome-accept")
        press("d")
        expect(number(page)).to_have_text(second["number"])
        press("h")
        expect(dialog(page)).to_be_visible()
        press("1")
        says(page, "desk-said-held")
        press("Space")
        expect(number(page)).to_have_text(third["number"])
        press("r")
        says(page, "desk-said-recalled")
        press("n")
        says(page, "desk-said-no-show")
        press("b")
        expect(dialog(page)).to_be_visible()
        page.keyboard.type(second["number"])
        press("Enter")
        says(page, "desk-said-back")
        expect(page.locator(".rows .row b")).to_have_text([second["number"]])
        press("p")
        press("2")
        says(page, "desk-said-paused")
        press("Space")
        says(page, "desk-no-paused")
        press("p")
        says(page, "desk-said-resumed")
        press("l")
        press("Enter")
        press("Tab")
        press("Enter")
        expect(number(page)).to_have_text(second["number"])
        press("t")
        press("3")
        press("Enter")
        says(page, "desk-said-moved-counter")
        press("?")
        expect(dialog(page)).to_contain_text("All keys")
        press("Escape")
        press("x")
        press("Enter")
        expect(page.locator(".lost")).to_be_visible()
    assert state_of(demo, "tianfulu", first["id"])["state"] == "done"
    assert state_of(demo, "tianfulu", third["id"])["state"] == "no_show"


def test_a_clicked_button_does_not_keep_the_space_key(demo: ServerProcess, chromium: Chromium) -> None:
    (first,) = visitors(demo, "huanshanlu", *ordinary(1))
    with Screens(chromium, demo) as screens:
        page = desk(screens, "teller-huanshanlu", "huanshanlu", 1)
        act(page, "help").click()
        page.keyboard.press("Escape")
        page.keyboard.press("Space")
        expect(number(page)).to_have_text(first["number"])
        act(page, "recall").click()
        says(page, "desk-said-recalled")
        page.keyboard.press("Space")
        says(page, "desk-no-called-here")
        act(page, "finish").click()
        says(page, "desk-said-finished")


def test_a_no_show_waits_for_the_halls_calls_and_seconds(demo: ServerProcess, chromium: Chromium) -> None:
    visitors(demo, "wendengying", *ordinary(1))
    with configured(demo, "wendengying", no_show_calls=2, no_show_s=6), Screens(chromium, demo) as screens:
        page = desk(screens, "teller-wendengying", "wendengying", 1)
        page.keyboard.press("Space")
        expect(act(page, "no-show")).to_have_attribute("aria-disabled", "true")
        expect(act(page, "no-show").locator(".lacking")).to_contain_text("1 call")
        act(page, "no-show").click(force=True)  # it is in reach, and says why not
        says(page, "desk-no-show-both")
        page.keyboard.press("r")
        says(page, "desk-said-recalled")
        page.keyboard.press("n")
        says(page, "desk-no-show-seconds")
        expect(act(page, "no-show")).to_have_attribute("aria-disabled", "false")
        page.keyboard.press("n")
        says(page, "desk-said-no-show")


def test_two_desks_race_for_one_line(demo: ServerProcess, chromium: Chromium) -> None:
    taken = [ticket["number"] for ticket in visitors(demo, "dashuipo", *ordinary(6))]
    with Screens(chromium, demo) as screens:
        one = desk(screens, "teller-dashuipo", "dashuipo", 1)
        two = desk(screens, "crew-dashuipo-1", "dashuipo", 2)
        called: list[str] = []
        for _ in range(3):
            for page in (one, two):  # neither waits for the other's answer
                page.keyboard.press("Space")
            for page in (one, two):
                expect(number(page)).to_be_visible()
                called.append(number(page).inner_text())
            for page in (one, two):
                page.keyboard.press("f")
                expect(page.locator(".visitor.idle")).to_be_visible()
        assert sorted(called) == sorted(taken)
        one.keyboard.press("Space")
        says(one, "desk-said-nobody")


def test_what_another_tab_did_first_is_told(demo: ServerProcess, chromium: Chromium) -> None:
    (first, second) = visitors(demo, "zhangjiachan", *ordinary(2))
    same = demo.login("teller-zhangjiachan")
    with Screens(chromium, demo) as screens:
        page = desk(screens, "teller-zhangjiachan", "zhangjiachan", 1)

        def overtaken(route: Route) -> None:
            same.post("/api/v1/halls/zhangjiachan/counters/1/call-next")
            route.continue_()

        page.route("**/call-next", overtaken, times=1)
        page.keyboard.press("Space")
        says(page, "desk-refused-counter-busy")
        expect(bar(page)).to_contain_text(first["number"])
        expect(number(page)).to_have_text(first["number"])
        page.keyboard.press("d")
        expect(number(page)).to_have_text(second["number"])
        screens.forgive_refusals()


def test_taking_over_asks_first_and_tells_the_other(demo: ServerProcess, chromium: Chromium) -> None:
    (first,) = visitors(demo, "gaocun", {"services": ["G007"]})
    with Screens(chromium, demo) as screens:
        mine = desk(screens, "teller-gaocun", "gaocun", 1)
        mine.keyboard.press("Space")
        expect(number(mine)).to_have_text(first["number"])
        mine.keyboard.press("3")
        theirs = screens.login("crew-gaocun-1", "/desk/gaocun")
        theirs.locator("[data-counter='1']").click()
        expect(dialog(theirs)).to_contain_text("teller-gaocun")
        expect(dialog(theirs)).to_contain_text(first["number"])
        theirs.keyboard.press("Escape")
        expect(mine.locator(".serve")).to_be_visible()
        theirs.locator("[data-counter='1']").click()
        theirs.keyboard.press("Enter")
        expect(number(theirs)).to_have_text(first["number"])
        expect(mine.locator(".lost")).to_contain_text("crew-gaocun-1")
        expect(mine.locator(".lost")).to_contain_text(first["number"])
        mine.locator(".lost .primary").click()
        mine.keyboard.press("Enter")
        expect(number(mine)).to_have_text(first["number"])
        # What was noted of the visit is still there.
        expect(mine.locator("label.outcome.diverted input")).to_be_checked()
        expect(theirs.locator(".lost")).to_contain_text("teller-gaocun")


def test_a_lost_answer_makes_nothing_happen_twice(demo: ServerProcess, chromium: Chromium) -> None:
    (first,) = visitors(demo, "zeku", *ordinary(1))
    with Screens(chromium, demo) as screens:
        page = desk(screens, "teller-zeku", "zeku", 1)
        page.keyboard.press("Space")
        expect(number(page)).to_have_text(first["number"])
        keys: list[str] = []

        def lose_answer(route: Route) -> None:
            keys.append(route.request.headers["idempotency-key"])
            if len(keys) == 1:
                route.fetch()  # the command arrives, its answer does not
                route.abort("connectionreset")
            else:
                route.continue_()

        page.route("**/counters/1/recall", lose_answer)
        page.keyboard.press("r")
        says(page, "desk-said-recalled")
        assert len(keys) == 2
        assert keys[0] == keys[1]
        assert state_of(demo, "zeku", first["id"])["calls"] == 2
        page.keyboard.press("f")
        says(page, "desk-said-finished")
        screens.forgive_network()


def test_a_cut_network_is_told_and_nothing_noted_is_lost(demo: ServerProcess, chromium: Chromium) -> None:
    (first, second) = visitors(demo, "houjia", {"services": ["G007"]}, {})
    elsewhere = demo.login("teller-houjia")
    with Screens(chromium, demo) as screens:
        screen = screens.anonymous()
        cable = Cable(screen.page)
        page = screen.login("teller-houjia", "demo", "/desk/houjia")
        page.locator("[data-counter='1']").click()
        expect(page.locator(".serve")).to_be_visible()
        page.keyboard.press("Space")
        expect(number(page)).to_have_text(first["number"])
        page.keyboard.press("4")
        cable.cut()
        expect(page.locator(".offline")).to_contain_text("No connection")
        expect(act(page, "finish")).to_have_attribute("aria-disabled", "true")
        page.keyboard.press("f")
        says(page, "desk-no-offline")
        # The hall goes on: whole views bring the page up to date when it is back.
        body(elsewhere.post("/api/v1/halls/houjia/counters/1/recall"))
        cable.mend()
        expect(page.locator(".offline")).to_have_count(0)
        expect(page.locator(".bar")).not_to_contain_text("No connection")
        expect(page.locator(".visitor .facts")).to_contain_text("2nd call")
        expect(page.locator("label.outcome.lacking input")).to_be_checked()
        page.keyboard.press("d")
        expect(number(page)).to_have_text(second["number"])
        screens.forgive_network()


def test_a_reload_keeps_the_counter_and_what_was_noted(demo: ServerProcess, chromium: Chromium) -> None:
    (first,) = visitors(demo, "songcun", {"services": ["G007"]})
    with Screens(chromium, demo) as screens:
        page = desk(screens, "teller-songcun", "songcun", 2)
        page.keyboard.press("Space")
        expect(number(page)).to_have_text(first["number"])
        page.keyboard.press("3")
        page.reload()
        expect(number(page)).to_have_text(first["number"])
        expect(page.locator("label.outcome.diverted input")).to_be_checked()
        page.keyboard.press("f")
        says(page, "desk-said-finished")
        page.keyboard.press("x")
        page.keyboard.press("Enter")
        page.locator(".lost .button").first.click()
        # The counter used last is first.
        expect(page.locator("[data-counter]").first).to_have_attribute("data-counter", "2")


def test_a_claimed_priority_is_corrected_with_a_reason(demo: ServerProcess, chromium: Chromium) -> None:
    (claimed, other) = visitors(demo, "xiaoguan", {"priority": "elder"}, {})
    with Screens(chromium, demo) as screens:
        page = desk(screens, "teller-xiaoguan", "xiaoguan", 1)
        row = page.locator(".rows li", has_text=claimed["number"])
        row.locator(".row").click()
        expect(row).to_contain_text("not checked yet")
        row.locator(".row-acts .button").nth(1).click()
        dialog(page).get_by_label("Normal").check()
        dialog(page).get_by_label("No proof shown").check()
        dialog(page).locator("[data-answer]").click()
        says(page, "desk-said-priority")
        assert state_of(demo, "xiaoguan", claimed["id"])["priority"] == "normal"
        page.keyboard.press("Space")
        expect(number(page)).to_have_text(claimed["number"])
        page.keyboard.press("c")
        dialog(page).get_by_label("Urgent", exact=True).check()
        dialog(page).get_by_label("Urgent need").check()
        page.keyboard.press("Enter")
        says(page, "desk-said-priority")
        expect(page.locator(".visitor .tag")).to_have_text("Urgent")
        page.keyboard.press("d")
        expect(number(page)).to_have_text(other["number"])


def test_a_transfer_to_other_services_and_a_call_out_of_turn(demo: ServerProcess, chromium: Chromium) -> None:
    (first, second) = visitors(demo, "gejia", {"services": ["G007"]}, {})
    with Screens(chromium, demo) as screens:
        page = desk(screens, "teller-gejia", "gejia", 1)
        page.keyboard.press("Space")
        expect(number(page)).to_have_text(first["number"])
        page.keyboard.press("t")
        dialog(page).locator(".tabs button").nth(1).click()
        dialog(page).locator("#transfer-find").fill("shbzk")
        page.keyboard.press("Enter")
        expect(dialog(page).locator(".picked li")).to_have_count(1)
        dialog(page).locator("input[name=place]").nth(1).check()
        dialog(page).locator("[data-answer]").click()
        says(page, "desk-said-moved-services")
        moved = state_of(demo, "gejia", first["id"])
        assert moved["state"] == "waiting"
        assert moved["services"] != ["G007"]
        # It waits from now on, behind the second; the teller calls it nevertheless.
        expect(page.locator(".rows .row b")).to_have_text([second["number"], first["number"]])
        page.locator(".rows .row").nth(1).click()
        page.locator(".row-acts .primary").click()
        expect(number(page)).to_have_text(first["number"])


def test_one_person_issues_and_serves(demo: ServerProcess, chromium: Chromium) -> None:
    with Screens(chromium, demo) as screens:
        page = desk(screens, "teller-daoji", "daoji", 1)
        expect(act(page, "issue")).to_contain_text("Issue and call")
        page.keyboard.press("i")
        expect(dialog(page)).to_be_visible()
        page.keyboard.type("G007")
        page.keyboard.press("Enter")
        expect(dialog(page).locator(".picked li")).to_have_count(1)
        page.keyboard.press("Enter")
        expect(number(page)).to_be_visible()
        says(page, "desk-said-issued-called")
        expect(page.locator(".visitor .facts")).to_contain_text("Walk-up")
        page.get_by_role("button", name="Print the slip").click()
        expect(page.locator("#slip .slip-number")).to_have_text(number(page).inner_text())
        page.keyboard.press("i")
        dialog(page).get_by_label("Urgent").check()
        page.keyboard.press("Enter")
        expect(dialog(page).locator(".issued")).to_have_text(re.compile("P0"))
        page.keyboard.press("Enter")
        expect(page.locator(".rows .row")).to_have_count(1)


def test_what_comes_from_data_is_text(demo: ServerProcess, chromium: Chromium) -> None:
    evil = "<img src=x onerror=alert(1)>"
    visitors(demo, "mishan", {"services": ["G007"]})

    def rename(route: Route) -> None:
        answer = route.fetch()
        content = answer.json()
        for service in content["services"]:
            service["name"] = {"zh": evil, "en": evil}
            service["materials"] = [{"zh": evil, "en": evil}]
        route.fulfill(response=answer, json=content)

    with Screens(chromium, demo) as screens:
        screen = screens.anonymous()
        screen.page.route("**/api/v1/halls/mishan/services*", rename)
        page = screen.login("teller-mishan", "demo", "/desk/mishan")
        page.locator("[data-counter='1']").click()
        expect(page.locator(".rows .row .name")).to_have_text(evil)
        page.keyboard.press("Space")
        expect(page.locator(".visitor .services")).to_contain_text(evil)
        expect(page.locator(".checklist")).to_contain_text(evil)
        assert page.locator("img").count() == 0


def test_who_may_not_serve_is_told(demo: ServerProcess, chromium: Chromium) -> None:
    with Screens(chromium, demo) as screens:
        page = screens.login("official", "/desk")
        expect(page.locator(".note.bad")).to_contain_text("cannot serve at a counter")
        expect(page.locator("main a[href='/']")).to_be_visible()
        # A hall of others in the address leads to one's own.
        page = screens.login("teller-zhangcun", "/desk/wendeng")
        expect(page).to_have_url(re.compile("/desk/zhangcun"))


def test_a_session_that_ended_asks_for_the_login_and_comes_back(demo: ServerProcess, chromium: Chromium) -> None:
    with Screens(chromium, demo) as screens:
        page = desk(screens, "teller-yiyuan", "yiyuan", 2)
        page.context.clear_cookies()
        page.keyboard.press("Space")
        page.wait_for_url("**/login?next=*")
        expect(page.locator(".note")).to_contain_text("Your login has ended")
        page.locator("input[name=username]").fill("teller-yiyuan")
        page.locator("input[name=password]").fill("demo")
        page.locator(".login-form button[type=submit]").click()
        expect(page).to_have_url(re.compile("/desk/yiyuan/2"))
        expect(page.locator(".serve")).to_be_visible()
        for screen in screens.open:
            screen.forgive(lambda text: "status of 401" in text)


def test_logging_out_closes_the_counter_when_asked(demo: ServerProcess, chromium: Chromium) -> None:
    with Screens(chromium, demo) as screens:
        page = desk(screens, "teller-lingang", "lingang", 1)
        page.keyboard.press("q")
        expect(dialog(page)).to_contain_text("stays open")
        page.keyboard.press("Enter")
        page.wait_for_url("**/login?next=*")
        expect(page.locator(".login-form")).to_be_visible()
        expect(page.locator(".note")).to_have_count(0)
    with_counter = body(demo.client().get("/api/v1/halls/lingang"))
    assert with_counter["counters_open"] == 0


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_state_is_tidy_and_in_its_language(demo: ServerProcess, chromium: Chromium, language: str) -> None:
    hall = {"zh": "jieshi", "en": "bukougang"}[language]
    wishes = [{"services": [code], "priority": priority} for code in LONGEST for priority in ("elder", "normal")]
    visitors(demo, hall, *wishes, {"services": ["M024", "C015", "E023"]}, *ordinary(20))
    with configured(demo, hall, no_show_s=60), Screens(chromium, demo) as screens:
        screen = screens.anonymous(language=language)
        cable = Cable(screen.page)
        page = screen.login(f"teller-{hall}", "demo", f"/desk/{hall}")

        def look() -> None:
            for width, height in ((1366, 768), (1024, 768), (1920, 1080)):
                page.set_viewport_size({"width": width, "height": height})
                assert_tidy(page)
                if language == "en":
                    assert_language(page)

        def look_and_leave() -> None:
            expect(dialog(page)).to_be_visible()
            look()
            page.keyboard.press("Escape")
            expect(dialog(page)).to_have_count(0)

        expect(page.locator(".counters")).to_be_visible()
        look()
        page.locator("[data-counter='1']").click()
        expect(page.locator(".serve")).to_be_visible()
        look()
        page.keyboard.press("Space")
        expect(number(page)).to_be_visible()
        look()
        page.keyboard.press("n")
        says(page, "desk-no-show-both")
        look()
        page.keyboard.press("s")
        says(page, "desk-said-started")
        for code in ("M024", "C015", "E023"):
            page.keyboard.press("/")
            page.keyboard.type(code)
            page.keyboard.press("Enter")
            expect(page.locator("#find-service")).to_have_value("")
            expect(page.locator(".service.on")).to_contain_text(code)
        look()
        page.keyboard.press("/")
        page.keyboard.type("g")
        expect(page.locator(".finder-list li").first).to_be_visible()
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        for key in ("t", "h", "c", "i", "x", "q", "?", "b"):
            page.keyboard.press(key)
            look_and_leave()
        page.keyboard.press("h")
        page.keyboard.press("2")
        says(page, "desk-said-held")
        page.keyboard.press("b")
        look_and_leave()
        page.locator(".rows .row").first.click()
        look()
        page.locator(".rows .row").first.click()
        page.keyboard.press("p")
        look_and_leave()
        page.keyboard.press("p")
        page.keyboard.press("5")
        says(page, "desk-said-paused")
        look()
        page.keyboard.press("p")
        says(page, "desk-said-resumed")
        cable.cut()
        expect(page.locator(".offline")).to_be_visible()
        look()
        cable.mend()
        expect(page.locator(".offline")).to_have_count(0)
        rival = demo.login(f"crew-{hall}-1")
        body(rival.post(f"/api/v1/halls/{hall}/counters/1/open", json={"take_over": True}))
        expect(page.locator(".lost")).to_be_visible()
        look()
        page.locator(".lost .primary").click()
        look_and_leave()
        body(rival.post(f"/api/v1/halls/{hall}/counters/1/close"))
        expect(page.locator(".lost")).to_contain_text({"zh": "关闭", "en": "is not open"}[language])
        look()
        screens.forgive_network()
