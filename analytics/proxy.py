"""The server's door to the dashboards' process: checks who asks, passes the request over a unix socket and the answer back.

Forged requests from other sites: the session cookie is SameSite=Lax, so another site's POST does not carry it; a callback's body
is JSON, which another site cannot send without a preflight that nobody here answers; and beyond both, a POST that came with the
cookie has to be from a page of this server. Callbacks only read, but the one that takes a bureau's file (pages/bureau.py).
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from typing import Any

import httpx2
from msgspec import structs
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from analytics.refusals import language_of, refuse
from analytics.turns import Crowded, Turns
from analytics.viewer import HEADER_PREFIX, Viewer, to_headers
from queue_server.eventlog.errors import LogUnavailable
from queue_server.logs.context import request_id

log = logging.getLogger("onewindow.analytics")

Authorize = Callable[[Scope], Awaitable[Viewer | Response | None]]
"""Who asks: a viewer, None (nobody is logged in), or an answer to give instead. A viewer without scopes is refused."""
FromOwnPage = Callable[[Mapping[bytes, bytes]], bool]
"""Whether the headers say that a page of this server sent the request."""

BODY_LIMIT = 256 * 1024
"""Bytes; a callback sends a few hundred."""
PIECE = 64 * 1024
"""Bytes of an answer that are given to the connection at once: of what a client does not take, hardly more stays there when his turn is over."""
TIMEOUT = httpx2.Timeout(connect=2.0, read=30.0, write=10.0, pool=5.0)
PASSED = 16
"""Requests that the process has at a time. It has four workers; more than a few waiting requests each only hide that it is overloaded."""
LIMITS = httpx2.Limits(max_connections=PASSED, max_keepalive_connections=8, keepalive_expiry=5.0)
AT_ONCE, WAITING, PATIENCE_S = 4, 32, 30.0
"""Of one login: as many as the process has workers, so that nobody who is alone waits; a page's own requests, of several windows, wait easily."""

# RFC 9110, 7.6.1; and what belongs to one hop by its nature.
_HOP = frozenset(
    {"connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer"}
    | {"transfer-encoding", "upgrade"}
)
_NOT_ASKED = _HOP | {"host", "content-length", "expect", "cookie", "authorization", "forwarded", "x-request-id"}
"""Not passed on: the process knows people by our headers alone and never sees a session."""
_NOT_ANSWERED = _HOP | {"date", "server", "set-cookie"}


class Proxy:
    """An ASGI application for `/analytics/` and all below. `aclose` ends its connections.

    Args:
        socket_path: Where the process listens.
        authorize: Asked for every request before anything else.
        from_own_page: Asked for every POST that a browser's cookie lets in.
    """

    def __init__(self, socket_path: str, authorize: Authorize, from_own_page: FromOwnPage) -> None:
        self._authorize = authorize
        self._away = False
        self._turns = Turns(AT_ONCE, WAITING, PATIENCE_S)
        self._room = asyncio.Semaphore(PASSED)
        self._from_own_page = from_own_page
        transport = httpx2.AsyncHTTPTransport(uds=socket_path, limits=LIMITS, trust_env=False)
        # What the client library would add by itself must not speak for a browser that did not say it.
        self._client = httpx2.AsyncClient(
            transport=transport, timeout=TIMEOUT, trust_env=False, headers={"accept-encoding": "identity", "user-agent": ""}
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1000})
            return
        viewer = await self._viewer(scope)
        if isinstance(viewer, Response):
            await viewer(scope, receive, send)
            return
        try:
            body = await _body(Request(scope, receive))
        except ClientDisconnect:  # also of one who sent too slowly: the server ends that connection
            return
        if body is None:
            await refuse(scope, "large")(scope, receive, send)
            return
        try:
            async with contextlib.AsyncExitStack() as turn, contextlib.AsyncExitStack() as room:
                if await _unless_gone(receive, self._wait(turn, room, viewer.login)):
                    await self._pass(scope, receive, send, viewer, body, room)
        except Crowded:
            await refuse(scope, "crowded")(scope, receive, send)

    async def _wait(self, turn: contextlib.AsyncExitStack, room: contextlib.AsyncExitStack, login: str) -> None:
        """Wait for a turn of this login, and then for room in the process; each is had until its stack ends.

        Raises:
            Crowded: too many of this login wait, or it took too long.
        """
        await turn.enter_async_context(self._turns.turn(login))
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._room.acquire()
        except TimeoutError:
            raise Crowded from None
        room.callback(self._room.release)

    async def aclose(self) -> None:
        await self._client.aclose()

    async def _viewer(self, scope: Scope) -> Viewer | Response:
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return refuse(scope, "method")
        try:
            viewer = await self._authorize(scope)
        except LogUnavailable:
            return refuse(scope, "away")
        if viewer is None:
            return refuse(scope, "login")
        if isinstance(viewer, Viewer):
            if not viewer.scopes:
                return refuse(scope, "role")
            if scope["method"] == "POST" and not self._own(dict(scope["headers"])):
                return refuse(scope, "elsewhere")
            if scope["path"] == "/analytics":
                return RedirectResponse("/analytics/")
            return structs.replace(viewer, language=language_of(Request(scope)))
        return viewer

    def _own(self, headers: Mapping[bytes, bytes]) -> bool:
        return b"authorization" in headers or self._from_own_page(headers)  # no browser adds that header by itself

    async def _pass(
        self, scope: Scope, receive: Receive, send: Send, viewer: Viewer, body: bytes, room: contextlib.AsyncExitStack
    ) -> None:
        request = self._client.build_request(
            scope["method"],
            httpx2.URL("http://analytics", raw_path=_target(scope)),
            headers=[*_asked(scope["headers"]), *((k.encode(), v.encode()) for k, v in headers_of(viewer).items())],
            content=body or None,
        )
        try:
            # Whole, before the client has any of it: one who reads slowly, or not at all, holds his own turn, and nothing of the process.
            async with contextlib.aclosing(await self._client.send(request, stream=True)) as answer:
                content = b"".join([chunk async for chunk in answer.aiter_raw()])
        except httpx2.TransportError as error:
            if not self._away:
                log.info("the dashboards do not answer", extra={"why": type(error).__name__})
            self._away = True
            await refuse(scope, "away")(scope, receive, send)
            return
        await room.aclose()
        self._away = False
        headers = _answered((name.lower(), value) for name, value in answer.headers.raw)
        await send({"type": "http.response.start", "status": answer.status_code, "headers": headers})
        for begin in range(0, len(content), PIECE):  # each is waited for until the one before it is nearly gone
            await send({"type": "http.response.body", "body": content[begin : begin + PIECE], "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def proxy(socket_path: str, authorize: Authorize, from_own_page: FromOwnPage) -> Proxy:
    """Return the application that passes requests to the dashboards' process."""
    return Proxy(socket_path, authorize, from_own_page)


async def _unless_gone(receive: Receive, waiting: Coroutine[Any, Any, None]) -> bool:
    """Wait for that, but not longer than the client does; tell whether it is still there.

    Who presses reload, or leaves, asks no more: only what the process already works at goes on to its end, and keeps its place.
    """

    async def gone() -> None:
        if (await receive())["type"] != "http.disconnect":  # the body is read: nothing else can come
            await asyncio.Event().wait()

    work, leaving = asyncio.create_task(waiting), asyncio.create_task(gone())
    try:
        await asyncio.wait((work, leaving), return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            return False
        work.result()
        return True
    finally:
        for task in (work, leaving):
            task.cancel()
        await asyncio.gather(work, leaving, return_exceptions=True)


async def _body(request: Request) -> bytes | None:
    """Return the request's body, None when it is too large."""
    declared = request.headers.get("content-length", "0")
    if declared.isdecimal() and int(declared) > BODY_LIMIT:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            return None
    return bytes(body)


def headers_of(viewer: Viewer) -> dict[str, str]:
    """Return what the process is told of who asks, and of which request its log lines are."""
    asked = request_id()
    return to_headers(viewer) | ({"x-request-id": asked} if asked is not None else {})


def _target(scope: Scope) -> bytes:
    path: bytes = scope.get("raw_path") or str(scope["path"]).encode()
    query: bytes = scope["query_string"]
    return path + b"?" + query if query else path


def _asked(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return a client's headers as they are passed on.

    WSGI knows no difference between `-` and `_` in a header's name, so neither may carry ours in.
    """
    named = {value.strip().lower() for name, values in headers if name == b"connection" for value in values.split(b",")}
    passed = []
    for name, value in headers:
        plain = name.decode("latin-1").lower().replace("_", "-")
        if plain in _NOT_ASKED or plain.startswith((HEADER_PREFIX, "x-forwarded-")) or name in named:
            continue
        passed.append((name, value))
    return passed


def _answered(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in headers if name.decode("latin-1") not in _NOT_ANSWERED]
