"""`onewindow backup`"""

import argparse
import contextlib
from pathlib import Path

from queue_server.app.backup import backup
from queue_server.cli.options import add_database, database_url
from queue_server.cli.progress import bar
from queue_server.eventlog.opening import open_database


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("to", type=Path, metavar="TO")
    add_database(parser)


def run(arguments: argparse.Namespace) -> int:
    database = open_database(database_url(arguments), create=False, reader=True)
    with contextlib.closing(database), bar("rows") as progress:
        carried = backup(database, arguments.to, progress)
    print(f"{arguments.to}: {carried.rows} rows, {carried.days} days, {carried.tickets} tickets")
    return 0
