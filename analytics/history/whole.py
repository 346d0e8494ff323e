"""Files that are there whole or not at all, and those of JSON among them."""

import errno
import glob
import os
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import msgspec

from analytics.history.errors import HistoryDamaged, HistoryNewer, HistoryUnwritable

T = TypeVar("T")


LEFT_S = 3600.0
"""Who writes a file touches it more often; what is older was left by a process that was killed."""


def left_over(directory: Path, pattern: str, kept_s: float = LEFT_S) -> list[Path]:
    """Return the files below `directory` that fit a pattern and that nobody has touched for `kept_s`."""
    found = []
    for path in directory.glob(pattern):
        with suppress(FileNotFoundError):  # somebody has just finished it
            if path.is_file() and path.stat().st_mtime < time.time() - kept_s:
                found.append(path)
    return found


@contextmanager
def in_place_of(to: Path) -> Iterator[Path]:
    """Give a name beside `to` to write to; at the end of the block that file takes the place of `to`, and not when the block raises.

    What writers of `to` that were killed left there goes, too.

    Raises:
        OSError: the system does not let it be written; what was there is there.
    """
    for path in left_over(to.absolute().parent, f".{glob.escape(to.name)}.*.*"):
        path.unlink(missing_ok=True)
    temporary = to.with_name(f".{to.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        yield temporary
        sync(temporary)
        temporary.replace(to)
    finally:
        temporary.unlink(missing_ok=True)
    sync(to.absolute().parent)


def put(path: Path, value: object) -> None:
    """Put a value as JSON in place of the file that is there, if any; durable when this returns.

    Raises:
        OSError: the system does not let it be written; the old one is there.
    """
    with in_place_of(path) as temporary, open(temporary, "xb", opener=_private) as file:
        file.write(msgspec.json.encode(value))


def put_beside(directory: Path, name: str, value: object) -> None:
    """Put a value as JSON into the history's directory, which is made when it is not there; as `put`.

    Raises:
        HistoryUnwritable: the system does not let it be written; what was there is as it was.
    """
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        put(directory / name, value)
    except OSError as error:
        raise HistoryUnwritable(directory=str(directory), reason=error.strerror or str(error)) from error


def remove_beside(directory: Path, name: str) -> None:
    """Remove what `put_beside` has put there, if it is there.

    Raises:
        HistoryUnwritable: the system does not let it be removed.
    """
    try:
        (directory / name).unlink(missing_ok=True)
    except OSError as error:
        raise HistoryUnwritable(directory=str(directory), reason=f"{name}: {error.strerror}") from error


def content(path: Path) -> bytes:
    """Return what a file holds. A pipe or device in its place, which may never end, is not read.

    Raises:
        OSError: the system does not give it, or it is no file.
    """
    with open(path, "rb", opener=_at_once) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "it is no file", str(path))
        return file.read()


class _Versioned(msgspec.Struct):
    version: int


def load(path: Path, kind: type[T], *, known: int) -> T | None:
    """Return a value that `put` wrote and that says its `version`; None when there is none.

    Args:
        known: The newest version that this release reads.

    Raises:
        HistoryNewer: a newer release wrote it.
        HistoryDamaged: it is not such a value, or the system does not give it.
    """
    try:
        text = content(path)
        found = msgspec.json.decode(text, type=_Versioned).version
        if found > known:
            raise HistoryNewer(file=str(path), version=found, known=known)
        return msgspec.json.decode(text, type=kind)
    except FileNotFoundError:
        return None
    except (msgspec.MsgspecError, OSError):
        raise HistoryDamaged(file=str(path)) from None


def _at_once(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)  # else a pipe without a writer is waited for; a file knows no difference


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def sync(path: Path) -> None:
    """Make a file's content, or a directory's names, durable."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
