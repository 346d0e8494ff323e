"""The halls' clock as a client knows it: what the server told last, going on at the server's speed."""

import asyncio
from datetime import datetime

LOOK_AGAIN_S = 2.0
"""Real seconds after which a sleeper looks at the clock again: the server may have jumped to the next morning."""

SLACK_S = 0.25
"""Real seconds by which a frame may be late; a smaller difference does not move the clock."""


def to_ms(rfc3339: str) -> int:
    """Return Unix milliseconds of a time such as `2026-03-02T01:15:00.000Z`."""
    return round(datetime.fromisoformat(rfc3339).timestamp() * 1000)


class HallClock:
    """Hall time in Unix milliseconds; `speed` hall seconds pass in a real one."""

    def __init__(self) -> None:
        self.speed = 1.0
        self._told_ms: float = 0.0
        self._at_s = 0.0

    @property
    def known(self) -> bool:
        return self._told_ms > 0

    def tell(self, now: str, speed: float) -> None:
        """Set the clock by what the server says it is now."""
        told_ms, real_s = to_ms(now), asyncio.get_running_loop().time()
        if speed == self.speed and self.known and abs(told_ms - self._now_ms(real_s)) <= SLACK_S * 1000 * speed:
            return
        self._told_ms, self._at_s, self.speed = told_ms, real_s, speed

    def now_ms(self) -> int:
        return int(self._now_ms(asyncio.get_running_loop().time()))

    def _now_ms(self, real_s: float) -> float:
        return self._told_ms + (real_s - self._at_s) * 1000 * self.speed

    async def until(self, hall_ms: float) -> None:
        """Return when the clock shows `hall_ms` or later."""
        while True:
            left_ms = hall_ms - self.now_ms()
            if left_ms <= 0:
                return
            await asyncio.sleep(min(LOOK_AGAIN_S, left_ms / 1000 / self.speed))

    async def sleep(self, hall_s: float) -> None:
        """Return after `hall_s` seconds of hall time."""
        await self.until(self.now_ms() + hall_s * 1000)
