"""The file of variables that the units, the command and the installer read."""

import shlex
from pathlib import Path

FIRST = """\
# OneWindow's settings: read by systemd and by the command `onewindow`. Values with signs of the shell stand in single quotes.
ONEWINDOW_DATA={data}
ONEWINDOW_HOST=127.0.0.1
ONEWINDOW_PORT=8000
# More arguments of `onewindow serve`, such as --no-analytics:
ONEWINDOW_OPTIONS=
# Several servers on one PostgreSQL database (docs/servers.md):
#ONEWINDOW_DATABASE='postgresql://onewindow@db.example/onewindow'
# Where its dashboards keep closed days then (docs/history.md):
#ONEWINDOW_HISTORY={data}/history
# How many daily backups are kept, and where:
ONEWINDOW_BACKUPS={data}/backups
ONEWINDOW_BACKUPS_KEPT=14
"""


def read(path: Path) -> dict[str, str]:
    """Return the variables; a file that is not there has none."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return {}
    pairs = (line.strip().partition("=") for line in lines if "=" in line and not line.strip().startswith("#"))
    return {name: "".join(shlex.split(value)[:1]) for name, _, value in pairs}
