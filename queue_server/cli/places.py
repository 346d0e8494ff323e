"""Options of every command that works with the history: where the database is, and where the history."""

import argparse
from pathlib import Path

from analytics.history.errors import HistoryError
from analytics.history.location import HISTORY_VARIABLE, history_directory
from queue_server.cli.options import add_database, add_history, database_url


class HistoryNowhere(HistoryError):
    code = "history-nowhere"
    title = f"Beside a database server there is no place for the history: say --history DIR, or set {HISTORY_VARIABLE}"


def add_places(parser: argparse.ArgumentParser) -> None:
    """Let the user name both: see `places`."""
    add_database(parser)
    add_history(parser)


def places(arguments: argparse.Namespace) -> tuple[str, Path]:
    """Return the database's URL and the history's directory.

    Raises:
        HistoryNowhere: there is no place for it.
    """
    url = database_url(arguments)
    directory = history_directory(url, arguments.directory)
    if directory is None:
        raise HistoryNowhere
    return url, directory
