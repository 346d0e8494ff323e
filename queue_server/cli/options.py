"""Options that several commands have, and what they mean."""

import argparse
import os
from pathlib import Path

from analytics.history.location import HISTORY_VARIABLE
from queue_server.eventlog.location import DATA_VARIABLE, DATABASE_FILE, DATABASE_VARIABLE
from queue_server.eventlog.sqlite import sqlite_url


def add_database(parser: argparse.ArgumentParser) -> None:
    """Let the user name the database: see `database_url`."""
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


def add_history(parser: argparse.ArgumentParser) -> None:
    """Let the user name the history's directory: `directory`, None when nothing is said (`history_directory`)."""
    parser.add_argument(
        "--history",
        dest="directory",
        type=Path,
        default=None,
        metavar="DIR",
        help=f"the history's directory (default: the variable {HISTORY_VARIABLE}, or history beside the SQLite file)",
    )


def database_url(arguments: argparse.Namespace) -> str:
    """Return the URL of the database that the user has named."""
    return str(arguments.database or sqlite_url(arguments.data / DATABASE_FILE))


def add_address(parser: argparse.ArgumentParser) -> None:
    """Let the user name where a server listens: `host`, `port`."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=_port, default=8000, help="port to listen on (default: 8000)")


def add_serving(parser: argparse.ArgumentParser) -> None:
    """Let the user say how a server is run, whatever city it serves."""
    add_database(parser)
    add_history(parser)
    add_address(parser)
    parser.add_argument("--no-analytics", action="store_true", help="without the dashboards")
    parser.add_argument("--access-log", action="store_true", help="log every request, not only failures and slow answers")


def speed(text: str) -> float:
    """Return the speed of a demo's clock."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 10_000:
        raise argparse.ArgumentTypeError("a speed is above 0 and at most 10000")
    return value


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:6]) <= 65535):
        raise argparse.ArgumentTypeError("a port is 1 to 65535")
    return int(text)
