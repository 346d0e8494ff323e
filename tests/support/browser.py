"""Chromium for the browser tests: one process for many screens, each with its own storage and its own list of complaints."""

import os
import shutil
import time
from collections.abc import Callable
from types import TracebackType

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

KIOSK, BOARD, PHONE, DESK = (1080, 1920), (1920, 1080), (390, 844), (1366, 768)
"""The sizes, in CSS pixels, that the pages are made for."""

PATIENCE_MS = 15_000
"""How long an expectation may take; generous, for a busy machine is no defect."""


class Chromium:
    """A browser process. Use as a context manager."""

    def __enter__(self) -> "Chromium":
        self._playwright = sync_playwright().start()
        self.browser: Browser = self.launch()
        return self

    def launch(self, **env: str) -> Browser:
        """Start another browser, with more in its environment."""
        path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
        return self._playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS), env=os.environ | env)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.browser.close()
        self._playwright.stop()


TELL_VIOLATIONS = """addEventListener("securitypolicyviolation", (event) => window.tellViolation(
  `${event.effectiveDirective} refused ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber} ${event.sample}`), true);"""


class Screen:
    """One device: a page with storage of its own.

    Attributes:
        page: Its page.
        complaints: What the console called an error, what scripts threw, and what a page's own security policy refused it.
    """

    def __init__(
        self, chromium: Chromium, url: str, *, size: tuple[int, int], language: str = "zh", touch: bool = False
    ) -> None:
        self.url = url
        self.complaints: list[str] = []
        self.context: BrowserContext = chromium.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale={"zh": "zh-CN", "en": "en-GB"}[language],
            has_touch=touch,
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(PATIENCE_MS)
        # Printing would open a window; a test counts the calls instead.
        self.context.add_init_script("window.printed = 0; window.print = () => { window.printed += 1; };")
        self.context.expose_binding("tellViolation", lambda source, told: self.complaints.append(told))
        self.context.add_init_script(TELL_VIOLATIONS)
        self.page: Page = self.context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self._language = language

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"{message.text} ({message.location.get('url', '')})")

    def open(self, path: str) -> Page:
        """Open a page of the server in the screen's language."""
        self.page.goto(f"{self.url}{path}{'&' if '?' in path else '?'}lang={self._language}")
        return self.page

    def login(self, username: str, password: str, path: str) -> Page:
        """Log in on the login page and go on to `path`."""
        page = self.open(f"/login?next={path}")
        page.locator("input[name=username]").fill(username)
        page.locator("input[name=password]").fill(password)
        page.locator(".login-form button[type=submit]").click()
        page.wait_for_url(f"**{path}")
        return page

    def forgive(self, expected: Callable[[str], bool]) -> None:
        """Take complaints off the list that the test itself has caused, such as a cut network's."""
        self.complaints = [text for text in self.complaints if not expected(text)]

    def close(self) -> None:
        self.context.close()


def wait_until(page: Page, expression: str, *, within_ms: float = PATIENCE_MS) -> None:
    """Wait until a JavaScript expression is true. Playwright's own wait evaluates strings in the page, which the pages forbid."""
    deadline = time.monotonic() + within_ms / 1000
    while not page.evaluate(f"() => Boolean({expression})"):
        assert time.monotonic() < deadline, f"never true: {expression}"
        page.wait_for_timeout(30)


def network_cut(complaint: str) -> bool:
    """Tell whether a complaint only says that the server could not be reached, or answered 503."""
    signs = (
        "ERR_INTERNET_DISCONNECTED",
        "ERR_CONNECTION",
        "WebSocket connection",
        "ERR_NETWORK",
        "status of 503",
        "ERR_EMPTY_RESPONSE",
    )
    return any(sign in complaint for sign in signs)
