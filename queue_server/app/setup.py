"""Making a database: the city, its logins, and what an administrator does to it from the command line."""

import contextlib

import queue_server.app.retention.records
import queue_server.projections.tables  # noqa: F401 - made with the database, so that it can be read before it was served
from queue_server.app import audit
from queue_server.app.clock import real_ms
from queue_server.app.passwords import refuse_unfit
from queue_server.app.sessions import revoke_sessions
from queue_server.app.users import (
    NO_PASSWORD,
    UnknownUser,
    User,
    add_user,
    hash_password,
    hash_public_password,
    parse_grant,
    refuse_misplaced,
    refuse_unnamed,
    set_password,
)
from queue_server.city.city import City
from queue_server.city.errors import CityMissing
from queue_server.city.rows import read_city, store_city
from queue_server.core.errors import OneWindowError
from queue_server.eventlog.database import Database
from queue_server.eventlog.errors import DatabaseForeign, DatabaseInUse, DatabaseMissing
from queue_server.eventlog.opening import open_database


class LoginsInUse(OneWindowError):
    code = "database-in-use"
    title = (
        "A server runs on the database: logins are added, and passwords set, on its page /staff or with PUT /api/v1/users/NAME; "
        "or stop it first"
    )


def initialise(url: str, city: City) -> None:
    """Load a city into a new database, or into one that has none yet.

    Raises:
        CityExists: the database has a city.
        DatabaseInUse, DatabaseForeign, LogUnavailable: it cannot be written.
    """
    database = open_database(url, create=True)
    try:
        # One hash for each password: in a demo all logins share one that everybody knows.
        hashes = {word: hash_public_password(word) for word in {staff.password for staff in city.staff} if word is not None}
        now_ms = real_ms()
        with database.writing() as connection:
            store_city(connection, city, now_ms)
            for staff in city.staff:
                password_hash = hashes[staff.password] if staff.password is not None else NO_PASSWORD
                user = User(username=staff.username, name=staff.name, roles=staff.roles)
                add_user(connection, user, password_hash, now_ms)
    finally:
        database.close()


def has_city(url: str) -> bool:
    """Tell whether a city was loaded there; a start that was cut off may have left a file without one."""
    try:
        database = open_database(url, create=False, reader=True)
    except (DatabaseMissing, DatabaseForeign):
        return False
    try:
        with database.reading() as connection:
            read_city(connection)
    except CityMissing:
        return False
    finally:
        database.close()
    return True


def add_login(url: str, username: str, name: str, roles: list[str], password: str) -> None:
    """Add a login from the command line; the password is initial. `roles`: such as `admin@city`.

    Raises:
        UserInvalid: the name, a role or a scope cannot be. PasswordUnfit: the password cannot. UserExists: the name is taken.
        LoginsInUse: a server runs on the database and lets nobody else write.
    """
    refuse_unfit(password, username, [name])
    refuse_unnamed(name)
    user = User(username=username, name=name, roles=tuple(parse_grant(role) for role in roles))
    with contextlib.closing(_open(url)) as database:
        password_hash = hash_password(password)
        with database.writing() as connection:
            city = read_city(connection)
            refuse_misplaced(user.roles, city.halls, [district.id for district in city.districts])
            add_user(connection, user, password_hash, real_ms(), initial=True)
    audit.record("user-added", username, roles=roles, by="the command line")


def set_login_password(url: str, username: str, password: str) -> None:
    """Give a login its first or another initial password; its sessions end.

    Raises:
        UnknownUser: there is no such login, or it is disabled. PasswordUnfit: the password cannot be. LoginsInUse: as for `add_login`.
    """
    refuse_unfit(password, username)
    with contextlib.closing(_open(url)) as database:
        password_hash = hash_password(password)
        with database.writing() as connection:
            if not set_password(connection, username, password_hash, initial=True):
                raise UnknownUser(username=username)
            revoke_sessions(connection, username, real_ms())
    audit.record("password-set", username, by="the command line")


def _open(url: str) -> Database:
    try:
        return open_database(url, create=False)
    except DatabaseInUse as error:
        raise LoginsInUse(**error.facts) from None
