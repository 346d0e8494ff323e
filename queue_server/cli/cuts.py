"""`onewindow import cuts FILE`"""

import argparse
import contextlib
import getpass
import sys
import time
from pathlib import Path

from analytics.imports.cuts import load
from analytics.plural import many
from analytics.words import say
from queue_server.city.rows import read_city
from queue_server.cli.places import add_places, places
from queue_server.eventlog.opening import open_database


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe `onewindow import cuts`."""
    parser.add_argument("file", type=Path, metavar="FILE")
    add_places(parser)


def run(arguments: argparse.Namespace) -> int:
    """Load all lines, or name every wrong one and load nothing. Returns the exit status: 0, 2.

    Raises:
        OneWindowError: the file cannot be read, the database cannot be opened, or the history cannot be written.
    """
    url, directory = places(arguments)
    with contextlib.closing(open_database(url, create=False, reader=True)) as database, database.reading() as connection:
        services = {service.code for service in read_city(connection).services}
    count, wrong = load(arguments.file, services, directory, by=_account(), at_ms=time.time_ns() // 1_000_000)
    if wrong:
        for line, reason, facts in wrong:
            print(f"{arguments.file}:{line}: {say('en', f'wrong-{reason}', facts)}")
        print(
            f"onewindow: {arguments.file}: {many(len(wrong), 'wrong line')}, nothing was loaded",
            file=sys.stderr,
        )
        return 2
    print(f"{many(count, 'service')} loaded, in place of all that were loaded before")
    return 0


def _account() -> str:
    """Return the account that runs the command, as it is shown."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a user that the machine has no name for
        return "?"
