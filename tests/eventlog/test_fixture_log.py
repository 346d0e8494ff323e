"""Logs that earlier releases wrote. They are never changed, and every release can read them.

A release that adds a type of event, or a field, adds a file: `python -m tests.eventlog.played_day > tests/eventlog/data/...`.
"""

from pathlib import Path
from typing import get_args

import msgspec
import pytest

from queue_server.core import events as e
from queue_server.core.commands import Work
from queue_server.core.evolve import fold
from queue_server.core.setup import Intake

DATA = Path(__file__).parent / "data"
LOGS = sorted(DATA.glob("*.jsonl"))


def lines(log: Path) -> list[bytes]:
    return log.read_bytes().splitlines()


@pytest.mark.parametrize("log", LOGS, ids=lambda log: log.stem)
def test_every_event_that_was_written_can_be_read(log: Path) -> None:
    events = [e.decode(line) for line in lines(log)]
    assert len(events) > 40
    day = fold(events)
    assert day.closed
    assert day.seq == len(events)


def test_every_type_of_event_stands_in_a_log() -> None:
    written = {msgspec.json.decode(line)["type"] for log in LOGS for line in lines(log)}
    assert written == {kind.__struct_config__.tag for kind in get_args(e.HallEvent)}


def test_the_log_of_november_2026_means_what_it_meant() -> None:
    events = [e.decode(line) for line in lines(DATA / "2026-11.jsonl")]
    begin_ms = 1_772_411_400_000
    opened = events[0]
    assert isinstance(opened, e.DayOpened)
    assert (opened.at_ms, opened.by, opened.hall, opened.date) == (begin_ms, "system", "wendeng", "2026-03-02")
    assert opened.intake == (Intake(from_ms=begin_ms, until_ms=begin_ms + 12_000_000, closes_ms=begin_ms + 12_600_000),)
    assert opened.setup.services["W07"].review_group == "work_injury"
    assert opened.setup.counters[2].takes == ("pension", "medical")
    assert events[4] == e.TicketIssued(
        at_ms=begin_ms + 240_000,
        by="kiosk",
        ticket="wendeng.2026-03-02.A001",
        number="A001",
        services=("P01",),
        pass_hash="5e" * 32,
        p50_s=60.0,
        p90_s=240.5,
    )
    day = fold(events)
    assert {ticket.number: ticket.state.value for ticket in day.tickets.values()} == {
        "P001": "done",
        "A001": "cancelled",
        "A002": "done",
        "A003": "no_show",
        "A004": "done",
        "A005": "cancelled",
    }
    assert day.tickets["wendeng.2026-03-02.A002"].work == (
        Work(service="W07", outcome="accepted"),
        Work(service="P01", outcome="lacking"),
    )
    assert (day.served, day.abandoned, day.waiting) == (3, 2, 0)
