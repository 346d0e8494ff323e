"""Sessions: a token that the client holds and whose hash alone is stored; they end by time, by logging out, or with the login."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import BigInteger, Column, Connection, Table, Text, bindparam, func, insert, select, update

from queue_server.app.users import users
from queue_server.city.staff import USERNAME
from queue_server.eventlog.tables import metadata

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("username", Text, nullable=False, index=True),
    Column("created_ms", BigInteger, nullable=False),
    Column("expires_ms", BigInteger, nullable=False, index=True),
    Column("revoked_ms", BigInteger),
    Column("seen_ms", BigInteger, nullable=False),
    Column("address", Text),
    Column("device", Text),
)
"""Times are real Unix milliseconds: a demo clock's speed does not end sessions. `seen_ms`: of the last use, to about a minute.
`address`: the network that it was begun from; `device`: the kind of browser, in two words."""

ID_LENGTH = 16
"""Hex digits of a token's hash that name a session among its login's: they tell nothing of the token."""


class StoredSession(NamedTuple):
    """A session that is neither revoked nor a disabled login's. `roles`: JSON. `initial`: somebody else set the login's password."""

    token_hash: str
    username: str
    name: str
    roles: str
    expires_ms: int
    initial: bool


class Origin(NamedTuple):
    """Where a session was begun, as far as it is kept."""

    address: str | None = None
    device: str | None = None


class LiveSession(NamedTuple):
    """A session as its owner and administrators see it. Times: real Unix milliseconds."""

    token_hash: str
    username: str
    created_ms: int
    seen_ms: int
    expires_ms: int
    origin: Origin

    @property
    def id(self) -> str:
        return self.token_hash[:ID_LENGTH]


def new_token() -> str:
    """Return 256 random bits, 43 characters."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """Return what is stored of a token: SHA-256, hex. 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def start_session(
    connection: Connection, token: str, username: str, *, created_ms: int, expires_ms: int, origin: Origin | None = None
) -> None:
    """Store a new session."""
    times = {"created_ms": created_ms, "seen_ms": created_ms, "expires_ms": expires_ms}
    row = {"token_hash": hash_token(token), "username": username, **times, **(origin or Origin())._asdict()}
    connection.execute(insert(sessions).values(row))


def find_session(connection: Connection, token_hash: str) -> StoredSession | None:
    """Return the session, None when there is none, it was revoked, or its login is disabled. It may have expired."""
    query = (
        select(sessions.c.username, sessions.c.expires_ms, users.c.name, users.c.roles, users.c.password_initial)
        .join(users, users.c.username == sessions.c.username)
        .where(sessions.c.token_hash == token_hash, sessions.c.revoked_ms.is_(None), users.c.disabled_ms.is_(None))
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return StoredSession(token_hash, row.username, row.name, row.roles, row.expires_ms, row.password_initial)


def live_sessions(connection: Connection, now_ms: int, username: str | None = None) -> list[LiveSession]:
    """Return the sessions of a login, or of all, that have not ended; the last begun first."""
    query = select(sessions).where(sessions.c.revoked_ms.is_(None), sessions.c.expires_ms > now_ms)
    if username is not None:
        query = query.where(sessions.c.username == username)
    return [
        LiveSession(row.token_hash, row.username, row.created_ms, row.seen_ms, row.expires_ms, Origin(row.address, row.device))
        for row in connection.execute(query.order_by(sessions.c.created_ms.desc(), sessions.c.token_hash))
    ]


def logged_in_from(connection: Connection, username: str, address: str) -> bool:
    """Tell whether the login has begun a session from this network that is still stored, ended or not."""
    if USERNAME.fullmatch(username) is None:
        return False
    query = select(sessions.c.username).where(sessions.c.username == username, sessions.c.address == address).limit(1)
    return connection.execute(query).first() is not None


def note_seen(connection: Connection, seen_ms: Mapping[str, int]) -> None:
    """Store when sessions were last used, by their hashes."""
    later = update(sessions).where(sessions.c.token_hash == bindparam("of"), sessions.c.seen_ms < bindparam("at"))
    rows = [{"of": key, "at": at} for key, at in sorted(seen_ms.items())]  # in order, or two servers wait for each other
    connection.execute(later.values(seen_ms=bindparam("at")), rows)


def revoke_session(connection: Connection, token_hash: str, at_ms: int) -> None:
    """End a session."""
    live = sessions.c.token_hash == token_hash, sessions.c.revoked_ms.is_(None)
    connection.execute(update(sessions).where(*live).values(revoked_ms=at_ms))


def revoke_sessions(
    connection: Connection, username: str, at_ms: int, *, only: str | None = None, keep: str | None = None
) -> list[str]:
    """End sessions of a login and return their hashes.

    Args:
        only: The id of the one to end; None: all of them.
        keep: The hash of one that goes on.
    """
    live = [sessions.c.username == username, sessions.c.revoked_ms.is_(None), sessions.c.expires_ms > at_ms]
    if only is not None:
        live.append(func.substr(sessions.c.token_hash, 1, ID_LENGTH) == only)
    if keep is not None:
        live.append(sessions.c.token_hash != keep)
    ended = update(sessions).where(*live).values(revoked_ms=at_ms).returning(sessions.c.token_hash)
    return list(connection.execute(ended).scalars())


def described(agent: str) -> str | None:
    """Return the kind of browser and system that a User-Agent header tells, such as `Firefox, Windows`; None: neither is known.

    No versions: it is for recognising one's own devices, not for telling people apart.
    """
    found = [_first(agent, _BROWSERS), _first(agent, _SYSTEMS)]
    return ", ".join(name for name in found if name is not None) or None


_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("MicroMessenger", "WeChat"), ("Firefox/", "Firefox"),
             ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("python-httpx", "Python"), ("curl/", "curl"))  # fmt: skip
_SYSTEMS = (("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iPadOS"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
            ("OpenHarmony", "HarmonyOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"))  # fmt: skip
"""Signs and names, the more telling first: browsers name those that they are like."""


def _first(agent: str, known: Iterable[tuple[str, str]]) -> str | None:
    return next((name for sign, name in known if sign in agent), None)
