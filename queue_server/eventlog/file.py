"""The database's file: where it stands, and connections to it."""

import os
import sqlite3
from pathlib import Path

from queue_server.eventlog.errors import LogUnavailable

CHECKPOINT_PAGES = 4000
"""Pages in the write-ahead log before they go into the file; pages change often, so later is less work: +10 % against 1000."""

KEPT_WAL_BYTES = 64 * 1024 * 1024
"""The write-ahead log is cut to this after a checkpoint, so that one long reader does not leave a huge file for ever."""


class DatabaseFile:
    """A SQLite file that stands at `path` now; from then on only this one will do, wherever it was meanwhile.

    Args:
        path: Absolute.
        reader: Connections only read.
        busy_timeout_s: How long a connection waits for another program's lock.
    """

    def __init__(self, path: Path, *, reader: bool, busy_timeout_s: float) -> None:
        self.path = path
        self.reader = reader
        self.busy_timeout_s = busy_timeout_s
        self._place = _place(path)

    @staticmethod
    def make(path: Path) -> None:
        """Make an empty file unless there is one."""
        # Only its owner may read it: sessions are in it. SQLite gives its other files the same mode.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))

    def refuse_if_moved(self) -> None:
        """Raise LogUnavailable when the file does not stand where it stood."""
        place = _place(self.path)
        if place is None or place != self._place:
            raise LogUnavailable(reason="vanished" if place is None else "replaced")

    def connect(self) -> sqlite3.Connection:
        """Open the file; it must be there."""
        # The place is compared again after opening: SQLite would take the write-ahead log that lies beside a replaced file for
        # that file's own.
        self.refuse_if_moved()
        connection = sqlite3.connect(
            f"{self.path.as_uri()}?mode={'ro' if self.reader else 'rw'}",
            uri=True,
            timeout=self.busy_timeout_s,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            self.refuse_if_moved()
            connection.execute("PRAGMA foreign_keys = ON")
            if not self.reader:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
                connection.execute(f"PRAGMA journal_size_limit = {KEPT_WAL_BYTES}")
        except BaseException:
            connection.close()
            raise
        return connection


def _place(path: Path) -> tuple[int, int] | None:
    """Return device and inode of what stands at `path`, None when nothing does.

    Never opens it: closing a file drops all POSIX locks that the process holds on it, SQLite's among them.
    """
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
