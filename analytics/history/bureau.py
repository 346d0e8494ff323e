"""What the bureau itself says that it has shortened, as somebody loaded it: `cuts.json` beside the history's manifest."""

from pathlib import Path
from typing import Literal

import msgspec

from analytics.history.errors import HistoryError
from analytics.history.whole import load, put_beside

NAME = "cuts.json"
VERSION = 1

DayUnit = Literal["working", "calendar"]


class BeforeAfter(msgspec.Struct, frozen=True, kw_only=True):
    """One service before and after; of each measure both numbers, or neither (not stated).

    Attributes:
        service: Its code in the catalogue.
        days_before, days_after: The time limit, in days of `day_unit`; 0: done on the spot.
        materials_before, materials_after: How many papers the visitor brings.
        source: Where the figures come from, as it is shown.
    """

    service: str
    steps_before: int | None = None
    steps_after: int | None = None
    days_before: int | None = None
    days_after: int | None = None
    day_unit: DayUnit | None = None
    materials_before: int | None = None
    materials_after: int | None = None
    source: str


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """What was loaded last. `by`: whose login, or account of the command line; `at_ms`: Unix milliseconds, UTC; `file`: its name."""

    version: int = VERSION
    by: str
    at_ms: int
    file: str
    rows: tuple[BeforeAfter, ...]


def read(directory: Path) -> Loaded | None:
    """Return what was loaded last; None when there is nothing that this release can read."""
    try:
        return load(directory / NAME, Loaded, known=VERSION)
    except HistoryError:
        return None


def replace(directory: Path, loaded: Loaded) -> None:
    """Put this in place of all that was loaded before; durable when this returns.

    Raises:
        HistoryUnwritable: the system does not let it be written; what was there is as it was.
    """
    put_beside(directory, NAME, loaded)
