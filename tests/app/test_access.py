import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from queue_server.app.access import ACTIONS, BELIEVED_S, LOOKED_AFTER_S, REMEMBERED, RIGHTS, Access, Identity, covers
from queue_server.app.sessions import hash_token, new_token, revoke_session, sessions, start_session
from queue_server.app.users import User, add_user, disable_user, parse_grant
from queue_server.city.staff import ROLES
from queue_server.eventlog.database import Database
from queue_server.eventlog.errors import LogUnavailable
from queue_server.eventlog.opening import open_database

HERE = SimpleNamespace(id="here", district="north")
OTHER = SimpleNamespace(id="other", district="north")
FAR = SimpleNamespace(id="far", district="south")


def identity(*grants: str) -> Identity:
    return Identity("u", "U", tuple(parse_grant(grant) for grant in grants), 10**15, "hash")


def test_a_scope_covers_its_halls() -> None:
    assert [covers("hall:here", hall) for hall in (HERE, OTHER, FAR)] == [True, False, False]
    assert [covers("district:north", hall) for hall in (HERE, OTHER, FAR)] == [True, True, False]
    assert [covers("city", hall) for hall in (HERE, OTHER, FAR)] == [True, True, True]


@pytest.mark.parametrize("scope", ["", "hall", "hall:", "hall:north", "district:here", "City", "city:here", "here"])
def test_what_names_no_place_of_the_hall_covers_nothing(scope: str) -> None:
    assert not covers(scope, HERE)


def test_the_table_holds_every_action_and_only_roles() -> None:
    assert tuple(RIGHTS) == ACTIONS
    assert all(roles and roles <= set(ROLES) for roles in RIGHTS.values())


def test_a_right_holds_where_its_role_does() -> None:
    both = identity("teller@hall:here", "manager@district:south")
    assert both.may("serve", HERE)
    assert not both.may("serve", OTHER)
    assert both.may("serve", FAR)
    assert not both.may("manager-view", HERE)
    assert both.may("manager-view", FAR)


def test_an_action_that_is_not_in_the_table_is_nobodys() -> None:
    assert not identity("admin@city").may("rule-the-world", HERE)
    assert identity("admin@city").scopes("rule-the-world") == []


def test_officials_look_and_touch_nothing() -> None:
    assert {action for action in ACTIONS if identity("official@city").may(action, HERE)} == {"manager-view", "analytics"}


def test_a_display_may_nothing_that_is_not_public() -> None:
    assert not any(identity("display@hall:here").may(action, HERE) for action in ACTIONS)


def test_scopes_are_where_an_action_is_allowed() -> None:
    assert identity("manager@hall:here", "teller@hall:far", "official@city", "manager@hall:here").scopes("analytics") == [
        "hall:here",
        "city",
    ]


def test_the_channel_is_the_devices_or_the_counter() -> None:
    assert identity("kiosk@hall:here").channel(HERE) == "kiosk"
    assert identity("terminal@hall:here").channel(HERE) == "terminal"
    assert identity("teller@hall:here").channel(HERE) == "counter"
    assert identity("kiosk@hall:here", "greeter@hall:here").channel(HERE) == "counter"
    assert identity("kiosk@hall:here", "greeter@hall:far").channel(HERE) == "kiosk"


def test_the_hall_of_a_login_is_told_when_it_is_one() -> None:
    assert identity("teller@hall:here", "greeter@hall:here").hall == "here"
    assert identity("teller@hall:here", "teller@hall:far").hall is None
    assert identity("official@city").hall is None


class Doorman:
    """An `Access` over a real database whose clocks the test moves; it counts what the database is asked."""

    def __init__(self, database: Database) -> None:
        self.database, self.reads = database, 0
        self.now_ms, self.seconds = 1_000_000, 0.0
        self.access = Access(database, now_ms=lambda: self.now_ms, monotonic=lambda: self.seconds)
        read = database.read

        async def counted(work):  # type: ignore[no-untyped-def]
            self.reads += 1
            return await read(work)

        database.read = counted  # type: ignore[method-assign]

    async def session(self, username: str = "ann", *, lasts_ms: int = 3_600_000) -> str:
        token = new_token()

        def work(connection):  # type: ignore[no-untyped-def]
            add_user(connection, User(username=username, name="Ann", roles=(parse_grant("teller@hall:here"),)), "hash", 0)
            start_session(connection, token, username, created_ms=self.now_ms, expires_ms=self.now_ms + lasts_ms)

        await self.database.write(work)
        return token

    async def settle(self) -> None:
        """Let what runs in the background end."""
        await asyncio.gather(*self.access._looking.values(), return_exceptions=True)


@pytest.fixture
async def doorman(tmp_path: Path) -> AsyncIterator[Doorman]:
    database = open_database(f"sqlite:///{tmp_path / 'a.db'}", create=True)
    yield Doorman(database)
    database.close()


async def test_a_token_stands_for_its_login(doorman: Doorman) -> None:
    found = await doorman.access.authenticate(await doorman.session())
    assert found is not None
    assert (found.username, found.name, found.hall) == ("ann", "Ann", "here")


async def test_the_token_itself_is_not_stored(doorman: Doorman) -> None:
    token = await doorman.session()
    rows = await doorman.database.read(lambda connection: connection.execute(sessions.select()).all())
    assert [row.token_hash for row in rows] == [hash_token(token)]
    assert token not in str(rows)


@pytest.mark.parametrize("token", ["", "x", "x" * 42, "x" * 44, "é" * 43, "x" * 42 + "\n", "' OR 1=1 --".ljust(43)])
async def test_what_has_no_tokens_form_is_not_looked_up(doorman: Doorman, token: str) -> None:
    assert await doorman.access.authenticate(token) is None
    assert doorman.reads == 0


async def test_a_session_in_use_is_read_once_and_then_in_the_background(doorman: Doorman) -> None:
    token = await doorman.session()
    for _ in range(100):
        assert await doorman.access.authenticate(token) is not None
    assert doorman.reads == 1
    doorman.seconds += LOOKED_AFTER_S + 0.1
    assert await doorman.access.authenticate(token) is not None
    await doorman.settle()
    assert doorman.reads == 2


async def test_many_who_ask_at_once_share_one_look(doorman: Doorman) -> None:
    token = await doorman.session()
    found = await asyncio.gather(*(doorman.access.authenticate(token) for _ in range(50)))
    assert {each.username for each in found if each is not None} == {"ann"}
    assert doorman.reads == 1


async def test_an_unknown_token_is_remembered_too(doorman: Doorman) -> None:
    for _ in range(10):
        assert await doorman.access.authenticate("x" * 43) is None
    assert doorman.reads == 1


async def test_a_session_revoked_elsewhere_is_refused_within_the_promise(doorman: Doorman) -> None:
    token = await doorman.session()
    assert await doorman.access.authenticate(token) is not None
    await doorman.database.write(lambda connection: revoke_session(connection, hash_token(token), doorman.now_ms))
    doorman.seconds += BELIEVED_S
    assert await doorman.access.authenticate(token) is None


async def test_the_sessions_of_a_disabled_login_end(doorman: Doorman) -> None:
    token = await doorman.session()
    assert await doorman.access.authenticate(token) is not None
    assert await doorman.database.write(lambda connection: disable_user(connection, "ann", doorman.now_ms))
    doorman.seconds += BELIEVED_S
    assert await doorman.access.authenticate(token) is None


async def test_a_session_that_is_forgotten_is_looked_up_at_once(doorman: Doorman) -> None:
    token = await doorman.session()
    looking = asyncio.create_task(doorman.access.authenticate(token))
    await asyncio.sleep(0)
    doorman.access.forget(hash_token(token))  # while it is being read: that reading must not be believed
    await doorman.database.write(lambda connection: revoke_session(connection, hash_token(token), doorman.now_ms))
    await looking
    assert await doorman.access.authenticate(token) is None


async def test_a_session_ends_by_time_although_it_is_remembered(doorman: Doorman) -> None:
    token = await doorman.session(lasts_ms=1000)
    assert await doorman.access.authenticate(token) is not None
    doorman.now_ms += 1000
    assert await doorman.access.authenticate(token) is None


async def test_while_the_storage_is_away_sessions_are_believed_no_longer_than_promised(doorman: Doorman) -> None:
    token = await doorman.session()
    assert await doorman.access.authenticate(token) is not None
    read = doorman.database.read

    async def away(work):  # type: ignore[no-untyped-def]
        raise LogUnavailable(reason="locked")

    doorman.database.read = away  # type: ignore[method-assign]
    doorman.seconds += BELIEVED_S - 0.1
    assert await doorman.access.authenticate(token) is not None
    await doorman.settle()
    doorman.seconds += 0.1
    with pytest.raises(LogUnavailable):
        await doorman.access.authenticate(token)
    doorman.database.read = read  # type: ignore[method-assign]
    assert await doorman.access.authenticate(token) is not None


async def test_memory_is_bounded_and_keeps_what_is_in_use(doorman: Doorman) -> None:
    doorman.access._known = {f"{number}": None for number in range(REMEMBERED)}  # type: ignore[misc]
    token = await doorman.session()
    assert await doorman.access.authenticate(token) is not None
    assert len(doorman.access._known) == REMEMBERED
    assert hash_token(token) in doorman.access._known
