"""A folder for as long as something is drawn. What processes that were killed left behind is removed by the next one."""

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from analytics.history import lock
from analytics.history.errors import HistoryBusy

PREFIX = "onewindow-report-"
YOUNG_S = 60.0
"""A folder so young may not have its lock yet."""


@contextlib.contextmanager
def own_folder() -> Iterator[Path]:
    """Give an empty folder that is this process's alone, and goes with the block.

    Raises:
        OSError: the system does not let one be made.
    """
    _remove_left()
    with tempfile.TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as name, lock.locked(Path(name), 0):
        yield Path(name)


def _remove_left() -> None:
    """Remove this user's folders whose process is gone: their locks went with it."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError, HistoryBusy):
            about = folder.stat(follow_symlinks=False)
            mine = about.st_uid == os.geteuid() and (folder / lock.NAME).is_file()
            if mine and time.time() - about.st_mtime > YOUNG_S:
                with lock.locked(folder, 0):
                    shutil.rmtree(folder)
