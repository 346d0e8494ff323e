"""How a process gives way to the halls' server."""

import contextlib
import os
from pathlib import Path

_AUTOGROUP = Path("/proc/self/autogroup")
"""Linux shares processor time out between sessions first (`sched(7)`, autogroup), where no control group does: in a session of its own a process's
niceness then counts among the session's processes alone, and the session's is written here."""


def give_way(niceness: int) -> None:
    """Let others come first, also those of other sessions if this process leads one. What the system refuses is left."""
    with contextlib.suppress(OSError):
        os.nice(niceness)
    if os.getsid(0) == os.getpid():
        with contextlib.suppress(OSError):
            _AUTOGROUP.write_text(str(os.getpriority(os.PRIO_PROCESS, 0)))
