"""A day that goes on tentatively while the day that it came from stays as it is.

The tickets and counters of a fork are copied when they are first looked at, so a fork costs what it changes and not what the day holds.
"""

from collections.abc import Iterator
from typing import Any, Protocol, Self, TypeVar

K = TypeVar("K")


class Copied(Protocol):
    def copy(self) -> Self: ...


V = TypeVar("V", bound=Copied)


class Forked(dict[K, V]):
    """A mapping whose values are the base's, copied when they are looked at, until others are put in their place."""

    def __init__(self, base: dict[K, V]) -> None:
        super().__init__()
        self.base = base
        self._added = 0

    def __missing__(self, key: K) -> V:
        value = self.base[key].copy()
        super().__setitem__(key, value)
        return value

    def __setitem__(self, key: K, value: V) -> None:
        self._added += key not in self
        super().__setitem__(key, value)

    def __contains__(self, key: object) -> bool:
        return super().__contains__(key) or key in self.base

    def __len__(self) -> int:
        return len(self.base) + self._added

    def __iter__(self) -> Iterator[K]:
        yield from self.base
        yield from (key for key in super().__iter__() if key not in self.base)

    def get(self, key: K, default: Any = None) -> Any:
        return self[key] if key in self else default  # noqa: SIM401 - it is this method

    def values(self) -> list[V]:  # type: ignore[override]
        return [self[key] for key in list(self)]

    def items(self) -> list[tuple[K, V]]:  # type: ignore[override]
        return [(key, self[key]) for key in list(self)]

    def joined(self) -> dict[K, V]:
        """Return the base with what was changed; the fork is of no use any more."""
        self.base.update(super().items())
        return self.base
