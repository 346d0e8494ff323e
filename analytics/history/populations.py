"""How many people live where, as an administrator loaded it: `populations.json` beside the history's manifest."""

from pathlib import Path

import msgspec

from analytics.history.errors import HistoryError
from analytics.history.whole import load, put_beside

NAME = "populations.json"
VERSION = 1


class Population(msgspec.Struct, frozen=True, kw_only=True):
    """Residents of a town (`code`: its division code) or of the place that a hall serves (`hall`); one of the two.

    Attributes:
        source: Where the figure comes from, as it is shown. year: Of which it is.
    """

    code: str | None = None
    hall: str | None = None
    population: int
    source: str
    year: int


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    version: int = VERSION
    populations: tuple[Population, ...]


def read(directory: Path) -> tuple[Population, ...]:
    """Return what was loaded; nothing when there is nothing that this release can read."""
    try:
        kept = load(directory / NAME, _Kept, known=VERSION)
    except HistoryError:
        return ()
    return () if kept is None else kept.populations


def replace(directory: Path, populations: tuple[Population, ...]) -> None:
    """Put these in place of all that were loaded before; durable when this returns.

    Raises:
        HistoryUnwritable: the system does not let it be written; what was there is as it was.
    """
    put_beside(directory, NAME, _Kept(populations=populations))
