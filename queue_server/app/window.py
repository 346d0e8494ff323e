"""Counts what each of many names does within a while, and refuses more of it until that has passed; its memory is bounded."""

import time
from collections.abc import Callable
from math import ceil


class WindowLimit:
    """Refuses a name after `most` counts within `window_s` seconds, until the window that the first of them began ends.

    At most `names` names are remembered; beyond that the oldest window is forgotten first.
    """

    def __init__(
        self, most: int, window_s: float, *, names: int = 10_000, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._most, self._window_s, self._names, self._monotonic = most, window_s, names, monotonic
        self._counts: dict[str, tuple[int, float]] = {}

    def refused_s(self, name: str) -> int | None:
        """Return for how many seconds the name is refused, at least 1; None: it may try."""
        count, ends_s = self._current(name)
        return max(1, ceil(ends_s - self._monotonic())) if count >= self._most else None

    def count(self, name: str) -> None:
        """Count once more."""
        count, ends_s = self._current(name)
        self._counts[name] = (count + 1, ends_s)
        if len(self._counts) > self._names:
            del self._counts[next(iter(self._counts))]

    def forget(self, name: str) -> None:
        """Let the name begin anew."""
        self._counts.pop(name, None)

    def __len__(self) -> int:
        return len(self._counts)

    def _current(self, name: str) -> tuple[int, float]:
        known = self._counts.get(name)
        if known is not None and known[1] > self._monotonic():
            return known
        self._counts.pop(name, None)  # a new window stands at the young end
        return 0, self._monotonic() + self._window_s
