"""The manager's page, against the real server: today, edits and their conflicts, notices, the end of the day."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.display.city import PASSWORD
from tests.display.conftest import NewScreen
from tests.display.staff import Cable, Screens, dialog, number, ordinary, visitors
from tests.support.browser import BOARD, DESK, KIOSK, PHONE, Chromium
from tests.support.layout import assert_language, assert_tidy
from tests.support.server import ServerProcess, body


def manage(screens: Screens, username: str, hall: str, tab: str = "today", *, language: str = "en") -> Page:
    page = screens.login(username, f"/manage/{hall}", language=language)
    expect(page.locator(".figures")).to_be_visible()
    if tab != "today":
        page.locator(f"#tab-{tab}").click()
        expect(page.locator(f"main.tab-{tab} .panel").first).to_be_visible()
    return page


def save(page: Page) -> None:
    page.locator("[data-save]").click()
    expect(page.locator(".note.good")).to_contain_text("Saved as version")
    expect(page.locator(".save-bar")).to_have_count(0)


def test_today_follows_the_hall(demo: ServerProcess, chromium: Chromium) -> None:
    (first, _, third) = visitors(demo, "chengshan", *ordinary(3))
    teller = demo.login("teller-chengshan")
    at = "/api/v1/halls/chengshan/counters/2"
    with Screens(chromium, demo) as screens:
        page = manage(screens, "admin", "chengshan")
        figures = page.locator(".figure dd .num")
        expect(figures.nth(0)).to_have_text("3")
        expect(page.locator(".alarms")).to_contain_text("no open counter takes")
        body(teller.post(f"{at}/open"))
        body(teller.post(f"{at}/call-next"))
        row = page.locator(".by-counter tbody tr").nth(1)
        expect(row).to_contain_text(first["number"])
        expect(row).to_contain_text("teller-chengshan")
        expect(row).to_contain_text("Calling")
        expect(page.locator(".the-line li b")).to_have_count(2)
        body(teller.post(f"{at}/finish"))
        expect(figures.nth(3)).to_have_text("1")
        expect(figures.nth(2)).to_have_text("100")
        expect(page.locator(".hours-so-far tbody tr")).to_have_count(1)
        body(teller.post(f"/api/v1/tickets/{third['id']}/cancel"))
        expect(figures.nth(4)).to_have_text("1")
        expect(page.locator(".source")).to_contain_text("played by a program")


def test_an_official_looks_and_changes_nothing(demo: ServerProcess, chromium: Chromium) -> None:
    with Screens(chromium, demo) as screens:
        page = screens.login("official", "/manage")
        expect(page.locator(".figures")).to_be_visible()
        expect(page.locator("[role=tab]")).to_have_text(["Today"])
        page.locator(".hall-chooser select").select_option("zetou")
        expect(page).to_have_url(re.compile("/manage/zetou"))
        expect(page.locator(".by-counter tbody tr")).to_have_count(3)


def test_a_new_counter_is_seen_at_the_desk(demo: ServerProcess, chromium: Chromium) -> None:
    with Screens(chromium, demo) as screens:
        page = manage(screens, "manager", "wendeng", "counters")
        page.locator("[data-add-counter]").click()
        added = page.locator(".setup-counters tbody tr").last
        added.locator(".seg button").last.click()
        page.locator("[data-save]").click()
        expect(page.locator(".fault")).to_contain_text("at least one group")
        page.locator(".chip", has_text="Pension").locator("input").check()
        page.locator("#tab-policy").click()
        page.locator("#field-no_show_s").fill("45")
        save(page)
        desk = screens.login("teller", "/desk/wendeng")
        row = desk.locator(".counters .counter", has=desk.locator("[data-counter='13']"))
        expect(row).to_contain_text("Takes Pension")
        page.locator("#tab-counters").click()
        added.locator(".remove").click()
        page.locator("#tab-hours").click()
        mondays = page.locator(".week tr").first.locator(".session")
        expect(mondays).to_have_count(2)
        mondays.first.locator(".remove").click()
        expect(mondays).to_have_count(1)
        page.get_by_role("button", name="Copy to Tuesday to Friday").click()
        save(page)
        expect(row).to_have_count(0)
        setup = body(demo.login("manager").get("/api/v1/halls/wendeng/setup"))
        assert len(setup["counters"]) == 12
        assert setup["no_show_s"] == 45
        assert len(setup["hours"]["mon"]) == 1
        assert setup["hours"]["fri"] == setup["hours"]["mon"]


def test_a_closed_date_stops_the_kiosk_and_the_hours_start_it_again(demo: ServerProcess, chromium: Chromium) -> None:
    today = body(demo.client().get("/api/v1/halls/houjia"))["date"]
    with Screens(chromium, demo) as screens:
        kiosk = screens.login("crew-kiosk-houjia", "/kiosk/houjia", size=KIOSK)
        expect(kiosk.locator("button.take")).to_be_visible()
        page = manage(screens, "admin", "houjia", "hours")
        page.locator("input[type=date]").fill(today)
        page.get_by_role("button", name="Add", exact=True).click()
        expect(page.locator(".dates li")).to_contain_text(today)
        save(page)
        expect(kiosk.locator("button.take")).to_have_count(0)
        page.locator(".dates .remove").click()
        save(page)
        expect(kiosk.locator("button.take")).to_be_visible()


def test_faults_are_told_at_their_fields_and_nothing_is_sent(demo: ServerProcess, chromium: Chromium) -> None:
    with Screens(chromium, demo) as screens:
        page = manage(screens, "admin", "huancui", "hours")
        version = body(demo.login("admin").get("/api/v1/halls/huancui/setup"))["version"]
        page.locator("#field-hours-tue-0-closes").fill("815")
        page.locator("#field-intake_cutoff_min").fill("ten")
        page.locator("#field-intake_cutoff_min").blur()
        expect(page.locator("#field-hours-tue-0-closes")).to_have_value("08:15")
        expect(page.locator("#field-hours-tue-0-closes-fault")).to_contain_text("end after it begins")
        expect(page.locator("#field-intake_cutoff_min-fault")).to_contain_text("whole number")
        page.locator("#tab-policy").click()
        page.locator("#field-rates-elder").fill("0")
        page.locator("#field-target_min").fill("")
        page.locator("[data-save]").click()
        expect(page.locator(".note.bad")).to_contain_text("4 things")
        expect(page.locator("#field-hours-tue-0-closes")).to_be_focused()
        assert body(demo.login("admin").get("/api/v1/halls/huancui/setup"))["version"] == version
        page.locator("[data-discard]").click()
        expect(page.locator(".save-bar")).to_have_count(0)
        expect(page.locator("#field-hours-tue-0-closes")).not_to_have_value("08:15")


def test_two_who_edit_lose_nothing(demo: ServerProcess, chromium: Chromium) -> None:
    with Screens(chromium, demo) as screens:
        page = manage(screens, "admin", "gaoqu", "policy")
        page.locator("#field-target_min").fill("12")
        page.locator("#field-no_show_calls").fill("3")
        other = demo.login("admin")
        path = "/api/v1/halls/gaoqu/setup"
        theirs = body(other.get(path))
        body(other.put(path, json=theirs | {"target_s": 600, "return_limit": 5}))
        page.locator("[data-save]").click()
        expect(page.locator(".conflict")).to_contain_text("somebody saved")
        expect(page.locator("#field-target_min")).to_have_value("12")
        page.locator("[data-merge]").click()
        expect(page.locator(".conflict")).to_contain_text("target wait")
        expect(page.locator("#field-return_limit")).to_have_value("5")
        expect(page.locator("#field-target_min")).to_have_value("12")
        save(page)
        merged = body(other.get(path))
        assert (merged["target_s"], merged["no_show_calls"], merged["return_limit"]) == (720, 3, 5)
        screens.forgive_refusals()


def test_unsaved_changes_are_kept_or_asked_about(demo: ServerProcess, chromium: Chromium) -> None:
    with Screens(chromium, demo) as screens:
        page = manage(screens, "admin", "jingqu", "policy")
        page.locator("#field-target_min").fill("20")
        page.locator("#tab-today").click()
        expect(page.locator("#tab-policy .unsaved-mark")).to_be_visible()
        page.locator(".hall-chooser select").select_option("lingang")
        expect(dialog(page)).to_contain_text("Rules")
        page.keyboard.press("Escape")
        page.locator("#tab-policy").click()
        expect(page.locator("#field-target_min")).to_have_value("20")
        expect(page.locator(".hall-chooser select")).to_have_value("jingqu")
        page.locator(".hall-chooser select").select_option("lingang")
        dialog(page).locator("[data-answer]").click()
        expect(page).to_have_url(re.compile("/manage/lingang"))


def test_a_counter_that_is_open_cannot_be_taken_out(demo: ServerProcess, chromium: Chromium) -> None:
    teller = demo.login("teller-rushan")
    with Screens(chromium, demo) as screens:
        page = manage(screens, "admin", "rushan", "counters")
        page.locator(".setup-counters tbody tr").nth(2).locator(".remove").click()
        body(teller.post("/api/v1/halls/rushan/counters/3/open"))
        page.locator("[data-save]").click()
        expect(page.locator(".note.bad")).to_contain_text("Counter 3 is open")
        body(teller.post("/api/v1/halls/rushan/counters/3/close"))
        save(page)
        screens.forgive_refusals()


def test_a_notice_reaches_the_board_and_leaves_it(demo: ServerProcess, chromium: Chromium) -> None:
    with Screens(chromium, demo) as screens:
        board = screens.anonymous(size=BOARD).open("/board/rongcheng")
        page = manage(screens, "admin", "rongcheng", "notices")
        page.locator("#notice-en").fill("Card services pause this afternoon")
        page.locator(".notice-form button[type=submit]").click()
        expect(page.locator("#notice-zh-fault")).to_be_visible()
        expect(page.locator("#notice-zh")).to_be_focused()
        page.locator("#notice-zh").fill("下午社保卡业务暂停")
        page.locator("#notice-until").fill("2020-01-01T08:00")
        page.locator(".notice-form button[type=submit]").click()
        expect(page.locator("#notice-until-fault")).to_be_visible()
        page.locator("#notice-until").fill("")
        page.locator(".notice-form button[type=submit]").click()
        expect(page.locator(".notices li")).to_contain_text("shows now")
        expect(board.get_by_text("Card services pause this afternoon").first).to_be_attached()
        page.locator(".notices .button").click()
        expect(dialog(page)).to_contain_text("Card services pause")
        dialog(page).locator("[data-answer]").click()
        expect(page.locator(".notices li")).to_have_count(0)
        expect(board.get_by_text("Card services pause this afternoon")).to_have_count(0)


def test_the_day_is_closed_with_two_confirmations_while_somebody_is_served(demo: ServerProcess, chromium: Chromium) -> None:
    (first, *_) = visitors(demo, "kaifaqu", *ordinary(3))
    with Screens(chromium, demo) as screens:
        desk = screens.login("teller-kaifaqu", "/desk/kaifaqu")
        desk.locator("[data-counter='1']").click()
        expect(desk.locator(".serve")).to_be_visible()
        desk.keyboard.press("Space")
        expect(number(desk)).to_have_text(first["number"])
        desk.keyboard.press("s")
        expect(desk.locator(".visitor.serving")).to_be_visible()
        page = manage(screens, "admin", "kaifaqu", "day")
        expect(page.locator(".consequences")).to_contain_text("cancel 2 waiting tickets")
        page.locator("[data-close-day]").click()
        # The focus is on Cancel: Enter by mistake closes nothing.
        page.keyboard.press("Enter")
        expect(dialog(page)).to_have_count(0)
        page.locator("[data-close-day]").click()
        dialog(page).locator("[data-answer]").click()
        expect(dialog(page)).to_contain_text("still being served")
        expect(dialog(page)).to_contain_text(first["number"])
        expect(dialog(page).locator("[data-answer]")).to_have_attribute("aria-disabled", "true")
        dialog(page).locator("input[type=checkbox]").check()
        dialog(page).locator("[data-answer]").click()
        expect(page.locator(".day-state")).to_have_text("Today is closed")
        expect(desk.locator(".lost")).to_contain_text("day is closed")
        screens.forgive_refusals()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_longest_name_of_a_hall_stays_in_the_window(new_screen: NewScreen, city: ServerProcess, language: str) -> None:
    page = new_screen(size=DESK, language=language).login("manager-evil", PASSWORD, "/manage/evil")
    expect(page.locator(".figures")).to_be_visible()
    assert_tidy(page)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_manager_may_look_in_from_a_phone(demo: ServerProcess, chromium: Chromium, language: str) -> None:
    with Screens(chromium, demo) as screens:
        page = screens.login("manager", "/manage", size=PHONE, language=language)
        for tab in ("notices", "policy", "today"):
            page.locator(f"#tab-{tab}").click()
            expect(page.locator(f"#panel.tab-{tab}")).to_be_visible()
            assert_tidy(page)
        expect(page.locator(".leave")).to_be_in_viewport(ratio=1)
        expect(page.locator(".top h1")).to_be_in_viewport(ratio=1)
        page = screens.login("admin", "/manage", size=PHONE, language=language)  # who chooses among halls
        expect(page.locator(".figures")).to_be_visible()
        assert_tidy(page)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_tab_is_tidy(demo: ServerProcess, chromium: Chromium, language: str) -> None:
    hall = {"zh": "yiyuan", "en": "lingang"}[language]
    visitors(demo, hall, {"services": ["M024"], "priority": "elder"}, *ordinary(8))
    teller = demo.login(f"teller-{hall}")
    body(teller.post(f"/api/v1/halls/{hall}/counters/3/open", json={"takes": ["pension", "medical"]}))
    body(teller.post(f"/api/v1/halls/{hall}/counters/3/call-next"))
    with Screens(chromium, demo) as screens:
        screen = screens.anonymous(language=language)
        cable = Cable(screen.page)
        page = screen.login("admin", "demo", f"/manage/{hall}")
        expect(page.locator(".figures")).to_be_visible()

        def look() -> None:
            for width, height in ((1366, 768), (1920, 1080)):
                page.set_viewport_size({"width": width, "height": height})
                assert_tidy(page)
                if language == "en":
                    assert_language(page)

        look()
        for tab in ("hours", "counters", "policy", "notices", "day"):
            page.locator(f"#tab-{tab}").click()
            expect(page.locator(f"main.tab-{tab} .panel").first).to_be_visible()
            look()
        page.locator("[data-close-day]").click()
        expect(dialog(page)).to_be_visible()
        look()
        page.keyboard.press("Escape")
        page.locator("#tab-policy").click()
        page.locator("#field-target_min").fill("x")
        page.locator("#tab-counters").click()
        page.locator("[data-add-counter]").click()
        page.locator(".setup-counters tbody tr").last.locator(".seg button").last.click()
        page.locator("[data-save]").click()
        expect(page.locator(".fault").first).to_be_visible()
        look()
        page.locator("#tab-policy").click()
        look()
        page.locator("[data-discard]").click()
        page.locator("#tab-notices").click()
        page.locator(".notice-form button[type=submit]").click()
        expect(page.locator(".fault").first).to_be_visible()
        look()
        page.locator("#tab-today").click()
        cable.cut()
        expect(page.locator(".note.bad")).to_be_visible()
        look()
        cable.mend()
        expect(page.locator(".note.bad")).to_have_count(0)
        screens.forgive_network()
