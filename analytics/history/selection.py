"""SQL for the current rows of parts. Values are bound, never pasted."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from analytics.history.manifest import Part, hall_dates
from analytics.history.schema import COLUMNS, Kind, empty


def columns(kind: Kind) -> str:
    """Return the columns of a kind, quoted."""
    return ", ".join(f'"{name}"' for name in COLUMNS[kind])


def current_rows(directory: Path, parts: Iterable[Part], kind: Kind, parameters: dict[str, object]) -> str:
    """Return a query for the rows of `kind` that count in `parts`, and put its values into `parameters`."""
    listed = list(parts)
    whole = [file.path for part in listed if not part.superseded and part.days and (file := part.file(kind))]
    queries = []
    if whole:
        name = _bind(parameters, kind, [str(directory / path) for path in whole])
        queries.append(f"SELECT {columns(kind)} FROM read_parquet({name})")
    for part in listed:
        file = part.file(kind)
        if part.superseded and part.days and file is not None:
            gone = list(hall_dates(part.month, part.superseded))
            path = _bind(parameters, kind, [str(directory / file.path)])
            halls, days = _bind(parameters, kind, [hall for hall, _ in gone]), _bind(parameters, kind, [day for _, day in gone])
            queries.append(
                f"SELECT {columns(kind)} FROM read_parquet({path}) "
                f"ANTI JOIN (SELECT unnest({halls}) AS hall, unnest({days}) AS date) USING (hall, date)"
            )
    return " UNION ALL ".join(queries) or empty(kind)


def _bind(parameters: dict[str, object], prefix: str, value: object) -> str:
    name = f"{prefix}_{len(parameters)}"
    parameters[name] = value
    return f"${name}"


def among(parameters: dict[str, object], wanted: Mapping[str, Iterable[object]]) -> list[str]:
    """Return a condition for each column that has wanted values, bound into `parameters`."""
    found = []
    for column, values in wanted.items():
        names = ", ".join(_bind(parameters, column, value) for value in values)
        if names:
            found.append(f'"{column}" IN ({names})')
    return found
