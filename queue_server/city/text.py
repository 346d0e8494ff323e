"""Text that visitors see, in both languages."""

from unicodedata import category

import msgspec

INVISIBLE = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")
"""Unicode categories: control and format characters (some turn the line around), private use, halves, line ends."""

BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and signs that show nothing: Hangul's fillers, the Braille pattern without dots. A name of these alone looks like none."""

JOINERS = "\u200c\u200d"
"""Format characters that writing needs: they join or part letters and the parts of an emoji."""

MARKS_LONGEST = 4
"""So many marks may stand on one letter; no writing needs more, and towers of them reach into the lines above and below."""


class Text(msgspec.Struct, frozen=True):
    zh: str
    en: str


def has_invisible(text: str, *, but: str = "") -> bool:
    """Tell whether a character of `text` cannot be seen, or changes how others are; those in `but` may stand there."""
    return any((category(sign) in INVISIBLE or sign in BLANKS) and sign not in but for sign in text)


def has_tower(text: str) -> bool:
    """Tell whether more than `MARKS_LONGEST` marks stand on one letter."""
    marks = 0
    for sign in text:
        marks = marks + 1 if category(sign) in ("Mn", "Me") else 0
        if marks > MARKS_LONGEST:
            return True
    return False
