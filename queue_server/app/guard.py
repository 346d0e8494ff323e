"""Who may try a password now: failures are counted by account and address together, by address, and by account.

Whoever guesses from one address closes an account for that address alone: the account-wide bound is above what one address is let do,
and neither it nor an address's own bound holds where the account lately logged in from. So a guesser elsewhere locks nobody out of
the place where they work.
"""

import ipaddress
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from queue_server.app.hashing import TooManyLogins
from queue_server.app.window import WindowLimit

Monotonic = Callable[[], float]
Known = Callable[[], Awaitable[bool]]
PAIRS = 50_000
"""Pairs of account and address that are remembered: some 10 MB when every one is made up."""


@dataclass(frozen=True)
class LoginLimits:
    """Failures that are borne within a window, which the first of them begins.

    Ten slips in a quarter of an hour are more than a person makes, and nothing against a password of any worth. A hall's staff may share
    one address. By account in total: what NIST SP 800-63B (3.2.2) lets an account bear.

    Attributes:
        by_login: Of one account from one address. by_address: of all accounts from one address. by_account: from all addresses.
        window_s: Of the first. address_window_s, account_window_s: of the others. An account must bear in its window more than one
            address may do to it.
    """

    by_login: int = 10
    by_address: int = 100
    by_account: int = 100
    window_s: float = 900.0
    address_window_s: float = 300.0
    account_window_s: float = 3600.0


class LoginGuard:
    """Counts failures and refuses more of them for a while. Names that nobody has are counted like others."""

    def __init__(self, limits: LoginLimits, *, monotonic: Monotonic = time.monotonic) -> None:
        self._pairs = WindowLimit(limits.by_login, limits.window_s, names=PAIRS, monotonic=monotonic)
        self._addresses = WindowLimit(limits.by_address, limits.address_window_s, monotonic=monotonic)
        self._accounts = WindowLimit(limits.by_account, limits.account_window_s, monotonic=monotonic)

    async def refuse_too_many(self, username: str, network: str, known: Known) -> None:
        """Let a try through, or refuse it.

        Args:
            known: Tells whether the account lately logged in from this network; asked only where it matters.

        Raises:
            TooManyLogins: too many have failed.
        """
        own_s = self._pairs.refused_s(_pair(username, network))
        if own_s is not None:
            raise TooManyLogins(retry_after_s=own_s)
        wider = [self._addresses.refused_s(network), self._accounts.refused_s(username)]
        longest_s = max((seconds for seconds in wider if seconds is not None), default=None)
        if longest_s is not None and not await known():
            raise TooManyLogins(retry_after_s=longest_s)

    def failed(self, username: str, network: str) -> list[str]:
        """Count a failure; return which limits it has reached, to be told once."""
        counted = {"login": (self._pairs, _pair(username, network)), "address": (self._addresses, network)}
        counted["account"] = (self._accounts, username)
        reached = []
        for kind, (limit, name) in counted.items():
            before = limit.refused_s(name)
            limit.count(name)
            if before is None and limit.refused_s(name) is not None:
                reached.append(kind)
        return reached

    def succeeded(self, username: str, network: str) -> None:
        """Forget the account's failures from this network; others' guesses go on counting."""
        self._pairs.forget(_pair(username, network))


def _pair(username: str, network: str) -> str:
    return f"{network} {username}"


def network_of(address: str) -> str:
    """Return what is counted as one address: an IPv6 customer has at least a /64 of them."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]  # a proxy may say anything
    if isinstance(parsed, ipaddress.IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped) if mapped is not None else str(ipaddress.ip_network((address, 64), strict=False))
    return str(parsed)
