"""A class of waiting tickets: same line, same priority, ordered by `since`."""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterator, Sequence

from queue_server.core.setup import PriorityClass

Place = tuple[int, int, str]
"""(since_ms, order of issue, ticket id): sorts as the class is served."""


class Line:
    """A sorted sequence that gives up its head and takes a newest member in constant time.

    A plain list whose first `_start` slots are spent: calling takes the head, issuing appends at the end, and only the rare
    leave from the middle moves memory.
    """

    __slots__ = ("_places", "_start")

    def __init__(self) -> None:
        self._places: list[Place] = []
        self._start = 0

    def copy(self) -> "Line":
        """Return another with the same members."""
        copied = Line()
        copied._places, copied._start = self._places.copy(), self._start
        return copied

    def __len__(self) -> int:
        return len(self._places) - self._start

    def __iter__(self) -> Iterator[Place]:
        return iter(self._places[self._start :])

    @property
    def head(self) -> Place:
        return self._places[self._start]

    def first(self, n: int) -> Sequence[Place]:
        return self._places[self._start : self._start + n]

    def add(self, place: Place) -> None:
        if not self or self._places[-1] < place:
            self._places.append(place)
        else:
            insort(self._places, place, lo=self._start)

    def remove(self, place: Place) -> None:
        at = bisect_left(self._places, place, lo=self._start)
        if at != self._start:
            del self._places[at]
            return
        self._start += 1
        if self._start > 64 and self._start * 2 > len(self._places):
            del self._places[: self._start]
            self._start = 0

    def before(self, since_ms: float, order: int) -> int:
        """Return how many members stand before (`since_ms`, `order`)."""
        return bisect_left(self._places, (since_ms, order), lo=self._start) - self._start

    def count_while(self, precedes: Callable[[Place], bool]) -> int:
        """Return how many members precede; `precedes` is true up to some member and false from there on."""
        return bisect_left(self._places, True, lo=self._start, key=lambda place: not precedes(place)) - self._start


Lines = dict[str, dict[PriorityClass, Line]]
"""Who waits in a hall: line -> priority -> class. No empty class is kept."""


def join(lines: Lines, line: str, priority: PriorityClass, place: Place) -> None:
    """Put a ticket's place into its class."""
    classes = lines.get(line)
    if classes is None:
        classes = lines[line] = {}
    waiting = classes.get(priority)
    if waiting is None:
        waiting = classes[priority] = Line()
    waiting.add(place)


def leave(lines: Lines, line: str, priority: PriorityClass, place: Place) -> None:
    """Take a ticket's place out of its class."""
    classes = lines[line]
    waiting = classes[priority]
    waiting.remove(place)
    if not waiting:
        del classes[priority]
        if not classes:
            del lines[line]
