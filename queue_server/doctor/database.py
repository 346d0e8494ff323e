"""The database: whether it is there, whose it is, what release made it, and who serves it."""

import contextlib
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import Connection, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from queue_server.app.clock import last_event_ms, real_ms
from queue_server.app.retention.records import last_run
from queue_server.app.users import all_users, hash_public_password
from queue_server.city.errors import CityMissing
from queue_server.city.retention import DAY_MS
from queue_server.city.rows import read_city
from queue_server.city.staff import is_device
from queue_server.doctor.clock import judge_last_event
from queue_server.doctor.finding import Finding
from queue_server.doctor.holder import lock_holder
from queue_server.doctor.postgres import examine_postgres, name_of
from queue_server.eventlog.database import Database
from queue_server.eventlog.errors import (
    DatabaseForeign,
    DatabaseMissing,
    DatabaseNewer,
    DatabaseOlder,
    DatabaseUnreachable,
    LogUnavailable,
)
from queue_server.eventlog.opening import open_database

NAMED = 10
"""Logins that are named, of those that have the same fault."""
LATE_DAYS = 4
"""A long weekend with the machine switched off."""
VERIFY = "Whether all rows and days agree is told by: onewindow verify"


def file_of(url: str) -> Path | None:
    """Return the file of an SQLite URL, None for another kind of database."""
    try:
        place = make_url(url)
    except ArgumentError:
        return None
    return Path(place.database).resolve() if place.get_backend_name() == "sqlite" and place.database else None


def server_of(url: str) -> int | None:
    """Return the process that serves an SQLite file, None when none does or it cannot be told."""
    file = file_of(url)
    return lock_holder(Path(f"{file}.lock")) if file is not None else None


def examine_database(url: str) -> list[Finding]:
    """Look at the database at `url`, beside any server, and change nothing in it."""
    try:
        place = make_url(url)
        kind = place.get_backend_name()
    except Exception:  # not to be repeated: there may be a password in it
        return [Finding("wrong", "database", "its URL cannot be read", "Write postgresql://USER@HOST/NAME")]
    if kind == "postgresql" and place.database:
        found = examine_postgres(place)
        return (
            found
            if any(one.level == "wrong" for one in found if one.about == "database")
            else [*found, *_tables(url, name_of(place))]
        )
    file = file_of(url)
    if file is None:
        return [
            Finding(
                "wrong", "database", "its URL names no database that OneWindow can use", "Write postgresql://USER@HOST/NAME"
            )
        ]
    return [*_file(url, file), *_tables(url, str(file))]


def _file(url: str, file: Path) -> list[Finding]:
    if not file.exists():
        return []
    server = server_of(url)
    if server is None:
        return [Finding("ok", "database", f"no server has {file} open")]
    return [Finding("ok", "database", f"a server has {file} open (process {server}), as it should")]


def _tables(url: str, name: str) -> list[Finding]:
    """Look at what is in the database."""
    try:
        with contextlib.closing(open_database(url, create=False, reader=True)) as database:
            return [Finding("ok", "database", f"its tables are those of this release. {VERIFY}"), *_contents(database)]
    except DatabaseMissing:
        return [
            Finding(
                "wrong",
                "database",
                f"there is none: {name}",
                "Make it: onewindow init CITY-FILE; or name another with --data or --database",
            )
        ]
    except DatabaseForeign:
        return [
            Finding(
                "wrong",
                "database",
                f"{name} holds something else, or nothing of OneWindow yet",
                "Make it: onewindow init CITY-FILE; or name another",
            )
        ]
    except DatabaseOlder as error:
        says = f"{name} was made by an older release (step {error.facts['revision']}, this one needs {error.facts['known']})"
        return [Finding("wrong", "database", says, "Make a backup, stop its servers, and run: onewindow migrate")]
    except DatabaseNewer as error:
        says = f"{name} was made by a newer release (step {error.facts['revision']}, this one knows {error.facts['known']})"
        return [Finding("wrong", "database", says, "Install that release here, too")]
    except DatabaseUnreachable as error:
        return [
            Finding("wrong", "database", f"{name} cannot be opened: {error.facts['reason']}", "Run this as the server's user")
        ]
    except CityMissing:
        return [Finding("wrong", "database", f"{name} has no city yet", "Load one: onewindow init CITY-FILE")]
    except LogUnavailable as error:
        do = (
            "Restore a backup into a new place: onewindow restore"
            if error.reason == "damaged"
            else "Set that right, then look again"
        )
        return [Finding("wrong", "database", f"{name} cannot be read: {error.sentence}", do)]
    except DBAPIError as error:
        return [
            Finding(
                "wrong",
                "database",
                f"{name} cannot be read: {str(error.orig).splitlines()[0]}",
                "Give its user the rights of the tables' owner",
            )
        ]


def _contents(database: Database) -> list[Finding]:
    with database.reading() as connection:
        city = read_city(connection)
        found = [] if city.demo else [judge_last_event(last_event_ms(connection), real_ms())]
        return [*found, *_logins(connection, demo=city.demo), *_retention(connection, real_ms())]


def _retention(connection: Connection, now_ms: int) -> list[Finding]:
    """Look whether what has outlived its purpose is deleted; nothing to say of a database that was never served."""
    last = last_run(connection, ended=True)
    if last is None:
        return []
    days = (now_ms - last.began_ms) / DAY_MS
    if days > LATE_DAYS:
        says = f"nothing was deleted for {days:.0f} days, which servers do every night"
        return [
            Finding("warning", "retention", says, "Start a server, or run: onewindow retention; its log tells what hinders it")
        ]
    return [Finding("ok", "retention", "what has outlived its purpose is deleted every night")]


def _logins(connection: Connection, *, demo: bool) -> list[Finding]:
    """Look for logins that everybody, nobody, or somebody else can use."""
    live = [stored for stored in all_users(connection) if not stored.disabled]
    cheap = hash_public_password("").rsplit("$", 2)[0]  # the kind and its costs, of published passwords alone
    public = [stored for stored in live if stored.password_hash.startswith(cheap)]
    without = [stored for stored in live if not stored.has_password]
    initial = [stored for stored in live if stored.initial and stored.has_password and not is_device(stored.user.roles)]
    found = []
    if public:
        says = f"{len(public)} logins have a password that stands in a city file" + (": this is a demo" if demo else "")
        do = "Serve it on loopback only; a real city has passwords of its own: onewindow user password NAME"
        found.append(Finding("warning" if demo else "wrong", "logins", says, do))
    if without:
        found.append(
            Finding("warning", "logins", f"{len(without)} logins have no password yet", "Set it: onewindow user password NAME")
        )
    if initial:
        names = ", ".join(stored.user.username for stored in initial[:NAMED])
        more = f" and {len(initial) - NAMED} more" if len(initial) > NAMED else ""
        says = f"logins whose password somebody else set, and knows: {names}{more}"
        do = "Let them log in and set their own, or disable them on the page /staff"
        found.append(Finding("warning", "logins", says, do))
    return found or [Finding("ok", "logins", "every login has a password of its own")]


def public_host(url: str) -> str | None:
    """Return the host of the city's public address, None when it names none or cannot be asked."""
    try:
        with contextlib.closing(open_database(url, create=False, reader=True)) as database, database.reading() as connection:
            address = read_city(connection).public_url
    except Exception:  # `examine_database` says it
        return None
    return urlsplit(address).hostname if address else None
