"""State that is kept in slots, so that a day of thousands of tickets is small."""

from typing import Any, ClassVar, Self


class Slotted:
    """A subclass names all of its state in `__slots__`."""

    __slots__: ClassVar[tuple[str, ...]] = ()

    def copy(self) -> Self:
        """Return another with the same state."""
        copied = object.__new__(type(self))
        for name in self.__slots__:
            setattr(copied, name, getattr(self, name))
        return copied

    def facts(self) -> tuple[Any, ...]:
        """Return all of the state, for comparing two foldings."""
        return tuple(getattr(self, name) for name in self.__slots__)
