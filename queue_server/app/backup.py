"""Backups: all rows of one moment in a SQLite file, whatever kind of database they come from, and back into any kind.

The rows are read in one transaction, so a server goes on meanwhile and everything that was acknowledged before is in it. Sessions are
left out: a backup that is lost lets nobody in, and whoever restores one logs in again.
"""

import contextlib
import errno
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, Table, func, insert, select, text, update
from sqlalchemy.exc import SQLAlchemyError

import queue_server.app.clock
import queue_server.app.retention.records
import queue_server.app.users
import queue_server.city.rows
import queue_server.projections.tables
from queue_server.app.readable import unreadable
from queue_server.app.sessions import sessions
from queue_server.core.errors import OneWindowError
from queue_server.eventlog.database import Database
from queue_server.eventlog.errors import DatabaseForeign, DatabaseMissing, DatabaseUnreachable
from queue_server.eventlog.lock import FileLock
from queue_server.eventlog.opening import open_database
from queue_server.eventlog.sqlite import sqlite_url
from queue_server.eventlog.tables import heads, meta, metadata
from queue_server.projections.verify import Verified, verify

ROWS = 2_000
"""Rows that are carried at once: about a megabyte."""

Progress = Callable[[int, int], None]


class BackupExists(OneWindowError):
    """Fact: `file`."""

    code = "backup-exists"
    title = "There is a file already; a backup never overwrites one"


class BackupUnwritable(OneWindowError):
    """Facts: `file`, `reason`."""

    code = "backup-unwritable"
    title = "The backup cannot be written there"


class BackupUnreadable(OneWindowError):
    """Fact: `file`."""

    code = "backup-unreadable"
    title = "This is not a backup of OneWindow"


class BackupDamaged(OneWindowError):
    """Facts: `file`, and `different`, how many things in it disagree, or `reason`, why a row cannot be stored."""

    code = "backup-damaged"
    title = "The backup does not agree with itself; onewindow verify says where"


class NotEmpty(OneWindowError):
    """Fact: `database`."""

    code = "not-empty"
    title = "There is something in it already; a backup is restored into a new or empty database alone"


class Carried(NamedTuple):
    """What was written: rows, and the log's days and tickets."""

    rows: int
    days: int
    tickets: int


def backup(source: Database, to: Path, progress: Progress) -> Carried:
    """Write everything that `source` holds now into a new file.

    Args:
        source: Open as a reader; servers go on writing.
        progress: Called with the rows done and their total.

    Raises:
        BackupExists: there is a file. DatabaseInUse: another backup goes on to it. BackupUnwritable: the system does not let it be written.
        LogUnavailable: the database cannot be read just now.
    """
    if to.exists():
        raise BackupExists(file=str(to))
    if not to.parent.is_dir():
        raise BackupUnwritable(file=str(to), reason=os.strerror(errno.ENOENT))
    unfinished = to.with_name(f".{to.name}.unfinished")
    with contextlib.ExitStack() as undo:
        try:
            FileLock(unfinished).release()  # refused while another backup goes on to the same file
            undo.callback(_remove, unfinished)
            _remove(unfinished)
            target = open_database(sqlite_url(unfinished), create=True)
            undo.callback(target.close)
            with source.reading() as rows, target.writing() as copy:
                carried = _carry(rows, copy, progress)
                copy.execute(update(meta).where(meta.c.key == "log").values(value=source.log_id))
            target.close()
            with contextlib.closing(sqlite3.connect(unfinished)) as connection:
                connection.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it
            _flush(unfinished)
            os.link(unfinished, to)  # unlike a renaming, it overwrites nothing
            _flush(to.parent)
        except FileExistsError:
            raise BackupExists(file=str(to)) from None
        except OSError as error:
            raise BackupUnwritable(file=str(to), reason=error.strerror) from None
    return carried


def restore(source: Path, url: str, progress: Progress) -> tuple[Carried, Verified]:
    """Fill a new or empty database from a backup, and give the log a new id, so that screens forget what they had seen.

    All or nothing: what was interrupted can be done again.

    Raises:
        BackupUnreadable: there is no backup. BackupDamaged: it does not agree with itself.
        NotEmpty: the database holds something.
        DatabaseInUse, DatabaseForeign, DatabaseUnreachable: the database cannot be written.
    """
    try:
        packed = open_database(sqlite_url(source), create=False, reader=True)
    except (DatabaseMissing, DatabaseForeign, DatabaseUnreachable):
        raise BackupUnreadable(file=str(source)) from None
    with contextlib.closing(packed):
        try:
            verified = verify(packed)
        except SQLAlchemyError:
            raise BackupUnreadable(file=str(source)) from None
        different = verified.different + len(unreadable(packed))
        if different:
            raise BackupDamaged(file=str(source), different=different)
        target = open_database(url, create=True)
        with contextlib.closing(target), _storable(source), packed.reading() as rows, target.writing() as copy:
            if any(copy.execute(_kept(table).limit(1)).first() is not None for table in _carried()):
                raise NotEmpty(database=target.name)
            carried = _carry(rows, copy, progress)
            copy.execute(update(meta).where(meta.c.key == "log").values(value=secrets.token_hex(8)))
            if copy.dialect.name == "postgresql":
                notices = queue_server.city.rows.notices
                latest = select(func.coalesce(func.max(notices.c.id), 0) + 1)
                copy.execute(
                    text("SELECT setval(pg_get_serial_sequence('notices', 'id'), :next, false)"),
                    {"next": copy.execute(latest).scalar()},
                )
    return carried, verified


@contextlib.contextmanager
def _storable(source: Path) -> Iterator[None]:
    """Raise BackupDamaged where a table or column is missing, or a row holds what its column cannot: SQLite itself takes anything."""
    try:
        yield
    except SQLAlchemyError as error:
        raise BackupDamaged(file=str(source), reason=type(getattr(error, "orig", error)).__name__) from None


def _carry(source: Connection, target: Connection, progress: Progress) -> Carried:
    tables = _carried()
    counts = {
        table: int(source.execute(select(func.count()).select_from(_kept(table).subquery())).scalar() or 0) for table in tables
    }
    done, total = 0, sum(counts.values())
    for table in tables:
        for rows in _batches(source, table):
            target.execute(insert(table), rows)
            done += len(rows)
            progress(done, total)
    tickets = queue_server.projections.tables.tickets
    return Carried(total, counts[heads], counts[tickets])


def _carried() -> list[Table]:
    return [table for table in metadata.sorted_tables if table is not sessions]


def _kept(table: Table) -> Select[Any]:
    """Select the rows of a table that belong into a backup: all but what every database has of its own."""
    return select(table) if table is not meta else select(meta).where(meta.c.key.not_in(("log", "probe")))


def _batches(source: Connection, table: Table) -> Iterable[list[dict[str, object]]]:
    found = source.execution_options(yield_per=ROWS).execute(_kept(table).order_by(*table.primary_key))
    for rows in found.mappings().partitions():
        yield [dict(row) for row in rows]


def _remove(file: Path) -> None:
    for name in (file, *(file.with_name(file.name + suffix) for suffix in ("-wal", "-shm", "-journal", ".lock"))):
        name.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
