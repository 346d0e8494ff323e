"""Websockets that take a frame built once: the fan-out's own path beside ASGI's `send`.

`uvicorn --ws queue_server.web.fanout:FanoutProtocol`. ASGI would encode every frame again for every connection. Here the frame with its
websocket header (RFC 6455, 5.2) is made once and handed to each transport; a transport whose buffer is not empty gets nothing until it
has drained, and then the newest frame. So a reader that stalls holds at most one frame beyond its socket's own buffer.
"""

import asyncio
import socket
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode
from websockets.http11 import Request

from queue_server.web.errors import MalformedRequest
from queue_server.web.http import refusal

EXTENSION = "onewindow.fanout"
HIGH_WATER = 16 * 1024
"""Bytes in a transport's buffer above which it counts as stalled: a few frames."""

SEND_BUFFER = 64 * 1024
"""Bytes that the system holds for a connection. It would grow to megabytes: old frames that a stalled reader would have to
read before the newest, and memory that no limit of ours counts."""


def text_frame(payload: bytes) -> bytes:
    """Return a whole, unmasked, uncompressed text frame."""
    return Frame(Opcode.TEXT, payload).serialize(mask=False)


class Outlet:
    """The writing end of one connection, as the hub's screens use it."""

    __slots__ = ("_latest", "_protocol", "skipped")

    def __init__(self, protocol: "FanoutProtocol") -> None:
        self._protocol = protocol
        self._latest: bytes | None = None
        self.skipped = 0

    def offer(self, frame: bytes) -> None:
        """Write the frame now, or keep it as the newest until the connection has drained."""
        if self._protocol.stalled:
            self.skipped += self._latest is not None
            self._latest = frame
        elif self._protocol.can_write:
            self._protocol.transport.write(frame)

    @property
    def stalled(self) -> bool:
        return self._protocol.stalled

    def abort(self) -> None:
        """Drop the connection and what it has not taken."""
        self._protocol.transport.abort()

    def drained(self) -> None:
        frame, self._latest = self._latest, None
        if frame is not None and self._protocol.can_write:
            self._protocol.transport.write(frame)


class FanoutProtocol(WebSocketsSansIOProtocol):
    """uvicorn's websocket protocol, with an `Outlet` in the scope's extensions."""

    outlet: Outlet
    stalled = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.transport.set_write_buffer_limits(high=HIGH_WATER, low=0)
        connected = self.transport.get_extra_info("socket")
        if connected is not None:
            connected.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        self.outlet = Outlet(self)

    @property
    def can_write(self) -> bool:
        return self.handshake_complete and not self.close_sent and not self.disconnected and not self.transport.is_closing()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        # Of a handshake that is none, such as one with a body or a very long field, uvicorn hears nothing more, for ever.
        if self.conn.handshake_exc is not None and not self.handshake_initiated and not self.transport.is_closing():
            self.transport.write(refusal(MalformedRequest(), self.default_headers))
            self.transport.close()

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        # The application's task was created but has not run yet.
        scope: dict[str, Any] | None = getattr(self, "scope", None)
        if scope is not None:
            scope["extensions"][EXTENSION] = self.outlet

    def handle_text(self, event: Frame) -> None:
        self.handle_bytes(event)  # it is ignored, so it need not be text either

    def pause_writing(self) -> None:
        super().pause_writing()
        self.stalled = True

    def resume_writing(self) -> None:
        super().resume_writing()
        self.stalled = False
        self.outlet.drained()
