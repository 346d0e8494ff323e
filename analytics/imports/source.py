"""A file's rows, one after the other, in bounded memory: CSV (packed or not) and Parquet, as texts.

A row comes with the line on which it begins (CSV, from 1, the header's) or its number (Parquet, from 1), so that a report leads to it.
"""

import csv
import gzip
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

import duckdb

from analytics.imports.errors import FileUnreadable
from analytics.imports.mapping import FileForm
from queue_server.clients.visits import BROKEN, VisitsUnreadable, open_text

PARQUET_MAGIC = b"PAR1"
PARQUET_ROWS = 20_000
FINGERPRINT_BYTES = 1 << 20


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
    try:
        if form_of(path, form) == "parquet":
            with duckdb.connect(config={"threads": 1, "memory_limit": "256MB"}) as database:
                yield _parquet(database, path)
        else:
            with open_text(path, form.encoding) as text:
                yield _csv(text, path, form)
    except VisitsUnreadable as error:
        raise FileUnreadable(**error.facts) from error
    except (*BROKEN, duckdb.Error) as error:
        raise FileUnreadable(file=str(path), reason=" ".join(str(error).split())[:200]) from error


def position(text: IO[str]) -> int:
    """Return how many bytes of the file have been read, packed ones if it is packed."""
    binary: Any = getattr(text, "buffer", text)
    if isinstance(binary, gzip.GzipFile):
        binary = cast("Any", binary.fileobj)
    return int(binary.tell())


def _csv(text: IO[str], path: Path, form: FileForm) -> Rows:
    reader = csv.reader(text, delimiter=form.delimiter)
    header = [name.strip() for name in next(reader, [])]
    if not any(header):
        raise FileUnreadable(file=str(path), reason="it has no header")
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise FileUnreadable(file=str(path), reason=f"the header has {', '.join(twice)} twice")

    def rows() -> Iterator[Row]:
        at = count = 0
        while True:
            line = reader.line_num + 1
            if count % 1000 == 0:
                at = position(text)
            count += 1
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


def _parquet(database: duckdb.DuckDBPyConnection, path: Path) -> Rows:
    database.execute("SET TimeZone = 'UTC'")
    relation = database.read_parquet(str(path))
    total = int((database.execute("SELECT count(*) FROM read_parquet(?)", [str(path)]).fetchone() or (0,))[0])
    header = list(relation.columns)
    columns = ", ".join(f'"{name.replace(chr(34), chr(34) * 2)}"::VARCHAR' for name in header)

    def rows() -> Iterator[Row]:
        cursor = database.execute(f"SELECT {columns} FROM read_parquet(?)", [str(path)])
        count = 0
        while batch := cursor.fetchmany(PARQUET_ROWS):
            for values in batch:
                count += 1
                yield Row(count, ["" if value is None else value for value in values], count)

    return Rows(header, rows(), total)
