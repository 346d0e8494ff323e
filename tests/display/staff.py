"""What the tests of the staff's pages share: screens that are logged in, and visitors to serve."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from tests.support.browser import DESK, PATIENCE_MS, Chromium, Screen, network_cut
from tests.support.server import ServerProcess, body

expect.set_options(timeout=PATIENCE_MS)


class Screens:
    """Screens of one test. Leaving checks that no console complained. Use as a context manager."""

    def __init__(self, chromium: Chromium, server: ServerProcess) -> None:
        self.chromium, self.server = chromium, server
        self.open: list[Screen] = []

    def login(self, username: str, path: str, *, size: tuple[int, int] = DESK, language: str = "en") -> Page:
        """Return a page at `path` on a screen of its own, logged in."""
        screen = self.anonymous(size=size, language=language)
        return screen.login(username, "demo", path)

    def anonymous(self, *, size: tuple[int, int] = DESK, language: str = "en") -> Screen:
        screen = Screen(self.chromium, self.server.url, size=size, language=language)
        self.open.append(screen)
        return screen

    def forgive_network(self) -> None:
        """The test cut the network itself: what the console said about that is no complaint."""
        for screen in self.open:
            screen.forgive(network_cut)

    def forgive_refusals(self) -> None:
        """The test asked for what is refused: the console tells every status of 400 and above."""
        for screen in self.open:
            screen.forgive(lambda text: "status of 409" in text or "status of 422" in text)

    def __enter__(self) -> "Screens":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        complaints = [text for screen in self.open for text in screen.complaints]
        for screen in self.open:
            screen.close()
        if error is None:
            assert not complaints, "\n".join(complaints)


class Cable:
    """The network of one page, which can be cut. Made before the page opens its first websocket."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._sockets: list[WebSocketRoute] = []
        self._whole = True
        page.route_web_socket(re.compile("/ws/"), self._connect)

    def _connect(self, socket: WebSocketRoute) -> None:
        if not self._whole:
            socket.close(code=1013)
            return
        self._sockets.append(socket)
        socket.connect_to_server()

    def cut(self) -> None:
        """End what is open and let nothing through."""
        self._whole = False
        self._page.context.set_offline(True)
        for socket in self._sockets:
            socket.close(code=1013)
        self._sockets.clear()

    def mend(self) -> None:
        self._whole = True
        self._page.context.set_offline(False)


def visitors(server: ServerProcess, hall: str, *wishes: dict[str, Any]) -> list[dict[str, Any]]:
    """Let visitors take tickets at the hall's kiosk, in this order; return the tickets."""
    kiosk = server.login(f"crew-kiosk-{hall}")
    return [body(kiosk.post(f"/api/v1/halls/{hall}/tickets", json=wish), 201) for wish in wishes]


def ordinary(count: int) -> Sequence[dict[str, Any]]:
    """Wishes of visitors who name no service."""
    return [{} for _ in range(count)]


def state_of(server: ServerProcess, hall: str, ticket: str) -> dict[str, Any]:
    found: dict[str, Any] = body(server.login(f"teller-{hall}").get(f"/api/v1/tickets/{ticket}"))
    return found


@contextmanager
def configured(server: ServerProcess, hall: str, **changes: Any) -> Iterator[None]:
    """Change the hall's set-up for a while."""
    admin = server.login("admin")
    path = f"/api/v1/halls/{hall}/setup"
    before = body(admin.get(path))
    body(admin.put(path, json=before | changes))
    yield
    body(admin.put(path, json=before | {"version": body(admin.get(path))["version"]}))


def desk(screens: Screens, username: str, hall: str, counter: int, **screen: Any) -> Page:
    """Return the desk of a counter that this login has opened by mouse."""
    page = screens.login(username, f"/desk/{hall}", **screen)
    page.locator(f"[data-counter='{counter}']").click()
    expect(page.locator(".serve")).to_be_visible()
    return page


def number(page: Page) -> Locator:
    """The number of the visitor at the counter."""
    return page.locator("[data-number]")


def bar(page: Page) -> Locator:
    """What the desk says happened, or why not."""
    return page.locator(".bar")


def says(page: Page, word: str) -> None:
    """Wait until the bar says this message of the locale file."""
    expect(bar(page)).to_have_attribute("data-word", word)


def act(page: Page, action: str) -> Locator:
    """The button of an action."""
    return page.locator(f"[data-act='{action}']")


def dialog(page: Page) -> Locator:
    return page.locator("dialog[open]")
