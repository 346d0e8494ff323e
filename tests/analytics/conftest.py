from collections.abc import Iterator
from pathlib import Path

import pytest

from queue_server.eventlog.database import Database
from queue_server.eventlog.opening import open_database
from tests.analytics.played import Played


@pytest.fixture
def played(tmp_path: Path) -> Iterator[Played]:
    city = Played(tmp_path / "onewindow.db")
    yield city
    city.close()


@pytest.fixture
def reader(played: Played) -> Iterator[Database]:
    database = open_database(played.url, create=False, reader=True)
    yield database
    database.close()
