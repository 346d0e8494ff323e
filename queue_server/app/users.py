"""Logins of staff and devices: rows with an argon2 hash of the password and the roles with their scopes."""

import re

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import BigInteger, Column, Connection, Table, Text, insert, select, update

from queue_server.city.staff import RESERVED, USERNAME, RoleGrant, scopes_of
from queue_server.core.errors import OneWindowError
from queue_server.eventlog.tables import metadata

users = Table(
    "users",
    metadata,
    Column("username", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("roles", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("disabled_ms", BigInteger),
)
"""`roles`: JSON array of {"role","scope"}. Times are real Unix milliseconds. A disabled login stays: events name it."""

PASSWORD_LONGEST = 256
NO_PASSWORD = "!"  # noqa: S105
"""In the place of a hash: no password fits, so nobody can log in until one is set."""

_SCOPE = re.compile(r"city|(?:hall|district):[a-z0-9-]{1,64}", re.ASCII)
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""argon2id, 19 MiB and 2 passes: OWASP's Password Storage Cheat Sheet. RFC 9106's 64 MiB cost 0.23 s of a core, and a city's staff
that logs in at half past eight would keep a small server busy for minutes."""


class UserExists(OneWindowError):
    code = "user-exists"
    title = "There is a login with this name already"


class UserInvalid(OneWindowError):
    code = "user-invalid"
    title = "The login cannot be made like this"


class User(msgspec.Struct, frozen=True, kw_only=True):
    """A person's or a device's login."""

    username: str
    name: str
    roles: tuple[RoleGrant, ...]


class StoredUser(msgspec.Struct, frozen=True, kw_only=True):
    user: User
    password_hash: str
    disabled: bool


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password; takes about 30 ms and 19 MiB."""
    return _hasher.hash(password)


def hash_public_password(password: str) -> str:
    """Return a hash of a password that stands in a demo's city file for all to read: there is nothing to protect by being slow."""
    return PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(password)


def password_fits(password_hash: str, password: str) -> bool:
    """Tell whether the hash is this password's; as slow as `hash_password`."""
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def parse_grant(text: str) -> RoleGrant:
    """Return the grant that `ROLE@SCOPE` writes, such as `teller@hall:zetou`.

    Raises:
        UserInvalid: no such role, or a scope that the role cannot have.
    """
    role, _, scope = text.partition("@")
    try:
        grant = msgspec.convert({"role": role, "scope": scope}, RoleGrant)
    except msgspec.ValidationError:
        raise UserInvalid(role=role) from None
    _check_scope(grant)
    return grant


def add_user(connection: Connection, user: User, password_hash: str, at_ms: int) -> None:
    """Store a new login.

    Raises:
        UserExists: the name is taken.
        UserInvalid: the name or a scope cannot be, or there is no role.
    """
    if USERNAME.fullmatch(user.username) is None or user.username in RESERVED:
        raise UserInvalid(username=user.username)
    if not user.roles:
        raise UserInvalid(username=user.username, roles="none")
    for grant in user.roles:
        _check_scope(grant)
    if connection.execute(select(users.c.username).where(users.c.username == user.username)).first() is not None:
        raise UserExists(username=user.username)
    connection.execute(
        insert(users).values(
            username=user.username,
            name=user.name,
            password_hash=password_hash,
            roles=msgspec.json.encode(user.roles).decode(),
            created_ms=at_ms,
        )
    )


def _check_scope(grant: RoleGrant) -> None:
    if _SCOPE.fullmatch(grant.scope) is None or grant.scope.partition(":")[0] not in scopes_of(grant.role):
        raise UserInvalid(role=grant.role, scope=grant.scope, scopes=" or ".join(scopes_of(grant.role)))


def set_password(connection: Connection, username: str, password_hash: str) -> None:
    """Give a login another password.

    Raises:
        UserInvalid: there is no such login, or it was disabled.
    """
    live = users.c.username == username, users.c.disabled_ms.is_(None)
    if connection.execute(update(users).where(*live).values(password_hash=password_hash)).rowcount == 0:
        raise UserInvalid(username=username)


def find_user(connection: Connection, username: str) -> StoredUser | None:
    """Return the login with this name, None when there is none."""
    if USERNAME.fullmatch(username) is None:
        return None  # nor does PostgreSQL take every character
    row = connection.execute(select(users).where(users.c.username == username)).one_or_none()
    if row is None:
        return None
    roles = msgspec.json.decode(row.roles, type=tuple[RoleGrant, ...])
    user = User(username=row.username, name=row.name, roles=roles)
    return StoredUser(user=user, password_hash=row.password_hash, disabled=row.disabled_ms is not None)


def disable_user(connection: Connection, username: str, at_ms: int) -> bool:
    """End a login for good: no new session, and those it has are seen to be invalid within seconds. False: no such login."""
    ended = update(users).where(users.c.username == username).values(disabled_ms=at_ms)
    return connection.execute(ended).rowcount == 1
