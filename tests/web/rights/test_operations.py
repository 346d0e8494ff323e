"""Every role, with every kind of scope, at every operation, in its own hall, another of the district, and one of another district."""

import re
import time
from itertools import product
from typing import Any

import pytest

from queue_server.app.access import BELIEVED_S, RIGHTS
from queue_server.city.staff import ROLES, scopes_of
from queue_server.web.api import OPERATIONS
from queue_server.web.operations import Operation
from tests.web.rights.matrix import GIVEN_FOR, HALLS, LOGINS, MATRIX, UNSTATED, URGENT, need_of
from tests.web.rights.matrix import ROLES as STATED_ROLES
from tests.web.rights.place import DENIALS, HIDDEN, NOT_ALLOWED, NOT_LOGGED_IN, NOT_VALID, Place, Said

BY_LOGIN = [operation for operation in OPERATIONS if (need := MATRIX.get(operation.id)) is None or need.of != "public"]
IN_A_HALL = [operation for operation in OPERATIONS if (need := MATRIX.get(operation.id)) is None or need.roles]


def ids(operation: Operation[Any, Any]) -> str:
    return operation.id


def refusal(operation: Operation[Any, Any]) -> Said:
    """Return what a login without the right is answered: of a ticket not even that there is one."""
    return HIDDEN if need_of(operation).of == "ticket" else NOT_ALLOWED


def test_the_matrix_states_what_every_operation_needs() -> None:
    unstated = [operation.id for operation in OPERATIONS if operation.id not in MATRIX]
    assert not unstated, UNSTATED.format(", ".join(unstated))
    assert not MATRIX.keys() - {operation.id for operation in OPERATIONS}, "the matrix names operations that are no more"


def test_roles_can_be_given_for_what_the_matrix_says() -> None:
    assert ROLES == STATED_ROLES
    assert {role: scopes_of(role) for role in ROLES} == GIVEN_FOR
    assert set().union(*RIGHTS.values()) <= set(STATED_ROLES)


def test_what_is_compared_sees_every_change(place: Place) -> None:
    before = place.stored()
    place.made("far", "tickets", {})
    place.made("far", "notices", {"zh": "二", "en": "Two"})
    after = place.stored()
    assert before.keys() == after.keys()
    assert {"events", "heads", "tickets", "notices"} <= {name for name in before if before[name] != after[name]}


@pytest.mark.parametrize("operation", IN_A_HALL, ids=ids)
def test_who_has_no_right_is_refused_and_changes_nothing(place: Place, operation: Operation[Any, Any]) -> None:
    need, before = need_of(operation), place.stored()
    denied = [(login, hall) for login, hall in product(LOGINS, HALLS) if not need.allows(*login, hall)]
    assert denied
    answered = {(login, hall): place.ask(operation, hall, place.tokens[login]) for login, hall in denied}
    assert {who: said for who, said in answered.items() if said != refusal(operation)} == {}
    assert place.stored() == before


@pytest.mark.parametrize("operation", BY_LOGIN, ids=ids)
def test_a_session_that_holds_no_longer_opens_nothing(place: Place, operation: Operation[Any, Any]) -> None:
    before = place.stored()
    answered = {(why, hall): place.ask(operation, hall, token) for (why, token), hall in product(place.stale.items(), HALLS)}
    assert {who: said for who, said in answered.items() if said != NOT_LOGGED_IN} == {}
    assert place.stored() == before


@pytest.mark.parametrize("operation", [each for each in OPERATIONS if each not in BY_LOGIN], ids=ids)
def test_what_is_public_asks_nobody(place: Place, operation: Operation[Any, Any]) -> None:
    for token in (*place.stale.values(), *place.tokens.values()):
        assert place.ask(operation, "here", token) not in DENIALS


@pytest.mark.parametrize("operation", [each for each in IN_A_HALL if each.rights in ("ticket", "ticket-or-pass")], ids=ids)
def test_a_pass_opens_its_own_ticket_and_no_other(place: Place, operation: Operation[Any, Any]) -> None:
    own = place.made("here", "tickets", {})["pass"]
    another = place.made("here", "tickets", {})["pass"]
    secret = own.rpartition(".")[2]
    others = [
        place.tickets["here"] + "." + secret,
        place.tickets["other"] + "." + secret,
        another.rpartition(".")[0] + "." + secret,
        own[:-1] + ("A" if own[-1] != "A" else "Q"),
        own.swapcase(),
        own.replace("here.", "nowhere.", 1),
    ]
    before = place.stored()
    by_pass = need_of(operation).own_pass
    for token in ("", place.tokens["display", "hall"], place.tokens["manager", "hall"]):
        for wrong in others:
            said = place.ask(operation, "here", token, wrong)
            assert said == HIDDEN or (said == NOT_LOGGED_IN and not token and not by_pass), (wrong, token)
        if not by_pass and token != place.tokens["manager", "hall"]:
            assert place.ask(operation, "here", token, own) == (HIDDEN if token else NOT_LOGGED_IN)
    assert place.stored() == before
    if by_pass:
        for token in place.stale.values():
            assert place.ask(operation, "here", token, own) not in DENIALS
    else:
        assert place.ask(operation, "here", place.tokens["manager", "hall"], own) not in DENIALS


def test_urgent_is_for_staff_to_say(place: Place) -> None:
    for role, kind in LOGINS:
        before = place.stored()
        answer = place.send("POST", "/api/v1/halls/here/tickets", place.tokens[role, kind], {"priority": "urgent"})
        if role in URGENT:
            assert answer.status_code == 201
        else:
            assert (answer.status_code, answer.json()["code"]) == NOT_ALLOWED
            assert place.stored() == before


@pytest.mark.parametrize("operation", IN_A_HALL, ids=ids)
def test_who_has_the_right_is_let_in(place: Place, operation: Operation[Any, Any]) -> None:
    need = need_of(operation)
    allowed = [(login, hall) for login, hall in product(LOGINS, HALLS) if need.allows(*login, hall)]
    assert allowed
    answered = {(login, hall): place.ask(operation, hall, place.tokens[login]) for login, hall in allowed}
    wrong = {who: said for who, said in answered.items() if said in DENIALS or said[0] in NOT_VALID or said[0] >= 500}
    assert wrong == {}, "a right that is given was refused, or the body in the matrix is not valid"


def test_any_login_will_do(place: Place) -> None:
    any_login = [operation for operation in BY_LOGIN if operation not in IN_A_HALL]
    for operation in sorted(any_login, key=lambda operation: operation.id == "log-out"):
        for login, token in place.spare.items():
            assert place.ask(operation, "here", token) not in DENIALS, (operation.id, login)
    assert {place.ask(any_login[0], "here", token) for token in place.spare.values()} == {NOT_LOGGED_IN}


def test_whatever_happened_was_done_by_somebody_with_a_right_to_change_something(place: Place) -> None:
    changing = [need_of(operation) for operation in IN_A_HALL if operation.method != "GET"]
    for hall in HALLS:
        events = place.send("GET", f"/api/v1/halls/{hall}/events", place.everywhere).json()["events"]
        for by in {event["by"] for event in events} - {"visitor", "system", "everywhere"}:
            role, _, kind = by.rpartition("-")
            assert any(need.allows(role, kind, hall) for need in changing), by


def test_a_changed_login_counts_within_the_promised_time(place: Place) -> None:
    serving = [operation for operation in IN_A_HALL if MATRIX[operation.id].of == "hall"]
    seen = next(operation for operation in serving if operation.id == "get-setup")
    for how, token in place.turned.items():  # so that the server knows and believes all of them
        assert place.ask(seen, "here", token) == (NOT_ALLOWED if how == "up" else (200, ""))
    roles = "UPDATE users SET roles = ? WHERE username = ?"
    place.change(roles, '[{"role":"manager","scope":"hall:far"}]', "turned-away")
    place.change(roles, '[{"role":"display","scope":"hall:here"}]', "turned-down")
    place.change(roles, '[{"role":"manager","scope":"hall:here"}]', "turned-up")
    place.change("UPDATE users SET disabled_ms = 1 WHERE username = ?", "turned-disabled")
    place.change("UPDATE sessions SET revoked_ms = 1 WHERE username = ?", "turned-ended")
    time.sleep(BELIEVED_S)  # what is asked from now on must be answered by what is stored
    assert BELIEVED_S == 5
    expected = {"away": NOT_ALLOWED, "down": NOT_ALLOWED, "ended": NOT_LOGGED_IN, "disabled": NOT_LOGGED_IN}
    before = place.stored()
    for operation in serving:
        assert {how: place.ask(operation, "here", place.turned[how]) for how in expected} == expected, operation.id
    assert place.stored() == before
    for how, hall in (("up", "here"), ("away", "far")):
        assert place.ask(seen, hall, place.turned[how]) == (200, "")


def test_every_path_that_is_served_is_in_the_table(place: Place) -> None:
    described = place.send("GET", "/api/v1/openapi.json").json()["paths"]
    stated = {re.sub(r"\{(\w+?)_?\}", r"{\1}", operation.path) for operation in OPERATIONS}
    assert described.keys() == stated
