"""Text that visitors see, in both languages."""

import msgspec


class Text(msgspec.Struct, frozen=True):
    zh: str
    en: str
