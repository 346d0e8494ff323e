"""Rows of the snapshot file, with every kind of dirt that it has."""

from datetime import date

import pytest

from queue_server.clients.visits import VisitsUnreadable
from queue_server.clients.warsaw.snapshots import HallPolls, read_snapshots

HEADER = (
    "name,time,date,status,czasObslugi,lp,idGrupy,liczbaCzynnychStan,nazwaGrupy,literaGrupy,liczbaKlwKolejce,aktualnyNumer\n"
)
DAY = date(2020, 1, 15)


def row(
    time: str = "08:05",
    day: str = "2020-01-15",
    *,
    hall: str = "UD_X",
    queue: str = "471",
    counters: object = 3,
    letter: str = "A",
    waiting: object = 2,
    number: str = "A001",
) -> str:
    return f"{hall},{time},{day},1,10,1,{queue},{counters},A: Rejestracja,{letter},{waiting},{number}\n"


def polls(*rows: str, hall: str = "UD_X", on: date = DAY) -> HallPolls:
    return read_snapshots([HEADER, *rows], hall=hall, on=on)


def test_a_row_is_a_poll_of_a_queue() -> None:
    (snapshot,) = polls(row()).queues["471"]
    assert (f"{snapshot.at}", snapshot.counters, snapshot.waiting, snapshot.number) == ("2020-01-15 08:05:00", 3, 2, "A001")
    assert snapshot.line == 2


def test_only_the_hall_and_date_asked_for_are_kept_and_the_others_are_known() -> None:
    found = polls(row(), row(hall="UD_Y"), row(day="2020-01-16"))
    assert [len(each) for each in found.queues.values()] == [1]
    assert found.dates["UD_X"] == {date(2020, 1, 15): 1, date(2020, 1, 16): 1}
    assert found.dirt.rows == 3


def test_polls_are_put_in_order_of_time() -> None:
    assert [each.at.minute for each in polls(row("08:20"), row("08:05"), row("08:10")).queues["471"]] == [5, 10, 20]


@pytest.mark.parametrize(
    ("told", "true"),
    [("2012-02-09", date(2019, 12, 30)), ("2012-02-23", date(2020, 1, 13)), ("2012-03-03", date(2020, 1, 22))],
)
def test_the_slow_clock_is_set_right(told: str, true: date) -> None:
    found = polls(row(day=told), on=true)
    assert len(found.queues["471"]) == 1
    assert found.dirt.slow_clock == 1


def test_a_date_of_2012_outside_of_the_slow_clock_is_left_as_it_is() -> None:
    assert polls(row(day="2012-06-01"), on=date(2012, 6, 1)).dirt.slow_clock == 0


@pytest.mark.parametrize(("told", "true"), [("2020-12-30", date(2019, 12, 30)), ("2020-12-31", date(2019, 12, 31))])
def test_the_wrong_year_is_set_right(told: str, true: date) -> None:
    found = polls(row(day=told), on=true)
    assert len(found.queues["471"]) == 1
    assert found.dirt.wrong_year == 1


def test_a_poll_that_comes_twice_counts_once() -> None:
    found = polls(row(), row(), row(waiting=9))
    assert [each.waiting for each in found.queues["471"]] == [2]
    assert (found.dirt.duplicates, found.dirt.conflicting) == (2, 1)


def test_an_id_that_reads_na_is_an_id() -> None:
    assert list(polls(row(queue="NA"), row("08:10", queue="NA")).queues) == ["NA"]


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (row("25:00"), "time '25:00' is not a time of day"),
        (row("eight"), "time 'eight' is not HH:MM"),
        (row(day="15.01.2020"), "date '15.01.2020' is not a date"),
        (row(queue=""), "idGrupy is empty"),
        (row(counters="-1"), "liczbaCzynnychStan '-1' is not a count"),
        (row(waiting="NA"), "liczbaKlwKolejce 'NA' is not a count"),
        (row(waiting=""), "liczbaKlwKolejce '' is not a count"),
        (row(waiting="²"), "is not a count"),
        ("UD_X,08:05,2020-01-15\n", "idGrupy is empty"),  # a truncated last line
    ],
)
def test_a_row_that_cannot_be_read_is_named(bad: str, says: str) -> None:
    found = polls(row("08:00"), bad)
    (named,) = found.dirt.bad
    assert named.line == 3
    assert says in named.reason
    assert len(found.queues["471"]) == 1


def test_a_file_of_something_else_is_refused() -> None:
    with pytest.raises(VisitsUnreadable, match="lacks"):
        read_snapshots(["hall,issued_at\n"], hall="UD_X", on=DAY)
    with pytest.raises(VisitsUnreadable):
        read_snapshots([], hall="UD_X", on=DAY)
