"""Opens a database by its URL."""

from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from queue_server.eventlog.database import Database
from queue_server.eventlog.errors import DatabaseForeign
from queue_server.eventlog.postgres import PostgresDatabase, shown
from queue_server.eventlog.sqlite import SQLiteDatabase


def open_database(url: str, *, create: bool, reader: bool = False, migrate: bool = False) -> Database:
    """Open the database at `url`: `sqlite:///PATH`, or `postgresql://USER:PASSWORD@HOST/NAME`.

    Args:
        url: Where it is.
        create: Make what is missing: the file, the tables; never a PostgreSQL database itself. Otherwise that is refused.
        reader: Only read. Nothing is made or locked.
        migrate: Bring the tables up to date; otherwise older ones are refused.

    Raises:
        DatabaseInUse: another server process has this SQLite file open.
        DatabaseMissing: there is none, and none is to be made.
        DatabaseForeign: `url` names no database that OneWindow can use, or one that holds something else.
        DatabaseNewer: a newer release made it. DatabaseOlder: an older one did.
        DatabaseUnreachable: it cannot be opened; the fact `reason` says why.
        LogUnavailable: it cannot be read or written just now.
    """
    try:
        place = make_url(url)
    except (ArgumentError, ValueError):  # a port that is no number
        raise DatabaseForeign from None  # not to be repeated: there may be a password in it
    match place.get_backend_name():
        case "sqlite" if place.database and place.database != ":memory:":
            return SQLiteDatabase.open(Path(place.database), create=create, reader=reader, migrate=migrate)
        case "postgresql" if place.database:
            return PostgresDatabase.open(place, create=create, reader=reader, migrate=migrate)
    raise DatabaseForeign(database=shown(place))
