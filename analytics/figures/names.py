"""Names as they stand at a chart's axis: short, and no two alike."""

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape
from textwrap import wrap

MANY = 3
"""An ending that fewer names share tells something about them."""
LETTERS = 4
ENDLESS = 2
"""A word more than so many times as long as a line is broken anywhere: it would lie over its neighbours, or leave a chart no room."""


def short_names(names: Sequence[str], ids: Sequence[str]) -> list[str]:
    """Return names without the ending that most of them share, such as `Social Security Service Centre`.

    Of the endings of at least `LETTERS` letters the one that most names share is taken, the longest of these; in a name with spaces
    an ending begins at one. Names that would be alike get their id.
    """
    counts: dict[str, int] = {}
    for name in names:
        for ending in _endings(name):
            counts[ending] = counts.get(ending, 0) + 1
    shared = max(counts, key=lambda ending: (counts[ending], len(ending)), default="")
    if counts.get(shared, 0) < MANY:
        shared = ""
    return distinct([name.removesuffix(shared) for name in names], ids)


def distinct(names: Sequence[str], ids: Iterable[object]) -> list[str]:
    """Return the names, those that are alike with their id."""
    return [f"{name} ({own})" if names.count(name) > 1 else name for name, own in zip(names, ids, strict=True)]


def month_ticks(months: Sequence[date], sparse: int) -> list[str]:
    """Return how every `sparse`th month is called at an axis: with its year where that is another than at the tick before."""
    shown = months[::sparse]
    before = [None, *(month.year for month in shown)]
    return [f"{month:%Y-%m}" if month.year != year else f"{month:%m}" for month, year in zip(shown, before, strict=False)]


def _endings(name: str) -> list[str]:
    """Return the proper endings of a name, each once."""
    starts = [place for place, letter in enumerate(name) if letter == " "] if " " in name else range(1, len(name))
    return [name[start:] for start in starts if start and len(name) - start >= LETTERS]


def wrapped(name: str, letters: int, lines: int | None = None, *, endless: float = ENDLESS) -> str:
    """Return a name as chart text: in lines of about so many letters, at most `lines`, and what looks like markup in it as it is written.

    A Chinese letter is as wide as two others, and a line may end after any of them.

    Args:
        endless: A word that is longer than so many lines is broken, with a hyphen; 1: no line is longer than `letters`.
    """
    found: list[str] = []
    for line in wrap(name, letters, break_long_words=False, max_lines=lines, placeholder="…"):
        start, wide = 0, width(line)
        even = -(-wide // max(1, -(-wide // letters)))  # no single letter in a line of its own
        while start < len(line):
            end = start + _fits(line[start:], min(letters, even + 1), anywhere=wide > endless * letters)
            found.append(line[start:end].strip() + "-" * _within_word(line, end))
            start = end
    if lines is not None and len(found) > lines:
        found = [*found[: lines - 1], f"{found[lines - 1].rstrip(' ,.;-')}…"]
    return "<br>".join(escape(line, quote=False) for line in found)


def width(text: str) -> int:
    """Return how wide a text is, in letters: a Chinese one is as wide as two others."""
    return sum(1 + (letter > "\u2e7f") for letter in text)


def _within_word(line: str, place: int) -> bool:
    """Tell whether a break there is one within a word that is not Chinese."""
    return all(letter.isalpha() and letter <= "\u2e7f" for letter in line[place - 1 : place + 1]) and place < len(line)


def _fits(line: str, letters: int, *, anywhere: bool) -> int:
    """Return how much of a line without a place to break fits, all of it where it has no Chinese letter to break after and must not be broken anywhere."""
    wide, last = 0, 0
    for place, letter in enumerate(line):
        wide += width(letter)
        if wide > letters and last:
            return last
        if letter > "\u2e7f" or (anywhere and wide + _within_word(line, place + 1) <= letters):
            last = place + 1
    return len(line)
