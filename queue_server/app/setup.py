"""Making a database: the city, its logins, and what an administrator does to it from the command line."""

from sqlalchemy import Connection

import queue_server.app.retention.records
import queue_server.projections.tables  # noqa: F401 - made with the database, so that it can be read before it was served
from queue_server.app.clock import real_ms
from queue_server.app.sessions import revoke_sessions
from queue_server.app.users import (
    NO_PASSWORD,
    PASSWORD_LONGEST,
    User,
    UserInvalid,
    add_user,
    hash_password,
    hash_public_password,
    parse_grant,
    set_password,
)
from queue_server.city.city import City
from queue_server.city.errors import CityMissing
from queue_server.city.rows import read_city, store_city
from queue_server.city.staff_section import LONGEST_NAME
from queue_server.eventlog.errors import DatabaseForeign, DatabaseMissing
from queue_server.eventlog.opening import open_database

PASSWORD_SHORTEST = 10
"""Length is what makes a password strong (NIST SP 800-63B, 3.1.1.2); the demo's own are the exception."""


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
    """Add a login from the command line. `roles`: such as `admin@city`.

    Raises:
        UserInvalid: the name, a role, a scope or the password cannot be. UserExists: the name is taken.
    """
    _refuse_unfit(password)
    if not (name.strip() and name.isprintable() and len(name) <= LONGEST_NAME):
        raise UserInvalid(name=f"1 to {LONGEST_NAME} visible characters")
    user = User(username=username, name=name, roles=tuple(parse_grant(role) for role in roles))
    database = open_database(url, create=False)
    try:
        password_hash = hash_password(password)

        def work(connection: Connection) -> None:
            city = read_city(connection)
            places = {
                "city",
                *(f"hall:{hall}" for hall in city.halls),
                *(f"district:{district.id}" for district in city.districts),
            }
            for grant in user.roles:
                if grant.scope not in places:
                    raise UserInvalid(scope=grant.scope)
            add_user(connection, user, password_hash, real_ms())

        with database.writing() as connection:
            work(connection)
    finally:
        database.close()


def set_login_password(url: str, username: str, password: str) -> None:
    """Give a login its first or another password; its sessions end.

    Raises:
        UserInvalid: there is no such login, or the password is too short or too long.
    """
    _refuse_unfit(password)
    database = open_database(url, create=False)
    try:
        password_hash = hash_password(password)
        with database.writing() as connection:
            set_password(connection, username, password_hash)
            revoke_sessions(connection, username, real_ms())
    finally:
        database.close()


def _refuse_unfit(password: str) -> None:
    if len(password) < PASSWORD_SHORTEST:
        raise UserInvalid(password=f"at least {PASSWORD_SHORTEST} characters")
    if len(password) > PASSWORD_LONGEST:
        raise UserInvalid(password=f"at most {PASSWORD_LONGEST} characters")
    try:
        password.encode()
    except UnicodeEncodeError:  # the surrogates that stand for bytes of another encoding
        raise UserInvalid(password="UTF-8 text") from None  # noqa: S106 - says what it has to be
