"""`onewindow doctor` as its users type it."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.support.server import free_port


class Told(NamedTuple):
    """Exit code, and each finding as (level, about, says and do)."""

    code: int
    findings: list[tuple[str, str, str]]

    def of(self, level: str, about: str) -> str:
        """Return what was said at this level about this, empty when nothing was."""
        return " | ".join(text for one, what, text in self.findings if (one, what) == (level, about))


def doctor(*arguments: object, env: Mapping[str, str] | None = None, wrapper: Sequence[str] = ()) -> Told:
    """Run it, on a port where nobody listens unless `--port` is given."""
    given = [str(argument) for argument in arguments]
    if "--port" not in given:
        given += ["--port", str(free_port())]
    command = [*wrapper, sys.executable, "-m", "queue_server.cli", "doctor", "--json", *given]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env={**os.environ, **(env or {})})
    assert done.stderr == "", done.stderr
    found = json.loads(done.stdout)
    return Told(done.returncode, [(one["level"], one["about"], f"{one['says']}. {one['do']}") for one in found])


def contents(folder: Path) -> dict[str, bytes]:
    """Return all files of a folder."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
