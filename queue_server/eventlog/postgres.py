"""The PostgreSQL database: any number of server processes write to it.

A write is on the disk of the database, and of a synchronous standby if it has one, when it has returned (synchronous_commit). Nobody
waits for an answer for ever: a connection that is silent for longer than `PATIENCE_S` is given up, whatever TCP says of it.
"""

import time
from typing import Any, ClassVar

import psycopg
from psycopg import errors as pg
from psycopg.abc import PQGen
from sqlalchemy import URL, create_engine, text
from sqlalchemy.exc import DBAPIError

from queue_server.eventlog.database import READERS, Database
from queue_server.eventlog.errors import DatabaseForeign, DatabaseMissing, DatabaseUnreachable, LogUnavailable
from queue_server.eventlog.faults import postgres_fault
from queue_server.eventlog.schema import prepare

OLDEST = 150_000
"""PostgreSQL 15, the oldest release that the tests run on."""

CONNECT_S = 3
PATIENCE_S = 5.0
"""How long an answer is waited for: a commit takes milliseconds, and who waits for it tries again anyway."""
READER_PATIENCE_S = 120.0
"""The same for programs that read much at once, such as the dashboards' and `rebuild`."""
LOCK_S = 2.0
"""How long a write waits for another server's lock: several of its commits."""

CLOCK_OFF_S = 2.0
"""How far this machine's clock may be off the database's: sessions, and keys, are of all servers."""

_SAFE = ("on", "remote_apply")


class PatientConnection(psycopg.Connection[Any]):
    """A connection that gives up instead of waiting for ever for a server that is silent."""

    patience_s: ClassVar[float] = PATIENCE_S

    def wait(self, gen: PQGen[Any], interval: float = 0.1, timeout: float | None = None) -> Any:
        try:
            return super().wait(gen, interval=interval, timeout=timeout or self.patience_s)
        except pg._WaitTimeout:
            self.close()  # an answer that comes yet would be taken for the next one's
            raise pg.ConnectionTimeout("the server does not answer") from None


class ReaderConnection(PatientConnection):
    patience_s = READER_PATIENCE_S


def shown(place: URL) -> str:
    """Return a database's URL as messages show it: without its password, and without the options, where one can stand as well."""
    return place.set(query={}).render_as_string(hide_password=True)


class PostgresDatabase(Database):
    """A database on a server. Made by `open`."""

    shared = True

    def __init__(self, place: URL, *, reader: bool) -> None:
        self._reader = reader
        kind = ReaderConnection if reader else PatientConnection
        query = dict(place.query)
        self._arguments: dict[str, Any] = {
            "host": place.host or query.pop("host", None),
            "port": place.port,
            "user": place.username,
            "password": place.password,
            "dbname": place.database,
            "application_name": "onewindow",
            "connect_timeout": CONNECT_S,
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            "keepalives_count": 3,
            **query,
        }
        options = {
            "lock_timeout": f"{LOCK_S}s",
            "statement_timeout": f"{kind.patience_s}s",
            "idle_in_transaction_session_timeout": f"{kind.patience_s}s",
            "timezone": "UTC",
            "default_transaction_read_only": "on" if reader else "off",
        }
        self._arguments = {key: value for key, value in self._arguments.items() if value is not None}
        own = [f"-c {key}={value}" for key, value in options.items()]
        self._arguments["options"] = " ".join([*own, str(query.get("options", ""))])

        def connect() -> psycopg.Connection[Any]:
            made = kind.connect(**self._arguments, autocommit=True)
            if not reader and made.execute("SHOW synchronous_commit").fetchone()[0] not in _SAFE:  # type: ignore[index]
                made.execute("SET synchronous_commit = on")
            made.autocommit = False
            return made

        engine = create_engine(
            "postgresql+psycopg://",
            creator=connect,
            pool_size=READERS + 1,
            max_overflow=-1,
            hide_parameters=True,  # rows do not belong into error messages and logs
        )
        reading = engine.execution_options(isolation_level="REPEATABLE READ")  # one state of the database
        super().__init__(reading, engine, shown(place))

    @classmethod
    def open(cls, place: URL, *, create: bool, reader: bool = False, migrate: bool = False) -> "PostgresDatabase":
        """Open the database at `place`.

        Args:
            create: Make the tables when there are none; the database itself must be there.
            reader: Only read.
            migrate: Bring the tables up to date; otherwise older ones are refused.

        Raises:
            DatabaseMissing: the server has no such database, or it has no tables yet and none are to be made.
            DatabaseForeign: the database holds something else, or the server is older than `OLDEST`.
            DatabaseNewer: a newer release made the tables. DatabaseOlder: an older one did.
            DatabaseUnreachable: the server cannot be reached, or lets nobody in.
        """
        database = cls(place, reader=reader)
        try:
            database.log_id = database._prepare(create=create and not reader, migrate=migrate)
        except BaseException:
            database.close()
            raise
        return database

    async def connect_async(self) -> psycopg.AsyncConnection[Any]:
        """Open a connection of its own, where every statement is a transaction."""
        return await psycopg.AsyncConnection.connect(**self._arguments, autocommit=True)

    def fault(self, error: Exception) -> LogUnavailable | None:
        return postgres_fault(error)

    def check(self) -> None:
        """Flush a record as a commit does (a reader: read), and compare the clocks."""
        with self.reading() if self._reader else self.writing() as connection:
            if not self._reader:
                connection.execute(text("SELECT pg_logical_emit_message(true, 'onewindow', 'ready?')"))
            off_s = connection.execute(text("SELECT extract(epoch FROM clock_timestamp())")).scalar_one()
        if abs(float(off_s) - time.time()) > CLOCK_OFF_S:
            raise LogUnavailable(reason="clock")

    def _prepare(self, *, create: bool, migrate: bool) -> str:
        try:
            with self.writing_engine.connect() as connection, connection.begin():
                release = connection.execute(text("SELECT current_setting('server_version_num')::int")).scalar_one()
                if release < OLDEST:
                    raise DatabaseForeign(database=self.name, release=release, oldest=OLDEST)
                if create or migrate:
                    # Two servers that start at once make or change the tables one after the other.
                    connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('onewindow.schema'))"))
                return prepare(connection, self.name, create=create, reader=self._reader, migrate=migrate)
        except DBAPIError as error:
            if (
                isinstance(error.orig, pg.OperationalError)
                and 'database "' in str(error.orig)
                and "does not exist" in str(error.orig)
            ):
                raise DatabaseMissing(database=self.name) from None
            # Of this very class are the driver's own refusals, such as of an option that there is not; the server's have their own.
            if self.fault(error) is None and type(error.orig) is not psycopg.ProgrammingError:
                raise
            raise DatabaseUnreachable(database=self.name, reason=_sentence(error)) from None


def _sentence(error: DBAPIError) -> str:
    """Return the first line of what the driver says, which is the server's own; no password is ever in it."""
    return str(error.orig).strip().splitlines()[0]
