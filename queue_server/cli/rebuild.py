"""`onewindow rebuild`"""

import argparse
import contextlib

from queue_server.cli.options import add_database, database_url
from queue_server.cli.progress import bar
from queue_server.eventlog.opening import open_database
from queue_server.projections.rebuild import rebuild


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--verify", action="store_true", help="compare only")
    add_database(parser)


def run(arguments: argparse.Namespace) -> int:
    database = open_database(database_url(arguments), create=False, reader=arguments.verify)
    with contextlib.closing(database), bar("days") as progress:
        found = rebuild(database, progress, verify=arguments.verify)
    for difference in found.differences:
        print(f"{difference.table} {difference.key}: the log says {difference.log}, stored is {difference.stored}")
    print(
        f"{found.streams} days, {found.tickets} tickets: "
        + ("log and rows agree" if not found.different else f"{found.different} rows differ")
        + (", the table was made again" if found.swapped else "")
    )
    return 1 if found.different and not found.swapped else 0
