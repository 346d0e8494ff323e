"""Files of a bureau's own steps, limits and materials, before and after, with the source of each line."""

import re
from collections.abc import Mapping, Set
from pathlib import Path
from typing import NamedTuple

from analytics.history.bureau import BeforeAfter, DayUnit, Loaded, replace
from analytics.imports.sheet import Sheet, SheetUnfit, quoted
from queue_server.core.errors import OneWindowError

LARGEST_BYTES = 128 * 1024
"""A thousand services with their sources are smaller; as a callback carries it (base64) it still fits into what the proxy lets in."""
LONGEST_SOURCE = 200
MOST: Mapping[str, int] = {"steps": 1000, "days": 3650, "materials": 1000}
"""What is measured, and a figure that is beyond doubt too large."""
COLUMNS = ("service", *(f"{what}_{when}" for what in MOST for when in ("before", "after")), "day_unit", "source")
NEEDED = ("service", "source")
UNITS: Mapping[str, DayUnit] = {"working": "working", "工作日": "working", "calendar": "calendar", "自然日": "calendar"}
_NUMBER = re.compile(r"[0-9]{1,6}")


class CutsUnreadable(OneWindowError):
    """Facts: `file`, `reason`."""

    code = "cuts-unreadable"
    title = "The file of steps, limits and materials cannot be read"


class Wrong(NamedTuple):
    """What is wrong with a line. `line` counts from 1, the heading's; `reason`: the message `wrong-REASON` says it, with `facts`."""

    line: int
    reason: str
    facts: Mapping[str, object]


def cuts_of(data: bytes, services: Set[str]) -> tuple[tuple[BeforeAfter, ...], list[Wrong]]:
    """Read a CSV (`analytics.imports.sheet`) with the columns `COLUMNS`, of which those of a measure and `day_unit` may be missing.

    A line that names a service and says nothing else, as the template has them, counts as not there.

    Args:
        services: Codes of the catalogue.

    Returns:
        What its right lines say, and the wrong lines with the reason of each.

    Raises:
        SheetUnfit: it is no such file as a whole.
    """
    if len(data) > LARGEST_BYTES:
        raise SheetUnfit("large", f"larger than {LARGEST_BYTES} bytes", most=LARGEST_BYTES // 1024)
    sheet = Sheet(data, NEEDED)
    measured = [what for what in MOST if {f"{what}_before", f"{what}_after"} <= sheet.names.keys()]
    if not measured:
        pairs = ", ".join(f"{what}_before and {what}_after" for what in MOST)
        raise SheetUnfit("heading", f"its first line must name one pair of {pairs}", missing="steps_before, steps_after")
    found: list[BeforeAfter] = []
    wrong: list[Wrong] = []
    seen: dict[str, int] = {}
    for line in sheet.lines():
        if line.cells is None:
            wrong.append(Wrong(line.number, "cells", {"found": line.found, "wanted": sheet.width}))
            continue
        cells = {column: line.cells.get(column, "") for column in COLUMNS}
        if cells["service"] and not any(cells[column] for column in COLUMNS[1:]):
            continue
        read = _row(cells, services)
        if isinstance(read, tuple):
            wrong.append(Wrong(line.number, *read))
        elif read.service in seen:
            wrong.append(Wrong(line.number, "again", {"service": read.service, "first": str(seen[read.service])}))
        else:
            seen[read.service] = line.number
            found.append(read)
    if not found and not wrong:
        raise SheetUnfit("empty", "no line below its first says anything")
    return tuple(found), wrong


_Why = tuple[str, Mapping[str, object]]


def _row(cells: Mapping[str, str], services: Set[str]) -> BeforeAfter | _Why:
    """Return what a line says, or what is wrong with it."""
    if not cells["service"]:
        return "no-service", {}
    if cells["service"] not in services:
        return "unknown-service", {"service": quoted(cells["service"])}
    numbers: dict[str, int | None] = {}
    for what, most in MOST.items():
        before, after = (_number(cells[f"{what}_{when}"], most) for when in ("before", "after"))
        for when, number in (("before", before), ("after", after)):
            if number is False:
                column = f"{what}_{when}"
                return "number", {"column": column, "most": str(most), "cell": quoted(cells[column])}
        if (before is None) != (after is None):
            return "half", {"column": f"{what}_{'before' if before is None else 'after'}"}
        if before == 0 and after:
            return "from-zero", {"before": f"{what}_before", "after": f"{what}_after"}
        numbers |= {f"{what}_before": before, f"{what}_after": after}
    if all(number is None for number in numbers.values()):
        return "nothing", {}
    unit = UNITS.get(cells["day_unit"].lower())
    if numbers["days_before"] is None and cells["day_unit"]:
        return "no-days", {}
    if numbers["days_before"] is not None and unit is None:
        return "day-unit", {}
    source = cells["source"]
    if not source:
        return "no-source", {}
    if len(source) > LONGEST_SOURCE or not source.isprintable():
        return "source", {"most": LONGEST_SOURCE}
    return BeforeAfter(service=cells["service"], day_unit=unit, source=source, **numbers)


def _number(cell: str, most: int) -> int | None:
    """Return a cell's number, None when nothing stands in it, False when it is none.

    Spreadsheets write 12 as `12.0` when a column once held a fraction.
    """
    if not cell:
        return None
    whole = cell.removesuffix(".0")
    return int(whole) if _NUMBER.fullmatch(whole) and int(whole) <= most else False


def load(file: Path, services: Set[str], directory: Path, *, by: str, at_ms: int) -> tuple[int, list[Wrong]]:
    """Put a file's figures in place of all that were loaded into the history's directory before; with a wrong line, change nothing.

    Returns:
        How many services were loaded, and the wrong lines.

    Raises:
        CutsUnreadable: the file as a whole. HistoryUnwritable: what was there is as it was.
    """
    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST_BYTES + 1)
        found, wrong = cuts_of(data, services)
    except OSError as error:
        raise CutsUnreadable(file=str(file), reason=error.strerror or str(error)) from None
    except SheetUnfit as error:
        raise CutsUnreadable(file=str(file), reason=str(error)) from None
    if not wrong:
        replace(directory, Loaded(by=by, at_ms=at_ms, file=file.name, rows=found))
    return len(found), wrong
