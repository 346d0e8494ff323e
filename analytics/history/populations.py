"""How many people live where, as an administrator loaded it: `populations.json` beside the history's manifest."""

from pathlib import Path

import msgspec

from analytics.history import manifest
from analytics.history.errors import HistoryUnwritable

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
        kept = msgspec.json.decode((directory / NAME).read_bytes(), type=_Kept)
    except (OSError, msgspec.MsgspecError):
        return ()
    return kept.populations if kept.version == VERSION else ()


def replace(directory: Path, populations: tuple[Population, ...]) -> None:
    """Put these in place of all that were loaded before; durable when this returns.

    Raises:
        HistoryUnwritable: the system does not let it be written; what was there is as it was.
    """
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        manifest.put(directory / NAME, msgspec.json.encode(_Kept(populations=populations)))
    except OSError as error:
        raise HistoryUnwritable(directory=str(directory), reason=error.strerror or str(error)) from None
