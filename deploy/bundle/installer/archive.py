"""The unpacked archive: is it whole, and what does it need?"""

import hashlib
import sys
import zipfile
from pathlib import Path

from refusal import Refusal

SUMS = "SHA256SUMS"


class Archive:
    """A folder as the archive unpacks.

    Attributes:
        folder: Where it is.
        version: Of the release in it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._verify()
        self.version = (folder / "VERSION").read_text("utf-8").strip()
        self.sum = _sha256(folder / SUMS)

    def _verify(self) -> None:
        try:
            lines = (self.folder / SUMS).read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            raise _damaged(SUMS) from None
        if not lines:
            raise _damaged(SUMS)
        for line in lines:
            told, _, name = line.partition("  ")
            try:
                same = _sha256(self.folder / name) == told
            except OSError:
                same = False
            if not same:
                raise _damaged(name)

    def needed_bytes(self) -> int:
        """Return how much disk the release takes: its wheels unpacked, with half as much again for compiled modules."""
        tag = f"cp{sys.version_info[0]}{sys.version_info[1]}"
        total = 0
        for wheel in (self.folder / "wheels").glob("*.whl"):
            if f"-{tag}-" in wheel.name or "-py3-" in wheel.name or "-abi3-" in wheel.name or ".py3-" in wheel.name:
                with zipfile.ZipFile(wheel) as files:
                    total += sum(file.file_size for file in files.infolist())
        return total * 3 // 2


def _damaged(name: str) -> Refusal:
    return Refusal(f"the archive is damaged: {name} is missing or altered; copy and unpack it again")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
