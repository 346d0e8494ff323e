"""How many processors the dashboards may use, so that halls do not wait for one."""

import contextlib
import os
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

_THREADS = Path("/proc/self/task")


class Processors:
    """All that the process has for one question; while several are answered one fewer, which is free for the halls' server at once.

    Giving way (`analytics.niceness`) is not enough beside a crowd: whoever wakes up waits until the scheduler takes the processor from
    another, some milliseconds. For several threads; where the system does not let processors be chosen, or has one only, nothing is done.
    """

    def __init__(self) -> None:
        self._all = frozenset(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else frozenset()
        self._fewer = self._all - {min(self._all, default=0)} or self._all
        self._lock = threading.Lock()
        self._answering = 0

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
            before, self._answering = self._answering, self._answering + more
            if (before > 1) != (self._answering > 1):
                self._confine(self._fewer if self._answering > 1 else self._all)

    def _confine(self, processors: frozenset[int]) -> None:
        if self._fewer == self._all:
            return
        for thread in _THREADS.iterdir():  # each has its own set; one that begins has that of who began it
            with contextlib.suppress(OSError):  # it has ended
                os.sched_setaffinity(int(thread.name), processors)
