"""The catalogue as a CSV file: one row a service, columns as in the packaged `services.csv`. Excel's UTF-8 is read too."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from queue_server.city.node import Node, Sheet
from queue_server.city.positions import Path as Place
from queue_server.city.services_section import DAYS, FLAGS, STEPS

COLUMNS: dict[str, Place] = {
    "code": ("code",),
    "name_zh": ("name", "zh"),
    "name_en": ("name", "en"),
    "group": ("group",),
    "kind": ("kind",),
    "review_group": ("review_group",),
    "pays": ("pays",),
    "legal_limit_days": ("legal_days",),
    "promised_limit_days": ("promised_days",),
    "limit_unit": ("limit_unit",),
    "steps_before": ("steps_before",),
    "steps_after": ("steps_after",),
    "materials_zh": ("materials", "zh"),
    "materials_en": ("materials", "en"),
    "typical_service_minutes": ("typical_minutes",),
    "demand_weight": ("demand_weight",),
    "at_town": ("at_town",),
    "apply_within_days_employer": ("apply_within_days_employer",),
    "apply_within_days_worker_family_union": ("apply_within_days_worker_family_union",),
    "notes": ("notes",),
    "source": ("source",),
    "source_ref": ("source_ref",),
    "limit_source": ("limit_source",),
    "numbers_source": ("numbers_source",),
}
NEEDED = ("code", "name_zh", "name_en", "group", "typical_service_minutes")

_COLUMN_OF = {place: column for column, place in COLUMNS.items()}
_WHOLE = re.compile(r"-?[0-9]{1,15}")
_DECIMAL = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_BOOLEAN = {"true": True, "false": False}


class _CsvSheet(Sheet):
    """A CSV file: places begin with a service's code, or `line N` where it has none."""

    def __init__(self, file: Path) -> None:
        super().__init__(file, lambda place: self.rows.get(place[0], 1) if place else 1, called=file.name)
        self.rows: dict[str | int, int] = {}

    def where(self, place: Place) -> str:
        inside = tuple(part for part in place[1:] if isinstance(part, str))  # of materials the column, not the item
        column = _COLUMN_OF.get(inside)
        return super().where((place[0], column) if column else place)


def read_services_csv(file: Path, text: str) -> tuple[list[Node], Sheet]:
    """Return a node for each row, to be read like `[[services]]`, and the sheet that has and gets the findings. Never raises."""
    sheet = _CsvSheet(file)
    rows = _rows(text, sheet)
    _, header = next(rows, (1, []))
    _check_header(header, sheet)
    nodes: list[Node] = []
    for line, cells in rows:
        place = _row_place(line, dict(zip(header, cells, strict=False)).get("code", ""), sheet)
        if len(cells) != len(header):
            sheet.fault((place,), f"has {len(cells)} cells where the first line has {len(header)}")
            continue
        row = {column: cell.strip() for column, cell in zip(header, cells, strict=True) if column in COLUMNS}
        nodes.append(sheet.node(_table(row, place, sheet), (place,)))
    if not nodes and sheet.whole and not sheet.findings:
        sheet.fault((), "has no service")
    return nodes, sheet


def _rows(text: str, sheet: _CsvSheet) -> Iterator[tuple[int, list[str]]]:
    """Give the line in which each row begins, and its cells; blank lines are no rows."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            place = f"line {line}"
            sheet.rows[place] = line
            sheet.fault((place,), f"is no CSV: {error}")
            sheet.whole = False
            return
        if cells:
            yield line, cells


def _check_header(header: list[str], sheet: _CsvSheet) -> None:
    for column in NEEDED:
        if column not in header:
            sheet.fault((), f"the column `{column}` is missing")
            sheet.whole = False
    for at, column in enumerate(header):
        if column not in COLUMNS:
            sheet.fault((), f"there is no column {column[:40]!r}; known are {', '.join(COLUMNS)}")
        elif column in header[:at]:
            sheet.fault((), f"the column `{column}` stands twice")


def _row_place(line: int, code: str, sheet: _CsvSheet) -> str:
    """Return how findings name a row: by its code, where that is given and not a former row's."""
    code = code.strip()
    place = code if code and code.isprintable() and code not in sheet.rows else f"line {line}"
    sheet.rows[place] = line
    return place


def _table(row: dict[str, str], place: str, sheet: _CsvSheet) -> dict[str, Any]:
    """Return a row as the table that `[[services]]` would have; cells that are no number stay text, and are noted as that."""
    table: dict[str, Any] = {}
    for column, cell in row.items():
        if column.startswith(("name_", "materials_")) or (cell == "" and column not in NEEDED):
            continue
        key = str(COLUMNS[column][0])
        table[key] = _value(key, cell)
    table["name"] = {"zh": row.get("name_zh", ""), "en": row.get("name_en", "")}
    zh, en = (row.get(column, "").split("|") if row.get(column) else [] for column in ("materials_zh", "materials_en"))
    if len(zh) != len(en):
        sheet.fault((place, "materials", "en"), f"names {len(en)} materials where Chinese names {len(zh)}")
    table["materials"] = [{"zh": first.strip(), "en": second.strip()} for first, second in zip(zh, en, strict=False)]
    return table


def _value(key: str, cell: str) -> object:
    if key in (*DAYS, *STEPS) and _WHOLE.fullmatch(cell):
        return int(cell)
    if key in ("typical_minutes", "demand_weight") and _DECIMAL.fullmatch(cell):
        return float(cell)
    return _BOOLEAN.get(cell.lower(), cell) if key in FLAGS else cell
