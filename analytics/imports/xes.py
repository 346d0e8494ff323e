"""An XES document (IEEE 1849) -> what each event tells, one after the other in bounded memory, packed or not.

Entities and document types are refused: an event log needs neither.
"""

import gzip
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, NamedTuple, cast
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from analytics.imports.errors import FileUnreadable
from analytics.imports.mapping import EVENT_FIELDS, Mapping
from queue_server.clients.visits import BROKEN, GZIP_MAGIC

ATTRIBUTES = {"string", "date", "int", "float", "boolean", "id"}
CASE = "case:"
"""Before the keys of a trace's attributes, to tell them from its events'."""

LONGEST = 8 << 20
"""Bytes of an event, of what a trace tells of itself, of anything else that the parser holds until it ends."""
DEEPEST = 64
MOST_NAMES = 1000
"""Of elements and their attributes, which the parser keeps; the standard has thirty."""


class XesEvent(NamedTuple):
    """`number`: of the event in the document, from 1. `at`: bytes of the file that are read. `values`: by key, a trace's with `CASE`."""

    number: int
    values: dict[str, str]
    at: int


class XesEvents(NamedTuple):
    """A document that is open. `total`: bytes of the file."""

    events: Iterator[XesEvent]
    total: int


@contextmanager
def open_xes(path: Path) -> Iterator[XesEvents]:
    """Open an XES document.

    Raises:
        FileUnreadable: it cannot be opened, or (while events are read) is no XES, is cut short or damaged.
    """
    with ExitStack() as stack:
        with _reading(path):
            raw = stack.enter_context(path.open("rb"))
            packed = raw.read(len(GZIP_MAGIC)) == GZIP_MAGIC
            raw.seek(0)
            document = cast("IO[bytes]", stack.enter_context(gzip.open(raw)) if packed else raw)
            total = path.stat().st_size
        yield XesEvents(_read(path, _events(_Metered(document), raw.tell)), total)


def _read(path: Path, events: Iterator[XesEvent]) -> Iterator[XesEvent]:
    with _reading(path):
        yield from events


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except ParseError as error:
        raise FileUnreadable(file=str(path), reason=f"no XES document, or cut short: {error}") from error
    except DefusedXmlException as error:
        raise FileUnreadable(file=str(path), reason=f"it has a document type or entities: {type(error).__name__}") from error
    except BROKEN as error:
        raise FileUnreadable(file=str(path), reason=str(error)) from error


class _Metered:
    """A document that is read as long as its parts are of a size that an event has: the parser holds a part until it ends.

    Raises:
        ParseError: `LONGEST` bytes are read since the last part ended.
    """

    def __init__(self, document: IO[bytes]) -> None:
        self._document = document
        self._read = 0

    def ended(self) -> None:
        """Say that a part has ended."""
        self._read = 0

    def read(self, size: int) -> bytes:
        self._read += size
        if self._read > LONGEST:
            raise ParseError(f"a part of it is longer than {LONGEST >> 20} MB")
        return self._document.read(size)


def told_of(values: dict[str, str], mapping: Mapping) -> dict[str, str]:
    """Return the texts of an event by field: mapped keys are its own, or else its trace's; the case is the trace's name."""
    told: dict[str, str] = {}
    for field in EVENT_FIELDS:
        column = mapping.column(field)
        if column is None or field == "case":
            continue
        found = [values.get(name) or values.get(CASE + name, "") for name in column.names]
        told[field] = column.constant if column.constant is not None else " ".join(found).strip()
        if told[field] in mapping.file.missing:
            told[field] = ""
    told["case"] = values.get(f"{CASE}concept:name", "").strip()
    return told


def _events(document: _Metered, position: Callable[[], int]) -> Iterator[XesEvent]:
    open_: list[Element] = []
    tags: list[str] = []
    names: set[str] = set()
    trace: dict[str, str] = {}
    event: dict[str, str] = {}
    of_trace = number = 0
    for what, element in iterparse(document, events=("start", "end"), forbid_dtd=True):
        tag = element.tag.rpartition("}")[2]
        if what == "start":
            if not open_ and tag != "log":
                raise ParseError(f"its root is {tag}, not log")
            open_.append(element)
            tags.append(tag)
            names.add(element.tag)
            names.update(element.attrib)
            if len(open_) > DEEPEST or len(names) > MOST_NAMES:
                raise ParseError("its elements are not those of a log")
            if tag == "trace":
                trace, of_trace = {}, 0
            elif tag == "event":
                event = {}
            continue
        open_.pop()
        tags.pop()
        inside = tags[-1] if tags else ""
        if tag in ATTRIBUTES:
            key, value = element.get("key", ""), element.get("value", "")
            if inside == "event":
                event[key] = value
            elif inside == "trace":
                trace[CASE + key] = value
                of_trace += len(key) + len(value)
                if of_trace > LONGEST:
                    raise ParseError("a trace tells more of itself than a case has to tell")
        elif tag == "event" and "trace" in tags:
            number += 1
            yield XesEvent(number, trace | event, position())
        if open_:
            del open_[-1][:]  # nothing that has ended is needed any more
        if "event" not in tags:
            document.ended()
