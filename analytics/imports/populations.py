"""Files of how many people live in a town, or where a hall serves, with the source of each figure."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from analytics.history.populations import Population, replace
from analytics.imports.sheet import Sheet, quoted
from queue_server.core.errors import OneWindowError

LARGEST_BYTES = 2_000_000
"""A file of every town of China (40,000) with its source is smaller."""
MOST_PEOPLE = 100_000_000
"""No town, nor any district, has more; a figure that does was written in another unit."""
OLDEST_YEAR = 1949
LONGEST_SOURCE = 200
COLUMNS = ("population", "source", "year")
_NUMBER = re.compile(r"[0-9]{1,9}")


class PopulationsUnreadable(OneWindowError):
    """Facts: `file`, `reason`."""

    code = "populations-unreadable"
    title = "The file of populations cannot be read"


class Wrong(NamedTuple):
    """What is wrong with a line; `line` counts from 1, the heading's."""

    line: int
    reason: str


class Known(NamedTuple):
    """Division codes of the towns that have a hall, and the halls' ids."""

    codes: frozenset[str]
    halls: frozenset[str]


def populations_of(data: bytes, known: Known, this_year: int) -> tuple[tuple[Population, ...], list[Wrong]]:
    """Read a CSV (`analytics.imports.sheet`) with the columns `population`, `source`, `year` and `code` or `hall`, or both, of which each row fills one.

    Returns:
        What its right lines say, and the wrong lines with the reason of each.

    Raises:
        ValueError: it is no such file as a whole; the message says why.
    """
    sheet = Sheet(data, COLUMNS)
    if not ("code" in sheet.names or "hall" in sheet.names):
        raise ValueError("its first line must name the column code or hall")
    found: list[Population] = []
    wrong: list[Wrong] = []
    seen: dict[tuple[str | None, str | None], int] = {}
    for line in sheet.lines():
        if line.cells is None:
            wrong.append(Wrong(line.number, f"has {line.found} cells instead of {sheet.width}"))
            continue
        read = _population(line.cells, known, this_year)
        if isinstance(read, str):
            wrong.append(Wrong(line.number, read))
            continue
        place = (read.code, read.hall)
        if place in seen:
            wrong.append(Wrong(line.number, f"{read.code or read.hall} stands in line {seen[place]} already"))
            continue
        seen[place] = line.number
        found.append(read)
    if not found and not wrong:
        raise ValueError("it has no line below its first")
    return tuple(found), wrong


def _population(cells: Mapping[str, str], known: Known, this_year: int) -> Population | str:
    """Return what a line says, or what is wrong with it."""
    code, hall = cells.get("code", ""), cells.get("hall", "")
    if bool(code) == bool(hall):
        return "fills both code and hall" if code else "fills neither code nor hall"
    if code and code not in known.codes:
        return f"no hall's town has the code {quoted(code)}"
    if hall and hall not in known.halls:
        return f"there is no hall {quoted(hall)}"
    if not _NUMBER.fullmatch(cells["population"]) or not 1 <= int(cells["population"]) <= MOST_PEOPLE:
        return (
            f"population must be a whole number from 1 to {MOST_PEOPLE}, without separators, not {quoted(cells['population'])}"
        )
    if not _NUMBER.fullmatch(cells["year"]) or not OLDEST_YEAR <= int(cells["year"]) <= this_year:
        return f"year must be one from {OLDEST_YEAR} to {this_year}, not {quoted(cells['year'])}"
    source = cells["source"]
    if not source:
        return "says no source"
    if len(source) > LONGEST_SOURCE or not source.isprintable():
        return f"source must be one line of at most {LONGEST_SOURCE} characters"
    return Population(
        code=code or None, hall=hall or None, population=int(cells["population"]), source=source, year=int(cells["year"])
    )


def load(file: Path, known: Known, directory: Path, this_year: int) -> tuple[int, list[Wrong]]:
    """Put a file's populations in place of all that were loaded into the history's directory before; with a wrong line, change nothing.

    Returns:
        How many were loaded, and the wrong lines.

    Raises:
        PopulationsUnreadable: the file as a whole. HistoryUnwritable: what was there is as it was.
    """
    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST_BYTES + 1)
        if len(data) > LARGEST_BYTES:
            raise ValueError(f"larger than {LARGEST_BYTES} bytes")
        found, wrong = populations_of(data, known, this_year)
    except OSError as error:
        raise PopulationsUnreadable(file=str(file), reason=error.strerror or str(error)) from None
    except ValueError as error:
        raise PopulationsUnreadable(file=str(file), reason=str(error)) from None
    if wrong:
        return 0, wrong
    replace(directory, found)
    return len(found), []
