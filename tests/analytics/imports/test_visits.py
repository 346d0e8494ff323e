"""Visits of other systems become tickets, and dirt is met by rule: a generated file with every kind of it, and each rule alone."""

import gzip
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from analytics.history.manifest import HallDate
from analytics.history.schema import TICKETS
from analytics.history.store import Store
from analytics.imports.errors import FileUnreadable, MappingUnreadable
from analytics.imports.mapping import preset
from tests.analytics.history.days import frames
from tests.analytics.imports.conftest import Import, Tickets
from tests.analytics.imports.dirt import KINDS, MAPPING, DirtyFile, dirty_visits

GENERIC = preset("generic")
HEADER = "hall,number,issued_at,called_at,started_at,finished_at,service,outcome\n"


def plain(tickets: pd.DataFrame) -> dict[tuple[str, date, str], tuple[float | None, float | None, str]]:
    return {
        (row.hall, row.date.date(), row.number): (
            None if pd.isna(row.wait_s) else row.wait_s,
            None if pd.isna(row.service_s) else row.service_s,
            row.outcome,
        )
        for row in tickets.itertuples()
        if not row.number.startswith("#")
    }


@pytest.fixture
def dirty() -> DirtyFile:
    return dirty_visits(seed=7, count=20 * len(KINDS))


def test_a_file_with_every_kind_of_dirt_gives_its_known_truth(dirty: DirtyFile, take: Import, tickets: Tickets) -> None:
    report = take(dirty.csv(), MAPPING)
    truth = dirty.truth
    assert report.rows.refusals == dict(truth.refused)
    assert report.rows.corrections == dict(truth.corrected)
    assert report.rows.notes == dict(truth.noted)
    assert (report.rows.read, report.rows.taken, report.rows.corrected) == (truth.read, truth.taken, truth.corrected_rows)
    found = tickets()
    assert len(found) == truth.taken
    assert plain(found) == truth.tickets
    assert set(found["source"]) == {"import:old-system"}


def test_every_row_is_taken_or_refused(dirty: DirtyFile, take: Import) -> None:
    report = take(dirty.csv(), MAPPING)
    assert report.rows.read == report.rows.taken + report.rows.refused == len(dirty.rows)


def test_a_report_leads_to_the_line(dirty: DirtyFile, take: Import) -> None:
    report = take(dirty.csv(), MAPPING)
    lines = dirty.csv().splitlines()
    assert {lines[one.line - 1].split(",")[0] for one in report.rows.examples["unknown-hall"]} == {"West"}


def test_the_order_of_rows_does_not_matter_but_for_which_duplicate_stands(take: Import, tickets: Tickets) -> None:
    rows = [f"h,A{n:03d},2024-03-04T08:{n:02d},,,,K,\n" for n in range(50)]
    take(HEADER + "".join(rows), GENERIC)
    before = tickets()
    report = take(HEADER + "".join(reversed(rows)), GENERIC)
    assert report.days_unchanged == 1
    pd.testing.assert_frame_equal(tickets(), before)


@pytest.mark.parametrize("form", ["csv.gz", "parquet"])
def test_packed_and_parquet_files_give_the_same_as_csv(form: str, take: Import, tickets: Tickets, tmp_path: Path) -> None:
    text = HEADER + "".join(f"h,A{n:03d},2024-03-04 08:{n:02d}:00,2024-03-04 09:{n:02d}:00,,,NA,\n" for n in range(60))
    take(text, GENERIC)
    before = tickets()
    path = tmp_path / f"v.{form}"
    if form == "csv.gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        (tmp_path / "v.csv").write_text(text)
        duckdb.sql(
            f"COPY (SELECT * REPLACE (issued_at::TIMESTAMP AS issued_at) FROM read_csv('{tmp_path}/v.csv', all_varchar = true))"
            f" TO '{path}'"
        )
    report = take(path, GENERIC)
    assert (report.rows.taken, report.days_unchanged) == (60, 1)
    pd.testing.assert_frame_equal(tickets(), before)
    assert set(before["service"]) == {"NA"}


def test_columns_are_the_history_s_and_what_is_not_told_is_null(take: Import, tickets: Tickets) -> None:
    take(HEADER + "h,A001,2024-03-04T08:10:00+08:00,2024-03-04T08:15:00+08:00,,2024-03-04T08:25:30+08:00,pay,\n", GENERIC)
    (row,) = tickets().to_dict("records")
    assert list(row) == list(TICKETS)
    assert (row["wait_s"], row["service_s"], row["house_s"], row["outcome"]) == (300.0, 630.0, 930.0, "done")
    assert (row["weekday"], row["hour"], f"{row['month']:%Y-%m-%d}", row["order"]) == (1, 8, "2024-03-01", 1)
    assert f"{row['issued_at']}" == "2024-03-04 00:10:00"
    assert list(row["services"]) == ["pay"]
    assert row["start_left_out"]
    assert all(
        pd.isna(row[name]) for name in ("started_at", "walk_s", "counter", "calls", "p50_s", "hasty", "scenario", "kind")
    )


def test_durations_in_units_stand_for_times(take: Import, tickets: Tickets) -> None:
    mapping = """
        name = "minutes"
        [columns]
        hall = { constant = "h" }
        issued_at = { columns = ["day", "clock"] }
        wait_s = { column = "wait", unit = "min" }
        service_s = { column = "service", unit = "min" }
        [file]
        delimiter = ";"
        times = ["%Y%m%d %H%M"]
    """
    take("day;clock;wait;service\n20240304;0810;2.5;10\n20240304;0811;x;3\n", mapping)
    found = tickets()
    assert found["wait_s"].fillna(-1).tolist() == [150.0, -1.0]
    assert found["service_s"].fillna(-1).tolist() == [600.0, -1.0]


@pytest.mark.parametrize(
    ("times", "outcome"),
    [
        (("", "", ""), "left"),
        (("08:05", "", ""), "no_show"),
        (("08:05", "08:06", ""), "done"),
        (("08:05", "08:06", "08:10"), "done"),
    ],
)
def test_how_a_ticket_ended_is_read_from_its_times(
    times: tuple[str, ...], outcome: str, take: Import, tickets: Tickets
) -> None:
    told = ",".join(f"2024-03-04T{time}" if time else "" for time in times)
    take(f"{HEADER}h,A001,2024-03-04T08:00,{told},K,\n", GENERIC)
    assert tickets()["outcome"].tolist() == [outcome]


def test_rows_without_a_number_are_the_same_only_when_all_of_them_is(take: Import) -> None:
    header = "hall,issued_at,service\n"
    rows = "h,2024-03-04T08:00,K\nh,2024-03-04T08:00,K\nh,2024-03-04T08:00,L\n"
    assert take(header + rows, GENERIC).rows.refusals == {"duplicate": 1}
    assert take(header + rows, KEEPING).rows.taken == 3


KEEPING = """
name = "generic"
[columns]
hall = "hall"
issued_at = "issued_at"
service = "service"
[rules]
duplicates = "keep"
"""


def test_only_the_halls_asked_for_are_taken(take: Import, tickets: Tickets) -> None:
    report = take(HEADER + "a,1,2024-03-04T08:00,,,,K,\nb,1,2024-03-04T08:00,,,,K,\n", GENERIC, halls=["b"])
    assert report.rows.refusals == {"other-hall": 1}
    assert tickets()["hall"].tolist() == ["b"]


def test_the_same_file_again_changes_nothing_and_another_one_is_a_revision(
    take: Import, store: Store, tickets: Tickets
) -> None:
    rows = [f"h,A{n:03d},2024-03-0{1 + n % 3}T08:{n:02d},,,,K,\n" for n in range(30)]
    assert take(HEADER + "".join(rows), GENERIC).days_new == 3
    serial = store.manifest().serial
    again = take(HEADER + "".join(rows), GENERIC)
    assert (again.days_new, again.days_revised, again.days_unchanged) == (0, 0, 3)
    assert store.manifest().serial == serial
    changed = take(HEADER + "".join(rows[1:]), GENERIC)
    assert (changed.days_new, changed.days_revised, changed.days_unchanged) == (0, 1, 2)
    assert len(tickets()) == 29


def test_days_that_were_merged_into_a_month_are_known_again(take: Import, store: Store, tickets: Tickets) -> None:
    rows = [f"h,A{n:03d},2024-03-0{1 + n % 3}T08:{n:02d},,,,K,\n" for n in range(30)]
    for place in range(3):  # one part each
        take(HEADER + "".join(rows[place::3]), GENERIC)
    assert store.merge("2024-03", "import:generic", None)
    before = tickets()
    assert take(HEADER + "".join(rows), GENERIC).days_unchanged == 3
    pd.testing.assert_frame_equal(tickets(), before)


def test_a_day_of_the_hall_s_own_log_or_of_another_import_is_left_alone(take: Import, store: Store, tickets: Tickets) -> None:
    store.write(frames(("wendeng", "2026-03-02")))
    store.write(frames(("zetou", "2026-03-02"), source="import:other"))
    before = tickets()
    report = take(
        HEADER + "wendeng,1,2026-03-02T08:00,,,,K,\nzetou,1,2026-03-02T08:00,,,,K,\nwendeng,1,2026-03-03T08:00,,,,K,\n", GENERIC
    )
    assert report.rows.refusals == {"other-source": 2}
    assert report.days_new == 1
    after = tickets()
    pd.testing.assert_frame_equal(after[after["source"] != "import:generic"].reset_index(drop=True), before, check_dtype=False)


def test_waits_by_hall_are_those_of_the_rows(dirty: DirtyFile, take: Import) -> None:
    report = take(dirty.csv(), MAPPING)
    truth = pd.DataFrame(
        [(hall, wait_s) for (hall, _, _), (wait_s, _, _) in dirty.truth.tickets.items()], columns=["hall", "wait_s"]
    ).dropna()
    long = [row for row in dirty.rows if len(row) == 9 and len(row[1]) == 18]  # replaced numbers are not in the truth
    assert long
    for hall, waits in truth.groupby("hall")["wait_s"]:
        found = report.halls[str(hall)]
        assert found.called >= len(waits)
        if found.called == len(waits):
            assert (found.wait_p50_s, found.wait_p90_s) == (waits.quantile(0.5), waits.quantile(0.9))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no header"),
        ("hall,number\n", "issued_at"),
        ("hall,hall,issued_at\n", "twice"),
    ],
)
def test_a_file_that_lacks_what_is_needed_is_refused_as_a_whole(text: str, reason: str, take: Import, store: Store) -> None:
    with pytest.raises(FileUnreadable, match=reason):
        take(text, GENERIC)
    assert not store.manifest().parts
    assert not (store.directory / "imports").exists()


def test_a_packed_file_that_is_cut_short_is_refused_as_a_whole(take: Import, store: Store, tmp_path: Path) -> None:
    rows = "".join(f"h,A{n:05d},2024-03-04T08:00:{n % 60:02d},,,,K{n * 7919 % 10007},\n" for n in range(20_000))
    path = tmp_path / "v.csv.gz"
    path.write_bytes(gzip.compress((HEADER + rows).encode())[:-2000])
    with pytest.raises(FileUnreadable):
        take(path, GENERIC)
    assert not store.manifest().parts


def test_a_mapping_of_logs_is_none_of_visits(take: Import) -> None:
    with pytest.raises(MappingUnreadable):
        take(HEADER, preset("log"))


def test_days_are_hall_local(take: Import, store: Store) -> None:
    take(HEADER + "h,1,2024-03-04T23:30:00+00:00,,,,K,\n", GENERIC)  # 07:30 of the next day in Shanghai
    assert [day for part in store.manifest().parts for day in part.current()] == [HallDate("h", date(2024, 3, 5))]
