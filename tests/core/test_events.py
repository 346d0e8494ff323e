"""Events as the log stores them, and what is refused before anything is decided."""

import contextlib
from typing import get_args

import msgspec
import pytest

from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.day import HallDay
from queue_server.core.decide import decide
from queue_server.core.errors import HallError, Refused, UnknownEvent
from tests.core.story import OPENED, SETUP, given


def test_an_event_comes_back_as_it_was_written() -> None:
    event = e.TicketIssued(at_ms=1, by="kiosk", ticket="wendeng.2026-03-02.A001", number="A001", services=("cash",))
    assert e.decode(e.encode(event)) == event


@pytest.mark.parametrize(
    "body", [b'{"type":"ticket-rated","at_ms":1,"by":"x"}', b'{"type":"counter-closed","at_ms":1,"by":"x"}', b"not json"]
)
def test_an_event_that_this_release_does_not_know_stops_the_stream(body: bytes) -> None:
    with pytest.raises(UnknownEvent):
        e.decode(body)


def test_a_field_that_a_later_release_added_is_passed_over() -> None:
    body = b'{"type":"counter-closed","at_ms":1,"by":"x","counter":3,"weather":"fine"}'
    assert e.decode(body) == e.CounterClosed(at_ms=1, by="x", counter=3)


def test_what_is_no_command_is_a_programmers_error() -> None:
    with pytest.raises(AssertionError):
        decide(given(OPENED).day, "open the door")  # type: ignore[arg-type]


@pytest.mark.parametrize("command", get_args(c.HallCommand), ids=lambda command: command.__name__)
def test_every_command_has_its_rule(command: type) -> None:
    fields = {"counter": 1, "ticket": "wendeng.2026-03-02.A001", "priority": "elder", "reason": "mistake", "setup": SETUP}
    asked = {field.name: fields.get(field.name) for field in msgspec.structs.fields(command) if field.required}
    with contextlib.suppress(HallError):
        decide(given(OPENED).day, command(**asked | {"at_ms": 9, "by": "ann"}))


def test_a_day_without_set_up_has_no_rules() -> None:
    with pytest.raises(AssertionError):
        _ = HallDay().rules


def test_an_error_says_what_it_is_about() -> None:
    assert str(Refused()) == "error: The request could not be carried out"
    assert str(UnknownEvent(reason="x")) == "unknown-event: The log holds an event that this release cannot read (reason=x)"
