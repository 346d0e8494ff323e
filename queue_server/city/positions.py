"""In which line of a TOML text each value stands. `tomllib` reads the values and refuses wrong TOML; it has no positions.

The scanner walks text that `tomllib` has accepted, so it needs to tell strings, arrays, tables and the rest apart, and judges
nothing. In other text it is right up to the first error.
https://toml.io/en/v1.0.0
"""

import re
import tomllib
from bisect import bisect_right
from contextlib import suppress

Path = tuple[str | int, ...]
"""Keys and indexes from the document's root: `("halls", 3, "name")`."""

_SPACE = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BLANK = re.compile(r"[ \t]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""(?:"{0,2})'
    r"|'''(?:[^']|'(?!''))*'''(?:'{0,2})"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_OTHER = re.compile(r"[^,\]}#\r\n]+")


class _Unfinished(Exception):
    pass


class Positions:
    """Lines of the values and tables of a text, from 1.

    Attributes:
        lines: The line of each value's key, of each array item, and of each table's header.
        statements: The line in which each statement begins.
        finished: The text was walked to its end. False: it is no TOML, somewhere in the last statement or before.
    """

    def __init__(self, text: str) -> None:
        self.lines: dict[Path, int] = {(): 1}
        self.statements: list[int] = []
        self.finished = False
        self._text = text
        self._at = 0
        self._breaks = [at for at, sign in enumerate(text) if sign == "\n"]
        self._sizes: dict[Path, int] = {}  # items of arrays of tables so far
        with suppress(_Unfinished, RecursionError):
            self._document()
            self.finished = True

    def line_at(self, position: int) -> int:
        """Return the line of a position in the text."""
        return bisect_right(self._breaks, position - 1) + 1

    def line(self, path: Path) -> int:
        """Return the line of a value; of what is around it when it stands nowhere itself."""
        while path not in self.lines:
            path = path[:-1]
        return self.lines[path]

    def _document(self) -> None:
        table: Path = ()
        while self._skip(_SPACE) < len(self._text):
            self.statements.append(self.line_at(self._at))
            table = self._header() if self._text[self._at] == "[" else self._pair(table)

    def _header(self) -> Path:
        began = self._at
        doubled = self._text.startswith("[[", began)
        self._at += 2 if doubled else 1
        keys = self._key()
        self._expect("]]" if doubled else "]")
        path = (*self._inside(keys[:-1], began), keys[-1])
        if doubled:
            self._note(path, began)
            size = self._sizes[path] = self._sizes.get(path, -1) + 1
            path = (*path, size)
        self.lines[path] = self.line_at(began)
        return path

    def _inside(self, keys: tuple[str, ...], began: int) -> Path:
        """Return the path of a table that a header names: of an array of tables the last one is meant."""
        path: Path = ()
        for key in keys:
            path = (*path, key)
            self._note(path, began)
            if path in self._sizes:
                path = (*path, self._sizes[path])
        return path

    def _pair(self, table: Path) -> Path:
        """Read `key = value` and return the table that it stands in."""
        began = self._at
        keys = self._key()
        for size in range(1, len(keys)):
            self._note((*table, *keys[:size]), began)
        self._expect("=")
        self._skip(_BLANK)
        self._value((*table, *keys), began)
        return table

    def _key(self) -> tuple[str, ...]:
        keys = []
        while True:
            self._skip(_BLANK)
            quoted = self._text[self._at : self._at + 1] in ("'", '"')
            found = (_STRING if quoted else _BARE).match(self._text, self._at)
            if found is None:
                raise _Unfinished
            self._at = found.end()
            try:
                keys.append(tomllib.loads(f"key = {found[0]}")["key"] if quoted else found[0])
            except ValueError:
                raise _Unfinished from None
            self._skip(_BLANK)
            if not self._text.startswith(".", self._at):
                return tuple(keys)
            self._at += 1

    def _value(self, path: Path, began: int) -> None:
        self._note(path, began)
        match self._text[self._at : self._at + 1]:
            case "[":
                self._at += 1
                self._items(path)
            case "{":
                self._at += 1
                self._members(path)
            case '"' | "'":
                self._match(_STRING)
            case _:
                self._match(_OTHER)

    def _items(self, path: Path) -> None:
        size = 0
        while self._more("]"):
            self._value((*path, size), self._at)
            size += 1

    def _members(self, path: Path) -> None:
        while self._more("}"):
            self._pair(path)

    def _more(self, end: str) -> bool:
        """Go on to the next member of an array or table; tell whether there is one before `end`."""
        self._skip(_SPACE)
        if self._text.startswith(",", self._at):
            self._at += 1
            self._skip(_SPACE)
        if self._text.startswith(end, self._at):
            self._at += 1
            return False
        if self._at == len(self._text):
            raise _Unfinished
        return True

    def _note(self, path: Path, position: int) -> None:
        self.lines.setdefault(path, self.line_at(position))

    def _skip(self, pattern: re.Pattern[str]) -> int:
        found = pattern.match(self._text, self._at)
        assert found is not None
        self._at = found.end()
        return self._at

    def _match(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self._text, self._at)
        if found is None:
            raise _Unfinished
        self._at = found.end()

    def _expect(self, sign: str) -> None:
        self._skip(_BLANK)
        if not self._text.startswith(sign, self._at):
            raise _Unfinished
        self._at += len(sign)
