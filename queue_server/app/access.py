"""Who may do what, and where: one table of actions and roles; a right holds within the scope that it was given for.

`Access` turns a session's token into an `Identity`. What it learnt from the database it believes for `BELIEVED_S`, so that a
command costs no read, and a revoked session or a changed role is seen within that time.
"""

import asyncio
import logging
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol, get_args

import msgspec

from queue_server.app.clock import real_ms
from queue_server.app.sessions import StoredSession, find_session, hash_token, note_seen
from queue_server.city.staff import DEVICES, Role, RoleGrant, is_device
from queue_server.core.errors import OneWindowError
from queue_server.core.setup import Channel
from queue_server.eventlog.database import Database

log = logging.getLogger("onewindow.sessions")

Action = Literal[
    "issue-ticket",
    "issue-urgent",
    "view-ticket",
    "list-tickets",
    "return-ticket",
    "cancel-ticket",
    "set-priority",
    "serve",
    "counter-view",
    "manager-view",
    "read-events",
    "run-day",
    "configure-hall",
    "analytics",
    "load-figures",
    "list-users",
    "manage-users",
]
ACTIONS: tuple[Action, ...] = get_args(Action)

RIGHTS: Mapping[str, frozenset[Role]] = {
    "issue-ticket": frozenset({"kiosk", "terminal", "greeter", "teller", "manager"}),
    "issue-urgent": frozenset({"greeter", "teller", "manager"}),
    "view-ticket": frozenset({"teller", "greeter", "reviewer", "cashier", "manager", "admin"}),
    "list-tickets": frozenset({"teller", "greeter", "manager", "admin"}),
    "return-ticket": frozenset({"teller", "greeter", "manager"}),
    "cancel-ticket": frozenset({"teller", "greeter", "manager"}),
    "set-priority": frozenset({"teller", "greeter", "manager"}),
    "serve": frozenset({"teller", "manager"}),
    "counter-view": frozenset({"teller", "greeter", "manager", "admin"}),
    "manager-view": frozenset({"manager", "official", "admin"}),
    "read-events": frozenset({"manager", "admin"}),
    "run-day": frozenset({"manager", "admin"}),
    "configure-hall": frozenset({"manager", "admin"}),
    "analytics": frozenset({"manager", "official", "admin"}),
    "load-figures": frozenset({"admin"}),
    "list-users": frozenset({"manager", "admin"}),
    "manage-users": frozenset({"admin"}),
}
"""Who may take an action, in the halls of the role's scope. Officials read figures and never touch a ticket; an administrator
sets up and looks, and serves nobody. Logins are an administrator's, for the whole city."""
NOBODY: frozenset[Role] = frozenset()

BELIEVED_S = 5.0
"""How long a session is taken for valid without another look: the promise for revoked ones."""
LOOKED_AFTER_S = 2.5
"""From this age on a session in use is looked up in the background, so that no command has to wait for it."""
SEEN_EVERY_S = 60.0
"""How often it is stored when sessions were used: once for all, for a write for each would cost as much as the commands."""
REMEMBERED = 8192
"""Sessions in memory; several times the staff and devices of a large city."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


class Place(Protocol):
    """What of a hall a scope can name."""

    @property
    def id(self) -> str: ...

    @property
    def district(self) -> str: ...


def covers(scope: str, hall: Place) -> bool:
    """Tell whether the hall lies in the scope: `hall:ID`, `district:ID` or `city`."""
    kind, _, named = scope.partition(":")
    return scope == "city" or (kind == "hall" and named == hall.id) or (kind == "district" and named == hall.district)


@dataclass(frozen=True, slots=True)
class Identity:
    """A login or device behind a valid session. `expires_ms`: real Unix milliseconds. `initial`: somebody else set the password."""

    username: str
    name: str
    roles: tuple[RoleGrant, ...]
    expires_ms: int
    token_hash: str
    initial: bool = False

    def may(self, action: str, hall: Place) -> bool:
        """Tell whether the action is allowed in the hall; an action that the table does not hold is allowed to nobody."""
        roles = RIGHTS.get(action, NOBODY)
        for grant in self.roles:  # noqa: SIM110 - asked on every command; a generator costs more than the answer
            if grant.role in roles and covers(grant.scope, hall):
                return True
        return False

    def scopes(self, action: str) -> list[str]:
        """Return the scopes in which the action is allowed, without repeats."""
        return list(dict.fromkeys(grant.scope for grant in self.roles if grant.role in RIGHTS.get(action, NOBODY)))

    def channel(self, hall: Place) -> Channel:
        """Return how a visitor came in to whom this login gives a ticket: by the device itself, else at a counter."""
        channel: Channel = "counter"
        for grant in self.roles:
            if grant.role in RIGHTS["issue-ticket"] and covers(grant.scope, hall):
                if grant.role not in DEVICES:
                    return "counter"
                channel = "kiosk" if "kiosk" in (grant.role, channel) else "terminal"
        return channel

    @property
    def hall(self) -> str | None:
        """The hall of a login that is for one hall, else None."""
        halls = {grant.scope.removeprefix("hall:") for grant in self.roles if grant.scope.startswith("hall:")}
        return halls.pop() if len(halls) == 1 else None

    @property
    def is_device(self) -> bool:
        return is_device(self.roles)

    @property
    def must_change_password(self) -> bool:
        """Whether nothing else may be done; a device has nobody who could keep a password to themselves."""
        return self.initial and not self.is_device


class _Known(NamedTuple):
    identity: Identity | None
    read_s: float


class Access:
    """The sessions that are in use, from the database's rows."""

    def __init__(
        self, database: Database, *, now_ms: Callable[[], int] = real_ms, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._database = database
        self._now_ms = now_ms
        self._monotonic = monotonic
        self._known: dict[str, _Known] = {}
        self._looking: dict[str, asyncio.Task[Identity | None]] = {}
        self._seen: dict[str, int] = {}

    async def authenticate(self, token: str) -> Identity | None:
        """Return who is behind the token, None when it is no valid session's.

        Raises:
            LogUnavailable: it must be looked up and the storage is away.
        """
        if _TOKEN.fullmatch(token) is None:
            return None
        token_hash = hash_token(token)
        known = self._known.get(token_hash)
        age_s = self._monotonic() - known.read_s if known is not None else BELIEVED_S
        if known is not None and age_s < BELIEVED_S:
            if age_s > LOOKED_AFTER_S:
                self._look_up(token_hash)
            identity = known.identity
        else:
            identity = await asyncio.shield(self._look_up(token_hash))
        if identity is None or identity.expires_ms <= self._now_ms():
            return None
        return identity

    def forget(self, *token_hashes: str) -> None:
        """Look the sessions up again before they are believed, as after their end; also what is being looked up counts no more."""
        for token_hash in token_hashes:
            self._known.pop(token_hash, None)
            self._looking.pop(token_hash, None)

    async def write_seen(self) -> None:
        """Store which sessions were used since the last time.

        Raises:
            LogUnavailable: the storage is away; what was seen is lost.
        """
        seen, self._seen = self._seen, {}
        if seen:
            await self._database.write(lambda connection: note_seen(connection, seen))

    async def keep_seen(self) -> None:
        """Store it every minute, until it is cancelled."""
        while True:
            await asyncio.sleep(SEEN_EVERY_S)
            try:
                await self.write_seen()
            except OneWindowError as error:
                log.warning("when sessions were used was not stored", extra={"why": str(error)})
            except Exception:
                log.exception("when sessions were used was not stored")

    def _look_up(self, token_hash: str) -> "asyncio.Task[Identity | None]":
        """Return the task that reads the session; one for all who ask meanwhile."""
        task = self._looking.get(token_hash)
        if task is None:
            task = self._looking[token_hash] = asyncio.get_running_loop().create_task(self._read(token_hash))
            task.add_done_callback(lambda done: self._looked(token_hash, done))
        return task

    async def _read(self, token_hash: str) -> Identity | None:
        read_s = self._monotonic()
        stored = await self._database.read(lambda connection: find_session(connection, token_hash))
        identity = _identity(stored) if stored is not None else None
        if self._looking.get(token_hash) is asyncio.current_task():
            self._known.pop(token_hash, None)  # a session in use moves to the young end
            self._known[token_hash] = _Known(identity, read_s)
            if identity is not None and len(self._seen) < REMEMBERED:
                self._seen[token_hash] = self._now_ms()
            if len(self._known) > REMEMBERED:
                del self._known[next(iter(self._known))]
        return identity

    def _looked(self, token_hash: str, task: "asyncio.Task[Identity | None]") -> None:
        if self._looking.get(token_hash) is task:
            del self._looking[token_hash]
        if not task.cancelled():
            task.exception()  # who waits for it is told; in the background the next request asks again


_grants = msgspec.json.Decoder(tuple[RoleGrant, ...])


def _identity(stored: StoredSession) -> Identity:
    return Identity(
        stored.username, stored.name, _grants.decode(stored.roles), stored.expires_ms, stored.token_hash, stored.initial
    )
