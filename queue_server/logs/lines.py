"""Log records as lines: JSON for programs, text for a terminal. Either way one event is one line, and a net catches secrets."""

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from typing import Any

import msgspec

from queue_server.logs.context import request_id

_OWN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName", "color_message"}
"""What every record has; everything else was given as `extra`."""

_ROWS = re.compile(r"^(DETAIL|CONTEXT|\(Background on this error).*\n?", re.MULTILINE)
"""Lines of a database's messages that hold values of rows."""

_SECRETS = (
    (re.compile(r"(\.2\d{3}-\d{2}-\d{2}\.[A-Z]\d{3,6})\.[A-Za-z0-9_-]{22}"), r"\1.***"),  # a ticket's pass
    (re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])"), "***"),  # a session's token
    (re.compile(r"(://[^\s/:@\"']*):[^\s/@\"']+@"), r"\1:***@"),  # a database's password
    (re.compile(r"\$argon2[a-z]*\$[^\s\"']+"), "***"),
)
"""No line of ours holds these; what a library, a driver or the interpreter says of an error might."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def censored(text: str) -> str:
    """Return the text without what has the form of a pass, a token, a password in an URL or a password's hash."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


def fields_of(record: logging.LogRecord) -> dict[str, Any]:
    """Return what the record says: `time` (UTC, milliseconds), `level`, `logger`, `event`, then what it is about."""
    at = datetime.fromtimestamp(record.created, UTC)
    fields: dict[str, Any] = {
        "time": f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z",
        "level": record.levelname.lower(),
        "logger": record.name,
        "event": _event(record),
    }
    own = record.__dict__.get("request_id") or request_id()
    if own is not None:
        fields["request_id"] = own
    for name, value in record.__dict__.items():
        if name not in _OWN and name not in fields:
            fields[name] = value
    if record.exc_info is not None and record.exc_info[0] is not None:
        # The values of variables are left out; the message of an error is kept, without rows.
        told = traceback.TracebackException(*record.exc_info, capture_locals=False)
        fields["exception"] = _ROWS.sub("", "".join(told.format())).rstrip()
    return fields


def _event(record: logging.LogRecord) -> str:
    try:
        return _ROWS.sub("", record.getMessage()).strip()
    except Exception:  # a library's format does not fit its arguments
        return str(record.msg)


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        fields = fields_of(record)
        try:
            line = msgspec.json.encode(fields, enc_hook=str).decode()
        except Exception:  # half of a surrogate pair, a key that is no text
            line = json.dumps({str(name): str(value) for name, value in fields.items()})
        return censored(line)


class TextLines(logging.Formatter):
    """Time, level, logger, event and `name=value` pairs; a traceback follows on lines of its own, for it is read by a person."""

    def format(self, record: logging.LogRecord) -> str:
        fields = fields_of(record)
        exception = fields.pop("exception", None)
        time, level, logger, event = (_plain(str(fields.pop(name))) for name in ("time", "level", "logger", "event"))
        pairs = "".join(f" {_plain(str(name))}={_value(value)}" for name, value in fields.items())
        line = f"{time} {level:<7} {logger}: {event}{pairs}"
        return censored(line if exception is None else "\n".join([line, *map(_plain, exception.splitlines())]))


def _value(value: object) -> str:
    text = _plain(str(value))
    return f'"{text}"' if not text or " " in text else text


def _plain(text: str) -> str:
    """Return the text without what would begin a new line or steer a terminal."""
    return _CONTROL.sub(lambda found: found.group().encode("unicode_escape").decode(), text)
