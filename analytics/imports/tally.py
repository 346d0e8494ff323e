"""How often each rule was used, and the first lines on which it was."""

from collections import Counter
from collections.abc import Iterable

import msgspec

EXAMPLES = 5


class Example(msgspec.Struct, frozen=True):
    """`line`: where the row stands in the file, from 1. `told`: what stands there, shortened."""

    line: int
    told: str = ""


class Tally(msgspec.Struct):
    """Every row that was read is taken or refused: `read == taken + refused`. `corrected`: taken rows that a rule has changed.

    `refusals`, `corrections`, `notes`: by rule; a row may have several corrections and notes.
    """

    read: int = 0
    taken: int = 0
    corrected: int = 0
    refusals: dict[str, int] = msgspec.field(default_factory=dict)
    corrections: dict[str, int] = msgspec.field(default_factory=dict)
    notes: dict[str, int] = msgspec.field(default_factory=dict)
    examples: dict[str, list[Example]] = msgspec.field(default_factory=dict)

    @property
    def refused(self) -> int:
        return sum(self.refusals.values())

    def refuse(self, rule: str, line: int, told: str = "") -> None:
        """Count a row as refused."""
        self.refusals[rule] = self.refusals.get(rule, 0) + 1
        self._example(rule, line, told)

    def take(self, line: int, corrections: Iterable[str] = (), notes: Iterable[str] = ()) -> None:
        """Count a row as taken, with what was done to it."""
        self.taken += 1
        changed = tuple(corrections)
        self.corrected += bool(changed)
        for rule in changed:
            self.corrections[rule] = self.corrections.get(rule, 0) + 1
            self._example(rule, line)
        for rule in notes:
            self.note(rule, line)

    def note(self, rule: str, line: int, told: str = "") -> None:
        """Count what was met and left as it is."""
        self.notes[rule] = self.notes.get(rule, 0) + 1
        self._example(rule, line, told)

    def add(self, other: "Tally") -> None:
        """Add another tally's counts to this one's."""
        self.read += other.read
        self.taken += other.taken
        self.corrected += other.corrected
        for mine, others in (
            (self.refusals, other.refusals),
            (self.corrections, other.corrections),
            (self.notes, other.notes),
        ):
            for rule, count in others.items():
                mine[rule] = mine.get(rule, 0) + count
        for rule, examples in other.examples.items():
            known = self.examples.setdefault(rule, [])
            self.examples[rule] = sorted({*known, *examples}, key=lambda example: (example.line, example.told))[:EXAMPLES]

    def _example(self, rule: str, line: int, told: str = "") -> None:
        known = self.examples.setdefault(rule, [])
        if len(known) < EXAMPLES:
            known.append(Example(line, ascii(told[:60]) if told else ""))


def most(counts: dict[str, int]) -> list[tuple[str, int]]:
    """Return rules by how often they were used, most first."""
    return Counter(counts).most_common()
