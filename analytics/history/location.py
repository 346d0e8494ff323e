"""Where the history is kept."""

import os
from pathlib import Path

from sqlalchemy import make_url

HISTORY_VARIABLE = "ONEWINDOW_HISTORY"
"""Environment variable for the history's directory, where the database is no file that it could stand beside."""
_NAME = "history"


def history_directory(database_url: str, given: Path | None = None) -> Path | None:
    """Return the history's directory: the given one, else that of the variable, else beside the database's file.

    None: there is no such file, and nothing was said.
    """
    chosen = given or Path(os.environ.get(HISTORY_VARIABLE, ""))
    if chosen != Path():
        return chosen.resolve()
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        return Path(url.database).resolve().parent / _NAME
    return None
