"""A value of a city file that knows where it stands, and reading it as what it should be. Every fault is noted, none is raised."""

import re
from collections.abc import Callable, Collection
from datetime import date, datetime
from difflib import get_close_matches
from math import isfinite
from pathlib import Path
from typing import Any

from queue_server.city.errors import Finding
from queue_server.city.positions import Path as Place
from queue_server.city.text import Text, has_invisible, has_tower

LONGEST_TEXT = 500
"""Characters: what a page can show at all."""

ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
"""Ids of halls and districts: they stand in addresses and, before a full stop, in ticket ids."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")


class Sheet:
    """One file that is being read.

    Attributes:
        findings: Filled as the values are read.
        whole: Everything in the file could be read; otherwise what is missing or named twice is not reported.
    """

    def __init__(self, file: Path, line: Callable[[Place], int], *, whole: bool = True, called: str = "") -> None:
        self.file = file
        self.whole = whole
        self.findings: list[Finding] = []
        self._line = line
        self._called = called

    def node(self, value: object, place: Place = ()) -> "Node":
        return Node(value, place, self)

    def fault(self, place: Place, message: str) -> None:
        self.findings.append(Finding(self.line(place), self.where(place), message, self.file))

    def line(self, place: Place) -> int:
        return self._line(place)

    def where(self, place: Place) -> str:
        """Return a place as people write it: `halls[3].counters[1].takes[0]`."""
        where = self._called
        for part in place:
            if isinstance(part, int) or (self._called and not where.removeprefix(self._called)):
                where += f"[{part}]"
            else:
                key = part if _BARE.fullmatch(part) else repr(part)
                where += f".{key}" if where else key
        return where or "the file"


class Node:
    """A value at a place. Methods that read it return None after noting a fault."""

    __slots__ = ("place", "sheet", "value")

    def __init__(self, value: object, place: Place, sheet: Sheet) -> None:
        self.value = value
        self.place = place
        self.sheet = sheet

    def fault(self, message: str) -> None:
        self.sheet.fault(self.place, message)

    def clash(self, message: str) -> None:
        """Note what is wrong with this value because of another one, which is known only when the whole file is."""
        if self.sheet.whole:
            self.fault(message)

    def under(self, key: str | int, value: object) -> "Node":
        return Node(value, (*self.place, key), self.sheet)

    def fields(self, required: Collection[str], optional: Collection[str] = ()) -> dict[str, "Node"]:
        """Read a table: note keys that it may not have and those that it lacks, and return the others."""
        if not isinstance(self.value, dict):
            self.fault(f"has to be a table, not {_kind(self.value)}")
            return {}
        known = (*required, *optional)
        meant: set[str] = set()
        for key in self.value:
            if key not in known:
                close = get_close_matches(key, known, n=1)
                meant.update(close)
                self.under(key, None).fault("is no key that stands here" + (f"; did you mean `{close[0]}`?" if close else ""))
        for key in required:
            if key not in self.value and key not in meant:  # one typing error is one finding
                self.clash(f"`{key}` is missing")
        return {key: self.under(key, value) for key, value in self.value.items() if key in known}

    def items(self, least: int = 0) -> list["Node"]:
        """Read an array."""
        if not isinstance(self.value, list):
            self.fault(f"has to be an array, not {_kind(self.value)}")
            return []
        if len(self.value) < least:
            self.clash("is empty")
        return [self.under(at, value) for at, value in enumerate(self.value)]

    def string(self, longest: int = LONGEST_TEXT, *, breaks: str = "") -> str | None:
        """Read text: not empty, no space around it, nothing invisible in it but `breaks`."""
        if not isinstance(self.value, str):
            self.fault(f"has to be text, not {_kind(self.value)}")
        elif not self.value.strip():
            self.fault("is empty")
        elif self.value != self.value.strip():
            self.fault("has spaces at its beginning or end")
        elif has_invisible(self.value, but=breaks):
            self.fault("has an invisible character in it")
        elif has_tower(self.value):
            self.fault("has a tower of marks on one letter")
        elif len(self.value) > longest:
            self.fault(f"has {len(self.value)} characters; {longest} are the most")
        else:
            return self.value
        return None

    def matching(self, pattern: re.Pattern[str], told: str) -> str | None:
        """Read text that is wholly of `pattern`; `told` says in words what that is."""
        text = self.string()
        if text is not None and not pattern.fullmatch(text):
            self.fault(f"{text!r} is not {told}")
            return None
        return text

    def one_of(self, known: Collection[str], told: str) -> str | None:
        """Read one of the `known` words; `told` says what they are."""
        text = self.string()
        if text is not None and text not in known:
            close = get_close_matches(text, known, n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"known are {', '.join(known)}" if len(known) <= 20 else ""
            self.fault(f"{text!r} is no {told}" + (f"; {hint}" if hint else ""))
            return None
        return text

    def integer(self, least: int, most: int) -> int | None:
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            self.fault(f"has to be a whole number, not {_kind(self.value)}")
        elif not least <= self.value <= most:
            self.fault(f"{_short(self.value)} is not within {least} to {most}")
        else:
            return self.value
        return None

    def number(self, *, above: float | None = None, least: float | None = None, most: float) -> float | None:
        """Read a number that is > `above` or >= `least`, and <= `most`."""
        if not isinstance(self.value, int | float) or isinstance(self.value, bool):
            self.fault(f"has to be a number, not {_kind(self.value)}")
            return None
        high_enough = self.value > above if above is not None else least is None or self.value >= least
        if not (high_enough and self.value <= most and isfinite(self.value)):
            lowest = f"above {above:g}" if above is not None else f"{least:g} or more"
            self.fault(f"{_short(self.value)} is not {lowest} and at most {most:g}")
            return None
        return float(self.value)

    def boolean(self) -> bool | None:
        if not isinstance(self.value, bool):
            self.fault(f"has to be true or false, not {_kind(self.value)}")
            return None
        return self.value

    def text(self) -> Text | None:
        """Read text in both languages: `{ zh = "...", en = "..." }`."""
        if isinstance(self.value, str):
            self.fault('has to be text in both languages: { zh = "...", en = "..." }')
            return None
        fields = self.fields(("zh", "en"))
        zh, en = (fields[key].string() if key in fields else None for key in ("zh", "en"))
        return Text(zh, en) if zh is not None and en is not None else None

    def texts(self) -> tuple[Text, ...]:
        """Read an array of texts in both languages."""
        return tuple(text for item in self.items() if (text := item.text()) is not None)

    def date(self) -> str | None:
        """Read a date, with quotes around it or without, as `YYYY-MM-DD`."""
        if isinstance(self.value, date) and not isinstance(self.value, datetime):
            return self.value.isoformat()
        if isinstance(self.value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", self.value, re.ASCII):
            try:
                return date.fromisoformat(self.value).isoformat()
            except ValueError as error:
                self.fault(f"{self.value!r} is no date: {error}")
                return None
        self.fault("has to be a date, YYYY-MM-DD")
        return None


def distinct(nodes: Collection[tuple[Node, Any]], told: str) -> None:
    """Note each value that another node before has already."""
    seen: dict[Any, Node] = {}
    for node, value in nodes:
        if value is None:
            continue
        first = seen.setdefault(value, node)
        if first is not node:
            node.clash(f"{told} {value!r} stands in line {first.sheet.line(first.place)} already")


def _kind(value: object) -> str:
    match value:
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case "":
            return "empty"
        case str():
            return f"the text {value[:40]!r}"
        case dict():
            return "a table"
        case list():
            return "an array"
        case None:
            return "empty"
        case _:
            return "a date or time"


def _short(value: float) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return f"{value:d}" if abs(value) < 10**20 else "a number that large"  # str() of more than 4300 digits raises
