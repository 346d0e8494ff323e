"""Tickets of the history as an event log: XES 2.0 (IEEE 1849-2016), a case a ticket, written one after the other.

Events are what happened to a ticket, in order: `issued`, `called` (the first time), `started`, and how it ended: `finished`, `no_show`,
`left` or `closed`. Extensions: concept (names), time, lifecycle (`start` of the service and its `complete`; everything else is a
`complete` of its own), org (the hall as group, the counter as resource). Nobody's name is in the history, so none is here.

An ending whose time is not in the history (no-shows, tickets that left) carries the last time that is known of the ticket, and says so:
`time_known` is false.
"""

import gzip
import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, NamedTuple
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from analytics.history.whole import in_place_of
from analytics.queries.filter import Filter
from analytics.queries.history import History

NAMESPACE = "http://www.xes-standard.org/"
EXTENSIONS = {
    "concept": ("Concept", "http://www.xes-standard.org/concept.xesext"),
    "time": ("Time", "http://www.xes-standard.org/time.xesext"),
    "lifecycle": ("Lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
    "org": ("Organizational", "http://www.xes-standard.org/org.xesext"),
}

AT_ONCE = 50_000
"""Tickets in memory."""

ENDINGS = {"done": "finished", "no_show": "no_show", "left": "left", "closed": "closed"}

TICKET_COLUMNS = (
    "hall", "date", "number", "service", "service_group", "kind", "priority", "channel", "outcome", "counter",
    "issued_at", "called_at", "started_at", "finished_at", "source", "scenario",
)  # fmt: skip
"""What the export needs of a ticket, in this order."""

_ATTRIBUTES = ("hall", "service", "service_group", "kind", "priority", "channel", "outcome", "source", "scenario")
_UNPRINTABLE = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 65534, 65535, *range(55296, 57344)])
"""Characters that XML 1.0 has no way to write."""


class Ticket(NamedTuple):
    """A row of `TICKET_COLUMNS`; times are datetimes in UTC without a zone."""

    hall: str
    date: object
    number: str
    service: str | None
    service_group: str | None
    kind: str | None
    priority: str | None
    channel: str | None
    outcome: str | None
    counter: int | None
    issued_at: datetime
    called_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    source: str
    scenario: str | None


class Happened(NamedTuple):
    """An event. `known`: its time is in the history."""

    activity: str
    at: datetime
    transition: str
    at_counter: bool
    known: bool = True


def events_of(ticket: Ticket) -> list[Happened]:
    """Return what happened to a ticket, in order of time."""
    found = [Happened("issued", ticket.issued_at, "complete", at_counter=False)]
    if ticket.called_at is not None:
        found.append(Happened("called", ticket.called_at, "complete", at_counter=True))
    if ticket.started_at is not None:
        found.append(Happened("started", ticket.started_at, "start", at_counter=True))
    if ticket.outcome is not None:
        at = ticket.finished_at
        ending = ENDINGS[ticket.outcome]
        found.append(
            Happened(
                ending, found[-1].at if at is None else at, "complete", at_counter=ending == "finished", known=at is not None
            )
        )
    return found


def tickets_of(history: History, asked: Filter) -> Iterator[Ticket]:
    """Give the tickets that a filter lets through, by date, hall and order; a bounded number is in memory."""
    columns = ", ".join(f'"{name}"' for name in TICKET_COLUMNS)
    for row in history.rows(f'SELECT {columns} FROM tickets ORDER BY date, hall, "order"', asked, at_once=AT_ONCE):
        yield Ticket._make(row)


class Written(NamedTuple):
    """What was written: tickets, and their events."""

    tickets: int
    events: int


def write_xes(to: Path, tickets: Iterable[Ticket], *, about: Mapping[str, str]) -> Written:
    """Write tickets as an XES document, packed if the name ends in .gz, in place of the file that is there when it is whole.

    Args:
        about: Attributes of the log, such as `since`, and what its figures are (`source`).

    Raises:
        OSError: the system does not let it be written; what was there is there.
    """
    with in_place_of(to) as temporary, temporary.open("xb") as raw:
        if to.name.endswith(".gz"):
            with gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") as packed:
                written = _write(packed, tickets, about)
        else:
            written = _write(raw, tickets, about)
    return written


class _Document:
    """An XML document that grows."""

    def __init__(self, to: io.TextIOBase) -> None:
        self._xml = XMLGenerator(to, encoding="utf-8", short_empty_elements=True)
        self._depth = 0

    def begin(self) -> None:
        self._xml.startDocument()

    @contextmanager
    def element(self, tag: str, /, **attributes: str) -> Iterator[None]:
        self._line()
        self._xml.startElement(tag, AttributesImpl(attributes))
        self._depth += 1
        yield
        self._depth -= 1
        self._line()
        self._xml.endElement(tag)

    def single(self, tag: str, /, **attributes: str) -> None:
        self._line()
        self._xml.startElement(tag, AttributesImpl(attributes))
        self._xml.endElement(tag)

    def attribute(self, kind: str, key: str, value: str) -> None:
        self.single(kind, key=key, value=value.translate(_UNPRINTABLE))

    def _line(self) -> None:
        self._xml.ignorableWhitespace("\n" + "  " * self._depth if self._depth else "\n")


def _write(binary: IO[bytes] | gzip.GzipFile, tickets: Iterable[Ticket], about: Mapping[str, str]) -> Written:
    text = io.TextIOWrapper(binary, encoding="utf-8", newline="\n")
    document = _Document(text)
    document.begin()
    count = happened = 0
    with document.element("log", **{"xes.version": "2.0", "xes.features": "", "xmlns": NAMESPACE}):
        for prefix, (name, uri) in EXTENSIONS.items():
            document.single("extension", name=name, prefix=prefix, uri=uri)
        with document.element("global", scope="trace"):
            document.attribute("string", "concept:name", "ticket")
        with document.element("global", scope="event"):
            document.attribute("string", "concept:name", "activity")
            document.attribute("date", "time:timestamp", "1970-01-01T00:00:00.000+00:00")
            document.attribute("string", "lifecycle:transition", "complete")
            document.attribute("string", "org:group", "hall")
        document.single("classifier", name="Activity", keys="concept:name")
        document.single("classifier", name="Activity and transition", keys="concept:name lifecycle:transition")
        document.attribute("string", "lifecycle:model", "standard")
        for key, value in about.items():
            document.attribute("string", key, value)
        for ticket in tickets:
            count += 1
            happened += _trace(document, ticket)
    text.write("\n")
    text.flush()
    text.detach()
    return Written(count, happened)


def _trace(document: _Document, ticket: Ticket) -> int:
    happened = events_of(ticket)
    with document.element("trace"):
        document.attribute("string", "concept:name", f"{ticket.hall}.{ticket.date}.{ticket.number}")
        for key in _ATTRIBUTES:
            value = getattr(ticket, key)
            if value is not None:
                document.attribute("string", key, value)
        for event in happened:
            with document.element("event"):
                document.attribute("string", "concept:name", event.activity)
                document.attribute("date", "time:timestamp", event.at.replace(tzinfo=UTC).isoformat(timespec="milliseconds"))
                document.attribute("string", "lifecycle:transition", event.transition)
                document.attribute("string", "org:group", ticket.hall)
                if event.at_counter and ticket.counter is not None:
                    document.attribute("string", "org:resource", f"counter {ticket.counter}")
                if not event.known:
                    document.attribute("boolean", "time_known", "false")
    return len(happened)
