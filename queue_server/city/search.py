"""Finding a service by its name in either language, by pinyin, by the initials of the pinyin, or by its code."""

import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from unicodedata import normalize

from queue_server.city.catalogue import Service

# Every reading of a character may be typed, so its table of 47,000 phrases would tell nothing; reading it is a fifth of a
# server's start. The library's own switches, which it looks at when it is imported.
os.environ |= {"PYPINYIN_NO_PHRASES": "1", "PYPINYIN_NO_DICT_COPY": "1"}
from pypinyin import Style, pinyin

EXACT_CODE, EXACT, PREFIX, INSIDE = range(4)
"""Ranks of a match, the best first."""

LONGEST_QUERY = 60
"""Characters of a query that are looked at: the longest name has as many."""

REMEMBERED = 512
"""Queries whose answer is kept. A kiosk asks anew with every letter, and the beginnings are few."""

Letter = frozenset[str]
"""How one character of a name may be typed in whole: itself, its readings, their initials."""


def folded(text: str) -> str:
    """Return `text` as it is compared: full width as half width, small letters, no spaces or punctuation."""
    return "".join(sign for sign in normalize("NFKC", text).casefold() if sign.isalnum())


@lru_cache(maxsize=4096)
def typings(name: str) -> tuple[tuple[Letter, Letter], ...]:
    """Return for each character of a folded name how it may be typed: in whole, and as whole readings (whose beginnings match too).

    A character with several readings may be typed in each (重: zhong, chong; 行: xing, hang), for who types it may not know which
    is meant.
    """
    return tuple(_typing(sign) for sign in name)


@lru_cache(maxsize=4096)
def _typing(sign: str) -> tuple[Letter, Letter]:
    readings = set(pinyin(sign, style=Style.NORMAL, heteronym=True)[0])
    readings |= {reading.replace("v", "u") for reading in readings}  # lü is typed as lv and as lu
    readings.discard(sign)
    initials = {reading[:1] for reading in readings} | {reading[:2] for reading in readings if reading[1:2] == "h"}
    return frozenset({sign, *readings, *initials}), frozenset(readings)


def typed(name: Sequence[tuple[Letter, Letter]], query: str, start: int = 0) -> int | None:
    """Tell whether `query` types the characters of `name` from `start` on.

    Returns:
        The index after the last character that was typed, in whole or begun; None: it does not. Different characters of one
        query may be typed differently (`工伤rd`, `gongsrd`).
    """
    # Ways of typing branch, so positions in the query are carried as a set: at most one for each of its characters.
    reached = {0}
    for at in range(start, len(name)):
        whole, readings = name[at]
        following: set[int] = set()
        for position in reached:
            rest = len(query) - position
            following.update(position + len(way) for way in whole if query.startswith(way, position))
            if any(len(reading) > rest and reading.startswith(query[position:]) for reading in readings):
                return at + 1
        if len(query) in following:
            return at + 1
        if not following:
            return None
        reached = following
    return None


class _Entry:
    """A service with everything that a query is compared with."""

    __slots__ = ("code", "en", "name", "order", "service", "starts", "words", "zh")

    def __init__(self, service: Service, order: int) -> None:
        self.service = service
        self.order = (-service.demand_weight, order)
        self.code = folded(service.code)
        self.zh = folded(service.name.zh)
        self.words = tuple(filter(None, (folded(word) for word in service.name.en.replace("-", " ").replace("/", " ").split())))
        self.en = "".join(self.words)
        self.name = typings(self.zh)
        self.starts = tuple(frozenset(way[0] for way in whole) for whole, _ in self.name)

    def rank(self, query: str, words: Sequence[str]) -> int | None:
        """Return the rank of this service for a folded query, None: it is not meant."""
        if query == self.code:
            return EXACT_CODE
        if query in (self.zh, self.en):
            return EXACT
        end = typed(self.name, query) if self.starts and query[0] in self.starts[0] else None
        if end == len(self.name):
            return EXACT if len(query) >= len(self.name) else PREFIX
        if end is not None or self.code.startswith(query) or self.en.startswith(query):
            return PREFIX
        if query in self.zh or query in self.code or self._has_words(words) or (len(query) > 2 and query in self.en):
            return INSIDE
        if len(query) > 1 and any(
            query[0] in self.starts[at] and typed(self.name, query, at) is not None for at in range(1, len(self.name))
        ):
            return INSIDE
        return None

    def _has_words(self, words: Sequence[str]) -> bool:
        """Tell whether every word of the query begins a word of the English name."""
        return all(any(own.startswith(word) for own in self.words) for word in words)


class ServiceIndex:
    """Built once from a catalogue; a search of 131 services takes well under 5 ms."""

    def __init__(self, services: Sequence[Service]) -> None:
        self._services = tuple(services)
        self._entries = [_Entry(service, order) for order, service in enumerate(services)]
        self._find = lru_cache(maxsize=REMEMBERED)(self._found)

    def search(self, q: str, offered: Callable[[Service], bool] | None = None) -> list[Service]:
        """Return the services that `q` means, of those that are `offered` (None: of all).

        Order: exact code; exact name; names that begin with it; names that have it inside; within these the most asked for first.
        An empty query gives all, in the catalogue's order.
        """
        words = tuple(filter(None, (folded(word) for word in q[:LONGEST_QUERY].replace("-", " ").split())))
        found = self._find(words) if words else self._services
        return [service for service in found if offered is None or offered(service)]

    def _found(self, words: tuple[str, ...]) -> tuple[Service, ...]:
        query = "".join(words)
        ranked = [
            (rank, *entry.order, entry.service) for entry in self._entries if (rank := entry.rank(query, words)) is not None
        ]
        return tuple(service for *_, service in sorted(ranked, key=lambda match: match[:3]))
