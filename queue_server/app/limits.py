"""Counts failed attempts by name and refuses more of them for a while; its memory is bounded."""

import time
from collections.abc import Callable
from math import ceil


class FailureLimit:
    """Refuses a name after `most` failures within `window_s` seconds, until the window that the first of them began ends.

    At most `names` names are remembered; beyond that the oldest window is forgotten first.
    """

    def __init__(
        self, most: int, window_s: float, *, names: int = 10_000, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._most, self._window_s, self._names, self._monotonic = most, window_s, names, monotonic
        self._failures: dict[str, tuple[int, float]] = {}

    def refused_s(self, name: str) -> int | None:
        """Return for how many seconds the name is refused, at least 1; None: it may try."""
        count, ends_s = self._current(name)
        return max(1, ceil(ends_s - self._monotonic())) if count >= self._most else None

    def failed(self, name: str) -> None:
        """Count a failure."""
        count, ends_s = self._current(name)
        self._failures[name] = (count + 1, ends_s)
        if len(self._failures) > self._names:
            del self._failures[next(iter(self._failures))]

    def succeeded(self, name: str) -> None:
        """Forget the name's failures."""
        self._failures.pop(name, None)

    def __len__(self) -> int:
        return len(self._failures)

    def _current(self, name: str) -> tuple[int, float]:
        known = self._failures.get(name)
        if known is not None and known[1] > self._monotonic():
            return known
        self._failures.pop(name, None)  # a new window stands at the young end
        return 0, self._monotonic() + self._window_s
