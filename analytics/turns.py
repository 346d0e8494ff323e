"""Who asks much waits for his own questions, not others for theirs: so many requests of one login are passed on at a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Crowded(Exception):
    """Too many requests of this login wait already."""


class _Line:
    def __init__(self, most: int) -> None:
        self.room = asyncio.Semaphore(most)
        self.here = 0


class Turns:
    """Turns by login, for one event loop.

    Args:
        most: Requests of a login that have their turn at once; others wait, first come first served. waiting: So many at most.
        patience_s: How long one waits.
    """

    def __init__(self, most: int, waiting: int, patience_s: float) -> None:
        self._most, self._waiting, self._patience_s = most, waiting, patience_s
        self._lines: dict[str, _Line] = {}

    @asynccontextmanager
    async def turn(self, login: str) -> AsyncIterator[None]:
        """Wait for a turn and have it while the block runs.

        Raises:
            Crowded: too many of this login wait, or it took too long.
        """
        line = self._lines.setdefault(login, _Line(self._most))
        if line.here >= self._most + self._waiting:
            raise Crowded
        line.here += 1
        try:
            try:
                async with asyncio.timeout(self._patience_s):
                    await line.room.acquire()
            except TimeoutError:
                raise Crowded from None
            try:
                yield
            finally:
                line.room.release()
        finally:
            line.here -= 1
            if not line.here:
                del self._lines[login]
