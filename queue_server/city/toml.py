"""A TOML text with the lines of its values, and with every statement in it that is not TOML.

`tomllib` stops at the first error. So that a file with three typing errors needs one look and not three, what it refuses is
left out and the rest is read again. What is then missing is not known to be missing: `whole` is False.
"""

import re
import tomllib
from typing import Any, NamedTuple

from queue_server.city.positions import Positions

MOST_DOTS = 1000
"""In a line. `tomllib` takes time and memory by the square of a key's parts: one of 60,000, in 120 KB, takes 14 GB."""
MOST_FAULTS = 20
"""After so many the text is hardly TOML at all."""

LONGEST_TABLE = 30
"""Lines over which somebody may have spread an inline table."""

LEFT_OUT = "left-out"
"""A table for the statements below a header that is wrong."""

_ERROR = re.compile(r"(?P<message>.*) \(at (?:line (?P<line>\d+), column \d+|end of document)\)", re.DOTALL)
_MANY_DIGITS = re.compile(r"\d[\d_]{4300,}")  # more than int() takes; tomllib lets its plain ValueError through
_HEADER = re.compile(r"\s*\[\[?\s*(?P<name>[\w-]*)")
_NAMED = re.compile(r"\s*\[{1,2}\s*(?P<name>[\w.-]+)\s*\]{1,2}\s*(?:#.*)?$")
_STATEMENT = re.compile(r"""\s*(?:\[\[?\s*[\w"'][^\[\],]*\]{1,2}\s*(?:\#.*)?$|[\w"'][\w."'\- ]*=)""")
"""A line that begins a statement, where it does not go on with an array of ours: those hold texts, codes and inline tables."""


class SyntaxFault(NamedTuple):
    line: int
    message: str


class TomlText(NamedTuple):
    """`content`: what could be read. `whole`: that is all, nothing was wrong."""

    content: dict[str, Any]
    positions: Positions
    faults: tuple[SyntaxFault, ...]

    @property
    def whole(self) -> bool:
        return not self.faults


def read_toml(text: str) -> TomlText:
    """Read `text`. Never raises."""
    lines = text.replace("\r\n", "\n").split("\n")
    faults: list[SyntaxFault] = []
    for at, line in enumerate(lines):
        if line.count(".") > MOST_DOTS:
            faults.append(SyntaxFault(at + 1, f"More than {MOST_DOTS} dots stand in one line"))
            lines[at] = ""
    while True:
        try:
            content = tomllib.loads("\n".join(lines))
        except RecursionError:
            deepest = max(range(len(lines)), key=lambda at: lines[at].count("[") + lines[at].count("{"))
            faults.append(SyntaxFault(deepest + 1, "Values are nested too deeply"))
        except ValueError as error:
            if len(faults) < MOST_FAULTS:
                faults.append(_mend(lines, str(error)))
                continue
        else:
            content.pop(LEFT_OUT, None)
            return TomlText(content, Positions("\n".join(lines)), tuple(sorted(faults)))
        return TomlText({}, Positions(""), tuple(sorted(faults)))


def _mend(lines: list[str], error: str) -> SyntaxFault:
    """Change `lines` so that the error of `tomllib` is not in them any more, and return it. No line is added or taken away."""
    found = _ERROR.fullmatch(error)
    message = found["message"] if found else error
    number = next((at for at, line in enumerate(lines) if _MANY_DIGITS.search(line)), len(lines) - 1)
    if found:
        number = int(found["line"]) - 1 if found["line"] else len(lines)
    began = max((line - 1 for line in Positions("\n".join(lines)).statements if line - 1 <= number), default=0)
    if number == len(lines):
        _leave_out(lines, began, began)
        return SyntaxFault(began + 1, "What begins here is not closed before the end of the file")
    if message.startswith(("Cannot overwrite", "Cannot declare", "Cannot mutate")):
        single = _single_header(lines, began)
        if single is not None:
            lines[single] = lines[single].replace("[", "[[", 1).replace("]", "]]", 1)
            return SyntaxFault(single + 1, f"Has to be {lines[single].partition('#')[0].strip()}, as it stands elsewhere")
        _leave_out(lines, began, number)
        return SyntaxFault(began + 1, message)
    if number > began and _STATEMENT.match(lines[number]):
        _leave_out(lines, began, number - 1)
        return SyntaxFault(began + 1, f"What begins here is not closed before line {number + 1}")
    if number > began and message == "Unclosed array" and not lines[number].lstrip().startswith(","):
        lines[number] = "," + lines[number]
        return SyntaxFault(number + 1, "A comma is missing before this, or the array's ]")
    last = _table_end(lines, number)
    if last > number:
        message = "An inline table stands in one line"
    if number > began and lines[number].strip():
        lines[number : last + 1] = [""] * (last + 1 - number)  # an item of an array; the others are as good as they were
    else:
        _leave_out(lines, began, last)
    return SyntaxFault(number + 1, message)


def _single_header(lines: list[str], number: int) -> int | None:
    """Return the line of the header `[name]` that is in conflict with a `[[name]]`, when line `number` is one of the two."""
    header = _NAMED.match(lines[number])
    if header is None:
        return None
    rivals = [at for at, line in enumerate(lines) if (other := _NAMED.match(line)) and other["name"] == header["name"]]
    single = [at for at in rivals if "[[" not in lines[at].partition("#")[0]]
    return single[0] if single and len(single) < len(rivals) else None


def _table_end(lines: list[str], number: int) -> int:
    """Return the line in which the inline tables end that line `number` leaves open, itself where that is nowhere near."""
    depth = 0
    for at in range(number, min(number + LONGEST_TABLE, len(lines))):
        if at > number and _HEADER.match(lines[at]):
            break
        depth += lines[at].count("{") - lines[at].count("}")
        if depth <= 0:
            return at
    return number


def _leave_out(lines: list[str], first: int, last: int) -> None:
    """Empty a statement's lines, with what visibly belongs to it below."""
    header = _HEADER.match(lines[first])
    opened = any(lines[first].count(sign) % 2 for sign in ('"""', "'''")) or lines[first].count("[") > lines[first].count("]")
    for at in range(first, last + 1):
        lines[at] = ""
    if header is None:
        while opened and last + 1 < len(lines) and lines[last + 1].strip() and not _STATEMENT.match(lines[last + 1]):
            last += 1
            lines[last] = ""
        return
    lines[first] = f"[{LEFT_OUT}.line{first + 1}]"
    # Tables inside the one whose header was wrong would now come to lie in the one before it.
    inside = re.compile(rf"\s*\[\[?\s*{re.escape(header['name'])}\s*\.") if header["name"] else None
    for at in range(last + 1, len(lines)):
        if inside is not None and inside.match(lines[at]):
            lines[at] = f"[{LEFT_OUT}.line{at + 1}]"
        elif re.match(r"\s*\[\[?\s*[\w\"']", lines[at]) and _STATEMENT.match(lines[at]):
            break
