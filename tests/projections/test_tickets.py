import json

from queue_server.core import events as e
from queue_server.core.commands import TakeTicket
from queue_server.eventlog.log import Append, StreamEvents, Upsert
from queue_server.eventlog.memory import MemoryLog
from queue_server.projections.tables import day_stream, tickets
from queue_server.projections.tickets import changed_tickets, open_day_row, ticket_row
from tests.eventlog.played_day import Player, play, played


def row_of(player: Player, number: str) -> dict[str, object]:
    return ticket_row(player.day, player.day.tickets[player.ticket(number)])


def test_a_row_has_the_columns_of_the_table() -> None:
    assert list(row_of(played(), "A001")) == [column.name for column in tickets.c]


def test_a_waiting_ticket_has_no_times_but_its_issue() -> None:
    player = Player()
    player.open()
    player.play(TakeTicket, "kiosk", services=("P01",), home_district="huancui", pass_hash="5e" * 32, p50_s=60.0, p90_s=240.5)
    assert row_of(player, "A001") == {
        "ticket": "wendeng.2026-03-02.A001",
        "hall": "wendeng",
        "date": "2026-03-02",
        "number": "A001",
        "state": "waiting",
        "services": '["P01"]',
        "priority": "normal",
        "channel": "kiosk",
        "home_district": "huancui",
        "issued_ms": 1_772_411_460_000,
        "called_ms": None,
        "started_ms": None,
        "finished_ms": None,
        "counter": None,
        "calls": 0,
        "returns": 0,
        "wait_s": None,
        "walk_s": None,
        "service_s": None,
        "house_s": None,
        "p50_s": 60.0,
        "p90_s": 240.5,
        "work": "[]",
        "seq": 2,
        "order": 1,
    }


def test_a_served_ticket_has_its_times() -> None:
    """P001: issued at minute 6, called at 10, recalled at 11, started at 12, finished at 13."""
    row = row_of(played(), "P001")
    assert (row["state"], row["counter"], row["calls"]) == ("done", 1, 2)
    assert (row["wait_s"], row["walk_s"], row["service_s"], row["house_s"]) == (240.0, 120.0, 60.0, 420.0)


def test_a_ticket_with_several_turns_waits_to_the_first_call_and_is_served_in_the_last() -> None:
    """A002: issued at minute 5, called at 14, 17 and 19 (after two transfers), finished at 20 without a start."""
    row = row_of(played(), "A002")
    assert (row["wait_s"], row["walk_s"], row["service_s"], row["house_s"]) == (540.0, 0.0, 60.0, 900.0)
    assert row["services"] == '["P01"]'
    assert json.loads(str(row["work"])) == [
        {"service": "W07", "outcome": "accepted"},
        {"service": "P01", "outcome": "lacking"},
    ]


def test_who_left_has_no_service_and_no_time_in_the_house() -> None:
    player = played()
    cancelled, absent = row_of(player, "A005"), row_of(player, "A003")
    assert cancelled["state"] == "cancelled"
    assert cancelled["finished_ms"] == 1_772_411_400_000 + 28 * 60_000
    assert [cancelled[name] for name in ("wait_s", "walk_s", "service_s", "house_s")] == [None] * 4
    assert (absent["state"], absent["returns"], absent["wait_s"]) == ("no_show", 1, 840.0)
    assert [absent[name] for name in ("walk_s", "service_s", "house_s")] == [None] * 3


async def test_the_rows_of_the_changed_tickets_are_all_that_changes() -> None:
    """Writing them with each step's events leaves every row as the whole day would make it."""
    log, before = MemoryLog(), 0
    for player in play():
        events = player.events[before:]
        rows = tuple(ticket_row(player.day, player.day.tickets[ticket]) for ticket in sorted(changed_tickets(events)))
        bodies = tuple(map(e.encode, events))
        await log.append(
            Append((StreamEvents(day_stream("wendeng", "2026-03-02"), before, bodies),), (Upsert("tickets", rows),))
        )
        before = len(player.events)
    all_rows = [ticket_row(player.day, ticket) for ticket in player.day.tickets.values()]
    assert log.rows("tickets") == sorted(all_rows, key=lambda row: str(row["ticket"]))


def test_events_of_counters_change_no_tickets() -> None:
    player = played()
    assert changed_tickets(event for event in player.events if not hasattr(event, "ticket")) == set()
    assert changed_tickets(player.events) == set(player.day.tickets)


def test_only_an_open_day_has_a_row() -> None:
    assert open_day_row(Player().day) is None
    assert open_day_row(played(closed=False).day) == {
        "hall": "wendeng",
        "date": "2026-03-02",
        "stream": "day/wendeng/2026-03-02",
    }
    assert open_day_row(played().day) is None
