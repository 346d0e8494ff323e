"""The shipped units, read as systemd reads them."""

import re
import shlex
from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "deploy" / "systemd"
UNITS = sorted(path.name for path in FOLDER.iterdir())


def setting(unit: str, name: str) -> list[str]:
    """Return every value that the unit gives to `name`."""
    text = (FOLDER / unit).read_text("utf-8")
    return re.findall(rf"^{name}=(.*)$", text, flags=re.MULTILINE)


def exec_start(unit: str, variables: Mapping[str, str], instance: str = "") -> list[str]:
    """Return the command of ExecStart: `${X}` is one argument, a lone `$X` as many as it has words."""
    (line,) = setting(unit, "ExecStart")
    command: list[str] = []
    for word in line.replace("%i", instance).split():
        if word.startswith("$") and not word.startswith("${"):
            command += shlex.split(variables.get(word[1:], ""))
        else:
            command.append(re.sub(r"\$\{(\w+)\}", lambda found: variables.get(found[1], ""), word))
    return command
