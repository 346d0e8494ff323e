import asyncio
import statistics
import time
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path

import pytest

from queue_server.app.access import Access
from queue_server.app.logins import DEVICE_SESSION_MS, STAFF_SESSION_MS, LoginLimits, Logins, TooManyLogins, WrongLogin
from queue_server.app.users import User, add_user, disable_user, hash_password, parse_grant
from queue_server.eventlog.database import Database
from queue_server.eventlog.opening import open_database

PASSWORD = "correct horse"
HERE = "192.0.2.7"


@cache
def hashed() -> str:
    return hash_password(PASSWORD)


class Desk:
    """Logins of `ann` (teller), `box` (kiosk) and `old` (disabled), who have the same password."""

    def __init__(self, database: Database, limits: LoginLimits) -> None:
        self.now_ms = 1_000_000
        self.database = database
        self.access = Access(database, now_ms=lambda: self.now_ms)
        self.logins = Logins(database, self.access, limits=limits, now_ms=lambda: self.now_ms)
        password_hash = hashed()
        with database.writing() as connection:
            for username, grant in (("ann", "teller@hall:here"), ("box", "kiosk@hall:here"), ("old", "teller@hall:here")):
                add_user(connection, User(username=username, name=username, roles=(parse_grant(grant),)), password_hash, 0)
            disable_user(connection, "old", 1)

    async def fails(self, username: str, times: int = 1, address: str = HERE) -> None:
        for _ in range(times):
            with pytest.raises(WrongLogin):
                await self.logins.log_in(username, "wrong", address)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    database = open_database(f"sqlite:///{tmp_path / 'a.db'}", create=True)
    made = Desk(database, LoginLimits(by_account=3, by_address=6))
    yield made
    made.logins.close()
    database.close()


async def test_the_right_password_begins_a_session(desk: Desk) -> None:
    login = await desk.logins.log_in("ann", PASSWORD, HERE)
    assert login.identity.expires_ms == desk.now_ms + STAFF_SESSION_MS
    assert await desk.access.authenticate(login.token) == login.identity


async def test_a_device_stays_logged_in_for_weeks(desk: Desk) -> None:
    login = await desk.logins.log_in("box", PASSWORD, HERE)
    assert login.identity.expires_ms == desk.now_ms + DEVICE_SESSION_MS


async def test_every_session_has_a_token_of_its_own_and_ends_alone(desk: Desk) -> None:
    first, second = [await desk.logins.log_in("ann", PASSWORD, HERE) for _ in range(2)]
    assert first.token != second.token
    await desk.logins.log_out(first.identity)
    assert await desk.access.authenticate(first.token) is None
    assert await desk.access.authenticate(second.token) is not None


@pytest.mark.parametrize(
    ("username", "password"), [("ann", "wrong"), ("nobody", PASSWORD), ("old", PASSWORD), ("ann", PASSWORD + " ")]
)
async def test_what_is_wrong_with_a_login_is_not_told(desk: Desk, username: str, password: str) -> None:
    with pytest.raises(WrongLogin) as refusal:
        await desk.logins.log_in(username, password, HERE)
    assert refusal.value.facts == {}


async def test_an_unknown_name_takes_as_long_as_a_wrong_password(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'b.db'}", create=True)
    desk = Desk(database, LoginLimits(by_account=100, by_address=1000))
    await desk.fails("nobody")  # the first makes the decoy

    async def seconds(username: str) -> float:
        began = time.perf_counter()
        await desk.fails(username)
        return time.perf_counter() - began

    known, unknown, disabled = [
        statistics.median([await seconds(username) for _ in range(5)]) for username in ("ann", "nobody", "old")
    ]
    desk.logins.close()
    database.close()
    # Without a hash the answer would be there in a tenth of the time.
    assert min(unknown, disabled) > known / 3


async def test_failures_close_an_account_for_a_while_to_the_right_password_too(desk: Desk) -> None:
    await desk.fails("ann", 3)
    with pytest.raises(TooManyLogins) as refusal:
        await desk.logins.log_in("ann", PASSWORD, "198.51.100.1")
    assert 200 < refusal.value.facts["retry_after_s"] <= 300  # type: ignore[operator]
    await desk.logins.log_in("box", PASSWORD, HERE)


async def test_unknown_names_are_counted_like_known_ones(desk: Desk) -> None:
    await desk.fails("nobody", 3)
    with pytest.raises(TooManyLogins):
        await desk.logins.log_in("nobody", "wrong", "198.51.100.1")


async def test_failures_close_an_address_to_all_names(desk: Desk) -> None:
    for number in range(6):
        await desk.fails(f"name{number}")
    with pytest.raises(TooManyLogins):
        await desk.logins.log_in("ann", PASSWORD, HERE)
    await desk.logins.log_in("ann", PASSWORD, "198.51.100.1")


async def test_an_ipv6_network_is_one_address(desk: Desk) -> None:
    for number in range(6):
        await desk.fails(f"name{number}", address=f"2001:db8::{number}")
    with pytest.raises(TooManyLogins):
        await desk.logins.log_in("ann", PASSWORD, "2001:db8::ffff:1")
    await desk.logins.log_in("ann", PASSWORD, "2001:db8:0:1::1")


async def test_success_is_not_counted_and_forgets_the_accounts_failures(desk: Desk) -> None:
    for _ in range(3):
        await desk.fails("ann")
        await desk.logins.log_in("ann", PASSWORD, HERE)
    await desk.logins.log_in("ann", PASSWORD, HERE)


async def test_a_storm_of_guesses_gets_no_more_tries_than_one_after_the_other(desk: Desk) -> None:
    outcomes = await asyncio.gather(*(desk.logins.log_in("ann", "wrong", HERE) for _ in range(20)), return_exceptions=True)
    tried = sum(isinstance(outcome, WrongLogin) for outcome in outcomes)
    assert tried <= 4  # two hash at once, so one may be under way when the third has failed
    assert tried + sum(isinstance(outcome, TooManyLogins) for outcome in outcomes) == 20


async def test_a_shift_that_logs_in_together_gets_in_and_the_loop_goes_on(desk: Desk) -> None:
    turns, done = 0, False

    async def beat() -> None:
        nonlocal turns
        while not done:
            await asyncio.sleep(0.01)
            turns += 1

    beating = asyncio.create_task(beat())
    logins = await asyncio.gather(*(desk.logins.log_in("ann", PASSWORD, HERE) for _ in range(20)))
    done = True
    await beating
    assert len({login.token for login in logins}) == 20
    assert turns > 10
