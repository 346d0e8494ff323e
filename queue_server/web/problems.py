"""Errors as problem details (RFC 9457): one table maps the tree of errors to statuses, nothing else does."""

import logging
from math import ceil
from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from queue_server.app import devices, hashing, logins
from queue_server.app.errors import Overloaded
from queue_server.core.errors import Invalid, NotFound, OneWindowError, Refused, UnknownEvent
from queue_server.eventlog.errors import LogUnavailable, StreamConflict
from queue_server.logs.context import request_id
from queue_server.web import errors
from queue_server.web.answers import PRIVATE, Answer, encode

log = logging.getLogger("onewindow.web")

STATUS: dict[type[OneWindowError], int] = {
    # The nearest class in an error's ancestry counts; what is not here is a defect: 500.
    Invalid: 422,
    NotFound: 404,
    Refused: 409,
    errors.MalformedRequest: 400,
    errors.MalformedJson: 400,
    errors.KeyInvalid: 400,
    errors.NotLoggedIn: 401,
    logins.WrongLogin: 401,
    logins.WrongPassword: 403,
    errors.NotAllowed: 403,
    errors.PasswordChangeRequired: 403,
    errors.WrongOrigin: 403,
    errors.UnknownPath: 404,
    errors.MethodNotAllowed: 405,
    errors.RequestTooSlow: 408,
    errors.BodyTooLarge: 413,
    errors.BodyInvalid: 422,
    errors.QueryInvalid: 422,
    hashing.TooManyLogins: 429,
    devices.TooManyTickets: 429,
    errors.HeadTooLarge: 431,
    errors.Failed: 500,
    # Outcome unknown or nothing done: the same request with the same key may be sent again.
    LogUnavailable: 503,
    StreamConflict: 503,
    UnknownEvent: 503,
    Overloaded: 503,
}

RETRY_AFTER_S = 1
"""After a 503: storage is looked at again with each command, so waiting longer gains nothing."""

PROBLEM: tuple[tuple[bytes, bytes], ...] = ((b"content-type", b"application/problem+json"), *PRIVATE)

_FIXED = frozenset({"type", "title", "status", "detail", "code", "instance", "request_id"})


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """A refusal. `code` is stable; further members are the refusal's facts: numbers, ids and codes.

    `request_id` is that of the answer's `X-Request-Id`, and of what the server has logged meanwhile.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str | msgspec.UnsetType = msgspec.UNSET


def status_of(kind: type[OneWindowError]) -> int:
    """Return the status of errors of this class."""
    return next((STATUS[ancestor] for ancestor in kind.__mro__ if ancestor in STATUS), 500)


def problem(error: OneWindowError) -> Answer:
    """Return the answer that says what went wrong."""
    status = status_of(type(error))
    if status == 500 and not isinstance(error, errors.Failed):
        log.error("a request failed", extra={"why": str(error)})
        error = errors.Failed()
    facts = {name: fact for name, fact in error.facts.items() if name not in _FIXED and fact is not None}
    body: dict[str, Any] = {
        "type": f"urn:onewindow:problem:{error.code}",
        "title": error.title,
        "status": status,
        "detail": _detail(error, facts),
        "code": error.code,
    }
    asked = request_id()
    if asked is not None:
        body["request_id"] = asked
    return Answer(status, encode(body | facts), (*PROBLEM, *_headers(error, status)))


def _detail(error: OneWindowError, facts: dict[str, Any]) -> str:
    if isinstance(error, LogUnavailable):
        return error.sentence
    told = ", ".join(f"{name} {fact}" for name, fact in facts.items())
    return f"{error.title} ({told})" if told else error.title


def _headers(error: OneWindowError, status: int) -> list[tuple[bytes, bytes]]:
    match status:
        case 401:
            return [(b"www-authenticate", b'Bearer realm="onewindow"')]
        case 405:
            return [(b"allow", str(error.facts["allow"]).encode())]
        case 429 | 503:
            seconds = error.facts.get("retry_after_s", RETRY_AFTER_S)
            return [(b"retry-after", b"%d" % max(1, ceil(float(str(seconds)))))]
        case _:
            return []


async def on_http_exception(request: Request, error: Exception) -> Response:
    """Answer what the router refuses, such as a path that is not there."""
    assert isinstance(error, HTTPException)
    match error.status_code:
        case 404:
            return _response(errors.UnknownPath())
        case 405:
            return _response(errors.MethodNotAllowed(allow=(error.headers or {}).get("Allow", "")))
        case 413:
            return _response(errors.BodyTooLarge())
        case _:
            return Response(status_code=error.status_code, headers=error.headers)


async def on_error(request: Request, error: Exception) -> Response:
    """Answer an error that an endpoint outside the API let through."""
    return _response(error if isinstance(error, OneWindowError) else errors.Failed())


exception_handlers = {HTTPException: on_http_exception, OneWindowError: on_error, Exception: on_error}
"""For Starlette: whatever is refused outside the API's own endpoints is a problem, too."""


def _response(error: OneWindowError) -> Response:
    answer = problem(error)
    return Response(answer.body, answer.status, {name.decode(): value.decode() for name, value in answer.headers})
