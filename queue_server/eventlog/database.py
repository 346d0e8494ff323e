"""A database that keeps the log and the rows: how it is read and written, and how a fault of it shows.

Every write is one transaction that is durable when it has returned. `opening.open_database` opens one by its URL.
"""

import asyncio
import contextlib
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import ClassVar, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from queue_server.eventlog.errors import LogUnavailable, Reason

T = TypeVar("T")

READERS = 4
"""Threads that read at the same time. Readers do not wait for the writer, but the interpreter's lock is shared."""

log = logging.getLogger("onewindow.storage")


class Database(ABC):
    """An open database.

    Attributes:
        shared: Whether other server processes may write to it meanwhile.
        engine: For reading. writing_engine: the same connections, begun for writing.
        log_id: Random hex that was made with the database.
        name: What it is called in messages, without secrets.
        failed: Told the reason of every read and write that failed for the storage's sake; in any thread.
        writer: The one thread that writes.
    """

    shared: ClassVar[bool]

    def __init__(self, engine: Engine, writing_engine: Engine, name: str) -> None:
        self.engine, self.writing_engine, self.name = engine, writing_engine, name
        self.log_id = ""
        self.failed: Callable[[Reason], None] = lambda _: None
        self._failing: Reason | None = None
        self.writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="database-writer")
        self._readers = ThreadPoolExecutor(max_workers=READERS, thread_name_prefix="database-reader")

    @abstractmethod
    def fault(self, error: Exception) -> LogUnavailable | None:
        """Return what `error` means for the storage, None when it is about a statement, a row, or something else."""

    @abstractmethod
    def check(self) -> None:
        """Write as commands would (a reader: read). It can take seconds: call it in a thread.

        Raises:
            LogUnavailable: no command could be stored now; `sentence` says why.
        """

    def close(self) -> None:
        """Finish what was begun and close all connections."""
        self.writer.shutdown()
        self._readers.shutdown()
        self.engine.dispose()

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
            unavailable = self.fault(error)
            if unavailable is None:
                raise
            self.failed(unavailable.reason)
            raise unavailable from error

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection inside a write transaction, in the caller's own thread; durable when the block has ended."""
        try:
            self._in_place()
            with self.writing_engine.connect() as connection, connection.begin():
                yield connection
                self._in_place()
            self._in_place()  # What was committed into a database that is gone must not be acknowledged.
        except LogUnavailable as unavailable:
            self._note(unavailable.reason)
            raise
        except DBAPIError as error:
            unavailable_ = self.fault(error)
            if unavailable_ is None:
                raise
            self._note(unavailable_.reason)
            raise unavailable_ from error
        self._note(None)

    def _in_place(self) -> None:  # noqa: B027 - a server's database stays where it is
        """Raise LogUnavailable when the database is not the one that was opened."""

    def _run_reading(self, work: Callable[[Connection], T]) -> T:
        with self.reading() as connection:
            return work(connection)

    def _run_writing(self, work: Callable[[Connection], T]) -> T:
        with self.writing() as connection:
            return work(connection)

    def _note(self, reason: Reason | None) -> None:
        """Log when the storage goes away and when it is back, once each; whoever opens it is told by the error alone."""
        if reason is not None:
            self.failed(reason)
        if not self.log_id:
            return
        if reason is not None and reason != self._failing:
            about = {"reason": reason, "why": LogUnavailable.sentences[reason], "database": self.name}
            log.error("storage unavailable", extra=about)
        if reason is None and self._failing is not None:
            log.warning("storage available again", extra={"database": self.name})
        self._failing = reason


async def _run(executor: Executor, run: Callable[[Callable[[Connection], T]], T], work: Callable[[Connection], T]) -> T:
    loop = asyncio.get_running_loop()
    try:
        running = loop.run_in_executor(executor, run, work)
    except RuntimeError:
        raise LogUnavailable(reason="closed") from None
    return await running
