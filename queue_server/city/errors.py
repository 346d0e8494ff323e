"""What can be wrong with a city: its file, its rows, a change to them."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from queue_server.core.errors import Invalid, NotFound, OneWindowError, Refused


class Finding(NamedTuple):
    """One thing to change in a city file.

    Attributes:
        line: Line in `file`, from 1.
        where: Path of the value such as `halls[3].counters[1].takes[0]`; `services.csv[G004].kind` in a table of services.
        message: What is wrong and what would be right.
        file: The file that the line is in: the city file, or the table of services that it names. None: the city file.
    """

    line: int
    where: str
    message: str
    file: Path | None = None


class CityFileErrors(OneWindowError):
    """Why a city file cannot be loaded; `findings` in the order of their lines."""

    code = "city-file-wrong"
    title = "The city file has to be changed"

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(findings=len(findings))
        self.findings = tuple(findings)

    def __str__(self) -> str:
        lines = [f"  {at.file}:{at.line}: {at.where}: {at.message}" for at in self.findings]
        return "\n".join([f"{self.title} ({len(lines)})", *lines])


class CityExists(OneWindowError):
    code = "city-exists"
    title = "The database has a city already"


class CityMissing(OneWindowError):
    code = "city-missing"
    title = "The database has no city; `onewindow init CITY-FILE` loads one"


class HallMissing(NotFound):
    code = "unknown-hall"
    title = "There is no such hall"


class VersionConflict(Refused):
    """Somebody else changed it since it was read."""

    code = "version-conflict"
    title = "It was changed since it was read"


class SetupInvalid(Invalid):
    code = "setup-invalid"
    title = "The hall cannot be set up like this"


class NoticeInvalid(Invalid):
    code = "notice-invalid"
    title = "A notice needs both languages, and an end after its beginning"


class NoticeUnreadable(Invalid):
    code = "notice-unreadable"
    title = "A notice has no control characters, none that turn the line around, and at most four marks on a letter"


class NoticeMissing(NotFound):
    code = "unknown-notice"
    title = "There is no such notice"
