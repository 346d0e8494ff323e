"""`onewindow report`: a month of a hall, a district or the city, as HTML and PDF."""

import argparse
import contextlib
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Literal, NamedTuple, get_args
from zoneinfo import ZoneInfo

from analytics.history.whole import in_place_of
from analytics.queries.history import History
from analytics.queries.live import Live, Setup
from analytics.reports.chromium import Chromium
from analytics.reports.document import Report, document
from analytics.reports.made import MadeReports
from analytics.reports.month import Month, last_over, read_month
from analytics.viewer import CITY, Place, Rights
from analytics.words import LANGUAGES
from queue_server.cli.interrupts import Interrupts
from queue_server.cli.places import NotWritten, add_places, places
from queue_server.cli.progress import bar
from queue_server.cli.usage import Usage
from queue_server.core.errors import OneWindowError
from queue_server.eventlog.opening import open_database

Form = Literal["pdf", "html"]
FORMS: tuple[Form, ...] = get_args(Form)


class ScopeUnknown(OneWindowError):
    """Fact: `scope`."""

    code = "scope-unknown"
    title = "The city has no such hall or district; a scope is city, district:ID or hall:ID"


class _File(NamedTuple):
    to: Path
    form: Form
    report: Report


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe `onewindow report`."""
    parser.add_argument("--month", type=_month, default=None, metavar="YYYY-MM", help="(default: the last one that is over)")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--scope", default=CITY, metavar="SCOPE", help="city, district:ID or hall:ID (default: city)")
    what.add_argument(
        "--every", choices=("hall", "district"), default=None, help="a report of each, into the directory that --to names"
    )
    parser.add_argument("--language", choices=LANGUAGES, default="zh", help="zh has English beside it (default: zh)")
    parser.add_argument(
        "--to", type=Path, default=None, metavar="FILE", help="FILE.pdf or FILE.html (default: a PDF named by scope and month)"
    )
    parser.add_argument("--format", choices=FORMS, default=None, help="with --every, or without --to (default: pdf)")
    parser.add_argument("--no-charts", action="store_true", help="HTML with the tables alone, which needs no Chromium")
    parser.add_argument(
        "--no-sandbox",
        action="store_true",
        help="run Chromium without its own walls: as root, and where the system forbids them",
    )
    add_places(parser)


def _month(text: str) -> Month:
    try:
        return read_month(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a month such as 2026-03") from None


def run(arguments: argparse.Namespace) -> int:
    """Carry out `onewindow report`; returns the exit status. What is there of --every, and of the same history, is not made again.

    Raises:
        Usage: options that contradict each other. ScopeUnknown, ChromiumMissing, ChromiumAsRoot, ChromiumFailed, NotWritten: as they say.
    """
    url, directory = places(arguments)
    form = _form(arguments)
    with (
        contextlib.closing(open_database(url, create=False, reader=True)) as database,
        contextlib.closing(History(directory)) as history,
        bar("reports") as progress,
    ):
        setup = Live(database).setup()
        for problem in history.problems():
            print(f"onewindow: {problem.file} {problem.fault}: {problem.days} days are not in the report", file=sys.stderr)
        files = list(_files(arguments, form, setup, history))
        folder = files[0].to.absolute().parent
        if arguments.every:
            with _writing(folder):
                folder.mkdir(parents=True, exist_ok=True)
        elif not folder.is_dir():
            raise NotWritten(file=str(files[0].to), reason="there is no such directory")
        made = MadeReports(folder) if arguments.every else None
        of = f"history {history.version}, set-up {setup.version}, OneWindow {version('onewindow')}{', no charts' if arguments.no_charts else ''}"
        left = [file for file in files if made is None or not made.has(file.to.name, of)]
        with (
            contextlib.nullcontext()
            if arguments.no_charts or not left
            else Chromium(sandbox=not arguments.no_sandbox) as chromium,
            Interrupts() as ctrl_c,
        ):
            for file in left:
                ctrl_c.check()
                progress(len(files) - len(left) + left.index(file), len(files))
                _make(file, history, setup, chromium)
                if made is not None:
                    with _writing(folder):
                        made.add(file.to.name, of)
    there = len(files) - len(left)
    print(
        f"{folder}: {len(left)} reports made" + (f", {there} were there" if there else "") if arguments.every else files[0].to
    )
    return 0


def _form(arguments: argparse.Namespace) -> Form:
    """Return the form that the options ask for.

    Raises:
        Usage: they ask for two, or for what cannot be.
    """
    form: Form | None = arguments.format
    if arguments.to is not None and not arguments.every:
        ending = arguments.to.suffix.lower().removeprefix(".")
        if ending not in FORMS or (form or ending) != ending:
            raise Usage("argument --to: a report is FILE.pdf or FILE.html", "onewindow report")
        form = ending
    if arguments.every and arguments.to is None:
        raise Usage("argument --every: say with --to into which directory", "onewindow report")
    if arguments.no_charts and form == "pdf":
        raise Usage("argument --no-charts: Chromium prints PDF, so without it there is HTML alone", "onewindow report")
    return form or ("html" if arguments.no_charts else "pdf")


def _files(arguments: argparse.Namespace, form: Form, setup: Setup, history: History) -> Iterator[_File]:
    rights = Rights((CITY,), (Place(hall, config.district) for hall, (config, _) in setup.city.halls.items()))
    choices = [arguments.scope]
    if arguments.every:
        choices = [choice for choice in rights.choices if choice.startswith(f"{arguments.every}:")]
    for choice in choices:
        if choice not in rights.choices:
            raise ScopeUnknown(scope=choice)
    tz = ZoneInfo(next(iter(setup.city.halls.values()))[0].tz)
    month = arguments.month or last_over(history.span(rights.halls), datetime.now(tz).date())
    for choice in choices:
        report = Report(choice, month, arguments.language)
        name = Path(f"{month}-{choice.replace(':', '-')}-{arguments.language}.{form}")
        to = arguments.to / name if arguments.every else arguments.to or name
        yield _File(to, form, report)


def _make(file: _File, history: History, setup: Setup, chromium: Chromium | None) -> None:
    draw = None if chromium is None else chromium.charts
    content = document(file.report, history, setup, now_ms=time.time_ns() // 1_000_000, draw=draw)
    made = content.encode() if chromium is None or file.form == "html" else chromium.pdf(content)
    with _writing(file.to), in_place_of(file.to) as temporary:
        temporary.write_bytes(made)


@contextlib.contextmanager
def _writing(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NotWritten.of(file, error) from error
