"""Which reports of a directory are made already, and of what: they need not be made again."""

from pathlib import Path

import msgspec

from analytics.history.whole import content, in_place_of

NAME = ".onewindow-reports.json"


class _Made(msgspec.Struct, frozen=True):
    """A file. `of`: what it was made of. `size`: bytes, as a file that somebody has changed is no report of ours."""

    of: str
    size: int


class MadeReports:
    """The reports in a directory, as it remembers them itself. A list that cannot be read counts as empty."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        try:
            self._made = msgspec.json.decode(content(directory / NAME), type=dict[str, _Made])
        except (OSError, msgspec.DecodeError):
            self._made = {}

    def has(self, name: str, of: str) -> bool:
        """Tell whether a file is there, and was made of the same."""
        made = self._made.get(name)
        try:
            return made is not None and made.of == of and (self._directory / name).stat().st_size == made.size
        except FileNotFoundError:
            return False

    def add(self, name: str, of: str) -> None:
        """Remember a file that is there.

        Raises:
            OSError: the system does not let it be written.
        """
        self._made[name] = _Made(of, (self._directory / name).stat().st_size)
        with in_place_of(self._directory / NAME) as temporary:
            temporary.write_bytes(msgspec.json.format(msgspec.json.encode(self._made)))
