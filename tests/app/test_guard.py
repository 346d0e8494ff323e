"""The guard's limits by its own clock."""

import pytest

from queue_server.app.guard import LoginGuard, LoginLimits, network_of
from queue_server.app.hashing import TooManyLogins


class Watched:
    def __init__(self, **limits: float) -> None:
        self.now_s = 0.0
        self.guard = LoginGuard(LoginLimits(**limits), monotonic=lambda: self.now_s)  # type: ignore[arg-type]

    async def may(self, username: str, network: str, *, known: bool = False) -> bool:
        async def tell() -> bool:
            return known

        try:
            await self.guard.refuse_too_many(username, network, tell)
        except TooManyLogins:
            return False
        return True

    async def guess(self, username: str, network: str, until_s: float, every_s: float = 1.0) -> int:
        """Guess as often as it is let; return how often that was."""
        guessed = 0
        while self.now_s < until_s:
            if await self.may(username, network):
                self.guard.failed(username, network)
                guessed += 1
            self.now_s += every_s
        return guessed


async def test_one_address_never_closes_an_account_elsewhere_however_long_it_guesses() -> None:
    watched = Watched()
    for hour in range(1, 25):
        assert await watched.guess("ann", "a", hour * 3600.0) <= 50
        assert await watched.may("ann", "b")


async def test_addresses_together_guess_no_more_than_an_account_bears() -> None:
    watched = Watched()
    tried = 0
    for number in range(1000):
        if await watched.may("ann", f"net{number}"):
            watched.guard.failed("ann", f"net{number}")
            tried += 1
    assert tried == LoginLimits().by_account
    assert not await watched.may("ann", "home")
    assert await watched.may("ann", "home", known=True)
    watched.now_s = LoginLimits().account_window_s
    assert await watched.may("ann", "home")


async def test_reaching_a_limit_is_told_once() -> None:
    watched = Watched(by_login=2, by_address=3, by_account=4)
    told = [watched.guard.failed("ann", "a") for _ in range(3)]
    assert told == [[], ["login"], ["address"]]
    assert watched.guard.failed("ann", "b") == ["account"]


async def test_a_login_that_came_through_is_forgiven_its_slips() -> None:
    watched = Watched(by_login=2)
    watched.guard.failed("ann", "a")
    watched.guard.succeeded("ann", "a")
    watched.guard.failed("ann", "a")
    assert await watched.may("ann", "a")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("unknown" * 20, ("unknown" * 20)[:64]),
        ("", ""),
    ],
)
def test_what_counts_as_one_address(address: str, network: str) -> None:
    assert network_of(address) == network
