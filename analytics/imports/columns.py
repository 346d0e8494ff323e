"""Where the mapped columns stand in a file's rows."""

from collections.abc import Iterable, Mapping, Sequence

from analytics.imports.errors import FileUnreadable
from analytics.imports.mapping import Column, as_column
from analytics.imports.rules import Refused


class Fields:
    """Where the fields of a row are.

    Args:
        columns: What the mapping says, by field. header: The file's columns. missing: Texts that say that there is nothing.

    Attributes:
        at: The places of the fields that the file has.

    Raises:
        FileUnreadable: a mapped column is missing that is not optional.
    """

    def __init__(
        self, columns: Mapping[str, str | Column], fields: Iterable[str], header: Sequence[str], missing: Iterable[str]
    ) -> None:
        self._width = len(header)
        self._missing = frozenset(missing) | {""}
        self._constants: dict[str, str] = {}
        self.at: dict[str, tuple[int, ...]] = {}
        for field in fields:
            column = as_column(columns.get(field))
            if column is None:
                continue
            if column.constant is not None:
                self._constants[field] = column.constant
            elif places := _places_of(column, header, field):
                self.at[field] = places

    def told(self, fields: Sequence[str] | None) -> dict[str, str]:
        """Return the texts by field.

        Raises:
            Refused: the row is none of the file's.
        """
        if fields is None:
            raise Refused("unreadable-row")
        if len(fields) != self._width:
            raise Refused("shifted-columns", f"{len(fields)} fields where the header has {self._width}")
        return self._constants | {field: self.text(fields, places) for field, places in self.at.items()}

    def text(self, fields: Sequence[str], places: Sequence[int]) -> str:
        """Return the text at one place, or those at several joined; nothing if one of them is missing, or not in the row."""
        if not all(0 <= place < self._width for place in places):
            return ""
        values = [fields[place].strip() for place in places]
        return "" if any(value in self._missing for value in values) else " ".join(values)


def _places_of(column: Column, header: Sequence[str], field: str) -> tuple[int, ...]:
    """Return where a mapped column stands; nowhere, if it may.

    Raises:
        FileUnreadable: it is missing.
    """
    missing = [name for name in column.names if name not in header]
    if not missing:
        return tuple(list(header).index(name) for name in column.names)
    if column.optional:
        return ()
    raise FileUnreadable(reason=f"the header lacks {', '.join(missing)}, which the mapping takes for {field}")
