"""The file of variables that the units, the command and the installer read."""

import shlex
from pathlib import Path

from refusal import Refusal

FIRST = """\
# OneWindow's settings: read by systemd and by the command `onewindow`. Values with signs of the shell stand in single quotes.
ONEWINDOW_DATA={data}
ONEWINDOW_HOST=127.0.0.1
ONEWINDOW_PORT=8000
# More arguments of `onewindow serve`, such as --no-analytics:
ONEWINDOW_OPTIONS=
# Several servers on one PostgreSQL database (docs/servers.md):
#ONEWINDOW_DATABASE='postgresql://onewindow@db.example/onewindow'
# Where its dashboards keep closed days then (docs/history.md); the option --history does the same:
#ONEWINDOW_HISTORY={data}/history
# How many daily backups are kept, and where:
ONEWINDOW_BACKUPS={backups}
ONEWINDOW_BACKUPS_KEPT=14
"""


def first(data: Path) -> str:
    """Return the file of a new installation."""
    return FIRST.format(data=shlex.quote(str(data)), backups=shlex.quote(f"{data}/backups"))


def read(path: Path) -> dict[str, str]:
    """Return the variables; a file that is not there has none.

    Raises:
        Refusal: a line's quotes do not close, which the shell and systemd would not read either.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError:
        raise Refusal(f"{path} is not UTF-8 text") from None
    settings = {}
    for number, line in enumerate(map(str.strip, lines), 1):
        name, sign, value = line.partition("=")
        if sign and not line.startswith("#"):
            try:
                settings[name] = "".join(shlex.split(value)[:1])
            except ValueError:
                raise Refusal(f"{path}, line {number}: a quote is not closed") from None
    return settings
