"""Fixtures that several packages' tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from queue_server.eventlog.sqlite import sqlite_url
from tests.support.postgres import PostgresServer
from tests.support.server import ServerProcess

settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no defect
settings.load_profile("busy")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, so that no worker is left with them at the end."""
    items.sort(key=lambda item: "tests/system/" not in item.nodeid)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """The demo city without crew, shared by tests that each use a hall of their own or leave no trace."""
    with ServerProcess(tmp_path_factory.mktemp("demo") / "data") as server:
        yield server


@pytest.fixture
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A demo city without crew for one test alone."""
    with ServerProcess(tmp_path_factory.mktemp("fresh") / "data") as server:
        yield server


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server, shared by tests that make databases of their own in it and leave it running."""
    with PostgresServer() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of an empty database of each kind."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "log.db")
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.database()
