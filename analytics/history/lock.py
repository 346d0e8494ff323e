"""One writer at a time, of whatever process."""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from analytics.history.errors import HistoryBusy

NAME = ".lock"
_LOOKS_EVERY_S = 0.02


@contextlib.contextmanager
def locked(directory: Path, patience_s: float) -> Iterator[None]:
    """Hold the directory's lock; it goes with the process, however that ends.

    Raises:
        HistoryBusy: another has held it for so long.
        OSError: the system does not let the file be made.
    """
    file = os.open(directory / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    until = time.monotonic() + patience_s
    try:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise HistoryBusy(directory=str(directory)) from None
                time.sleep(_LOOKS_EVERY_S)
        yield
    finally:
        os.close(file)
