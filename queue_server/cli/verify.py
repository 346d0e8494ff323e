"""`onewindow verify`"""

import argparse
import contextlib

from queue_server.app.readable import unreadable
from queue_server.cli.options import add_database, database_url
from queue_server.cli.progress import bar
from queue_server.eventlog.opening import open_database
from queue_server.projections.verify import verify

add_arguments = add_database


def run(arguments: argparse.Namespace) -> int:
    database = open_database(database_url(arguments), create=False, reader=True)
    with contextlib.closing(database), bar("days") as progress:
        found, setup = verify(database, progress), unreadable(database)
    for sentence in (*found.said, *setup):
        print(sentence)
    different = found.different + len(setup)
    print(
        f"{found.streams} days, {found.tickets} tickets, {found.answers} answers: "
        + ("all agree" if not different else f"{different} disagree")
    )
    return 1 if different else 0
