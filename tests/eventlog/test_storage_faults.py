"""The disk is full, the file is locked, gone or another: nothing is acknowledged, and it goes on by itself afterwards."""

import asyncio
import logging
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, event

from queue_server.eventlog.database import Database
from queue_server.eventlog.errors import LogUnavailable, Reason
from queue_server.eventlog.log import EventLog
from queue_server.eventlog.sql import SQLLog
from queue_server.eventlog.sqlite import SQLiteDatabase
from tests.eventlog.appends import DAY, OTHER_DAY, bodies, of
from tests.eventlog.disks import Disk, size_limit, small_tmpfs
from tests.eventlog.processes import running

BODY = bytes(1000)


@pytest.fixture
def eventlog(database: Database) -> SQLLog:
    return SQLLog(database)


async def reasons(log: EventLog, *streams: str) -> set[Reason]:
    """Return why none of these streams can be begun."""
    outcomes = await asyncio.gather(*(log.append(of(stream, 0)) for stream in streams), return_exceptions=True)
    assert all(isinstance(outcome, LogUnavailable) for outcome in outcomes), outcomes
    return {outcome.reason for outcome in outcomes if isinstance(outcome, LogUnavailable)}


def checked(database: Database) -> Reason | None:
    """Return what `check` finds wrong."""
    try:
        database.check()
    except LogUnavailable as unavailable:
        return unavailable.reason
    return None


# A full disk


@pytest.fixture(params=["tmpfs", "limit"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    """A disk that can be full: a real one where it may be mounted, else (and always once) a limit on the sizes of files."""
    with small_tmpfs(tmp_path) as mounted:
        if request.param == "tmpfs" and mounted is not None:
            yield mounted
            return
    with size_limit(tmp_path) as limited:
        yield limited


async def test_a_full_disk_refuses_appends_until_there_is_room(disk: Disk, caplog: pytest.LogCaptureFixture) -> None:
    database = SQLiteDatabase.open(disk.folder / "log.db", create=True)
    log = SQLLog(database)
    await log.append(of(DAY, 0, BODY))
    disk.fill()
    acknowledged = 1
    refused: list[Reason] = []
    while len(refused) < 3:  # what has room in the pages at hand is stored
        try:
            await log.append(of(DAY, acknowledged, BODY))
            acknowledged += 1
        except LogUnavailable as unavailable:
            refused.append(unavailable.reason)
    assert set(refused) <= {"full", "failed"}
    assert await asyncio.to_thread(checked, database) in ("full", "failed")
    assert await bodies(log, DAY) == [BODY] * acknowledged
    disk.empty()
    assert await asyncio.to_thread(checked, database) is None
    await log.append(of(DAY, acknowledged, BODY))
    assert await bodies(log, DAY) == [BODY] * (acknowledged + 1)
    errors = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert len(errors) == 1
    assert str(disk.folder) in vars(errors[0])["database"]
    assert any("available again" in record.getMessage() for record in caplog.records)
    await log.close()
    database.close()
    database = SQLiteDatabase.open(disk.folder / "log.db", create=False)
    assert await bodies(SQLLog(database), DAY) == [BODY] * (acknowledged + 1)
    database.close()


async def test_a_batch_that_finds_the_disk_full_fails_as_a_whole(disk: Disk) -> None:
    database = SQLiteDatabase.open(disk.folder / "log.db", create=True)
    log = SQLLog(database)
    await log.append(of(DAY, 0))
    disk.fill()
    appends = [of(f"day/{n}", 0, bytes(20_000)) for n in range(40)] + [of(DAY, 7)]
    outcomes = await asyncio.gather(*map(log.append, appends), return_exceptions=True)
    assert {getattr(outcome, "code", None) for outcome in outcomes} == {"storage-unavailable"}
    assert await log.heads() == {DAY: 1}
    disk.empty()
    await asyncio.gather(*map(log.append, appends[:-1]))
    assert len(await log.heads()) == 41
    await log.close()
    database.close()


async def test_a_disk_that_is_full_in_the_middle_of_a_transaction_fails_it_as_a_whole(disk: Disk) -> None:
    """Three megabytes do not fit into SQLite's cache, so they are written before the commit, inside a savepoint."""
    database = SQLiteDatabase.open(disk.folder / "log.db", create=True)
    log = SQLLog(database)
    await log.append(of(DAY, 0))
    disk.fill()
    appends = [of(OTHER_DAY, 0), of(DAY, 7), of("case/1", 0, bytes(3_000_000)), of("case/2", 0)]
    outcomes = await asyncio.gather(*map(log.append, appends), return_exceptions=True)
    assert {getattr(outcome, "code", None) for outcome in outcomes} == {"storage-unavailable"}
    assert await log.heads() == {DAY: 1}
    disk.empty()
    await log.append(of(OTHER_DAY, 0))
    assert await log.heads() == {DAY: 1, OTHER_DAY: 1}
    await log.close()
    database.close()


# Locked by another program


async def test_a_lock_of_another_program_is_waited_for_and_then_told(database: Database, eventlog: SQLLog) -> None:
    await eventlog.append(of(DAY, 0))
    with running("lock", database.path) as program:
        assert await reasons(eventlog, OTHER_DAY, "case/1") == {"locked"}
        assert await asyncio.to_thread(checked, database) == "locked"
        assert await bodies(eventlog, DAY) == [b"{}"]
        program.leave()
    assert await eventlog.heads() == {DAY: 1}
    await eventlog.append(of(OTHER_DAY, 0))
    assert await asyncio.to_thread(checked, database) is None


async def test_a_lock_that_goes_in_time_is_not_noticed(tmp_path: Path) -> None:
    database = SQLiteDatabase.open(tmp_path / "log.db", create=True, busy_timeout_s=20)
    log = SQLLog(database)
    with running("lock", database.path) as program:
        append = asyncio.ensure_future(log.append(of(DAY, 0)))
        await asyncio.to_thread(program.leave)
        await append
    assert await log.heads() == {DAY: 1}
    database.close()


# The file is gone


async def test_a_file_that_was_moved_away_takes_nothing_until_it_is_back(
    database: Database, eventlog: SQLLog, caplog: pytest.LogCaptureFixture
) -> None:
    await eventlog.append(of(DAY, 0, b"a"))
    database.path.rename(database.path.with_suffix(".away"))
    assert await reasons(eventlog, DAY, OTHER_DAY) == {"vanished"}
    assert checked(database) == "vanished"
    assert not database.path.exists()
    database.path.with_suffix(".away").rename(database.path)
    assert checked(database) is None
    await eventlog.append(of(DAY, 1, b"b"))
    assert await bodies(eventlog, DAY) == [b"a", b"b"]
    told = [
        (record.getMessage(), vars(record).get("reason")) for record in caplog.records if record.name == "onewindow.storage"
    ]
    assert told == [("storage unavailable", "vanished"), ("storage available again", None)]


async def test_the_whole_folder_moves_away_and_back(database: Database, eventlog: SQLLog) -> None:
    await eventlog.append(of(DAY, 0, b"a"))
    folder = database.path.parent
    away = folder.rename(folder.with_name(f"{folder.name}-away"))
    assert await reasons(eventlog, OTHER_DAY) == {"vanished"}
    away.rename(folder)
    await eventlog.append(of(DAY, 1, b"b"))
    assert await bodies(eventlog, DAY) == [b"a", b"b"]


async def test_another_file_in_its_place_is_not_written_to(database: Database, eventlog: SQLLog, tmp_path: Path) -> None:
    await eventlog.append(of(DAY, 0, b"a"))
    away = database.path.with_suffix(".away")
    database.path.rename(away)
    (tmp_path / "other").mkdir()
    SQLiteDatabase.open(tmp_path / "other/log.db", create=True).close()
    shutil.copy(tmp_path / "other" / "log.db", database.path)
    before = database.path.read_bytes()
    assert await reasons(eventlog, DAY, OTHER_DAY) == {"replaced"}
    assert checked(database) == "replaced"
    assert database.path.read_bytes() == before
    away.rename(database.path)
    await eventlog.append(of(DAY, 1, b"b"))
    assert await bodies(eventlog, DAY) == [b"a", b"b"]


async def test_a_deleted_file_stays_refused(database: Database, eventlog: SQLLog) -> None:
    await eventlog.append(of(DAY, 0, b"a"))
    database.path.unlink()
    for _ in range(2):
        assert await reasons(eventlog, OTHER_DAY) == {"vanished"}
    assert not database.path.exists()


async def test_a_file_that_vanishes_in_the_middle_of_a_transaction_undoes_it(database: Database, eventlog: SQLLog) -> None:
    away = database.path.with_suffix(".away")
    with pytest.raises(LogUnavailable):
        await database.write(lambda connection: move_after_a_write(connection, database.path, away))
    away.rename(database.path)
    assert await eventlog.heads() == {}


def move_after_a_write(connection: Connection, path: Path, away: Path) -> None:
    connection.exec_driver_sql("INSERT INTO heads VALUES ('day/x', 1)")
    path.rename(away)


async def test_what_was_committed_into_a_file_just_gone_is_not_acknowledged(database: Database, eventlog: SQLLog) -> None:
    """The outcome is unknown to the caller, and it is told so; here the file comes back with it."""
    away = database.path.with_suffix(".away")

    def vanish(_: Connection) -> None:
        database.path.rename(away)

    event.listen(database.engine, "commit", vanish)  # called between the look at the file and COMMIT
    assert await reasons(eventlog, DAY) == {"vanished"}
    event.remove(database.engine, "commit", vanish)
    away.rename(database.path)
    assert await bodies(eventlog, DAY) == [b"{}"]
    await eventlog.append(of(DAY, 1))


async def test_a_connection_is_not_opened_to_a_file_that_is_not_there(database: Database) -> None:
    """All pooled connections are in use, so a new one would have to be opened."""
    held = [database.engine.connect() for _ in range(8)]
    database.path.rename(database.path.with_suffix(".away"))
    with pytest.raises(LogUnavailable), database.reading():
        pass
    for connection in held:
        connection.close()
    assert not database.path.exists()


async def test_a_file_that_is_replaced_while_it_is_opened_is_let_go(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sqlite3

    connect: Callable[..., sqlite3.Connection] = sqlite3.connect
    opened: list[sqlite3.Connection] = []

    def connect_and_replace(*args: object, **settings: object) -> sqlite3.Connection:
        opened.append(connect(*args, **settings))
        database.path.rename(database.path.with_suffix(".away"))
        database.path.touch()
        return opened[-1]

    held = [database.engine.connect() for _ in range(8)]
    monkeypatch.setattr(sqlite3, "connect", connect_and_replace)
    with pytest.raises(LogUnavailable) as unavailable, database.reading():
        pass
    assert unavailable.value.reason == "replaced"
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        opened[-1].execute("SELECT 1")
    for connection in held:
        connection.close()


# Damage


async def test_damage_is_told_apart(database: Database, eventlog: SQLLog) -> None:
    for n in range(40):
        await eventlog.append(of(f"day/{n}", 0, bytes(4000)))
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("PRAGMA shrink_memory")
    with database.path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (database.path.stat().st_size - 4096))
    database.engine.dispose()
    outcomes = await asyncio.gather(*(eventlog.append(of(f"new/{n}", 0)) for n in range(3)), return_exceptions=True)
    assert {getattr(outcome, "code", outcome) for outcome in outcomes} == {"storage-unavailable"}
    with pytest.raises(LogUnavailable) as unavailable:
        await eventlog.read("day/0")
    assert unavailable.value.reason == "damaged"
