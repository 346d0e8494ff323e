"""Questions to the closed days: what the filter lets through, what is left out, and what nobody gets at."""

import os
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest
from msgspec.structs import replace

from analytics.history import manifest
from analytics.history.problem import Problem
from analytics.history.schema import VERSION
from analytics.history.store import Store
from analytics.queries.filter import Filter
from analytics.queries.history import History
from tests.analytics.history.days import TICKETS, frames
from tests.analytics.history.looks import EVERYTHING, counted

DAYS = [("wendeng", "2026-03-02"), ("wendeng", "2026-03-31"), ("zetou", "2026-03-31"), ("zetou", "2026-04-01")]


@pytest.fixture
def filled(store: Store) -> Store:
    for day in DAYS:
        store.write(frames(day))
    return store


def numbers(history: History, filter_: Filter) -> list[str]:
    return list(history.frame("SELECT number FROM tickets ORDER BY hall, date, number", filter_)["number"])


def only(**given: object) -> Filter:
    return replace(EVERYTHING, **given)


# The filter


def test_halls_and_both_ends_of_a_period(filled: Store, history: History) -> None:
    assert set(counted(history, only(halls=("zetou",)))) == set(DAYS[2:])
    assert set(counted(history, only(since=date(2026, 3, 31), until=date(2026, 3, 31)))) == set(DAYS[1:3])
    assert set(counted(history, only(since=date(2026, 3, 31)))) == set(DAYS[1:])
    assert counted(history, only(until=date(2026, 3, 1))) == {}
    assert counted(history, only(halls=())) == {}
    assert counted(history, only(halls=("nowhere",))) == {}
    assert counted(history, only(since=date(2026, 4, 1), until=date(2026, 3, 1))) == {}


def test_what_else_narrows_the_tickets(filled: Store, history: History) -> None:
    first = only(halls=("wendeng",), until=date(2026, 3, 2))
    assert numbers(history, first) == ["A001", "A002", "A003", "A004", "A005", "P001"]
    assert numbers(history, replace(first, services=("P01",))) == ["A001", "A002"]
    assert numbers(history, replace(first, groups=("pension", "medical"))) == ["A001", "A002"]
    assert numbers(history, replace(first, channels=("counter", "phone"))) == ["A003", "P001"]
    assert numbers(history, replace(first, priorities=("pregnant",))) == ["A004"]
    assert numbers(history, replace(first, channels=("phone",), priorities=("pregnant",))) == []
    assert len(history.frame("SELECT * FROM counters", replace(first, services=("P01",)))) == 6


def test_scenarios_of_simulated_days(store: Store, history: History) -> None:
    for day, scenario in (("2026-03-02", "before"), ("2026-03-03", "after")):
        made = frames(("wendeng", day), source="simulated")
        for frame in made.values():
            frame["scenario"] = scenario
        store.write(made)
    store.write(frames(("zetou", "2026-03-02")))
    assert set(counted(history, only(scenario="before"))) == {("wendeng", "2026-03-02")}
    assert len(counted(history, only(scenario=None))) == 3


@pytest.mark.parametrize("text", ["wendeng' OR '1'='1", "'; DROP TABLE x; --", "$filter_since", "wendeng\x00", "%"])
def test_what_people_send_is_a_value_and_nothing_else(filled: Store, history: History, text: str) -> None:
    assert counted(history, only(halls=(text, "zetou"))) == counted(history, only(halls=("zetou",)))
    for narrowed in ("services", "groups", "channels", "priorities"):
        assert numbers(history, only(**{narrowed: (text,)})) == []
    assert numbers(history, only(scenario=text)) == []
    assert list(history.frame("SELECT $told AS told", EVERYTHING, told=text)["told"]) == [text]


def test_a_question_may_have_parts_and_values(filled: Store, history: History) -> None:
    found = history.frame(
        """WITH each AS (SELECT hall, count(*) AS visits FROM tickets GROUP BY hall)
        SELECT hall, visits, sum(events) AS events FROM each JOIN days USING (hall)
        WHERE visits > $least GROUP BY ALL ORDER BY ALL""",
        EVERYTHING,
        least=6,
    )
    assert found.to_dict("list") == {"hall": ["wendeng", "zetou"], "visits": [12, 12], "events": [88, 88]}
    counted_up = (
        "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT count(*) AS c FROM n, tickets"
    )
    assert history.frame(counted_up, EVERYTHING)["c"][0] == 3 * 4 * TICKETS


def test_an_empty_history_answers_with_no_rows(history: History, directory: Path) -> None:
    assert not directory.exists()
    found = history.frame("SELECT hall, wait_s, services FROM tickets", EVERYTHING)
    assert (len(found), list(found)) == (0, ["hall", "wait_s", "services"])
    assert history.frame("SELECT count(*) AS n FROM days", EVERYTHING)["n"][0] == 0
    assert (history.span(["wendeng"]), history.problems()) == (None, ())


def test_the_span_of_halls(filled: Store, history: History) -> None:
    assert history.span(["wendeng"]) == (date(2026, 3, 2), date(2026, 3, 31))
    assert history.span(["wendeng", "zetou"]) == (date(2026, 3, 2), date(2026, 4, 1))
    assert history.span(["gejia"]) is None


def test_the_version_changes_with_the_days(filled: Store, history: History) -> None:
    before = history.version
    assert history.version == before
    filled.write(frames(("gejia", "2026-03-02")))
    assert history.version != before


def test_the_version_tells_which_file_is_missing(filled: Store, history: History, directory: Path) -> None:
    files = sorted((directory / "days").rglob("*.parquet"))[:2]
    versions, days = {history.version}, set()
    for file in files:
        aside = file.rename(file.with_suffix(".aside"))
        days.add(
            tuple(history.frame("SELECT hall, date::VARCHAR AS date FROM days", EVERYTHING).itertuples(index=False, name=None))
        )
        versions.add(history.version)
        aside.rename(file)
    assert (len(versions), len(days)) == (3, 2)


def test_a_wrong_question_says_so(filled: Store, history: History) -> None:
    with pytest.raises(duckdb.ParserException):
        history.frame("SELEKT 1", EVERYTHING)
    with pytest.raises(duckdb.BinderException):
        history.frame("SELECT nothing FROM tickets", EVERYTHING)
    assert history.problems() == ()


# Files that are not as they were written


def test_a_file_that_is_missing_is_named_and_the_rest_is_shown(filled: Store, directory: Path) -> None:
    (directory / "tickets/2026-03/2026-03-02.wendeng.1.parquet").unlink()
    history = History(directory)
    assert set(counted(history)) == set(DAYS[1:])
    assert len(history.frame("SELECT * FROM days", EVERYTHING)) == 3, "a day is shown whole, or not"
    path = "tickets/2026-03/2026-03-02.wendeng.1.parquet"
    assert history.problems() == (Problem(fault="missing", file=path, month="2026-03", days=1),)
    history.close()


def test_a_file_that_was_put_back_is_shown_again(filled: Store, history: History, directory: Path) -> None:
    path = directory / "tickets/2026-03/2026-03-02.wendeng.1.parquet"
    path.rename(directory / "away")
    assert set(counted(history)) == set(DAYS[1:])
    (directory / "away").rename(path)
    assert set(counted(history)) == set(DAYS)
    assert history.problems() == ()


@pytest.mark.parametrize("linked", ["tickets/2026-03/2026-03-02.wendeng.1.parquet", "tickets/2026-03", "tickets"])
def test_a_link_that_leads_out_of_the_directory_is_named_and_the_rest_is_shown(
    filled: Store, history: History, directory: Path, tmp_path: Path, linked: str
) -> None:
    """DuckDB is shut in to the directory: it would refuse the whole question."""
    (directory / linked).rename(tmp_path / "outside")
    (directory / linked).symlink_to(tmp_path / "outside")
    assert set(counted(history)) < set(DAYS)
    assert {problem.fault for problem in history.problems()} == {"elsewhere"}
    (directory / linked).unlink()
    (tmp_path / "outside").rename(directory / linked)
    assert set(counted(history)) == set(DAYS)


@pytest.mark.parametrize("put", [os.mkfifo, os.mkdir, lambda path: path.symlink_to("/dev/zero")])
def test_what_is_no_file_in_place_of_the_manifest_is_not_read(
    filled: Store, directory: Path, put: Callable[[Path], None]
) -> None:
    (directory / "manifest.json").unlink()
    put(directory / "manifest.json")
    history = History(directory)
    assert counted(history) == {}
    assert [(problem.fault, problem.file) for problem in history.problems()] == [("damaged", "manifest.json")]
    history.close()


@pytest.mark.parametrize(("cut", "fault"), [(-20, "cut-short"), (3, "cut-short"), (0, "cut-short")])
def test_a_file_that_is_cut_short_is_named(filled: Store, directory: Path, cut: int, fault: str) -> None:
    path = directory / "counters/2026-04/2026-04-01.zetou.1.parquet"
    path.write_bytes(path.read_bytes()[:cut])
    history = History(directory)
    assert set(counted(history)) == set(DAYS[:3])
    assert [problem.fault for problem in history.problems()] == [fault]
    history.close()


def test_a_file_that_goes_or_breaks_while_it_is_read_is_left_out(filled: Store, history: History, directory: Path) -> None:
    assert len(counted(history)) == 4
    version = history.version
    (directory / "tickets/2026-03/2026-03-02.wendeng.1.parquet").unlink()
    assert set(counted(history)) == set(DAYS[1:])
    path = directory / "tickets/2026-04/2026-04-01.zetou.1.parquet"
    path.write_bytes(bytes(len(path.read_bytes())))
    assert set(counted(history)) == set(DAYS[1:3])
    assert [problem.fault for problem in history.problems()] == ["missing", "damaged"]
    assert history.version != version


def test_a_file_of_another_form_in_place_of_one_is_left_out(filled: Store, history: History, directory: Path) -> None:
    """A Parquet file without the columns, of the same length: the rest is shown all the same."""
    path = directory / "tickets/2026-03/2026-03-02.wendeng.1.parquet"
    length = path.stat().st_size
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT 1 AS hall, 2 AS other) TO '{path}' (FORMAT parquet)")
        more = length - path.stat().st_size
        connection.execute(
            f"COPY (SELECT 1 AS hall, 2 AS other) TO '{path}' (FORMAT parquet, KV_METADATA {{k: '{'x' * more}'}})"
        )
        spare = path.stat().st_size - length
        connection.execute(
            f"COPY (SELECT 1 AS hall, 2 AS other) TO '{path}' (FORMAT parquet, KV_METADATA {{k: '{'x' * (more - spare)}'}})"
        )
    assert path.stat().st_size == length
    assert set(counted(history)) == set(DAYS[1:])
    assert [problem.fault for problem in history.problems()] == ["damaged"]


def test_bytes_that_rot_never_end_the_process(filled: Store, history: History, directory: Path) -> None:
    """Whatever DuckDB says of them; what it does not see, `onewindow history verify` does."""
    path = directory / "tickets/2026-03/2026-03-02.wendeng.1.parquet"
    whole = path.read_bytes()
    for place in range(4, len(whole), 311):
        path.write_bytes(whole[:place] + bytes(byte ^ 0xFF for byte in whole[place : place + 40]) + whole[place + 40 :])
        read = History(directory)
        found = read.frame("SELECT * FROM tickets", EVERYTHING)
        assert len(found) in (3 * TICKETS, 4 * TICKETS)
        assert len(found) == 4 * TICKETS or [problem.fault for problem in read.problems()] == ["damaged"]
        read.close()


def test_a_file_of_a_newer_release_is_left_out(filled: Store, directory: Path) -> None:
    found = filled.manifest()
    newer = replace(found.parts[0], files=tuple(replace(file, version=VERSION + 1) for file in found.parts[0].files))
    manifest.replace(directory, replace(found, parts=(newer, *found.parts[1:])))
    history = History(directory)
    assert set(counted(history)) == set(DAYS[1:])
    assert {problem.fault for problem in history.problems()} == {"newer"}
    history.close()


@pytest.mark.parametrize(("text", "fault"), [(b'{"version": 99, "else": []}', "newer"), (b"{", "damaged")])
def test_a_manifest_that_cannot_be_read_shows_nothing_and_says_so(
    filled: Store,
    history: History,
    directory: Path,
    text: bytes,
    fault: str,
) -> None:
    assert len(counted(history)) == 4
    (directory / manifest.NAME).write_bytes(text)
    assert counted(history) == {}
    assert history.problems() == (Problem(fault=fault, file=manifest.NAME),)  # type: ignore[arg-type]


# Threads


def test_many_threads_ask_while_another_writes(filled: Store, history: History) -> None:
    wrong: list[object] = []
    over = threading.Event()

    def look() -> None:
        while not over.is_set():
            found = counted(history)
            if not set(DAYS) <= found.keys() or set(found.values()) != {TICKETS} or history.problems():
                wrong.append(found)

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        for day in range(1, 7):
            filled.write(frames(("gejia", f"2026-03-{day:02d}")))
            filled.write(frames(("wendeng", "2026-03-02")))
            filled.merge("2026-03", "log", None)
            filled.sweep(0)
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert wrong == []


# What nobody gets at


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_csv('{outside}')",
        "SELECT * FROM '{outside}'",
        "SELECT * FROM read_text('{directory}/../outside.csv')",
        "COPY (SELECT 1) TO '{outside}.new'",
        "ATTACH '{outside}.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SELECT * FROM read_parquet('http://127.0.0.1:9/x.parquet')",
        "SET memory_limit = '100GB'",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
        "RESET lock_configuration",
        "SELECT * FROM secret",
    ],
)
def test_only_its_own_directory_is_read(filled: Store, history: History, directory: Path, tmp_path: Path, sql: str) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_text("a,b\n1,2\n", encoding="utf-8")
    secret = frames(("wendeng", "2026-03-02"))["days"]  # a variable of the program: no query sees it
    with pytest.raises(duckdb.Error):
        history.frame(sql.format(outside=outside, directory=directory), EVERYTHING)
    assert {path.name for path in tmp_path.iterdir()} == {"history", "outside.csv"}
    assert len(secret) == 1


def test_memory_and_threads_are_bounded(history: History) -> None:
    found = history.frame("SELECT name, value FROM duckdb_settings() WHERE name IN ('memory_limit', 'threads')", EVERYTHING)
    settings = dict(zip(found["name"], found["value"], strict=True))
    assert settings == {"memory_limit": "1.1 GiB", "threads": "2"}
