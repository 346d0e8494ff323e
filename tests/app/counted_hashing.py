"""Password hashing that tells how much it has done."""

from collections.abc import Callable
from typing import TypeVar

from queue_server.app.hashing import Hashing

T = TypeVar("T")


class CountedHashing(Hashing):
    """`done`: how many hashes were computed or compared, whatever came of it."""

    done = 0

    async def compute(self, compute: Callable[..., T], *arguments: object) -> T:
        try:
            return await super().compute(compute, *arguments)
        finally:
            self.done += 1
