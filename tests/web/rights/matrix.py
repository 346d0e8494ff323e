"""Who may do what, written down from the design, apart from the tables of the code: a wrong edit there does not pass here."""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

import pytest

from queue_server.web.operations import Operation

ROLES = ("teller", "greeter", "reviewer", "cashier", "manager", "official", "admin", "kiosk", "display", "terminal")
GIVEN_FOR: Mapping[str, tuple[str, ...]] = {
    "teller": ("hall", "district"),
    "greeter": ("hall", "district"),
    "reviewer": ("hall", "district"),
    "cashier": ("hall", "district"),
    "manager": ("hall", "district"),
    "official": ("district", "city"),
    "admin": ("city",),
    "kiosk": ("hall",),
    "display": ("hall",),
    "terminal": ("hall",),
}

HALLS = ("here", "other", "far")
"""One's own hall, another of its district, and one of another district."""
SCOPES = {"hall": "hall:here", "district": "district:north", "city": "city"}
REACH = {"hall": {"here"}, "district": {"here", "other"}, "city": {"here", "other", "far"}}

LOGINS = [(role, kind) for role in ROLES for kind in GIVEN_FOR[role]]
"""Each role with each kind of scope that it can be given for."""


class Need(NamedTuple):
    """What an operation asks for.

    Attributes:
        of: `public`; `login`, any; `hall` or `ticket`, one of `roles` in the scope of which the hall, or the ticket's hall, lies;
            `city`, one of `roles` for the whole city, where the path names no hall.
        own_pass: Whether the ticket's own pass serves as well.
        body: One that is valid, where it must say something.
    """

    of: Literal["public", "login", "hall", "ticket", "city"]
    roles: frozenset[str] = frozenset()
    own_pass: bool = False
    body: Mapping[str, Any] | None = None

    def allows(self, role: str, kind: str, hall: str) -> bool:
        if self.of in ("public", "login"):
            return True
        if self.of == "city":
            return role in self.roles and kind == "city"
        return role in self.roles and hall in REACH[kind]


PUBLIC, ANY_LOGIN = Need("public"), Need("login")

SERVING = frozenset({"teller", "manager"})
RECEIVING = frozenset({"teller", "greeter", "manager"})
RUNNING = frozenset({"manager", "admin"})
WATCHING = frozenset({"manager", "official", "admin"})
KNOWING_TICKETS = RECEIVING | {"reviewer", "cashier", "admin"}

MATRIX: Mapping[str, Need] = {
    "issue-ticket": Need("hall", RECEIVING | {"kiosk", "terminal"}),
    "list-tickets": Need("hall", RECEIVING | {"admin"}),
    "get-ticket": Need("ticket", KNOWING_TICKETS, own_pass=True),
    "cancel-ticket": Need("ticket", RECEIVING, own_pass=True),
    "return-ticket": Need("ticket", RECEIVING),
    "set-priority": Need("ticket", RECEIVING, body={"priority": "elder", "reason": "claim-shown"}),
    "call-next": Need("hall", SERVING),
    "call-ticket": Need("hall", SERVING, body={"ticket": "{ticket}"}),
    "recall-ticket": Need("hall", SERVING),
    "start-service": Need("hall", SERVING),
    "finish-service": Need("hall", SERVING),
    "mark-no-show": Need("hall", SERVING),
    "hold-ticket": Need("hall", SERVING),
    "transfer-ticket": Need("hall", SERVING, body={"counter": 2}),
    "open-counter": Need("hall", SERVING),
    "pause-counter": Need("hall", SERVING),
    "resume-counter": Need("hall", SERVING),
    "close-counter": Need("hall", SERVING),
    "list-events": Need("hall", RUNNING),
    "get-setup": Need("hall", RUNNING),
    "put-setup": Need("hall", RUNNING, body={"{setup}": True}),
    "list-notices": Need("hall", RUNNING),
    "add-notice": Need("hall", RUNNING, body={"zh": "今天提前下班", "en": "We close early today"}),
    "delete-notice": Need("hall", RUNNING),
    "open-day": Need("hall", RUNNING),
    "close-day": Need("hall", RUNNING),
    "list-hall-users": Need("hall", RUNNING),
    "list-users": Need("city", frozenset({"admin"})),
    "get-user": Need("city", frozenset({"admin"})),
    "add-user": Need(
        "city", frozenset({"admin"}), body={"name": "Somebody", "roles": [{"role": "teller", "scope": "hall:here"}]}
    ),
    "renew-password": Need("city", frozenset({"admin"})),
    "set-roles": Need("city", frozenset({"admin"}), body={"roles": [{"role": "admin", "scope": "city"}]}),
    "set-disabled": Need("city", frozenset({"admin"}), body={"disabled": True}),
    "end-user-sessions": Need("city", frozenset({"admin"})),
    "end-user-session": Need("city", frozenset({"admin"})),
    "list-sessions": ANY_LOGIN,
    "end-session": ANY_LOGIN,
    "end-other-sessions": ANY_LOGIN,
    "change-password": Need("login", body={"current": "nothing at all", "new": "another thing entirely"}),
    "log-out": ANY_LOGIN,
    "get-me": ANY_LOGIN,
    "log-in": Need("public", body={"username": "nobody", "password": "nothing at all"}),
    "get-hall": PUBLIC,
    "list-halls": PUBLIC,
    "list-services": PUBLIC,
    "get-city": PUBLIC,
    "get-health": PUBLIC,
    "get-readiness": PUBLIC,
    "get-metrics": PUBLIC,
    "get-openapi": PUBLIC,
}

SOCKETS: Mapping[str, Need] = {
    "board": PUBLIC,
    "counter": Need("hall", RECEIVING | {"admin"}),
    "manager": Need("hall", WATCHING),
    "ticket": Need("ticket", own_pass=True),
}

URGENT = RECEIVING
"""Who may give a ticket the priority `urgent`; a kiosk or terminal may give others."""
DASHBOARDS = WATCHING

UNSTATED = "{}: state what this needs in the matrix (tests/web/rights/matrix.py)"


def need_of(operation: Operation[Any, Any]) -> Need:
    """Return what the matrix says of the operation; the test fails when it says nothing."""
    need = MATRIX.get(operation.id)
    if need is None:
        pytest.fail(UNSTATED.format(operation.id))
    return need
