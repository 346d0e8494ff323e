"""The checks find what is wrong: each is shown a run that holds and one that does not."""

import msgspec
import pytest

from queue_server.clients.live import Frame, SeqGuard
from queue_server.clients.replay.checks import Check, DayLog, check, day_log
from queue_server.clients.replay.record import AtCounter, Outcome, Record
from queue_server.clients.replay.settle import settle
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.day import HallDay
from queue_server.core.decide import decide
from queue_server.core.evolve import evolve
from queue_server.core.setup import CounterSetup, HallSetup, ServiceSetup

DATE = "2020-01-15"
SETUP = HallSetup(
    hall="h",
    tz="Europe/Warsaw",
    services={"Q001": ServiceSetup(group="general", kind="instant", mean_s=300)},
    counters=(CounterSetup(counter=1), CounterSetup(counter=2)),
    policy="first-come",
    no_show_s=0,
)
COMMANDS: tuple[c.HallCommand, ...] = (
    c.OpenDay(at_ms=0, by="system", hall="h", date=DATE, setup=SETUP, intake=None),
    c.OpenCounter(at_ms=1, by="replay", counter=1),
    c.OpenCounter(at_ms=2, by="replay", counter=2),
    c.TakeTicket(at_ms=1_000, by="replay"),
    c.TakeTicket(at_ms=2_000, by="replay"),
    c.CallNext(at_ms=3_000, by="replay", counter=1),
    c.CallNext(at_ms=4_000, by="replay", counter=2),
    c.FinishService(at_ms=60_000, by="replay", counter=1),
    c.FinishService(at_ms=61_000, by="replay", counter=2),
)


def log_of(commands: tuple[c.HallCommand, ...]) -> DayLog:
    day = HallDay()
    events: list[tuple[int, e.HallEvent]] = []
    for command in commands:
        for event in decide(day, command):
            evolve(day, event)
            events.append((day.seq, event))
    return DayLog(date=DATE, events=tuple(events))


def frame(seq: int) -> Frame:
    return Frame(hall="h", date=DATE, log="l", seq=seq, at="")


@pytest.fixture
def record() -> Record:
    """Two visits, served at two counters, as the log has them."""
    ids = [f"h.{DATE}.A001", f"h.{DATE}.A002"]
    return Record(
        by="replay",
        outcomes=[
            Outcome(2, ids[0], "A001", DATE, "A", "normal", 1_000, called_ms=3_000, finished_ms=60_000, ended="served"),
            Outcome(3, ids[1], "A002", DATE, "A", "normal", 2_000, called_ms=4_000, finished_ms=61_000, ended="served"),
        ],
        stays=[AtCounter(ids[0], 1, 3_000, 60_000), AtCounter(ids[1], 2, 4_000, 61_000)],
    )


def failing(record: Record, log: DayLog | None = None) -> list[Check]:
    return [each for each in check(record, [log or log_of(COMMANDS)]) if not each.holds]


def test_a_run_as_it_should_be_passes_every_check(record: Record) -> None:
    checks = check(record, [log_of(COMMANDS)])
    assert [each.holds for each in checks] == [True] * 6
    assert [each.of for each in checks] == [2, 2, 0, 9, 4, 2]


def test_a_number_given_twice_is_found(record: Record) -> None:
    record.outcomes[1].number = "A001"
    (found,) = failing(record)
    assert found.detail == "A001 of 2020-01-15 was given to lines 2 and 3"


def test_a_ticket_at_two_counters_is_found(record: Record) -> None:
    record.stays.append(AtCounter(record.outcomes[0].ticket, 2, 61_500, 62_000))
    record.stays[0].ended_ms = 70_000
    names = [each.name for each in failing(record)]
    assert "no ticket was at two counters, no counter had two" in names


def test_a_counter_with_two_tickets_is_found(record: Record) -> None:
    record.stays[1] = AtCounter(record.outcomes[1].ticket, 1, 4_000, 61_000)
    assert failing(record)[0].detail.startswith("counter 1:")


def test_a_board_that_showed_a_number_twice_is_found(record: Record) -> None:
    record.board_twice.add("A001")
    assert failing(record)[0].detail == "the board showed A001 at two counters"


def test_a_board_whose_seq_went_back_is_found(record: Record) -> None:
    record.board = SeqGuard()
    assert [record.board.takes(frame(seq)) for seq in (4, 4, 7, 6, 8)] == [True, True, True, False, True]
    (found,) = failing(record)
    assert (found.of, found.detail) == (5, "1 frames were behind an earlier one")


def test_another_date_or_log_starts_the_boards_seq_anew() -> None:
    guard = SeqGuard()
    assert guard.takes(frame(9))
    assert guard.takes(Frame(hall="h", date="2020-01-16", log="l", seq=1, at=""))
    assert guard.takes(Frame(hall="h", date="2020-01-16", log="restored", seq=0, at=""))


def test_an_acknowledged_ticket_that_the_log_lacks_is_found(record: Record) -> None:
    record.outcomes.append(Outcome(4, f"h.{DATE}.A003", "A003", DATE, "A", "normal", 5_000))
    (found,) = failing(record)
    assert found.detail == f"ticket h.{DATE}.A003 was issued"


def test_a_log_with_a_gap_is_found_and_its_order_is_not_judged(record: Record) -> None:
    log = log_of(COMMANDS)
    gap = DayLog(date=DATE, events=log.events[:3] + log.events[4:])
    assert {each.name: each.holds for each in failing(record, gap)}["the log has no gap"] is False
    assert {each.name: each.holds for each in failing(record, gap)}["every call followed the hall's policy"] is None


def test_a_call_out_of_order_is_found_unless_somebody_else_made_it(record: Record) -> None:
    later_first = (
        *COMMANDS[:5],
        c.CallTicket(at_ms=3_000, by="replay", counter=1, ticket=f"h.{DATE}.A002"),
    )
    wrong = [each for each in check(Record(by="replay"), [log_of(later_first)]) if each.holds is False]
    assert [each.detail for each in wrong] == [f"seq 6: h.{DATE}.A002 was called where h.{DATE}.A001 was due"]
    assert all(each.holds is not False for each in check(Record(by="somebody"), [log_of(later_first)]))


def test_without_the_log_what_needs_it_is_not_checked(record: Record) -> None:
    assert [each.holds for each in check(record, None)] == [True, True, True, None, None, None]


def test_what_others_did_with_a_ticket_is_read_from_the_log() -> None:
    log = log_of(COMMANDS)
    served, waiting = f"h.{DATE}.A001", f"h.{DATE}.A999"
    record = Record(by="somebody")
    record.outcomes = [
        Outcome(n, ticket, ticket[-4:], DATE, "A", "normal", 1_000) for n, ticket in enumerate((served, waiting))
    ]
    settle(record, [log])
    assert [(each.ended, each.called_ms, each.finished_ms) for each in record.outcomes] == [
        ("served", 3_000, 60_000),
        ("waiting", None, None),
    ]


def test_events_are_read_as_the_server_tells_them() -> None:
    log = log_of(COMMANDS)
    told = []
    for seq, event in log.events:
        plain = msgspec.json.decode(e.encode(event))
        at_ms = plain.pop("at_ms")
        told.append({"seq": seq, "at": f"1970-01-01T00:00:{at_ms // 1000:02d}.{at_ms % 1000:03d}Z"} | plain)
    told = [each for each in told if each["seq"] < 8]  # later ones are past the minute that the line above can write
    assert day_log(DATE, told).events == log.events[:7]
    assert day_log(DATE, [*told, {"seq": 8, "at": told[0]["at"], "by": "x", "type": "of-a-later-release"}]).unreadable == 1
