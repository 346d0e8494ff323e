"""A TOML text with the lines of its values, and with every statement that is not TOML.

`tomllib` stops at the first error. So that a file with three typing errors needs one look and not three, a statement that it
refuses is left out and the rest is read again. What is then missing is not known to be missing: `whole` is False.
"""

import re
import tomllib
from typing import Any, NamedTuple

from queue_server.city.positions import Positions, Unfinished

MOST_ERRORS = 20
"""After so many the file is no TOML at all."""

_PLACE = re.compile(r"^(?P<message>.*) \(at (?:line (?P<line>\d+), column \d+|end of document)\)$", re.DOTALL)
_BEGINS = re.compile(r"""\s*(?:$|\#|\[\[?\s*["'A-Za-z]|[\w."'\- ]+=)""")
"""A line that can begin a statement; others go on with the one before."""

_SKIPPED = "left-out-by-the-check"


class SyntaxFault(NamedTuple):
    line: int
    message: str


class TomlText(NamedTuple):
    """`content`: what could be read. `whole`: nothing had to be left out; `faults` is empty then."""

    content: dict[str, Any]
    positions: Positions
    faults: tuple[SyntaxFault, ...]

    @property
    def whole(self) -> bool:
        return not self.faults


def read_toml(text: str) -> TomlText:
    """Read `text`. Never raises."""
    text = text.replace("\r\n", "\n")
    lines = text.split("\n")
    faults: list[SyntaxFault] = []
    while True:
        try:
            content = tomllib.loads("\n".join(lines))
            positions = Positions("\n".join(lines))
        except RecursionError:
            deepest = max(range(len(lines)), key=lambda at: lines[at].count("[") + lines[at].count("{"))
            faults.append(SyntaxFault(deepest + 1, "values are nested too deeply"))
        except ValueError as error:  # TOMLDecodeError is one; int() raises a plain one for a number of too many digits
            first, last, message = _place(error, lines)
            if first is not None and len(faults) < MOST_ERRORS:
                faults.append(SyntaxFault(first + 1, message))
                _leave_out(lines, first, last)
                continue
            faults = faults or [SyntaxFault(1, message)]
        else:
            content.pop(_SKIPPED, None)
            return TomlText(content, positions, tuple(faults))
        return TomlText({}, Positions(""), tuple(faults))
