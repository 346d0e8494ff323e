"""The steps from one release's tables to the next's, on each kind of database."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

import queue_server.app.clock
import queue_server.app.retention.records
import queue_server.app.sessions
import queue_server.app.users
import queue_server.city.rows
import queue_server.projections.tables  # noqa: F401 - their tables are part of the metadata
from queue_server.eventlog.database import Database
from queue_server.eventlog.errors import DatabaseNewer, DatabaseOlder
from queue_server.eventlog.opening import open_database
from queue_server.eventlog.schema import MIGRATIONS, REVISION
from queue_server.eventlog.sqlite import sqlite_url
from queue_server.eventlog.tables import metadata


def within(database: Database, work: Callable[[Connection], object]) -> None:
    with database.writing() as connection:
        work(connection)


def set_back(url: str, *statements: str) -> str:
    """Make a database as it was before the steps were counted; return its log's id."""
    database = open_database(url, create=True)
    with database.writing() as connection:
        connection.execute(text("INSERT INTO clock (id, real_ms, stood_ms, hall_ms, speed) VALUES (1, 5, 6, 7, 30)"))
        connection.execute(text("ALTER TABLE clock DROP COLUMN stood_ms"))
        connection.execute(text("DROP TABLE retention_runs"))
        connection.execute(text("ALTER TABLE tickets ADD COLUMN pass_hash TEXT NOT NULL DEFAULT ''"))
        connection.execute(text("ALTER TABLE users DROP COLUMN password_initial"))
        for column in ("seen_ms", "address", "device"):
            connection.execute(text(f"ALTER TABLE sessions DROP COLUMN {column}"))
        connection.execute(text("DROP TABLE alembic_version"))
        connection.execute(text("INSERT INTO meta (key, value) VALUES ('schema', '1')"))
        for statement in statements:
            connection.execute(text(statement))
    database.close()
    return database.log_id


def test_the_steps_lead_to_the_tables_that_the_program_uses(url: str) -> None:
    database = open_database(url, create=True)
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == REVISION
    database.close()


def test_the_newest_step_is_the_one_that_is_asked_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    steps = ScriptDirectory.from_config(config)
    assert steps.get_heads() == [REVISION]
    assert [step.revision for step in steps.walk_revisions()] == [f"{n:04d}" for n in range(int(REVISION), 0, -1)]


def test_an_older_database_is_refused_until_it_is_migrated(url: str) -> None:
    log_id = set_back(url)
    for reader in (False, True):
        with pytest.raises(DatabaseOlder, match="onewindow migrate"):
            open_database(url, create=True, reader=reader)
    migrated = open_database(url, create=False, migrate=True)
    assert migrated.log_id == log_id
    with migrated.reading() as connection:
        assert connection.execute(text("SELECT stood_ms, hall_ms FROM clock")).one() == (7, 7)
        assert connection.execute(text("SELECT count(*) FROM meta WHERE key = 'schema'")).scalar() == 0
    migrated.close()
    open_database(url, create=False, migrate=True).close()
    open_database(url, create=False).close()


@pytest.mark.parametrize(("demo", "initial"), [("false", True), ("true", False)])
def test_passwords_that_others_have_set_are_to_be_changed_but_a_demos(url: str, demo: str, initial: bool) -> None:
    columns = "(token_hash, username, created_ms, expires_ms)"
    set_back(
        url,
        f"INSERT INTO city (id, body) VALUES (1, '{{\"demo\"\\:{demo}}}')",
        "INSERT INTO users (username, name, password_hash, roles, created_ms) VALUES ('ann', 'Ann', 'hash', '[]', 1)",
        f"INSERT INTO sessions {columns} VALUES ('abc', 'ann', 5, 9)",
    )
    migrated = open_database(url, create=False, migrate=True)
    with migrated.reading() as connection:
        found = connection.execute(text("SELECT password_initial, seen_ms, address FROM users JOIN sessions USING (username)"))
        assert found.one() == (initial, 5, None)
    migrated.close()


def test_a_step_that_fails_changes_nothing(url: str) -> None:
    set_back(url, "ALTER TABLE clock RENAME COLUMN hall_ms TO elsewhere_ms")
    with pytest.raises(SQLAlchemyError, match="hall_ms"):
        open_database(url, create=False, migrate=True)
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        assert "alembic_version" not in inspect(connection).get_table_names()
        assert "stood_ms" not in {column["name"] for column in inspect(connection).get_columns("clock")}
        assert connection.execute(text("SELECT value FROM meta WHERE key = 'schema'")).scalar() == "1"
        connection.execute(text("ALTER TABLE clock RENAME COLUMN elsewhere_ms TO hall_ms"))
        connection.commit()
    engine.dispose()
    open_database(url, create=False, migrate=True).close()


def test_a_newer_database_is_refused(url: str) -> None:
    database = open_database(url, create=True)
    within(database, lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = '9000'")))
    database.close()
    for migrate in (False, True):
        with pytest.raises(DatabaseNewer):
            open_database(url, create=False, migrate=migrate)


def test_a_path_with_a_percent_sign_is_migrated(tmp_path: Path) -> None:
    folder = tmp_path / "100%d"
    folder.mkdir()
    open_database(sqlite_url(folder / "log.db"), create=True).close()
    with sqlite3.connect(folder / "log.db") as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (REVISION,)
    connection.close()
