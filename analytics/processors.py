"""How many processors the dashboards may use, so that halls do not wait for one."""

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from math import exp
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

_THREADS = Path("/proc/self/task")
LOOKS_BACK_S = 5.0
"""Over so long, the newest time counting most, it is asked how much of it went into answers."""
CROWD = 0.4
"""Share of that time beyond which somebody is always asking: one who changes filters alone takes a fifth of it."""


class Processors:
    """All that the process has for one question; beside a crowd one fewer, which is free for the halls' server at once.

    A crowd is several questions at a time, or one after the other without much between them. Giving way (`analytics.niceness`) is not enough
    then: whoever wakes up waits until the scheduler takes the processor from another, some milliseconds. For several threads; where the
    system does not let processors be chosen, or has one only, nothing is done.

    Args:
        clock: Gives seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._all = frozenset(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else frozenset()
        self._fewer = self._all - {min(self._all, default=0)} or self._all
        self._lock = threading.Lock()
        self._answering = 0
        self._confined = False
        self._clock, self._counted_s, self._busy = clock, clock(), 0.0

    @contextlib.contextmanager
    def answering(self) -> Iterator[None]:
        """Count a question for as long as it is answered."""
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    def counted(self, application: "WSGIApplication") -> "WSGIApplication":
        """Return the application with each of its requests counted while it is answered; who waits for another's answer counts, too."""

        def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
            with self.answering():
                return application(environ, start_response)

        return answer

    def _count(self, more: int) -> None:
        with self._lock:
            now_s = self._clock()
            kept = exp((self._counted_s - now_s) / LOOKS_BACK_S)
            self._busy = self._busy * kept + (1 - kept) * (self._answering > 0)
            self._counted_s, self._answering = now_s, self._answering + more
            crowd = self._answering > 1 or (self._answering == 1 and self._busy > CROWD)
            if crowd != self._confined:
                self._confined = crowd
                self._confine(self._fewer if crowd else self._all)

    def _confine(self, processors: frozenset[int]) -> None:
        if self._fewer == self._all:
            return
        for thread in _THREADS.iterdir():  # each has its own set; one that begins has that of who began it
            with contextlib.suppress(OSError):  # it has ended
                os.sched_setaffinity(int(thread.name), processors)
