"""`onewindow import populations FILE`"""

import argparse
import contextlib
import sys
from datetime import UTC, datetime
from pathlib import Path

from analytics.imports.populations import Known, load
from analytics.plural import many
from queue_server.city.rows import read_city
from queue_server.cli.places import add_places, places
from queue_server.eventlog.opening import open_database


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe `onewindow import populations`."""
    parser.add_argument("file", type=Path, metavar="FILE")
    add_places(parser)


def run(arguments: argparse.Namespace) -> int:
    """Load all lines, or name every wrong one and load nothing. Returns the exit status: 0, 2.

    Raises:
        OneWindowError: the file cannot be read, the database cannot be opened, or the history cannot be written.
    """
    url, directory = places(arguments)
    with contextlib.closing(open_database(url, create=False, reader=True)) as database, database.reading() as connection:
        halls = read_city(connection).halls
    known = Known(frozenset(config.town for config, _ in halls.values() if config.town), frozenset(halls))
    count, wrong = load(arguments.file, known, directory, datetime.now(UTC).year)
    if wrong:
        for line, reason in wrong:
            print(f"{arguments.file}:{line}: {reason}")
        print(
            f"onewindow: {arguments.file}: {many(len(wrong), 'wrong line')}, nothing was loaded",
            file=sys.stderr,
        )
        return 2
    print(f"{many(count, 'population')} loaded, in place of all that were loaded before")
    return 0
