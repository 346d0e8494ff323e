"""Files of recorded visits, clean and dirty."""

import gzip
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from queue_server.clients.visits import Visit, VisitsUnreadable, parse_visits, read_visits, write_visits

SHANGHAI = ZoneInfo("Asia/Shanghai")


def read(*rows: str) -> list[Visit]:
    return parse_visits([f"{row}\n" for row in rows], SHANGHAI).visits


def reason(header: str, row: str) -> str:
    found = parse_visits([f"{header}\n", f"{row}\n"], SHANGHAI)
    assert found.visits == []
    (bad,) = found.bad
    assert bad.line == 2
    return bad.reason


FULL = "hall,issued_at,service,service_s,patience_s,priority"


def test_a_full_row_is_a_visit() -> None:
    (visit,) = read(FULL, "wendeng,2026-03-02T09:00:30,G001,312.5,900,elder")
    assert visit == Visit(2, "wendeng", datetime(2026, 3, 2, 9, 0, 30, tzinfo=SHANGHAI), "G001", 312.5, 900.0, "elder")


def test_only_hall_and_time_are_needed() -> None:
    (visit,) = read("issued_at,hall", "2026-03-02 09:00,wendeng")
    assert (visit.service, visit.service_s, visit.patience_s, visit.priority) == (None, None, None, "normal")


def test_other_columns_are_left_alone_and_blank_lines_are_nothing() -> None:
    assert len(read("hall,mood,issued_at", "", "wendeng,good,2026-03-02T09:00", "")) == 1


def test_rows_come_in_any_order_and_visits_by_time() -> None:
    visits = read("hall,issued_at", "a,2026-03-02T11:00", "a,2026-03-02T09:00", "a,2026-03-02T10:00")
    assert [visit.line for visit in visits] == [3, 4, 2]


def test_a_time_with_an_offset_is_moved_to_the_halls_zone() -> None:
    (visit,) = read("hall,issued_at", "a,2026-03-02T01:00:00Z")
    assert visit.issued_at == datetime(2026, 3, 2, 1, tzinfo=UTC)
    assert visit.issued_at.hour == 9


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (",2026-03-02T09:00,,,,", "hall is empty"),
        ("a,,,,,", "issued_at is empty"),
        ("a,yesterday,,,,", "is not a date and time"),
        ("a,2026-03-02,,,,", "no time of day"),
        ("a,2026-02-30T09:00,,,,", "is not a date and time"),
        ("a,0001-01-01T00:00,,,,", "far off"),
        ("a,2026-03-02T09:00,,-1,,", "service_s '-1' is not between"),
        ("a,2026-03-02T09:00,,nan,,", "service_s 'nan' is not between"),
        ("a,2026-03-02T09:00,,1e9,,", "service_s '1e9' is not between"),
        ("a,2026-03-02T09:00,,,soon,", "patience_s 'soon' is not a number"),
        ("a,2026-03-02T09:00,,,,king", "priority 'king' is none of"),
        ("a,2026-03-02T09:00,,,", "5 fields where the header has 6"),
        ("a,2026-03-02T09:00,,,,,", "7 fields where the header has 6"),
        ("a\x07,2026-03-02T09:00,,,,", "hall 'a\\x07' is not readable text"),
    ],
)
def test_a_bad_row_is_named_by_line_and_reason(row: str, says: str) -> None:
    assert says in reason(FULL, row)


def test_good_rows_are_kept_beside_bad_ones_and_lines_count_quoted_breaks() -> None:
    found = parse_visits(["hall,issued_at,service\n", 'a,2026-03-02T09:00,"two\n', 'lines"\n', "a,no,\n"], SHANGHAI)
    assert [bad.line for bad in found.bad] == [2, 4]  # a service of two lines is no readable text


@pytest.mark.parametrize("header", ["", "hall", "issued_at,service", "hall,issued_at,hall"])
def test_a_file_without_its_columns_is_refused(header: str) -> None:
    with pytest.raises(VisitsUnreadable):
        parse_visits([f"{header}\n"] if header else [], SHANGHAI)


def test_bytes_that_are_not_utf_8_spoil_their_row_alone(tmp_path: Path) -> None:
    file = tmp_path / "visits.csv"
    file.write_bytes(b"\xef\xbb\xbfhall,issued_at\na,2026-03-02T09:00\n\xff\xfe,2026-03-02T09:00\n")
    found = read_visits(file, SHANGHAI)
    assert len(found.visits) == 1
    assert [bad.line for bad in found.bad] == [3]


@pytest.mark.parametrize(
    "content",
    [b"", b"\x1f\x8b\x08not gzip at all", gzip.compress(b"hall,issued_at\n" * 99, mtime=0)[:-9], bytes(200_000)],
)
def test_a_broken_file_is_refused_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "visits.csv"
    file.write_bytes(content)
    with pytest.raises(VisitsUnreadable, match=r"visits\.csv"):
        read_visits(file, SHANGHAI)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VisitsUnreadable, match="No such file"):
        read_visits(tmp_path / "none.csv", SHANGHAI)


seconds = st.none() | st.integers(0, 86_400).map(float)
visit = st.builds(
    Visit,
    line=st.just(0),
    hall=st.sampled_from(["wendeng", "UD_Mokotow_2", "泽头"]),
    issued_at=st.integers(10**9, 2 * 10**9).map(lambda at: datetime.fromtimestamp(at, UTC)),
    service=st.none() | st.sampled_from(["A", 'with "quotes", and commas', "工伤认定申请"]),
    service_s=seconds,
    patience_s=seconds,
    priority=st.sampled_from(["normal", "elder"]),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=50)
@given(st.lists(visit, max_size=6), st.sampled_from(["v.csv", "v.csv.gz"]))
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, visits: list[Visit], name: str) -> None:
    file = tmp_path_factory.mktemp("visits") / name
    assert write_visits(file, visits) == len(visits)
    found = read_visits(file, UTC)
    assert found.bad == []
    assert [each._replace(line=0) for each in found.visits] == sorted(visits, key=lambda each: each.issued_at)
    again = file.with_name(f"again-{name}")
    write_visits(again, visits)
    assert again.read_bytes() == file.read_bytes()
