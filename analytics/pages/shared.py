"""Drawings that viewers of the same thing share, and what of a drawing is new to who has an earlier one."""

import zlib
from collections.abc import Callable, Hashable, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

import msgspec
import numpy as np
import pandas as pd
from dash.development.base_component import Component

from analytics.figures.look import Chart
from analytics.once import Once
from analytics.pages.cards import Drawn

KEPT = 64
"""Drawings kept, a few ten kilobytes each: the newest of every choice that is looked at, and those before them."""


ANSWERS = 256
"""Answers about closed days that are kept: some 30 MB."""


class Drawing(NamedTuple):
    """What was drawn, and a digest of each part as the browser gets it."""

    parts: Drawn
    digests: dict[tuple[str, str], bytes]

    def news(self, before: "Drawing | None") -> Drawn:
        """Return the parts that differ from an earlier drawing: drawing a chart again costs a browser more than us."""
        if before is None:
            return self.parts
        return {output: part for output, part in self.parts.items() if before.digests.get(output) != self.digests[output]}


class Shared:
    """The newest drawings of today."""

    def __init__(self, size: int = KEPT) -> None:
        self._once: Once[Drawing] = Once(size)

    def get(self, key: Hashable, draw: Callable[[], Drawn]) -> Drawing:
        """Return what is kept under `key`, else draw it."""

        def drawing() -> Drawing:
            parts = draw()
            return Drawing(parts, {output: _digest(part) for output, part in parts.items()})

        return self._once.get(key, drawing)

    def kept(self, key: Hashable) -> Drawing | None:
        """Return what is kept under `key`, None when it has been dropped."""
        return self._once.kept(key)


class Answers:
    """Whole answers about closed days, kept as the JSON that the browser gets, packed: a tenth of a megabyte each."""

    def __init__(self, size: int = ANSWERS) -> None:
        self._once: Once[bytes] = Once(size)

    def get(self, key: Hashable, draw: Callable[[], Sequence[Any]]) -> list[Any]:
        """Return the values that are kept under `key`, else draw them."""
        packed = self._once.get(key, lambda: zlib.compress(as_json(draw()), 1))
        values: list[Any] = msgspec.json.decode(zlib.decompress(packed))
        return values


def as_json(drawn: Any) -> bytes:
    """Return what was drawn as the browser gets it; a number that is not there is null.

    Raises:
        NotImplementedError: there is something in it that no page draws.
    """
    return _ENCODER.encode(drawn)


def _plain(value: Any) -> Any:
    match value:
        case Component() | Chart():
            return value.to_plotly_json()
        case pd.Series() | pd.Index():
            return value.tolist()
        case np.ndarray() | np.generic():
            return value.tolist()
        case pd.Timestamp():
            return value.isoformat()
        case _ if value is pd.NA or value is pd.NaT:
            return None
    raise NotImplementedError(type(value))


_ENCODER = msgspec.json.Encoder(enc_hook=_plain)


def _digest(part: Any) -> bytes:
    return blake2b(as_json(part), digest_size=12).digest()
