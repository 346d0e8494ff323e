"""Files that are there whole or not at all."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analytics.history import manifest


@contextmanager
def in_place_of(to: Path) -> Iterator[Path]:
    """Give a name beside `to` to write to; at the end of the block that file takes the place of `to`, and not when the block raises.

    Raises:
        OSError: the system does not let it be written; what was there is there.
    """
    temporary = to.with_name(f".{to.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        yield temporary
        manifest.sync(temporary)
        temporary.replace(to)
    finally:
        temporary.unlink(missing_ok=True)
    manifest.sync(to.absolute().parent)
