"""Operations as data: each entry makes a route, its checks of rights, bodies and keys, and its part of the OpenAPI document."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

import msgspec

from queue_server.app.access import Access, Action, Identity
from queue_server.app.accounts import Accounts
from queue_server.app.devices import DeviceLimit
from queue_server.app.halls import Halls
from queue_server.app.history import History
from queue_server.app.instruments import Instruments
from queue_server.app.logins import Logins
from queue_server.app.manage import Management
from queue_server.app.passes import TicketRef
from queue_server.city.hall import HallConfig
from queue_server.core.errors import OneWindowError
from queue_server.web.answers import Answer

B = TypeVar("B", bound=msgspec.Struct)
Q = TypeVar("Q", bound=msgspec.Struct)

VISITOR = "visitor"
"""Who causes what the holder of a pass asks for."""


@dataclass(frozen=True)
class ApiServices:
    """What the endpoints need, given by the composition root.

    Attributes:
        ready: Returns when the server can take a command; raises what stands against it.
        instruments: Where the requests are counted; `GET /metrics` writes all of them.
        version: Of the software.
        devices: How many tickets a device may give.
        figures: Whether the halls' closed months are shown at `/figures`.
    """

    halls: Halls
    access: Access
    logins: Logins
    accounts: Accounts
    management: Management
    history: History
    ready: Callable[[], Awaitable[None]]
    instruments: Instruments
    version: str
    devices: DeviceLimit = field(default_factory=DeviceLimit)
    figures: bool = False


@dataclass(slots=True)
class Call(Generic[B, Q]):
    """A request whose rights, path, query, body and key have been checked.

    Attributes:
        identity: Who is logged in; None where no login was asked for.
        by: Who causes the events: the login, or `visitor`.
        actor: Whose keys these are: the login, or the pass that was used.
        hall, counter, ticket: What the path names.
        address: Where the request came from. agent: The browser's own description. https: Whether browsers reach the server over TLS.
    """

    api: ApiServices
    params: dict[str, str]
    body: B
    query: Q
    address: str
    agent: str = ""
    https: bool = False
    identity: Identity | None = None
    by: str = VISITOR
    actor: str = VISITOR
    hall_config: HallConfig | None = None
    counter: int = 0
    ticket_ref: TicketRef | None = None
    key: str | None = None
    body_hash: str = ""

    @property
    def login(self) -> Identity:
        """The login of an operation that needs one."""
        assert self.identity is not None
        return self.identity

    @property
    def hall(self) -> HallConfig:
        """The hall of an operation in a hall."""
        assert self.hall_config is not None
        return self.hall_config

    @property
    def ticket(self) -> TicketRef:
        """The ticket of an operation on one."""
        assert self.ticket_ref is not None
        return self.ticket_ref


Handler = Callable[[Call[B, Q]], Awaitable[Answer]]

Rights = Literal["public", "login", "city", "hall", "ticket", "ticket-or-pass"]
"""Who may ask: anybody; a login; a login with `action` for the whole city; one with `action` in the path's hall; one with `action` in the
ticket's hall, or that or whoever holds the ticket's pass."""

Method = Literal["GET", "POST", "PUT", "DELETE"]


@dataclass(frozen=True)
class Operation(Generic[B, Q]):
    """One method at one path.

    Attributes:
        id: Stable name, verb first.
        rights, action: Who may ask; `action` of the table of rights where the rights name the city, a hall or a ticket.
        body, query: Structs of what is taken; None: nothing is read.
        answers: What a success answers, by status; None: no body. A type, or a media type as a string.
        refusals: Errors that it may answer beside those that its kind implies.
        keyed: Whether it takes an Idempotency-Key.
        initial: Whether a login may do it whose password somebody else set.
    """

    id: str
    method: Method
    path: str
    handler: Handler[B, Q]
    tag: str
    summary: str
    answers: dict[int, Any]
    rights: Rights = "public"
    action: Action | None = None
    body: type[B] | None = None
    query: type[Q] | None = None
    refusals: Sequence[type[OneWindowError]] = field(default=())
    keyed: bool = False
    initial: bool = False

    def __post_init__(self) -> None:
        assert (self.action is not None) == (self.rights in ("city", "hall", "ticket", "ticket-or-pass")), self.id
        assert not self.keyed or self.method == "POST", self.id
