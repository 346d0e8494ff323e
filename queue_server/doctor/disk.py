"""The disk under the data directory: room, files, whether it can be written at all."""

import os
import pwd
from pathlib import Path
from typing import NamedTuple

from queue_server.doctor.finding import Finding, Level

LOW_SHARE, SHORT_SHARE = 0.10, 0.03
LOW_BYTES, SHORT_BYTES = 2 * 1024**3, 256 * 1024**2
"""A hall's busy day is about 15 MiB, a city's a few hundred; a backup needs as much again as the database."""
LOW_FILES, SHORT_FILES = 1_000, 100
"""The database is three files; a backup, the dashboards' socket and the system's own need a few dozen more."""
ENOUGH_BYTES = 50 * 1024**3
"""With so much left the share says nothing: a large disk may be nearly full and have room for years."""


class Room(NamedTuple):
    """What a file system has, for users without special rights. `files` 0: it does not count them."""

    bytes_total: int
    bytes_free: int
    files_total: int
    files_free: int
    read_only: bool


def room_of(folder: Path) -> Room:
    """Return the room on the file system of `folder`.

    Raises:
        OSError: there is no such folder.
    """
    told = os.statvfs(folder)
    unit, read_only = told.f_frsize, bool(told.f_flag & os.ST_RDONLY)
    return Room(told.f_blocks * unit, told.f_bavail * unit, told.f_files, told.f_favail, read_only)


def judge_room(room: Room, folder: Path) -> list[Finding]:
    """Tell what the room is good for."""
    if room.read_only:
        return [
            Finding(
                "wrong",
                "disk",
                f"the file system of {folder} is mounted read-only",
                "Look at `dmesg`, then mount it for writing",
            )
        ]
    share = room.bytes_free / room.bytes_total if room.bytes_total else 1.0
    says = f"{_size(room.bytes_free)} of {_size(room.bytes_total)} ({share:.0%}) are free at {folder}"
    level: Level = "ok"
    if room.bytes_free < SHORT_BYTES or (share < SHORT_SHARE and room.bytes_free < ENOUGH_BYTES):
        level = "wrong"
    elif room.bytes_free < LOW_BYTES or (share < LOW_SHARE and room.bytes_free < ENOUGH_BYTES):
        level = "warning"
    do = "" if level == "ok" else "Move old backups elsewhere, or give it a larger disk; a full disk refuses every command"
    found = [Finding(level, "disk", says, do)]
    if room.files_total and room.files_free < LOW_FILES:
        level = "wrong" if room.files_free < SHORT_FILES else "warning"
        says = f"{room.files_free} more files can be made at {folder} (inodes)"
        found.append(Finding(level, "disk", says, "Delete what there is a lot of: find it with `du --inodes`"))
    return found


def examine_disk(folder: Path) -> list[Finding]:
    """Look at the disk that holds `folder`, or will hold it: it need not be there yet."""
    place = folder.resolve()
    try:
        while not place.exists() and place != place.parent:
            place = place.parent
        if not place.is_dir():
            return [Finding("wrong", "disk", f"{place} is not a directory", "Name another data directory")]
    except PermissionError:
        return [_closed(place, "read", place)]
    try:
        room = room_of(place)
    except OSError as error:
        return [Finding("wrong", "disk", f"{place} cannot be looked at: {error.strerror}", "Look at `dmesg` and the mount")]
    return [*judge_room(room, place), *([] if room.read_only else _unwritable(place))]


def _unwritable(folder: Path) -> list[Finding]:
    """Name what this user may not write, which the server would have to."""
    for path in [folder, *sorted(folder.glob("onewindow.db*"))]:
        rights = os.W_OK | os.R_OK | (os.X_OK if path.is_dir() else 0)
        if not os.access(path, rights, effective_ids=os.access in os.supports_effective_ids):
            return [_closed(path, "written", folder)]
    return []


def _closed(path: Path, what: str, folder: Path) -> Finding:
    name = _user()
    do = f"Run this as the server's user, or: chown -R {name} {folder}"
    return Finding("wrong", "disk", f"{path} may not be {what} by this user ({name})", do)


def _user() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


def _size(count: float) -> str:
    for unit in ("bytes", "KiB", "MiB", "GiB"):
        if count < 1024:
            return f"{count:.0f} {unit}" if unit == "bytes" else f"{count:.1f} {unit}"
        count /= 1024
    return f"{count:.1f} TiB"
