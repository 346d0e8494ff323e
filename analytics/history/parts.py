"""The files of a change: written, made durable, and gone again when the change comes to nothing."""

import contextlib
import os
import re
import secrets
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb

from analytics.history import engine, manifest
from analytics.history.errors import HistoryError
from analytics.history.manifest import File, HallDate, Manifest, Part, days_of
from analytics.history.problem import digest
from analytics.history.schema import COLUMNS, VERSION, Kind
from analytics.history.selection import columns
from analytics.history.whole import sync

ROW_GROUP = 61_440
"""Rows between two statistics of what is inside: a hall's month in one or two of them."""

_ORDER: dict[Kind, str] = {"tickets": 'hall, date, "order"', "counters": "hall, date, counter, hour", "days": "hall, date"}
_PLAIN = re.compile(r"[a-z0-9-]{1,64}")

Rows = Callable[[Kind, dict[str, object]], str]
"""Gives a query for the rows of a kind, and puts its values into the parameters."""


class PartFiles:
    """The files of one change; when the block raises they go again, unless the manifest has them already."""

    def __init__(self, directory: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self._directory, self._connection = directory, connection
        self._temporary: list[Path] = []
        self._placed: list[Path] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        try:
            if kind is not None:
                with contextlib.suppress(HistoryError):
                    listed = {file.path for part in manifest.read(self._directory).parts for file in part.files}
                    for path in self._placed:
                        if str(path.relative_to(self._directory)) not in listed:
                            path.unlink(missing_ok=True)
        finally:
            for path in self._temporary:
                path.unlink(missing_ok=True)

    def write(self, now: Manifest, month: str, source: str, log: str | None, days: set[HallDate], rows: Rows) -> Part:
        """Write the files of a part."""
        one = next(iter(days)) if len(days) == 1 else None
        stem = f"{one.date}.{one.hall}" if one is not None and _PLAIN.fullmatch(one.hall) else month
        corrects = any(hall_date in days for part in now.parts if part.month == month for hall_date in part.current())
        revision = self._revision(month, stem, at_least=2 if corrects and stem != month else 1)
        made: list[File] = []
        for kind in COLUMNS:
            parameters: dict[str, object] = {}
            query = rows(kind, parameters)
            file = self._file(kind, f"{kind}/{month}/{stem}.{revision}.parquet", query, parameters)
            if file is not None:
                made.append(file)
        return Part(month=month, source=source, log=log, files=tuple(made), days=days_of(days))

    def _file(self, kind: Kind, path: str, rows: str, parameters: dict[str, object]) -> File | None:
        target = self._directory / path
        for folder in (target.parent.parent, target.parent):
            folder.mkdir(mode=0o700, exist_ok=True)
        temporary = target.with_name(f".{target.name}.{os.getpid()}.{secrets.token_hex(4)}")
        self._temporary.append(temporary)
        copy = f"""
            COPY (SELECT {columns(kind)} FROM ({rows}) ORDER BY {_ORDER[kind]}) TO {engine.literal(str(temporary))} (
                FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP}, USE_TMP_FILE false,
                KV_METADATA {{onewindow_kind: '{kind}', onewindow_version: '{VERSION}'}}
            )"""
        written: int = self._connection.execute(copy, parameters).fetchall()[0][0]
        if not written:
            temporary.unlink()
            return None
        temporary.chmod(0o600)
        sync(temporary)
        file = File(
            kind=kind,
            path=path,
            version=VERSION,
            rows=written,
            bytes=temporary.stat().st_size,
            digest=digest(temporary),
        )
        self._placed.append(target)
        temporary.rename(target)
        for folder in (target.parent, target.parent.parent, self._directory):
            sync(folder)
        return file

    def _revision(self, month: str, stem: str, *, at_least: int) -> int:
        """Return the number that no file of that name has had yet."""
        found = [at_least - 1]
        for kind in COLUMNS:
            with contextlib.suppress(FileNotFoundError):
                for name in os.listdir(self._directory / kind / month):  # noqa: PTH208 - names are all that is wanted
                    number = name.removeprefix(f"{stem}.").removesuffix(".parquet")
                    if number.isdecimal():
                        found.append(int(number))
        return max(found) + 1
