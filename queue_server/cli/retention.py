"""`onewindow retention`"""

import argparse
import asyncio
import contextlib
import sys

from rich.console import Console
from rich.table import Table

from queue_server.app.retention.records import Run, last_run
from queue_server.app.retention.run import run_retention, would_delete
from queue_server.app.retention.told import COLUMNS, rows_of, title_of
from queue_server.cli.options import add_database, database_url
from queue_server.cli.progress import bar
from queue_server.cli.usage import Usage
from queue_server.eventlog.errors import DatabaseInUse
from queue_server.eventlog.opening import open_database


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="say what would be deleted, change nothing")
    parser.add_argument("--last", action="store_true", help="show the record of the last run")
    parser.add_argument(
        "--days",
        type=_days,
        action="append",
        default=[],
        metavar="KIND=DAYS",
        help="keep passes, sessions, notices or logins so long from now on, on all servers",
    )
    add_database(parser)


def run(arguments: argparse.Namespace) -> int:
    days = dict(arguments.days)
    if arguments.last and (arguments.dry_run or days):
        raise Usage("--last shows what was done; it goes with nothing else")
    if not (arguments.last or arguments.dry_run):
        _show(_delete(database_url(arguments), days), "deleted")
        return 0
    database = open_database(database_url(arguments), create=False, reader=True)
    with contextlib.closing(database), database.reading() as connection:
        found = last_run(connection) if arguments.last else would_delete(connection, days)
    if found is None:
        print("nothing was ever deleted: retention has not run yet")
    else:
        _show(found, "would be deleted" if arguments.dry_run else "deleted")
    return 0


def _delete(url: str, days: dict[str, int]) -> Run:
    try:
        database = open_database(url, create=False)
    except DatabaseInUse as error:
        raise Usage(f"process {error.facts['process']} serves the database and does this every night; see --last") from None
    with contextlib.closing(database), bar("rows") as progress:

        def told(so_far: Run) -> None:
            progress(sum(one.deleted for one in so_far.kinds), 0)

        return asyncio.run(run_retention(database, by="command", days=days, told=told))


def _show(found: Run, done: str) -> None:
    """Print a run. `done`: what its rows are."""
    columns = [done if column == "deleted" else column for column in COLUMNS]
    if found.run:
        print(title_of(found))
    if not sys.stdout.isatty():
        for row in rows_of(found):
            print(f"{row[0]}: kept for {row[1]}, {row[2]} {done}, oldest left {row[3]}")
        return
    table = Table(*columns)
    for row in rows_of(found):
        table.add_row(*row)
    Console().print(table)


def _days(text: str) -> tuple[str, int]:
    kind, _, days = text.partition("=")
    if not (kind and days.isascii() and days.isdecimal() and len(days) < 7):
        raise argparse.ArgumentTypeError("a period is KIND=DAYS, such as notices=30")
    return kind, int(days)
