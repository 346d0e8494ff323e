"""Accounts on each kind of database."""

import asyncio
import json
import logging
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from queue_server.app.access import Access
from queue_server.app.accounts import Accounts, LastAdministrator, UnknownSession, UserDisabled
from queue_server.app.guard import LoginLimits
from queue_server.app.hashing import TooManyLogins
from queue_server.app.logins import Login, Logins, WrongLogin, WrongPassword
from queue_server.app.passwords import PasswordGuessable, PasswordUnchanged
from queue_server.app.registry import Registry
from queue_server.app.setup import initialise
from queue_server.app.users import NO_PASSWORD, UnknownUser, User, UserExists, UserInvalid, add_user, parse_grant
from queue_server.eventlog.database import Database
from queue_server.eventlog.opening import open_database
from queue_server.eventlog.sqlite import sqlite_url
from tests.app.counted_hashing import CountedHashing
from tests.support.postgres import PostgresServer
from tests.web.site import HERE, city

ADDRESS, FIREFOX = "192.0.2.7", "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
OWN, OTHER = "a long pass phrase", "another long one"


class Office:
    """A city without logins, and what looks after them."""

    def __init__(self, database: Database, registry: Registry, url: str) -> None:
        self.database, self.url, self.now_ms = database, url, 1_000_000
        self.access = Access(database, now_ms=lambda: self.now_ms)
        self.hashing = CountedHashing(at_once=1)
        self.logins = Logins(
            database, self.access, limits=LoginLimits(by_login=3), hashing=self.hashing, now_ms=lambda: self.now_ms
        )
        self.accounts = Accounts(database, self.access, registry, self.hashing, now_ms=lambda: self.now_ms)

    async def add(self, username: str, *roles: str) -> str:
        """Add a login; return its initial password."""
        user = User(username=username, name=username.title(), roles=tuple(parse_grant(role) for role in roles))
        return await self.accounts.add(user, by="chief")

    async def settled(self, username: str, *roles: str) -> Login:
        """Add a login and set its own password, `OWN`; return its session."""
        initial = await self.add(username, *roles)
        login = await self.logins.log_in(username, initial, ADDRESS)
        return await self.logins.change_password(login.identity, initial, OWN, ADDRESS, FIREFOX)

    async def valid(self, login: Login) -> bool:
        return await self.access.authenticate(login.token) is not None


@pytest.fixture(params=["sqlite", "postgres"])
async def office(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Office]:
    if request.param == "sqlite":
        url = sqlite_url(tmp_path / "a.db")
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.database()
    initialise(url, city())
    database = open_database(url, create=False)
    made = Office(database, await Registry.load(database), url)
    yield made
    made.logins.close()
    database.close()


@pytest.fixture
async def second(office: Office) -> AsyncIterator[Office]:
    """Another server's, where several may work on one database; else the same server's."""
    database = open_database(office.url, create=False) if office.database.shared else office.database
    made = Office(database, await Registry.load(database), office.url)
    yield made
    made.logins.close()
    if database is not office.database:
        database.close()


async def test_an_initial_password_is_good_for_setting_ones_own(office: Office) -> None:
    initial = await office.add("ann", f"teller@hall:{HERE}")
    login = await office.logins.log_in("ann", initial, ADDRESS)
    assert login.identity.must_change_password
    identity = await office.access.authenticate(login.token)
    assert identity is not None
    assert identity.must_change_password
    changed = await office.logins.change_password(identity, initial, OWN, ADDRESS)
    identity = await office.access.authenticate(changed.token)
    assert identity is not None
    assert not identity.must_change_password
    assert not (await office.logins.log_in("ann", OWN, ADDRESS)).identity.must_change_password
    with pytest.raises(WrongLogin):
        await office.logins.log_in("ann", initial, ADDRESS)


async def test_a_devices_password_is_good_as_it_is(office: Office) -> None:
    initial = await office.add("box", f"kiosk@hall:{HERE}")
    assert not (await office.logins.log_in("box", initial, ADDRESS)).identity.must_change_password


async def test_a_new_password_ends_every_session_and_begins_one(office: Office) -> None:
    first = await office.settled("ann", f"teller@hall:{HERE}")
    second = await office.logins.log_in("ann", OWN, ADDRESS)
    assert await office.valid(first)
    new = await office.logins.change_password(second.identity, OWN, OTHER, ADDRESS)
    assert [await office.valid(login) for login in (first, second, new)] == [False, False, True]


@pytest.mark.parametrize(
    ("current", "new", "refusal"),
    [
        ("wrong", OTHER, WrongPassword),
        (OWN, OWN, PasswordUnchanged),
        (OWN, OWN.replace(" ", "\u3000"), PasswordUnchanged),
        (OWN, "password1234", PasswordGuessable),
    ],
)
async def test_a_password_that_cannot_be_set_changes_nothing(
    office: Office, current: str, new: str, refusal: type[Exception]
) -> None:
    login = await office.settled("ann", f"teller@hall:{HERE}")
    with pytest.raises(refusal):
        await office.logins.change_password(login.identity, current, new, ADDRESS)
    assert await office.valid(login)
    await office.logins.log_in("ann", OWN, ADDRESS)


async def test_who_found_a_session_cannot_guess_its_password(office: Office) -> None:
    login = await office.settled("ann", f"teller@hall:{HERE}")
    for _ in range(3):
        with pytest.raises(WrongPassword):
            await office.logins.change_password(login.identity, "wrong", OTHER, ADDRESS)
    with pytest.raises(TooManyLogins):
        await office.logins.change_password(login.identity, OWN, OTHER, ADDRESS)


async def test_sessions_are_listed_with_what_their_owner_knows_them_by(office: Office) -> None:
    login = await office.settled("ann", f"teller@hall:{HERE}")
    office.now_ms += 90_000
    await office.logins.log_in("ann", OWN, "2001:db8::7")
    assert await office.valid(login)
    latest, first = await office.accounts.sessions("ann")
    assert (latest.created_ms, latest.origin.address, latest.origin.device) == (1_090_000, "2001:db8::/64", None)
    assert (first.created_ms, first.seen_ms) == (1_000_000, 1_090_000)
    assert first.origin == (ADDRESS, "Firefox, Windows")
    office.now_ms = first.expires_ms
    assert [session.id for session in await office.accounts.sessions("ann")] == [latest.id]


async def test_a_session_is_ended_by_its_owner_alone_or_with_all_others(office: Office) -> None:
    login = await office.settled("ann", f"teller@hall:{HERE}")
    others = [await office.logins.log_in("ann", OWN, ADDRESS) for _ in range(3)]
    bob = await office.settled("bob", f"teller@hall:{HERE}")
    assert all([await office.valid(other) for other in others])
    ended = others[0].identity.token_hash[:16]
    with pytest.raises(UnknownSession):
        await office.accounts.end_session("bob", ended, by="bob")
    await office.accounts.end_session("ann", ended, by="ann")
    assert [await office.valid(each) for each in (*others, login, bob)] == [False, True, True, True, True]
    await office.accounts.end_others(login.identity)
    assert [await office.valid(each) for each in (*others, login, bob)] == [False, False, False, True, True]
    with pytest.raises(UnknownSession):
        await office.accounts.end_session("ann", ended, by="ann")
    await office.accounts.end_all("ann", by="chief")
    assert [await office.valid(each) for each in (login, bob)] == [False, True]


async def test_an_administrator_renews_a_password_that_was_forgotten(office: Office) -> None:
    login = await office.settled("ann", f"teller@hall:{HERE}")
    initial = await office.accounts.renew_password("ann", by="chief")
    assert not await office.valid(login)
    assert (await office.logins.log_in("ann", initial, ADDRESS)).identity.must_change_password


@pytest.mark.parametrize("act", ["renew", "disable"])
async def test_a_session_does_not_begin_behind_the_end_of_its_password(office: Office, act: str) -> None:
    await office.settled("chief", "admin@city")
    await office.settled("ann", f"teller@hall:{HERE}")
    held = threading.Event()
    holding = asyncio.create_task(office.database.write(lambda _: held.wait(30)))  # nothing is stored meanwhile
    ending = asyncio.create_task(
        office.accounts.disable("ann", by="chief") if act == "disable" else office.accounts.renew_password("ann", by="chief")
    )
    hashed = office.hashing.done
    async with asyncio.timeout(30):
        while act == "renew" and office.hashing.done == hashed:
            await asyncio.sleep(0.001)
        beginning = asyncio.create_task(
            office.logins.log_in("ann", OWN, ADDRESS)
        )  # hashes after the other, so it stores after it
        while office.hashing.done < hashed + (2 if act == "renew" else 1):
            await asyncio.sleep(0.001)
        held.set()
        await asyncio.gather(holding, ending)
        with pytest.raises(WrongLogin):
            await beginning
    if act == "disable":
        await office.accounts.enable("ann", by="chief")
    assert await office.accounts.sessions("ann") == []


async def test_a_disabled_login_is_out_until_it_is_enabled(office: Office) -> None:
    await office.settled("chief", "admin@city")
    login = await office.settled("ann", f"teller@hall:{HERE}")
    await office.accounts.disable("ann", by="chief")
    assert not await office.valid(login)
    with pytest.raises(WrongLogin):
        await office.logins.log_in("ann", OWN, ADDRESS)
    with pytest.raises(UserDisabled):
        await office.accounts.renew_password("ann", by="chief")
    await office.accounts.enable("ann", by="chief")
    assert not await office.valid(login)
    await office.logins.log_in("ann", OWN, ADDRESS)


async def test_other_roles_hold_at_once(office: Office) -> None:
    await office.settled("chief", "admin@city")
    login = await office.settled("ann", f"teller@hall:{HERE}")
    await office.valid(login)
    await office.accounts.set_roles("ann", (parse_grant("greeter@district:north"),), by="chief")
    identity = await office.access.authenticate(login.token)
    assert identity is not None
    assert identity.roles == (parse_grant("greeter@district:north"),)


async def test_somebody_stays_administrator(office: Office) -> None:
    chief = await office.settled("chief", "admin@city")
    await office.settled("second", "admin@city")
    await office.accounts.disable("second", by="chief")
    with pytest.raises(LastAdministrator):
        await office.accounts.disable("chief", by="chief")
    with pytest.raises(LastAdministrator):
        await office.accounts.set_roles("chief", (parse_grant(f"teller@hall:{HERE}"),), by="chief")
    identity = await office.access.authenticate(chief.token)
    assert identity is not None
    assert identity.roles == (parse_grant("admin@city"),)


async def test_an_administrator_without_a_password_does_not_count(office: Office) -> None:
    await office.settled("chief", "admin@city")
    with office.database.writing() as connection:
        add_user(connection, User(username="new", name="New", roles=(parse_grant("admin@city"),)), NO_PASSWORD, 0)
    with pytest.raises(LastAdministrator):
        await office.accounts.disable("chief", by="chief")
    await office.accounts.renew_password("new", by="chief")
    await office.accounts.disable("chief", by="chief")


async def test_administrators_who_disable_each_other_on_two_servers_do_not_both_go(office: Office, second: Office) -> None:
    for username in ("ann", "bob"):
        await office.settled(username, "admin@city")
    for _ in range(5):
        acts = (office.accounts.disable("ann", by="bob"), second.accounts.disable("bob", by="ann"))
        outcomes = await asyncio.gather(*acts, return_exceptions=True)
        assert sorted(map(repr, map(type, outcomes))) == sorted(map(repr, (type(None), LastAdministrator)))
        for username in ("ann", "bob"):
            await office.accounts.enable(username, by="chief")


async def test_a_name_that_two_servers_add_at_once_is_given_once(office: Office, second: Office) -> None:
    outcomes = await asyncio.gather(
        *(one.add("ann", f"teller@hall:{HERE}") for one in (office, second)), return_exceptions=True
    )
    assert sum(isinstance(outcome, UserExists) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, str) for outcome in outcomes) == 1


async def test_what_cannot_be_a_login_is_refused(office: Office) -> None:
    await office.add("ann", f"teller@hall:{HERE}")
    with pytest.raises(UserExists):
        await office.add("ann", f"teller@hall:{HERE}")
    for username, role in (("Ann", f"teller@hall:{HERE}"), ("system", "admin@city"), ("bob", "teller@hall:nowhere")):
        with pytest.raises(UserInvalid):
            await office.add(username, role)
    for name in ("", " ", "two\nlines", "x" * 61, "\u202egnal", "\u3164", "\u2800", "a" + "\u0301" * 5):
        with pytest.raises(UserInvalid):
            await office.accounts.add(User(username="bob", name=name, roles=(parse_grant("admin@city"),)), by="chief")
    for act in (
        office.accounts.renew_password("bob", by="chief"),
        office.accounts.disable("bob", by="chief"),
        office.accounts.enable("bob", by="chief"),
        office.accounts.end_all("bob", by="chief"),
        office.accounts.set_roles("bob", (parse_grant("admin@city"),), by="chief"),
    ):
        with pytest.raises(UnknownUser):
            await act


async def test_what_no_database_takes_is_nobodys_name(office: Office) -> None:
    with pytest.raises(WrongLogin):
        await office.logins.log_in("\0", OWN, ADDRESS)
    with pytest.raises(UnknownUser):
        await office.accounts.account("\0")
    for username, session in (("ann", "\0"), ("\0", "0" * 16), ("ann", "%")):
        with pytest.raises(UnknownSession):
            await office.accounts.end_session(username, session, by="chief")


async def test_every_act_leaves_a_record_and_none_a_password(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "onewindow.audit")
    await office.settled("chief", "admin@city")
    initial = await office.add("ann", f"teller@hall:{HERE}")
    for _ in range(3):
        with pytest.raises(WrongLogin):
            await office.logins.log_in("ann", "a wrong guess", "198.51.100.1")
    with pytest.raises(WrongLogin):
        await office.logins.log_in("My Secret Phrase!", "x", "198.51.100.2")
    login = await office.logins.log_in("ann", initial, ADDRESS, FIREFOX)
    login = await office.logins.change_password(login.identity, initial, OWN, ADDRESS)
    await office.accounts.end_others(login.identity)
    await office.logins.log_out(login.identity)
    renewed = await office.accounts.renew_password("ann", by="chief")
    await office.accounts.disable("ann", by="chief")
    facts = ("username", "address", "limit", "device", "count", "by")
    told = [
        " ".join([record.getMessage(), *(f"{name}={json.dumps(vars(record)[name])}" for name in facts if name in vars(record))])
        for record in caplog.records
        if record.name == "onewindow.audit"
    ][4:]
    assert told == [
        'login-failed username="ann" address="198.51.100.1"',
        'login-failed username="ann" address="198.51.100.1"',
        'login-failed username="ann" address="198.51.100.1"',
        'login-limit-reached username="ann" address="198.51.100.1" limit="login"',
        'login-failed username="(no username)" address="198.51.100.2"',
        'login username="ann" address="192.0.2.7" device="Firefox, Windows"',
        'password-changed username="ann" address="192.0.2.7"',
        'sessions-ended username="ann" count=0 by="ann"',
        'logout username="ann"',
        'password-set username="ann" by="chief"',
        'user-disabled username="ann" by="chief"',
    ]
    assert not any(
        secret in str([vars(record) for record in caplog.records])
        for secret in (initial, renewed, OWN, "a wrong guess", "Secret", login.token)
    )
