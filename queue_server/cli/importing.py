"""`onewindow import visits FILE`, `import log FILE`, `import populations FILE` and `import cuts FILE`."""

import argparse
import contextlib
import sys
from pathlib import Path

from analytics.history.store import Store
from analytics.imports.errors import ReportNowhere
from analytics.imports.logs import import_log
from analytics.imports.mapping import chosen
from analytics.imports.report import told, write_report
from analytics.imports.run import import_visits
from queue_server.city.rows import read_city
from queue_server.cli import cuts, populations
from queue_server.cli.places import NotWritten, add_places, places
from queue_server.cli.progress import bars
from queue_server.core.errors import OneWindowError
from queue_server.eventlog.opening import open_database


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe `onewindow import`."""
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    visits = what.add_parser("visits", help="records of visits: CSV (or csv.gz) or Parquet")
    visits.add_argument("file", type=Path, metavar="FILE")
    visits.add_argument(
        "--preset", choices=("generic", "warsaw"), default=None, help="a mapping that comes with OneWindow (default: generic)"
    )
    visits.add_argument("--hall", action="append", default=[], metavar="ID", help="take this hall alone; may be given again")
    log = what.add_parser("log", help="an event log, whose cases become processing times: XES (or xes.gz) or CSV")
    log.add_argument("file", type=Path, metavar="FILE")
    log.add_argument("--unit", default=None, metavar="NAME", help="whose cases they are, where the log does not say")
    log.add_argument(
        "--cases", type=Path, default=None, metavar="FILE", help="CSV with a row a case: when it ended, or that it goes on"
    )
    for each in (visits, log):
        each.add_argument(
            "--mapping", type=Path, default=None, metavar="FILE", help="which column is what (TOML, see docs/imports.md)"
        )
        each.add_argument("--name", default=None, help="of the source, instead of the mapping's: import:NAME in the history")
        each.add_argument("--tz", default=None, metavar="ZONE", help="zone of times without offset, instead of the mapping's")
        each.add_argument("--report", type=Path, default=None, metavar="FILE", help="write the report there as JSON")
        add_places(each)
    populations.add_arguments(what.add_parser("populations", help="residents of towns, for visits a thousand of them (CSV)"))
    cuts.add_arguments(what.add_parser("cuts", help="the bureau's own steps, limits and materials, before and after (CSV)"))


def run(arguments: argparse.Namespace) -> int:
    """Carry out `onewindow import`; returns the exit status: 0, 130 when interrupted.

    Raises:
        OneWindowError: as `import_visits` and `import_log`, or there is no place for the report.
        NotWritten: the report as JSON alone; the import is done.
    """
    if arguments.what == "populations":
        return populations.run(arguments)
    if arguments.what == "cuts":
        return cuts.run(arguments)
    if arguments.report is not None and not arguments.report.absolute().parent.is_dir():
        raise ReportNowhere(file=str(arguments.report))
    of_log = arguments.what == "log"
    fallback = "log" if of_log else (arguments.preset or "generic")
    mapping = chosen(
        arguments.mapping, None if of_log else arguments.preset, fallback, name=arguments.name, time_zone=arguments.tz
    )
    url, directory = places(arguments)
    with contextlib.closing(Store(directory)) as store, bars() as progressing:
        try:
            if of_log:
                report = import_log(
                    arguments.file, mapping, store, unit=arguments.unit, cases=arguments.cases, told=progressing
                )
            else:
                report = import_visits(arguments.file, mapping, store, halls=arguments.hall, told=progressing)
                city = _halls_of_the_city(url)
                report.not_the_citys = None if city is None else sorted(report.halls.keys() - city)
        except KeyboardInterrupt:
            print("onewindow: interrupted; the same command goes on from there", file=sys.stderr)
            return 130
    print("\n".join(told(report)))
    if arguments.report is not None:
        try:
            write_report(arguments.report, report)
        except OSError as error:
            raise NotWritten.of(arguments.report, error) from error
    return 0


def _halls_of_the_city(url: str) -> set[str] | None:
    """Return the ids of the city's halls; None: there is no database, as where a history stands alone, or it cannot be read."""
    try:
        with contextlib.closing(open_database(url, create=False, reader=True)) as database, database.reading() as connection:
            return set(read_city(connection).halls)
    except OneWindowError:
        return None
