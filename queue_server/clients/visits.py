"""Recorded visits: one row a visit, read with every bad row named by its line and reason.

    hall, issued_at                               needed
    service, service_s, patience_s, priority      optional columns, and optional in a row

`issued_at` is ISO 8601; without an offset it is the hall's own time. `service_s` is the time at the counter, `patience_s` how
long the visitor waits before leaving unseen, both in seconds. Rows stand in any order; other columns are left alone. A file
whose name or content says gzip is unpacked.
"""

import csv
import gzip
import io
import math
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple, cast

from queue_server.core.errors import OneWindowError
from queue_server.core.setup import PRIORITIES, PriorityClass

if TYPE_CHECKING:
    from _csv import Reader

REQUIRED = ("hall", "issued_at")
OPTIONAL = ("service", "service_s", "patience_s", "priority")
GZIP_MAGIC = b"\x1f\x8b"

BROKEN = (OSError, EOFError, zlib.error, csv.Error)
"""What reading a file raises that is no CSV from its header on, or is packed and ends early or is damaged."""

LONGEST_S = 24 * 3600.0
"""A service or a patience of more than a day is a slip of the unit, not a visit."""


class VisitsUnreadable(OneWindowError):
    code = "visits-unreadable"
    title = "The file of visits cannot be read"


class Visit(NamedTuple):
    """One recorded visit. `line`: where it stands in the file, from 1; None: not recorded."""

    line: int
    hall: str
    issued_at: datetime
    service: str | None = None
    service_s: float | None = None
    patience_s: float | None = None
    priority: PriorityClass = "normal"


class BadRow(NamedTuple):
    line: int
    reason: str


@dataclass
class Visits:
    """What a file held: visits by time of issue, bad rows by line."""

    visits: list[Visit] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)

    def halls(self) -> dict[str, int]:
        """Return how many visits each hall has."""
        counts: dict[str, int] = {}
        for visit in self.visits:
            counts[visit.hall] = counts.get(visit.hall, 0) + 1
        return counts

    def of(self, hall: str) -> list[Visit]:
        """Return the hall's visits, by time of issue."""
        return [visit for visit in self.visits if visit.hall == hall]


def open_text(path: Path, encoding: str = "utf-8-sig") -> IO[str]:
    """Open a text file for reading, unpacked when it is gzip; bytes that are not of the encoding become lone surrogates.

    Raises:
        VisitsUnreadable: there is no such file, or it cannot be opened.
    """
    try:
        with path.open("rb") as raw:
            packed = raw.read(len(GZIP_MAGIC)) == GZIP_MAGIC
        if packed:
            return gzip.open(path, "rt", encoding=encoding, errors="surrogateescape", newline="")
        return path.open(encoding=encoding, errors="surrogateescape", newline="")
    except OSError as error:
        raise VisitsUnreadable(file=str(path), reason=error.strerror or str(error)) from error


def read_visits(path: Path, tz: tzinfo) -> Visits:
    """Read a file of visits; `tz` is the zone of times that name no offset, and of the times returned.

    Raises:
        VisitsUnreadable: no file, no header, or a header that lacks a needed column.
    """
    with open_text(path) as text:
        try:
            return parse_visits(text, tz)
        except VisitsUnreadable as error:
            raise VisitsUnreadable(file=str(path), **error.facts) from None
        except BROKEN as error:
            raise VisitsUnreadable(file=str(path), reason=str(error)) from error


def parse_visits(lines: Iterable[str], tz: tzinfo) -> Visits:
    """Parse the lines of a file of visits, the header first.

    Raises:
        VisitsUnreadable: no header, or a header that lacks a needed column.
    """
    reader = csv.reader(lines)
    header = [name.strip() for name in next(reader, [])]
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        raise VisitsUnreadable(reason=f"the header lacks {' and '.join(missing)}" if header else "it is empty")
    twice = sorted({name for name in header if header.count(name) > 1 and name in REQUIRED + OPTIONAL})
    if twice:
        raise VisitsUnreadable(reason=f"the header has {', '.join(twice)} twice")
    found = Visits()
    for line, row in _rows(reader, found.bad):
        if not row:
            continue
        if len(row) != len(header):
            found.bad.append(BadRow(line, f"{len(row)} fields where the header has {len(header)}"))
            continue
        try:
            found.visits.append(_visit(line, dict(zip(header, row, strict=True)), tz))
        except ValueError as error:
            found.bad.append(BadRow(line, str(error)))
    found.visits.sort(key=lambda visit: (visit.issued_at, visit.line))
    found.bad.sort()
    return found


def _rows(reader: "Reader", bad: list[BadRow]) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line on which it begins."""
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader, None)
        except csv.Error as error:
            bad.append(BadRow(line, str(error)))
            continue
        if row is None:
            return
        yield line, row


def _visit(line: int, row: dict[str, str], tz: tzinfo) -> Visit:
    """Return the visit of a row.

    Raises:
        ValueError: a field is wrong; the message names it.
    """
    told = {name: row.get(name, "").strip() for name in REQUIRED + OPTIONAL}
    for name, value in told.items():
        if not value.isprintable():  # also lone surrogates: bytes that were not UTF-8
            raise ValueError(f"{name} {value!a} is not readable text")
    if not told["hall"]:
        raise ValueError("hall is empty")
    priority = told["priority"] or "normal"
    if priority not in PRIORITIES:
        raise ValueError(f"priority {priority!r} is none of {', '.join(PRIORITIES)}")
    return Visit(
        line=line,
        hall=told["hall"],
        issued_at=_time(told["issued_at"], tz),
        service=told["service"] or None,
        service_s=_seconds("service_s", told["service_s"]),
        patience_s=_seconds("patience_s", told["patience_s"]),
        priority=cast("PriorityClass", priority),
    )


def _time(told: str, tz: tzinfo) -> datetime:
    if not told:
        raise ValueError("issued_at is empty")
    try:
        time = datetime.fromisoformat(told)
    except ValueError:
        raise ValueError(f"issued_at {told!r} is not a date and time") from None
    if len(told) <= len("2020-01-15") or not 1970 <= time.year <= 9000:
        raise ValueError(
            f"issued_at {told!r} has no time of day" if 1970 <= time.year <= 9000 else f"issued_at {told!r} is far off"
        )
    return time.replace(tzinfo=tz) if time.tzinfo is None else time.astimezone(tz)


def _seconds(name: str, told: str) -> float | None:
    if not told:
        return None
    try:
        seconds = float(told)
    except ValueError:
        raise ValueError(f"{name} {told!r} is not a number of seconds") from None
    if not math.isfinite(seconds) or not 0 <= seconds <= LONGEST_S:
        raise ValueError(f"{name} {told!r} is not between 0 and {LONGEST_S:.0f} seconds")
    return seconds


def write_visits(path: Path, visits: Iterable[Visit]) -> int:
    """Write visits as CSV (packed when the name ends in .gz; the same visits give the same bytes) and return how many.

    Times are written without an offset: they are the hall's own.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(REQUIRED + OPTIONAL)
    count = 0
    for visit in visits:
        count += 1
        writer.writerow(
            (
                visit.hall,
                visit.issued_at.replace(tzinfo=None).isoformat(timespec="seconds"),
                visit.service or "",
                _told(visit.service_s),
                _told(visit.patience_s),
                visit.priority,
            )
        )
    body = text.getvalue().encode()
    path.write_bytes(gzip.compress(body, mtime=0) if path.suffix == ".gz" else body)
    return count


def _told(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:.0f}"
