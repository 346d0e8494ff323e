"""Tables in memory, made of the history's files, that go when the history has changed."""

import threading
from pathlib import Path

import duckdb


class Tables:
    """Tables of `connection`, made of files in `directory`. For several threads: who makes or drops some holds `_lock`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, directory: Path) -> None:
        self._connection, self._directory = connection, directory
        self._lock = threading.Lock()
        self._names = 0
        self.dropped = 0
        """How many tables have gone: who was given one that is not there any more asks again when this has risen."""

    def _named(self, kind: str) -> str:
        """Return a name of this kind that nothing has had before."""
        self._names += 1
        return f"{kind}_{self._names}"

    def _make(self, kind: str, query: str, parameters: dict[str, object]) -> str:
        """Make a table of what a query finds; return its name.

        Raises:
            duckdb.Error: a file cannot be read; there is no table then.
        """
        table = self._named(kind)
        self._asked(f"CREATE TABLE {table} AS {query}", parameters)
        return table

    def _let_go(self, table: str) -> None:
        self._asked(f"DROP TABLE {table}")
        self.dropped += 1

    def _asked(self, sql: str, parameters: dict[str, object] | None = None) -> list[tuple[str, ...]]:
        with self._connection.cursor() as cursor:
            return cursor.execute(sql, parameters or {}).fetchall()
