"""`onewindow history rebuild [--verify]`, `onewindow history verify`"""

import argparse
import contextlib

from analytics.history import rebuild as rebuilding
from analytics.history import verify as verifying
from analytics.history.errors import HistoryDamaged
from analytics.history.problem import Problem
from analytics.history.store import Store
from analytics.plural import many
from queue_server.cli.places import add_places, places
from queue_server.cli.progress import bar
from queue_server.eventlog.opening import open_database

FAULTS = {
    "missing": "is missing",
    "cut-short": "is cut short",
    "damaged": "is damaged",
    "elsewhere": "is reached by a link that leads out of the history",
    "newer": "was written by a newer release",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    rebuild = actions.add_parser("rebuild", help="make it again from the log where it differs; servers may run")
    rebuild.add_argument("--verify", action="store_true", help="compare row for row only")
    rebuild.set_defaults(history=_rebuild)
    verify = actions.add_parser("verify", help="name files that are missing, cut short, damaged or too new; servers may run")
    verify.set_defaults(history=_verify)
    for action in (rebuild, verify):
        add_places(action)


def run(arguments: argparse.Namespace) -> int:
    code: int = arguments.history(arguments)
    return code


def _rebuild(arguments: argparse.Namespace) -> int:
    url, directory = places(arguments)
    with (
        contextlib.closing(open_database(url, create=False, reader=True)) as database,
        contextlib.closing(Store(directory)) as store,
        bar("days") as progress,
    ):
        try:
            store.manifest()
        except HistoryDamaged:
            if arguments.verify:
                raise
            store.begin_anew()
            print("the list of files could not be read and was put aside: days that were imported are to be imported again")
        found = rebuilding.rebuild(store, database, progress, verify=arguments.verify)
        elsewhere = sum(len(list(part.current())) for part in store.manifest().parts if part.source != "log")
    differ = found.different + found.dropped
    for hall_date, wrong in found.named if arguments.verify or differ else ():  # a history from nothing has all days missing
        print(f"{hall_date.hall} {hall_date.date}: {wrong}")
    for hall_date, error in found.unreadable:
        print(f"{hall_date.hall} {hall_date.date}: {error}")
    told = [
        f"{many(count, 'day')} {was if count == 1 else were}"
        for count, was, were in ((found.missing, "was missing", "were missing"), (differ, "differed", "differed"))
        if count
    ]
    print(
        f"{many(found.days, 'day')} of the log, {many(found.tickets, 'ticket')}: "
        + (" and ".join(told) or "log and history agree")
        + ("; made again" if told and not arguments.verify else "")
        + (f"; the run before had done {many(found.earlier, 'month')}" if found.earlier else "")
    )
    if elsewhere:
        print(f"{many(elsewhere, 'day was', 'days were')} imported or simulated, not closed in a log: nothing to compare")
    return 1 if found.unreadable or (told and arguments.verify) else 0


def _verify(arguments: argparse.Namespace) -> int:
    url, directory = places(arguments)
    with contextlib.closing(open_database(url, create=False, reader=True)) as database, bar("files") as progress:
        found = verifying.verify(directory, database, progress)
    for problem in found.problems:
        print(_sentence(problem))
    for hall_date in found.missing:
        print(f"{hall_date.hall} {hall_date.date}: {rebuilding.SAID['missing']}")
    for hall_date in found.strange:
        print(f"{hall_date.hall} {hall_date.date}: {rebuilding.SAID['dropped']}")
    wrong = len(found.problems) + len(found.missing) + len(found.strange)
    unlisted = f"; {many(found.unlisted, 'more file counts', 'more files count')} for nothing" if found.unlisted else ""
    whole = f"{many(wrong, 'thing')} wrong" if wrong else "all whole"
    print(f"{many(found.files, 'file')}, {many(found.days, 'day')}: {whole}{unlisted}")
    return 1 if wrong else 0


def _sentence(problem: Problem) -> str:
    if not problem.days:
        return f"{problem.file} {FAULTS[problem.fault]}: an older version, no day is missing"
    shown = many(problem.days, f"day of {problem.month} is", f"days of {problem.month} are")
    return f"{problem.file} {FAULTS[problem.fault]}: {shown} not shown"
