"""The visitor's page, against the real server: it follows the ticket through its states."""

import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.display.actions import Hall
from tests.display.city import EVIL, EVIL_EN, EVIL_ZH, city_server
from tests.display.conftest import NewScreen
from tests.display.staff import Cable
from tests.support.browser import PHONE, network_cut
from tests.support.layout import assert_language, assert_tidy
from tests.support.server import ServerProcess

AMBER = "rgb(255, 194, 71)"
SMALLEST = (320, 568)


def look(page: Page, language: str) -> None:
    assert_tidy(page)
    if language == "en":
        assert_language(page)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_phone_follows_its_ticket_through_every_state(new_screen: NewScreen, city: ServerProcess, language: str) -> None:
    hall = Hall(city, "phone")
    hall.counter(1, "open")
    hall.counter(2, "open")
    others, mine = [hall.take(), hall.take()], hall.take(services=[EVIL], priority="normal")
    screen = new_screen(size=PHONE, language=language, touch=True)
    screen.page.add_init_script("window.buzzed = 0; navigator.vibrate = () => { window.buzzed += 1; return true; };")
    page = screen.open(f"/t/{mine['pass']}")

    expect(page.locator("h1")).to_have_text(mine["number"])
    page.locator("h1").tap()  # browsers let only a touched page buzz
    expect(page.locator(".two .big").first).to_contain_text("2")
    expect(page.locator(".two .big").last).to_have_text("2")
    expect(page.locator(".bar")).to_be_visible()
    expect(page.locator(".list").first).to_contain_text(EVIL_ZH if language == "zh" else EVIL_EN)
    assert mine["number"] in page.title()
    look(page, language)

    for other in others:
        hall.counter(1, "call", ticket=other["id"])
        hall.counter(1, "finish")
    expect(page.locator(".two .big").first).to_contain_text("0")
    expect(page.locator(".panel .say")).to_contain_text("下一个就是您" if language == "zh" else "You are next")
    look(page, language)

    hall.counter(2, "call", ticket=mine["id"])
    expect(page.locator(".panel.called .counter b")).to_have_text("2")
    expect(page.locator(".panel.called .counter b")).to_have_css("color", AMBER)
    digits, word = (page.locator(f".panel.called .counter {part}").bounding_box() for part in ("b", "> span"))
    assert digits
    assert word
    assert (word["x"] < digits["x"]) == (language == "en")  # "2 号窗口", but "Counter 2"
    expect(page).to_have_title(
        f"请到 2 号窗口 · {mine['number']}" if language == "zh" else f"Go to counter 2: {mine['number']}"
    )
    expect(page.locator("[data-act=cancel]")).to_have_count(0)
    assert page.evaluate("window.buzzed") == 1
    look(page, language)
    hall.counter(2, "recall")
    expect(page.locator(".panel .again")).to_contain_text("2")

    hall.counter(2, "no-show")
    expect(page.locator(".panel.is-no_show")).to_be_visible()
    look(page, language)
    hall.teller.post(f"/api/v1/tickets/{mine['id']}/return")
    hall.counter(2, "call", ticket=mine["id"])
    hall.counter(2, "hold", reason="form")
    expect(page.locator(".panel.is-held")).to_be_visible()
    look(page, language)
    hall.teller.post(f"/api/v1/tickets/{mine['id']}/return")
    hall.counter(2, "call", ticket=mine["id"])
    hall.counter(2, "start")
    expect(page.locator(".panel.is-serving")).to_contain_text("2")
    look(page, language)
    hall.counter(2, "finish")
    expect(page.locator(".panel.is-done")).to_be_visible()
    look(page, language)
    assert page.evaluate("window.evil") is None


def test_cancelling_asks_first(new_screen: NewScreen, city: ServerProcess) -> None:
    hall = Hall(city, "phone")
    mine = hall.take()
    page = new_screen(size=PHONE, touch=True).open(f"/t/{mine['pass']}")

    page.locator("[data-act=cancel]").tap()
    expect(page.locator("dialog")).to_be_visible()
    assert_tidy(page)
    page.locator("[data-act=keep]").tap()
    expect(page.locator("dialog")).to_have_count(0)
    assert hall.ticket(mine["id"])["state"] == "waiting"
    page.locator("[data-act=cancel]").tap()
    page.locator("[data-act=confirm]").tap()

    expect(page.locator(".panel.is-cancelled")).to_be_visible()
    expect(page.locator("dialog")).to_have_count(0)
    assert hall.ticket(mine["id"])["state"] == "cancelled"
    look(page, "zh")


def test_a_phone_without_network_keeps_what_it_knew_and_says_so(new_screen: NewScreen, city: ServerProcess) -> None:
    hall = Hall(city, "phone")
    hall.counter(3, "open")
    mine = hall.take()
    screen = new_screen(size=PHONE, language="en")
    cable = Cable(screen.page)
    page = screen.open(f"/t/{mine['pass']}")
    expect(page.locator(".conn-live")).to_be_visible()

    cable.cut()
    expect(page.locator(".note.bad")).to_contain_text("cannot be reached")
    expect(page.locator("h1")).to_have_text(mine["number"])
    assert_tidy(page)
    hall.counter(3, "call", ticket=mine["id"])
    cable.mend()

    expect(page.locator(".panel.called .counter b")).to_have_text("3")
    expect(page.locator(".note.bad")).to_have_count(0)
    hall.counter(3, "finish")
    screen.forgive(network_cut)


def test_a_wrong_pass_is_told_nothing(new_screen: NewScreen, city: ServerProcess) -> None:
    hall = Hall(city, "phone")
    hall.counter(1, "open")
    mine = hall.take()
    page = new_screen(size=PHONE).open(f"/t/{mine['id']}.{'0' * 32}")

    expect(page.locator(".alone")).to_contain_text("没有找到这张号票")
    expect(page.locator("body")).not_to_contain_text(mine["number"])
    assert_tidy(page)
    hall.counter(1, "call", ticket=mine["id"])
    hall.counter(1, "finish")


def test_a_pass_whose_time_is_over_is_said_in_the_visitors_language(new_screen: NewScreen, tmp_path: Path) -> None:
    days_ms = 9 * 24 * 3600 * 1000
    with city_server(tmp_path) as server:
        mine = Hall(server, "phone").take()
        server.stop()
        with sqlite3.connect(server.database) as connection:
            connection.execute("UPDATE clock SET stood_ms = stood_ms + ?, hall_ms = hall_ms + ?", (days_ms, days_ms))
        connection.close()
        server.start()
        for language, said in (("zh", "已经过期"), ("en", "from another day")):
            page = new_screen(size=PHONE, language=language, url=server.url).open(f"/t/{mine['pass']}")
            expect(page.locator(".alone")).to_contain_text(said)
            expect(page.locator("body")).not_to_contain_text(mine["number"])
            look(page, language)


def test_a_priority_says_that_it_may_pass_those_ahead(new_screen: NewScreen, city: ServerProcess) -> None:
    hall = Hall(city, "phone")
    hall.counter(1, "open")
    first, mine = (
        hall.take(priority="elder"),
        hall.take(priority="elder"),
    )  # a normal one would be overtaken while it is looked at
    page = new_screen(size=PHONE).open(f"/t/{mine['pass']}")
    expect(page.locator(".two .big").first).to_contain_text("1")
    expect(page.locator(".may-pass")).to_contain_text("优先号可能先于前面的人叫到")

    hall.counter(1, "call", ticket=first["id"])
    expect(page.locator(".two .big").first).to_contain_text("0")
    expect(page.locator(".may-pass")).to_have_count(0)
    hall.counter(1, "finish")
    hall.counter(1, "call", ticket=mine["id"])
    hall.counter(1, "finish")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_smallest_phone_shows_all_of_the_longest_names(new_screen: NewScreen, city: ServerProcess, language: str) -> None:
    hall = Hall(city, "evil")
    hall.hours_of_waiting()
    mine = hall.take(services=[EVIL, "L001"], priority="elder")
    page = new_screen(size=SMALLEST, language=language).open(f"/t/{mine['pass']}")

    expect(page.locator("h1")).to_have_text(mine["number"])
    look(page, language)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("window.evil") is None
