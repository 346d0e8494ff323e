"""A lock beside the database file that keeps a second server process out."""

import fcntl
import os
from pathlib import Path

from queue_server.eventlog.errors import DatabaseInUse


class FileLock:
    """Held from construction until `release` or the end of the process, however it ends. The file itself stays.

    Raises:
        DatabaseInUse: another process holds it.
    """

    def __init__(self, database: Path) -> None:
        # A link that somebody else has laid there, in a folder that others may write to, would have us write into a file of theirs to choose.
        self._file = os.open(f"{database}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(self._file, 20).decode("ascii", "replace").strip()
            os.close(self._file)
            raise DatabaseInUse(database=str(database), process=holder) from None
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, b"%d\n" % os.getpid(), 0)

    def release(self) -> None:
        os.close(self._file)
