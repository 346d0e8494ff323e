from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from queue_server.app.users import (
    User,
    UserExists,
    UserInvalid,
    add_user,
    disable_user,
    find_user,
    hash_password,
    parse_grant,
    password_fits,
)
from queue_server.city.staff import RoleGrant
from queue_server.eventlog.opening import open_database


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    database = open_database(f"sqlite:///{tmp_path / 'a.db'}", create=True)
    with database.writing() as connection:
        yield connection
    database.close()


def ann(username: str = "ann", *grants: str) -> User:
    return User(username=username, name="安", roles=tuple(parse_grant(grant) for grant in grants or ("teller@hall:here",)))


def test_a_login_is_found_as_it_was_added(connection: Connection) -> None:
    add_user(connection, ann("ann", "teller@hall:here", "official@city"), "hash", 7)
    stored = find_user(connection, "ann")
    assert stored is not None
    assert stored.user == ann("ann", "teller@hall:here", "official@city")
    assert (stored.password_hash, stored.disabled) == ("hash", False)
    assert find_user(connection, "ANN") is None


def test_a_name_is_given_once_even_after_it_was_disabled(connection: Connection) -> None:
    add_user(connection, ann(), "hash", 7)
    assert disable_user(connection, "ann", 8)
    assert not disable_user(connection, "bob", 8)
    stored = find_user(connection, "ann")
    assert stored is not None
    assert stored.disabled
    with pytest.raises(UserExists):
        add_user(connection, ann(), "hash", 9)


@pytest.mark.parametrize("username", ["", "Ann", "a b", "visitor", "system", "pass:x", "-ann", "a" * 65, "安"])
def test_names_that_could_be_mistaken_are_refused(connection: Connection, username: str) -> None:
    with pytest.raises(UserInvalid):
        add_user(connection, ann(username), "hash", 7)


def test_a_login_without_a_role_is_refused(connection: Connection) -> None:
    with pytest.raises(UserInvalid):
        add_user(connection, User(username="ann", name="Ann", roles=()), "hash", 7)


def test_a_grant_is_written_as_role_at_scope() -> None:
    assert parse_grant("teller@hall:zetou") == RoleGrant("teller", "hall:zetou")
    assert parse_grant("admin@city") == RoleGrant("admin", "city")


@pytest.mark.parametrize(
    "text", ["", "teller", "king@city", "teller@", "teller@city", "admin@hall:here", "teller@hall:", "teller@hall:a b", "@city"]
)
def test_a_grant_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(UserInvalid):
        parse_grant(text)


def test_a_password_fits_its_own_hash_alone() -> None:
    password_hash = hash_password("correct horse")
    assert password_hash.startswith("$argon2id$")
    assert password_fits(password_hash, "correct horse")
    assert not password_fits(password_hash, "correct house")
    assert not password_fits("no hash", "correct horse")
