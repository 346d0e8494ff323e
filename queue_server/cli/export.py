"""`onewindow export xes TO`: the history's tickets for other programs."""

import argparse
import contextlib
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

from analytics.history.errors import HistoryError
from analytics.plural import many
from analytics.queries.filter import Filter
from analytics.queries.history import History
from analytics.reports.xes import Ticket, tickets_of, write_xes
from queue_server.cli.places import NotWritten, add_places, places
from queue_server.cli.progress import bar


class NothingToExport(HistoryError):
    code = "nothing-to-export"
    title = "The history has no tickets of these halls and dates"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe `onewindow export`."""
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    xes = what.add_parser("xes", help="an event log for process mining: XES 2.0, a case a ticket (xes, or xes.gz)")
    xes.add_argument("to", type=Path, metavar="TO")
    xes.add_argument(
        "--since", type=_date, default=date.min, metavar="YYYY-MM-DD", help="first date (default: the first there is)"
    )
    xes.add_argument(
        "--until", type=_date, default=date.max, metavar="YYYY-MM-DD", help="last date (default: the last there is)"
    )
    xes.add_argument("--hall", action="append", default=[], metavar="ID", help="this hall's; may be given again (default: all)")
    add_places(xes)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2026-03-02") from None


def run(arguments: argparse.Namespace) -> int:
    """Carry out `onewindow export xes`; returns the exit status.

    Raises:
        NothingToExport, NotWritten: as they say. HistoryError: the history cannot be read.
    """
    with contextlib.closing(History(places(arguments)[1])) as history, bar("tickets") as progress:
        for problem in history.problems():
            print(f"onewindow: {problem.file} {problem.fault}: {problem.days} days are not in the export", file=sys.stderr)
        halls = tuple(sorted(arguments.hall or history.halls()))
        asked = Filter(halls=halls, since=arguments.since, until=arguments.until)
        sums = history.frame("SELECT count(*) AS tickets, list(DISTINCT source) AS sources FROM tickets", asked)
        total = int(sums["tickets"].iloc[0])
        if not total:
            raise NothingToExport(halls=", ".join(halls), since=f"{arguments.since}", until=f"{arguments.until}")
        sources = sorted(sums["sources"].iloc[0])
        about = {
            "concept:name": "OneWindow tickets" + (" (simulated)" if "simulated" in sources else ""),
            "sources": ", ".join(sources),
        }
        try:
            written = write_xes(arguments.to, _counted(tickets_of(history, asked), total, progress), about=about)
        except OSError as error:
            raise NotWritten.of(arguments.to, error) from error
    print(f"{arguments.to}: {many(written.tickets, 'ticket')}, {many(written.events, 'event')}, from {', '.join(sources)}")
    return 0


def _counted(tickets: Iterable[Ticket], total: int, progress: Callable[[int, int], None]) -> Iterator[Ticket]:
    for count, ticket in enumerate(tickets):
        if count % 1000 == 0:
            progress(count, total)
        yield ticket
