"""Logging in and out. A storm of logins, honest or not, neither stops the event loop nor tells which names exist."""

import asyncio
import ipaddress
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection

from queue_server.app.access import Access, Identity
from queue_server.app.clock import real_ms
from queue_server.app.limits import FailureLimit
from queue_server.app.sessions import hash_token, new_token, revoke_session, start_session
from queue_server.app.users import User, find_user, hash_password, password_fits
from queue_server.core.errors import OneWindowError
from queue_server.eventlog.database import Database

AT_ONCE = 2
"""Hashes computed at the same time: each takes about 30 ms of a core, and the loop needs one too."""
WAITING = 512
WAITING_S = 8
"""Logins that may wait for a hash, and how long they take; a city's staff that starts its shift fits several times."""
STAFF_SESSION_MS = 12 * 3600 * 1000
"""A shift with its overtime: who comes tomorrow logs in tomorrow."""
DEVICE_SESSION_MS = 30 * 24 * 3600 * 1000
"""A kiosk or display is enrolled by hand, once a month at most."""


class WrongLogin(OneWindowError):
    code = "wrong-login"
    title = "The name or the password is wrong"


class TooManyLogins(OneWindowError):
    """Fact: `retry_after_s`."""

    code = "too-many-logins"
    title = "Too many attempts to log in; try again later"


@dataclass(frozen=True)
class LoginLimits:
    """Failures that are borne by account and by address within `window_s`.

    Ten guesses in five minutes are nothing against a password of any worth, and more slips than a person makes. A hall's staff
    may share one address.
    """

    by_account: int = 10
    by_address: int = 100
    window_s: float = 300.0


class Login(NamedTuple):
    """A new session. `token` is known to the client alone."""

    token: str
    identity: Identity


class Logins:
    """Makes and ends sessions."""

    def __init__(
        self,
        database: Database,
        access: Access,
        *,
        limits: LoginLimits = LoginLimits(),
        now_ms: Callable[[], int] = real_ms,
    ) -> None:
        self._database, self._access, self.now_ms = database, access, now_ms
        self._accounts = FailureLimit(limits.by_account, limits.window_s)
        self._addresses = FailureLimit(limits.by_address, limits.window_s)
        self._hashing = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="password")
        self._decoy: str | None = None

    async def log_in(self, username: str, password: str, address: str) -> Login:
        """Return a new session. `address`: where the request came from.

        Raises:
            WrongLogin: no such login, another password, or a disabled login; the three look alike and take as long.
            TooManyLogins: too many failed for this account or from this address, or too many log in right now.
            LogUnavailable: the storage is away.
        """
        network = _network(address)
        self._refuse_too_many(username, network)
        if self._waiting >= WAITING:
            raise TooManyLogins(retry_after_s=WAITING_S)
        self._waiting += 1
        try:
            async with self._hashing:
                # Again: those who stood before in the line may have failed meanwhile.
                self._refuse_too_many(username, network)
                user = await self._verified(username, password)
        finally:
            self._waiting -= 1
        if user is None:
            self._accounts.failed(username)
            self._addresses.failed(network)
            raise WrongLogin
        self._accounts.succeeded(username)
        return await self._begin(user)

    async def log_out(self, identity: Identity) -> None:
        """End the session; from now on its token is nobody's."""
        at_ms = self.now_ms()
        await self._database.write(lambda connection: revoke_session(connection, identity.token_hash, at_ms))
        self._access.forget(identity.token_hash)

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _refuse_too_many(self, username: str, network: str) -> None:
        refused = [self._accounts.refused_s(username), self._addresses.refused_s(network)]
        longest = max((seconds for seconds in refused if seconds is not None), default=None)
        if longest is not None:
            raise TooManyLogins(retry_after_s=longest)

    async def _verified(self, username: str, password: str) -> User | None:
        stored = await self._database.read(lambda connection: find_user(connection, username))
        run = asyncio.get_running_loop().run_in_executor
        if self._decoy is None:
            self._decoy = await run(self._threads, hash_password, new_token())
        known = stored is not None and not stored.disabled
        password_hash = stored.password_hash if stored is not None and known else self._decoy
        fits = await run(self._threads, password_fits, password_hash, password)
        return stored.user if stored is not None and known and fits else None

    async def _begin(self, user: User) -> Login:
        token, at_ms = new_token(), self.now_ms()
        identity = Identity(user.username, user.name, user.roles, 0, hash_token(token))
        expires_ms = at_ms + (DEVICE_SESSION_MS if identity.is_device else STAFF_SESSION_MS)

        def work(connection: Connection) -> None:
            start_session(connection, token, user.username, created_ms=at_ms, expires_ms=expires_ms)

        await self._database.write(work)
        return Login(token, Identity(user.username, user.name, user.roles, expires_ms, identity.token_hash))


def _network(address: str) -> str:
    """Return what is counted as one address: an IPv6 customer has at least a /64 of them."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]  # a proxy may say anything
    if isinstance(parsed, ipaddress.IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped) if mapped is not None else str(ipaddress.ip_network((address, 64), strict=False))
    return str(parsed)
