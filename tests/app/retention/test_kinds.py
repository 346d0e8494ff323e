import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select

from queue_server.app.retention.kinds import KINDS, Kind, count_expired, delete_some, oldest_end
from queue_server.app.sessions import sessions
from queue_server.app.users import NO_PASSWORD, find_user, users
from queue_server.eventlog.database import Database
from tests.app.retention.conftest import BY_NAME, left, put

BEFORE_MS = 1_000_000


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_edge_of_the_period(database: Database, kind: Kind) -> None:
    put(database, kind.name, [BEFORE_MS - 1, BEFORE_MS, BEFORE_MS + 1, None])
    with database.writing() as connection:
        assert oldest_end(kind, connection, BEFORE_MS + 2) == BEFORE_MS - 1
        assert count_expired(kind, connection, BEFORE_MS) == 1
        assert delete_some(kind, connection, BEFORE_MS, 100) == 1
        assert delete_some(kind, connection, BEFORE_MS, 100) == 0
        assert oldest_end(kind, connection, BEFORE_MS + 2) == BEFORE_MS
        assert oldest_end(kind, connection, BEFORE_MS) is None
    assert len(left(database, kind)) == 3
    assert min(end for end in left(database, kind) if end is not None) == BEFORE_MS


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ends=st.lists(st.integers(0, 60), max_size=12), before=st.integers(0, 60), most=st.integers(1, 5))
def test_oldest_first_and_never_a_younger_one(database: Database, ends: list[int], before: int, most: int) -> None:
    kind = BY_NAME["answers"]
    with database.writing() as connection:
        connection.execute(delete(kind.table))
    if ends:
        put(database, "answers", list(ends))
    expired = sorted(end for end in ends if end < before)
    with database.writing() as connection:
        assert delete_some(kind, connection, before, most) == min(most, len(expired))
    assert sorted(left(database, kind)) == sorted([*expired[most:], *(end for end in ends if end >= before)])  # type: ignore[type-var]


@pytest.mark.parametrize(("expires", "revoked", "ended"), [(50, None, 50), (50, 20, 20), (50, 70, 50)])
def test_a_session_ends_when_it_expires_or_was_ended_before(
    database: Database, expires: int, revoked: int | None, ended: int
) -> None:
    with database.writing() as connection:
        row = {"token_hash": "x", "username": "ann", "created_ms": 0, "expires_ms": expires, "revoked_ms": revoked}
        connection.execute(insert(sessions).values(row))
    assert left(database, BY_NAME["sessions"]) == [ended]


def test_a_disabled_login_keeps_its_row_and_loses_the_person(database: Database) -> None:
    put(database, "logins", [BEFORE_MS - 1, BEFORE_MS + 1, None])
    with database.writing() as connection:
        assert delete_some(BY_NAME["logins"], connection, BEFORE_MS, 100) == 1
        gone, kept = find_user(connection, "u0"), find_user(connection, "u1")
        assert connection.execute(select(users.c.username).order_by(users.c.username)).scalars().all() == ["u0", "u1", "u2"]
    assert gone is not None
    assert kept is not None
    assert (gone.user.name, gone.password_hash, gone.disabled) == ("u0", NO_PASSWORD, True)
    assert kept.user.name == "王秀兰"
