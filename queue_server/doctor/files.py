"""How many files and connections a server may have open: every screen and phone is one."""

import resource
from pathlib import Path

from queue_server.doctor.finding import Finding

OWN = 128
"""A server's own: database, dashboards, program files, with room."""
LOW, SHORT = 4096, 512
"""A large hall has a dozen screens and some hundred phones that look at their ticket; a city's server has them all."""


def limit_of(process: int | None) -> int:
    """Return how many files a process may have open (None, or one that may not be looked at: as one started here might)."""
    if process is not None:
        try:
            lines = Path(f"/proc/{process}/limits").read_text(encoding="ascii").splitlines()
            soft = next(line.split()[3] for line in lines if line.startswith("Max open files"))
            return int(soft) if soft != "unlimited" else 2**31
        except (OSError, StopIteration, ValueError):
            pass
    soft_here = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return soft_here if soft_here != resource.RLIM_INFINITY else 2**31


def judge_limit(limit: int) -> Finding:
    """Tell what a limit of open files is good for."""
    says = f"{limit} files may be open: room for about {max(0, limit - OWN)} screens and phones at a time"
    if limit >= LOW:
        return Finding("ok", "files", says)
    do = "Raise it: `LimitNOFILE=65536` in the systemd unit, or `ulimit -n 65536` before the start"
    return Finding("wrong" if limit < SHORT else "warning", "files", says, do)
