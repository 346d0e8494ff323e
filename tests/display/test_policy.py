"""What the pages' security policy holds off, tried in the browser. That the pages themselves need none of it every other test holds."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Page, expect

from tests.display.actions import Hall
from tests.display.city import PASSWORD
from tests.display.conftest import NewScreen
from tests.support.browser import DESK, KIOSK, Screen
from tests.support.server import ServerProcess, body

INJECTIONS = {
    "a script": "() => { const s = document.createElement('script'); s.textContent = 'window.evil = 1'; document.body.append(s); }",
    "a handler": "() => document.body.setAttribute('onclick', 'window.evil = 1')",
    "an address": "() => { const a = document.createElement('a'); a.href = 'javascript:window.evil=1'; document.body.append(a); a.click(); }",
    "markup": "() => { document.body.innerHTML = '<img src=x onerror=window.evil=1>'; }",
    "evaluation": "() => { window.setTimeout('window.evil = 1'); }",
    "a strange script": "() => { const s = document.createElement('script'); s.src = 'http://127.0.0.1:9/x.js'; document.body.append(s); }",
    "a strange frame": "() => { const f = document.createElement('iframe'); f.src = 'http://127.0.0.1:9/'; document.body.append(f); }",
    "a strange picture": "() => { new Image().src = 'http://127.0.0.1:9/stolen'; }",
    "a strange request": "() => { fetch('http://127.0.0.1:9/stolen').catch(() => {}); }",
    "a strange form": "() => { const f = document.createElement('form'); f.action = 'http://127.0.0.1:9/'; document.body.append(f); f.submit(); }",
    "a style": "() => { const s = document.createElement('style'); s.textContent = 'body { display: none }'; document.head.append(s); }",
    "a base": "() => { const b = document.createElement('base'); b.href = 'http://127.0.0.1:9/'; document.head.append(b); }",
}  # fmt: skip


@pytest.mark.parametrize("injection", INJECTIONS)
@pytest.mark.parametrize("path", ["/kiosk/main", "/t/main.2026-03-02.A001.x"])
def test_what_is_injected_does_nothing_and_is_told(new_screen: NewScreen, path: str, injection: str) -> None:
    screen = new_screen(size=KIOSK)
    page = screen.open(path)
    expect(page.locator("main, .login-form").first).to_be_visible()
    address = page.url
    screen.forgive(lambda complaint: "status of" in complaint)
    page.evaluate(f"() => {{ try {{ ({INJECTIONS[injection]})(); }} catch {{ /* Trusted Types throw */ }} }}")
    page.evaluate("() => document.body.click()")
    while not screen.complaints:
        page.wait_for_timeout(20)
    assert page.evaluate("() => window.evil") is None
    assert page.url == address
    assert page.evaluate("() => getComputedStyle(document.body).display") != "none"
    screen.forgive(lambda complaint: True)


class Elsewhere(BaseHTTPRequestHandler):
    """A page of another site that shows ours in a frame."""

    framed = ""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(f"<!doctype html><title>elsewhere</title><iframe src='{self.framed}'></iframe>".encode())

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def elsewhere() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("path", ["/", "/kiosk/main", "/desk", "/login", "/api/v1/halls", "/static/base/icon.svg"])
def test_no_other_page_can_frame_ours(new_screen: NewScreen, city: ServerProcess, elsewhere: str, path: str) -> None:
    screen = new_screen(size=DESK, url=elsewhere)
    Elsewhere.framed = city.url + path
    with screen.page.expect_event("console", lambda message: "frame" in message.text):
        screen.page.goto(elsewhere)
    assert _inside(screen.page).startswith("chrome-error:")
    screen.forgive(lambda complaint: "frame" in complaint)


def _inside(page: Page) -> str:
    return page.frames[1].evaluate("() => location.href") if len(page.frames) > 1 else ""


def test_a_page_of_another_site_can_neither_read_nor_do_nor_listen(
    new_screen: NewScreen, city: ServerProcess, elsewhere: str
) -> None:
    """The browser is logged in here; a page of another host tries with what the browser adds by itself."""
    Elsewhere.framed = "about:blank"
    screen: Screen = new_screen(size=DESK)
    page = screen.login("teller-cut", PASSWORD, "/desk/cut")
    page.goto(elsewhere)
    host = city.url.removeprefix("http://")
    tried = page.evaluate(
        """async (host) => {
          const ask = (path, options) => fetch(`http://${host}${path}`, { credentials: "include", ...options }).then(
            (answer) => answer.text().then((text) => `${answer.type} ${answer.status} ${text}`), () => "failed");
          const listen = (path) => new Promise((done) => {
            const socket = new WebSocket(`ws://${host}${path}`);
            socket.onmessage = () => done("heard");
            socket.onclose = () => done("closed");
          });
          return [
            await ask("/api/v1/me"),
            await ask("/api/v1/halls/cut/counters/1/open", { method: "POST", body: "{}" }),
            await ask("/api/v1/halls/cut/counters/2/open", { method: "POST", mode: "no-cors", body: "{}" }),
            await listen("/ws/halls/cut/board"),
            await listen("/ws/halls/cut/counters/1"),
          ];
        }""",
        host,
    )
    assert tried == ["failed", "failed", "failed", "closed", "closed"]
    assert body(Hall(city, "cut").teller.get("/api/v1/halls/cut"))["counters_open"] == 0
    screen.forgive(lambda complaint: True)
