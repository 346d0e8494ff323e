"""HTTP as uvicorn reads it, with our answer to what is none, and an answer's head and body sent as one.

`uvicorn --http queue_server.web.http:HttpProtocol`. What the parser refuses never reaches the application. Nobody is waited for who sends
his request byte by byte or not at all, or takes no answer, and connections stay fewer than the files that the process may open.
"""

import asyncio
import logging
import resource
from collections.abc import Collection, Sequence
from functools import lru_cache
from http import HTTPStatus
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from queue_server.core.errors import OneWindowError
from queue_server.web.errors import HeadTooLarge, MalformedRequest, RequestTooSlow
from queue_server.web.problems import problem

log = logging.getLogger("onewindow.web")

RECEIVED_S = 20.0
"""How long a request may take to arrive, from the connection or its first byte on: a body of 64 KiB over the slowest mobile network."""
TAKEN_S = 30.0
"""How long a client may take nothing of what is sent to it."""
LOOKED_AT_EVERY_S = 2.0
HEAD_LIMIT = 16 * 1024
"""Bytes of a request's line and header fields; browsers send about 1 KiB."""
FILES_KEPT = 256
"""Files that are not a client's connection: the database's, pages being read, the dashboards' process."""


@lru_cache
def connections_most() -> int:
    """Return how many connections the process may have at once, by its limit of open files."""
    return max(resource.getrlimit(resource.RLIMIT_NOFILE)[0] - FILES_KEPT, FILES_KEPT)


def raise_file_limit() -> None:
    """Let the process open as many files as it may."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


class PairingTransport:
    """A transport that sends what is written first in a turn of the event loop together with what is written next, or as the turn ends.

    uvicorn writes an answer's head and body one after the other: two system calls, and two packets, where one does.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self.beneath = transport
        self.is_closing = transport.is_closing
        self._loop = asyncio.get_running_loop()
        self._held: bytes | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.beneath, name)

    def write(self, data: bytes) -> None:
        if self._held is None:
            self._held = data
            self._loop.call_soon(self.flush)
        else:
            held, self._held = self._held, None
            self.beneath.write(held + data)

    def flush(self) -> None:
        """Send what is held."""
        held, self._held = self._held, None
        if held is not None and not self.is_closing():
            self.beneath.write(held)

    def close(self) -> None:
        self.flush()
        self.beneath.close()


def refusal(error: OneWindowError, own: Sequence[tuple[bytes, bytes]]) -> bytes:
    """Return the last answer of a connection, as it is written. `own`: the server's headers of every answer."""
    answer = problem(error)
    status = HTTPStatus(answer.status)
    headers = (*own, *answer.headers, (b"content-length", b"%d" % len(answer.body)), (b"connection", b"close"))
    line = f"HTTP/1.1 {status.value} {status.phrase}".encode()
    return b"\r\n".join((line, *(b": ".join(header) for header in headers), b"", answer.body))


class HttpProtocol(HttpToolsProtocol):
    """uvicorn's protocol, that answers what is not HTTP with a problem and sends small answers whole.

    Attributes:
        receiving_since: When the request began to arrive that is not here yet (at first: when the connection was made), in the loop's
            seconds; None: the next has not begun.
    """

    receiving_since: float | None
    _untaken: tuple[int, float] = (0, 0.0)
    """Bytes that wait to be sent, and since when they have not become fewer or more."""
    _head: int | None = 0
    """Bytes received of a head that is not here yet, -1: it is."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(cast(asyncio.Transport, PairingTransport(transport)))
        self.receiving_since = self.loop.time()
        if len(self.connections) > connections_most():
            transport.abort()  # whoever is connected goes on

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._head is None:  # it began somewhere in here
            self._head = 0
        elif self._head >= 0:
            self._head += len(data)
            if self._head > HEAD_LIMIT:
                self.refuse(HeadTooLarge(limit=HEAD_LIMIT))

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head = None
        if self.receiving_since is None:
            self.receiving_since = self.loop.time()

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._head = -1

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self.receiving_since = None

    def handle_websocket_upgrade(self) -> None:
        # Frames are whole and written each for itself.
        pairing = cast(PairingTransport, self.transport)
        pairing.flush()
        self.transport = pairing.beneath
        super().handle_websocket_upgrade()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's sentence, which has no code
        self.refuse(MalformedRequest())

    def refuse(self, error: OneWindowError) -> None:
        """Answer what never becomes a request, and close the connection."""
        if self.transport.is_closing():
            return
        self.transport.write(refusal(error, self.server_state.default_headers))
        self.transport.close()

    def end_if_slow(self, now_s: float) -> None:
        """Give the connection up if its request takes too long to arrive, or nothing of the answer is taken."""
        untaken = self.transport.get_write_buffer_size()
        if untaken != self._untaken[0]:
            self._untaken = untaken, now_s
        elif untaken and now_s - self._untaken[1] >= TAKEN_S:
            self.transport.abort()  # also one that is closing: it would close when all has been taken
            return
        if self.receiving_since is None or now_s - self.receiving_since < RECEIVED_S or self.transport.is_closing():
            return
        answering = self.cycle is not None and not self.cycle.response_complete
        if answering and not self.cycle.more_body:
            return  # what has begun to arrive is the next request, and is not read before this one is answered
        if self.cycle is None and not self.headers:
            self.transport.close()  # he has not begun
        elif answering and self.cycle.response_started:
            self.transport.abort()
        else:
            self.refuse(RequestTooSlow(limit_s=RECEIVED_S))


async def end_slow(connections: Collection[Any]) -> None:
    """Give up, every other second, the HTTP connections whose requests take too long to arrive or whose answers nobody takes, until cancelled."""
    while True:
        await asyncio.sleep(LOOKED_AT_EVERY_S)
        now_s = asyncio.get_running_loop().time()
        for connection in list(connections):
            if isinstance(connection, HttpProtocol):
                try:
                    connection.end_if_slow(now_s)
                except Exception:
                    log.exception("a slow connection was not ended")  # the others are looked at
