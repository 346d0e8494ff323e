"""What clients of a hall saw, held against what the server's log says."""

import json
import math
import re
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import httpx2

from tests.support.server import ServerProcess, body


class Nobody(NamedTuple):
    """An answer that nobody waits: when it was asked for and when it came."""

    sent_s: float
    answered_s: float


@dataclass
class Seen:
    """What was acknowledged to clients of a hall. Times are this process's.

    Attributes:
        called: (ticket id, counter) in no order.
        issued_s: When a ticket was acknowledged. called_s: when the call that got it was sent.
        nobody: Answers that nobody waits.
    """

    issued: list[dict[str, Any]] = field(default_factory=list)
    called: list[tuple[str, int]] = field(default_factory=list)
    finished: list[str] = field(default_factory=list)
    issued_s: dict[str, float] = field(default_factory=dict)
    called_s: dict[str, float] = field(default_factory=dict)
    nobody: list[Nobody] = field(default_factory=list)


def logged(server: ServerProcess, manager: httpx2.Client, hall: str) -> list[dict[str, Any]]:
    """Return all events of the hall's day over the wire, page by page."""
    events: list[dict[str, Any]] = []
    while True:
        after = events[-1]["seq"] if events else 0
        page = body(manager.get(f"/api/v1/halls/{hall}/events", params={"after": after}))
        events += page["events"]
        if not page["events"] or page["upto"] == after:
            return events


def check(events: list[dict[str, Any]], seen: Seen) -> None:
    """The log is gap-free and keeps its rules; it holds what was acknowledged, each once, and nothing else.

    Every client must have gone on until its last command was answered: then one that was sent twice and happened twice would show.
    """
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))

    numbers = [event["number"] for event in events if event["type"] == "ticket-issued"]
    for series in {number[0] for number in numbers}:
        ordinals = [int(number[1:]) for number in numbers if number[0] == series]
        assert ordinals == list(range(1, len(ordinals) + 1)), f"series {series}"

    at_counter: dict[int, str] = {}
    for event in events:
        kind, counter, ticket = event["type"], event.get("counter"), event.get("ticket")
        if kind == "ticket-called":
            assert counter not in at_counter, f"seq {event['seq']}: counter {counter} has a ticket"
            assert ticket not in at_counter.values(), f"seq {event['seq']}: {ticket} is at another counter"
            at_counter[counter] = ticket
        elif kind in ("service-finished", "ticket-no-show", "ticket-held", "ticket-released", "ticket-transferred"):
            assert at_counter.pop(counter) == ticket

    ids = Counter(ticket["id"] for ticket in seen.issued)
    assert all(count == 1 for count in ids.values()), "a number was given twice"
    issued = {event["ticket"] for event in events if event["type"] == "ticket-issued"}
    assert ids.keys() == issued
    calls = Counter((event["ticket"], event["counter"]) for event in events if event["type"] == "ticket-called")
    assert Counter(seen.called) == calls
    done = Counter(event["ticket"] for event in events if event["type"] == "service-finished")
    assert Counter(seen.finished) == done
    assert all(count == 1 for count in done.values())
    check_nobody(seen)


def check_nobody(seen: Seen) -> None:
    """Whoever was told that nobody waits was told so truly: each ticket acknowledged before was being called by then."""
    waiting = sorted((issued_s, seen.called_s.get(ticket, math.inf)) for ticket, issued_s in seen.issued_s.items())
    for sent_s, answered_s in seen.nobody:
        for issued_s, called_s in waiting:
            if issued_s >= sent_s:
                break
            assert called_s < answered_s, "told that nobody waits while somebody did"


def check_file(database: Path) -> None:
    """The file itself is whole, and heads, events and rows say the same."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        heads = dict(connection.execute("SELECT stream, head FROM heads"))
        counted = connection.execute("SELECT stream, count(*), min(seq), max(seq) FROM events GROUP BY stream").fetchall()
        assert {stream: (count, least, most) for stream, count, least, most in counted} == {
            stream: (head, 1, head) for stream, head in heads.items()
        }
        rows = {row[0] for row in connection.execute("SELECT ticket FROM tickets")}
        issued = {
            json.loads(text)["ticket"]
            for (text,) in connection.execute("SELECT body FROM events")
            if re.match(rb'\{"type":"ticket-issued"', bytes(text))
        }
        assert rows == issued
    connection.close()
