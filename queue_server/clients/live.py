"""Live views: whole frames over a websocket that comes back by itself.

A frame is a whole view at (`seq`, `at`), so a reconnect is just the next frame. Within a date and a log `seq` never goes back;
a frame that does is dropped and counted. After 25 s without a frame the view is stale and the socket is opened again.
"""

import asyncio
from collections.abc import Callable
from typing import TypeVar

import msgspec
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

from queue_server.clients.wire import Delays, Login, Problem, Wire

STALE_S = 25.0
CLOSE_S = 0.3
LOGIN_NEEDED, NOT_ALLOWED, NOT_FOUND = 4401, 4403, 4404
LARGEST_FRAME = 4 * 1024 * 1024


class Frame(msgspec.Struct, kw_only=True):
    """What every frame has. `at`, `now`: RFC 3339; `speed`: hall seconds a second."""

    hall: str
    date: str
    log: str
    seq: int
    at: str
    now: str = ""
    speed: float = 1.0


AnyFrame = TypeVar("AnyFrame", bound=Frame)


class SeqGuard:
    """Takes frames in their order.

    Attributes:
        frames: How many were taken.
        went_back: How many were behind an earlier one of their date and log.
    """

    def __init__(self) -> None:
        self.frames = 0
        self.went_back = 0
        self._of: tuple[str, str] | None = None
        self._seq = 0

    def takes(self, frame: Frame) -> bool:
        """Tell whether `frame` is not behind; another date or log forgets the seq."""
        of = (frame.date, frame.log)
        if of == self._of and frame.seq < self._seq:
            self.went_back += 1
            return False
        self._of, self._seq = of, frame.seq
        self.frames += 1
        return True


async def watch(
    wire: Wire,
    path: str,
    kind: type[AnyFrame],
    on_frame: Callable[[AnyFrame], object],
    *,
    login: Login | None = None,
    guard: SeqGuard | None = None,
) -> None:
    """Call `on_frame` with every frame of the view at `path` (such as `/ws/halls/x/board`), until cancelled.

    Raises:
        Problem: the view is not there (404) or not for this login (403).
    """
    guard = guard or SeqGuard()
    decoder = msgspec.json.Decoder(kind)
    delays = Delays()
    while True:
        try:
            headers = {"Authorization": f"Bearer {await login.token()}"} if login is not None else {}
            async with connect(
                wire.websocket_url + path,
                additional_headers=headers,
                compression=None,
                ping_interval=None,  # the server's frames are the heartbeat
                close_timeout=CLOSE_S,
                max_size=LARGEST_FRAME,
                proxy=None,
            ) as socket:
                while True:
                    async with asyncio.timeout(STALE_S):
                        message = await socket.recv(decode=False)
                    frame = decoder.decode(message)
                    delays = Delays()
                    if guard.takes(frame):
                        on_frame(frame)
        except ConnectionClosed as closed:
            code = closed.rcvd.code if closed.rcvd is not None else None
            if code in (NOT_ALLOWED, NOT_FOUND):
                raise Problem(code - 4000, "view-refused", {"path": path}) from closed
            if code == LOGIN_NEEDED and login is not None:
                login.forget()
        except (OSError, TimeoutError, InvalidHandshake, InvalidMessage, msgspec.DecodeError):
            pass  # away, stale, starting, or not the server we know: the next attempt will tell
        await asyncio.sleep(delays.next_s())
