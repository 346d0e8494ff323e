"""What stands around every request and websocket: an id, a line in the log where one is due, a count for pages.

A line a request would be 4,000 lines a second on a busy morning, so by default only those are written that an operator should see:
failures, slow answers, refused logins; and of these a bounded number a second. No line holds a path: some paths hold passes.
"""

import itertools
import logging
import re
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from queue_server.app.instruments import Instruments
from queue_server.logs.context import RequestContext, current
from queue_server.web.metrics import OperationMetrics

log = logging.getLogger("onewindow.access")

CONTEXT: Final = "onewindow.request"
"""Where the scope holds the request's context."""
SLOW_S = 1.0
"""A person at a counter notices."""
LINES_A_SECOND = 20
"""Lines at most where not every request is to be told: a storage that is away fails thousands of requests alike."""
LOG_IN = "log-in"

_ID = re.compile(rb"[A-Za-z0-9._:-]{1,64}")


class Budget:
    """Lets so many through a second, and counts what it holds back."""

    def __init__(self, most: int, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._most, self._monotonic = most, monotonic
        self._second, self._taken, self._held_back = 0, 0, 0

    def take(self) -> int | None:
        """Return how many were held back since the last that was let through; None: this one is held back, too."""
        second = int(self._monotonic())
        if second != self._second:
            self._second, self._taken = second, 0
        if self._taken == self._most:
            self._held_back += 1
            return None
        self._taken += 1
        held_back, self._held_back = self._held_back, 0
        return held_back


class _Answering:
    """An ASGI `send` that adds the request's id to the answer and notes its status."""

    __slots__ = ("_header", "_send", "status")

    def __init__(self, send: Send, id_: str) -> None:
        self._send, self._header = send, (b"x-request-id", id_.encode("ascii"))
        self.status = 0

    def send(self, message: Message) -> Awaitable[None]:
        match message["type"]:
            case "http.response.start":
                self.status = message["status"]
                message["headers"] = [*message.get("headers", ()), self._header]
            case "websocket.accept":
                message["headers"] = [*message.get("headers", ()), self._header]
            case "websocket.close":
                self.status = message.get("code", 1000)
        return self._send(message)


class Requests(ProxyHeadersMiddleware):
    """The outermost application. Believes `X-Forwarded-*` and `X-Request-Id` of the proxies alone.

    Args:
        app: What answers.
        proxies: Addresses with commas between.
        instruments: Where pages are counted; operations of the API count themselves.
        tell_all: Whether every request is told.
    """

    def __init__(self, app: ASGIApp, *, proxies: str, instruments: Instruments, tell_all: bool) -> None:
        super().__init__(app, trusted_hosts=proxies)  # type: ignore[arg-type] # uvicorn's own types of the same thing
        self._instruments, self._tell_all = instruments, tell_all
        self._numbers = itertools.count(1)
        self._prefix = secrets.token_hex(4)
        self._budget = Budget(LINES_A_SECOND)
        self._pages: dict[str, OperationMetrics] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # type: ignore[override]
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)  # type: ignore[arg-type]
            return
        began_s = time.perf_counter()
        told, forwarded = self._told(scope)
        context = scope[CONTEXT] = RequestContext(told or f"{self._prefix}-{next(self._numbers):x}")
        current.set(context)  # a request runs in a task, and so in a context, of its own
        answering = _Answering(send, context.id)
        try:
            if forwarded:
                await super().__call__(scope, receive, answering.send)  # type: ignore[arg-type]
            else:
                await self.app(scope, receive, answering.send)  # type: ignore[arg-type]
            context.ended = True  # after an error the server logs it yet
        finally:
            self._done(scope, context, answering.status, time.perf_counter() - began_s)

    def _told(self, scope: Scope) -> tuple[str | None, bool]:
        """Return the id that a proxy gave the request, and whether anything in it says what a proxy forwarded."""
        told, forwarded = None, False
        for name, value in scope["headers"]:
            if name[:2] != b"x-":
                continue
            if name == b"x-request-id":
                client = scope.get("client")
                if told is None and client is not None and client[0] in self.trusted_hosts and _ID.fullmatch(value):
                    told = str(value.decode("ascii"))
            elif name[:12] == b"x-forwarded-":
                forwarded = True
        return told, forwarded

    def _done(self, scope: Scope, context: RequestContext, status: int, seconds: float) -> None:
        socket = scope["type"] == "websocket"
        route = scope.get("route")
        name = getattr(route, "name", None) or "other"
        if not context.counted and not socket:
            self._count(name, status, seconds)
        due = 0
        if not socket and status >= 500:
            due = logging.ERROR
        elif not socket and (seconds > SLOW_S or (name == LOG_IN and status >= 400)):
            due = logging.WARNING
        if not due and not self._tell_all:
            return
        about: dict[str, Any] = {
            "request_id": context.id,
            "method": "WEBSOCKET" if socket else scope["method"],
            "route": getattr(route, "path", None) or "-",
            "ms": round(seconds * 1000, 1),
        }
        if status:  # else the client has left
            about["status"] = status
        about |= {key: value for key in ("actor", "hall", "code") if (value := getattr(context, key))}
        if not self._tell_all:
            left_out = self._budget.take()
            if left_out is None:
                return
            if left_out:
                about["left_out"] = left_out
        log.log(due or logging.INFO, "socket" if socket else "request", extra=about)

    def _count(self, name: str, status: int, seconds: float) -> None:
        page = self._pages.get(name)
        if page is None:
            page = self._pages[name] = OperationMetrics(self._instruments, name, "page")
        page.count(status, "", seconds)
