"""The counters and the range of a ticket taken now, against the core's own day and its estimate."""

import math

import pytest
from sqlalchemy import insert

from analytics.queries.floor import Floor
from analytics.queries.live import Live
from queue_server.core import commands as c
from queue_server.core.estimate import simulate, snapshot
from queue_server.eventlog.database import Database
from queue_server.eventlog.tables import events, heads
from tests.analytics.played import DATE, HALLS, TELLER, Played, at_ms


@pytest.fixture
def live(reader: Database) -> Live:
    return Live(reader)


def floor(live: Live, *halls: str, clock: str = "10:00") -> Floor:
    found = live.read(halls, at_ms(clock))
    assert found is not None
    return found.floor


def states(found: Floor) -> dict[int, str]:
    return dict(zip(found.counters["counter"], found.counters["state"], strict=True))


def test_each_counter_as_the_core_has_it(played: Played, live: Live) -> None:
    played.open("wendeng", counters=4)
    for clock in ("08:31", "08:32"):
        played.take("wendeng", clock)
    played.call("wendeng", "08:33", counter=1)
    played.play("wendeng", c.StartService(at_ms=at_ms("08:34"), by=TELLER, counter=1))
    played.call("wendeng", "08:35", counter=2)
    played.play("wendeng", c.PauseCounter(at_ms=at_ms("08:36"), by=TELLER, counter=3))
    found = floor(live, "wendeng")
    assert states(found) == {1: "serving", 2: "called", 3: "paused", 4: "idle", **dict.fromkeys(range(5, 13), "closed")}
    assert found.counters["number"].dropna().tolist() == ["A001", "A002"]
    assert found.counters["since_ms"].tolist()[:3] == [at_ms("08:34"), at_ms("08:35"), at_ms("08:36")]
    day = played.days["wendeng", DATE]
    assert states(found) == {number: counter.state.value for number, counter in day.counters.items()}


def test_it_moves_with_every_event(played: Played, live: Live) -> None:
    played.open("wendeng")
    assert states(floor(live, "wendeng"))[1] == "idle"
    played.take("wendeng", "08:31")
    played.call("wendeng", "08:32")
    assert states(floor(live, "wendeng"))[1] == "called"
    played.finish("wendeng", "08:40")
    found = floor(live, "wendeng")
    assert (states(found)[1], found.counters["served"].iloc[0]) == ("idle", 1)


def test_before_the_day_begins_the_set_ups_counters_are_closed(played: Played, live: Live) -> None:
    found = floor(live, "zetou", clock="08:00")
    assert states(found) == {1: "closed", 2: "closed"}
    assert found.taken_now is None
    assert found.counters["since_ms"].isna().all()


def test_the_range_is_that_of_the_core(played: Played, live: Live) -> None:
    played.open("wendeng")
    for minute in range(30, 60):
        played.take("wendeng", f"08:{minute}")
    for counter in (1, 2):
        played.call("wendeng", "08:59:30", counter=counter)
    found = floor(live, "wendeng", clock="09:05")
    day = played.days["wendeng", DATE]
    line = snapshot(day, at_ms("09:05"))
    assert line is not None
    assert found.taken_now == simulate(line).for_new(day, (), "normal", at_ms("09:05"))
    assert found.taken_now is not None
    assert 0 < found.taken_now.p50_s < found.taken_now.p90_s


def test_without_an_open_counter_and_for_several_halls_there_is_no_range(played: Played, live: Live) -> None:
    played.open("wendeng", counters=0)
    played.take("wendeng", "08:31")
    assert floor(live, "wendeng").taken_now is None
    played.open("zetou")
    found = floor(live, "wendeng", "zetou")
    assert found.taken_now is None
    assert found.counters.groupby("hall").size().to_dict() == {"wendeng": len(HALLS[0].counters), "zetou": 2}


def test_a_closed_day_has_no_range_and_closed_counters(played: Played, live: Live) -> None:
    played.open("zetou")
    played.play("zetou", c.CloseDay(at_ms=at_ms("17:00"), by="manager"))
    found = floor(live, "zetou", clock="17:05")
    assert (set(states(found).values()), found.taken_now) == ({"closed"}, None)


def test_an_event_of_a_later_release_leaves_its_hall_out_and_no_other(played: Played, live: Live) -> None:
    played.open("wendeng")
    played.open("zetou")
    head = played.days["wendeng", DATE].seq + 1
    with played.database.writing() as connection:
        stream = f"day/wendeng/{DATE}"
        connection.execute(
            insert(events), {"stream": stream, "seq": head, "body": b'{"type":"of-tomorrow","at_ms":1,"by":"x"}'}
        )
        connection.execute(insert(heads).prefix_with("OR REPLACE"), {"stream": stream, "head": head})
    found = floor(live, "wendeng", "zetou")
    assert found.unread == {"wendeng"}
    assert set(found.counters["hall"]) == {"zetou"}
    alone = floor(live, "wendeng")
    assert (len(alone.counters), alone.taken_now) == (0, None)


def test_ranges_are_numbers(played: Played, live: Live) -> None:
    played.open("zetou")
    found = floor(live, "zetou", clock="08:31")
    assert found.taken_now is not None
    assert not math.isnan(found.taken_now.p90_s)
