"""Every role, every operation, in its own hall, in another hall of the district, and in another district."""

from itertools import product

import pytest

from queue_server.app.access import RIGHTS
from queue_server.city.staff import ROLES, scopes_of
from queue_server.web.api import OPERATIONS
from queue_server.web.operations import Operation
from tests.app.node import take
from tests.web.site import FAR, HERE, OTHER, Site, code

SERVING = {"teller", "manager"}
RUNNING = {"manager", "admin"}
RECEIVING = {"teller", "greeter", "manager"}

ALLOWED: dict[str, set[str]] = {
    "issue-ticket": {"kiosk", "terminal", "greeter", "teller", "manager"},
    "list-tickets": RECEIVING | {"admin"},
    "get-ticket": RECEIVING | {"reviewer", "cashier", "admin"},
    "cancel-ticket": RECEIVING,
    "return-ticket": RECEIVING,
    "set-priority": RECEIVING,
    "call-next": SERVING,
    "call-ticket": SERVING,
    "recall-ticket": SERVING,
    "start-service": SERVING,
    "finish-service": SERVING,
    "mark-no-show": SERVING,
    "hold-ticket": SERVING,
    "transfer-ticket": SERVING,
    "open-counter": SERVING,
    "pause-counter": SERVING,
    "resume-counter": SERVING,
    "close-counter": SERVING,
    "list-events": RUNNING,
    "get-setup": RUNNING,
    "put-setup": RUNNING,
    "list-notices": RUNNING,
    "add-notice": RUNNING,
    "delete-notice": RUNNING,
    "open-day": RUNNING,
    "close-day": RUNNING,
    "list-hall-users": RUNNING,
}
FOR_THE_CITY = {
    "list-users": (200, None),
    "get-user": (404, "unknown-user"),
    "add-user": (400, "malformed-json"),
    "renew-password": (400, "malformed-json"),
    "set-roles": (400, "malformed-json"),
    "set-disabled": (400, "malformed-json"),
    "end-user-sessions": (404, "unknown-user"),
    "end-user-session": (404, "unknown-session"),
}
"""Administrators' alone, with what they are answered about a login that is not there."""
LOGGED_IN = {
    "log-out": 204, "get-me": 200, "change-password": 400, "list-sessions": 200, "end-session": 404, "end-other-sessions": 204,
}  # fmt: skip
PUBLIC = {
    "get-hall", "list-halls", "list-services", "get-city", "log-in", "get-health", "get-readiness", "get-metrics", "get-openapi",
}  # fmt: skip

HALLS = {HERE: "north", OTHER: "north", FAR: "south"}
SCOPES = {"hall": f"hall:{HERE}", "district": "district:north", "city": "city"}
REACH = {f"hall:{HERE}": {HERE}, "district:north": {HERE, OTHER}, "city": {HERE, OTHER, FAR}}
LOGINS = [(role, SCOPES[kind]) for role in ROLES for kind in scopes_of(role)]


def request(operation: Operation, hall: str) -> tuple[str, str, bytes | None]:
    """Return a request that is refused for its body, or its notice, just after the rights were found to be enough."""
    path = operation.path.format(
        hall=hall, counter=1, ticket=f"{hall}.2026-03-02.A001", notice=0, username="nobody", session="0" * 16
    )
    return operation.method, path, b"{" if operation.body is not None else None


def test_the_table_names_every_operation() -> None:
    assert {operation.id for operation in OPERATIONS} == ALLOWED.keys() | FOR_THE_CITY.keys() | LOGGED_IN.keys() | PUBLIC


def test_every_role_of_the_rights_is_a_role() -> None:
    assert set().union(*RIGHTS.values()) <= set(ROLES)


async def test_a_role_may_what_the_table_says_within_its_scope(site: Site) -> None:
    for hall in HALLS:
        await site.node.run(hall, take)
    clients = {login: await site.login(f"{login[0]}@{login[1]}") for login in LOGINS}
    wrong = []
    for operation, hall, (role, scope) in product(OPERATIONS, HALLS, LOGINS):
        if operation.id not in ALLOWED:
            continue
        method, path, content = request(operation, hall)
        response = await clients[role, scope].request(method, path, content=content)
        if role in ALLOWED[operation.id] and hall in REACH[scope]:
            expected = (400, "malformed-json") if content else (404, "unknown-notice") if method == "DELETE" else (200, None)
        else:
            expected = (404, "unknown-ticket") if "{ticket}" in operation.path else (403, "not-allowed")
        got = response.status_code, response.json().get("code")
        if got != expected:
            wrong.append((operation.id, hall, role, scope, got, expected))
    assert not wrong


@pytest.mark.parametrize("operation_id", sorted(FOR_THE_CITY))
async def test_logins_are_an_administrators_alone(site: Site, operation_id: str) -> None:
    operation = next(operation for operation in OPERATIONS if operation.id == operation_id)
    method, path, content = request(operation, HERE)
    for role, scope in LOGINS:
        response = await (await site.login(f"{role}@{scope}")).request(method, path, content=content)
        got = response.status_code, response.json().get("code")
        assert got == (FOR_THE_CITY[operation_id] if role == "admin" else (403, "not-allowed")), (role, scope)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
async def test_without_a_login_only_what_is_public(site: Site, operation: Operation) -> None:
    method, path, content = request(operation, HERE)
    for client in (site.anybody, site.client("x" * 43), site.client("short"), site.client(await expired(site))):
        response = await client.request(method, path, content=content)
        if operation.id in PUBLIC:
            assert response.status_code == (400 if content else 200)
        else:
            assert code(response, 401) == "not-logged-in"
            assert response.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("operation_id", sorted(LOGGED_IN))
@pytest.mark.parametrize("role", ROLES)
async def test_every_role_may_look_after_itself(site: Site, role: str, operation_id: str) -> None:
    operation = next(operation for operation in OPERATIONS if operation.id == operation_id)
    client = await site.login(f"{role}@{SCOPES[scopes_of(role)[0]]}")
    method, path, content = request(operation, HERE)
    assert (await client.request(method, path, content=content)).status_code == LOGGED_IN[operation_id]


async def expired(site: Site) -> str:
    return await site.token(f"manager@hall:{HERE}", lasts_ms=-1)
