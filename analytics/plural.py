"""Counts in English sentences, as command lines say them."""


def many(count: int, one: str, more: str | None = None) -> str:
    """Return a count with its noun: `1 day`, `3 days`. `more`: the plural, where it is another than with an s."""
    return f"{count} {one if count == 1 else more or one + 's'}"
