import asyncio
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path

import pytest
from argon2 import extract_parameters

from queue_server.app.access import Access
from queue_server.app.guard import LoginLimits
from queue_server.app.hashing import Hashing, TooManyLogins
from queue_server.app.logins import DEVICE_SESSION_MS, STAFF_SESSION_MS, Logins, WrongLogin
from queue_server.app.users import NO_PASSWORD, User, add_user, disable_user, hash_password, parse_grant
from queue_server.eventlog.database import Database
from queue_server.eventlog.opening import open_database
from tests.app.counted_hashing import CountedHashing

PASSWORD = "correct horse"
HERE, ELSEWHERE = "192.0.2.7", "203.0.113.9"


@cache
def hashed() -> str:
    return hash_password(PASSWORD)


class Desk:
    """Logins of `ann` (teller), `box` (kiosk) and `old` (disabled), who have the same password, and of `new`, who has none."""

    def __init__(self, database: Database, limits: LoginLimits) -> None:
        self.now_ms = 1_000_000
        self.database = database
        self.access = Access(database, now_ms=lambda: self.now_ms)
        self.hashing = CountedHashing()
        self.logins = Logins(database, self.access, limits=limits, hashing=self.hashing, now_ms=lambda: self.now_ms)
        password_hash = hashed()
        with database.writing() as connection:
            for username, grant in (("ann", "teller@hall:here"), ("box", "kiosk@hall:here"), ("old", "teller@hall:here")):
                add_user(connection, User(username=username, name=username, roles=(parse_grant(grant),)), password_hash, 0)
            disable_user(connection, "old", 1)
            add_user(connection, User(username="new", name="new", roles=(parse_grant("teller@hall:here"),)), NO_PASSWORD, 0)

    async def fails(self, username: str, times: int = 1, address: str = HERE) -> None:
        for _ in range(times):
            with pytest.raises(WrongLogin):
                await self.logins.log_in(username, "wrong", address)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    database = open_database(f"sqlite:///{tmp_path / 'a.db'}", create=True)
    made = Desk(database, LoginLimits(by_login=3, by_address=6, by_account=9))
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
    ("username", "password"), [("ann", "wrong"), ("nobody", PASSWORD), ("old", PASSWORD), ("new", "!"), ("ann", PASSWORD + " ")]
)
async def test_what_is_wrong_with_a_login_is_not_told(desk: Desk, username: str, password: str) -> None:
    with pytest.raises(WrongLogin) as refusal:
        await desk.logins.log_in(username, password, HERE)
    assert refusal.value.facts == {}


async def test_whatever_is_wrong_the_same_work_is_done(desk: Desk) -> None:
    await desk.fails("nobody")  # the first makes the decoy
    assert extract_parameters(desk.logins.decoy or "") == extract_parameters(hash_password("any"))
    done = []
    for username in ("ann", "nobody", "old", "new"):
        before = desk.hashing.done
        await desk.fails(username)
        done.append(desk.hashing.done - before)
    assert done == [1, 1, 1, 1]


async def test_failures_close_an_account_for_a_while_to_the_right_password_too(desk: Desk) -> None:
    await desk.fails("ann", 3)
    with pytest.raises(TooManyLogins) as refusal:
        await desk.logins.log_in("ann", PASSWORD, HERE)
    assert 800 < refusal.value.facts["retry_after_s"] <= 900  # type: ignore[operator]
    await desk.logins.log_in("box", PASSWORD, HERE)


async def test_guesses_from_one_address_do_not_lock_the_owner_out_elsewhere(desk: Desk) -> None:
    await desk.fails("ann", 3)
    await desk.logins.log_in("ann", PASSWORD, ELSEWHERE)


async def test_guesses_from_many_addresses_close_an_account_but_not_where_its_owner_works(desk: Desk) -> None:
    await desk.logins.log_in("ann", PASSWORD, "2001:db8::1")
    for network in (1, 2, 3):
        await desk.fails("ann", 3, f"198.51.100.{network}")
    with pytest.raises(TooManyLogins):
        await desk.logins.log_in("ann", PASSWORD, HERE)
    await desk.logins.log_in("ann", PASSWORD, "2001:db8::2")


async def test_unknown_names_are_counted_like_known_ones(desk: Desk) -> None:
    for network in (1, 2, 3):
        await desk.fails("nobody", 3, f"198.51.100.{network}")
    for address in (HERE, "198.51.100.1"):
        with pytest.raises(TooManyLogins):
            await desk.logins.log_in("nobody", "wrong", address)


async def test_failures_close_an_address_to_names_that_did_not_log_in_there(desk: Desk) -> None:
    await desk.logins.log_in("box", PASSWORD, HERE)
    for number in range(6):
        await desk.fails(f"name{number}")
    with pytest.raises(TooManyLogins):
        await desk.logins.log_in("ann", PASSWORD, HERE)
    await desk.logins.log_in("ann", PASSWORD, ELSEWHERE)
    await desk.logins.log_in("box", PASSWORD, HERE)


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


async def test_who_finds_the_line_full_is_sent_away_at_once(desk: Desk) -> None:
    desk.logins.hashing = Hashing(at_once=1, waiting=2)
    outcomes = await asyncio.gather(*(desk.logins.log_in("ann", PASSWORD, HERE) for _ in range(10)), return_exceptions=True)
    refused = [outcome for outcome in outcomes if isinstance(outcome, TooManyLogins)]
    assert len(refused) == 7
    assert all(refusal.facts["retry_after_s"] == 8 for refusal in refused)
    desk.logins.hashing.close()


async def test_a_password_is_the_same_from_every_keyboard(desk: Desk) -> None:
    await desk.logins.log_in("ann", "ｃｏｒｒｅｃｔ\u3000ｈｏｒｓｅ", HERE)
