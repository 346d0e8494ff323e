"""A small table that somebody filled in: CSV, as spreadsheets write it, of which each line can be named.

In UTF-8, with or without its mark, or in GB18030, as Excel in China writes it. Bytes that are of both are taken for UTF-8.
"""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import NamedTuple

ENCODINGS = ("utf-8-sig", "gb18030")


class SheetUnfit(ValueError):
    """It is no such table as a whole. `reason`: which of the reasons below, `facts`: what it says besides.

    `encoding`, `text`, `csv` (`why`), `heading` (`missing`), `twice`, `empty`, `large` (`most`)
    """

    def __init__(self, reason: str, said: str, **facts: object) -> None:
        super().__init__(said)
        self.reason, self.facts = reason, facts


class Line(NamedTuple):
    """A line with something in it. `number` counts from 1, the heading's; `cells`: by column, None: it has `found` cells instead of as many as the heading."""

    number: int
    cells: dict[str, str] | None
    found: int


class Sheet:
    """A table's columns (`names`, in small letters) and lines.

    Args:
        needed: Columns without which it is no such table.

    Raises:
        SheetUnfit: it is none, or its heading does not name them.
    """

    def __init__(self, data: bytes, needed: Sequence[str]) -> None:
        text = decoded(data)
        if "\0" in text:
            raise SheetUnfit("text", "not text")
        self._lines = csv.reader(StringIO(text, newline=""), strict=True)
        heading = [name.strip().lower() for name in self._next() or []]
        self.names = {name: place for place, name in enumerate(heading)}
        self._width = len(heading)
        missing = [name for name in needed if name not in self.names]
        if missing:
            raise SheetUnfit("heading", f"its first line must name the columns {', '.join(needed)}", missing=", ".join(missing))
        if len(self.names) < len(heading):
            raise SheetUnfit("twice", "its first line names a column twice")

    def lines(self) -> Iterator[Line]:
        """Give the lines below the heading that are not blank.

        Raises:
            SheetUnfit: from here on it is no CSV.
        """
        while (row := self._next()) is not None:
            number = self._lines.line_num
            if not any(cell.strip() for cell in row):
                continue
            fits = len(row) == self._width
            yield Line(number, {name: row[place].strip() for name, place in self.names.items()} if fits else None, len(row))

    @property
    def width(self) -> int:
        """How many cells a line must have."""
        return self._width

    def _next(self) -> list[str] | None:
        try:
            return next(self._lines, None)
        except csv.Error as error:
            raise SheetUnfit("csv", f"not CSV: {error}", why=str(error)) from None


def decoded(data: bytes) -> str:
    """Return the text of a file.

    Raises:
        SheetUnfit: it is in neither encoding.
    """
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetUnfit("encoding", "not UTF-8, and not GB18030 either")


def quoted(cell: str) -> str:
    """Return what stands in a cell as it can be said in a line."""
    return ascii(cell[:40]) if not cell.isprintable() else repr(cell[:40])
