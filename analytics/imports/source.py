"""A file's rows, one after the other, in bounded memory: CSV (packed or not) and Parquet, as texts.

A row comes with the line on which it begins (CSV, from 1, the header's) or its number (Parquet, from 1), so that a report leads to it.
"""

import csv
import gzip
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

import duckdb

from analytics.imports.errors import FileUnreadable
from analytics.imports.mapping import FileForm
from queue_server.clients.visits import BROKEN, VisitsUnreadable, open_text

PARQUET_MAGIC = b"PAR1"
FINGERPRINT_BYTES = 1 << 20
LONGEST_ROW = 1 << 20
"""Characters of a row; a longer one, as of a file that is no table at all, is passed over, not held in memory."""


class Row(NamedTuple):
    """`fields`: as many as the row has; None: the row is no CSV. `at`: how far the file is read, in the unit of `Rows.total`."""

    line: int
    fields: list[str] | None
    at: int


class Rows(NamedTuple):
    """A file that is open. `total`: bytes, or rows of Parquet."""

    header: list[str]
    rows: Iterator[Row]
    total: int


def form_of(path: Path, form: FileForm) -> str:
    """Return csv, parquet or xes: as the mapping says, else by the file's beginning and name."""
    if form.format != "auto":
        return form.format
    try:
        with path.open("rb") as raw:
            if raw.read(len(PARQUET_MAGIC)) == PARQUET_MAGIC:
                return "parquet"
    except OSError as error:
        raise FileUnreadable(file=str(path), reason=error.strerror or str(error)) from error
    return "xes" if path.name.lower().removesuffix(".gz").endswith((".xes", ".xml")) else "csv"


def fingerprint(path: Path) -> str:
    """Return what tells this content of a file from another: size, time of change, and a digest of its beginning and end.

    Raises:
        FileUnreadable: there is no such file, or it cannot be opened.
    """
    try:
        stat = path.stat()
        digest = hashlib.blake2b(digest_size=16)
        with path.open("rb") as raw:
            digest.update(raw.read(FINGERPRINT_BYTES))
            raw.seek(max(0, stat.st_size - FINGERPRINT_BYTES))
            digest.update(raw.read(FINGERPRINT_BYTES))
    except OSError as error:
        raise FileUnreadable(file=str(path), reason=error.strerror or str(error)) from error
    return f"{stat.st_size}-{stat.st_mtime_ns}-{digest.hexdigest()}"


@contextmanager
def open_rows(path: Path, form: FileForm) -> Iterator[Rows]:
    """Open a file of rows.

    Raises:
        FileUnreadable: it cannot be opened, has no header, or (while rows are read) is packed and cut short or damaged.
    """
    # What goes wrong with the rows elsewhere, such as a disk that is full where they are kept, is none of this file's faults.
    with ExitStack() as stack:
        with _reading(path):
            if form_of(path, form) == "parquet":
                rows = _parquet(stack.enter_context(duckdb.connect(config={"threads": 1, "memory_limit": "256MB"})), path)
            else:
                rows = _csv(stack.enter_context(open_text(path, form.encoding)), path, form)
        yield rows._replace(rows=_read(path, rows.rows))


def _read(path: Path, rows: Iterator[Row]) -> Iterator[Row]:
    with _reading(path):
        yield from rows


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except VisitsUnreadable as error:
        raise FileUnreadable(**error.facts) from error
    except (*BROKEN, UnicodeError, duckdb.Error) as error:
        raise FileUnreadable(file=str(path), reason=" ".join(str(error).split())[:200]) from error


def position(text: IO[str]) -> int:
    """Return how many bytes of the file have been read, packed ones if it is packed."""
    binary: Any = getattr(text, "buffer", text)
    if isinstance(binary, gzip.GzipFile):
        binary = cast("Any", binary.fileobj)
    return int(binary.tell())


def _csv(text: IO[str], path: Path, form: FileForm) -> Rows:
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=form.delimiter)
    header = [name.strip() for name in next(reader, [])]
    if not any(header):
        raise FileUnreadable(file=str(path), reason="it has no header")
    twice = sorted(name for name, count in Counter(header).items() if count > 1)
    if twice:
        raise FileUnreadable(file=str(path), reason=f"the header has {', '.join(twice)[:200]} twice")

    def rows() -> Iterator[Row]:
        at = count = 0
        while True:
            line = lines.number + 1
            if count % 1000 == 0:
                at = position(text)
            count += 1
            lines.begin_row()
            try:
                fields = next(reader, None)
            except csv.Error:
                yield Row(line, None, at)
                continue
            if fields is None:
                return
            if fields:  # an empty line is no row
                yield Row(line, fields, at)

    return Rows(header, rows(), path.stat().st_size)


class _Lines:
    """A file's lines for one reader of CSV; a row that is too long is read to the end of its line and refused.

    Raises:
        csv.Error: the row is longer than `LONGEST_ROW`.
    """

    def __init__(self, text: IO[str]) -> None:
        self._text = text
        self._length = 0
        self.number = 0
        """Of the last line that was read, from 1."""

    def begin_row(self) -> None:
        """Say that what comes is another row: one in quotes may have many lines."""
        self._length = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(LONGEST_ROW)
        if not line:
            raise StopIteration
        self.number += 1
        self._length += len(line)
        if self._length < LONGEST_ROW:
            return line
        while len(line) == LONGEST_ROW and not line.endswith(("\n", "\r")):
            line = self._text.readline(LONGEST_ROW)
        raise csv.Error("a row is too long")


def _parquet(database: duckdb.DuckDBPyConnection, path: Path) -> Rows:
    database.execute("SET TimeZone = 'UTC'")
    # Its name is no pattern of names.
    place = re.sub(r"[*?[]", lambda sign: f"[{sign[0]}]", str(path))
    total = int((database.execute("SELECT count(*) FROM read_parquet(?)", [place]).fetchone() or (0,))[0])
    header = [str(row[0]) for row in database.execute("DESCRIBE FROM read_parquet(?)", [place]).fetchall()]
    columns = ", ".join(f'"{name.replace(chr(34), chr(34) * 2)}"::VARCHAR' for name in header)

    def rows() -> Iterator[Row]:
        cursor = database.execute(f"SELECT {columns} FROM read_parquet(?)", [place])
        count = 0
        # One at a time: a few bytes of such a file can be a thousand long texts.
        while (values := cursor.fetchone()) is not None:
            count += 1
            fields = ["" if value is None else value for value in values]
            yield Row(count, fields if sum(map(len, fields)) < LONGEST_ROW else None, count)

    return Rows(header, rows(), total)
