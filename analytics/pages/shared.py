"""Drawings that viewers of the same thing share, and what of a drawing is new to who has an earlier one."""

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from hashlib import blake2b
from typing import Any, NamedTuple

from plotly.utils import PlotlyJSONEncoder

from analytics.pages.cards import Drawn

KEPT = 64
"""Drawings kept, a few ten kilobytes each: the newest of every choice that is looked at, and those before them."""


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
    """The newest drawings. For several threads; what it returns is only read."""

    def __init__(self, size: int = KEPT) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, Drawing] = OrderedDict()

    def get(self, key: Hashable, draw: Callable[[], Drawn]) -> Drawing:
        """Return what is kept under `key`, else draw it."""
        with self._lock:  # also while drawing: who comes meanwhile mostly wants the same
            if key not in self._kept:
                parts = draw()
                self._kept[key] = Drawing(parts, {output: _digest(part) for output, part in parts.items()})
                if len(self._kept) > self._size:
                    self._kept.popitem(last=False)
            return self._kept[key]

    def kept(self, key: Hashable) -> Drawing | None:
        """Return what is kept under `key`, None when it has been dropped."""
        with self._lock:
            return self._kept.get(key)


def _digest(part: Any) -> bytes:
    return blake2b(json.dumps(part, cls=PlotlyJSONEncoder).encode(), digest_size=12).digest()
