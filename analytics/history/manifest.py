"""Which files the history consists of: `manifest.json`. What does not stand in it does not exist for readers."""

import calendar
import secrets
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, NamedTuple

import msgspec

from analytics.history.errors import HistoryDamaged
from analytics.history.schema import VERSION, Kind
from analytics.history.whole import load, put

NAME = "manifest.json"

FilePath = Annotated[str, msgspec.Meta(pattern=r"^[a-z]+/\d{4}-(0[1-9]|1[0-2])/[A-Za-z0-9.-]+\.parquet$")]
"""Of a file, within the history's directory: a manifest, as of a copy from elsewhere, never leads out of it."""
Month = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
Day = Annotated[int, msgspec.Meta(ge=1, le=31)]

Days = dict[str, tuple[Day, ...]]
"""Days of one month by hall, rising."""


class HallDate(NamedTuple):
    """A hall's day; `date` is the hall's own."""

    hall: str
    date: date


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A Parquet file. `path`: within the history's directory. `version`: of its columns. `digest`: SHA-256, hex."""

    kind: Kind
    path: FilePath
    version: int
    rows: int
    bytes: int
    digest: str


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What was written at once: hall-days of one month and one source, at most one file a kind.

    Attributes:
        month: `YYYY-MM`.
        source: `log`, `simulated` or `import:NAME`.
        log: Id of the log that its days come from; None: not from a log.
        files: None of a kind without rows.
        days: For which it is current.
        superseded: Whose rows are in the files but do not count: a later part has them, or they are no more.
    """

    month: Month
    source: str
    log: str | None = None
    files: tuple[File, ...]
    days: Days
    superseded: Days = {}

    def file(self, kind: Kind) -> File | None:
        return next((file for file in self.files if file.kind == kind), None)

    def current(self) -> Iterator[HallDate]:
        """Give the hall-days for which it is current."""
        return hall_dates(self.month, self.days)


class Retired(msgspec.Struct, frozen=True):
    """A file whose rows are all in another one, since `at_s` (Unix seconds); kept a while for who still reads it."""

    path: FilePath
    at_s: float


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """`id`: random, of this history. `serial`: rises with each change."""

    version: int = VERSION
    id: str = msgspec.field(default_factory=lambda: secrets.token_hex(8))
    serial: int = 0
    parts: tuple[Part, ...] = ()
    retired: tuple[Retired, ...] = ()


def read(directory: Path) -> Manifest:
    """Return the manifest; an empty one when there is none.

    Raises:
        HistoryNewer: a newer release wrote it.
        HistoryDamaged: it is not a manifest, or the system does not give it.
    """
    path = directory / NAME
    manifest = load(path, Manifest, known=VERSION) or Manifest()
    try:
        _check(manifest)
    except ValueError:
        raise HistoryDamaged(file=str(path)) from None
    return manifest


def _check(manifest: Manifest) -> None:
    """Make sure that a hall's day is one that there is, and stands in one part: in two its tickets would count twice.

    Raises:
        ValueError: it is not so.
    """
    listed: dict[tuple[str, str], set[int]] = {}
    for part in manifest.parts:
        last = calendar.monthrange(int(part.month[:4]), int(part.month[5:]))[1]
        for hall, days in part.days.items():
            mine = listed.setdefault((part.month, hall), set())
            before = len(mine)
            mine.update(days)
            if len(mine) != before + len(days) or max(days, default=0) > last:
                raise ValueError(part.month)


def replace(directory: Path, manifest: Manifest) -> Manifest:
    """Put `manifest` in place of the one that is there; durable when this returns. Return it as it was written.

    Raises:
        OSError: the system does not let it be written; the old one is there.
    """
    written = msgspec.structs.replace(manifest, serial=manifest.serial + 1)
    put(directory / NAME, written)
    return written


def month_of(day: date) -> str:
    return f"{day.year:04d}-{day.month:02d}"


def first_of(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def hall_dates(month: str, days: Days) -> Iterator[HallDate]:
    first = first_of(month)
    return (HallDate(hall, first.replace(day=day)) for hall, listed in days.items() for day in listed)


def days_of(hall_dates: "set[HallDate] | list[HallDate]") -> Days:
    """Return hall-days of one month as a manifest lists them."""
    found: dict[str, list[int]] = {}
    for hall, day in sorted(hall_dates):
        found.setdefault(hall, []).append(day.day)
    return {hall: tuple(listed) for hall, listed in found.items()}
