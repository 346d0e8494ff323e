"""What a card shows as a table and as CSV: the same rows, rounded the same way."""

import re
from collections.abc import Mapping, Sequence
from csv import Error, reader, writer
from io import SEEK_END, BytesIO, StringIO
from math import isfinite
from typing import Any

import numpy as np
import pandas as pd
from xlsxwriter import Workbook

from analytics.words import Words

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection)."""


ABOUT_WIDTH = 100
"""Letters of a line on the sheet about the rows."""
LONG = 32
"""Letters of a text, a Chinese one as two, beyond which it stands in several lines; a shorter one stands in one."""

SHEET_NAME = 31
"""Excel's most letters of a sheet's name, as UTF-16 counts them."""
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f]+")
_TAKEN = "history"
"""The name that Excel keeps for itself."""

_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")


def shown(frame: pd.DataFrame, columns: Mapping[str, int], words: Words) -> pd.DataFrame:
    """Return the columns to show, rounded, under their headings.

    Args:
        frame: One row each; its index is not shown.
        columns: By name: how many decimals; those of text and whole numbers 0. Headings are the messages `column-NAME`.
    """
    headed = {
        words.label(f"column-{name.replace('_', '-')}"): _rounded(frame[name], digits) for name, digits in columns.items()
    }
    return pd.DataFrame(headed, index=frame.index)


def _rounded(values: "pd.Series[Any]", digits: int) -> Any:
    if isinstance(values.dtype, np.dtype):
        return np.round(values.to_numpy(), digits) if values.dtype.kind == "f" else values.to_numpy()
    return values.round(digits) if pd.api.types.is_float_dtype(values.dtype) else values


def table(rows: pd.DataFrame) -> dict[str, Any]:
    """Return rows made by `shown` as a table; a missing number is a dash.

    It is made of what Dash's components come to as JSON: a component for each of thousands of cells costs more than what they say.
    """
    numeric = _numeric(rows)
    head = [
        _html("Th", column, scope="col", className="n" if n else "") for column, n in zip(rows.columns, numeric, strict=True)
    ]
    cells = [
        [_html("Td", _cell(value), className="n" if n else _text_class(value)) for value in values]
        for values, n in zip(_by_column(rows), numeric, strict=True)
    ]
    body = [_html("Tr", list(row)) for row in zip(*cells, strict=True)]
    return _html("Table", [_html("Thead", _html("Tr", head)), _html("Tbody", body)])


def _html(tag: str, children: Any, **props: str) -> dict[str, Any]:
    return {"props": {"children": children, **props}, "type": tag, "namespace": "dash_html_components"}


def csv(rows: pd.DataFrame) -> str:
    """Return rows made by `shown` as CSV (RFC 4180) with a byte order mark, by which spreadsheets know it as UTF-8."""
    numeric = _numeric(rows)
    held = StringIO("\ufeff", newline="")
    held.seek(0, SEEK_END)
    lines = writer(held, lineterminator="\r\n")
    lines.writerow(_harmless(str(column)) for column in rows.columns)
    cells = [
        [_number_or_none(value) if n else _harmless(str(value)) for value in values]
        for values, n in zip(_by_column(rows), numeric, strict=True)
    ]
    lines.writerows(zip(*cells, strict=True))
    return held.getvalue()


def sheet_name(title: str, *others: str) -> str:
    """Return a title as a sheet's name, by Excel's rules and none of `others`; empty: there is nothing in it that a name may have."""

    def cut(name: str, most: int) -> str:
        return name.encode("utf-16-le", "ignore")[: 2 * most].decode("utf-16-le", "ignore").strip(" '")

    name = cut(" ".join(_NO_SHEET_NAME.sub(" ", title).split()).strip(" '"), SHEET_NAME)
    taken = {one.casefold() for one in (_TAKEN, *others)}
    return f"{cut(name, SHEET_NAME - 2)} 1" if name.casefold() in taken else name


def workbook_of(text: str, *, title: str = "", about: Sequence[str] = (), named: str = "") -> bytes:
    """Return what `csv` made as a workbook (XLSX): numbers as numbers, text as text, nothing as a formula.

    Args:
        title: Of the rows, which their sheet is named after.
        about: What is said about the rows, a line each, on a second sheet of the name `named`; empty: there is none.

    Raises:
        ValueError: it is no such text.
    """
    try:
        rows = list(reader(StringIO(text.removeprefix("\ufeff"), newline="")))
    except Error as error:
        raise ValueError(str(error)) from None
    if not rows or any(len(row) != len(rows[0]) for row in rows):
        raise ValueError("not rows of one length")
    held = BytesIO()
    with Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet, bold = book.add_worksheet(sheet_name(title, named) or None), book.add_format({"bold": True})
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                number = _number(cell) if place else None
                if number is not None:
                    sheet.write_number(place, column, number)
                elif cell:
                    sheet.write_string(place, column, cell, *([bold] if not place else []))
        sheet.freeze_panes(1, 0)
        sheet.autofit()
        if about:
            beside, wrap = book.add_worksheet(named), book.add_format({"text_wrap": True})
            beside.set_column(0, 0, ABOUT_WIDTH)
            for place, line in enumerate(about):
                beside.write_string(place, 0, line, wrap)
    return held.getvalue()


def _number(cell: str) -> float | None:
    """Return what a cell says if it is a number as `csv` writes one; a code such as `007` is none."""
    number = float(cell) if _NUMBER.fullmatch(cell) else None
    return number if number is not None and isfinite(number) else None


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _text_class(value: object) -> str:
    return "long" if sum(1 + (letter > "\u2e7f") for letter in str(value)) > LONG else ""


def _by_column(rows: pd.DataFrame) -> list[list[Any]]:
    """Return each column's values: one frame of objects takes a tenth of the time of a Series each."""
    by_column: list[list[Any]] = rows.to_numpy(dtype=object).T.tolist()
    return by_column


def _numeric(rows: pd.DataFrame) -> list[bool]:
    return [pd.api.types.is_numeric_dtype(dtype) for dtype in rows.dtypes]


def _cell(value: object) -> str:
    return "–" if _missing(value) else str(value)


def _number_or_none(value: object) -> object:
    return None if _missing(value) else value


def _missing(value: object) -> bool:
    """Tell what `pd.isna` tells of one value, in a tenth of its time: there are thousands of cells."""
    return value is None or value is pd.NA or value != value  # noqa: PLR0124 - NaN and NaT differ from themselves
