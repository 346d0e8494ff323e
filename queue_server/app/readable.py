"""Whether a server could read what is stored beside the log: the city's set-up and its logins."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from queue_server.app.retention.records import last_run
from queue_server.app.users import all_users
from queue_server.city.errors import CityMissing
from queue_server.city.rows import halls, read_city
from queue_server.eventlog.database import Database


def unreadable(database: Database) -> list[str]:
    """Return a sentence for each part of the set-up that no server could read; a database without a city has none.

    Raises:
        LogUnavailable: the storage is away.
    """
    said = []
    for name, look in _PARTS.items():
        with database.reading() as connection:
            try:
                look(connection)
            except CityMissing:
                continue
            except (msgspec.MsgspecError, SQLAlchemyError, ValueError, TypeError, LookupError) as error:
                why = str(error.orig if isinstance(error, SQLAlchemyError) and hasattr(error, "orig") else error)
                said.append(f"{name} cannot be read: {' '.join(why.split())[:200]}")
    return said


def _city(connection: Connection) -> None:
    city = read_city(connection)
    for hall in connection.execute(halls.select()):
        if hall.id not in city.halls:
            raise LookupError(f"the hall {hall.id} has no set-up of its version {hall.version}")
    if not city.halls:
        raise LookupError("there is no hall")
    for config, _ in city.halls.values():
        ZoneInfo(config.tz)


_PARTS: dict[str, Callable[[Connection], object]] = {
    "the city": _city,
    "a login": all_users,
    "the record of the deletions": last_run,
}
