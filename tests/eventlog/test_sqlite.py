"""What the SQLite log promises beyond the contract: durability, shared commits, and nothing lost over a restart."""

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, insert

from queue_server.eventlog.database import Database
from queue_server.eventlog.errors import AppendRefused
from queue_server.eventlog.group import BATCH
from queue_server.eventlog.log import Append, StreamEvents, Upsert
from queue_server.eventlog.opening import open_database
from queue_server.eventlog.sql import SQLLog
from queue_server.eventlog.tables import events
from tests.eventlog.appends import DAY, answer, bodies, of


@pytest.fixture
def eventlog(database: Database) -> SQLLog:
    return SQLLog(database)


@pytest.fixture
def commits(database: Database) -> Iterator[list[Connection]]:
    """Every commit of the database from now on."""
    seen: list[Connection] = []

    def note(connection: Connection) -> None:
        seen.append(connection)

    event.listen(database.engine, "commit", note)
    yield seen
    event.remove(database.engine, "commit", note)


@pytest.mark.parametrize(("pragma", "value"), [("synchronous", 2), ("journal_mode", "wal"), ("foreign_keys", 1)])
async def test_the_writing_connection_is_set_to_be_durable(database: Database, pragma: str, value: object) -> None:
    # 2 is FULL: https://www.sqlite.org/pragma.html#pragma_synchronous
    assert await database.write(lambda connection: connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()) == value


async def test_the_log_writes_on_the_connection_of_database_write(database: Database, eventlog: SQLLog) -> None:
    used: list[object] = []

    def note(connection: Connection, *_: object) -> None:
        used.append(connection.connection.dbapi_connection)

    event.listen(database.engine, "before_cursor_execute", note)
    await eventlog.append(of(DAY, 0))
    await database.write(lambda connection: connection.exec_driver_sql("PRAGMA synchronous").scalar())
    event.remove(database.engine, "before_cursor_execute", note)
    assert len(used) >= 4
    assert len(set(map(id, used))) == 1


async def test_a_write_begins_immediately_and_a_read_does_not(database: Database, eventlog: SQLLog) -> None:
    begins: list[str] = []

    def note(connection: Connection, cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("BEGIN"):
            begins.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    await eventlog.append(of(DAY, 0))
    await eventlog.read(DAY)
    event.remove(database.engine, "before_cursor_execute", note)
    assert begins == ["BEGIN IMMEDIATE", "BEGIN"]


async def test_gathered_appends_share_a_commit(eventlog: SQLLog, commits: list[Connection]) -> None:
    await asyncio.gather(*(eventlog.append(of(f"day/{n}", 0, b"a", b"b")) for n in range(100)))
    assert len(commits) == 1
    assert set((await eventlog.heads()).values()) == {2}


async def test_more_than_a_batch_takes_more_commits(eventlog: SQLLog, commits: list[Connection]) -> None:
    await asyncio.gather(*(eventlog.append(of(f"day/{n}", 0)) for n in range(BATCH + 1)))
    assert len(commits) == 2
    assert len(await eventlog.heads()) == BATCH + 1


async def test_a_batch_with_a_failing_append_still_takes_one_commit(eventlog: SQLLog, commits: list[Connection]) -> None:
    poison = of("day/poison", 0, writes=(Upsert("nothing", ({"key": "k"},)),))
    appends = [of(f"day/{n}", 0) for n in range(20)] + [poison] + [of(f"day/{n}", n % 3) for n in range(20, 40)]
    outcomes = await asyncio.gather(*map(eventlog.append, appends), return_exceptions=True)
    assert sum(outcome is None for outcome in outcomes) == 27
    assert len(commits) == 1
    assert len(await eventlog.heads()) == 27


async def test_everything_is_there_after_reopening(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/log.db"
    database = open_database(url, create=True)
    first = SQLLog(database)
    await first.append(Append((StreamEvents(DAY, 0, (b"a", b"b")),), (), (answer("k1"),)))
    await first.close()
    database.close()
    database = open_database(url, create=False)
    again = SQLLog(database)
    assert again.id == first.id
    assert await bodies(again, DAY) == [b"a", b"b"]
    assert await again.answer("wendeng", "kiosk", "k1") == answer("k1")
    await again.append(of(DAY, 2, b"c"))
    assert await bodies(again, DAY) == [b"a", b"b", b"c"]
    database.close()


async def test_an_event_that_stands_where_the_head_says_there_is_none_is_not_overwritten(
    database: Database, eventlog: SQLLog
) -> None:
    """The key (stream, seq) stays as proof, whatever became of the heads."""
    await eventlog.append(of(DAY, 0, b"a"))
    await database.write(lambda c: c.execute(insert(events).values(stream=DAY, seq=2, body=b"stray")))
    with pytest.raises(AppendRefused) as refused:
        await eventlog.append(of(DAY, 1, b"b"))
    assert refused.value.facts == {"reason": "IntegrityError"}
    assert [event.body for event in await eventlog.read(DAY)] == [b"a", b"stray"]


async def test_a_refused_append_is_logged_without_its_rows(eventlog: SQLLog, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(AppendRefused):
        await eventlog.append(of(DAY, 0, writes=(Upsert("meta", ({"key": "secret of somebody", "value": None},)),)))
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert (record.getMessage(), vars(record)["streams"]) == ("an append was refused", [DAY])
    assert "NOT NULL" in caplog.text
    assert "secret" not in caplog.text


async def test_a_value_that_the_driver_cannot_bind_is_refused(eventlog: SQLLog) -> None:
    for value in (object(), 1 << 70, "\ud800"):
        with pytest.raises(AppendRefused):
            await eventlog.append(of(DAY, 0, writes=(Upsert("meta", ({"key": "k", "value": value},)),)))
    assert await eventlog.heads() == {}
