"""Other programs, run with a clean environment."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from refusal import Refusal

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def run(what: str, command: Sequence[str | Path], *, env: Mapping[str, str] | None = None) -> str:
    """Run a program and return what it wrote.

    Raises:
        Refusal: it failed. The line tells `what` could not be done, and the program's last word.
    """
    clean = {"PATH": PATH, "LANG": "C.UTF-8", "HOME": "/nonexistent", "PIP_CONFIG_FILE": os.devnull}
    try:
        done = subprocess.run(
            [str(each) for each in command], capture_output=True, text=True, check=False, env=clean | dict(env or {}), cwd="/"
        )
    except OSError as error:
        raise Refusal(f"{what}: {error.strerror}: {command[0]}") from None
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines() or [f"exit code {done.returncode}"]
        if any("No space left on device" in line for line in said):
            raise Refusal(f"{what}: no room on the disk")
        raise Refusal(f"{what}: {said[-1]}")
    return done.stdout
