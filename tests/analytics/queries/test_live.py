import math

import pytest

from analytics.measures.today import today
from analytics.measures.waits import waits_by_hour
from analytics.queries.live import Live, Snapshot
from queue_server.core import commands as c
from queue_server.eventlog.database import Database
from queue_server.eventlog.errors import LogUnavailable
from tests.analytics.played import Played, at_ms


@pytest.fixture
def live(reader: Database) -> Live:
    return Live(reader)


def read(live: Live, *halls: str, clock: str = "10:00", known: str | None = None) -> Snapshot:
    snapshot = live.read(halls, at_ms(clock), known=known)
    assert snapshot is not None
    return snapshot


def test_a_morning_as_the_hall_had_it(played: Played, live: Live) -> None:
    played.open("wendeng")
    for clock in ("08:31", "08:32", "08:40", "09:05"):
        played.take("wendeng", clock)
    played.call("wendeng", "08:36")  # waited 5 min
    played.finish("wendeng", "08:41")
    played.call("wendeng", "08:42")  # waited 10 min
    played.call("wendeng", "09:00", counter=2)  # waited 20 min
    snapshot = read(live, "wendeng", clock="09:20")

    state = today(snapshot.tickets, snapshot.halls, now_ms=snapshot.now_ms)
    assert (state.issued, state.waiting, state.at_counter, state.served, state.abandoned) == (4, 1, 2, 1, 0)
    assert state.longest_wait_s == 15 * 60
    assert state.waits.p50_s == 600
    assert state.waits.p90_s == pytest.approx(600 + 0.8 * 600)
    assert state.waits.within_target == pytest.approx(2 / 3)  # 5 and 10 of 15 min
    assert (state.counters_busy, state.counters_used, state.counters) == (2, 2, 12)

    by_hour = waits_by_hour(snapshot.tickets)  # hours of the hall, eight before those of UTC
    assert by_hour.loc[8, ["issued", "called", "p50_s"]].tolist() == [3, 3, 600]
    assert by_hour.loc[9, ["issued", "called", "not_called"]].tolist() == [1, 0, 1]
    assert by_hour["issued"].sum() == 4


def test_what_the_core_counts_is_counted_alike(played: Played, live: Live) -> None:
    played.open("wendeng", counters=3)
    for minute in range(30, 50):
        played.take("wendeng", f"08:{minute}")
    for counter in (1, 2, 3):
        played.call("wendeng", "08:52", counter=counter)
    played.play("wendeng", c.MarkNoShow(at_ms=at_ms("08:53"), by="teller", counter=2))
    played.play("wendeng", c.HoldTicket(at_ms=at_ms("08:54"), by="teller", counter=3))
    played.finish("wendeng", "08:55", counter=1)
    day = played.days["wendeng", "2026-03-02"]
    waiting = next(ticket.id for ticket in day.tickets.values() if ticket.state == "waiting")
    played.play("wendeng", c.CancelTicket(at_ms=at_ms("08:56"), by="visitor", ticket=waiting))
    snapshot = read(live, "wendeng")
    state = today(snapshot.tickets, snapshot.halls, now_ms=snapshot.now_ms)
    assert (state.waiting, state.served, state.abandoned) == (day.waiting, day.served, day.abandoned)
    assert state.waits.called == day.called
    assert round(state.waits.within_target * day.called) == day.called_within

    played.play("wendeng", c.CloseDay(at_ms=at_ms("17:00"), by="manager"))
    snapshot = read(live, "wendeng", clock="17:05")
    state = today(snapshot.tickets, snapshot.halls, now_ms=snapshot.now_ms)
    assert (state.waiting, state.served, state.abandoned) == (0, day.served, day.abandoned)
    assert state.ended_by_closing == 17  # 16 of the line, and the held one


def test_nothing_new_is_not_read_again(played: Played, live: Live) -> None:
    played.open("wendeng")
    known = read(live, "wendeng").version
    assert live.read(["wendeng"], at_ms("10:00:59"), known=known) is None
    assert live.read(["wendeng"], at_ms("10:01"), known=known) is not None, "the longest wait has grown by a minute"
    played.take("wendeng", "09:59")
    assert len(read(live, "wendeng", known=known).tickets) == 1


def test_a_change_of_another_hall_is_none_of_this_one(played: Played, live: Live) -> None:
    played.open("wendeng")
    known = read(live, "wendeng").version
    played.open("zetou")
    played.take("zetou", "09:00")
    assert live.read(["wendeng"], at_ms("10:00"), known=known) is None
    assert set(read(live, "wendeng", "zetou").tickets["hall"]) == {"zetou"}


def test_a_ticket_that_changed_is_there_once(played: Played, live: Live) -> None:
    played.open("wendeng")
    played.take("wendeng", "08:31")
    assert read(live, "wendeng").tickets["state"].tolist() == ["waiting"]
    played.call("wendeng", "08:33")
    frame = read(live, "wendeng").tickets
    assert frame["state"].tolist() == ["called"]
    assert frame["wait_s"].tolist() == [120]


def test_the_next_day_begins_empty(played: Played, live: Live) -> None:
    played.open("wendeng")
    played.take("wendeng", "08:31")
    played.play("wendeng", c.CloseDay(at_ms=at_ms("17:00"), by="manager"))
    assert len(read(live, "wendeng", clock="23:59").tickets) == 1
    snapshot = live.read(["wendeng"], at_ms("00:00", "2026-03-03"))
    assert snapshot is not None
    assert snapshot.tickets.empty
    assert snapshot.days["wendeng"].date == "2026-03-03"
    assert math.isnan(snapshot.halls.loc["wendeng", "closed_ms"])


def test_a_day_left_open_goes_on_past_midnight(played: Played, live: Live) -> None:
    played.open("wendeng")
    played.take("wendeng", "16:59")
    snapshot = live.read(["wendeng"], at_ms("01:00", "2026-03-03"))
    assert snapshot is not None
    assert snapshot.days["wendeng"].date == "2026-03-02"
    assert len(snapshot.tickets) == 1


def test_the_clock_is_never_behind_the_rows(played: Played, live: Live) -> None:
    played.open("wendeng")
    played.take("wendeng", "09:30")
    assert read(live, "wendeng", clock="09:00").now_ms == at_ms("09:30")


def test_a_database_that_vanished_says_so_and_comes_back(played: Played, live: Live, reader: Database) -> None:
    played.open("wendeng")
    known = read(live, "wendeng").version
    away = reader.path.with_suffix(".away")
    reader.engine.dispose()
    reader.path.rename(away)
    with pytest.raises(LogUnavailable):
        live.read(["wendeng"], at_ms("10:00"), known=known)
    away.rename(reader.path)
    assert live.read(["wendeng"], at_ms("10:00"), known=known) is None


def test_without_tickets_every_frame_has_its_columns(live: Live) -> None:
    snapshot = read(live, "wendeng", "zetou")
    state = today(snapshot.tickets, snapshot.halls, now_ms=snapshot.now_ms)
    assert (state.issued, state.counters) == (0, 14)
    assert waits_by_hour(snapshot.tickets)["issued"].sum() == 0
