"""A PostgreSQL server: whether it lets us in, and whether it is what OneWindow needs."""

import asyncio
import time
from typing import Any

import psycopg
from sqlalchemy import URL

from queue_server.doctor.clock import judge_difference
from queue_server.doctor.finding import Finding
from queue_server.eventlog.database import READERS
from queue_server.eventlog.postgres import OLDEST, PostgresDatabase

SERVER_CONNECTIONS = READERS + 2
"""What one server takes: readers, a writer, and the one that listens; its dashboards take as many again."""
NEEDED = 2 * SERVER_CONNECTIONS + 2
"""One server with dashboards, a backup and a doctor."""

_LOOK = """
SELECT current_setting('server_version_num')::int AS release,
       pg_encoding_to_char((SELECT encoding FROM pg_database WHERE datname = current_database())) AS encoding,
       current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS connections,
       (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS used,
       pg_is_in_recovery() AS standby,
       current_setting('fsync') AS fsync,
       extract(epoch FROM clock_timestamp())::float8 AS now_s
"""


def name_of(place: URL) -> str:
    """Return what a database is called in findings: host, port and name, nothing of the rest of its URL."""
    host = place.host or place.query.get("host") or "this machine"
    return f"{place.database} on {host}" + (f":{place.port}" if place.port else "")


def examine_postgres(place: URL) -> list[Finding]:
    """Look at a PostgreSQL server through its database at `place`; nothing of OneWindow need be in it."""
    database = PostgresDatabase(place, reader=True)
    try:
        row = asyncio.run(_look(database))
    except psycopg.Error as error:
        return [_refused(place, error)]
    finally:
        database.close()
    row["off_s"] = time.time() - float(row["now_s"])
    return judge_postgres(row, name_of(place))


async def _look(database: PostgresDatabase) -> dict[str, Any]:
    connection = await database.connect_async()
    try:
        cursor = await connection.execute(_LOOK)
        row = await cursor.fetchone()
        assert cursor.description is not None
        assert row is not None
        return dict(zip((column.name for column in cursor.description), row, strict=True))
    finally:
        await connection.close()


def judge_postgres(row: dict[str, Any], name: str) -> list[Finding]:
    """Tell what a server's answer to `_LOOK` means; `off_s`: how far this machine is ahead of it, seconds."""
    found = []
    if row["release"] < OLDEST:
        says = f"{name} is PostgreSQL {row['release'] // 10_000}; OneWindow needs {OLDEST // 10_000} or later"
        found.append(
            Finding("wrong", "database", says, "Upgrade it with pg_upgrade, or move to another with backup and restore")
        )
    if row["encoding"] != "UTF8":
        says = f"{name} has the encoding {row['encoding']}, which cannot hold every name"
        do = "Make another: createdb --encoding UTF8 --template template0, and move there with backup and restore"
        found.append(Finding("wrong", "database", says, do))
    if row["standby"]:
        says = f"{name} is a standby and cannot be written to"
        found.append(Finding("wrong", "database", says, "Name the primary, or promote this one: pg_ctl promote"))
    if row["fsync"] != "on":
        says = f"{name} has fsync off: a crash of its machine can lose or damage everything"
        found.append(Finding("wrong", "database", says, "Set fsync = on in postgresql.conf and restart it"))
    left = row["connections"] - row["used"]
    if row["connections"] < NEEDED or left < SERVER_CONNECTIONS:
        says = f"{name} has room for {max(0, left)} of {row['connections']} connections; a server with dashboards takes {2 * SERVER_CONNECTIONS}"
        do = "Raise max_connections in postgresql.conf and restart it"
        found.append(Finding("wrong" if left < SERVER_CONNECTIONS else "warning", "database", says, do))
    if not found:
        says = f"{name} answers: PostgreSQL {row['release'] // 10_000}, room for {left} more connections"
        found.append(Finding("ok", "database", says))
    return [*found, judge_difference(row["off_s"], "the database")]


def _refused(place: URL, error: psycopg.Error) -> Finding:
    """Tell why nobody was let in. The driver's own sentence is in the server's language, so it is only repeated, not read."""
    name, wire = name_of(place), error.pgconn
    why = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    if isinstance(error, psycopg.errors.TooManyConnections) or "too many clients" in why or "remaining connection slots" in why:
        return Finding(
            "wrong", "database", f"{name} has no connection left", "Raise max_connections in postgresql.conf and restart it"
        )
    if wire is not None and wire.needs_password:
        return Finding(
            "wrong",
            "database",
            f"{name} asks for a password and none was given",
            "Put it into ~/.pgpass of the server's user, or into the URL",
        )
    if wire is not None and wire.used_password:
        says = f"{name} does not take the password of {place.username or 'this user'}, or has no such database or role"
        return Finding(
            "wrong", "database", f"{says} ({_masked(why, place)})", "Set it right in ONEWINDOW_DATABASE or ~/.pgpass"
        )
    do = "See that PostgreSQL runs there, listens on that address and lets this machine in (listen_addresses, pg_hba.conf)"
    return Finding("wrong", "database", f"{name} lets nobody in: {_masked(why, place)}", do)


def _masked(text: str, place: URL) -> str:
    """Return a sentence of the driver's without the password, should it ever be in it."""
    secrets = {str(place.password or ""), *map(str, place.query.values())} - {""}
    for secret in (each for each in secrets if place.password == each or place.query.get("password") == each):
        text = text.replace(secret, "***")
    return text
