"""Processes that benchmarks start and end."""

import resource
import subprocess
import sys
import time
from types import TracebackType

import httpx2

from tests.support.server import ServerProcess, free_port


class Bare:
    """A yardstick of `tests.bench.bare` in a process of its own."""

    def __init__(self, kind: str, *arguments: str) -> None:
        self.port = free_port()
        self._command = (sys.executable, "-m", "tests.bench.bare", kind, "--port", str(self.port), *arguments)
        self._kind = kind

    def __enter__(self) -> "Bare":
        self.process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self._kind == "broadcast":
            assert self.process.stdout is not None
            self.process.stdout.readline()
            return self
        for _ in range(200):
            try:
                httpx2.get(f"http://127.0.0.1:{self.port}/")
                return self
            except httpx2.TransportError:
                time.sleep(0.05)
        raise AssertionError("the yardstick did not start")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.process.terminate()
        self.process.wait(10)


def allow_files(wanted: int) -> None:
    """Raise this process's limit of open files, which its children take over."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))


def latencies_ms(server: ServerProcess, watched_s: float) -> list[float]:
    """Return how long the server takes for the smallest answer, asked one after the other, in order of length.

    The event loop answers between two pieces of work, so the longest is its longest stall, and what the machine adds.
    """
    client = server.client()
    found = []
    until = time.perf_counter() + watched_s
    while time.perf_counter() < until:
        asked = time.perf_counter()
        client.get("/healthz").raise_for_status()
        found.append((time.perf_counter() - asked) * 1000)
        time.sleep(0.005)
    return sorted(found)
