"""The tables of a database: made in a new one, looked at in another."""

import secrets

from sqlalchemy import Connection, insert, inspect, select

from queue_server.eventlog.errors import DatabaseForeign, DatabaseNewer
from queue_server.eventlog.tables import SCHEMA, meta, metadata


def prepare(connection: Connection, name: str, *, create: bool, reader: bool) -> str:
    """Make the tables if `create` allows it and there are none, else see whether they are ours; return the log's id.

    Raises:
        DatabaseForeign: there are other tables, or none.
        DatabaseNewer: a newer release made them.
    """
    found = inspect(connection).get_table_names()
    if create and not found:
        metadata.create_all(connection)
        known = {"schema": str(SCHEMA), "log": secrets.token_hex(8)}
        connection.execute(insert(meta), [{"key": key, "value": value} for key, value in known.items()])
        return known["log"]
    rows = {row.key: row.value for row in connection.execute(select(meta))} if meta.name in found else {}
    if not {"schema", "log"} <= rows.keys():
        raise DatabaseForeign(database=name)
    if int(rows["schema"]) > SCHEMA:
        raise DatabaseNewer(database=name, schema=rows["schema"], known=SCHEMA)
    if not reader:
        metadata.create_all(connection)  # Tables of a package that the program which made the file did not have.
    log_id: str = rows["log"]
    return log_id
