"""HTTP as uvicorn reads it, with our answer to what is none, and an answer's head and body sent as one.

`uvicorn --http queue_server.web.http:HttpProtocol`. What the parser refuses never reaches the application.
"""

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from queue_server.web.errors import MalformedRequest
from queue_server.web.problems import problem


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


class HttpProtocol(HttpToolsProtocol):
    """uvicorn's protocol, that answers what is not HTTP with a problem and sends small answers whole."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(cast(asyncio.Transport, PairingTransport(transport)))

    def handle_websocket_upgrade(self) -> None:
        # Frames are whole and written each for itself.
        pairing = cast(PairingTransport, self.transport)
        pairing.flush()
        self.transport = pairing.beneath
        super().handle_websocket_upgrade()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's sentence, which has no code
        answer = problem(MalformedRequest())
        own = self.server_state.default_headers
        headers = (*own, *answer.headers, (b"content-length", b"%d" % len(answer.body)), (b"connection", b"close"))
        lines = (b"HTTP/1.1 400 Bad Request", *(b": ".join(header) for header in headers), b"", answer.body)
        self.transport.write(b"\r\n".join(lines))
        self.transport.close()
