"""The display, against the real server: it announces what it must, also after it was away, and says when it is out of touch."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.display.actions import Hall
from tests.display.city import city_server
from tests.display.conftest import NewScreen
from tests.display.staff import Cable
from tests.support.browser import BOARD, DESK, KIOSK, PHONE, Screen, network_cut, wait_until
from tests.support.layout import assert_language, assert_tidy
from tests.support.server import ServerProcess

LARGEST = (3840, 2160)
AMBER = "rgb(255, 194, 71)"

LISTEN = "window.announced = []; addEventListener('announced', ({ detail }) => window.announced.push(detail.number));"
"""Notes the calls that a board announces: the page says so with an event as each begins."""


def board(screen: Screen, hall: str) -> Page:
    screen.page.add_init_script(LISTEN)
    page = screen.open(f"/board/{hall}")
    expect(page.locator("header h1")).to_be_visible()
    return page


def announced(page: Page) -> list[str]:
    heard: list[str] = page.evaluate("window.announced")
    return heard


def free(hall: Hall, number: int) -> None:
    hall.counter(number, "finish")


def test_a_call_fills_the_board_and_is_said_once(new_screen: NewScreen, city: ServerProcess) -> None:
    hall = Hall(city, "main")
    hall.counter(7, "open")
    before = hall.call(7)["number"]
    page = board(new_screen(size=BOARD), "main")
    expect(page.locator(".now .n")).to_have_text(before)

    free(hall, 7)
    called = hall.call(7)["number"]

    expect(page.locator(".now .n")).to_have_text(called)
    expect(page.locator(".now .c b")).to_have_text("7")
    expect(page.locator(".now .c b")).to_have_css("color", AMBER)
    expect(page.locator(".now .n")).to_have_css("color", "rgb(255, 255, 255)")
    expect(page.locator(".now .label")).to_contain_text("请到窗口")
    expect(page.locator("[aria-live=assertive]")).to_have_text(f"请 {called} 号到 7 号窗口")
    expect(page.locator(".last")).to_contain_text(before)
    expect(page.locator(".grid .is-called")).to_contain_text("7")
    hall.counter(7, "recall")
    expect(page.locator(".now .tag.again")).to_contain_text("第 2 次叫号")
    expect(page.locator("[aria-live=assertive]")).to_contain_text("再次呼叫")
    hall.counter(7, "start")
    expect(page.locator(".now .label")).to_contain_text("最近叫号")
    free(hall, 7)
    assert announced(page) == [called, called], "the call that was there before is not announced; the recall is"


def test_a_reload_goes_on_where_it_was(new_screen: NewScreen, city: ServerProcess) -> None:
    hall = Hall(city, "many")
    hall.counter(1, "open")
    page = board(new_screen(size=BOARD), "many")
    first = hall.call(1)["number"]
    wait_until(page, "announced.length === 1")
    free(hall, 1)
    page.goto("about:blank")
    second = hall.call(1)["number"]

    page.goto(f"{city.url}/board/many")

    wait_until(page, "announced.length === 1")
    assert announced(page) == [second]
    expect(page.locator(".missed")).to_contain_text(second)
    expect(page.locator(".missed")).not_to_contain_text(first)
    free(hall, 1)


def test_calls_made_while_the_network_was_cut_are_announced_and_shown_on_return(
    new_screen: NewScreen, city: ServerProcess
) -> None:
    hall = Hall(city, "cut")
    for counter in (1, 2, 3):
        hall.counter(counter, "open")
    screen = new_screen(size=BOARD)
    cable = Cable(screen.page)
    page = board(screen, "cut")
    heard = hall.call(1)["number"]
    wait_until(page, "announced.length === 1")

    cable.cut()
    missed = [hall.call(2)["number"], hall.call(3, priority="elder")["number"]]
    expect(page.locator("footer.trouble")).to_contain_text("连接中断")
    assert_tidy(page)
    assert announced(page) == [heard], "nothing can be heard over a cut network"
    cable.mend()

    wait_until(page, "announced.length === 3")
    assert announced(page) == [heard, *missed]
    expect(page.locator("footer.trouble")).to_have_count(0)
    for number in missed:
        expect(page.locator(".missed")).to_contain_text(number)
    assert_tidy(page)
    screen.forgive(network_cut)


def test_boards_and_phones_come_back_after_the_server_was_killed(new_screen: NewScreen, tmp_path: Path) -> None:
    server = city_server(tmp_path)
    with server:
        hall = Hall(server, "away")
        hall.counter(1, "open")
        hall.counter(2, "open")
        held, waits = hall.take(), hall.take()
        display, phone = new_screen(size=BOARD, url=server.url), new_screen(size=PHONE, url=server.url)
        page = board(display, "away")
        ticket = phone.open(f"/t/{waits['pass']}")
        hall.counter(1, "call", ticket=held["id"])
        wait_until(page, "announced.length === 1")
        expect(ticket.locator("h1")).to_have_text(waits["number"])

        server.kill()
        expect(page.locator("footer.trouble")).to_be_visible()
        expect(ticket.locator(".note.bad")).to_contain_text("连不上服务器")
        expect(ticket.locator("h1")).to_have_text(waits["number"])
        server.start()
        called = Hall(server, "away").counter(2, "call", ticket=waits["id"])["number"]

        expect(page.locator(".now .n")).to_have_text(called)
        expect(page.locator("footer.trouble")).to_have_count(0)
        wait_until(page, "announced.length === 2")
        assert announced(page) == [held["number"], called]
        expect(ticket.locator(".panel.called .counter b")).to_have_text("2")
        expect(ticket.locator(".note.bad")).to_have_count(0)
        for screen in (display, phone):
            screen.forgive(network_cut)


def test_silence_of_25_s_is_said_and_ends_with_a_new_connection(new_screen: NewScreen, city: ServerProcess) -> None:
    Hall(city, "many").counter(2, "open")
    screen = new_screen(size=BOARD)
    screen.context.clock.install()
    connections: list[WebSocketRoute] = []

    def first_frame_only(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        connections.append(socket)
        told: list[Any] = []

        def on_message(message: str | bytes) -> None:
            if len(connections) > 1 or not told:
                told.append(message)
                socket.send(message)

        server.on_message(on_message)

    screen.page.route_web_socket(re.compile("/ws/"), first_frame_only)
    page = board(screen, "many")
    page.clock.run_for(24_000)
    expect(page.locator("footer.trouble")).to_have_count(0)

    page.clock.run_for(2000)

    expect(page.locator("footer")).to_be_visible()
    page.clock.run_for(1000)
    expect(page.locator("footer.trouble")).to_have_count(0)
    assert len(connections) == 2, "it has reconnected by itself"


def test_a_server_that_stays_silent_makes_the_board_say_stale(new_screen: NewScreen, city: ServerProcess) -> None:
    Hall(city, "many").counter(2, "open")
    screen = new_screen(size=BOARD, language="en")
    screen.context.clock.install()
    told: list[Any] = []

    def one_frame(socket: WebSocketRoute) -> None:
        def on_message(message: str | bytes) -> None:
            if not told:
                told.append(message)
                socket.send(message)

        socket.connect_to_server().on_message(on_message)

    screen.page.route_web_socket(re.compile("/ws/"), one_frame)
    page = board(screen, "many")

    page.clock.run_for(27_000)

    expect(page.locator("footer.trouble")).to_contain_text("Out of touch with the server")
    expect(page.locator("footer.trouble")).to_contain_text("Last heard at 10:")
    assert_tidy(page)
    assert_language(page)


def test_the_chime_rings_once_the_browser_allows_it(new_screen: NewScreen, city: ServerProcess) -> None:
    hall = Hall(city, "single")
    hall.counter(1, "open")
    screen = new_screen(size=BOARD)
    screen.page.add_init_script(
        "window.struck = 0; const start = OscillatorNode.prototype.start;"
        "OscillatorNode.prototype.start = function (...at) { window.struck += 1; return start.apply(this, at); };"
    )
    page = board(screen, "single")
    expect(page.locator(".sound")).to_contain_text("点一下屏幕")

    page.locator("body").click()
    expect(page.locator(".sound")).to_have_count(0)
    hall.call(1)

    wait_until(page, "announced.length === 1 && struck > 0")
    free(hall, 1)


@pytest.mark.parametrize(("size", "language"), [(BOARD, "zh"), (BOARD, "en"), (DESK, "en"), (KIOSK, "zh"), (LARGEST, "zh")])
def test_every_board_is_tidy(new_screen: NewScreen, city: ServerProcess, size: tuple[int, int], language: str) -> None:
    main, evil = Hall(city, "main"), Hall(city, "evil")
    for counter in (1, 2, 3, 4, 5, 6):
        main.counter(counter, "open")
    for counter in (1, 2, 3):
        main.call(counter, priority="disabled" if counter == 2 else "normal")
        if counter != 3:
            free(main, counter)
    main.counter(4, "pause", reason="meal")
    evil.hours_of_waiting()
    evil.call(1)
    screen = new_screen(size=size, language=language)

    for hall in ("main", "evil", "many", "single", "shut", "late", "over"):
        page = board(screen, hall)
        assert_tidy(page)
        if language == "en":
            assert_language(page)

    assert page.evaluate("window.evil") is None
    free(main, 3)
    free(evil, 1)
    main.counter(4, "resume")


def test_an_unknown_hall_is_said(new_screen: NewScreen) -> None:
    page = new_screen(size=BOARD).open("/board/nowhere")

    expect(page.locator(".alone")).to_contain_text("没有这个大厅")
    assert_tidy(page)
