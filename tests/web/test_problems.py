import msgspec
import pytest

from queue_server.app import accounts, guard, hashing, logins, manage, passwords, users
from queue_server.app import errors as app_errors
from queue_server.city import errors as city_errors
from queue_server.core import errors
from queue_server.core.errors import OneWindowError
from queue_server.eventlog import errors as log_errors
from queue_server.web import errors as web_errors
from queue_server.web.api import OPERATIONS
from queue_server.web.openapi import refusals
from queue_server.web.problems import problem, status_of

MODULES = (errors, app_errors, accounts, guard, hashing, logins, manage, passwords, users, city_errors, log_errors, web_errors)


def everything(kind: type[OneWindowError] = OneWindowError) -> list[type[OneWindowError]]:
    return [kind, *(deeper for child in kind.__subclasses__() for deeper in everything(child))]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.UnknownCounter(counter=5), 404),
        (errors.UnknownService(service="X"), 422),
        (errors.CounterBusy(counter=5, ticket="t"), 409),
        (app_errors.UnknownHall(hall="x"), 404),
        (app_errors.KeyReused(), 422),
        (app_errors.Overloaded(), 503),
        (log_errors.LogUnavailable(reason="full"), 503),
        (log_errors.StreamConflict(stream="s", expected=1, head=2), 503),
        (errors.UnknownEvent(reason="x"), 503),
        (city_errors.VersionConflict(hall="x"), 409),
        (city_errors.NoticeMissing(notice=5), 404),
        (logins.WrongLogin(), 401),
        (logins.WrongPassword(), 403),
        (passwords.PasswordTooShort(least=12), 422),
        (users.UserExists(username="ann"), 409),
        (accounts.UnknownSession(), 404),
        (hashing.TooManyLogins(retry_after_s=12), 429),
        (web_errors.MalformedJson(reason="x"), 400),
        (web_errors.BodyTooLarge(limit=5), 413),
        (web_errors.MethodNotAllowed(allow="GET"), 405),
    ],
)
def test_an_error_has_its_status(error: OneWindowError, status: int) -> None:
    answer = problem(error)
    body = msgspec.json.decode(answer.body)
    assert (answer.status, body["status"], body["code"], body["title"]) == (status, status, error.code, error.title)
    assert body["type"] == f"urn:onewindow:problem:{error.code}"
    assert error.facts.items() <= body.items()
    assert (b"content-type", b"application/problem+json") in answer.headers


def test_a_fact_does_not_take_a_members_place() -> None:
    body = msgspec.json.decode(problem(errors.TicketNotWaiting(status="x", code=1, type=2, ticket="t")).body)
    assert (body["status"], body["code"], body["ticket"]) == (409, "ticket-not-waiting", "t")


@pytest.mark.parametrize("error", [log_errors.AppendRefused(reason="IntegrityError"), city_errors.CityMissing()])
def test_what_the_table_does_not_hold_is_a_defect_that_tells_nothing(error: OneWindowError) -> None:
    answer = problem(error)
    assert (answer.status, msgspec.json.decode(answer.body)["code"]) == (500, "internal-error")
    assert b"IntegrityError" not in answer.body


def test_headers_say_what_to_do_next() -> None:
    def headers(error: OneWindowError) -> dict[bytes, bytes]:
        return dict(problem(error).headers)

    assert headers(hashing.TooManyLogins(retry_after_s=12))[b"retry-after"] == b"12"
    assert headers(log_errors.LogUnavailable(reason="locked"))[b"retry-after"] == b"1"
    assert headers(web_errors.NotLoggedIn())[b"www-authenticate"].startswith(b"Bearer")
    assert headers(web_errors.MethodNotAllowed(allow="GET, HEAD"))[b"allow"] == b"GET, HEAD"
    assert b"retry-after" not in headers(errors.CounterIdle(counter=1))


def test_codes_are_unique_where_a_client_sees_them() -> None:
    seen: dict[str, set[int]] = {}
    for kind in everything():
        if kind.__module__.startswith("queue_server.") and not kind.__subclasses__():
            seen.setdefault(kind.code, set()).add(status_of(kind))
    assert {code for code, statuses in seen.items() if len(statuses) > 1} == set()


def test_no_operation_refuses_with_a_defect() -> None:
    assert [
        (operation.id, kind.code) for operation in OPERATIONS for kind in refusals(operation) if status_of(kind) == 500
    ] == []
