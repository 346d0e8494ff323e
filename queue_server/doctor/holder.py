"""Who holds a listening port or a lock: what Linux tells in /proc, without touching either."""

import os
from pathlib import Path

PROC = Path("/proc")
_LISTEN = "0A"  # net/tcp_states.h


def listener(port: int) -> str | None:
    """Return the program that listens on a TCP port, such as `nginx (process 123)`; None when it cannot be seen."""
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
                return f"{(folder / 'comm').read_text(encoding='utf-8', errors='replace').strip()} (process {folder.name})"
        except OSError:  # another user's, or gone
            continue
    return None


def listener_process(port: int) -> int | None:
    """Return the id of the process that listens on a TCP port, None when it cannot be seen."""
    told = listener(port)
    return int(told.rpartition(" ")[2].rstrip(")")) if told is not None else None


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
