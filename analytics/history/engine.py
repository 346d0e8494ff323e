"""DuckDB as the history uses it: in memory, shut in to one directory, without extensions, its settings locked."""

from pathlib import Path

import duckdb

_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "python_enable_replacements": False,  # a query's names are the history's relations, never variables of the program
}


PERFECT_HASH = "perfect_ht_threshold"
"""So many bits of all keys together, at most, are counted in a table with a place for each combination, instead of a hash table."""


def connect(directory: Path, *, memory: str, threads: int) -> duckdb.DuckDBPyConnection:
    """Return a database of its own that can open files below `directory` alone. Threads use cursors of it, which may set `PERFECT_HASH` for themselves.

    Args:
        memory: At most so much, such as `1GB`; what does not fit goes to a directory `.spill` for the time of the query.
    """
    connection = duckdb.connect(":memory:", config={**_SETTINGS, "memory_limit": memory, "threads": threads})
    connection.execute(
        "SET enable_progress_bar = false"
    )  # DuckDB draws one of its own where it takes the program for a dialogue
    for name, value in (("TimeZone", "UTC"), ("temp_directory", str(directory / ".spill"))):
        connection.execute(f"SET {name} = {literal(value)}")
    connection.execute(f"SET allowed_directories = [{literal(f'{directory}/')}]")
    connection.execute(f"SET allowed_configs = [{literal(PERFECT_HASH)}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def literal(text: str) -> str:
    """Return `text` as a string of SQL, for statements that take no parameters."""
    return "'" + text.replace("'", "''") + "'"
