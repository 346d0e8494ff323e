"""Rows on the disk until all are read: a DuckDB file beside the history, with how far the reading has come.

A batch of rows and the new position are one transaction, so an import that was interrupted, or killed, goes on where the last
batch ended. When all is read the rows are given back in order, a bounded number at a time, however they stood in the file.
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

import duckdb
import msgspec
import pandas as pd

from analytics.history.engine import literal
from analytics.history.errors import HistoryUnwritable
from analytics.history.parts import ROW_GROUP
from analytics.imports.errors import FileUnreadable, ImportRunning
from analytics.imports.tally import Tally

Phase = Literal["reading", "writing", "done"]

MEMORY = "256MB"
"""What does not fit into it DuckDB puts on the disk."""

FRAME_ROWS = 65_536


class Progress(msgspec.Struct):
    """How far an import has come.

    Attributes:
        key: File, mapping and options; of another one nothing is used.
        rows: Rows of the file that are read.
        tally: What was refused while reading.
        facts: Of rows that tell of cases as a whole, when they are `prepared`: read before the file itself.
        written: What the writing has counted, any JSON, up to the last group that it has finished.
        last: That group.
    """

    key: str
    phase: Phase = "reading"
    rows: int = 0
    tally: Tally = msgspec.field(default_factory=Tally)
    facts: Tally = msgspec.field(default_factory=Tally)
    prepared: bool = False
    written: msgspec.Raw = msgspec.Raw(b"null")
    last: list[str] = msgspec.field(default_factory=list)


class Staging:
    """Rows of one import. `columns`: their DuckDB types by name."""

    def __init__(self, database: duckdb.DuckDBPyConnection, columns: Mapping[str, str], progress: Progress) -> None:
        self._database = database
        self._columns = dict(columns)
        self.progress = progress
        self.resumed = progress.rows > 0 or progress.phase != "reading"

    def add(self, rows: Sequence[tuple[object, ...]]) -> None:
        """Keep rows and the progress, at once and for good."""
        self._database.begin()
        try:
            self.insert("staged", self._columns, rows)
            self._keep()
            self._database.commit()
        except BaseException:
            with suppress(duckdb.TransactionException):  # a commit that failed, as on a full disk, has ended the transaction
                self._database.rollback()
            raise

    def insert(self, table: str, columns: Mapping[str, str], rows: Sequence[tuple[object, ...]]) -> None:
        """Put rows into a table; kept for good with the next `add` or `save`, or at once if none is going on."""
        if rows:
            frame = pd.DataFrame.from_records(list(rows), columns=list(columns))
            self._database.register("batch", _typed(frame, columns))
            listed = ", ".join(f'"{name}"::{type_}' for name, type_ in columns.items())
            self._database.execute(f"INSERT INTO {table} SELECT {listed} FROM batch")
            self._database.unregister("batch")

    def anew(self, table: str, columns: Mapping[str, str]) -> None:
        """Make an empty table of its own."""
        listed = ", ".join(f'"{name}" {type_}' for name, type_ in columns.items())
        self._database.execute(f"CREATE OR REPLACE TABLE {table} ({listed})")

    def empty(self) -> None:
        """Forget the staged rows."""
        self._database.execute("DELETE FROM staged")

    def copy(self, query: str, to: Path) -> int:
        """Write what a query finds as Parquet; returns how many rows."""
        options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP}"
        written = self._database.execute(f"COPY ({query}) TO {literal(str(to))} ({options})").fetchone()
        return 0 if written is None else int(written[0])

    def rows(self, sql: str) -> Iterator[tuple[object, ...]]:
        """Give the rows of a query, a bounded number at a time; others may be inserted meanwhile."""
        cursor = self._database.cursor()
        try:
            cursor.execute(sql)
            while batch := cursor.fetchmany(FRAME_ROWS // 8):
                yield from batch
        finally:
            cursor.close()

    def save(self) -> None:
        """Keep the progress alone."""
        self._database.begin()
        self._keep()
        self._database.commit()

    def _keep(self) -> None:
        self._database.execute("DELETE FROM progress")
        self._database.execute("INSERT INTO progress VALUES (?)", [msgspec.json.encode(self.progress).decode()])

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """Return a short answer about the relation `staged`."""
        return list(self._database.execute(sql, list(parameters)).fetchall())

    def groups(
        self, sql: str, by: Sequence[str], parameters: Sequence[object] = (), *, least: int = 0
    ) -> Iterator[pd.DataFrame]:
        """Give the rows of a query in whole groups; the query must order them by the columns `by` first, which are texts.

        Args:
            least: Groups of the same first column are given together until they have so many rows.

        Memory: what is given at once, and `FRAME_ROWS` rows.
        """
        cursor = self._database.cursor()
        try:
            cursor.execute(sql, list(parameters))
            held = pd.DataFrame()
            while not (chunk := cursor.fetch_df_chunk(FRAME_ROWS // 2048)).empty:
                held = chunk if held.empty else pd.concat([held, chunk], ignore_index=True)
                keys = held[list(by)]
                ends = keys.ne(keys.shift(-1)).any(axis=1).to_numpy().nonzero()[0][:-1]
                firsts = keys[by[0]].to_numpy()
                start = 0
                for end in ends:
                    if end + 1 - start >= least or firsts[end] != firsts[end + 1]:
                        yield held.iloc[start : end + 1]
                        start = int(end) + 1
                held = held.iloc[start:]
            if not held.empty:
                yield held
        finally:
            cursor.close()


_FRAME_TYPES = {"VARCHAR": "str", "BIGINT": "Int64", "DOUBLE": "float64", "BOOLEAN": "boolean", "INTEGER": "Int64"}


def _typed(frame: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    """Give each column its type: of a column without any value pandas would guess one."""
    return frame.astype({name: _FRAME_TYPES[type_] for name, type_ in columns.items()})


@contextmanager
def open_staging(directory: Path, key: str, columns: Mapping[str, str]) -> Iterator[Staging]:
    """Open the staging of an import in `directory`, where the one with the same `key` left it, else anew.

    It is removed when the import is done, and when the file is refused.

    Raises:
        ImportRunning: another process has it. HistoryUnwritable: the system does not let it be written; what is staged stays.
    """
    with _unwritable(directory):
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        database = _open(directory)
    over = False
    try:
        with _unwritable(directory):
            progress = _progress(database)
            if progress is None or progress.key != key:
                database.close()
                _clear(directory)
                database = _open(directory)
                progress = Progress(key)
                database.execute("CREATE TABLE progress (kept VARCHAR)")
                staging = Staging(database, columns, progress)
                staging.anew("staged", columns)
                staging.save()
            else:
                staging = Staging(database, columns, progress)
            yield staging
        over = staging.progress.phase == "done"
    except FileUnreadable:
        over = True
        raise
    finally:
        database.close()
        if over:
            shutil.rmtree(directory, ignore_errors=True)
            with suppress(OSError):  # imports of other names go on
                directory.parent.rmdir()


@contextmanager
def _unwritable(directory: Path) -> Iterator[None]:
    """Say that the disk is full, or what else the system does not allow, as the history says it."""
    try:
        yield
    except (OSError, duckdb.Error) as error:
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0][:200]
        raise HistoryUnwritable(directory=str(directory), reason=reason) from error


def _clear(directory: Path) -> None:
    for path in directory.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _open(directory: Path) -> duckdb.DuckDBPyConnection:
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "threads": 2,
        "temp_directory": str(directory / "spill"),
        "preserve_insertion_order": False,
    }
    place = str(directory / "rows.duckdb")
    try:
        return duckdb.connect(place, config=config)
    except duckdb.Error as error:
        if "Could not set lock" in str(error):
            raise ImportRunning(directory=str(directory)) from error
        _clear(directory)  # damaged, or of another release of DuckDB: what was staged is read again from the file
        return duckdb.connect(place, config=config)


def _progress(database: duckdb.DuckDBPyConnection) -> Progress | None:
    try:
        kept = database.execute("SELECT kept FROM progress").fetchone()
    except duckdb.CatalogException:
        return None
    return None if kept is None else msgspec.json.decode(str(kept[0]), type=Progress)
