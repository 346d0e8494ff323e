"""What a card shows as a table and as CSV: the same rows, rounded the same way."""

from collections.abc import Mapping

import pandas as pd
from dash import html

from analytics.words import Words

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection)."""


def shown(frame: pd.DataFrame, columns: Mapping[str, int], words: Words) -> pd.DataFrame:
    """Return the columns to show, rounded, under their headings.

    Args:
        frame: One row each; its index is not shown.
        columns: By name: how many decimals; those of text and whole numbers 0. Headings are the messages `column-NAME`.
    """
    table = pd.DataFrame(index=frame.index)
    for column, digits in columns.items():
        heading = words.label(f"column-{column.replace('_', '-')}")
        values = frame[column]
        table[heading] = values.round(digits) if pd.api.types.is_float_dtype(values.dtype) else values
    return table


def table(rows: pd.DataFrame) -> html.Table:
    """Return rows made by `shown` as a table; a missing number is a dash."""
    numeric = [pd.api.types.is_numeric_dtype(dtype) for dtype in rows.dtypes]
    head = html.Tr(
        [html.Th(column, scope="col", className="n" if n else "") for column, n in zip(rows.columns, numeric, strict=True)]
    )
    body = [
        html.Tr([html.Td(_cell(value), className="n" if n else "") for value, n in zip(row, numeric, strict=True)])
        for row in rows.itertuples(index=False, name=None)
    ]
    return html.Table([html.Thead(head), html.Tbody(body)])


def csv(rows: pd.DataFrame) -> str:
    """Return rows made by `shown` as CSV (RFC 4180) with a byte order mark, by which spreadsheets know it as UTF-8."""
    safe = rows.rename(columns=_harmless)
    for place, dtype in enumerate(safe.dtypes):
        if not pd.api.types.is_numeric_dtype(dtype):
            safe.isetitem(place, [_harmless(str(cell)) for cell in safe.iloc[:, place]])
    return "\ufeff" + str(safe.to_csv(index=False, lineterminator="\r\n"))


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _cell(value: object) -> str:
    return "–" if pd.isna(value) else str(value)  # type: ignore[call-overload]
