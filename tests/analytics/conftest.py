from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from analytics.history.store import Store
from analytics.queries.filter import Filter
from analytics.queries.history import History
from queue_server.eventlog.database import Database
from queue_server.eventlog.opening import open_database
from tests.analytics.history.looks import EVERYTHING, Ask
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


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "history"


@pytest.fixture
def store(directory: Path) -> Iterator[Store]:
    made = Store(directory)
    yield made
    made.close()


@pytest.fixture
def history(directory: Path) -> Iterator[History]:
    opened = History(directory)
    yield opened
    opened.close()


@pytest.fixture
def ask(history: History) -> Ask:
    def asked(sql: str, filter_: Filter = EVERYTHING, **values: object) -> pd.DataFrame:
        return history.frame(sql, filter_, **values)

    return asked
