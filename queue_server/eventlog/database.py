"""The SQLite database: who may open it, how it is written to, and how a fault of the disk shows.

Every write is one transaction that begins with BEGIN IMMEDIATE (an upgrade from read to write can fail as "locked") and is
on the disk when it has returned (WAL, synchronous=FULL). The file's place is compared before and after each commit, so nothing
is acknowledged into a file that was deleted, moved or replaced.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from sqlalchemy import URL, Connection, create_engine, delete, event, insert, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import QueuePool

from queue_server.eventlog.errors import DatabaseForeign, DatabaseMissing, DatabaseUnreachable, LogUnavailable, Reason
from queue_server.eventlog.faults import fault
from queue_server.eventlog.file import DatabaseFile
from queue_server.eventlog.lock import FileLock
from queue_server.eventlog.schema import prepare
from queue_server.eventlog.tables import meta

T = TypeVar("T")

READERS = 4
"""Threads that read at the same time; SQLite readers do not wait for the writer, but the interpreter's lock is shared."""

BUSY_TIMEOUT_S = 2.0
"""How long a write waits for another program's lock: enough for a backup's step, and clients try again anyway."""

PROBE_BYTES = 64 * 1024
"""What `check` writes: about a batch. One page could still have room in the write-ahead log when nothing else has."""

_logger = logging.getLogger(__name__)


def database_url(path: Path) -> str:
    """Return the URL of an SQLite file, whatever characters its path has."""
    return URL.create("sqlite", database=str(path.resolve())).render_as_string()


class Database:
    """An open database. Made by `Database.open`.

    Attributes:
        engine: SQLAlchemy engine; a transaction of it begins with BEGIN, those of `writing` with BEGIN IMMEDIATE.
        log_id: Random hex that was made with the database.
        path: The file.
        writer: The one thread that writes.
    """

    def __init__(self, file: DatabaseFile) -> None:
        self.path = file.path
        self.log_id = ""
        self._file = file
        self._failing: Reason | None = None
        self._lock: FileLock | None = None
        self.writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="database-writer")
        self._readers = ThreadPoolExecutor(max_workers=READERS, thread_name_prefix="database-reader")
        self.engine = create_engine(
            "sqlite://",
            creator=file.connect,
            poolclass=QueuePool,
            pool_size=READERS + 1,
            max_overflow=-1,
            hide_parameters=True,  # rows do not belong into error messages and logs
        )
        event.listen(self.engine, "begin", _begin)
        self._writing_engine = self.engine.execution_options(begin="BEGIN IMMEDIATE")

    @classmethod
    def open(cls, url: str, *, create: bool, reader: bool = False, busy_timeout_s: float = BUSY_TIMEOUT_S) -> "Database":
        """Open the database at `url` (`sqlite:///path`).

        Args:
            url: Where it is.
            create: Make it when there is none; otherwise that is refused.
            reader: Only read, beside the server process that writes. Nothing is made or locked.
            busy_timeout_s: How long a write waits for another program's lock.

        Raises:
            DatabaseInUse: another server process has it open.
            DatabaseMissing: there is no file, and none is to be made.
            DatabaseForeign: `url` names no SQLite file, or one that holds something else.
            DatabaseNewer: a newer release made it.
            DatabaseUnreachable: the system does not let the file be made or opened.
            LogUnavailable: the file cannot be read or written just now.
        """
        try:
            place = make_url(url)
        except ArgumentError:
            raise DatabaseForeign from None  # not to be repeated: there may be a password in it
        if place.get_backend_name() != "sqlite" or not place.database or place.database == ":memory:":
            raise DatabaseForeign(database=place.render_as_string(hide_password=True))
        path = Path(place.database).resolve()
        create = create and not reader
        try:
            if not create and not path.is_file():
                raise DatabaseMissing(database=str(path))
            return cls._open(path, create=create, reader=reader, busy_timeout_s=busy_timeout_s)
        except OSError as error:
            raise DatabaseUnreachable(database=str(path), reason=error.strerror) from error

    @classmethod
    def _open(cls, path: Path, *, create: bool, reader: bool, busy_timeout_s: float) -> "Database":
        with contextlib.ExitStack() as undo:
            if create:
                path.parent.mkdir(parents=True, exist_ok=True)
            lock = None
            if not reader:
                lock = FileLock(path)
                undo.callback(lock.release)
            if create:
                DatabaseFile.make(path)
            database = cls(DatabaseFile(path, reader=reader, busy_timeout_s=busy_timeout_s))
            undo.callback(database.close)
            database.log_id = database._prepare(create=create)
            database._lock = lock
            undo.pop_all()
        return database

    def close(self) -> None:
        """Finish what was begun, close all connections, and let another process open the database."""
        self.writer.shutdown()
        self._readers.shutdown()
        self.engine.dispose()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a thread, in one transaction that sees one state of the database, and return its result."""
        return await _run(self._readers, self._run_reading, work)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in the writer's thread, in one transaction that is durable when this returns its result.

        What `work` raises undoes the transaction and is raised here.

        Raises:
            LogUnavailable: nothing is stored, or the outcome is unknown.
        """
        return await _run(self.writer, self._run_writing, work)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection inside a read transaction, in the caller's own thread."""
        try:
            with self.engine.connect() as connection, connection.begin():
                yield connection
        except DBAPIError as error:
            unavailable = fault(error)
            if unavailable is None:
                raise
            raise unavailable from error

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection inside a write transaction, in the caller's own thread; durable when the block has ended."""
        try:
            self._file.refuse_if_moved()
            with self._writing_engine.connect() as connection, connection.begin():
                yield connection
                self._file.refuse_if_moved()
            self._file.refuse_if_moved()  # What was committed into a file that is gone must not be acknowledged.
        except LogUnavailable as unavailable:
            self._note(unavailable.reason)
            raise
        except DBAPIError as error:
            unavailable_ = fault(error)
            if unavailable_ is None:
                raise
            self._note(unavailable_.reason)
            raise unavailable_ from error
        self._note(None)

    def check(self) -> None:
        """Write as commands would (a reader: read). It can take seconds: call it in a thread.

        Raises:
            LogUnavailable: the file vanished or was replaced, is locked, or cannot be written to; `sentence` says which.
        """
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

    def _run_reading(self, work: Callable[[Connection], T]) -> T:
        with self.reading() as connection:
            return work(connection)

    def _run_writing(self, work: Callable[[Connection], T]) -> T:
        with self.writing() as connection:
            return work(connection)

    def _prepare(self, *, create: bool) -> str:
        """Make the tables, or look at them, and return the log's id."""
        try:
            with self.reading() if self._file.reader else self.writing() as connection:
                return prepare(connection, self.path, create=create, reader=self._file.reader)
        except LogUnavailable as error:
            if error.reason == "damaged":
                raise DatabaseForeign(database=str(self.path)) from error
            raise

    def _note(self, reason: Reason | None) -> None:
        """Log when the storage goes away and when it is back, once each; whoever opens it is told by the error alone."""
        if not self.log_id:
            return
        if reason is not None and reason != self._failing:
            _logger.error("storage unavailable: %s (%s)", LogUnavailable.sentences[reason], self.path)
        if reason is None and self._failing is not None:
            _logger.warning("storage available again (%s)", self.path)
        self._failing = reason


async def _run(executor: Executor, run: Callable[[Callable[[Connection], T]], T], work: Callable[[Connection], T]) -> T:
    loop = asyncio.get_running_loop()
    try:
        running = loop.run_in_executor(executor, run, work)
    except RuntimeError:
        raise LogUnavailable(reason="closed") from None
    return await running


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def _look(connection: Connection) -> None:
    connection.execute(select(meta)).all()


def _probe(connection: Connection) -> None:
    connection.execute(delete(meta).where(meta.c.key == "probe"))
    connection.execute(insert(meta).values(key="probe", value="0" * PROBE_BYTES))
