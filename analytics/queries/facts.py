"""Closed tickets as the pages count them, in memory: the columns that are counted by, durations, and all yes-or-no in one number.

Ten million rows of the files are a second of reading for each question, whatever it asks; of these 0.1 s. They are made from a part's file
when it is asked for and thrown away with it: which files count the manifest decides, for them as for the files, and nothing of them is kept
on disk. What does not fit is asked of the files, by the same queries.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import duckdb

from analytics.history.engine import literal
from analytics.history.manifest import Part, first_of, month_of
from analytics.history.selection import current_rows
from analytics.measures.quality import SHORT_S
from analytics.queries.tables import Tables

MOST_ROWS = 12_000_000
"""Kept, of the newest months: at 80 bytes each some 950 MB."""

NAMED = ("hall", "service", "service_group", "channel", "priority", "scenario")
"""Columns of names, as DuckDB's ENUM in memory: a byte or two each, and grouped as numbers are."""

(
    CALLED,
    WITHIN,
    GIVEN_UP,
    DONE,
    NO_SHOW,
    LEFT,
    CLOSED,
    WALKED,
    SERVED,
    IN_HOUSE,
    SHORT,
    START_KNOWN,
    START_LEFT_OUT,
    HASTY,
    LATE,
) = (1 << bit for bit in range(15))
"""What `flags` says of a ticket, each a bit."""

_FLAGS = {
    CALLED: "wait_s IS NOT NULL",
    WITHIN: "wait_s <= target_s",
    GIVEN_UP: "wait_s IS NULL AND outcome <> 'done' AND date_diff('millisecond', issued_at, finished_at) > 1000 * target_s",
    DONE: "outcome = 'done'",
    NO_SHOW: "outcome = 'no_show'",
    LEFT: "outcome = 'left'",
    CLOSED: "outcome = 'closed'",
    WALKED: "walk_s IS NOT NULL",
    SERVED: "service_s IS NOT NULL",
    IN_HOUSE: "house_s IS NOT NULL",
    SHORT: f"service_s < {SHORT_S}",
    START_KNOWN: "start_left_out IS NOT NULL",
    START_LEFT_OUT: "start_left_out",
    HASTY: "hasty",
    LATE: "finished_by_closing",
}
_PLAIN = ("date", "weekday", "hour", "wait_s", "walk_s", "service_s", "house_s", "target_s")


OVERTAKEN, BY_ALIKE = 1, 2
"""What `overtaken` says of a called ticket: that a later one of its line was called before it, and that one of its own priority was."""

MONTH = "make_date(month_number // 12, month_number % 12 + 1, 1)"
"""The first of a ticket's month, in SQL."""


def facts_of(tickets: str, days: str = "", types: dict[str, str] | None = None) -> str:
    """Return a query for the facts of tickets: `NAMED`, the date and what follows from it, `month_number` (12 a year; `MONTH`), `waited_s` and
    `served_s` (whole seconds; null: not called, not served), the durations, `target_s`, `flags`, `overtaken` (bits; null without `types`).

    Args:
        tickets, days: Relations with the history's columns, of whole hall-days. types: Of the columns of names; VARCHAR without.
    """
    names = [f"{name}::{types[name]} AS {name}" if types else name for name in NAMED]
    flags = " + ".join(f"{bit} * coalesce({said}, false)::INTEGER" for bit, said in _FLAGS.items())
    number = "(year(month) * 12 + month(month) - 1)::USMALLINT AS month_number"  # a number of few bits, which a date is not
    seconds = ", ".join(f"round({name}_s)::INTEGER AS {said}_s" for name, said in (("wait", "waited"), ("service", "served")))
    numbers = f"{number}, {seconds}, ({flags})::USMALLINT AS flags"
    if types is None:
        return f"SELECT {', '.join([*names, *_PLAIN])}, {numbers}, NULL::UTINYINT AS overtaken FROM ({tickets})"
    place = f'enum_code(hall::{types["hall"]}) = line_hall AND date = line_date AND "order" = line_order'
    return f"""
        SELECT {", ".join([*names, *_PLAIN])}, {numbers}, coalesce(bits, 0)::UTINYINT AS overtaken
        FROM ({tickets}) LEFT JOIN ({_overtaken(tickets, days, types)}) ON {place}"""


def _overtaken(tickets: str, days: str, types: dict[str, str]) -> str:
    """Return a query for `bits` of called tickets by `line_hall`, `line_date`, `line_order`.

    The line is the hall's one where all counters were unified, else the service group's; all as numbers, which takes a third of the time.
    """
    hall, group, priority = (f"enum_code({name}::{types[name]})" for name in ("hall", "service_group", "priority"))
    unified = f"(hall, date) IN (SELECT (hall, date) FROM ({days}) WHERE counters = unified)"
    called = f"""
        SELECT {hall} AS line_hall, date AS line_date, "order" AS line_order, coalesce({priority}, 255) AS rank,
            CASE WHEN {unified} THEN 0 ELSE coalesce({group} + 1, 0) END AS line, date_diff('millisecond', date::TIMESTAMP, called_at) AS called_ms
        FROM ({tickets}) WHERE called_at IS NOT NULL"""

    def earlier(*line: str) -> str:
        of = f"PARTITION BY line_hall, line_date, {', '.join(line)} ORDER BY line_order DESC"
        return f"coalesce(min(called_ms) OVER ({of} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) < called_ms, false)::UTINYINT"

    bits = f"{OVERTAKEN} * {earlier('line')} + {BY_ALIKE} * {earlier('line', 'rank')}"
    return f"SELECT line_hall, line_date, line_order, {bits} AS bits FROM ({called})"


def flagged(wanted: int, unwanted: int = 0) -> str:
    """Return a condition: `flags` has all of these bits, and none of those."""
    return f"flags & {wanted | unwanted} = {wanted}"


def counts(wanted: dict[str, str]) -> str:
    """Return what sums `n`, of rows that are counted by `flags`, up to the tickets of each condition, by name."""
    return ", ".join(f"coalesce(sum(n) FILTER (WHERE {condition}), 0)::BIGINT AS {name}" for name, condition in wanted.items())


class _Key(NamedTuple):
    """What the facts of a part depend on: its file, which never changes, and the days of it that do not count."""

    path: str
    digest: str
    superseded: tuple[tuple[str, tuple[int, ...]], ...]


class Outdated(Exception):
    """The history has been looked at since, and has become another one: what was found of it before is not asked for any more."""


class Rows(NamedTuple):
    """A query for facts. `added`: how many parts had been when it was made."""

    query: str
    added: int


class Facts(Tables):
    """The facts of a history's parts, in tables of `connection`. For several threads.

    There are two tables: one of months that are long over, and one of the newest, whose parts are a hall-day each at first. With a table a part
    a question of a hundred halls would be planned for longer than it runs. Both are added to, and made anew when one of their parts goes: of the
    first only a correction does that, of the second every merging.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, directory: Path, most_rows: int) -> None:
        super().__init__(connection, directory)
        self._most_rows = most_rows
        self._tables: dict[_Key, str] = {}
        self._of_age: dict[bool, str] = {}  # whether its months are long over: table
        self._added: list[_Key] = []
        self._values: dict[str, frozenset[str]] = {name: frozenset() for name in NAMED}
        self._types: dict[str, str] = {}

    def rows(
        self, current: Sequence[Part], wanted: Iterable[Part], is_newest: Callable[[], bool] = lambda: True
    ) -> "Rows | None":
        """Return a query for facts, those of some parts among them, which are brought into memory where they are not.

        Args:
            current: All parts of the history now; there are rows of no other, unless one is added meanwhile (`added_other`).
            is_newest: Whether nobody has looked at the history since.

        Returns:
            None: some of the parts are beyond `most_rows`, or there is none.

        Raises:
            Outdated: there are parts that these do not have, of a newer look at the history.
            duckdb.Error: a file cannot be read.
        """
        parts = {key: part for part in wanted if (key := _key(part)) is not None}
        kept = self._kept(current)
        if not parts or not parts.keys() <= kept.keys():
            return None
        over = _over(kept.values())
        with self._lock:
            misplaced = {
                key for key, table in self._tables.items() if key in kept and table != self._of_age.get(kept[key].month < over)
            }
            others = (self._tables.keys() - kept.keys()) | misplaced
            if others and not is_newest():
                raise Outdated
            self._drop(others)
            self._bring(parts, over)
            tables = sorted({self._tables[key] for key in parts})
            return Rows(" UNION ALL ".join(f"SELECT * FROM {table}" for table in tables), len(self._added))

    def added_other(self, rows: "Rows", current: Sequence[Part]) -> bool:
        """Tell whether a part that is none of these has been added since the query was made, of a newer look at the history."""
        added = self._added[rows.added :]
        return bool(added) and not {key for part in current if (key := _key(part)) is not None}.issuperset(added)

    def warm(self, current: Sequence[Part], stop: Callable[[], bool], is_newest: Callable[[], bool] = lambda: True) -> None:
        """Bring what is kept into memory, the newest first, until `stop` says so; questions come in between.

        Raises:
            Outdated: as `rows`.
            duckdb.Error: a file cannot be read.
        """
        kept = self._kept(current)
        if kept:
            with self._lock:
                self._learn(kept.values())
        for part in kept.values():
            if stop():
                return
            self.rows(current, [part], is_newest)

    def _kept(self, current: Sequence[Part]) -> dict[_Key, Part]:
        kept, rows = {}, 0
        for part in sorted(current, key=lambda part: part.month, reverse=True):
            key, file = _key(part), part.file("tickets")
            if key is not None and file is not None:
                rows += file.rows
                if rows > self._most_rows:
                    break
                kept[key] = part
        return kept

    def _bring(self, parts: dict[_Key, Part], over: str) -> None:
        if self._tables.keys() >= parts.keys():
            return
        self._learn([part for key, part in parts.items() if key not in self._tables])
        for key, part in parts.items():
            if key in self._tables:
                continue
            parameters: dict[str, object] = {}
            tickets, days = (current_rows(self._directory, [part], kind, parameters) for kind in ("tickets", "days"))
            facts = facts_of(tickets, days, self._types)
            table = self._of_age.get(part.month < over)
            if table is not None:
                self._asked(f"INSERT INTO {table} {facts}", parameters)
            else:
                table = self._make("facts", facts, parameters)
                self._of_age[part.month < over] = table
            self._tables[key] = table
            self._added.append(key)

    def _learn(self, parts: Iterable[Part]) -> None:
        """Have types that hold every name in these parts. Tables of older ones go: a new hall or service is rare, and one type a column is fast."""
        parameters: dict[str, object] = {}
        tickets = current_rows(self._directory, parts, "tickets", parameters)
        found = {}
        for name in NAMED:
            listed = self._asked(f"SELECT DISTINCT {name} FROM ({tickets}) WHERE {name} IS NOT NULL", parameters)
            found[name] = self._values[name] | {row[0] for row in listed}
        if self._types and found == self._values:
            return
        self._drop(set(self._tables))
        types = {name: self._named(name) for name in NAMED}
        for name, values in found.items():
            self._asked(f"CREATE TYPE {types[name]} AS ENUM ({', '.join(map(literal, sorted(values) or ['']))})")
            if self._types:
                self._asked(f"DROP TYPE {self._types[name]}")
        self._values, self._types = found, types

    def _drop(self, keys: Iterable[_Key]) -> None:
        for table in {self._tables[key] for key in keys}:
            self._let_go(table)
            self._tables = {key: other for key, other in self._tables.items() if other != table}
            self._of_age = {age: other for age, other in self._of_age.items() if other != table}


def _over(parts: Iterable[Part]) -> str:
    """Return the month before which nothing is merged any more as days go by: the one before the newest."""
    newest = first_of(max(part.month for part in parts))
    return month_of(newest - timedelta(days=1))


def _key(part: Part) -> _Key | None:
    file = part.file("tickets")
    if file is None or not part.days:
        return None
    return _Key(file.path, file.digest, tuple(sorted(part.superseded.items())))
