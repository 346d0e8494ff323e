"""What screens are told of a hall's day."""

from hypothesis import given
from hypothesis import strategies as st

from queue_server.core import commands as c
from queue_server.core.day import HallDay
from queue_server.core.decide import decide
from queue_server.core.evolve import evolve
from queue_server.core.setup import CounterSetup, HallSetup
from queue_server.core.ticket import TicketState
from queue_server.projections import views

SETUP = HallSetup(
    hall="h",
    tz="Asia/Shanghai",
    services={},
    counters=(CounterSetup(counter=1), CounterSetup(counter=2)),
    no_show_calls=1,
    no_show_s=0,
)


def a_day(*commands: c.HallCommand) -> HallDay:
    day = HallDay()
    opening = c.OpenDay(at_ms=0, by="system", hall="h", date="2026-03-02", setup=SETUP, intake=None)
    for command in (opening, *commands):
        for event in decide(day, command):
            evolve(day, event)
    return day


def number(n: int) -> str:
    return f"h.2026-03-02.A{n:03d}"


def test_times_are_utc_with_milliseconds() -> None:
    assert views.rfc3339(1_772_414_100_000) == "2026-03-02T01:15:00.000Z"
    assert views.rfc3339(1_772_414_100_007) == "2026-03-02T01:15:00.007Z"


def test_a_returned_no_show_still_waits_since_it_was_issued() -> None:
    day = a_day(
        c.OpenCounter(at_ms=0, by="t", counter=1),
        c.TakeTicket(at_ms=1_000, by="k"),
        c.TakeTicket(at_ms=60_000, by="k"),
        c.CallNext(at_ms=61_000, by="t", counter=1),
        c.MarkNoShow(at_ms=62_000, by="t", counter=1),
        c.ReturnTicket(at_ms=90_000, by="t", ticket=number(1)),
    )
    assert views.longest_wait_s(day, 101_000) == 100.0
    assert [entry.number for entry in views.line_view(day, 101_000, limit=20)] == ["A002", "A001"]


def test_a_board_lists_the_last_twelve_calls_and_every_one_of_the_last_minute() -> None:
    def calls(gap_ms: int) -> HallDay:
        commands: list[c.HallCommand] = [c.OpenCounter(at_ms=0, by="t", counter=1)]
        for n in range(20):
            at_ms = n * gap_ms
            commands += [
                c.TakeTicket(at_ms=at_ms, by="k"),
                c.CallNext(at_ms=at_ms, by="t", counter=1),
                c.FinishService(at_ms=at_ms, by="t", counter=1),
            ]
        return a_day(*commands)

    slow, quick = calls(30_000), calls(2_000)
    assert [call.number for call in views.calls_view(slow, slow.at_ms)] == [f"A{n:03d}" for n in range(20, 8, -1)]
    assert len(views.calls_view(quick, quick.at_ms)) == 20


def test_alarms_name_what_nobody_takes_and_who_is_idle() -> None:
    day = a_day(c.TakeTicket(at_ms=0, by="k"))
    assert [alarm.code for alarm in views.alarms(day, 1_000)] == ["no-counter-takes"]
    day = a_day(c.OpenCounter(at_ms=0, by="t", counter=1), c.TakeTicket(at_ms=0, by="k"))
    assert views.alarms(day, 59_000) == []
    assert [(alarm.code, alarm.counter) for alarm in views.alarms(day, 61_000)] == [("idle-while-waiting", 1)]
    assert views.alarms(day, 901_000)[-1].code == "over-target"


@given(st.lists(st.floats(0, 1e6), min_size=1), st.sampled_from([0.0, 0.5, 0.9, 1.0]))
def test_a_quantile_lies_between_its_neighbours(values: list[float], p: float) -> None:
    found = views.quantile(values, p)
    assert found is not None
    below = sum(value <= found + 0.1 for value in values)
    assert min(values) - 0.1 <= found <= max(values) + 0.1
    assert below >= p * (len(values) - 1)


def test_quantiles_by_hand() -> None:
    assert views.quantile([], 0.5) is None
    assert views.quantile([4.0], 0.9) == 4.0
    assert views.quantile([1.0, 2.0, 3.0, 4.0], 0.5) == 2.5
    assert views.quantile([0.0, 10.0], 0.9) == 9.0


@given(st.lists(st.tuples(st.sampled_from(["take", "call", "return", "finish"]), st.integers(0, 90)), max_size=60))
def test_the_longest_wait_is_that_of_the_oldest_who_waits(steps: list[tuple[str, int]]) -> None:
    day = a_day(c.OpenCounter(at_ms=0, by="t", counter=1))
    at_ms = 0
    for what, later_s in steps:
        at_ms += later_s * 1000
        busy = day.counters[1].ticket is not None
        away = sorted(day.away)
        commands: list[c.HallCommand] = []
        if what == "take":
            commands = [c.TakeTicket(at_ms=at_ms, by="k", priority="elder" if later_s % 3 == 0 else "normal")]
        elif what == "call" and not busy:
            commands = [c.CallNext(at_ms=at_ms, by="t", counter=1)]
        elif what == "finish" and busy:
            done = later_s % 2 == 0
            commands = [
                c.FinishService(at_ms=at_ms, by="t", counter=1) if done else c.MarkNoShow(at_ms=at_ms, by="t", counter=1)
            ]
        elif what == "return" and away and day.tickets[away[0]].returns < 2:
            commands = [c.ReturnTicket(at_ms=at_ms, by="t", ticket=away[0])]
        for command in commands:
            for event in decide(day, command):
                evolve(day, event)
    waiting = [ticket.issued_ms for ticket in day.tickets.values() if ticket.state is TicketState.WAITING]
    assert views.longest_wait_s(day, at_ms) == (round((at_ms - min(waiting)) / 1000, 1) if waiting else 0)
