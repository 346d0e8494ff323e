"""Logging in and out, and changing one's own password. A storm of logins, honest or not, neither stops the event loop nor tells which
names exist."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import Connection

from queue_server.app import audit
from queue_server.app.access import Access, Identity
from queue_server.app.clock import real_ms
from queue_server.app.guard import LoginGuard, LoginLimits, network_of
from queue_server.app.hashing import Hashing
from queue_server.app.passwords import PasswordUnchanged, normalised, refuse_unfit
from queue_server.app.sessions import (
    Origin,
    described,
    hash_token,
    logged_in_from,
    new_token,
    revoke_session,
    revoke_sessions,
    start_session,
)
from queue_server.app.users import StoredUser, User, find_user, hash_password, password_fits, password_unchanged, set_password
from queue_server.core.errors import OneWindowError
from queue_server.eventlog.database import Database

STAFF_SESSION_MS = 12 * 3600 * 1000
"""A shift with its overtime: who comes tomorrow logs in tomorrow."""
DEVICE_SESSION_MS = 30 * 24 * 3600 * 1000
"""A kiosk or display is enrolled by hand, once a month at most."""


class WrongLogin(OneWindowError):
    code = "wrong-login"
    title = "The name or the password is wrong"


class WrongPassword(OneWindowError):
    code = "wrong-password"
    title = "The present password is another one"


class Login(NamedTuple):
    """A new session. `token` is known to the client alone."""

    token: str
    identity: Identity


class Logins:
    """Makes and ends sessions. `decoy`: the hash of a password that nobody knows, compared where there is no other."""

    def __init__(
        self,
        database: Database,
        access: Access,
        *,
        limits: LoginLimits | None = None,
        hashing: Hashing | None = None,
        now_ms: Callable[[], int] = real_ms,
    ) -> None:
        self._database, self._access, self.now_ms = database, access, now_ms
        self._guard = LoginGuard(limits if limits is not None else LoginLimits())
        self.hashing = hashing if hashing is not None else Hashing()
        self.decoy: str | None = None

    async def log_in(self, username: str, password: str, address: str, agent: str = "") -> Login:
        """Return a new session.

        Args:
            address: Where the request came from. agent: The browser's own description.

        Raises:
            WrongLogin: no such login, another password, or a disabled login; the three look alike and take as long.
            TooManyLogins: too many failed for this account or from this address, or too many log in right now.
            LogUnavailable: the storage is away.
        """
        network = network_of(address)
        stored = await self._verified(username, password, network)
        if stored is None:
            self._count_failure("login-failed", username, network)
            raise WrongLogin
        login, origin = self._new(stored.user, stored.initial), Origin(network, described(agent))

        def work(connection: Connection) -> bool:
            # In one transaction, or a password that is renewed just now would yet give a session that outlives it.
            fits = password_unchanged(connection, username, stored.password_hash)
            if fits:
                self._start(connection, login, origin)
            return fits

        if not await self._database.write(work):
            self._count_failure("login-failed", username, network)
            raise WrongLogin
        self._guard.succeeded(username, network)
        audit.record("login", username, address=network, device=origin.device)
        return login

    async def log_out(self, identity: Identity) -> None:
        """End the session; from now on its token is nobody's."""
        at_ms = self.now_ms()
        await self._database.write(lambda connection: revoke_session(connection, identity.token_hash, at_ms))
        self._access.forget(identity.token_hash)
        audit.record("logout", identity.username)

    async def change_password(self, identity: Identity, current: str, new: str, address: str, agent: str = "") -> Login:
        """Set one's own password; all sessions of the login end, and the one that is returned takes this one's place.

        Raises:
            WrongPassword: `current` is not the password, or it was changed meanwhile.
            PasswordUnfit: `new` cannot be one.
            TooManyLogins, LogUnavailable: as for `log_in`.
        """
        username, network = identity.username, network_of(address)
        stored = await self._verified(username, current, network)
        if stored is None:
            self._count_failure("password-change-failed", username, network)
            raise WrongPassword
        self._guard.succeeded(username, network)
        if normalised(new) == normalised(current):
            raise PasswordUnchanged
        known = [identity.name, *(grant.scope.partition(":")[2] for grant in identity.roles)]
        async with self.hashing.turn():
            await self.hashing.compute(refuse_unfit, new, username, known)
            password_hash = await self.hashing.compute(hash_password, new)
        login, at_ms = self._new(stored.user, initial=False), self.now_ms()

        def work(connection: Connection) -> list[str]:
            if not set_password(connection, username, password_hash, initial=False, was=stored.password_hash):
                raise WrongPassword
            ended = revoke_sessions(connection, username, at_ms)
            self._start(connection, login, Origin(network, described(agent)))
            return ended

        self._access.forget(*await self._database.write(work))
        audit.record("password-changed", username, address=network)
        return login

    def close(self) -> None:
        """End the threads."""
        self.hashing.close()

    async def _verified(self, username: str, password: str, network: str) -> StoredUser | None:
        """Return the login whose password this is; whatever comes of it, one hash is compared."""

        async def known() -> bool:
            return await self._database.read(lambda connection: logged_in_from(connection, username, network))

        await self._guard.refuse_too_many(username, network, known)
        async with self.hashing.turn():
            # Again: those who stood before in the line may have failed meanwhile.
            await self._guard.refuse_too_many(username, network, known)
            stored = await self._database.read(lambda connection: find_user(connection, username))
            if self.decoy is None:
                self.decoy = await self.hashing.compute(hash_password, new_token())
            usable = stored is not None and not stored.disabled and stored.has_password
            password_hash = stored.password_hash if stored is not None and usable else self.decoy
            fits = await self.hashing.compute(password_fits, password_hash, password)
        return stored if usable and fits else None

    def _count_failure(self, event: audit.Event, username: str, network: str) -> None:
        audit.record(event, username, address=network)
        for limit in self._guard.failed(username, network):
            audit.record("login-limit-reached", username, address=network, limit=limit)

    def _new(self, user: User, initial: bool) -> Login:
        """Return a session that is not stored yet."""
        token, at_ms = new_token(), self.now_ms()
        identity = Identity(user.username, user.name, user.roles, at_ms, hash_token(token), initial)
        lasts_ms = DEVICE_SESSION_MS if identity.is_device else STAFF_SESSION_MS
        return Login(token, replace(identity, expires_ms=at_ms + lasts_ms))

    def _start(self, connection: Connection, login: Login, origin: Origin) -> None:
        identity = login.identity
        times = {"created_ms": self.now_ms(), "expires_ms": identity.expires_ms}
        start_session(connection, login.token, identity.username, **times, origin=origin)
