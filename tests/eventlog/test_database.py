"""Who may open a database, and what a connection of it may do."""

import asyncio
import os
import signal
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, Table, func, insert, select
from sqlalchemy.exc import IntegrityError, OperationalError

from queue_server.eventlog.database import Database
from queue_server.eventlog.errors import (
    DatabaseForeign,
    DatabaseInUse,
    DatabaseMissing,
    DatabaseNewer,
    DatabaseUnreachable,
    LogUnavailable,
)
from queue_server.eventlog.opening import open_database
from queue_server.eventlog.sql import SQLLog
from queue_server.eventlog.sqlite import SQLiteDatabase
from queue_server.eventlog.tables import meta, metadata
from tests.eventlog.appends import DAY, bodies, of
from tests.eventlog.processes import running


def put(key: str, value: str) -> Callable[[Connection], None]:
    def work(connection: Connection) -> None:
        connection.execute(insert(meta).values(key=key, value=value))

    return work


# Opening


def test_a_new_database_has_all_tables_and_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "data" / "log.db"
    database = SQLiteDatabase.open(path, create=True)
    with database.reading() as connection:
        names = {row.name for row in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert names >= set(metadata.tables)
    assert len(database.log_id) == 16
    assert {file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {0o600}
    database.close()


def test_a_folder_that_is_made_for_it_is_its_owners_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        SQLiteDatabase.open(tmp_path / "data" / "onewindow.db", create=True).close()
    finally:
        os.umask(before)
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


def test_a_database_is_not_made_unless_asked_for(tmp_path: Path) -> None:
    for reader in (False, True):
        with pytest.raises(DatabaseMissing, match="There is no such database"):
            SQLiteDatabase.open(tmp_path / "log.db", create=False, reader=reader)
    with pytest.raises(DatabaseMissing):
        SQLiteDatabase.open(tmp_path / "log.db", create=True, reader=True)
    assert list(tmp_path.iterdir()) == []


def test_the_same_database_is_opened_again(tmp_path: Path) -> None:
    first = SQLiteDatabase.open(tmp_path / "log.db", create=True)
    first.close()
    second = SQLiteDatabase.open(tmp_path / "log.db", create=True)
    assert second.log_id == first.log_id
    second.close()
    second.close()


@pytest.mark.parametrize(
    "wrong",
    [
        "mysql://user:secret@host/db",
        "mysql://user@host/db?password=secret",
        "postgresql://user:secret@host",
        "sqlite://",
        "sqlite:///:memory:",
        "secret.db",
    ],
)
def test_only_sqlite_files_and_postgres_are_opened(wrong: str) -> None:
    with pytest.raises(DatabaseForeign) as foreign:
        open_database(wrong, create=True)
    assert "secret" not in str(foreign.value)


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize("reader", [False, True])
@pytest.mark.parametrize("content", ["text", "other tables", "meta of another"])
def test_a_file_of_something_else_is_refused_and_not_changed(tmp_path: Path, content: str, reader: bool, create: bool) -> None:
    path = tmp_path / "log.db"
    if content == "text":
        path.write_bytes(b"Dear diary, today we had many visitors.\n" * 100)
    else:
        connection = sqlite3.connect(path)
        connection.execute("CREATE TABLE plants (name)" if content == "other tables" else "CREATE TABLE meta (key, value)")
        connection.close()
    before = path.read_bytes()
    with pytest.raises(DatabaseForeign):
        SQLiteDatabase.open(path, create=create, reader=reader)
    if content == "text":
        assert path.read_bytes() == before
    else:
        connection = sqlite3.connect(path)
        assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (1,)
        connection.close()


def test_an_empty_file_becomes_a_database_only_if_one_is_to_be_made(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    path.touch()
    with pytest.raises(DatabaseForeign):
        SQLiteDatabase.open(path, create=False)
    SQLiteDatabase.open(path, create=True).close()
    SQLiteDatabase.open(path, create=False).close()


def test_the_database_of_a_newer_release_is_refused(tmp_path: Path) -> None:
    database = SQLiteDatabase.open(tmp_path / "log.db", create=True)
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9000'")
    database.close()
    for reader in (False, True):
        with pytest.raises(DatabaseNewer):
            SQLiteDatabase.open(tmp_path / "log.db", create=True, reader=reader)


async def test_tables_that_a_package_added_since_are_made(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    SQLiteDatabase.open(tmp_path / "log.db", create=True).close()
    shelf: Table = request.getfixturevalue("shelf")
    database = SQLiteDatabase.open(tmp_path / "log.db", create=False)
    assert await database.read(lambda connection: connection.execute(select(shelf)).all()) == []
    database.close()


def test_a_place_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "log.db"
    with pytest.raises(DatabaseUnreachable) as unreachable:
        SQLiteDatabase.open(path, create=True)
    assert unreachable.value.facts == {"database": str(path), "reason": "File exists"}


def test_a_path_with_signs_that_mean_something_in_an_address_is_taken_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a b#c" / "50%?大厅.db"
    database = SQLiteDatabase.open(path, create=True)
    assert database.path == path.resolve()
    database.close()
    assert path.is_file()


# One server process


def test_a_second_server_process_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    with running("serve", path) as program:
        for create in (False, True):
            with pytest.raises(DatabaseInUse) as in_use:
                SQLiteDatabase.open(path, create=create)
        assert in_use.value.facts == {"database": str(path), "process": str(program.pid)}
        assert len(str(in_use.value).splitlines()) == 1
        program.leave()
    SQLiteDatabase.open(path, create=False).close()


def test_a_killed_server_leaves_no_lock_behind(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    with running("serve", path) as program:
        os.kill(program.pid, signal.SIGKILL)
        program.kill()
    SQLiteDatabase.open(path, create=False).close()


def test_a_database_is_opened_once_in_a_process_too(database: Database) -> None:
    with pytest.raises(DatabaseInUse):
        SQLiteDatabase.open(database.path, create=False)
    database.close()
    SQLiteDatabase.open(database.path, create=False).close()


def test_a_database_that_cannot_be_opened_keeps_no_lock(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    path.touch()
    with pytest.raises(DatabaseForeign):
        SQLiteDatabase.open(path, create=False)
    SQLiteDatabase.open(path, create=True).close()


def test_a_database_that_is_locked_is_not_opened(database: Database) -> None:
    database.close()
    with running("lock", database.path), pytest.raises(LogUnavailable) as unavailable:
        SQLiteDatabase.open(database.path, create=False, busy_timeout_s=0.1)
    assert unavailable.value.reason == "locked"
    SQLiteDatabase.open(database.path, create=False).close()


# Readers


async def test_a_reader_sees_what_the_server_commits_and_writes_nothing(database: Database) -> None:
    log = SQLLog(database)
    reader = SQLiteDatabase.open(database.path, create=False, reader=True)
    assert reader.log_id == database.log_id
    await log.append(of(DAY, 0, b"a"))
    assert await bodies(SQLLog(reader), DAY) == [b"a"]
    await log.append(of(DAY, 1, b"b"))
    assert await bodies(SQLLog(reader), DAY) == [b"a", b"b"]
    with pytest.raises(LogUnavailable) as unavailable:
        await reader.write(put("k", "v"))
    assert unavailable.value.reason == "read-only"
    reader.check()
    database.path.rename(database.path.with_suffix(".away"))
    with pytest.raises(LogUnavailable):
        reader.check()
    reader.close()


async def test_a_reader_needs_no_server(database: Database) -> None:
    await SQLLog(database).append(of(DAY, 0, b"a"))
    database.close()
    reader = SQLiteDatabase.open(database.path, create=False, reader=True)
    assert await bodies(SQLLog(reader), DAY) == [b"a"]
    reader.close()


# Transactions


async def test_a_write_that_raises_is_undone(database: Database) -> None:
    def work(connection: Connection) -> None:
        put("k", "v")(connection)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await database.write(work)
    with pytest.raises(IntegrityError):
        await database.write(put("log", "twice"))
    await database.write(put("k", "w"))
    assert await database.read(lambda c: c.execute(select(meta.c.value).where(meta.c.key == "k")).scalar()) == "w"


async def test_a_read_sees_one_state(database: Database) -> None:
    wanted = select(func.count()).select_from(meta)
    first, committed = threading.Event(), threading.Event()

    def count_twice(connection: Connection) -> tuple[int, int]:
        before = connection.execute(wanted).scalar_one()
        first.set()
        committed.wait(10)
        return before, connection.execute(wanted).scalar_one()

    reading = asyncio.ensure_future(database.read(count_twice))
    await asyncio.to_thread(first.wait, 10)
    await database.write(put("k", "v"))
    committed.set()
    before, after = await reading
    assert before == after == await database.read(lambda c: c.execute(wanted).scalar_one()) - 1


async def test_a_wrong_statement_is_not_the_storages_fault(database: Database) -> None:
    with pytest.raises(OperationalError, match="no such table"):
        await database.read(lambda connection: connection.exec_driver_sql("SELECT * FROM plants"))


async def test_a_cancelled_write_happens_or_does_not(database: Database) -> None:
    began, go_on = threading.Event(), threading.Event()

    def work(connection: Connection) -> None:
        put("begun", "v")(connection)
        began.set()
        go_on.wait(10)

    begun = asyncio.ensure_future(database.write(work))
    await asyncio.to_thread(began.wait, 10)
    queued = asyncio.ensure_future(database.write(put("queued", "v")))
    await asyncio.sleep(0)
    for task in (begun, queued):
        task.cancel()
        await asyncio.wait([task])
    go_on.set()
    await database.write(put("after", "v"))
    keys = set(await database.read(lambda connection: connection.execute(select(meta.c.key)).scalars().all()))
    assert {"begun", "after"} <= keys
    assert "queued" not in keys


# Health


async def test_a_writer_that_is_stuck_is_told(database: Database) -> None:
    began, go_on = threading.Event(), threading.Event()

    def stick(connection: Connection) -> None:
        began.set()
        go_on.wait(20)

    stuck = asyncio.ensure_future(database.write(stick))
    await asyncio.to_thread(began.wait, 10)
    with pytest.raises(LogUnavailable) as unavailable:
        await asyncio.to_thread(database.check)
    assert unavailable.value.reason == "slow"
    go_on.set()
    await stuck
    await asyncio.to_thread(database.check)


async def test_a_closed_database_says_so(database: Database) -> None:
    log = SQLLog(database)
    database.close()
    for call in (lambda: log.append(of(DAY, 0)), lambda: log.head(DAY), lambda: database.write(put("k", "v"))):
        with pytest.raises(LogUnavailable) as unavailable:
            await call()
        assert unavailable.value.reason == "closed"
    with pytest.raises(LogUnavailable):
        database.check()
