"""Files are written whole or not at all; what counts is what the manifest says."""

import resource
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from analytics.history import manifest
from analytics.history.errors import HistoryBusy, HistoryDamaged, HistoryNewer, HistoryUnwritable
from analytics.history.frames import frames_of
from analytics.history.lock import locked
from analytics.history.manifest import HallDate
from analytics.history.problem import examine
from analytics.history.schema import COLUMNS, VERSION
from analytics.history.store import Store
from analytics.queries.history import History
from tests.analytics.history.days import TICKETS, frames, rows
from tests.analytics.history.looks import Ask, counted, policies
from tests.eventlog.disks import Disk, size_limit, small_tmpfs


def paths(directory: Path) -> set[str]:
    return {str(path.relative_to(directory)) for path in directory.rglob("*.parquet")}


def hall_date(hall: str, day: str) -> HallDate:
    return HallDate(hall, manifest.first_of(day[:7]).replace(day=int(day[8:])))


def test_a_day_is_a_file_of_each_kind(store: Store, history: History, directory: Path) -> None:
    assert store.write(frames(("wendeng", "2026-03-02"))).days == {hall_date("wendeng", "2026-03-02")}
    assert paths(directory) == {f"{kind}/2026-03/2026-03-02.wendeng.1.parquet" for kind in COLUMNS}
    assert counted(history) == {("wendeng", "2026-03-02"): TICKETS}


def test_what_is_read_is_what_was_written(store: Store, ask: Ask) -> None:
    store.write(frames(("wendeng", "2026-03-02")))
    day = rows()
    for kind, columns in COLUMNS.items():
        found = ask(f"SELECT * FROM {kind}")
        assert list(found) == list(columns)
        assert len(found) == len(getattr(day, kind))
    found = ask(
        """SELECT number, services, epoch_ms(issued_at) AS issued_at, epoch_ms(called_at) AS called_at, wait_s, counter, finished_by_closing
        FROM tickets ORDER BY "order" """
    )
    for read, row in zip(found.itertuples(), day.tickets, strict=True):
        assert (read.number, list(read.services), read.issued_at) == (row["number"], list(row["services"]), row["issued_at"])  # type: ignore[call-overload]
        if row["called_at"] is not None:
            assert (read.called_at, read.wait_s) == (row["called_at"], row["wait_s"])
        assert read.finished_by_closing == row["finished_by_closing"]


def test_types_are_the_schemas(store: Store, ask: Ask) -> None:
    store.write(frames(("wendeng", "2026-03-02")))
    for kind, columns in COLUMNS.items():
        described = ask(f"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {kind})")
        read = {name: "TIMESTAMP" if type_ == "TIMESTAMP_MS" else type_ for name, type_ in columns.items()}
        assert dict(zip(described["column_name"], described["column_type"], strict=True)) == read


def test_rows_without_any_ticket_are_a_day_all_the_same(store: Store, history: History, directory: Path, ask: Ask) -> None:
    empty = frames_of(rows()._replace(tickets=[], counters=[]))
    store.write(empty)
    assert paths(directory) == {"days/2026-03/2026-03-02.wendeng.1.parquet"}
    assert counted(history) == {}
    assert len(ask("SELECT * FROM days")) == 1


def test_a_correction_is_a_higher_revision_and_the_old_file_stays(store: Store, history: History, directory: Path) -> None:
    store.write(frames(("wendeng", "2026-03-02"), ("zetou", "2026-03-02")))
    before = {path: (directory / path).read_bytes() for path in paths(directory)}
    store.write(frames(("wendeng", "2026-03-02"), policy="strict"))
    assert paths(directory) - before.keys() == {f"{kind}/2026-03/2026-03-02.wendeng.2.parquet" for kind in COLUMNS}
    assert {path: (directory / path).read_bytes() for path in before} == before
    assert policies(history) == {("wendeng", "2026-03-02"): "strict", ("zetou", "2026-03-02"): "accumulating"}
    assert counted(history) == {("wendeng", "2026-03-02"): TICKETS, ("zetou", "2026-03-02"): TICKETS}


def test_days_of_several_months_are_files_of_their_months(store: Store, history: History, directory: Path) -> None:
    days = [("wendeng", "2026-03-31"), ("wendeng", "2026-04-01"), ("zetou", "2026-04-01")]
    store.write(frames(*days))
    assert paths(directory) == {
        f"{kind}/{name}.1.parquet" for kind in COLUMNS for name in ("2026-03/2026-03-31.wendeng", "2026-04/2026-04")
    }
    assert set(counted(history)) == set(days)


def test_what_the_log_says_is_not_replaced_from_elsewhere(store: Store, history: History) -> None:
    store.write(frames(("wendeng", "2026-03-02")))
    done = store.write(frames(("wendeng", "2026-03-02"), ("wendeng", "2026-03-03"), source="import:old", policy="strict"))
    assert done.left_out == {hall_date("wendeng", "2026-03-02")}
    assert policies(history) == {("wendeng", "2026-03-02"): "accumulating", ("wendeng", "2026-03-03"): "strict"}


def test_the_log_replaces_what_was_simulated(store: Store, history: History) -> None:
    store.write(frames(("wendeng", "2026-03-02"), source="simulated", policy="strict"))
    assert store.write(frames(("wendeng", "2026-03-02"))).days
    assert policies(history) == {("wendeng", "2026-03-02"): "accumulating"}


def test_what_is_there_already_may_be_left_out(store: Store, history: History) -> None:
    store.write(frames(("wendeng", "2026-03-02")), log="a")
    again = store.write(frames(("wendeng", "2026-03-02"), ("zetou", "2026-03-02"), policy="strict"), log="a", missing_only=True)
    assert again.days == {hall_date("zetou", "2026-03-02")}
    assert policies(history) == {("wendeng", "2026-03-02"): "accumulating", ("zetou", "2026-03-02"): "strict"}


def test_rows_of_two_sources_are_refused(store: Store) -> None:
    mixed = frames(("wendeng", "2026-03-02"), ("zetou", "2026-03-02"))
    mixed["tickets"].loc[0, "source"] = "simulated"
    with pytest.raises(ValueError, match="one source"):
        store.write(mixed)


def test_missing_columns_are_refused(store: Store) -> None:
    short = frames(("wendeng", "2026-03-02"))
    short["tickets"] = short["tickets"].drop(columns="wait_s")
    with pytest.raises(ValueError, match="wait_s"):
        store.write(short)
    assert store.manifest().parts == ()


def test_a_halls_name_never_leads_out_of_the_directory(store: Store, directory: Path, tmp_path: Path) -> None:
    strange = frames(("wendeng", "2026-03-02"), source="import:x")
    for frame in strange.values():
        frame["hall"] = "../../o'Brien; DROP TABLE tickets --"
    store.write(strange)
    assert paths(directory) == {f"{kind}/2026-03/2026-03.1.parquet" for kind in COLUMNS}
    assert {path.name for path in tmp_path.iterdir()} == {"history"}


@pytest.mark.parametrize("name", ["with [brackets]", "stars*and?marks", "quote's", "中文"])
def test_a_directory_may_have_any_name(tmp_path: Path, name: str) -> None:
    store, history = Store(tmp_path / name), History(tmp_path / name)
    store.write(frames(("wendeng", "2026-03-02"), ("zetou", "2026-03-02")))
    store.write(frames(("wendeng", "2026-03-02")))
    assert len(counted(history)) == 2
    store.close()
    history.close()


def test_only_this_user_reads_it(store: Store, directory: Path) -> None:
    store.write(frames(("wendeng", "2026-03-02")))
    for path in directory.rglob("*"):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700


def test_what_differs_is_found_row_for_row(store: Store) -> None:
    days = [("wendeng", "2026-03-02"), ("zetou", "2026-03-02"), ("gejia", "2026-03-02")]
    store.write(frames(*days[:2]))
    assert store.differing(frames(*days[:2])) == set()
    changed = frames(*days)
    changed["tickets"].loc[changed["tickets"]["hall"].eq("zetou") & changed["tickets"]["number"].eq("A002"), "wait_s"] += 0.001
    assert store.differing(changed) == {hall_date("zetou", "2026-03-02"), hall_date("gejia", "2026-03-02")}
    fewer = frames(*days[:2])
    fewer["counters"] = fewer["counters"].iloc[1:].reset_index(drop=True)
    assert store.differing(fewer) == {hall_date("wendeng", "2026-03-02")}
    doubled = frames(*days[:2])
    doubled["tickets"].loc[len(doubled["tickets"])] = doubled["tickets"].iloc[0]
    assert store.differing(doubled) == {hall_date("wendeng", "2026-03-02")}


def test_what_stands_in_a_damaged_file_differs(store: Store, directory: Path) -> None:
    store.write(frames(("wendeng", "2026-03-02")))
    path = directory / "tickets/2026-03/2026-03-02.wendeng.1.parquet"
    path.write_bytes(path.read_bytes()[:-10])
    assert store.differing(frames(("wendeng", "2026-03-02"))) == {hall_date("wendeng", "2026-03-02")}


# The manifest


def test_a_newer_manifest_is_refused_and_left_alone(store: Store, directory: Path) -> None:
    store.write(frames(("wendeng", "2026-03-02")))
    manifest.replace(directory, replace(store.manifest(), version=VERSION + 1))
    before = (directory / manifest.NAME).read_bytes()
    with pytest.raises(HistoryNewer):
        store.write(frames(("wendeng", "2026-03-03")))
    assert (directory / manifest.NAME).read_bytes() == before


_FILE = '{"kind":"days","path":"%s","version":1,"rows":1,"bytes":1,"digest":""}'
_PART = '{"version":1,"id":"a","parts":[%s],"retired":[%s]}'


def _listing(*days: str, path: str = "days/2026-03/2026-03.1.parquet", month: str = "2026-03", retired: str = "") -> bytes:
    parts = (
        f'{{"month":"{month}","source":"log","files":[{_FILE % path}],"days":{{"wendeng":[{listed}]}}}}' for listed in days
    )
    return (_PART % (",".join(parts), retired)).encode()


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[]",
        b'{"version": 1, "parts": [{"month": 3}]}',
        b"\xff",
        _listing("1", path="../../etc/passwd.parquet"),
        _listing("1", path="days/../../x.parquet"),
        _listing("1", path="/etc/2026-03/x.parquet"),
        _listing("1", retired='{"path":"../important.parquet","at_s":0}'),
        _listing("1", month="2026-13"),
        _listing("32"),
        _listing("31", month="2026-02"),
        _listing("1,1"),
        _listing("1,2", "2,3"),
    ],
)
def test_a_damaged_manifest_is_refused_and_left_alone(store: Store, directory: Path, text: bytes) -> None:
    (directory / manifest.NAME).write_bytes(text)
    with pytest.raises(HistoryDamaged):
        store.write(frames(("wendeng", "2026-03-03")))
    assert (directory / manifest.NAME).read_bytes() == text
    assert paths(directory) == set()


# One writer


def test_one_writes_at_a_time(directory: Path, store: Store) -> None:
    hurried = Store(directory, patience_s=0.05)
    with locked(directory, 1), pytest.raises(HistoryBusy):
        hurried.write(frames(("wendeng", "2026-03-02")))
    assert hurried.write(frames(("wendeng", "2026-03-02"))).days
    hurried.close()


# A full disk


@pytest.fixture(params=["tmpfs", "limit"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    """A disk that can be full: a real one where it may be mounted, else (and always once) a limit on the sizes of files."""
    with small_tmpfs(tmp_path) as mounted:
        if request.param == "tmpfs" and mounted is not None:
            yield mounted
            return
    with size_limit(tmp_path) as limited:
        yield limited


def test_a_full_disk_refuses_a_day_and_loses_none(disk: Disk) -> None:
    directory = disk.folder / "history"
    store, history = Store(directory), History(directory)
    store.write(frames(("wendeng", "2026-03-02")))
    (disk.folder / "small").write_bytes(bytes(100))
    files = paths(directory)
    disk.fill()
    with pytest.raises(HistoryUnwritable, match=r"No space left on device|File too large"):
        store.write(frames(("wendeng", "2026-03-03")))
    assert counted(history) == {("wendeng", "2026-03-02"): TICKETS}
    assert paths(directory) == files, "what is half written is not left"
    disk.empty()
    store.write(frames(("wendeng", "2026-03-03")))
    assert len(counted(history)) == 2
    assert not [file for part in store.manifest().parts for file in part.files if examine(directory, file)]
    store.close()
    history.close()


def test_the_manifest_is_replaced_whole_or_not(disk: Disk) -> None:
    """The files have room, the manifest has not."""
    directory = disk.folder / "history"
    store, history = Store(directory), History(directory)
    days = [("wendeng", f"2026-03-{day:02d}") for day in range(1, 31)]
    for day in days:
        store.write(frames(day))
    size = (directory / manifest.NAME).stat().st_size
    largest = max((directory / path).stat().st_size for path in paths(directory))
    assert size > largest, "the manifest is what fails"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size - 1, before[1]))
    try:
        with pytest.raises(HistoryUnwritable):
            store.write(frames(("wendeng", "2026-03-31")))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert set(counted(history)) == set(days)
    assert not [path for path in paths(directory) if "2026-03-31" in path]
    store.close()
    history.close()
