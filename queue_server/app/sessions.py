"""Sessions: a token that the client holds and whose hash alone is stored; they end by time, by logging out, or with the login."""

import hashlib
import secrets
from typing import NamedTuple

from sqlalchemy import BigInteger, Column, Connection, Table, Text, insert, select, update

from queue_server.app.users import users
from queue_server.eventlog.tables import metadata

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("username", Text, nullable=False, index=True),
    Column("created_ms", BigInteger, nullable=False),
    Column("expires_ms", BigInteger, nullable=False, index=True),
    Column("revoked_ms", BigInteger),
)
"""Times are real Unix milliseconds: a demo clock's speed does not end sessions."""


class StoredSession(NamedTuple):
    """A session that is neither revoked nor a disabled login's. `roles`: JSON."""

    token_hash: str
    username: str
    name: str
    roles: str
    expires_ms: int


def new_token() -> str:
    """Return 256 random bits, 43 characters."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """Return what is stored of a token: SHA-256, hex. 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def start_session(connection: Connection, token: str, username: str, *, created_ms: int, expires_ms: int) -> None:
    """Store a new session."""
    row = {"token_hash": hash_token(token), "username": username, "created_ms": created_ms, "expires_ms": expires_ms}
    connection.execute(insert(sessions).values(row))


def find_session(connection: Connection, token_hash: str) -> StoredSession | None:
    """Return the session, None when there is none, it was revoked, or its login is disabled. It may have expired."""
    query = (
        select(sessions.c.username, sessions.c.expires_ms, users.c.name, users.c.roles)
        .join(users, users.c.username == sessions.c.username)
        .where(sessions.c.token_hash == token_hash, sessions.c.revoked_ms.is_(None), users.c.disabled_ms.is_(None))
    )
    row = connection.execute(query).one_or_none()
    return StoredSession(token_hash, row.username, row.name, row.roles, row.expires_ms) if row is not None else None


def revoke_session(connection: Connection, token_hash: str, at_ms: int) -> None:
    """End a session."""
    live = sessions.c.token_hash == token_hash, sessions.c.revoked_ms.is_(None)
    connection.execute(update(sessions).where(*live).values(revoked_ms=at_ms))


def revoke_sessions(connection: Connection, username: str, at_ms: int) -> None:
    """End all sessions of a login."""
    live = sessions.c.username == username, sessions.c.revoked_ms.is_(None)
    connection.execute(update(sessions).where(*live).values(revoked_ms=at_ms))
