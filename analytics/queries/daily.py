"""What a hall-day has few rows of, in memory: the day itself, and the hours of its counters.

They are asked with every page; from the files that is some 20 ms a question, whatever it asks, because each file is opened.
"""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from analytics.history.manifest import Part
from analytics.history.schema import Kind
from analytics.history.selection import current_rows
from analytics.queries.tables import Tables

HOURS = """
SELECT hall, date, hour, scenario, sum(open_s) AS open_s, sum(busy_s) AS busy_s, sum(paused_s) AS paused_s, max(open_s) AS longest_s
FROM ({counters}) GROUP BY ALL
"""
"""`hours`: of a hall's counters in an hour of a day, seconds; `longest_s`: of the one that was open longest."""

_MADE_OF: dict[str, tuple[Kind, str]] = {"days": ("days", "SELECT * FROM ({days})"), "hours": ("counters", HOURS)}


class Daily(Tables):
    """Tables of `connection` with the days and hours of a history's parts. For several threads."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, directory: Path) -> None:
        super().__init__(connection, directory)
        self._tables: dict[str, tuple[str, str]] = {}

    def table(self, relation: str, version: str, current: Sequence[Part]) -> str:
        """Return the name of the table that holds `days` or `hours` of these parts, which a history's `version` stands for.

        Raises:
            duckdb.Error: a file cannot be read.
        """
        with self._lock:
            before = self._tables.get(relation)
            if before is not None and before[0] == version:
                return before[1]
            kind, made_of = _MADE_OF[relation]
            parameters: dict[str, object] = {}
            query = made_of.format(**{kind: current_rows(self._directory, current, kind, parameters)})
            table = self._make(relation, query, parameters)
            self._tables[relation] = (version, table)
            if before is not None:
                self._let_go(before[1])
            return table
