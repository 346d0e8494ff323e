"""One browser, and the real server with its dashboards' process, for all tests of the page; each test takes a hall of its own."""

import time
from collections.abc import Callable, Iterator

import httpx2
import pytest

from tests.support.browser import Chromium, Screen
from tests.support.server import ServerProcess

STARTS_S = 90.0
"""The dashboards' process reads in Pandas, Plotly and Dash, on a machine that may be busy with other tests."""

NewScreen = Callable[..., Screen]


class Site:
    """The demo city without crew, its clock as fast as ours."""

    def __init__(self, server: ServerProcess) -> None:
        self.server = server
        self._clients: dict[str, httpx2.Client] = {}

    def login(self, username: str) -> httpx2.Client:
        """Return a client with the login's token."""
        if username not in self._clients:
            client = httpx2.Client(base_url=self.server.url, timeout=30)
            answer = client.post("/api/v1/session", json={"username": username, "password": "demo"})
            client.headers["authorization"] = f"Bearer {answer.raise_for_status().json()['token']}"
            client.cookies.clear()
            self._clients[username] = client
        return self._clients[username]

    def take(self, hall: str, username: str) -> str:
        """Issue a ticket and return its id."""
        answer = self.login(username).post(f"/api/v1/halls/{hall}/tickets", json={})
        return str(answer.raise_for_status().json()["id"])

    def counter(self, hall: str, username: str, counter: int, action: str) -> None:
        self.login(username).post(f"/api/v1/halls/{hall}/counters/{counter}/{action}", json={}).raise_for_status()

    def wait_for_dashboards(self, username: str = "admin") -> None:
        """Wait until the dashboards' process answers this login."""
        until = time.monotonic() + STARTS_S
        while self.login(username).get("/analytics/alive").status_code != 204:
            assert time.monotonic() < until, "the dashboards' process does not answer"
            time.sleep(0.1)

    def close(self) -> None:
        for client in self._clients.values():
            client.close()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Chromium]:
    with Chromium() as started:
        yield started


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with ServerProcess(tmp_path_factory.mktemp("dashboards") / "data", analytics=True) as server:
        city = Site(server)
        city.wait_for_dashboards()
        yield city
        city.close()


@pytest.fixture
def new_screen(chromium: Chromium, site: Site) -> Iterator[NewScreen]:
    """Make screens (`size`, `language`). When the test is over, none may have complained in its console."""
    made: list[Screen] = []

    def new(*, size: tuple[int, int], language: str = "zh") -> Screen:
        made.append(Screen(chromium, site.server.url, size=size, language=language))
        return made[-1]

    yield new
    complaints = [complaint for screen in made for complaint in screen.complaints]
    for screen in made:
        screen.close()
    assert complaints == []
