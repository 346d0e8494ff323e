from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from analytics.history.store import Store
from analytics.queries.filter import Filter
from analytics.queries.history import History
from tests.analytics.history.looks import EVERYTHING

Ask = Callable[..., pd.DataFrame]


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
