"""The halls' clock as a client knows it: what the server told last, going on at the server's speed."""

import asyncio
from datetime import datetime
from time import monotonic as real_s

LOOK_AGAIN_S = 2.0
"""Real seconds after which a sleeper looks at the clock again: the server may have jumped to the next morning."""

WINDOW_S = 3.0
"""Real seconds within which the timeliest of several tellings counts: a late frame does not set the clock back."""


def to_ms(rfc3339: str) -> int:
    """Return Unix milliseconds of a time such as `2026-03-02T01:15:00.000Z`."""
    return round(datetime.fromisoformat(rfc3339).timestamp() * 1000)


class HallClock:
    """Hall time in Unix milliseconds; `speed` hall seconds pass in a real one."""

    def __init__(self) -> None:
        self.speed = 1.0
        self._offset_ms = 0.0  # hall time = offset + real time * speed
        self._latest: float | None = None
        self._before: float | None = None
        self._since_s = 0.0

    def tell(self, now: str, speed: float) -> None:
        """Take note of what the server says it is now.

        What was told is late by its way here, never early: of the last `WINDOW_S` to twice that the largest offset is taken. A
        clock that was set back (a killed server goes on from what it had stored) is followed when the window has passed.
        """
        at_s = real_s()
        offset_ms = to_ms(now) - at_s * 1000 * speed
        age_s = at_s - self._since_s
        if speed != self.speed or self._latest is None or age_s > 2 * WINDOW_S:
            self.speed, self._before, self._latest, self._since_s = speed, None, offset_ms, at_s
        elif age_s > WINDOW_S:
            self._before, self._latest, self._since_s = self._latest, offset_ms, at_s
        else:
            self._latest = max(self._latest, offset_ms)
        self._offset_ms = self._latest if self._before is None else max(self._latest, self._before)

    def now_ms(self) -> int:
        """Return what the clock shows; a day of 1970 before anything was told."""
        return int(self._offset_ms + real_s() * 1000 * self.speed)

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
