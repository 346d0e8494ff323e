"""What was found: a level, what it is about, a sentence, and what to do about it."""

from typing import Literal

import msgspec

Level = Literal["ok", "warning", "wrong"]


class Finding(msgspec.Struct, frozen=True):
    """`about`: one word. `says`: what was found. `do`: what to do about it, empty when nothing is to be done."""

    level: Level
    about: str
    says: str
    do: str = ""

    def line(self) -> str:
        """Return it in one line, whatever is in it."""
        text = f"{self.level:<8} {self.about}: {self.says}" + (f". {self.do}" if self.do else "")
        return "".join(letter if letter.isprintable() else " " for letter in text)
