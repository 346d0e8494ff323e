"""The audit trail: who logged in or failed to, whose password, rights or sessions were changed, and by whom. Log records, one line each.

They go to the logger `onewindow.audit`: the server's log, of commands the machine's (`logs.configuration.keep_audit`). No password and no token is ever in one.
"""

import logging
from typing import Literal

from queue_server.city.staff import USERNAME
from queue_server.logs.configuration import AUDIT

log = logging.getLogger(AUDIT)

Event = Literal[
    "login",
    "login-failed",
    "login-limit-reached",
    "logout",
    "password-changed",
    "password-change-failed",
    "password-set",
    "session-ended",
    "sessions-ended",
    "user-added",
    "user-roles-set",
    "user-disabled",
    "user-enabled",
]
_REFUSED = frozenset({"login-failed", "login-limit-reached", "password-change-failed"})


def record(event: Event, username: str, **facts: object) -> None:
    """Write one record. `username`: whose account; `facts`: such as `address`, and `by` when somebody else did it."""
    told = {"username": _told(username), **{name: fact for name, fact in facts.items() if fact is not None}}
    log.log(logging.WARNING if event in _REFUSED else logging.INFO, event, extra=told)


def _told(username: str) -> str:
    """Return the name; what cannot be one is left out, for some type their password into the wrong field."""
    return username if USERNAME.fullmatch(username) is not None else "(no username)"
