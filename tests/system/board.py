"""A board that reconnects by itself, as the page does."""

import asyncio
import json
import ssl
import time
from typing import Any

import websockets

SILENT_S = 25.0
"""After so long without a frame a client calls itself stale and connects anew; the protocol says so."""


class Board:
    """Shows a hall's board and keeps the last seq that it announced. Run it as a task.

    Attributes:
        announced: (seq, number, counter) of each call, in order.
        connected: How often it has connected.
        seq, at_s: Of the newest frame, and when it came.
    """

    def __init__(self, url: str, *, tls: ssl.SSLContext | None = None) -> None:
        self._url, self._tls = url, tls
        self.announced: list[tuple[int, str, int]] = []
        self.connected = 0
        self.seq = 0
        self.at_s = 0.0

    async def run(self) -> None:
        while True:
            try:
                async with websockets.connect(self._url, open_timeout=5, ssl=self._tls) as socket:
                    self.connected += 1
                    while True:
                        async with asyncio.timeout(SILENT_S):
                            frame = await socket.recv()
                        self._show(json.loads(frame))
            except (OSError, websockets.WebSocketException, TimeoutError):
                await asyncio.sleep(0.05)

    async def connects(self, times: int, within_s: float) -> None:
        """Wait until it has connected `times` times."""
        async with asyncio.timeout(within_s):
            while self.connected < times:
                await asyncio.sleep(0.02)

    async def reaches(self, seq: int, within_s: float) -> None:
        """Wait until it has shown `seq`."""
        async with asyncio.timeout(within_s):
            while self.seq < seq:
                await asyncio.sleep(0.02)

    def _show(self, frame: dict[str, Any]) -> None:
        assert frame["seq"] >= self.seq, "seq went back"
        self.seq, self.at_s = frame["seq"], time.monotonic()
        last = self.announced[-1][0] if self.announced else 0
        self.announced += [(c["seq"], c["number"], c["counter"]) for c in reversed(frame["calls"]) if c["seq"] > last]
