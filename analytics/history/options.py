"""Options of every command that works with the history: where the database is, and where the history."""

import argparse
import os
from pathlib import Path

from analytics.history.errors import HistoryError
from analytics.history.location import HISTORY_VARIABLE, history_directory
from queue_server.eventlog.location import DATA_VARIABLE, DATABASE_FILE, DATABASE_VARIABLE
from queue_server.eventlog.sqlite import sqlite_url


class HistoryNowhere(HistoryError):
    code = "history-nowhere"
    title = f"Beside a database server there is no place for the history: say --history DIR, or set {HISTORY_VARIABLE}"


def add_places(parser: argparse.ArgumentParser) -> None:
    """Let the user name both: see `places`."""
    parser.add_argument(
        "--data",
        type=Path,
        default=Path(os.environ.get(DATA_VARIABLE, "data")),
        metavar="DIR",
        help=f"data directory (default: the variable {DATA_VARIABLE}, or data)",
    )
    parser.add_argument(
        "--database",
        default=os.environ.get(DATABASE_VARIABLE),
        metavar="URL",
        help=f"postgresql://USER@HOST/NAME, or the variable {DATABASE_VARIABLE} (default: a SQLite file in the data directory)",
    )
    parser.add_argument(
        "--history",
        dest="directory",
        type=Path,
        default=None,
        metavar="DIR",
        help=f"the history's directory (default: the variable {HISTORY_VARIABLE}, or history beside the SQLite file)",
    )


def places(arguments: argparse.Namespace) -> tuple[str, Path]:
    """Return the database's URL and the history's directory.

    Raises:
        HistoryNowhere: there is no place for it.
    """
    url = str(arguments.database or sqlite_url(arguments.data / DATABASE_FILE))
    directory = history_directory(url, arguments.directory)
    if directory is None:
        raise HistoryNowhere
    return url, directory
