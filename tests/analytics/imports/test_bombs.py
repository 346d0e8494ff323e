"""Files that are small when packed and large, or endless, when read: memory stays bounded, and the file is refused or its rows are."""

import gzip
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from analytics.history.store import Store
from analytics.imports.errors import FileUnreadable
from analytics.imports.logs import import_log
from analytics.imports.mapping import preset
from analytics.imports.report import Report
from analytics.imports.run import import_visits

MEMORY = 64 << 20
"""Bytes that an import may take for what it reads; each of these files is more than that when it is unpacked, in one piece."""
MB = b"x" * (1 << 20)
PIECES = 160
GOOD = b"hall,issued_at\nwendeng,2024-03-04T08:00:00\n"


def packed(path: Path, head: bytes, piece: bytes, tail: bytes = b"", *, pieces: int = PIECES) -> Path:
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(head)
        for _ in range(pieces):
            file.write(piece)
        file.write(tail)
    return path


def bounded(run: Callable[[], Report]) -> Report:
    """Run an import; fail if it held more memory than it may."""
    tracemalloc.start()
    try:
        return run()
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < MEMORY, f"{peak >> 20} MB"


def visits(path: Path, store: Store) -> Report:
    return bounded(lambda: import_visits(path, preset("generic"), store, told=lambda *_: None))


def log(path: Path, store: Store) -> Report:
    return bounded(lambda: import_log(path, preset("log"), store, unit=None, cases=None, told=lambda *_: None))


@pytest.mark.parametrize("start", [b"wendeng,", b'wendeng,"'], ids=["a line", "a line in quotes"])
def test_a_row_that_does_not_end_is_refused_and_the_next_is_read(tmp_path: Path, store: Store, start: bytes) -> None:
    path = packed(tmp_path / "v.csv.gz", GOOD + start, MB, b"\nwendeng,2024-03-04T09:00:00\n")
    rows = visits(path, store).rows
    assert (rows.read, rows.taken, dict(rows.refusals)) == (3, 2, {"unreadable-row": 1})
    assert rows.examples["unreadable-row"][0].line == 3


def test_a_field_of_endless_lines_is_refused(tmp_path: Path, store: Store) -> None:
    path = packed(tmp_path / "v.csv.gz", GOOD + b'wendeng,"', b'a\n","' * (1 << 18), pieces=1)
    rows = visits(path, store).rows
    assert rows.taken == 1


def test_a_header_that_does_not_end_is_refused(tmp_path: Path, store: Store) -> None:
    with pytest.raises(FileUnreadable):
        visits(packed(tmp_path / "v.csv.gz", b"", MB), store)


def test_a_parquet_file_of_one_long_text_again_and_again(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "v.parquet"
    with duckdb.connect() as connection:
        rows = "SELECT 'wendeng' AS hall, '2024-03-04T08:00:00' AS issued_at, repeat('x', 2000000) AS number FROM range(400)"
        connection.execute(f"COPY ({rows}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
    assert path.stat().st_size < 1 << 20
    assert dict(visits(path, store).rows.refusals) == {"unreadable-row": 400}


def test_the_name_of_a_parquet_file_is_no_pattern(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "[v]*.parquet"
    with duckdb.connect() as connection:
        for name, hall in ((path.name, "wendeng"), ("[v]x.parquet", "zetou"), ("v.parquet", "gejia")):
            target = str(tmp_path / name)
            connection.execute(
                f"COPY (SELECT '{hall}' AS hall, '2024-03-04T08:00:00' AS issued_at) TO '{target}' (FORMAT parquet)"
            )
    assert set(visits(path, store).halls) == {"wendeng"}


EVENT = b'<event><string key="concept:name" value="a"/>'


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b'<log><trace><event><string key="a" value="', MB),
        (b"<log>", MB),
        (b"<log><trace>" + EVENT, b'<string key="a" value="b"/>' * (1 << 15)),
        (b"<log>", b"<x>" * (1 << 18)),
        (b"<log><trace><event ", b"".join(b'a%d="1" ' % n for n in range(1 << 18))),
        (b"<log>", b"".join(b"<a%d/>" % n for n in range(1 << 17))),
    ],
    ids=["an attribute", "text", "an event", "depth", "attributes", "names"],
)
def test_an_element_that_does_not_end_is_refused(tmp_path: Path, store: Store, head: bytes, piece: bytes) -> None:
    with pytest.raises(FileUnreadable, match="no XES document"):
        log(packed(tmp_path / "l.xes.gz", head, piece), store)
    assert not (store.directory / "imports").exists()


def test_much_between_events_is_passed_over(tmp_path: Path, store: Store) -> None:
    event = EVENT + b'<date key="time:timestamp" value="2024-03-04T08:00:00Z"/></event>'
    tail = b'<trace><string key="concept:name" value="1"/>' + event + b"</trace></log>"
    report = log(packed(tmp_path / "l.xes.gz", b"<log>", b"<x/>" * (1 << 16), tail, pieces=8), store)
    assert (report.rows.read, report.rows.taken) == (1, 1)
