"""Who holds a listening port or a lock: what Linux tells in /proc, without touching either."""

import os
from pathlib import Path
from typing import NamedTuple

PROC = Path("/proc")
_LISTEN = "0A"  # net/tcp_states.h


class Program(NamedTuple):
    """A running program: its process id, and its name as the kernel has it."""

    process: int
    name: str

    def __str__(self) -> str:
        return f"{self.name} (process {self.process})"


def listener(port: int) -> Program | None:
    """Return the program that listens on a TCP port; None when it cannot be seen."""
    sockets = set()
    for table in ("tcp", "tcp6"):
        try:
            lines = (PROC / "net" / table).read_text(encoding="ascii").splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            fields = line.split()
            if fields[3] == _LISTEN and int(fields[1].rpartition(":")[2], 16) == port:
                sockets.add(f"socket:[{fields[9]}]")
    if not sockets:
        return None
    for folder in PROC.glob("[0-9]*"):
        try:
            if any(os.readlink(file) in sockets for file in (folder / "fd").iterdir()):  # noqa: PTH115 - no path, a name
                name = (folder / "comm").read_text(encoding="utf-8", errors="replace").strip()
                return Program(int(folder.name), name)
        except OSError:  # another user's, or gone
            continue
    return None


def lock_holder(lock: Path) -> int | None:
    """Return the process that holds flock(2)'s lock on a file, None when nobody does. Taking it to see would disturb a server's start."""
    try:
        inode, process = lock.stat().st_ino, int(lock.read_text(encoding="ascii").strip() or 0)
        lines = (PROC / "locks").read_text(encoding="ascii").splitlines()
    except (OSError, ValueError):
        return None
    for line in lines:
        fields = line.replace("-> ", "").split()  # 1: FLOCK  ADVISORY  WRITE 123 fe:01:456 0 EOF
        if len(fields) > 5 and fields[1] == "FLOCK" and fields[5].rpartition(":")[2] == str(inode):
            holder = int(fields[4])
            return holder if holder > 0 else process
    return None
