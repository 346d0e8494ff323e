import sqlite3
from typing import get_args

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from queue_server.core.errors import OneWindowError
from queue_server.eventlog import errors
from queue_server.eventlog.errors import LogUnavailable, Reason
from queue_server.eventlog.faults import postgres_fault, sqlite_fault


def test_every_error_has_a_code_and_a_title_of_its_own() -> None:
    tree = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, OneWindowError)]
    named = [kind for kind in tree if "code" in vars(kind) and kind is not OneWindowError]
    assert len(named) >= 9
    assert len({kind.code for kind in named}) == len({kind.title for kind in named}) == len(named)


@pytest.mark.parametrize("reason", get_args(Reason))
def test_every_reason_has_a_sentence_for_the_operator(reason: Reason) -> None:
    unavailable = LogUnavailable(reason=reason)
    assert len(unavailable.sentence) > 10
    assert unavailable.facts == {"reason": reason}
    assert str(unavailable).startswith("storage-unavailable: ")


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (sqlite3.SQLITE_BUSY, "locked"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "locked"),
        (sqlite3.SQLITE_FULL, "full"),
        (sqlite3.SQLITE_IOERR_FSYNC, "failed"),
        (sqlite3.SQLITE_READONLY_DBMOVED, "read-only"),
        (sqlite3.SQLITE_CORRUPT, "damaged"),
    ],
)
def test_a_code_of_the_storage_is_its_fault(code: int, reason: Reason) -> None:
    error = sqlite3.OperationalError()
    error.sqlite_errorcode = code
    found = sqlite_fault(error)
    assert found is not None
    assert found.reason == reason


@pytest.mark.parametrize("code", [sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT_NOTNULL, sqlite3.SQLITE_TOOBIG])
def test_a_code_about_a_row_is_not_the_storages_fault(code: int) -> None:
    error = sqlite3.OperationalError()
    error.sqlite_errorcode = code
    assert sqlite_fault(error) is None
    assert sqlite_fault(ValueError()) is None


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (psycopg.OperationalError("server closed the connection unexpectedly"), "unreachable"),
        (psycopg.InterfaceError("the connection is closed"), "unreachable"),
        (psycopg.errors.ConnectionTimeout("the server does not answer"), "unreachable"),
        (psycopg.errors.AdminShutdown(), "unreachable"),
        (psycopg.errors.CannotConnectNow(), "unreachable"),
        (psycopg.errors.ConnectionException(), "unreachable"),
        (psycopg.errors.DiskFull(), "full"),
        (psycopg.errors.TooManyConnections(), "failed"),
        (psycopg.errors.IoError(), "failed"),
        (psycopg.errors.ReadOnlySqlTransaction(), "read-only"),
        (psycopg.errors.LockNotAvailable(), "locked"),
        (psycopg.errors.DeadlockDetected(), "locked"),
        (psycopg.errors.QueryCanceled(), "slow"),
        (psycopg.errors.DataCorrupted(), "damaged"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_postgres_says_of_the_storage_is_its_fault(error: psycopg.Error, reason: Reason) -> None:
    for raised in (error, OperationalError("INSERT", {}, error)):
        found = postgres_fault(raised)
        assert found is not None
        assert found.reason == reason


@pytest.mark.parametrize(
    "error", [psycopg.errors.NotNullViolation(), psycopg.errors.UniqueViolation(), psycopg.DataError("no NUL"), ValueError()]
)
def test_what_postgres_says_of_a_row_is_not(error: Exception) -> None:
    assert postgres_fault(error) is None
