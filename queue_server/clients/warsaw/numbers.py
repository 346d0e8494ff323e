"""From the ticket number now being served to how many tickets have been called.

Numbers misbehave in seven ways, and each has its rule (`Misread` counts them):

- none is shown: the last one stands;
- it carries another queue's letter (a ticket sent on from there): the last own one stands;
- it goes back a little, a ticket called again: the highest one stands;
- it strays far off and comes back at the next own number (a ticket of another channel's range, such as 905): ignored;
- it goes round, from 99 to 01 or from 999 to 001: the count goes on;
- it starts again from one (a reset), or goes on in another hundred: the count goes on with the new numbers;
- the day does not begin at one: a first number up to 15 counts from one (or from its hundred, 503 from 501); a higher one goes
  on a series of the days before, and counts as one ticket.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

NUMBER = re.compile(r"([A-Za-z]?)(\d{1,4})")

NEAR_START = 15
"""A first number up to this is taken to have been counted from one: three in four of the file's queues begin at 3 or less."""

CALLS_A_MINUTE = 6
MOST_CALLS = 60
"""A step of more than 60 numbers, or 6 a minute since the number before, is no progress of one queue: the largest true steps in
the file are 57 (after a gap in the polls)."""

SURE_STEP = 15
"""A longer step is believed only if the next number goes on from it."""


@dataclass
class Misread:
    """How often each rule was used."""

    missing: int = 0
    foreign: int = 0
    unreadable: int = 0
    back: int = 0
    stray: int = 0
    rounds: int = 0
    restarts: int = 0
    begun_before: int = 0


def own_numbers(told: Sequence[str], letter: str, misread: Misread) -> list[int | None]:
    """Return the numbers of `letter`'s own series, None where a poll shows none.

    A queue without a letter serves the tickets of others; none of its numbers is its own.
    """
    own: list[int | None] = []
    for text in told:
        match = NUMBER.fullmatch(text)
        if not text or match is None:
            misread.missing += not text
            misread.unreadable += bool(text)
            own.append(None)
        elif match[1] not in ("", letter) or not letter:
            misread.foreign += 1
            own.append(None)
        else:
            own.append(int(match[2]))
    return own


def size_of(told: Sequence[str]) -> int:
    """Return after how many numbers the series goes round: 99 where all numbers have two digits, else 999 or more."""
    digits = max((len(match[2]) for text in told if (match := NUMBER.fullmatch(text))), default=3)
    return int("9" * max(2, digits))


def called_by(numbers: Sequence[int | None], minutes: Sequence[float], *, size: int, misread: Misread) -> list[int]:
    """Return how many tickets had been called by each poll.

    Args:
        numbers: The series' own number at each poll, None where none was shown.
        minutes: Time of each poll.
        size: The number after which the series begins again at one.

    Returns:
        A count for each poll; it falls only where the number is set back, so take the running maximum.
    """
    called: list[int] = []
    last: int | None = None
    offset = 0  # called = number + offset
    last_at = 0.0
    for poll, number in enumerate(numbers):
        if number is not None and number > 0:
            if last is None:
                offset = -_before_first(number, misread)
                last, last_at = number, minutes[poll]
            elif number != last:
                gap = minutes[poll] - last_at
                following = _next_other(numbers, poll, minutes)
                step = _step(last, number, gap, size)
                if step is not None and (
                    step <= SURE_STEP or not _continues(last, following, size) or _continues(number, following, size)
                ):
                    misread.rounds += number < last
                    offset += size if number < last else 0
                    last, last_at = number, minutes[poll]
                elif step is None and _continues(number, following, size) and not _continues(last, following, size):
                    offset = _rebased(last, number, offset, misread)
                    last, last_at = number, minutes[poll]
                elif 0 < last - number <= NEAR_START:
                    misread.back += 1
                else:
                    misread.stray += 1
        called.append(0 if last is None else max(0, last + offset))
    return called


def _before_first(number: int, misread: Misread) -> int:
    """Return how many numbers of the series were given before the day."""
    in_hundred = number % 100
    if number <= NEAR_START:
        return 0
    misread.begun_before += 1
    return number - in_hundred if 0 < in_hundred <= NEAR_START else number - 1


def _step(last: int, number: int, gap_min: float, size: int) -> int | None:
    """Return how many tickets were called from `last` to `number`, None if it is no step forward."""
    most = max(MOST_CALLS, CALLS_A_MINUTE * gap_min)
    step = number - last
    if 0 <= step <= most:
        return step
    rounded = step + size
    return rounded if step < 0 and rounded <= min(most, size // 2) else None


def _rebased(last: int, number: int, offset: int, misread: Misread) -> int:
    """Return the offset of a series that goes on at `number`, far from `last`."""
    if number < last and (number > NEAR_START or last - number <= NEAR_START):
        misread.back += 1  # it had run ahead by mistake: what was counted too much is met again
        return offset
    misread.restarts += 1
    in_hundred = number % 100
    return last + offset - number + (in_hundred if 0 < in_hundred <= NEAR_START else 1)


def _next_other(numbers: Sequence[int | None], poll: int, minutes: Sequence[float]) -> tuple[int, float] | None:
    """Return the next own number that differs from the one at `poll`, and how many minutes later it is shown."""
    for later in range(poll + 1, len(numbers)):
        number = numbers[later]
        if number is not None and number not in (0, numbers[poll]):
            return number, minutes[later] - minutes[poll]
    return None


def _continues(number: int, following: tuple[int, float] | None, size: int) -> bool:
    return following is not None and _step(number, following[0], following[1], size) is not None
