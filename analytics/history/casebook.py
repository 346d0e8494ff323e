"""Imported event logs: cases with their processing times, and the steps of each, as Parquet files beside the history's days.

`logs/manifest.json` names each log's current files, as the history's own manifest does: what is not in it does not exist, files never
change, a log that is imported again otherwise is a new revision, and the old files stay.
"""

import os
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, Protocol

import msgspec
import pandas as pd

from analytics.history import engine, manifest
from analytics.history.errors import HistoryDamaged, HistoryUnwritable
from analytics.history.lock import locked
from analytics.history.problem import digest
from analytics.history.whole import load, put, sync

Table = Literal["cases", "steps"]

VERSION = 1
"""Of the columns; later ones are refused, not guessed at."""

CASES = {
    "unit": "VARCHAR",
    "case": "VARCHAR",
    "started_at": "TIMESTAMP_MS",
    "ended_at": "TIMESTAMP_MS",  # null: it goes on
    "observed_at": "TIMESTAMP_MS",  # until when it was watched: its end, or that of the log
    "working_days": "INTEGER",  # from the date of its start to that of its end; null: it goes on
    "activities": "INTEGER",  # different ones
    "events": "INTEGER",
    "resources": "INTEGER",  # how many different ones worked on it; nobody's name
    "source": "VARCHAR",  # import:NAME
}

STEPS = {
    "unit": "VARCHAR",
    "case": "VARCHAR",
    "order": "INTEGER",  # within the case, from 1
    "activity": "VARCHAR",
    "started_at": "TIMESTAMP_MS",  # null: not recorded
    "ended_at": "TIMESTAMP_MS",  # null: not recorded, or it goes on
    "source": "VARCHAR",
}

COLUMNS: dict[Table, dict[str, str]] = {"cases": CASES, "steps": STEPS}

DIRECTORY = "logs"
_ORDER: dict[Table, str] = {"cases": 'unit, started_at, "case"', "steps": 'unit, "case", "order"'}
_PATIENCE_S = 60.0
NO_DISTRICTS: Mapping[str, str] = {}


class LogFile(msgspec.Struct, frozen=True, kw_only=True):
    """A Parquet file. `path`: within the directory of logs. `digest`: SHA-256, hex."""

    path: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9.-]*\.parquet$")]
    rows: int
    bytes: int
    digest: str


class Log(msgspec.Struct, frozen=True, kw_only=True):
    """An imported log. `units`: whose cases it has. `districts`: that a unit is of, by its name; of the others none was told."""

    revision: int
    units: tuple[str, ...]
    files: dict[Table, LogFile]
    districts: dict[str, str] = {}


class _Logs(msgspec.Struct, frozen=True, kw_only=True):
    version: int = VERSION
    serial: int = 0
    logs: dict[str, Log] = {}


class Rows(Protocol):
    """Gives rows as Parquet."""

    def copy(self, table: Table, to: Path, order: str) -> int:
        """Write the rows of a table to `to` with the columns of `COLUMNS`, in this order; return how many."""


class Kept(NamedTuple):
    """What became of a log. `changed`: it is a new revision; else the rows were there already."""

    revision: int
    changed: bool


class Casebook:
    """The imported logs in the history's directory, for reading and writing."""

    def __init__(self, history: Path) -> None:
        self.directory = history.resolve() / DIRECTORY

    def logs(self) -> dict[str, Log]:
        """Return the imported logs by name.

        Raises:
            HistoryNewer, HistoryDamaged: their manifest cannot be used.
        """
        return dict(self._read().logs)

    @property
    def version(self) -> int:
        """Rises with each change."""
        return self._read().serial

    def frame(self, table: Table, units: Iterable[str] | None = None) -> pd.DataFrame:
        """Return the rows of a table, of these units; None: of all.

        Raises:
            HistoryNewer, HistoryDamaged: as `logs`, or a file is missing or not what was written.
        """
        logs = self._read().logs
        paths = [self._sound(log.files[table]) for log in logs.values() if table in log.files]
        names = ", ".join(f'"{name}"' for name in COLUMNS[table])
        if not paths:
            empty = ", ".join(f'NULL::{type_} AS "{name}"' for name, type_ in COLUMNS[table].items())
            query, values = f"SELECT {empty} WHERE false", list[object]()
        else:
            query, values = f"SELECT {names} FROM read_parquet(?)", [[str(path) for path in paths]]
            if units is not None:
                query, values = f"{query} WHERE list_contains(?, unit)", [*values, list(units)]
        connection = engine.connect(self.directory, memory="512MB", threads=1)
        try:
            return connection.execute(f"{query} ORDER BY {_ORDER[table]}", values).df()
        finally:
            connection.close()

    def districts(self) -> dict[str, str]:
        """Return the district of each unit that all logs with cases of it say is of this one.

        Raises:
            HistoryNewer, HistoryDamaged: as `logs`.
        """
        told: dict[str, set[str | None]] = {}
        for log in self._read().logs.values():
            for unit in log.units:
                told.setdefault(unit, set()).add(log.districts.get(unit))
        return {
            unit: district for unit, found in told.items() if len(found) == 1 and (district := next(iter(found))) is not None
        }

    def keep(self, name: str, units: Iterable[str], rows: Rows, districts: Mapping[str, str] = NO_DISTRICTS) -> Kept:
        """Put a log in place of the one of that name, if it has other rows or other districts; durable when this returns.

        Args:
            districts: That a unit is of, by its name; of units that the log has no case of they do not count.

        Raises:
            HistoryUnwritable: the system does not let it be written; nothing has changed.
            HistoryBusy, HistoryNewer, HistoryDamaged: as the history's.
        """
        try:
            self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            with locked(self.directory, _PATIENCE_S):
                listed = tuple(sorted(units))
                return self._keep(name, listed, rows, {unit: districts[unit] for unit in listed if unit in districts})
        except OSError as error:
            raise HistoryUnwritable(directory=str(self.directory), reason=error.strerror) from error

    def _keep(self, name: str, units: tuple[str, ...], rows: Rows, districts: dict[str, str]) -> Kept:
        now = self._read()
        old = now.logs.get(name)
        revision = 1 + max((_revision(path, name) for path in self.directory.glob(f"{name}.*.parquet")), default=0)
        files: dict[Table, LogFile] = {}
        made: list[Path] = []
        try:
            for table in COLUMNS:
                target = self.directory / f"{name}.{table}.{revision}.parquet"
                temporary = target.with_name(f".{target.name}.{os.getpid()}.{secrets.token_hex(4)}")
                made.append(temporary)
                count = rows.copy(table, temporary, _ORDER[table])
                temporary.chmod(0o600)
                sync(temporary)
                files[table] = LogFile(path=target.name, rows=count, bytes=temporary.stat().st_size, digest=digest(temporary))
            if old is not None and not self._differs(old, dict(zip(COLUMNS, made, strict=True))):
                if old.districts != districts:
                    self._write(now, name, msgspec.structs.replace(old, districts=districts))
                return Kept(old.revision, changed=False)
            for table, temporary in zip(COLUMNS, list(made), strict=True):
                temporary.rename(self.directory / files[table].path)
            sync(self.directory)
            self._write(now, name, Log(revision=revision, units=units, files=files, districts=districts))
            return Kept(revision, changed=True)
        finally:
            for path in made:
                path.unlink(missing_ok=True)

    def _write(self, now: _Logs, name: str, log: Log) -> None:
        put(self.directory / manifest.NAME, _Logs(serial=now.serial + 1, logs=now.logs | {name: log}))

    def _differs(self, old: Log, new: dict[Table, Path]) -> bool:
        connection = engine.connect(self.directory, memory="512MB", threads=1)
        try:
            for table, path in new.items():
                before = self._sound(old.files[table])
                found = connection.execute(
                    "SELECT 1 FROM ((FROM read_parquet($new) EXCEPT ALL FROM read_parquet($old)) UNION ALL "
                    "(FROM read_parquet($old) EXCEPT ALL FROM read_parquet($new))) LIMIT 1",
                    {"new": str(path), "old": str(before)},
                ).fetchone()
                if found is not None:
                    return True
        except HistoryDamaged:
            return True
        finally:
            connection.close()
        return False

    def _sound(self, file: LogFile) -> Path:
        path = self.directory / file.path
        try:
            whole = path.stat().st_size == file.bytes
        except OSError:
            whole = False
        if not whole:
            raise HistoryDamaged(file=str(path))
        return path

    def _read(self) -> _Logs:
        return load(self.directory / manifest.NAME, _Logs, known=VERSION) or _Logs()


def _revision(path: Path, name: str) -> int:
    number = path.name.removeprefix(f"{name}.").removesuffix(".parquet").rpartition(".")[2]
    return int(number) if number.isdecimal() else 0
