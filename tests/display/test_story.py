"""The whole story in one hall: kiosk, phones, board, two desks, manager; by mouse in Chinese, by keyboard alone in English."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.display.staff import Cable, Screens, act, dialog, number
from tests.support.browser import BOARD, DESK, KIOSK, PHONE, Chromium
from tests.support.layout import assert_language, assert_tidy
from tests.support.server import ServerProcess


class Hand:
    """How a person works a page: with the mouse, or with the keyboard alone."""

    def __init__(self, way: str) -> None:
        self._keyboard = way == "keyboard"

    def press(self, control: Locator, key: str = "") -> None:
        """Work a control: click it, or press its own `key`, or go to it by Tab and press Enter."""
        page = control.page
        expect(control).to_be_visible()
        if not self._keyboard:
            control.click()
        elif key:
            page.keyboard.press(key)
        else:
            for _ in range(60):
                if control.evaluate("(element) => element === document.activeElement"):
                    page.keyboard.press("Enter")
                    return
                page.keyboard.press("Tab")
            raise AssertionError(f"Tab does not lead to {control}")

    def ticket(self, kiosk: Page, initials: str = "", code: str = "") -> dict[str, Any]:
        """Take a ticket at the kiosk, at once or for a service that is looked for; return it with its pass."""
        if initials:
            self.press(kiosk.locator("[data-act=search]"))
            if self._keyboard:
                kiosk.keyboard.type(initials)
            else:
                for letter in initials.upper():
                    kiosk.locator(".key", has_text=letter).first.click()
            self.press(kiosk.locator(f"[data-service={code}]"))
        with kiosk.expect_response("**/tickets") as answer:
            self.press(kiosk.locator("[data-act=take]"))
        taken: dict[str, Any] = answer.value.json()
        expect(kiosk.locator(".issued .number")).to_have_text(taken["number"])
        self.press(kiosk.locator("[data-act=done]"))
        return taken


@pytest.mark.parametrize(("way", "language", "hall"), [("mouse", "zh", "caomiaozi"), ("keyboard", "en", "wangtuan")])
def test_two_visitors_are_served_in_a_hall(demo: ServerProcess, chromium: Chromium, way: str, language: str, hall: str) -> None:
    hand = Hand(way)
    with Screens(chromium, demo) as screens:
        manager = screens.login("admin", f"/manage/{hall}", language=language)
        kiosk = screens.login(f"crew-kiosk-{hall}", f"/kiosk/{hall}", size=KIOSK, language=language)
        board_screen = screens.anonymous(size=BOARD, language=language)
        cable = Cable(board_screen.page)
        board = board_screen.open(f"/board/{hall}")
        desks = []
        for name, counter in ((f"teller-{hall}", 1), (f"crew-{hall}-1", 2)):
            page = screens.login(name, f"/desk/{hall}", size=DESK, language=language)
            hand.press(page.locator(f"[data-counter='{counter}']"))
            expect(page.locator(".serve")).to_be_visible()
            desks.append(page)

        first = hand.ticket(kiosk)
        second = hand.ticket(kiosk, "mtbbz", "M024")
        phone_screen = screens.anonymous(size=PHONE, language=language)
        phone_cable = Cable(phone_screen.page)
        phone = phone_screen.open(f"/t/{second['pass']}")
        expect(phone.locator("h1")).to_have_text(second["number"])
        expect(phone.locator(".two .big").first).to_contain_text("1")

        def look(*pages: Page) -> None:
            for page in pages:
                assert_tidy(page)
                if language == "en":
                    assert_language(page)

        hand.press(act(desks[0], "next"), "Space")
        expect(number(desks[0])).to_have_text(first["number"])
        expect(board.locator(".now .n")).to_have_text(first["number"])
        expect(board.locator(".now .c b")).to_have_text("1")
        expect(phone.locator(".two .big").first).to_contain_text("0")
        expect(manager.locator(".by-counter tbody tr").first).to_contain_text(first["number"])
        look(manager, kiosk, board, phone, *desks)

        cable.cut()
        phone_cable.cut()
        expect(board.locator("footer.trouble")).to_be_visible()
        expect(phone.locator(".note.bad")).to_be_visible()
        hand.press(act(desks[1], "next"), "Space")
        expect(number(desks[1])).to_have_text(second["number"])
        expect(board.locator(".now .n")).to_have_text(first["number"])
        cable.mend()
        phone_cable.mend()
        expect(board.locator(".now .n")).to_have_text(second["number"])
        expect(board.locator(".missed")).to_contain_text(second["number"])
        expect(phone.locator(".panel.called .counter b")).to_have_text("2")
        look(board, phone, desks[1])

        hand.press(act(desks[0], "finish"), "f")
        hand.press(act(desks[1], "start"), "s")
        expect(phone.locator(".panel.is-serving")).to_be_visible()
        hand.press(act(desks[1], "finish"), "f")
        expect(phone.locator(".panel.is-done")).to_be_visible()
        expect(manager.locator(".figure dd .num").nth(3)).to_have_text("2")

        if way == "mouse":
            manager.locator("#tab-day").click()
        else:
            manager.locator("[role=tab][aria-selected=true]").focus()
            manager.keyboard.press("End")
        hand.press(manager.locator("[data-close-day]"))
        expect(dialog(manager)).to_be_visible()
        hand.press(dialog(manager).locator("[data-answer]"))
        for page in desks:
            expect(page.locator(".lost")).to_be_visible()
        expect(kiosk.locator("[data-act=take]")).to_have_count(0)
        look(manager, kiosk, board, *desks)
        screens.forgive_network()
