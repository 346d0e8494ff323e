"""Where an installation has its parts."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Layout:
    """The places of one installation.

    Attributes:
        program: Holds a folder for each release and the link `current`.
        data: The data directory.
        settings: The file of variables for the server and the command.
        command: The `onewindow` that people type.
        user: Who runs the server; None: whoever installs.
    """

    program: Path
    data: Path
    settings: Path
    command: Path
    user: str | None

    @property
    def current(self) -> Path:
        return self.program / "current"

    def running_version(self) -> str | None:
        """Return the release that `current` names."""
        try:
            return self.current.readlink().name
        except OSError:
            return None

    def point(self, version: str) -> None:
        """Make `current` name this release, from one moment to the next."""
        unfinished = self.program / ".current"
        unfinished.unlink(missing_ok=True)
        unfinished.symlink_to(version)
        unfinished.replace(self.current)
        _flush(self.program)


def of_the_machine() -> Layout:
    return Layout(
        program=Path("/opt/onewindow"),
        data=Path("/var/lib/onewindow"),
        settings=Path("/etc/onewindow/onewindow.env"),
        command=Path("/usr/local/bin/onewindow"),
        user="onewindow",
    )


def under(prefix: Path) -> Layout:
    return Layout(
        program=prefix,
        data=prefix / "data",
        settings=prefix / "onewindow.env",
        command=prefix / "onewindow",
        user=None,
    )


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
