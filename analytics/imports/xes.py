"""An XES document (IEEE 1849) -> what each event tells, one after the other in bounded memory, packed or not.

Entities and document types are refused: an event log needs neither.
"""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from analytics.imports.errors import FileUnreadable
from analytics.imports.mapping import EVENT_FIELDS, Mapping
from queue_server.clients.visits import BROKEN, GZIP_MAGIC

ATTRIBUTES = {"string", "date", "int", "float", "boolean", "id"}
CASE = "case:"
"""Before the keys of a trace's attributes, to tell them from its events'."""


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
    try:
        with path.open("rb") as raw:
            packed = raw.read(len(GZIP_MAGIC)) == GZIP_MAGIC
            raw.seek(0)
            with gzip.open(raw) if packed else raw as document:
                yield XesEvents(_events(document, raw.tell), path.stat().st_size)
    except ParseError as error:
        raise FileUnreadable(file=str(path), reason=f"no XES document, or cut short: {error}") from error
    except DefusedXmlException as error:
        raise FileUnreadable(file=str(path), reason=f"it has a document type or entities: {type(error).__name__}") from error
    except BROKEN as error:
        raise FileUnreadable(file=str(path), reason=str(error)) from error


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


def _events(document: object, position: "object") -> Iterator[XesEvent]:
    assert callable(position)
    depth: list[str] = []
    trace: dict[str, str] = {}
    event: dict[str, str] = {}
    root: Element | None = None
    number = 0
    for what, element in iterparse(document, events=("start", "end"), forbid_dtd=True):
        tag = element.tag.rpartition("}")[2]
        if what == "start":
            if root is None:
                root = element
                if tag != "log":
                    raise ParseError(f"its root is {tag}, not log")
            depth.append(tag)
            if tag == "trace":
                trace = {}
            elif tag == "event":
                event = {}
            continue
        depth.pop()
        if tag in ATTRIBUTES and depth:
            if depth[-1] == "event":
                event[element.get("key", "")] = element.get("value", "")
            elif depth[-1] == "trace":
                trace[CASE + element.get("key", "")] = element.get("value", "")
        elif tag == "event" and "trace" in depth:
            number += 1
            yield XesEvent(number, trace | event, position())
        if tag in ("event", "trace"):
            element.clear()
        if tag == "trace" and root is not None:
            root.clear()
