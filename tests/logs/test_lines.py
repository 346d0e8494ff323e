import json
import logging
import sys
from collections.abc import Callable
from typing import Any

import pytest

from queue_server.logs.context import RequestContext, current
from queue_server.logs.lines import JsonLines, TextLines

PASS = "wendeng.2026-03-02.A017.abcdefghijklmnopqrst-_"
TOKEN = "a" * 21 + "-" + "B" * 21


def record(event: str, *arguments: object, error: BaseException | None = None, **more: object) -> logging.LogRecord:
    exc_info = (type(error), error, error.__traceback__) if error is not None else None
    made = logging.LogRecord("onewindow.web", logging.WARNING, __file__, 1, event, arguments, exc_info)
    made.created = 1_772_413_200.9996
    vars(made).update(more)
    return made


def read(line: str) -> dict[str, Any]:
    assert "\n" not in line
    fields: dict[str, Any] = json.loads(line)
    return fields


def test_a_record_is_one_json_object_with_its_fields() -> None:
    fields = read(JsonLines().format(record("a view was not sent", hall="wendeng", count=3)))
    assert list(fields) == ["time", "level", "logger", "event", "hall", "count"]
    assert fields["time"] == "2026-03-02T01:00:00.999Z"
    assert (fields["level"], fields["logger"], fields["event"]) == ("warning", "onewindow.web", "a view was not sent")
    assert (fields["hall"], fields["count"]) == ("wendeng", 3)


def test_a_line_carries_the_request_until_it_is_answered() -> None:
    context = RequestContext("abc-1")
    token = current.set(context)
    try:
        assert read(JsonLines().format(record("x")))["request_id"] == "abc-1"
        context.ended = True
        assert "request_id" not in read(JsonLines().format(record("x")))
    finally:
        current.reset(token)


def boom(password: str) -> None:
    raise ValueError(f"it is {len(password)} long\nand goes on")


def test_a_traceback_is_one_line_and_holds_no_values_of_variables() -> None:
    try:
        boom("correct horse")
    except ValueError as error:
        failed = record("a request failed", error=error)
    fields = read(JsonLines().format(failed))
    assert fields["exception"].startswith("Traceback (most recent call last):\n")
    assert "in boom\n" in fields["exception"]
    assert fields["exception"].endswith("ValueError: it is 13 long\nand goes on")
    assert "correct horse" not in fields["exception"].replace('boom("correct horse")', "")


@pytest.mark.parametrize("form", [JsonLines, TextLines])
@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (f"GET /t/{PASS} HTTP/1.1", PASS.rpartition(".")[2]),
        (f"Cookie: onewindow_session={TOKEN}; a=b", TOKEN),
        ("no way to postgresql://onewindow:hor%20se@db/onewindow", "hor%20se"),
        ("$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA is no hash", "aGFzaA"),
        ("duplicate key\nDETAIL:  Key (key)=(k-123) already exists.\n", "k-123"),
    ],
)
def test_what_has_the_form_of_a_secret_is_caught(form: Callable[[], logging.Formatter], text: str, secret: str) -> None:
    for line in (
        form().format(record(text)),
        form().format(record("%s", text)),
        form().format(record("x", why=text)) if "DETAIL" not in text else "",
        form().format(record("x", error=ValueError(text))),
    ):
        assert secret not in line


def test_nothing_that_is_logged_can_begin_another_line_or_steer_a_terminal() -> None:
    line = TextLines().format(record("a\nb\x1b[2J", why="c\r\n2026-03-02T01:00:00.000Z ERROR x", empty=""))
    assert line == (
        r"2026-03-02T01:00:00.999Z warning onewindow.web: a\nb\x1b[2J"
        ' why="c\\r\\n2026-03-02T01:00:00.000Z ERROR x" empty=""'
    )


@pytest.mark.parametrize("value", ["\ud800", b"\xff", {1: "a"}, object(), float("nan"), sys])
def test_any_value_makes_a_line(value: object) -> None:
    read(JsonLines().format(record("x", value=value)))
    assert TextLines().format(record("x", value=value)).count("\n") == 0


def test_a_format_that_does_not_fit_makes_a_line() -> None:
    assert read(JsonLines().format(record("%d of %d", "one")))["event"] == "%d of %d"
