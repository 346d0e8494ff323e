"""Closed days come into the history by themselves, and several who do it get in nobody's way."""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from analytics.history import archivist, manifest
from analytics.history.archivist import Archivist
from analytics.history.closed import read_rows
from analytics.history.frames import frames_of
from analytics.history.manifest import HallDate
from analytics.history.store import Store
from analytics.queries.history import History
from queue_server.eventlog.database import Database
from queue_server.eventlog.opening import open_database
from queue_server.eventlog.tables import events, heads
from queue_server.projections.tables import day_stream
from tests.analytics.history.days import TICKETS, frames, record
from tests.analytics.history.looks import counted, policies

PATIENCE_S = 90.0


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archivist, "EVERY_S", 0.05)
    monkeypatch.setattr(archivist, "AGAIN_S", 0.1)


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """Of the servers."""
    opened = open_database(url, create=True)
    yield opened
    opened.close()


@pytest.fixture
def start(url: str, database: Database, directory: Path) -> Iterator[Callable[[], Archivist]]:
    running: list[tuple[Archivist, Database]] = []

    def begin() -> Archivist:
        reader = open_database(url, create=False, reader=True)
        begun = Archivist(reader, directory)
        begun.start()
        running.append((begun, reader))
        return begun

    yield begin
    for begun, reader in running:
        begun.stop()
        reader.close()


def until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.1)  # looking is work, too


def test_a_day_is_written_when_it_has_been_closed(database: Database, start: Callable[[], Archivist], history: History) -> None:
    record(database, "zetou", "2026-03-02")
    record(database, "wendeng", "2026-03-02", closed=False)
    start()
    until(lambda: counted(history) == {("zetou", "2026-03-02"): TICKETS})
    record(database, "wendeng", "2026-03-02")
    until(lambda: len(counted(history)) == 2)


def test_its_rows_are_the_logs(database: Database, start: Callable[[], Archivist], history: History, store: Store) -> None:
    record(database, "zetou", "2026-03-02")
    start()
    until(lambda: counted(history))
    day = HallDate("zetou", manifest.first_of("2026-03").replace(day=2))
    with database.reading() as connection:
        rows = read_rows(connection, day)
    assert store.differing(frames_of(rows)) == set()
    assert {part.log for part in store.manifest().parts} == {database.log_id}


def test_days_of_months_that_are_over_come_together(
    database: Database, start: Callable[[], Archivist], history: History, store: Store
) -> None:
    days = [("wendeng", f"2026-0{month}-0{day}") for month in (1, 2, 3) for day in range(2, 6)]
    for day in days:
        record(database, *day)
    start()
    until(lambda: set(counted(history)) == set(days))
    until(lambda: sorted(part.month for part in store.manifest().parts) == ["2026-01", "2026-02", *["2026-03"] * 4])


def test_several_get_in_nobodys_way(database: Database, start: Callable[[], Archivist], history: History, store: Store) -> None:
    days = [(hall, f"2026-03-{day:02d}") for hall in ("wendeng", "zetou") for day in range(2, 8)]
    for _ in range(3):
        start()
    for day in days:
        record(database, *day)
    until(lambda: set(counted(history)) == set(days))
    assert set(counted(history).values()) == {TICKETS}
    written = [day for part in store.manifest().parts for day in part.current()]
    assert len(written) == len(set(written)) == len(days)
    assert not any(part.superseded for part in store.manifest().parts), "nobody wrote what another had written"


def test_one_that_was_stopped_goes_on_where_it_was(
    database: Database, start: Callable[[], Archivist], history: History
) -> None:
    for day in range(2, 12):
        record(database, "wendeng", f"2026-03-{day:02d}")
    first = start()
    until(lambda: counted(history))
    first.stop()
    start()
    until(lambda: len(counted(history)) == 10)


def test_after_a_restore_the_history_is_the_logs_again(
    url: str, database: Database, start: Callable[[], Archivist], history: History, store: Store
) -> None:
    """The backup had only the first of two days, and the second went otherwise then."""
    record(database, "wendeng", "2026-03-02")
    record(database, "wendeng", "2026-03-03", closed=False)
    store.write(frames(("wendeng", "2026-03-02")), log="lost")
    store.write(frames(("wendeng", "2026-03-03"), ("zetou", "2026-04-01"), policy="strict"), log="lost")
    store.write(frames(("daoji", "2026-03-03"), source="import:old"))
    start()
    until(lambda: set(policies(history)) == {("wendeng", "2026-03-02"), ("daoji", "2026-03-03")})
    record(database, "wendeng", "2026-03-03")
    until(lambda: policies(history).get(("wendeng", "2026-03-03")) == "accumulating")
    until(lambda: {part.log for part in store.manifest().parts if part.source == "log" and part.days} == {database.log_id})
    assert len(counted(history)) == 3


def test_a_day_that_was_taken_back_is_history_only_when_it_is_closed_again(
    database: Database, start: Callable[[], Archivist], history: History, store: Store
) -> None:
    """An older copy of the database's file was put in its place."""
    record(database, "zetou", "2026-03-02")
    record(database, "wendeng", "2026-03-02", closed=False)
    store.write(frames(("wendeng", "2026-03-02"), ("zetou", "2026-03-02"), policy="strict"), log=database.log_id)
    start()
    until(lambda: policies(history) == {("zetou", "2026-03-02"): "accumulating"})
    record(database, "wendeng", "2026-03-02")
    until(lambda: policies(history).get(("wendeng", "2026-03-02")) == "accumulating")


def test_a_day_that_cannot_be_read_holds_up_no_other(
    database: Database, start: Callable[[], Archivist], history: History, caplog: pytest.LogCaptureFixture
) -> None:
    stream = day_stream("gejia", "2026-03-02")
    with database.writing() as connection:
        connection.execute(insert(events), [{"stream": stream, "seq": 1, "body": b'{"type":"of-a-later-release"}'}])
        connection.execute(insert(heads), {"stream": stream, "head": 1})
    record(database, "wendeng", "2026-03-02")
    start()
    until(lambda: counted(history))
    record(database, "zetou", "2026-03-02")
    until(lambda: len(counted(history)) == 2)
    told = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert [(getattr(record, "hall"), "unknown-event" in getattr(record, "why")) for record in told] == [("gejia", True)]  # noqa: B009


def test_trouble_is_told_once_and_tried_again(
    database: Database,
    start: Callable[[], Archivist],
    history: History,
    store: Store,
    directory: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    record(database, "wendeng", "2026-03-02")
    whole = store.write(frames(("daoji", "2026-03-02"), source="import:old"))
    assert whole.days
    sound = (directory / manifest.NAME).read_bytes()
    (directory / manifest.NAME).write_bytes(b"{")
    start()
    until(lambda: "not written" in caplog.text)
    time.sleep(0.5)  # several more attempts
    assert caplog.text.count("the history is not written") == 1
    (directory / manifest.NAME).write_bytes(sound)
    until(lambda: len(counted(history)) == 2)
    until(lambda: "the history is written again" in caplog.text)


def test_it_comes_after_everybody_else(database: Database, start: Callable[[], Archivist], history: History) -> None:
    record(database, "wendeng", "2026-03-02")
    start()
    until(lambda: counted(history))
    (thread,) = [thread for thread in threading.enumerate() if thread.name == "archivist"]
    assert thread.native_id is not None
    assert os.getpriority(os.PRIO_PROCESS, thread.native_id) > os.getpriority(os.PRIO_PROCESS, 0)
