"""The tables of a database: made in a new one, looked at in another, brought up to date when that is asked for."""

import secrets
from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, Table, Text, delete, insert, inspect, select

from queue_server.eventlog.errors import DatabaseForeign, DatabaseNewer, DatabaseOlder
from queue_server.eventlog.tables import meta, metadata

REVISION = "0004"
"""The newest step in `migrations/versions`."""
UNVERSIONED = "0001"
"""What databases are that were made before the steps were counted; they say `schema` 1 in `meta`."""
MIGRATIONS = Path(__file__).parent / "migrations"

_versions = Table("alembic_version", MetaData(), Column("version_num", Text, primary_key=True))


def prepare(connection: Connection, name: str, *, create: bool, reader: bool, migrate: bool = False) -> str:
    """Make the tables if `create` allows it and there are none, else see whether they are ours; return the log's id.

    Args:
        migrate: Bring the tables up to date, all or nothing: in the connection's transaction.

    Raises:
        DatabaseForeign: there are other tables, or none.
        DatabaseNewer: a newer release made them. DatabaseOlder: an older one did, and they are not to be changed.
    """
    found = inspect(connection).get_table_names()
    if create and not found:
        _upgrade(connection)
        metadata.create_all(connection)  # what a program has added to them
        log_id = secrets.token_hex(8)
        connection.execute(insert(meta).values(key="log", value=log_id))
        return log_id
    rows = {row.key: row.value for row in connection.execute(select(meta))} if meta.name in found else {}
    if "log" not in rows:
        raise DatabaseForeign(database=name)
    revision = _revision(connection, found, rows)
    if revision > REVISION:
        raise DatabaseNewer(database=name, revision=revision, known=REVISION)
    if revision < REVISION:
        if not migrate:
            raise DatabaseOlder(database=name, revision=revision, known=REVISION)
        if _versions.name not in found:
            _versions.create(connection)
            connection.execute(insert(_versions).values(version_num=revision))
            connection.execute(delete(meta).where(meta.c.key == "schema"))
        _upgrade(connection)
    if not reader:
        metadata.create_all(connection)  # what a program has added to them
    return str(rows["log"])


def _revision(connection: Connection, found: list[str], rows: dict[str, str]) -> str:
    """Return the step that the tables stand at."""
    if _versions.name in found:
        return connection.execute(select(_versions.c.version_num)).scalar() or ""
    return UNVERSIONED if rows.get("schema") == "1" else "9999"


def _upgrade(connection: Connection) -> None:
    """Take the steps that are missing."""
    from alembic import command  # noqa: PLC0415 - a fifth of a second that a server's start need not take
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
