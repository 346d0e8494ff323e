"""One browser and one server with a city of its own for all pages' tests; each test takes a hall of its own or leaves no trace."""

from collections.abc import Callable, Iterator

import pytest

from tests.display.city import city_server
from tests.support.browser import Chromium, Screen
from tests.support.server import ServerProcess

# The synchronous Playwright keeps an event loop of its own while it runs; with the package it ends, so that the asynchronous tests of
# other packages find none.


@pytest.fixture(scope="package")
def chromium() -> Iterator[Chromium]:
    with Chromium() as started:
        yield started


@pytest.fixture(scope="package")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with city_server(tmp_path_factory.mktemp("city")) as server:
        yield server


NewScreen = Callable[..., Screen]


@pytest.fixture
def new_screen(chromium: Chromium, city: ServerProcess) -> Iterator[NewScreen]:
    """Make screens (`size`, `language`, `touch`, `url`). When the test is over, none may have complained in its console."""
    made: list[Screen] = []

    def new(*, size: tuple[int, int], language: str = "zh", touch: bool = False, url: str = "") -> Screen:
        screen = Screen(chromium, url or city.url, size=size, language=language, touch=touch)
        made.append(screen)
        return screen

    yield new
    complaints = [complaint for screen in made for complaint in screen.complaints]
    for screen in made:
        screen.close()
    assert complaints == []


@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """The demo city for the staff's pages alone: their tests take whole halls, change set-ups and close days."""
    with ServerProcess(tmp_path_factory.mktemp("demo") / "data") as server:
        yield server
