"""What is PostgreSQL's own: opening, waiting, clocks, rights."""

import asyncio
import time
from typing import Any

import psycopg
import pytest
from sqlalchemy import insert, text, update
from sqlalchemy.exc import DBAPIError

from queue_server.eventlog.errors import (
    AppendRefused,
    DatabaseForeign,
    DatabaseMissing,
    DatabaseUnreachable,
    LogUnavailable,
    StreamConflict,
    StreamLocked,
)
from queue_server.eventlog.log import Upsert
from queue_server.eventlog.opening import open_database
from queue_server.eventlog.postgres import PostgresDatabase
from queue_server.eventlog.sql import SQLLog
from queue_server.eventlog.tables import heads, meta
from tests.eventlog.appends import DAY, bodies, of
from tests.support.postgres import PostgresServer
from tests.support.proxy import Proxy
from tests.support.server import free_port


def test_only_a_database_that_is_there_and_ours_is_opened(postgres: PostgresServer) -> None:
    with pytest.raises(DatabaseMissing):
        open_database(postgres.url("nowhere"), create=True)
    empty = postgres.database()
    with pytest.raises(DatabaseForeign):
        open_database(empty, create=False)
    with psycopg.connect(empty, autocommit=True) as connection:
        connection.execute("CREATE TABLE plants (name text)")
    for create in (False, True):
        with pytest.raises(DatabaseForeign):
            open_database(empty, create=create)


@pytest.mark.parametrize("url", ["postgresql://onewindow:secret@{at}", "postgresql://onewindow@{at}?password=secret"])
def test_nobody_is_told_the_password(url: str) -> None:
    with pytest.raises(DatabaseUnreachable) as refused:
        open_database(url.format(at=f"127.0.0.1:{free_port()}/onewindow"), create=True)
    assert "secret" not in str(refused.value)
    assert "refused" in str(refused.value.facts["reason"])


def test_an_option_that_there_is_not_is_refused(postgres: PostgresServer) -> None:
    with pytest.raises(DatabaseUnreachable, match="nonsense"):
        open_database(f"{postgres.database()}?nonsense=1", create=True)


def test_servers_that_start_at_once_make_one_set_of_tables(postgres: PostgresServer) -> None:
    url = postgres.database()

    async def both() -> list[str]:
        made = await asyncio.gather(*(asyncio.to_thread(open_database, url, create=True) for _ in range(4)))
        for database in made:
            database.close()
        return [database.log_id for database in made]

    assert len(set(asyncio.run(both()))) == 1


def test_a_commit_is_durable_whatever_the_server_is_set_to(postgres: PostgresServer) -> None:
    url = postgres.database()
    name = url.rpartition("/")[2]
    for setting, used in (("off", "on"), ("local", "on"), ("remote_apply", "remote_apply"), ("on", "on")):
        postgres.execute(f"ALTER DATABASE {name} SET synchronous_commit = {setting}")
        database = open_database(url, create=True)
        with database.writing() as connection:
            assert connection.execute(text("SHOW synchronous_commit")).scalar() == used
        database.close()


def test_a_reader_cannot_write(postgres: PostgresServer) -> None:
    url = postgres.database()
    open_database(url, create=True).close()
    reader = open_database(url, create=False, reader=True)
    reader.check()
    with pytest.raises(LogUnavailable) as refused, reader.writing() as connection:
        connection.execute(insert(meta).values(key="x", value="y"))
    assert refused.value.reason == "read-only"
    reader.close()


def test_a_server_that_is_silent_is_given_up(postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("queue_server.eventlog.postgres.PatientConnection.patience_s", 0.5)
    url = postgres.database()
    with Proxy(postgres.port) as wire:
        database = open_database(url.replace(f":{postgres.port}/", f":{wire.port}/"), create=True)
        database.check()
        wire.set("silent")
        began = time.monotonic()
        with pytest.raises(LogUnavailable) as unavailable:
            database.check()
        assert unavailable.value.reason == "unreachable"
        assert time.monotonic() - began < 10
        wire.set("pass")
        database.check()
        database.close()


async def test_what_cannot_be_text_there_is_refused_and_harms_nobody(postgres: PostgresServer) -> None:
    database = open_database(postgres.database(), create=True)
    log = SQLLog(database)
    poison = of(DAY, 0, b"a", writes=(Upsert("meta", ({"key": "k", "value": "a\x00b"},)),))
    outcomes = await asyncio.gather(log.append(poison), log.append(of("day/b", 0, b"b")), return_exceptions=True)
    assert isinstance(outcomes[0], AppendRefused)
    assert outcomes[1] is None
    assert await bodies(log, "day/b") == [b"b"]
    await log.close()
    database.close()


async def test_another_servers_append_conflicts_and_what_shares_the_commit_goes_on(postgres: PostgresServer) -> None:
    url = postgres.database()
    databases: list[Any] = [open_database(url, create=True) for _ in range(2)]
    ours, theirs = (SQLLog(database) for database in databases)
    await theirs.append(of(DAY, 0, b"theirs"))
    outcomes = await asyncio.gather(
        ours.append(of(DAY, 0, b"late")),
        ours.append(of("day/b", 0, b"b")),
        ours.append(of("day/b", 1, b"c")),
        ours.append(of(DAY, 1, b"after the late one")),
        return_exceptions=True,
    )
    assert isinstance(outcomes[0], StreamConflict)
    assert outcomes[0].facts == {"stream": DAY, "expected": 0, "head": 1}
    assert outcomes[1:3] == [None, None]
    assert outcomes[3] is None
    assert await bodies(theirs, DAY) == [b"theirs", b"after the late one"]
    for log, database in zip((ours, theirs), databases, strict=True):
        await log.close()
        database.close()


async def test_a_server_that_stops_inside_a_commit_holds_up_only_what_it_was_writing(postgres: PostgresServer) -> None:
    url = postgres.database()
    databases: list[Any] = [open_database(url, create=True) for _ in range(2)]
    ours, theirs = (SQLLog(database) for database in databases)
    await asyncio.gather(ours.append(of(DAY, 0, b"a")), ours.append(of("day/b", 0, b"b")))
    with databases[1].writing_engine.connect() as stopped, stopped.begin():
        stopped.execute(update(heads).where(heads.c.stream == DAY).values(head=2))
        first = await asyncio.gather(ours.append(of(DAY, 1, b"x")), ours.append(of("day/b", 1, b"c")), return_exceptions=True)
        assert [type(outcome) for outcome in first] == [
            LogUnavailable
        ] * 2  # whoever holds the lock might have been about to commit
        held, free, new = await asyncio.gather(
            ours.append(of(DAY, 1, b"x")),
            ours.append(of("day/b", 1, b"c")),
            ours.append(of("day/c", 0, b"d")),
            return_exceptions=True,
        )
        assert isinstance(held, StreamLocked)
        assert free is None
        assert new is None
    stopped.close()
    assert await bodies(theirs, "day/b") == [b"b", b"c"]
    await asyncio.gather(ours.append(of(DAY, 2, b"x")), return_exceptions=True)
    for log, database in zip((ours, theirs), databases, strict=True):
        await log.close()
        database.close()


def test_a_defect_of_a_statement_is_not_taken_for_the_servers(postgres: PostgresServer) -> None:
    database = open_database(postgres.database(), create=True)
    assert isinstance(database, PostgresDatabase)
    with pytest.raises(DBAPIError), database.writing() as connection:
        connection.execute(text("SELECT nonsense"))
    database.check()
    database.close()
