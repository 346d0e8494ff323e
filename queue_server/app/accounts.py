"""Logins as their owners and the city's administrators look after them: sessions, and who may do what."""

import re
from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import Connection

from queue_server.app import audit
from queue_server.app.access import Access, Identity
from queue_server.app.clock import real_ms
from queue_server.app.hashing import Hashing
from queue_server.app.passwords import new_password
from queue_server.app.registry import Registry
from queue_server.app.sessions import ID_LENGTH, LiveSession, live_sessions, revoke_sessions
from queue_server.app.users import (
    StoredUser,
    UnknownUser,
    User,
    add_user,
    all_users,
    check_roles,
    disable_user,
    enable_user,
    find_user,
    hash_password,
    lock_users,
    refuse_misplaced,
    refuse_unnamed,
    set_password,
    set_roles,
)
from queue_server.city.hall import HallConfig
from queue_server.city.staff import USERNAME, RoleGrant
from queue_server.core.errors import NotFound, Refused
from queue_server.eventlog.database import Database

_SESSION = re.compile(rf"[0-9a-f]{{{ID_LENGTH}}}", re.ASCII)


class UnknownSession(NotFound):
    code = "unknown-session"
    title = "There is no such session; it may have ended"


class UserDisabled(Refused):
    code = "user-disabled"
    title = "The login is disabled; enable it first"


class LastAdministrator(Refused):
    code = "last-administrator"
    title = "Somebody has to be administrator of the city, with a password"


class Account(NamedTuple):
    """A login with the sessions that it has."""

    stored: StoredUser
    sessions: list[LiveSession]


class Accounts:
    """Reads and changes logins while the server runs."""

    def __init__(
        self,
        database: Database,
        access: Access,
        registry: Registry,
        hashing: Hashing,
        *,
        now_ms: Callable[[], int] = real_ms,
    ) -> None:
        self._database, self._access, self._registry, self._hashing = database, access, registry, hashing
        self._now_ms = now_ms

    async def sessions(self, username: str) -> list[LiveSession]:
        """Return the login's sessions, the last begun first.

        Raises:
            UnknownUser: there is no such login.
        """
        return (await self.account(username)).sessions

    async def end_session(self, username: str, session: str, *, by: str) -> None:
        """End the session with this id.

        Raises:
            UnknownSession: the login has no such session.
        """
        could_be = USERNAME.fullmatch(username) is not None and _SESSION.fullmatch(session) is not None
        if not could_be or not await self._end(username, only=session):
            raise UnknownSession
        audit.record("session-ended", username, session=session, by=by)

    async def end_others(self, identity: Identity) -> None:
        """End all sessions of the login but this one."""
        ended = await self._end(identity.username, keep=identity.token_hash)
        audit.record("sessions-ended", identity.username, count=ended, by=identity.username)

    async def end_all(self, username: str, *, by: str) -> None:
        """End all sessions of a login.

        Raises:
            UnknownUser: there is no such login.
        """
        await self.account(username)
        audit.record("sessions-ended", username, count=await self._end(username), by=by)

    async def account(self, username: str) -> Account:
        """Return one login.

        Raises:
            UnknownUser: there is no such login.
        """
        await self._access.write_seen()
        now_ms = self._now_ms()

        def work(connection: Connection) -> Account:
            stored = find_user(connection, username)
            if stored is None:
                raise UnknownUser
            return Account(stored, live_sessions(connection, now_ms, username))

        return await self._database.read(work)

    async def all(self, hall: HallConfig | None = None) -> list[Account]:
        """Return every login by username. `hall`: only those that have a role for this hall alone."""
        await self._access.write_seen()
        now_ms = self._now_ms()

        def work(connection: Connection) -> list[Account]:
            own: dict[str, list[LiveSession]] = {}
            for session in live_sessions(connection, now_ms):
                own.setdefault(session.username, []).append(session)
            return [Account(stored, own.get(stored.user.username, [])) for stored in all_users(connection)]

        accounts = await self._database.read(work)
        if hall is None:
            return accounts
        scope = f"hall:{hall.id}"
        return [account for account in accounts if any(grant.scope == scope for grant in account.stored.user.roles)]

    async def add(self, user: User, *, by: str) -> str:
        """Add a login and return its initial password, which is told this once.

        Raises:
            UserExists: the name is taken. UserInvalid: a name, a role or a scope cannot be.
            TooManyLogins: too many passwords are looked at right now.
        """
        refuse_unnamed(user.name)
        self._refuse_roles(user.roles)
        password, password_hash = await self._initial()
        at_ms = self._now_ms()
        await self._database.write(lambda connection: add_user(connection, user, password_hash, at_ms, initial=True))
        audit.record("user-added", user.username, roles=_told(user.roles), by=by)
        return password

    async def renew_password(self, username: str, *, by: str) -> str:
        """Set a new initial password, end the login's sessions, and return the password, which is told this once.

        Raises:
            UnknownUser: there is no such login. UserDisabled: it is disabled.
            TooManyLogins: too many passwords are looked at right now.
        """
        if (await self.account(username)).stored.disabled:
            raise UserDisabled
        password, password_hash = await self._initial()
        at_ms = self._now_ms()

        def work(connection: Connection) -> list[str]:
            if not set_password(connection, username, password_hash, initial=True):
                raise UserDisabled
            return revoke_sessions(connection, username, at_ms)

        self._access.forget(*await self._database.write(work))
        audit.record("password-set", username, by=by)
        return password

    async def set_roles(self, username: str, roles: tuple[RoleGrant, ...], *, by: str) -> None:
        """Give a login other roles; its sessions have them at once.

        Raises:
            UnknownUser: there is no such login. UserInvalid: a role or a scope cannot be.
            LastAdministrator: nobody would be left to look after the city.
        """
        self._refuse_roles(roles)

        def work(connection: Connection) -> None:
            lock_users(connection)
            if not set_roles(connection, username, roles):
                raise UnknownUser
            _refuse_leaderless(connection)

        await self._database.write(work)
        await self._look_again(username)
        audit.record("user-roles-set", username, roles=_told(roles), by=by)

    async def disable(self, username: str, *, by: str) -> None:
        """Let nobody log in with it any more, and end its sessions.

        Raises:
            UnknownUser: there is no such login. LastAdministrator: as for `set_roles`.
        """
        at_ms = self._now_ms()

        def work(connection: Connection) -> list[str]:
            lock_users(connection)
            if not disable_user(connection, username, at_ms):
                raise UnknownUser
            _refuse_leaderless(connection)
            return revoke_sessions(connection, username, at_ms)

        self._access.forget(*await self._database.write(work))
        audit.record("user-disabled", username, by=by)

    async def enable(self, username: str, *, by: str) -> None:
        """Let a disabled login be used again, with the password that it had.

        Raises:
            UnknownUser: there is no such login.
        """
        if not await self._database.write(lambda connection: enable_user(connection, username)):
            raise UnknownUser
        audit.record("user-enabled", username, by=by)

    async def _end(self, username: str, *, only: str | None = None, keep: str | None = None) -> int:
        at_ms = self._now_ms()
        ended = await self._database.write(
            lambda connection: revoke_sessions(connection, username, at_ms, only=only, keep=keep)
        )
        self._access.forget(*ended)
        return len(ended)

    async def _look_again(self, username: str) -> None:
        for session in await self.sessions(username):
            self._access.forget(session.token_hash)

    async def _initial(self) -> tuple[str, str]:
        password = new_password()
        async with self._hashing.turn():
            return password, await self._hashing.compute(hash_password, password)

    def _refuse_roles(self, roles: tuple[RoleGrant, ...]) -> None:
        check_roles(roles)
        city = self._registry.city
        refuse_misplaced(roles, city.halls, [district.id for district in city.districts])


def _told(roles: tuple[RoleGrant, ...]) -> list[str]:
    return [f"{grant.role}@{grant.scope}" for grant in roles]


def _refuse_leaderless(connection: Connection) -> None:
    for stored in all_users(connection):
        if not stored.disabled and stored.has_password and RoleGrant("admin", "city") in stored.user.roles:
            return
    raise LastAdministrator
