"""The page of rights, docs/rights.md, from the tables that the server itself asks: `python -m queue_server.web.rights > docs/rights.md`."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from queue_server.app.access import BELIEVED_S, RIGHTS, Action
from queue_server.city.staff import ROLES, scopes_of
from queue_server.web.api import OPERATIONS
from queue_server.web.operations import Operation
from queue_server.web.sockets import VIEWS, SocketView

NEEDS: Mapping[str, str] = {
    "public": "public",
    "login": "any login",
    "city": "`{action}` for the city",
    "hall": "`{action}` in the hall",
    "ticket": "`{action}` in the ticket's hall",
    "ticket-or-pass": "own pass, or `{action}` in the ticket's hall",
    "pass": "own pass",
}
"""What `rights` of operations and sockets mean, in words."""

ELSEWHERE: Mapping[str, str] = {
    "issue-urgent": "`issue-ticket` with the priority `urgent`",
    "analytics": "everything below `/analytics`",
    "load-figures": "the bureau's own figures, at `/analytics/cuts`",
}
"""Actions that no operation or socket names by itself."""

PAGE = """# Rights

Who may do what, and where. This page is written by `make rights` from the tables that the server asks for every request
(`queue_server/app/access.py`, the operations and sockets of `queue_server/web/`); a test compares it, and `tests/web/rights/` plays every
line of it against a running server from a matrix of its own.

A login has roles, each with a scope: `hall:ID` is one hall, `district:ID` all halls of a district, `city` all halls. A right holds in the
halls of its role's scope and nowhere else; several roles add up. What a changed role or an ended session may no longer do it can do for
{believed_s:.0f} s at most, an open websocket for 30 s.

| refused | how |
| --- | --- |
| no login, or one that expired, was ended or made up | 401 `not-logged-in`; websockets close with 4401 |
| a login without the right | 403 `not-allowed`; websockets close with 4403 |
| a ticket of a hall outside the scope, or a wrong pass | 404 `unknown-ticket`, as for one that is not there; websockets close with 4404 |
| the session's cookie with what another site's page sends | 403 `wrong-origin`; no websocket |

## Roles

{roles}

An official reads figures and touches no ticket. An administrator sets up and looks, and serves nobody. A reviewer or cashier looks a
ticket up by its id. A display needs no right: what it shows is public.

## Actions

{actions}

## Requests

{operations}

## Websockets

{sockets}

## Pages

Every page is a shell without data that anybody may load; what it shows comes through the requests and websockets above. `/analytics` and
everything below needs `analytics` in some scope, and its figures are those of the scopes in which the login has it:

| scope | waits and figures of | counts of tickets by hall of |
| --- | --- | --- |
| `hall:H` | the hall | the hall's district |
| `district:D` | the district and each of its halls | the district |
| `city` | the city, every district, every hall | the city |

Processing times of imported logs, at `/analytics/cuts`, are for `district:D` and `city`: a log's units are no halls. `load-figures` for the
city opens the one request there that changes something; the proxy tells the dashboards' process of it, as of the scopes.
"""


def page(operations: Iterable[Operation[Any, Any]] = OPERATIONS, views: Iterable[SocketView] = VIEWS) -> str:
    """Return the page, in Markdown."""
    return PAGE.format(
        believed_s=BELIEVED_S,
        roles=_table(("role", "given for"), [(role, ", ".join(_scope(kind) for kind in scopes_of(role))) for role in ROLES]),
        actions=_table(
            ("action", *ROLES),
            [(_action(action), *("x" if role in may else "" for role in ROLES)) for action, may in RIGHTS.items()],
        ),
        operations=_table(
            ("request", "what", "needs"),
            [(f"`{each.method} {each.path}`", each.summary, _needs(each.rights, each.action)) for each in operations],
        ),
        sockets=_table(
            ("websocket", "needs"),
            [(f"`{each.path}`", _needs(each.rights, each.action)) for each in views],
        ),
    )


def _needs(rights: str, action: Action | None) -> str:
    return NEEDS[rights].format(action=action)


def _scope(kind: str) -> str:
    return "the city" if kind == "city" else f"a {kind}"


def _action(action: str) -> str:
    return f"`{action}`: {ELSEWHERE[action]}" if action in ELSEWHERE else f"`{action}`"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))


if __name__ == "__main__":
    sys.stdout.write(page())
