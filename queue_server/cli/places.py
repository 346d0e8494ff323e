"""What commands that work with the history have in common: where the database is, and the history; a file that cannot be written."""

import argparse
from pathlib import Path

from analytics.history.errors import HistoryError
from analytics.history.location import HISTORY_VARIABLE, history_directory
from queue_server.cli.options import add_database, add_history, database_url


class HistoryNowhere(HistoryError):
    code = "history-nowhere"
    title = f"Beside a database server there is no place for the history: say --history DIR, or set {HISTORY_VARIABLE}"


class NotWritten(HistoryError):
    """Facts: `file`; `reason`: what the system said."""

    code = "export-not-written"
    title = "The file cannot be written"

    @classmethod
    def of(cls, file: Path, error: OSError) -> "NotWritten":
        return cls(file=str(file), reason=error.strerror or str(error))


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
