"""The history made again from the log: row for row the same, whatever had become of it, and whenever it is interrupted."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete

from analytics.history.errors import HistoryUnwritable
from analytics.history.manifest import HallDate, first_of
from analytics.history.problem import examine
from analytics.history.rebuild import STATE, rebuild
from analytics.history.store import Store
from analytics.history.verify import verify
from analytics.queries.history import History
from queue_server.eventlog.database import Database
from queue_server.eventlog.opening import open_database
from queue_server.eventlog.tables import events, heads
from queue_server.projections.tables import day_stream
from tests.analytics.history.days import TICKETS, frames, record
from tests.analytics.history.looks import EVERYTHING, Ask, counted, policies

DAYS = [("wendeng", "2026-02-02"), ("zetou", "2026-02-02"), ("wendeng", "2026-03-02"), ("zetou", "2026-04-02")]


def day_of(hall: str, date: str) -> HallDate:
    return HallDate(hall, first_of(date[:7]).replace(day=int(date[8:])))


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = open_database(url, create=True)
    for day in DAYS:
        record(opened, *day)
    record(opened, "gejia", "2026-04-02", closed=False)
    yield opened
    opened.close()


def everything(ask: Ask) -> list[list[dict[str, object]]]:
    kinds = ("tickets", "counters", "days")
    return [ask(f"SELECT * FROM {kind} ORDER BY ALL").astype(str).to_dict("records") for kind in kinds]


def test_a_history_is_made_from_nothing(database: Database, store: Store, history: History) -> None:
    told: list[tuple[int, int]] = []
    found = rebuild(store, database, lambda done, total: told.append((done, total)))
    assert (found.days, found.tickets, found.missing, found.different, found.dropped) == (4, 4 * TICKETS, 4, 0, 0)
    assert counted(history) == dict.fromkeys(DAYS, TICKETS), "the open day is not history"
    assert told[-1] == (4, 4)


def test_made_again_it_is_row_for_row_the_same(database: Database, store: Store, ask: Ask, tmp_path: Path) -> None:
    rebuild(store, database)
    before, serial = everything(ask), store.manifest().serial
    assert all(before)
    again = rebuild(store, database)
    assert (again.days, again.missing, again.different) == (4, 0, 0)
    assert (everything(ask), store.manifest().serial) == (before, serial), "what agrees is not written again"
    other = Store(tmp_path / "other")
    rebuild(other, database)
    read = History(tmp_path / "other")
    assert everything(lambda sql: read.frame(sql, EVERYTHING)) == before
    read.close()
    other.close()


def test_verifying_names_what_differs_and_changes_nothing(database: Database, store: Store, ask: Ask) -> None:
    rebuild(store, database)
    store.write(frames(DAYS[0], policy="strict"), log=database.log_id)
    store.write(frames(("daoji", "2026-03-03")), log=database.log_id)
    before, serial = everything(ask), store.manifest().serial
    found = rebuild(store, database, verify=True)
    assert (found.different, found.dropped) == (1, 1)
    assert {hall_date for hall_date, _ in found.named} == {day_of(*DAYS[0]), day_of("daoji", "2026-03-03")}
    assert (everything(ask), store.manifest().serial) == (before, serial)


def test_what_differs_is_made_right(database: Database, store: Store, history: History, directory: Path) -> None:
    rebuild(store, database)
    store.write(frames(DAYS[0], policy="strict"), log=database.log_id)
    store.write(frames(("daoji", "2026-03-03")), log=database.log_id)
    (directory / next(file.path for part in store.manifest().parts if part.month == "2026-04" for file in part.files)).unlink()
    found = rebuild(store, database)
    assert (found.different, found.dropped) == (2, 1)
    assert policies(history) == dict.fromkeys(DAYS, "accumulating")
    assert history.problems() == ()
    assert rebuild(store, database, verify=True).different == 0


def test_a_damaged_file_that_was_made_again_is_spoken_of_no_more(database: Database, store: Store, directory: Path) -> None:
    rebuild(store, database)
    path = directory / "tickets/2026-02/2026-02.1.parquet"
    path.write_bytes(path.read_bytes()[:-9])
    assert rebuild(store, database).different == 2
    found = verify(directory, database)
    assert (found.problems, found.missing, found.days) == ((), (), 4)


def test_days_from_elsewhere_stay(database: Database, store: Store, history: History) -> None:
    store.write(frames(("wendeng", "2025-03-03"), ("daoji", "2026-03-02"), source="import:old", policy="strict"))
    store.write(frames(("wendeng", "2025-06-03"), source="simulated", policy="strict"))
    rebuild(store, database)
    assert len(policies(history)) == 7
    assert sum(policy == "strict" for policy in policies(history).values()) == 3
    assert rebuild(store, database, verify=True).different == 0


class Interrupted(Exception):
    pass


def test_an_interrupted_run_goes_on(database: Database, store: Store, history: History, directory: Path) -> None:
    def interrupt(done: int, total: int) -> None:
        if done == 3:
            raise Interrupted

    with pytest.raises(Interrupted):
        rebuild(store, database, interrupt)
    assert set(counted(history)) == set(DAYS[:3]), "what was done is there"
    found = rebuild(store, database)
    assert (found.earlier, found.days) == (1, 2), "February was done; the month at which it was is looked at again"
    assert set(counted(history)) == set(DAYS)
    assert not (directory / STATE).exists()
    assert rebuild(store, database).days == 4


def test_what_is_no_file_in_place_of_how_far_it_came_is_met(database: Database, store: Store, directory: Path) -> None:
    os.mkfifo(directory / STATE)
    assert rebuild(store, database).days == 4
    assert not (directory / STATE).exists()
    (directory / STATE).mkdir()
    with pytest.raises(HistoryUnwritable):
        rebuild(store, database)


def test_what_another_run_did_with_another_log_does_not_count(database: Database, store: Store, directory: Path) -> None:
    (directory / STATE).write_bytes(b'{"log": "lost", "months": ["2026-02"]}')
    assert rebuild(store, database).days == 4
    (directory / STATE).write_bytes(b"{")
    assert rebuild(store, database).days == 4


def test_a_day_that_cannot_be_read_stays_what_it_is(database: Database, store: Store, history: History) -> None:
    rebuild(store, database)
    with database.writing() as connection:
        connection.execute(delete(events).where(events.c.stream == day_stream(*DAYS[0]), events.c.seq == 3))
    found = rebuild(store, database)
    assert [(hall_date, error.code) for hall_date, error in found.unreadable] == [(day_of(*DAYS[0]), "log-damaged")]
    assert set(counted(history)) == set(DAYS)


def test_a_day_that_the_log_has_lost_is_not_shown(database: Database, store: Store, history: History, directory: Path) -> None:
    rebuild(store, database)
    with database.writing() as connection:
        for table in (events, heads):
            connection.execute(delete(table).where(table.c.stream == day_stream(*DAYS[3])))
    assert rebuild(store, database).dropped == 1
    assert set(counted(history)) == set(DAYS[:3])
    assert not [file for part in store.manifest().parts for file in part.files if examine(directory, file)]
