"""Small disks that can be filled to the last byte and emptied again."""

import contextlib
import os
import resource
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

TMPFS_BYTES = 2 * 1024 * 1024


class Disk(Protocol):
    folder: Path

    def fill(self) -> None: ...

    def empty(self) -> None: ...


class SmallTmpfs:
    """A memory file system of two mebibytes. Only root may mount one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        with self._ballast.open("ab", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(1024))

    def empty(self) -> None:
        self._ballast.unlink()


class SizeLimit:
    """Where no file system can be mounted: no file of this process may grow beyond what the largest in the folder has now."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(self) -> None:
        largest = max(path.stat().st_size for path in self.folder.iterdir())
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, self._before[1]))

    def empty(self) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, self._before)


@contextlib.contextmanager
def small_tmpfs(folder: Path) -> Iterator[SmallTmpfs | None]:
    """Mount a small file system at `folder`; give None where that is not allowed."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={TMPFS_BYTES}", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        yield None
        return
    try:
        yield SmallTmpfs(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextlib.contextmanager
def size_limit(folder: Path) -> Iterator[SizeLimit]:
    limit = SizeLimit(folder)
    try:
        yield limit
    finally:
        limit.empty()
