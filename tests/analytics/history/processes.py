"""A process that writes to a history. Run as a script: `processes.py DIRECTORY HALL`.

It writes the played day on every tenth date, corrects some, merges and sweeps, and prints what was acknowledged. It goes on
until it is killed or its standard input is closed.
"""

import itertools
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from analytics.history.months import merge_due
from analytics.history.store import Store
from tests.analytics.history.days import frames

ROOT = Path(__file__).parent.parent.parent.parent
BEGIN = date(2026, 3, 2)
EVERY_DAYS = 10
"""Few days a month, so that months are soon over."""
CORRECTS_EVERY, MERGES_EVERY = 5, 2


class Writer:
    """The process, at its work."""

    def __init__(self, directory: Path, hall: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.analytics.history.processes", str(directory), hall],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,  # lines that were read ahead would be lost to `communicate`
        )

    def acknowledged(self, count: int) -> list[bytes]:
        """Return its next lines."""
        assert self._process.stdout is not None
        return [self._process.stdout.readline() for _ in range(count)]

    def kill(self) -> list[bytes]:
        """End it as a power cut would; return what it had printed since, without a line that was cut short."""
        self._process.kill()
        printed, _ = self._process.communicate()
        return [line for line in printed.splitlines(keepends=True) if line.endswith(b"\n")]

    def leave(self) -> list[bytes]:
        """Let it end by itself; return what it had printed since."""
        printed, _ = self._process.communicate()
        assert self._process.returncode == 0
        return printed.splitlines(keepends=True)


@contextmanager
def writing(directory: Path, hall: str) -> Iterator[Writer]:
    writer = Writer(directory, hall)
    try:
        yield writer
    finally:
        writer.kill()


def _write(directory: Path, hall: str) -> None:
    over = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
    store = Store(directory)
    begin = max((day.date for part in store.manifest().parts for day in part.current() if day.hall == hall), default=BEGIN)
    for number in itertools.count():
        if over.is_set():
            return
        day = (begin + timedelta(days=EVERY_DAYS * number)).isoformat()
        store.write(frames((hall, day)))
        told = f"{day} accumulating\n"
        if number % CORRECTS_EVERY == 0:
            store.write(frames((hall, day), policy="strict"))
            told += f"{day} strict\n"
        if number % MERGES_EVERY == 0:
            merge_due(store)
            store.sweep(0)
        os.write(sys.stdout.fileno(), told.encode())


if __name__ == "__main__":
    _write(Path(sys.argv[1]), sys.argv[2])
