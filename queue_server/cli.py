"""The command line: `onewindow ...`. Wrong use and refusals are one line on stderr and exit code 2."""

import argparse
import contextlib
import getpass
import importlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urlsplit

from queue_server.core.errors import OneWindowError
from queue_server.eventlog.location import DATA_VARIABLE, DATABASE_FILE, DATABASE_VARIABLE
from queue_server.logs.configuration import configure

if TYPE_CHECKING:
    from queue_server.app.retention.records import Run
    from queue_server.city.errors import Finding

CLIENTS = {
    "replay": ("queue_server.clients.replay", "play recorded visits against a server and report"),
    "convert": ("queue_server.clients.warsaw", "turn other systems' records into visits"),
    "import": ("analytics.imports.command", "take other systems' records, or an event log, into the history"),
    "history": ("analytics.history.command", "the closed days' files that the dashboards read: made again, or looked at"),
}
"""Commands that live in a module with `add_arguments(parser)` and `run(arguments)`."""


SERVERS = {"serve", "demo"}
"""Commands that go on until they are ended: their log is read. Others say what they have done."""


class Usage(Exception):
    """What the user should change, in one sentence."""


class OneLineParser(argparse.ArgumentParser):
    """Says what is wrong in one line instead of printing the whole usage."""

    def error(self, message: str) -> NoReturn:
        raise Usage(f"{self.prog}: {message} (see {self.prog} --help)")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code: 0, 2 for what the user can change, 130 after Ctrl-C."""
    try:
        given = list(sys.argv[1:] if argv is None else argv)
        arguments = _parser(given[0] if given else "").parse_args(given)
        run: Callable[[argparse.Namespace], int] = arguments.run
        configure(level="info" if arguments.command in SERVERS else "warning")
        return run(arguments)
    except Usage as error:
        print(error, file=sys.stderr)
        return 2
    except OneWindowError as error:
        print(f"onewindow: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130


def _parser(chosen: str) -> argparse.ArgumentParser:
    """Return the parser of all commands; the clients' own arguments are loaded only for the `chosen` one, to start quickly."""
    parser = OneLineParser(
        prog="onewindow", description="Queue management and service analytics for service halls: one ticket, any open counter."
    )
    commands = parser.add_subparsers(required=True, dest="command", metavar="COMMAND", parser_class=OneLineParser)

    serve = commands.add_parser("serve", help="serve a city that was loaded with init")
    _data(serve)
    _listen(serve)
    serve.add_argument(
        "--proxy",
        default="127.0.0.1",
        metavar="ADDRESS",
        help="proxy whose X-Forwarded and X-Request-Id headers are believed (default: 127.0.0.1)",
    )
    serve.add_argument("--speed", type=_positive, default=1.0, help=argparse.SUPPRESS)  # of a demo city's clock
    serve.add_argument("--start", type=_moment, default=None, help=argparse.SUPPRESS)  # of a demo city's first day
    serve.set_defaults(run=_serve)

    demo = commands.add_parser("demo", help="serve the demo city (made on the first start), with demo logins")
    _data(demo)
    _listen(demo)
    demo.add_argument("--speed", type=_positive, default=1.0, help="seconds of the halls' clock a second")
    demo.add_argument("--crew", choices=("0", "1"), default="1", help="1: visitors and tellers are played (default)")
    demo.set_defaults(run=_demo)

    init = commands.add_parser("init", help="load a city file into a new database")
    init.add_argument("city", type=Path, metavar="CITY-FILE")
    _data(init)
    init.set_defaults(run=_init)

    check = commands.add_parser("check", help="name every wrong line of a city file")
    check.add_argument("city", type=Path, metavar="CITY-FILE")
    check.set_defaults(run=_check)

    user = commands.add_parser("user", help="logins of staff and devices")
    actions = user.add_subparsers(required=True, metavar="ACTION", parser_class=OneLineParser)
    add = actions.add_parser("add", help="add a login; the password is asked for, or read from a file")
    add.add_argument("username")
    add.add_argument(
        "--role", action="append", required=True, metavar="ROLE@SCOPE", help="such as admin@city, teller@hall:zetou"
    )
    add.add_argument("--name", default=None, help="the person's or device's name (default: the username)")
    add.add_argument("--password-file", type=Path, default=None)
    _data(add)
    add.set_defaults(run=_user_add)

    password = actions.add_parser("password", help="set a login's password; it is asked for, or read from a file")
    password.add_argument("username")
    password.add_argument("--password-file", type=Path, default=None)
    _data(password)
    password.set_defaults(run=_user_password)

    rebuild = commands.add_parser("rebuild", help="make the tickets table again from the log and compare row for row")
    rebuild.add_argument("--verify", action="store_true", help="compare only")
    _data(rebuild)
    rebuild.set_defaults(run=_rebuild)

    verify = commands.add_parser("verify", help="fold every day again and check heads, rows and answers; servers may run")
    _data(verify)
    verify.set_defaults(run=_verify)

    backup = commands.add_parser("backup", help="write everything into a new file; servers may run")
    backup.add_argument("to", type=Path, metavar="TO")
    _data(backup)
    backup.set_defaults(run=_backup)

    restore = commands.add_parser("restore", help="fill a new or empty database from a backup")
    restore.add_argument("source", type=Path, metavar="FROM")
    _data(restore)
    restore.set_defaults(run=_restore)

    migrate = commands.add_parser("migrate", help="bring the database of an older release up to date; stop its servers first")
    _data(migrate)
    migrate.set_defaults(run=_migrate)

    retention = commands.add_parser("retention", help="delete what has outlived its purpose; servers do it every night")
    retention.add_argument("--dry-run", action="store_true", help="say what would be deleted, change nothing")
    retention.add_argument("--last", action="store_true", help="show the record of the last run")
    retention.add_argument(
        "--days",
        type=_days,
        action="append",
        default=[],
        metavar="KIND=DAYS",
        help="keep passes, sessions, notices or logins so long from now on, on all servers",
    )
    _data(retention)
    retention.set_defaults(run=_retention)

    doctor = commands.add_parser(
        "doctor", help="say what is wrong with a server and its machine; changes nothing, servers may run"
    )
    _data(doctor)
    _where(doctor)
    doctor.add_argument("--certificate", type=Path, default=None, metavar="FILE", help="a TLS certificate (PEM) to look at")
    doctor.add_argument("--url", type=_https, default=None, help="https://HOST of the front whose certificate is looked at")
    doctor.add_argument("--json", action="store_true", help="the findings as JSON")
    doctor.set_defaults(run=_doctor)

    for name, (module, told) in CLIENTS.items():
        command = commands.add_parser(name, help=told)
        if name == chosen:
            client = importlib.import_module(module)
            client.add_arguments(command)
            command.set_defaults(run=client.run)
    return parser


def _data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data",
        type=Path,
        default=Path(os.environ.get(DATA_VARIABLE, "data")),
        metavar="DIR",
        help=f"data directory (default: the variable {DATA_VARIABLE}, or data)",
    )
    parser.add_argument(
        "--database",
        default=os.environ.get(DATABASE_VARIABLE),
        metavar="URL",
        help=f"postgresql://USER@HOST/NAME, or the variable {DATABASE_VARIABLE} (default: a SQLite file in the data directory)",
    )


def _where(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=_port, default=8000, help="port to listen on (default: 8000)")


def _listen(parser: argparse.ArgumentParser) -> None:
    _where(parser)
    parser.add_argument("--no-analytics", action="store_true", help="without the dashboards")
    parser.add_argument("--access-log", action="store_true", help="log every request, not only failures and slow answers")


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:6]) <= 65535):
        raise argparse.ArgumentTypeError("a port is 1 to 65535")
    return int(text)


def _days(text: str) -> tuple[str, int]:
    kind, _, days = text.partition("=")
    if not (kind and days.isascii() and days.isdecimal() and len(days) < 7):
        raise argparse.ArgumentTypeError("a period is KIND=DAYS, such as notices=30")
    return kind, int(days)


def _https(text: str) -> str:
    try:
        parts = urlsplit(text)
        fits = parts.scheme == "https" and bool(parts.hostname) and parts.port != 0 and not parts.username
    except ValueError:
        fits = False
    if not fits:
        raise argparse.ArgumentTypeError("an address is https://HOST or https://HOST:PORT")
    return text


def _positive(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 10_000:
        raise argparse.ArgumentTypeError("a speed is above 0 and at most 10000")
    return value


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a start is YYYY-MM-DDTHH:MM, in the first hall's time") from None


def _serve(arguments: argparse.Namespace) -> int:
    from queue_server.server import ServerSettings, serve

    return serve(
        ServerSettings(
            database_url=_url(arguments),
            host=arguments.host,
            port=arguments.port,
            speed=arguments.speed,
            start=arguments.start,
            proxy=arguments.proxy,
            analytics=not arguments.no_analytics,
            access_log=arguments.access_log,
        )
    )


def _demo(arguments: argparse.Namespace) -> int:
    from queue_server.demo import serve_demo

    return serve_demo(
        _url(arguments),
        host=arguments.host,
        port=arguments.port,
        speed=arguments.speed,
        crew=arguments.crew == "1",
        analytics=not arguments.no_analytics,
        access_log=arguments.access_log,
    )


def _init(arguments: argparse.Namespace) -> int:
    from queue_server.app.setup import initialise
    from queue_server.city.errors import CityFileErrors
    from queue_server.city.file import load_city

    try:
        city = load_city(arguments.city)
    except CityFileErrors as error:
        return _print_findings(arguments.city, error.findings)
    initialise(_url(arguments), city)
    print(f"{city.name.zh} {city.name.en}: {len(city.halls)} halls, {len(city.services)} services, {len(city.staff)} logins")
    without = sum(staff.password is None for staff in city.staff)
    if without:
        print(f"next: a password for each of {without} logins: onewindow user password NAME, or on the page /staff")
    if not any(grant.role == "admin" for staff in city.staff for grant in staff.roles):
        print("next: an administrator: onewindow user add NAME --role admin@city")
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from queue_server.city.check import check_city

    findings = check_city(arguments.city)
    if findings:
        return _print_findings(arguments.city, findings)
    print(f"{arguments.city}: nothing to change")
    return 0


def _print_findings(city: Path, findings: "Iterable[Finding]") -> int:
    findings = list(findings)
    for finding in findings:
        print(f"{finding.file or city}:{finding.line}: {finding.where}: {finding.message}")
    print(f"onewindow: {city}: {len(findings)} to change", file=sys.stderr)
    return 2


def _user_add(arguments: argparse.Namespace) -> int:
    from queue_server.app.setup import add_login

    name = arguments.username if arguments.name is None else arguments.name
    add_login(_url(arguments), arguments.username, name, arguments.role, _password(arguments))
    print(f"{arguments.username} can log in, and then sets a password of their own")
    return 0


def _user_password(arguments: argparse.Namespace) -> int:
    from queue_server.app.setup import set_login_password

    set_login_password(_url(arguments), arguments.username, _password(arguments))
    print(f"{arguments.username} can log in, and then sets a password of their own")
    return 0


def _password(arguments: argparse.Namespace) -> str:
    """Return the password from the file, else as typed twice on a terminal, else the first line of stdin."""
    try:
        if arguments.password_file is not None:
            return str(arguments.password_file.read_text(encoding="utf-8").rstrip("\r\n"))
        if sys.stdin is None:
            return ""
        if not sys.stdin.isatty():
            return sys.stdin.readline().rstrip("\r\n")
    except OSError as error:
        raise Usage(f"onewindow: the password file cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise Usage("onewindow: the password is not UTF-8 text") from None
    password = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != password:
        raise Usage("onewindow: the two passwords differ")
    return password


@contextlib.contextmanager
def _bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show how far something has come, on a terminal; give what to call with what is done and the total."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _rebuild(arguments: argparse.Namespace) -> int:
    from queue_server.eventlog.opening import open_database
    from queue_server.projections.rebuild import rebuild

    database = open_database(_url(arguments), create=False, reader=arguments.verify)
    with contextlib.closing(database), _bar("days") as progress:
        found = rebuild(database, progress, verify=arguments.verify)
    for difference in found.differences:
        print(f"{difference.table} {difference.key}: the log says {difference.log}, stored is {difference.stored}")
    print(
        f"{found.streams} days, {found.tickets} tickets: "
        + ("log and rows agree" if not found.different else f"{found.different} rows differ")
        + (", the table was made again" if found.swapped else "")
    )
    return 1 if found.different and not found.swapped else 0


def _verify(arguments: argparse.Namespace) -> int:
    from queue_server.eventlog.opening import open_database
    from queue_server.projections.verify import verify

    database = open_database(_url(arguments), create=False, reader=True)
    with contextlib.closing(database), _bar("days") as progress:
        found = verify(database, progress)
    for sentence in found.said:
        print(sentence)
    print(
        f"{found.streams} days, {found.tickets} tickets, {found.answers} answers: "
        + ("all agree" if not found.different else f"{found.different} disagree")
    )
    return 1 if found.different else 0


def _backup(arguments: argparse.Namespace) -> int:
    from queue_server.app.backup import backup
    from queue_server.eventlog.opening import open_database

    database = open_database(_url(arguments), create=False, reader=True)
    with contextlib.closing(database), _bar("rows") as progress:
        carried = backup(database, arguments.to, progress)
    print(f"{arguments.to}: {carried.rows} rows, {carried.days} days, {carried.tickets} tickets")
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    from queue_server.app.backup import restore

    with _bar("rows") as progress:
        carried, verified = restore(arguments.source, _url(arguments), progress)
    print(f"{carried.rows} rows restored: {verified.streams} days, {verified.tickets} tickets, all agree")
    print("next: logins are as they were; everybody logs in again")
    return 0


def _migrate(arguments: argparse.Namespace) -> int:
    from queue_server.eventlog.opening import open_database
    from queue_server.eventlog.schema import REVISION

    open_database(_url(arguments), create=False, migrate=True).close()
    print(f"the database's tables are those of this release ({REVISION})")
    return 0


def _retention(arguments: argparse.Namespace) -> int:
    import asyncio

    from queue_server.app.retention.records import last_run
    from queue_server.app.retention.run import run_retention, would_delete
    from queue_server.eventlog.errors import DatabaseInUse
    from queue_server.eventlog.opening import open_database

    days = dict(arguments.days)
    if arguments.last or arguments.dry_run:
        if arguments.last and (arguments.dry_run or days):
            raise Usage("onewindow: --last shows what was done; it goes with nothing else")
        with contextlib.closing(open_database(_url(arguments), create=False, reader=True)) as reader, reader.reading() as rows:
            found = last_run(rows) if arguments.last else would_delete(rows, days)
        if found is None:
            print("nothing was ever deleted: retention has not run yet")
            return 0
        _show_retention(found, "would be deleted" if arguments.dry_run else "deleted")
        return 0
    try:
        database = open_database(_url(arguments), create=False)
    except DatabaseInUse as error:
        raise Usage(
            f"onewindow: process {error.facts['process']} serves the database and does this every night; see --last"
        ) from None
    with contextlib.closing(database), _bar("rows") as progress:
        run = asyncio.run(
            run_retention(
                database,
                by="command",
                days=days,
                told=lambda so_far: progress(sum(one.deleted for one in so_far.kinds), 0),
            )
        )
    _show_retention(run, "deleted")
    return 0


def _show_retention(run: "Run", done: str) -> None:
    from rich.console import Console
    from rich.table import Table

    from queue_server.app.retention.told import COLUMNS, rows_of, title_of

    columns = [done if column == "deleted" else column for column in COLUMNS]
    if run.run:
        print(title_of(run))
    if not sys.stdout.isatty():
        for row in rows_of(run):
            print(f"{row[0]}: kept for {row[1]}, {row[2]} {done}, oldest left {row[3]}")
        return
    table = Table(*columns)
    for row in rows_of(run):
        table.add_row(*row)
    Console().print(table)


def _doctor(arguments: argparse.Namespace) -> int:
    import msgspec

    from queue_server.doctor.examination import Patient, examine

    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(arguments.host, arguments.host)  # noqa: S104 - where it can be asked
    patient = Patient(_url(arguments), arguments.data, host, arguments.port, arguments.certificate, arguments.url)
    found = []
    for finding in examine(patient):
        found.append(finding)
        if not arguments.json:
            print(finding.line(), flush=True)
    if arguments.json:
        print(msgspec.json.format(msgspec.json.encode(found)).decode())
    return 1 if any(finding.level == "wrong" for finding in found) else 0


def _url(arguments: argparse.Namespace) -> str:
    from queue_server.eventlog.sqlite import sqlite_url

    return str(arguments.database or sqlite_url(arguments.data / DATABASE_FILE))


if __name__ == "__main__":
    sys.exit(main())
