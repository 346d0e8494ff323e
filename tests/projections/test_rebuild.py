import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, inspect, select, update

from queue_server.core import commands as c
from queue_server.core.errors import UnknownEvent
from queue_server.core.events import HallEvent, encode
from queue_server.eventlog.database import Database
from queue_server.eventlog.errors import LogDamaged, LogUnavailable
from queue_server.eventlog.log import Append, Delete, StreamEvents, Upsert
from queue_server.eventlog.opening import open_database
from queue_server.eventlog.sql import SQLLog
from queue_server.eventlog.tables import events, heads
from queue_server.projections.rebuild import KEPT_DIFFERENCES, Difference, rebuild
from queue_server.projections.tables import day_stream, open_days, tickets
from queue_server.projections.tickets import changed_tickets, open_day_row, ticket_row
from tests.eventlog.played_day import Player, played

ROOT = Path(__file__).parent.parent.parent
A001 = "wendeng.2026-03-02.A001"


def append_of(player: Player, new: list[HallEvent]) -> Append:
    """Return what the hall's worker would append."""
    day, stream = player.day, day_stream(player.hall, player.date)
    rows = tuple(ticket_row(day, day.tickets[ticket]) for ticket in sorted(changed_tickets(new)))
    row = open_day_row(day)
    hall: Upsert | Delete = Upsert("open_days", (row,)) if row else Delete("open_days", ({"hall": player.hall},))
    bodies = tuple(map(encode, new))
    return Append((StreamEvents(stream, len(player.events) - len(new), bodies),), (Upsert("tickets", rows), hall))


def store(database: Database, player: Player, new: list[HallEvent] | None = None) -> None:
    asyncio.run(SQLLog(database).append(append_of(player, player.events if new is None else new)))


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """Three days in two halls; Wendeng's second is still open."""
    opened = open_database(url, create=True)
    store(opened, played())
    store(opened, played("zetou"))
    store(opened, played(date="2026-03-03", closed=False))
    yield opened
    opened.close()


def stored(database: Database) -> tuple[list[object], list[object]]:
    with database.reading() as connection:
        return (
            [tuple(row) for row in connection.execute(select(tickets).order_by(tickets.c.ticket))],
            [tuple(row) for row in connection.execute(select(open_days).order_by(open_days.c.hall))],
        )


def shape(database: Database) -> object:
    """Return the tables and the indexes of `tickets`."""
    with database.reading() as connection:
        looked = inspect(connection)
        indexes = {str(index["name"]): index["column_names"] for index in looked.get_indexes("tickets")}
        columns = [(column["name"], str(column["type"]), column["nullable"]) for column in looked.get_columns("tickets")]
        return set(looked.get_table_names()), indexes, columns, looked.get_pk_constraint("tickets")["constrained_columns"]


def tamper(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(update(tickets).where(tickets.c.ticket == A001).values(state="done", counter=9))


def test_rows_that_the_log_made_are_made_again(database: Database) -> None:
    before, shape_before = stored(database), shape(database)
    found = rebuild(database)
    assert (found.streams, found.tickets, found.different, found.differences) == (3, 18, 0, ())
    assert found.swapped
    assert stored(database) == before
    assert shape(database) == shape_before
    assert rebuild(database) == found


def test_an_empty_log_makes_empty_tables(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/empty.db", create=True)
    assert rebuild(database, verify=True) == (0, 0, 0, (), False)
    assert rebuild(database) == (0, 0, 0, (), True)
    database.close()


def test_a_day_without_tickets_is_a_day(database: Database) -> None:
    daoji = Player("daoji")
    daoji.open()
    store(database, daoji)
    found = rebuild(database)
    assert (found.streams, found.tickets, found.different) == (4, 18, 0)
    assert stored(database)[1] == [
        ("daoji", "2026-03-02", "day/daoji/2026-03-02"),
        ("wendeng", "2026-03-03", "day/wendeng/2026-03-03"),
    ]


def test_who_reads_goes_on_reading_over_a_rebuild(database: Database, url: str) -> None:
    reader = open_database(url, create=False, reader=True)
    tamper(database)
    wanted = select(tickets.c.state).where(tickets.c.ticket == A001)
    with reader.reading() as connection:
        assert connection.execute(wanted).scalar() == "done"
        rebuild(database)
        assert connection.execute(wanted).scalar() == "done"
    with reader.reading() as connection:
        assert connection.execute(wanted).scalar() == "cancelled"
    reader.close()


def test_progress_is_told_after_each_day(database: Database) -> None:
    told: list[tuple[int, int]] = []

    def tell(done: int, total: int) -> None:
        told.append((done, total))

    rebuild(database, tell, verify=True)
    rebuild(database, tell)
    assert told == [(1, 3), (2, 3), (3, 3)] * 2


def test_a_tampered_row_is_found_and_only_a_rebuild_mends_it(database: Database) -> None:
    before = stored(database)
    tamper(database)
    tampered = stored(database)
    wrong = Difference("tickets", A001, {"state": "cancelled", "counter": None}, {"state": "done", "counter": 9})
    found = rebuild(database, verify=True)
    assert (found.different, found.differences, found.swapped) == (1, (wrong,), False)
    assert stored(database) == tampered
    found = rebuild(database)
    assert (found.different, found.differences, found.swapped) == (1, (wrong,), True)
    assert stored(database) == before
    assert rebuild(database, verify=True).different == 0


def test_a_reader_verifies_beside_the_server(database: Database, url: str) -> None:
    tamper(database)
    reader = open_database(url, create=False, reader=True)
    assert rebuild(reader, verify=True).different == 1
    with pytest.raises(LogUnavailable):
        rebuild(reader)
    reader.close()


def test_missing_and_invented_rows_are_found(database: Database) -> None:
    before = stored(database)
    with database.writing() as connection:
        row = dict(connection.execute(select(tickets).where(tickets.c.ticket == A001)).one()._mapping)
        connection.execute(delete(tickets).where(tickets.c.ticket == A001))
        invented = [row | {"ticket": "wendeng.2026-03-02.A099"}, row | {"ticket": "nowhere.2026-03-02.A001", "hall": "nowhere"}]
        connection.execute(insert(tickets), invented)
    found = rebuild(database)
    assert [(wrong.key, wrong.log is None, wrong.stored is None) for wrong in found.differences] == [
        (A001, False, True),
        ("wendeng.2026-03-02.A099", True, False),
        ("nowhere.2026-03-02.A001", True, False),
    ]
    assert found.different == 3
    assert found.differences[0].log == row
    assert stored(database) == before


def test_wrong_open_days_are_found(database: Database) -> None:
    before = stored(database)
    with database.writing() as connection:
        connection.execute(update(open_days).values(date="2026-03-01"))
        connection.execute(insert(open_days).values(hall="zetou", date="2026-03-02", stream="day/zetou/2026-03-02"))
    found = rebuild(database)
    assert [(wrong.table, wrong.key) for wrong in found.differences] == [("open_days", "wendeng"), ("open_days", "zetou")]
    assert stored(database) == before


def test_differences_are_all_counted_and_the_first_are_kept(database: Database) -> None:
    player = Player("daoji")
    player.open()
    for _ in range(KEPT_DIFFERENCES + 50):
        player.play(c.TakeTicket, "kiosk", channel="counter")
    store(database, player)
    with database.writing() as connection:
        connection.execute(update(tickets).values(calls=77))
    found = rebuild(database)
    assert found.different == found.tickets == 18 + KEPT_DIFFERENCES + 50
    assert len(found.differences) == KEPT_DIFFERENCES


def test_days_that_go_on_during_a_rebuild_are_in_it(database: Database) -> None:
    """A command of Wendeng, the closing of its day, and a new hall's first day come while Zetou is being made."""
    wendeng, daoji = played(date="2026-03-03", closed=False), Player("daoji")

    def go_on(done: int, total: int) -> None:
        if done == total:
            issued = wendeng.play(c.TakeTicket, "greeter", channel="counter")
            store(database, wendeng, issued)
            store(database, wendeng, wendeng.play(c.CloseDay, "manager", force=True))
            daoji.open()
            daoji.play(c.TakeTicket, "greeter", channel="counter")
            store(database, daoji)

    tamper(database)
    found = rebuild(database, go_on)
    assert (found.streams, found.tickets, found.different) == (4, 20, 1)
    assert rebuild(database, verify=True) == found._replace(different=0, differences=(), swapped=False)
    assert stored(database)[1] == [("daoji", "2026-03-02", "day/daoji/2026-03-02")]


@pytest.mark.parametrize("at", [1, 2, 3])
def test_an_interrupted_rebuild_changes_nothing(database: Database, at: int) -> None:
    tamper(database)
    before, shape_before = stored(database), shape(database)

    def interrupt(done: int, total: int) -> None:
        if done == at:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(database, interrupt)
    assert stored(database) == before
    assert shape(database) == shape_before
    assert rebuild(database).different == 1


def test_a_killed_rebuild_changes_nothing(database: Database, url: str) -> None:
    tamper(database)
    before, shape_before = stored(database), shape(database)
    database.close()
    command = [sys.executable, "-m", "tests.projections.rebuilding", url]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == b"1 of 3\n"
        program.kill()
    again = open_database(url, create=False)
    assert stored(again) == before
    assert rebuild(again).different == 1
    assert shape(again) == shape_before
    again.close()


# A log that is not whole


def test_an_event_that_this_release_cannot_read_stops_the_rebuild(database: Database) -> None:
    before = stored(database)
    with database.writing() as connection:
        unread = update(events).where(events.c.stream == "day/zetou/2026-03-02", events.c.seq == 7)
        connection.execute(unread.values(body=b'{"type":"ticket-praised","at_ms":1,"by":"x"}'))
    for verify in (True, False):
        with pytest.raises(UnknownEvent) as unknown:
            rebuild(database, verify=verify)
        assert unknown.value.facts["stream"] == "day/zetou/2026-03-02"
        assert unknown.value.facts["seq"] == 7
    assert stored(database) == before


@pytest.mark.parametrize(("missing", "named"), [(1, 1), (7, 7), (44, 44)])
def test_a_hole_is_named(database: Database, missing: int, named: int) -> None:
    with database.writing() as connection:
        connection.execute(delete(events).where(events.c.stream == "day/zetou/2026-03-02", events.c.seq == missing))
    with pytest.raises(LogDamaged) as damaged:
        rebuild(database)
    assert damaged.value.facts == {"stream": "day/zetou/2026-03-02", "seq": named}


def test_events_beyond_the_head_are_named(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(update(heads).where(heads.c.stream == "day/zetou/2026-03-02").values(head=40))
    with pytest.raises(LogDamaged) as damaged:
        rebuild(database)
    assert damaged.value.facts == {"stream": "day/zetou/2026-03-02", "seq": 41}
