"""Fixtures of the browser tests."""

from collections.abc import Iterator

import pytest

from tests.support.browser import Chromium


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """One browser process for all screens."""
    with Chromium() as browser:
        yield browser
