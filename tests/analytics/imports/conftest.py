from collections.abc import Callable
from pathlib import Path

import msgspec
import pandas as pd
import pytest

from analytics.history.store import Store
from analytics.imports.mapping import Mapping, parse_mapping
from analytics.imports.report import Report
from analytics.imports.run import import_visits
from analytics.queries.history import History
from tests.analytics.history.looks import EVERYTHING

Import = Callable[..., Report]
Tickets = Callable[[], pd.DataFrame]


@pytest.fixture
def take(store: Store, tmp_path: Path) -> Import:
    """Import a text, or a file, of visits."""

    def taken(file: str | Path, mapping: str | Mapping, **options: object) -> Report:
        path = file if isinstance(file, Path) else tmp_path / "visits.csv"
        if isinstance(file, str):
            path.write_text(file, encoding="utf-8", errors="surrogateescape", newline="")
        chosen = parse_mapping(mapping.encode(), "test") if isinstance(mapping, str) else mapping
        return import_visits(path, chosen, store, told=lambda *_: None, **options)  # type: ignore[arg-type]

    return taken


@pytest.fixture
def tickets(directory: Path) -> Tickets:
    """Ask for all tickets of the history, in order."""

    def asked() -> pd.DataFrame:
        history = History(directory)
        try:
            every = msgspec.structs.replace(EVERYTHING, halls=tuple(history.halls()))
            return history.frame('SELECT * FROM tickets ORDER BY hall, date, "order"', every)
        finally:
            history.close()

    return asked
