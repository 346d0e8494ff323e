"""`onewindow restore`"""

import argparse
from pathlib import Path

from queue_server.app.backup import restore
from queue_server.cli.options import add_database, database_url
from queue_server.cli.progress import bar


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", type=Path, metavar="FROM")
    add_database(parser)


def run(arguments: argparse.Namespace) -> int:
    with bar("rows") as progress:
        carried, verified = restore(arguments.source, database_url(arguments), progress)
    print(f"{carried.rows} rows restored: {verified.streams} days, {verified.tickets} tickets, all agree")
    print("next: logins are as they were; everybody logs in again")
    return 0
