"""Writes the history: files that never change, and the manifest that makes them count.

A file is written under a temporary name, made durable, and renamed; then the manifest that lists it takes the place of the old one. So
whoever is killed, at whatever point, leaves the history as it was before or after.
"""

import contextlib
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
from msgspec.structs import replace

from analytics.history import engine, manifest
from analytics.history.casebook import DIRECTORY as LOGS
from analytics.history.errors import HistoryUnwritable
from analytics.history.frames import Frames, register
from analytics.history.lock import locked
from analytics.history.manifest import HallDate, Manifest, Part, Retired, days_of, month_of
from analytics.history.parts import PartFiles, Rows
from analytics.history.problem import examine
from analytics.history.schema import COLUMNS, Kind, empty
from analytics.history.selection import columns, current_rows
from analytics.history.whole import left_over, sync

MEMORY = "768MB"
PATIENCE_S = 60.0
"""How long a writer waits for another one: merging a large month takes seconds."""
RETIRED_KEPT_S = 3600.0
"""How long a merged file stays for who still reads it; a question takes seconds."""


class Written(NamedTuple):
    """Hall-days that count now, and those that were left out: the log's own, or there already."""

    days: frozenset[HallDate]
    left_out: frozenset[HallDate]


class Store:
    """The history in one directory, for writing; any number of threads and processes may have one.

    Raises:
        HistoryUnwritable: there is no directory, and none can be made.
    """

    def __init__(self, directory: Path, *, patience_s: float = PATIENCE_S) -> None:
        self.directory = directory.resolve()
        self._patience_s = patience_s
        self._one = threading.Lock()
        with self._unwritable():
            self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._connection = engine.connect(self.directory, memory=MEMORY, threads=1)

    def close(self) -> None:
        self._connection.close()

    def interrupt(self) -> None:
        """Break off what another thread writes just now; nothing of it counts."""
        with contextlib.suppress(duckdb.ConnectionException):  # it is closed: nobody writes
            self._connection.interrupt()

    def manifest(self) -> Manifest:
        """Return what the history consists of now.

        Raises:
            HistoryNewer, HistoryDamaged: the manifest cannot be used.
        """
        return manifest.read(self.directory)

    def write(self, frames: Frames, *, log: str | None = None, missing_only: bool = False) -> Written:
        """Put hall-days into the history; each that is there already is corrected by it, the old rows stay in their file.

        What the log itself says of a hall-day is never replaced by rows of another source.

        Args:
            frames: Rows of one source with the columns of `schema.COLUMNS` (`frames.register`); a hall-day is whole, or is not in it.
            log: Id of the log that the rows come from.
            missing_only: Leave out the hall-days that the history has from this log already.

        Raises:
            ValueError: the rows are not such.
            HistoryUnwritable: the system does not let them be written; nothing has changed.
            HistoryBusy: another process writes for too long.
            HistoryNewer, HistoryDamaged: the manifest cannot be used.
        """
        with self._one, self._registered(frames) as queries:
            given = self._hall_dates(queries)
            source = self._source(queries)
            with self._writing() as now:
                in_months = {month_of(hall_date.date) for hall_date in given}
                left_out = {
                    hall_date
                    for part in now.parts
                    if part.month in in_months
                    and part.source == "log"
                    and (source != "log" or (missing_only and part.log == log))
                    for hall_date in part.current()
                    if hall_date in given
                }
                taken = given - left_out
                months: dict[str, set[HallDate]] = {}
                for hall_date in taken:
                    months.setdefault(month_of(hall_date.date), set()).add(hall_date)
                with PartFiles(self.directory, self._connection) as files:
                    parts = [
                        files.write(now, month, source, log, days, _only(queries, days))
                        for month, days in sorted(months.items())
                    ]
                    if parts:
                        old = tuple(_without(part, months.get(part.month, set())) for part in now.parts)
                        self._replace(replace(now, parts=(*old, *parts)))
        return Written(frozenset(taken), frozenset(left_out))

    def differing(self, frames: Frames) -> set[HallDate]:
        """Return the hall-days of `frames` that the history has not, or has otherwise: with another row, or in a damaged file."""
        with self._one, self._registered(frames) as queries:
            given = self._hall_dates(queries)
            parts = [part for part in self.manifest().parts if any(hall_date in given for hall_date in part.current())]
            sound = [part for part in parts if not any(examine(self.directory, file) for file in part.files)]
            found = given - {hall_date for part in sound for hall_date in part.current()}
            for kind, query in queries.items():
                parameters: dict[str, object] = {}
                rows = current_rows(self.directory, sound, kind, parameters)
                compared = f"""
                    WITH given AS ({query}), stored AS (SELECT * FROM ({rows}) SEMI JOIN {_GIVEN} USING (hall, date))
                    SELECT DISTINCT hall, date FROM (
                        (FROM given EXCEPT ALL FROM stored) UNION ALL (FROM stored EXCEPT ALL FROM given)
                    )"""
                found |= {HallDate(*row) for row in self._asked(compared, parameters)}
        return found & given

    def settle(self, month: str, log: str, closed: set[HallDate]) -> set[HallDate]:
        """Say that what the history has of a month from a log is what this log says.

        Args:
            closed: The log's closed days of that month. What else came from a log is not current any more.

        Returns:
            The hall-days that were dropped.

        Raises:
            HistoryUnwritable, HistoryBusy, HistoryNewer, HistoryDamaged: as `write`.
        """
        with self._one, self._writing() as now:
            stale = [part for part in now.parts if (part.month, part.source) == (month, "log")]
            dropped = {hall_date for part in stale for hall_date in part.current()} - closed
            parts = tuple(replace(_without(part, dropped), log=log) if part in stale else part for part in now.parts)
            if parts != now.parts:
                self._replace(replace(now, parts=parts))
        return dropped

    def merge(self, month: str, source: str, log: str | None) -> bool:
        """Put what is current of a month from one source into one part; tell whether there was something to do.

        Files that are damaged stay what they are. The merged ones are retired: `sweep` deletes them.

        Raises:
            HistoryUnwritable, HistoryBusy, HistoryNewer, HistoryDamaged: as `write`.
        """
        with self._one, self._writing() as now:
            group = [part for part in now.parts if (part.month, part.source, part.log) == (month, source, log) and part.days]
            sound = [part for part in group if not any(examine(self.directory, file) for file in part.files)]
            if len(sound) < 2:
                return False
            with PartFiles(self.directory, self._connection) as files:
                days = {hall_date for part in sound for hall_date in part.current()}

                def rows(kind: Kind, parameters: dict[str, object]) -> str:
                    return current_rows(self.directory, sound, kind, parameters)

                merged = files.write(now, month, source, log, days, rows)
                others = tuple(
                    replace(part, days={}) if part in sound else part
                    for part in now.parts
                    if part not in sound or part.superseded
                )
                gone = [file.path for part in sound if not part.superseded for file in part.files]
                retired = (*now.retired, *(Retired(path, time.time()) for path in gone))
                self._replace(replace(now, parts=(*others, merged), retired=retired))
        return True

    def drop_broken(self) -> None:
        """List the old versions no more that cannot be read, and of which no day counts: nothing makes them whole again.

        Raises:
            HistoryUnwritable, HistoryBusy, HistoryNewer, HistoryDamaged: as `write`.
        """
        with self._one, self._writing() as now:
            kept = tuple(part for part in now.parts if part.days or not self._is_broken(part))
            if kept != now.parts:
                self._replace(replace(now, parts=kept))

    def sweep(self, kept_s: float = RETIRED_KEPT_S) -> int:
        """Delete the files that were merged more than `kept_s` ago, and what killed writers left behind. Return how many.

        What is written beside the history's days, under other locks or none (imported logs, residents, figures), is such a
        leftover when nobody has touched it for as long.

        Raises:
            HistoryUnwritable, HistoryBusy, HistoryNewer, HistoryDamaged: as `write`.
        """
        with self._one, self._writing() as now:
            over = {retired.path for retired in now.retired if retired.at_s < time.time() - kept_s}
            patterns = (*(f"{kind}/*/.*" for kind in COLUMNS), f".{manifest.NAME}.*")
            left = [path for pattern in patterns for path in self.directory.glob(pattern) if path.is_file()]
            left += [path for pattern in (".*.*", f"{LOGS}/.*.*") for path in left_over(self.directory, pattern, kept_s)]
            for path in [*(self.directory / path for path in over), *left]:
                path.unlink(missing_ok=True)
            if over:
                self._replace(replace(now, retired=tuple(kept for kept in now.retired if kept.path not in over)))
        return len(over) + len(set(left))

    def begin_anew(self) -> None:
        """Put a manifest that cannot be read aside; the history is empty then.

        Raises:
            HistoryUnwritable, HistoryBusy: as `write`.
        """
        with self._unwritable(), locked(self.directory, self._patience_s):
            aside = self.directory / f"{manifest.NAME}.damaged"
            (self.directory / manifest.NAME).replace(aside)
            sync(self.directory)

    def _is_broken(self, part: Part) -> bool:
        return any(examine(self.directory, file) not in (None, "newer") for file in part.files)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Manifest]:
        """Hold the lock; give the manifest as it is under it."""
        with self._unwritable(), locked(self.directory, self._patience_s):
            yield self.manifest()

    def _replace(self, new: Manifest) -> None:
        manifest.replace(self.directory, new)

    @contextlib.contextmanager
    def _registered(self, frames: Frames) -> Iterator[dict[Kind, str]]:
        try:
            yield {kind: register(self._connection, kind, frame, f"given_{kind}") for kind, frame in frames.items()}
        finally:
            for kind in frames:
                self._connection.unregister(f"given_{kind}")

    def _asked(self, query: str, parameters: dict[str, object] | None = None) -> list[tuple[Any, ...]]:
        return self._connection.execute(query, parameters or {}).fetchall()

    def _hall_dates(self, queries: dict[Kind, str]) -> set[HallDate]:
        every = " UNION ".join(f"SELECT hall, date FROM ({query})" for query in queries.values())
        return {HallDate(*row) for row in self._asked(every)}

    def _source(self, queries: dict[Kind, str]) -> str:
        every = " UNION ".join(f"SELECT source FROM ({query})" for query in queries.values())
        sources = [row[0] for row in self._asked(every)]
        if not sources:
            return "log"
        if len(sources) > 1 or not isinstance(sources[0], str):
            raise ValueError(f"rows of one source are written at once, not of {sources}")
        return sources[0]

    @contextlib.contextmanager
    def _unwritable(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise HistoryUnwritable(directory=str(self.directory), reason=error.strerror) from error
        except duckdb.IOException as error:
            full = re.search(r"No space left on device|File too large|Read-only file system|Permission denied", str(error))
            reason = full[0] if full else "the disk does not take or give what it should"
            raise HistoryUnwritable(directory=str(self.directory), reason=reason) from error


_GIVEN = "(SELECT DISTINCT hall, date FROM given)"


def _only(queries: dict[Kind, str], days: set[HallDate]) -> Rows:
    """Return the rows of these hall-days."""
    halls, dates = [hall for hall, _ in days], [day for _, day in days]

    def rows(kind: Kind, parameters: dict[str, object]) -> str:
        if kind not in queries:
            return empty(kind)
        parameters |= {"halls": halls, "dates": dates}
        wanted = "(SELECT unnest($halls) AS hall, unnest($dates) AS date)"
        return f"SELECT {columns(kind)} FROM ({queries[kind]}) SEMI JOIN {wanted} USING (hall, date)"

    return rows


def _without(part: Part, gone: set[HallDate]) -> Part:
    """Return the part without the hall-days that a later one has."""
    current = set(part.current()) if gone else set()
    if not current & gone:
        return part
    superseded = set(manifest.hall_dates(part.month, part.superseded)) | (current & gone)
    return replace(part, days=days_of(current - gone), superseded=days_of(superseded))
