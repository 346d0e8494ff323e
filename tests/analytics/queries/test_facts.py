"""What is counted in memory is what the files say, whatever becomes of them."""

import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from msgspec.structs import replace

from analytics.history import engine, manifest
from analytics.history.months import merge_due
from analytics.history.store import Store
from analytics.measures.counted import uncategorised
from analytics.queries import waits
from analytics.queries.facts import CALLED, DONE, GIVEN_UP, HASTY, LATE, NAMED, WITHIN, Facts, Outdated, counts, flagged
from analytics.queries.filter import Filter
from analytics.queries.history import History
from tests.analytics.history.days import TICKETS, frames
from tests.analytics.history.looks import EVERYTHING
from tests.analytics.memory import DATE, Memory, stored, ticket

DAYS = [
    ("wendeng", "2026-01-05"),
    ("zetou", "2026-01-06"),
    ("wendeng", "2026-02-02"),
    ("wendeng", "2026-03-02"),
    ("zetou", "2026-03-03"),
]
ROWS = "SELECT * EXCLUDE (overtaken) FROM facts ORDER BY hall, date, wait_s, service, channel, priority, hour, flags"

DAILY = (
    "SELECT hall, date::VARCHAR AS date, tickets, counters, policy, source FROM days ORDER BY ALL",
    "SELECT hall, date::VARCHAR AS date, hour, round(open_s, 3), round(busy_s, 3), round(paused_s, 3), round(longest_s, 3) FROM hours ORDER BY ALL",
)

Same = Callable[[Filter], int]
"""Compares what is in memory with what is read from the files; returns how many tickets that is."""


@pytest.fixture
def same(store: Store, history: History, directory: Path) -> Iterator[Same]:
    for day in DAYS:
        store.write(frames(day), log="a")
    files = History(directory, in_memory=0)

    def compare(asked: Filter = EVERYTHING) -> int:
        kept, read = history.frame(ROWS, asked), files.frame(ROWS, asked)
        names = dict.fromkeys(NAMED, "str")
        pd.testing.assert_frame_equal(uncategorised(kept).astype(names), read.astype(names))
        for sql in DAILY:
            of_files = [*history.rows(sql, asked, at_once=1000)]
            assert [*history.frame(sql, asked).itertuples(index=False, name=None)] == of_files
            assert bool(of_files) == (len(kept) > 0) or any((asked.services, asked.groups, asked.channels, asked.priorities))
        return len(kept)

    yield compare
    files.close()


def narrowed(**given: object) -> Filter:
    return replace(EVERYTHING, **given)


def test_every_row_and_every_filter(same: Same) -> None:
    assert same(EVERYTHING) == len(DAYS) * TICKETS
    assert same(narrowed(halls=("zetou",))) == 2 * TICKETS
    assert same(narrowed(halls=("nowhere",))) == 0
    assert same(narrowed(since=date(2026, 2, 2), until=date(2026, 3, 2))) == 2 * TICKETS
    assert same(narrowed(groups=("pension", "medical"))) > 0
    assert same(narrowed(channels=("counter", "phone"), priorities=("normal",))) > 0
    assert same(narrowed(services=("P01",), halls=("wendeng",))) > 0


@pytest.mark.parametrize("day", [DAYS[0], DAYS[-1]], ids=["of a month long over", "of the last month"])
def test_a_corrected_day_counts_once(same: Same, store: Store, day: tuple[str, str]) -> None:
    before = same(EVERYTHING)
    shorter = frames(day)
    shorter["tickets"] = shorter["tickets"].head(2)
    store.write(shorter, log="a")
    assert same(EVERYTHING) == before - TICKETS + 2


def test_counting_with_a_place_for_each_combination_counts_the_same(
    store: Store, history: History, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in DAYS:
        store.write(frames(day), log="a")
    monkeypatch.setattr("analytics.queries.history.MANY", 0)  # else it takes a million tickets
    files = History(directory, in_memory=0)
    for asked in (EVERYTHING, narrowed(halls=("zetou",)), narrowed(channels=("counter",)), narrowed(until=date(2020, 1, 1))):
        for read in (waits.read, waits.read_groups):
            ours, theirs = read(history, asked).waits, read(files, asked).waits
            for name in theirs:
                order = [*waits.DIMENSIONS[name], "waited_s"]
                found, plain = (
                    uncategorised(each[name])[[*order, "n"]].sort_values(order, ignore_index=True) for each in (ours, theirs)
                )
                pd.testing.assert_frame_equal(found, plain, check_dtype=len(plain) > 0)
    files.close()


def test_merged_months_and_new_days(same: Same, store: Store) -> None:
    before = same(EVERYTHING)
    assert merge_due(store) == 1
    assert same(EVERYTHING) == before
    store.write(frames(("gejia", "2026-05-04"), ("gejia", "2026-05-05")), log="a")
    assert same(EVERYTHING) == before + 2 * TICKETS
    store.write(frames(("gejia", "2026-01-07")), log="a")
    assert same(EVERYTHING) == before + 3 * TICKETS


def test_a_name_that_was_not_there_before(same: Same, store: Store) -> None:
    before = same(EVERYTHING)
    new = frames(("daoji", "2026-03-04"))
    new["tickets"]["service"] = "a new service's code"
    store.write(new, log="a")
    assert same(EVERYTHING) == before + TICKETS
    assert same(narrowed(services=("a new service's code",))) == TICKETS


def test_a_file_that_went_missing_is_not_counted_any_more(same: Same, store: Store, directory: Path) -> None:
    before = same(EVERYTHING)
    (directory / "tickets/2026-01/2026-01-05.wendeng.1.parquet").unlink()
    store.write(frames(("gejia", "2026-03-05")), log="a")
    assert same(EVERYTHING) == before


def test_beyond_what_memory_takes_the_files_answer(same: Same, directory: Path) -> None:
    some = History(directory, in_memory=2 * TICKETS)  # March
    some.warm()
    kinds = {
        month: some.frame("SELECT hall FROM facts", narrowed(since=since)).dtypes["hall"]
        for month, since in (("March", date(2026, 3, 1)), ("all", date(2026, 1, 1)))
    }
    assert (kinds["March"] == "category", kinds["all"] == "category") == (True, False)
    counted = some.frame("SELECT count(*) AS n FROM facts", EVERYTHING)["n"].iloc[0]
    assert counted == same(EVERYTHING)
    some.close()


def test_many_threads_count_while_another_writes(same: Same, store: Store, history: History) -> None:
    wrong: list[object] = []
    over = threading.Event()
    known = narrowed(halls=("wendeng", "zetou"))

    def look() -> None:
        while not over.is_set():
            found = history.frame("SELECT count(*) AS n, count(DISTINCT (hall, date)) AS days FROM facts", known).iloc[0]
            if (found["n"], found["days"]) != (len(DAYS) * TICKETS, len(DAYS)):
                wrong.append(tuple(found))

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for day in range(1, 5):
            store.write(frames(("gejia", f"2026-03-{day:02d}")), log="a")
            store.write(frames(DAYS[0]), log="a")
            store.write(frames(DAYS[-1]), log="a")
            store.merge("2026-01", "log", "a")
            store.merge("2026-03", "log", "a")
            store.sweep(0)
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert wrong == []
    assert same(known) == len(DAYS) * TICKETS


def test_who_asked_before_a_day_came_is_told_that_it_did(store: Store, directory: Path) -> None:
    connection = engine.connect(directory, memory="100MB", threads=1)
    facts = Facts(connection, directory, 100_000)
    for day in DAYS:
        store.write(frames(day), log="a")
    before = manifest.read(directory).parts
    asked = facts.rows(before, before)
    assert asked is not None
    store.write(frames(("zetou", "2026-03-04")), log="a")
    after = manifest.read(directory).parts
    asked_later = facts.rows(after, after)
    assert asked_later is not None
    assert facts.added_other(asked, before)
    assert not facts.added_other(asked, after)
    assert not facts.added_other(asked_later, after)
    assert asked_later.query == asked.query, "days are added to what there is"
    assert asked.query.count("facts_") <= 2, "however many parts there are, they are in two tables"
    with pytest.raises(Outdated):
        facts.rows(before, before, lambda: False)  # who looked before must not throw away what who looked since has brought
    assert facts.rows(after, after) == asked_later
    connection.close()


def test_a_day_that_comes_while_the_others_are_read_in_counts(store: Store, history: History) -> None:
    for day in DAYS:
        store.write(frames(day), log="a")
    counted: list[int] = []

    def meanwhile() -> bool:
        if not counted:
            store.write(frames(("zetou", "2026-03-04")), log="a")
            counted.append(history.frame("SELECT count(*) AS n FROM facts", EVERYTHING)["n"].iloc[0])
        return False

    history.warm(meanwhile)
    counted.append(history.frame("SELECT count(*) AS n FROM facts", EVERYTHING)["n"].iloc[0])
    assert counted == [(len(DAYS) + 1) * TICKETS] * 2


def test_what_many_ask_is_found_once_for_each_look_at_the_history(same: Same, store: Store, history: History) -> None:
    sql = "SELECT count(*) AS n FROM facts"
    before = history.shared(sql, EVERYTHING)
    assert before["n"].tolist() == [same(EVERYTHING)]
    assert history.shared(sql, EVERYTHING) is before
    assert history.shared(sql, narrowed(halls=("zetou",)))["n"].iloc[0] < before["n"].iloc[0]
    store.write(frames(("zetou", "2026-03-04")), log="a")
    assert history.shared(sql, EVERYTHING)["n"].tolist() == [len(DAYS) * TICKETS + TICKETS]


def test_flags_say_what_became_of_a_ticket() -> None:
    rows = [
        ticket(1, wait_s=900.0),
        ticket(2, wait_s=900.4, hasty=True),
        ticket(3, wait_s=None, service_s=None, outcome="left", finished_by_closing=None),
        ticket(4, wait_s=None, service_s=None, outcome="closed", finished_by_closing=True),
    ]
    for row, stayed_s in ((rows[2], 901), (rows[3], 900)):
        row["finished_at"] = row["issued_at"] + pd.Timedelta(seconds=stayed_s)
    wanted = {
        "called": flagged(CALLED),
        "within": flagged(WITHIN),
        "late": flagged(CALLED, WITHIN),
        "given_up": flagged(GIVEN_UP),
        "hasty": flagged(HASTY | DONE),
        "closing": flagged(LATE),
    }
    sql = f"SELECT {counts(wanted)} FROM (SELECT flags, count(*) AS n FROM facts GROUP BY flags)"
    found = Memory(rows).frame(sql, Filter(halls=("wendeng",), since=DATE, until=DATE)).iloc[0]
    assert found.to_dict() == {"called": 2, "within": 1, "late": 1, "given_up": 1, "hasty": 1, "closing": 1}


def test_without_a_history_nothing_is_counted(tmp_path: Path) -> None:
    history = History(tmp_path / "none")
    history.warm()
    assert history.frame("SELECT hall FROM facts", EVERYTHING).empty
    history.close()


def test_a_damaged_file_is_left_out(tmp_path: Path) -> None:
    directory = tmp_path / "history"
    for day in (2, 3):
        stored(directory, [ticket(1, date=date(2026, 3, day))])
    broken = next(directory.glob("tickets/2026-03/*02*"))
    broken.write_bytes(b"x" * broken.stat().st_size)
    history = History(directory)
    history.warm()
    assert history.frame("SELECT date::VARCHAR AS date FROM facts", EVERYTHING)["date"].tolist() == ["2026-03-03"]
    assert [problem.fault for problem in history.problems()] == ["damaged"]
    history.close()
