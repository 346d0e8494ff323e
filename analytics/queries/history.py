"""What the history's files say, asked in SQL. Only closed days: today's open ones are `queries.live`."""

import contextlib
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from zlib import crc32

import duckdb
import pandas as pd

from analytics.history import engine, manifest
from analytics.history.errors import HistoryDamaged, HistoryError
from analytics.history.manifest import File, Part
from analytics.history.problem import Fault, Problem, examine, look, problem
from analytics.once import Once
from analytics.queries.daily import Daily
from analytics.queries.facts import MOST_ROWS, Facts, Outdated
from analytics.queries.filter import Filter
from analytics.queries.listed import Listed, concerned
from analytics.queries.relations import query as query_of

MANY = 1_000_000
"""Tickets in the files that a question concerns, of so many or more a table with a place for each combination of keys is worth its making."""
PLACES_BITS = 22
"""Of such a table, at most: 4 million places, 32 MB a thread for one count. Sums would make it ten times as large: only counts have one."""
MEMORY = "1280MB"
"""Of it, what `facts.MOST_ROWS` tickets take."""
THREADS = 2
AT_ONCE = 4
"""Questions that run at a time, others wait: each takes memory of what the facts leave."""
SHARED = 256
"""Answers of few rows that are kept for others who ask the same."""

_OF_THE_QUESTION = (
    duckdb.ParserException,
    duckdb.CatalogException,
    duckdb.InterruptException,
)
"""Errors that no file causes; a column that is missing, or of another type, may be a file's."""

_FACTS = re.compile(r"\bfacts\b")
_DAILY = re.compile(r"\b(days|hours)\b")
_SUMS = re.compile(r"\bsum\(\w+_s\b")
"""Sums of durations, all of which are named so."""
_Place = tuple[int, int, int] | None


class QuestionTooLarge(Exception):
    """A question needs more memory than there is for it; others are answered."""


@dataclass(frozen=True)
class _State:
    """One look at the directory.

    Attributes:
        place: Of the manifest's file.
        parts: Those that are read; `bad`: files because of which others are not.
    """

    place: _Place
    version: str
    parts: tuple[Part, ...]
    problems: tuple[Problem, ...] = ()
    bad: tuple[tuple[File, Fault], ...] = ()

    @cached_property
    def listed(self) -> Listed:
        return Listed(self.parts)


class History:
    """The closed days in a directory, for any number of threads; others may write to it meanwhile.

    A file that is missing, cut short, damaged or of a newer release is left out, `problems` names it. A directory that is not there yet
    is an empty history.

    Args:
        in_memory: So many tickets are kept in memory as `facts`; questions about more are answered from the files.
    """

    def __init__(self, directory: Path, *, in_memory: int = MOST_ROWS) -> None:
        self.directory = directory.resolve()
        self._connection = engine.connect(self.directory, memory=MEMORY, threads=THREADS)
        self._facts = Facts(self._connection, self.directory, in_memory)
        self._daily = Daily(self._connection, self.directory)
        self._lock = threading.Lock()
        self._room = threading.Semaphore(AT_ONCE)
        self._state: _State | None = None
        self._of_none: dict[str, pd.DataFrame] = {}
        self._shared: Once[pd.DataFrame] = Once(SHARED)

    def close(self) -> None:
        """Close it when the questions that are being answered have been; later ones fail."""
        with contextlib.ExitStack() as nobody:
            for _ in range(AT_ONCE):
                nobody.enter_context(self._room)
            self._connection.close()

    @property
    def version(self) -> str:
        """The same as long as the same rows are read."""
        return self._now().version

    def problems(self) -> tuple[Problem, ...]:
        """Return what is wrong with files; the hall-days in them are not shown."""
        return self._now().problems

    def warm(self, stop: Callable[[], bool] = lambda: False) -> None:
        """Bring into memory what questions are answered from, as far as it fits, until `stop` says so; else the first ones do."""
        with contextlib.suppress(duckdb.Error):  # of a damaged file; a question looks closer
            while True:
                state = self._now()
                with contextlib.suppress(Outdated):
                    for relation in ("days", "hours"):
                        self._daily.table(relation, state.version, state.parts)
                    return self._facts.warm(state.parts, stop, partial(self._is_newest, state))

    def halls(self) -> frozenset[str]:
        """Return the halls of which it has days."""
        return self._now().listed.halls

    def span(self, halls: Iterable[str]) -> tuple[date, date] | None:
        """Return the first and the last date of which any of these halls has a day; None: there is none."""
        return self._now().listed.span(halls)

    def dates(self, filter_: Filter) -> frozenset[date]:
        """Return the dates on which any of the halls has a closed day; what narrows tickets, and the scenario, are not looked at."""
        return self._now().listed.dates(filter_)

    def sources(self, filter_: Filter) -> frozenset[str]:
        """Return the sources that these days come from."""
        return self._now().listed.sources(filter_)

    def frame(self, sql: str, filter_: Filter, **values: object) -> pd.DataFrame:
        """Return what `sql` finds in the rows that the filter lets through.

        Args:
            sql: A SELECT over `tickets`, `counters`, `days` (`history.schema`), `facts` (`queries.facts`, the tickets as they are
                counted) and `hours` (`queries.daily`, of the counters); services, groups, channels and priorities narrow the tickets alone. It is the program's own text: what comes from outside goes into the filter, or into `values`.
            values: Bound to `$name` in `sql`.

        Raises:
            QuestionTooLarge: it needs more memory than there is.
        """
        with self._room:
            return self._frame(sql, filter_, values)

    def _frame(self, sql: str, filter_: Filter, values: Mapping[str, object]) -> pd.DataFrame:
        while True:
            state = self._now()
            parts = [part for part in state.parts if concerned(part, filter_)]
            if not parts and not values:
                return self._found_in_none(sql)
            daily = set(_DAILY.findall(sql))
            parameters, dropped = dict(values), self._dropped
            try:
                kept = {name: f"FROM {self._daily.table(name, state.version, state.parts)}" for name in daily}
                is_newest = partial(self._is_newest, state)
                facts = self._facts.rows(state.parts, parts, is_newest) if _FACTS.search(sql) else None
                if facts:
                    kept["facts"] = facts.query
                query = query_of(sql, self.directory, parts, filter_, parameters, kept, state.parts)
                with contextlib.closing(self._connection.cursor()) as cursor:
                    if facts and not _SUMS.search(sql) and _tickets(parts, filter_) >= MANY:
                        cursor.execute(f"SET {engine.PERFECT_HASH} = {PLACES_BITS}")
                    found = cursor.execute(query, parameters).df()
                if not facts or not self._facts.added_other(facts, state.parts):
                    return found
            except Outdated:
                continue
            except duckdb.CatalogException:
                if self._dropped == dropped:
                    raise
            except _OF_THE_QUESTION:
                raise
            except (duckdb.OutOfMemoryException, MemoryError) as error:
                raise QuestionTooLarge from error
            except duckdb.Error:
                # A merged file that is gone, or one that was damaged since: without it the answer is still one.
                if not self._look_closer(state, state.parts if daily else parts):
                    raise

    def shared(self, sql: str, filter_: Filter) -> pd.DataFrame:
        """Return what `frame` does, found once for all who ask the same; it is only read."""
        return self._shared.get((self.version, sql, filter_), lambda: self.frame(sql, filter_))

    @property
    def _dropped(self) -> int:
        return self._facts.dropped + self._daily.dropped

    def _found_in_none(self, sql: str) -> pd.DataFrame:
        """Return what `sql` finds where there is no row at all, which it is asked once."""
        if sql not in self._of_none:
            nobody = Filter(halls=(), since=date.min, until=date.min)
            parameters: dict[str, object] = {}
            query = query_of(sql, self.directory, (), nobody, parameters)
            with contextlib.closing(self._connection.cursor()) as cursor:
                self._of_none[sql] = cursor.execute(query, parameters).df()
        return self._of_none[sql].copy()

    def rows(self, sql: str, filter_: Filter, *, at_once: int) -> Iterator[tuple[object, ...]]:
        """Give what `sql` finds, as `frame`, row by row: `at_once` of them are in memory.

        Raises:
            HistoryDamaged: a file is not what it was when the rows began.
        """
        parts = [part for part in self._now().parts if concerned(part, filter_)]
        parameters: dict[str, object] = {}
        query = query_of(sql, self.directory, parts, filter_, parameters)
        with contextlib.closing(self._connection.cursor()) as cursor:
            try:
                cursor.execute(query, parameters)
                while batch := cursor.fetchmany(at_once):
                    yield from batch
            except _OF_THE_QUESTION:
                raise
            except duckdb.OutOfMemoryException as error:
                raise QuestionTooLarge from error
            except duckdb.Error:
                raise HistoryDamaged(file=str(self.directory)) from None

    def _is_newest(self, state: _State) -> bool:
        return self._state is state

    def _now(self) -> _State:
        with self._lock:
            place = _place(self.directory)
            if self._state is None or self._state.place != place or self._back(self._state):
                self._state = _look(self.directory, place)
            return self._state

    def _back(self, state: _State) -> bool:
        """Tell whether somebody has put a file right that was missing or cut short; what else is wrong, only a new file puts right."""
        return any(
            fault in ("missing", "cut-short", "elsewhere") and look(self.directory, file) != fault for file, fault in state.bad
        )

    def _look_closer(self, state: _State, parts: Iterable[Part]) -> bool:
        """Look at every byte of some parts' files; tell whether the state is another one now."""
        with self._lock:
            if self._state is not state or _place(self.directory) != state.place:
                return True
            bad: dict[str, Fault] = {}
            for part in parts:
                for file in part.files:
                    fault = examine(self.directory, file)
                    if fault is not None:
                        bad[file.path] = fault
            if bad:
                self._state = _without(state, bad)
            return bool(bad)


def _look(directory: Path, place: _Place) -> _State:
    try:
        found = manifest.read(directory)
    except HistoryError as error:
        fault: Fault = "damaged" if isinstance(error, HistoryDamaged) else "newer"
        return _State(place, f"{fault} {place}", (), (Problem(fault=fault, file=manifest.NAME),))
    parts = tuple(part for part in found.parts if part.days)
    return _without(_State(place, f"{found.id}.{found.serial}", parts), _faults(directory, parts))


def _faults(directory: Path, parts: Iterable[Part]) -> dict[str, Fault]:
    listed = ((file.path, look(directory, file)) for part in parts for file in part.files)
    return {path: fault for path, fault in listed if fault is not None}


def _without(state: _State, bad: Mapping[str, Fault]) -> _State:
    """Return the state without the parts that have a bad file: a day is shown whole, or not."""
    if not bad:
        return state
    whole = tuple(part for part in state.parts if not any(file.path in bad for file in part.files))
    found = [(part, file) for part in state.parts for file in part.files if file.path in bad]
    return _State(
        state.place,
        f"{state.version}-{crc32(' '.join(sorted(bad)).encode()):08x}",
        whole,
        (*state.problems, *(problem(part, file, bad[file.path]) for part, file in found)),
        (*state.bad, *((file, bad[file.path]) for _, file in found)),
    )


def _place(directory: Path) -> _Place:
    try:
        status = (directory / manifest.NAME).stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size


def _tickets(parts: Iterable[Part], filter_: Filter) -> float:
    """Return about how many tickets of the halls that are asked for these parts have."""
    halls = frozenset(filter_.halls)
    return sum(file.rows * len(halls & part.days.keys()) / len(part.days) for part in parts if (file := part.file("tickets")))
