"""Logins of staff and devices: rows with an argon2 hash of the password and the roles with their scopes."""

import re
from collections.abc import Collection, Iterable
from typing import Any

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import BigInteger, Boolean, Column, ColumnElement, Connection, Row, Table, Text, false, insert, select, update
from sqlalchemy.exc import IntegrityError

from queue_server.app.passwords import normalised
from queue_server.city.staff import RESERVED, USERNAME, RoleGrant, scopes_of
from queue_server.city.staff_section import LONGEST_NAME
from queue_server.city.text import has_invisible, has_tower
from queue_server.core.errors import Invalid, NotFound, Refused
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
    Column("password_initial", Boolean, nullable=False),
)
"""`roles`: JSON array of {"role","scope"}. Times are real Unix milliseconds. A disabled login stays: events name it.
`password_initial`: somebody else set the password, so it is only good for setting one's own."""

NO_PASSWORD = "!"  # noqa: S105
"""In the place of a hash: no password fits, so nobody can log in until one is set."""

_SCOPE = re.compile(r"city|(?:hall|district):[a-z0-9-]{1,64}", re.ASCII)
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""argon2id, 19 MiB and 2 passes: OWASP's Password Storage Cheat Sheet. RFC 9106's 64 MiB cost 0.23 s of a core, and a city's staff
that logs in at half past eight would keep a small server busy for minutes."""


class UserExists(Refused):
    code = "user-exists"
    title = "There is a login with this name already"


class UnknownUser(NotFound):
    code = "unknown-user"
    title = "There is no login with this name"


class UserInvalid(Invalid):
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
    initial: bool
    created_ms: int
    disabled_ms: int | None

    @property
    def disabled(self) -> bool:
        return self.disabled_ms is not None

    @property
    def has_password(self) -> bool:
        return self.password_hash != NO_PASSWORD


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password; takes about 30 ms and 19 MiB."""
    return _hasher.hash(normalised(password))


def hash_public_password(password: str) -> str:
    """Return a hash of a password that stands in a demo's city file for all to read: there is nothing to protect by being slow."""
    return PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(normalised(password))


def password_fits(password_hash: str, password: str) -> bool:
    """Tell whether the hash is this password's; as slow as `hash_password`."""
    try:
        return _hasher.verify(password_hash, normalised(password))
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


def refuse_unnamed(name: str) -> None:
    """Raise UserInvalid when a person's or device's name is empty, too long, or cannot be shown."""
    shown = bool(name.strip()) and name.isprintable() and not has_invisible(name) and not has_tower(name)
    if not shown or len(name) > LONGEST_NAME:
        raise UserInvalid(name=f"1 to {LONGEST_NAME} visible characters")


def refuse_misplaced(roles: Iterable[RoleGrant], halls: Collection[str], districts: Collection[str]) -> None:
    """Raise UserInvalid when a role is for a place that the city does not have."""
    places = {"city", *(f"hall:{hall}" for hall in halls), *(f"district:{district}" for district in districts)}
    for grant in roles:
        if grant.scope not in places:
            raise UserInvalid(scope=grant.scope)


def add_user(connection: Connection, user: User, password_hash: str, at_ms: int, *, initial: bool = False) -> None:
    """Store a new login. `initial`: somebody else chose the password.

    Raises:
        UserExists: the name is taken; the transaction must be undone.
        UserInvalid: a name or a scope cannot be, or there is no role.
    """
    if USERNAME.fullmatch(user.username) is None or user.username in RESERVED:
        raise UserInvalid(username=user.username)
    check_roles(user.roles)
    new = insert(users).values(
        username=user.username,
        name=user.name,
        password_hash=password_hash,
        roles=msgspec.json.encode(user.roles).decode(),
        created_ms=at_ms,
        password_initial=initial,
    )
    try:
        connection.execute(new)
    except IntegrityError:  # not asked before: another server may add it meanwhile
        raise UserExists(username=user.username) from None


def check_roles(roles: tuple[RoleGrant, ...]) -> None:
    """Raise UserInvalid when there is no role, or one that is not given for such a scope."""
    if not roles:
        raise UserInvalid(roles="none")
    for grant in roles:
        _check_scope(grant)


def _check_scope(grant: RoleGrant) -> None:
    if _SCOPE.fullmatch(grant.scope) is None or grant.scope.partition(":")[0] not in scopes_of(grant.role):
        raise UserInvalid(role=grant.role, scope=grant.scope, scopes=" or ".join(scopes_of(grant.role)))


def set_password(connection: Connection, username: str, password_hash: str, *, initial: bool, was: str | None = None) -> bool:
    """Give a login another password. `was`: only if its hash is this one still. False: there is no such login, or it is disabled."""
    live = [_named(username), users.c.disabled_ms.is_(None)]
    if was is not None:
        live.append(users.c.password_hash == was)
    changed = update(users).where(*live).values(password_hash=password_hash, password_initial=initial)
    return connection.execute(changed).rowcount == 1


def password_unchanged(connection: Connection, username: str, password_hash: str) -> bool:
    """Tell whether the login can be used and its password's hash is this one still; until the transaction ends nobody changes either."""
    live = _named(username), users.c.disabled_ms.is_(None), users.c.password_hash == password_hash
    return connection.execute(select(users.c.username).where(*live).with_for_update(read=True)).first() is not None


def set_roles(connection: Connection, username: str, roles: tuple[RoleGrant, ...]) -> bool:
    """Give a login other roles, which must have been checked. False: there is no such login."""
    changed = update(users).where(_named(username)).values(roles=msgspec.json.encode(roles).decode())
    return connection.execute(changed).rowcount == 1


def find_user(connection: Connection, username: str) -> StoredUser | None:
    """Return the login with this name, None when there is none."""
    row = connection.execute(select(users).where(_named(username))).one_or_none()
    return _stored(row) if row is not None else None


def all_users(connection: Connection) -> list[StoredUser]:
    """Return every login, disabled ones too, by username."""
    return sorted((_stored(row) for row in connection.execute(select(users))), key=lambda stored: stored.user.username)


def lock_users(connection: Connection) -> None:
    """Let no other server change a login until the transaction ends, so that what is judged of all of them holds."""
    connection.execute(select(users.c.username).order_by(users.c.username).with_for_update())


def _named(username: str) -> ColumnElement[bool]:
    """Return the condition for a login's row; what cannot be a name, such as one with a NUL, is not put to the database."""
    return users.c.username == username if USERNAME.fullmatch(username) is not None else false()


def _stored(row: Row[Any]) -> StoredUser:
    roles = msgspec.json.decode(row.roles, type=tuple[RoleGrant, ...])
    return StoredUser(
        user=User(username=row.username, name=row.name, roles=roles),
        password_hash=row.password_hash,
        initial=row.password_initial,
        created_ms=row.created_ms,
        disabled_ms=row.disabled_ms,
    )


def disable_user(connection: Connection, username: str, at_ms: int) -> bool:
    """Let nobody log in with it; sessions that it has are seen to be invalid within seconds. False: no such login."""
    return _set_disabled(connection, username, at_ms)


def enable_user(connection: Connection, username: str) -> bool:
    """Let a disabled login be used again, with the password that it had. False: no such login."""
    return _set_disabled(connection, username, None)


def _set_disabled(connection: Connection, username: str, at_ms: int | None) -> bool:
    changed = update(users).where(_named(username)).values(disabled_ms=at_ms)
    return connection.execute(changed).rowcount == 1
