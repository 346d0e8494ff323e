"""A month that is over becomes one file a kind; nothing that counts changes by it."""

import os
from pathlib import Path

import duckdb

from analytics.history.months import MOST_PARTS, due, merge_due
from analytics.history.parts import ROW_GROUP
from analytics.history.schema import COLUMNS
from analytics.history.store import Store
from analytics.queries.history import History
from tests.analytics.history.days import TICKETS, frames
from tests.analytics.history.looks import Ask, counted, policies

MARCH = [("wendeng", "2026-03-30"), ("zetou", "2026-03-30"), ("wendeng", "2026-03-31")]
APRIL = [("wendeng", "2026-04-01"), ("wendeng", "2026-04-03")]


def write(store: Store, *days: tuple[str, str], **more: str) -> None:
    for day in days:
        store.write(frames(day, **more), log="a")  # type: ignore[arg-type]


def files(directory: Path, kind: str = "tickets") -> set[str]:
    return {path.name for path in directory.glob(f"{kind}/*/*.parquet")}


def test_a_month_is_over_when_a_later_one_has_run_for_two_days(store: Store) -> None:
    write(store, *MARCH, APRIL[0])
    assert due(store.manifest()) == [], "the last of March may still be open elsewhere"
    write(store, APRIL[1])
    assert due(store.manifest()) == [("2026-03", "log", "a")]


def test_a_month_that_is_over_becomes_one_file_of_each_kind(store: Store, history: History, directory: Path) -> None:
    write(store, *MARCH, *APRIL)
    before = counted(history)
    assert merge_due(store) == 1
    assert counted(history) == before == dict.fromkeys([*MARCH, *APRIL], TICKETS)
    assert due(store.manifest()) == []
    merged = {file.path for part in store.manifest().parts if part.month == "2026-03" for file in part.files}
    assert merged == {f"{kind}/2026-03/2026-03.1.parquet" for kind in COLUMNS}


def test_the_days_files_stay_until_nobody_reads_them(store: Store, history: History, directory: Path) -> None:
    write(store, *MARCH, *APRIL)
    slow = history._now()
    merge_due(store)
    assert store.sweep() == 0
    assert all((directory / file.path).exists() for part in slow.parts for file in part.files)
    assert store.sweep(0) == len(MARCH) * len(COLUMNS)
    assert files(directory) == {"2026-03.1.parquet", "2026-04-01.wendeng.1.parquet", "2026-04-03.wendeng.1.parquet"}
    assert set(counted(history)) == {*MARCH, *APRIL}


def test_what_killed_writers_left_beside_the_days_goes_when_it_is_old(store: Store, directory: Path) -> None:
    write(store, *MARCH)
    (directory / "logs").mkdir()
    (directory / "logs" / ".lock").touch()
    left = [
        directory / name
        for name in (".populations.json.7.0a", "logs/.manifest.json.7.0a", "logs/.permits.cases.1.parquet.7.0a")
    ]
    for path in left:
        path.touch()
    assert store.sweep() == 0, "somebody may be writing them"
    for path in left:
        os.utime(path, (0, 0))
    assert store.sweep() == len(left)
    assert not any(path.exists() for path in left)
    assert (directory / "logs" / ".lock").exists()


def test_who_reads_after_the_files_are_gone_reads_the_merged_ones(store: Store, directory: Path) -> None:
    write(store, *MARCH, *APRIL)
    late = History(directory)
    before = counted(late)
    merge_due(store)
    store.sweep(0)
    assert counted(late) == before
    assert late.problems() == ()
    late.close()


def test_a_superseded_day_of_a_months_file_does_not_count(store: Store, history: History, directory: Path, ask: Ask) -> None:
    write(store, *MARCH, *APRIL)
    merge_due(store)
    write(store, MARCH[0], policy="strict")
    assert policies(history) == dict.fromkeys([*MARCH, *APRIL], "accumulating") | {MARCH[0]: "strict"}
    assert counted(history) == dict.fromkeys([*MARCH, *APRIL], TICKETS)
    assert len(ask("SELECT * FROM counters WHERE hall = 'wendeng' AND date = '2026-03-30'")) == 6
    merge_due(store)
    assert policies(history)[MARCH[0]] == "strict"
    assert counted(history) == dict.fromkeys([*MARCH, *APRIL], TICKETS)
    store.sweep(0)
    assert {"2026-03.1.parquet", "2026-03.2.parquet"} <= files(directory), "the old version of the corrected day stays"
    assert policies(history)[MARCH[0]] == "strict"


def test_a_day_that_comes_late_joins_its_month(store: Store, history: History) -> None:
    write(store, *MARCH, *APRIL)
    merge_due(store)
    write(store, ("gejia", "2026-03-30"))
    merge_due(store)
    assert [part.month for part in store.manifest().parts].count("2026-03") == 1
    assert ("gejia", "2026-03-30") in counted(history)


def test_a_running_month_never_is_hundreds_of_files(store: Store, history: History) -> None:
    days = [(hall, f"2026-03-{day:02d}") for day in range(1, 24) for hall in ("wendeng", "zetou", "gejia")]
    write(store, *days[:MOST_PARTS])
    assert due(store.manifest()) == []
    write(store, *days[MOST_PARTS:])
    assert merge_due(store) == 1
    assert len(store.manifest().parts) == 1
    assert set(counted(history)) == set(days)


def test_a_damaged_file_is_not_merged_into_a_sound_one(store: Store, history: History, directory: Path) -> None:
    write(store, *MARCH, *APRIL)
    path = directory / "tickets/2026-03/2026-03-30.wendeng.1.parquet"
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + bytes([whole[100] ^ 1]) + whole[101:])
    merge_due(store)
    path.write_bytes(whole)
    assert set(counted(history)) == {*MARCH, *APRIL}
    assert sum(part.month == "2026-03" for part in store.manifest().parts) == 2


def test_sources_and_logs_are_merged_apart(store: Store, history: History) -> None:
    write(store, *MARCH, *APRIL)
    store.write(frames(("daoji", "2026-03-30"), source="import:old"))
    store.write(frames(("daoji", "2026-03-31"), source="import:old"))
    assert due(store.manifest()) == [("2026-03", "import:old", None), ("2026-03", "log", "a")]
    assert merge_due(store) == 2
    assert {part.source for part in store.manifest().parts if part.month == "2026-03"} == {"log", "import:old"}
    assert len(counted(history)) == 7


def test_rows_are_sorted_in_row_groups_that_a_hall_is_found_in(store: Store, directory: Path) -> None:
    write(store, *reversed(MARCH), *APRIL)
    merge_due(store)
    path = directory / "tickets/2026-03/2026-03.1.parquet"
    found = duckdb.sql(f"""SELECT hall, date::VARCHAR, "order" FROM read_parquet('{path}')""").fetchall()
    assert found == sorted(found)
    compressions = duckdb.sql(f"SELECT DISTINCT compression FROM parquet_metadata('{path}')").fetchall()
    assert compressions == [("ZSTD",)]
    assert ROW_GROUP == 61_440
