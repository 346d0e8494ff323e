"""The page moves with the hall by the manager's websocket, and by its clock when there is none: Chromium and the real server."""

import time

import pytest
from playwright.sync_api import Page, Request, expect

from tests.analytics.browser.conftest import NewScreen, Site
from tests.analytics.browser.test_page import DRAWN_MS, dashboard, figure, until
from tests.support.browser import DESK, Screen, network_cut

MOVES_S = 1.0
"""From a call to the changed figure."""
NEVER = "window.dash_clientside.set_props('clock', { interval: 3_600_000 })"
"""Stops the page's clock: what comes then, the websocket brought."""
OPEN = "window.sockets.some((socket) => socket.readyState === WebSocket.OPEN && socket.heard)"

# Keeps the page's own sockets at hand, and leads them nowhere while `unreachable` is set.
SOCKETS = """
window.sockets = [];
window.unreachable = Boolean(sessionStorage.getItem("unreachable"));
window.WebSocket = class extends WebSocket {
  constructor(url) {
    super(window.unreachable ? new URL("/ws/nowhere", url) : url);
    this.addEventListener("message", () => { this.heard = true; });
    window.sockets.push(this);
  }
};
"""


@pytest.fixture
def screen(new_screen: NewScreen) -> Screen:
    made = new_screen(size=DESK, language="en")
    made.context.add_init_script(SOCKETS)
    return made


def asks(page: Page) -> list[float]:
    """Return a list that grows with the times at which the page asks for today's figures."""
    asked: list[float] = []

    def hear(request: Request) -> None:
        if request.url.endswith("_dash-update-component") and '"id":"asked"' in (request.post_data or ""):
            asked.append(time.monotonic())

    page.on("request", hear)
    return asked


def shows(page: Page, waiting: int) -> None:
    expect(page.locator("#today-figures .figure-value").first).to_have_text(str(waiting), timeout=DRAWN_MS)


def test_a_call_shows_within_a_second_and_the_clock_has_not_brought_it(site: Site, screen: Screen) -> None:
    site.counter("gejia", "teller-gejia", 1, "open")
    for _ in range(6):
        site.take("gejia", "teller-gejia")
    page = dashboard(screen, "official", "?hall=gejia")
    until(page, OPEN)
    page.evaluate(NEVER)
    took_s = []
    for _ in range(5):
        before = int(figure(page, 0))
        site.counter("gejia", "teller-gejia", 1, "call-next")
        called = time.monotonic()
        shows(page, before - 1)
        took_s.append(time.monotonic() - called)
        expect(page.locator("#today-counters .chip").first).to_have_class("chip called")
        site.counter("gejia", "teller-gejia", 1, "finish")
        expect(page.locator("#today-counters .chip").first).to_have_class("chip idle", timeout=DRAWN_MS)
    # On a machine that runs other tests too one may come late; that all of them do would be ours.
    assert min(took_s) < MOVES_S, took_s


def test_while_the_hall_is_followed_the_clock_asks_nothing(site: Site, screen: Screen) -> None:
    page = dashboard(screen, "official", "?hall=zetou")
    until(page, OPEN)
    asked = asks(page)
    page.wait_for_timeout(5000)  # five of the clock's ticks; the hall's frame of every 10 s may be one ask
    assert len(asked) <= 2, asked


def test_a_socket_that_is_closed_comes_back_and_brings_what_moves(site: Site, screen: Screen) -> None:
    page = dashboard(screen, "official", "?hall=zetou")
    until(page, OPEN)
    for _ in range(2):
        known = int(page.evaluate("window.sockets.length"))
        page.evaluate("window.sockets.at(-1).close()")
        until(page, f"window.sockets.length > {known} && window.sockets.at(-1).heard")
    page.evaluate(NEVER)
    before = int(figure(page, 0))
    site.take("zetou", "teller-zetou")
    shows(page, before + 1)


def test_without_a_socket_the_clock_asks_until_one_can_be_had(site: Site, screen: Screen) -> None:
    screen.context.add_init_script("sessionStorage.setItem('unreachable', '1')")
    screen.context.add_init_script(SOCKETS)
    page = dashboard(screen, "official", "?hall=zetou")
    until(page, "window.sockets.length > 1")  # it tries again
    assert not page.evaluate(OPEN)
    before = int(figure(page, 0))
    site.take("zetou", "teller-zetou")
    shows(page, before + 1)
    page.evaluate("window.unreachable = false")
    until(page, OPEN)
    page.evaluate(NEVER)
    site.take("zetou", "teller-zetou")
    shows(page, before + 2)
    screen.forgive(network_cut)


def test_the_socket_goes_with_the_choice(site: Site, screen: Screen) -> None:
    page = dashboard(screen, "official", "?hall=zetou")
    until(page, OPEN)
    assert page.evaluate("window.sockets.at(-1).url").endswith("/ws/halls/zetou/manager")
    page.evaluate("window.dash_clientside.set_props('choice', { value: 'city' })")
    until(page, "window.sockets.every((socket) => socket.readyState === WebSocket.CLOSED)")
    expect(page.locator("#halls-card")).to_be_visible(timeout=DRAWN_MS)
    before = int(figure(page, 0))
    site.take("zetou", "teller-zetou")
    shows(page, before + 1)  # by the clock
    page.evaluate("window.dash_clientside.set_props('choice', { value: 'hall:wendeng' })")
    until(page, "window.sockets.at(-1).url.endsWith('/ws/halls/wendeng/manager') && window.sockets.at(-1).heard")
    expect(page.locator("#halls-card")).to_be_hidden(timeout=DRAWN_MS)
