"""The SQLite database: who may open it, and how it is written to.

A write begins with BEGIN IMMEDIATE (an upgrade from read to write can fail as "locked") and is on the disk when it has returned (WAL,
synchronous=FULL). The file's place is compared before and after each commit, so nothing is acknowledged into a file that was
deleted, moved or replaced.
"""

import contextlib
from pathlib import Path

from sqlalchemy import URL, Connection, create_engine, delete, event, insert, select
from sqlalchemy.pool import QueuePool

from queue_server.eventlog.database import READERS, Database
from queue_server.eventlog.errors import DatabaseForeign, DatabaseMissing, DatabaseUnreachable, LogUnavailable
from queue_server.eventlog.faults import sqlite_fault
from queue_server.eventlog.file import DatabaseFile
from queue_server.eventlog.lock import FileLock
from queue_server.eventlog.schema import prepare
from queue_server.eventlog.tables import meta

BUSY_TIMEOUT_S = 2.0
"""How long a write waits for another program's lock: enough for a backup's step, and clients try again anyway."""

PROBE_BYTES = 64 * 1024
"""What `check` writes: about a batch. One page could still have room in the write-ahead log when nothing else has."""


def sqlite_url(path: Path) -> str:
    """Return the URL of an SQLite file, whatever characters its path has."""
    return URL.create("sqlite", database=str(path.resolve())).render_as_string()


class SQLiteDatabase(Database):
    """A database in a file, of this process alone.

    Attributes:
        path: The file.
    """

    shared = False

    def __init__(self, file: DatabaseFile) -> None:
        self.path = file.path
        self._file = file
        self._lock: FileLock | None = None
        engine = create_engine(
            "sqlite://",
            creator=file.connect,
            poolclass=QueuePool,
            pool_size=READERS + 1,
            max_overflow=-1,
            hide_parameters=True,  # rows do not belong into error messages and logs
        )
        event.listen(engine, "begin", _begin)
        super().__init__(engine, engine.execution_options(begin="BEGIN IMMEDIATE"), str(file.path))

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        create: bool,
        reader: bool = False,
        migrate: bool = False,
        busy_timeout_s: float = BUSY_TIMEOUT_S,
    ) -> "SQLiteDatabase":
        """Open the file.

        Args:
            path: Where it is.
            create: Make it when there is none; otherwise that is refused.
            reader: Only read, beside the server process that writes. Nothing is made or locked.
            migrate: Bring the tables up to date; otherwise older ones are refused.
            busy_timeout_s: How long a write waits for another program's lock.

        Raises:
            DatabaseInUse: another server process has it open.
            DatabaseMissing: there is no file, and none is to be made.
            DatabaseForeign: the file holds something else.
            DatabaseNewer: a newer release made it. DatabaseOlder: an older one did.
            DatabaseUnreachable: the system does not let the file be made or opened.
            LogUnavailable: the file cannot be read or written just now.
        """
        path = path.resolve()
        create = create and not reader
        try:
            if not create and not path.is_file():
                raise DatabaseMissing(database=str(path))
            return cls._open(path, create=create, reader=reader, migrate=migrate, busy_timeout_s=busy_timeout_s)
        except OSError as error:
            raise DatabaseUnreachable(database=str(path), reason=error.strerror) from error

    @classmethod
    def _open(cls, path: Path, *, create: bool, reader: bool, migrate: bool, busy_timeout_s: float) -> "SQLiteDatabase":
        with contextlib.ExitStack() as undo:
            if create:
                path.parent.mkdir(
                    mode=0o700, parents=True, exist_ok=True
                )  # who may write there could put another file in its place
            lock = None
            if not reader:
                lock = FileLock(path)
                undo.callback(lock.release)
            if create:
                DatabaseFile.make(path)
            database = cls(DatabaseFile(path, reader=reader, busy_timeout_s=busy_timeout_s))
            undo.callback(database.close)
            database.log_id = database._prepare(create=create, migrate=migrate)
            database._lock = lock
            undo.pop_all()
        return database

    def close(self) -> None:
        """Finish what was begun, close all connections, and let another process open the database."""
        super().close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def fault(self, error: Exception) -> LogUnavailable | None:
        return sqlite_fault(error)

    def check(self) -> None:
        if self._file.reader:
            self._file.refuse_if_moved()
            self._run_reading(_look)
            return
        try:
            # It waits behind a batch that may wait for a lock, and then as long itself.
            self.writer.submit(self._run_writing, _probe).result(2 * self._file.busy_timeout_s + 1)
        except TimeoutError:
            raise LogUnavailable(reason="slow") from None
        except RuntimeError:
            raise LogUnavailable(reason="closed") from None

    def _in_place(self) -> None:
        self._file.refuse_if_moved()

    def _prepare(self, *, create: bool, migrate: bool) -> str:
        """Make the tables, or look at them, and return the log's id."""
        try:
            with self.reading() if self._file.reader else self.writing() as connection:
                return prepare(connection, self.name, create=create, reader=self._file.reader, migrate=migrate)
        except LogUnavailable as error:
            if error.reason == "damaged":
                raise DatabaseForeign(database=self.name) from error
            raise


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def _look(connection: Connection) -> None:
    connection.execute(select(meta)).all()


def _probe(connection: Connection) -> None:
    connection.execute(delete(meta).where(meta.c.key == "probe"))
    connection.execute(insert(meta).values(key="probe", value="0" * PROBE_BYTES))
