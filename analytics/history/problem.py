"""What can be wrong with a file of the history."""

import hashlib
import os
from itertools import accumulate
from pathlib import Path
from typing import Literal

import msgspec

from analytics.history.manifest import File, Part
from analytics.history.schema import VERSION

Fault = Literal["missing", "cut-short", "damaged", "newer", "elsewhere"]
"""`elsewhere`: it, or a folder above it, is a link that leads out of the directory."""


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """A file that readers leave out. `days`: hall-days that are therefore not shown, of `month` (empty: it is the manifest)."""

    fault: Fault
    file: str
    month: str = ""
    days: int = 0


def look(directory: Path, file: File) -> Fault | None:
    """Look at a file's version, place and length: quick enough for every opening."""
    if file.version > VERSION:
        return "newer"
    try:
        place = directory / file.path
        length = place.stat().st_size
        if _linked(directory, file.path) and not place.resolve().is_relative_to(directory.resolve()):
            return "elsewhere"
    except OSError:
        return "missing"
    return None if length == file.bytes else "cut-short" if length < file.bytes else "damaged"


def examine(directory: Path, file: File) -> Fault | None:
    """Look at a file, and at every byte of it."""
    fault = look(directory, file)
    if fault is None:
        try:
            return None if digest(directory / file.path) == file.digest else "damaged"
        except OSError:
            return "damaged"
    return fault


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def problem(part: Part, file: File, fault: Fault) -> Problem:
    return Problem(fault=fault, file=file.path, month=part.month, days=sum(map(len, part.days.values())))


def _linked(directory: Path, path: str) -> bool:
    """Tell whether a file, or a folder between it and the directory, is a link; to resolve each of thousands of files would cost several times as much."""
    return any(os.path.islink(f"{directory}/{above}") for above in accumulate(path.split("/"), "{}/{}".format))  # noqa: PTH114 - as above
