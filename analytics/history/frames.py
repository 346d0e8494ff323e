"""Rows of any origin, as frames whose columns have the schema's types."""

from collections.abc import Mapping
from typing import Any

import duckdb
import pandas as pd

from analytics.history.day import DayRows
from analytics.history.schema import COLUMNS, Kind

Frames = Mapping[Kind, pd.DataFrame]
"""Rows by kind; one that is not named has none."""

_SEPARATOR = "\x1f"
_TYPES: dict[str, Any] = {
    "VARCHAR": "str",
    "BOOLEAN": "boolean",
    "DOUBLE": "float64",
    "TINYINT": "Int64",
    "SMALLINT": "Int64",
    "INTEGER": "Int64",
}


def frames_of(*days: DayRows) -> dict[Kind, pd.DataFrame]:
    """Return the rows of some days."""
    kinds: tuple[Kind, ...] = ("tickets", "counters", "days")
    return {
        kind: pd.DataFrame([row for day in days for row in getattr(day, kind)], columns=list(COLUMNS[kind])) for kind in kinds
    }


def register(connection: duckdb.DuckDBPyConnection, kind: Kind, frame: pd.DataFrame, name: str) -> str:
    """Make `frame` known to the connection under `name`; return a query for its rows with the schema's types.

    Times may be datetimes (without a zone: UTC) or Unix milliseconds, dates also texts, lists any sequence.

    Raises:
        ValueError: a column is missing or unknown, or a value is not of its type.
    """
    wanted = COLUMNS[kind]
    if set(frame.columns) != wanted.keys():
        raise ValueError(f"columns of {kind}: {sorted(set(frame.columns) ^ wanted.keys())} are missing or unknown")
    typed = pd.DataFrame({column: _typed(frame[column], type_) for column, type_ in wanted.items()})
    connection.register(name, typed)
    return f"SELECT {', '.join(_selected(column, type_) for column, type_ in wanted.items())} FROM {name}"


def _typed(values: "pd.Series[Any]", type_: str) -> "pd.Series[Any]":
    match type_:
        case "VARCHAR[]":
            return values.map(lambda listed: None if listed is None else _SEPARATOR.join(listed)).astype("str")
        case "DATE":
            return pd.to_datetime(values).astype("datetime64[ms]")
        case "TIMESTAMP_MS":
            if pd.api.types.is_numeric_dtype(values) or values.isna().all():
                return pd.to_datetime(values.astype("Int64"), unit="ms")
            times = pd.to_datetime(values, utc=True).dt.tz_localize(None)
            return times.dt.floor("ms").astype("datetime64[ms]")
    return values.astype(_TYPES[type_])


def _selected(column: str, type_: str) -> str:
    if type_ == "VARCHAR[]":
        return f"""CASE WHEN "{column}" = '' THEN [] ELSE string_split("{column}", '{_SEPARATOR}') END AS "{column}\""""
    return f'"{column}"::{type_} AS "{column}"'
