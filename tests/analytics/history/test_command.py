"""`onewindow history`: what it says, and its exit codes."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from analytics.history import manifest
from analytics.history.location import HISTORY_VARIABLE
from analytics.history.manifest import Manifest
from analytics.history.schema import VERSION
from analytics.history.store import Store
from analytics.queries.history import History
from queue_server.cli import main
from queue_server.eventlog.location import DATABASE_VARIABLE
from queue_server.eventlog.opening import open_database
from queue_server.eventlog.sqlite import sqlite_url
from tests.analytics.history.days import frames, record
from tests.analytics.history.looks import counted

DAYS = [("wendeng", "2026-02-02"), ("zetou", "2026-02-02"), ("wendeng", "2026-03-02")]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in (DATABASE_VARIABLE, HISTORY_VARIABLE):
        monkeypatch.delenv(name, raising=False)
    database = open_database(sqlite_url(tmp_path / "onewindow.db"), create=True)
    for day in DAYS:
        record(database, *day)
    database.close()
    return tmp_path


@pytest.fixture
def run(data: Path, capsys: pytest.CaptureFixture[str]) -> "Run":
    return Run(data, capsys)


class Run:
    def __init__(self, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._data, self._capsys = data, capsys

    def __call__(self, *arguments: str) -> tuple[int, list[str]]:
        code = main(["history", *arguments, "--data", str(self._data)])
        said = self._capsys.readouterr()
        return code, (said.out + said.err).splitlines()


def test_rebuild_makes_it_and_says_that_both_agree(run: Run, data: Path) -> None:
    assert run("rebuild", "--verify") == (
        1,
        [
            *(f"{hall} {date}: closed in the log, not in the history" for hall, date in DAYS),
            "3 days of the log, 18 tickets: 3 days were missing",
        ],
    )
    assert run("rebuild")[1][-1] == "3 days of the log, 18 tickets: 3 days were missing; made again"
    assert run("rebuild", "--verify") == (0, ["3 days of the log, 18 tickets: log and history agree"])
    history = History(data / "history")
    assert set(counted(history)) == set(DAYS)
    history.close()


def test_days_that_no_log_has_are_counted_apart(run: Run, data: Path) -> None:
    run("rebuild")
    store = Store(data / "history")
    store.write(frames(("daoji", "2026-03-03"), source="import:old"))
    store.close()
    assert run("rebuild", "--verify") == (
        0,
        [
            "3 days of the log, 18 tickets: log and history agree",
            "1 day was imported or simulated, not closed in a log: nothing to compare",
        ],
    )


def test_verify_is_content_with_a_whole_history(run: Run) -> None:
    run("rebuild")
    assert run("verify") == (0, ["6 files, 3 days: all whole"])


def test_verify_names_days_that_are_not_there(run: Run, data: Path) -> None:
    code, said = run("verify")
    assert code == 1
    assert said[0] == "wendeng 2026-02-02: closed in the log, not in the history"
    run("rebuild")
    store = Store(data / "history")
    store.write(frames(("daoji", "2026-03-02")), log="lost")
    store.write(frames(("daoji", "2026-03-03"), source="import:old"))
    store.close()
    assert run("verify") == (
        1,
        ["daoji 2026-03-02: in the history, not closed in the log", "12 files, 5 days: 1 thing wrong"],
    )


def test_verify_names_files_that_are_not_as_they_were_written(run: Run, data: Path) -> None:
    run("rebuild")
    folder = data / "history"
    (folder / "tickets/2026-02/2026-02.1.parquet").unlink()
    short = folder / "tickets/2026-03/2026-03-02.wendeng.1.parquet"
    short.write_bytes(short.read_bytes()[:-1])
    rotten = folder / "counters/2026-03/2026-03-02.wendeng.1.parquet"
    whole = rotten.read_bytes()
    rotten.write_bytes(whole[:50] + bytes([whole[50] ^ 1]) + whole[51:])
    code, said = run("verify")
    assert code == 1
    assert sorted(said[:-1]) == [
        "counters/2026-03/2026-03-02.wendeng.1.parquet is damaged: 1 day of 2026-03 is not shown",
        "tickets/2026-02/2026-02.1.parquet is missing: 2 days of 2026-02 are not shown",
        "tickets/2026-03/2026-03-02.wendeng.1.parquet is cut short: 1 day of 2026-03 is not shown",
    ]
    assert run("rebuild")[0] == 0
    assert run("rebuild", "--verify")[0] == 0


def test_verify_names_a_file_that_is_newer(run: Run, data: Path) -> None:
    run("rebuild")
    found = manifest.read(data / "history")
    newer = replace(found.parts[0], files=tuple(replace(file, version=VERSION + 1) for file in found.parts[0].files))
    manifest.replace(data / "history", replace(found, parts=(newer, *found.parts[1:])))
    code, said = run("verify")
    assert code == 1
    assert said[0].endswith("was written by a newer release: 2 days of 2026-02 are not shown")


@pytest.mark.parametrize("action", [["verify"], ["rebuild"], ["rebuild", "--verify"]])
def test_a_newer_history_is_refused_in_one_line(run: Run, data: Path, action: list[str]) -> None:
    (data / "history").mkdir()
    manifest.replace(data / "history", Manifest(version=VERSION + 1))
    code, said = run(*action)
    assert code == 2
    assert len(said) == 1
    assert said[0].startswith("onewindow: history-newer:")


def test_a_manifest_that_cannot_be_read_is_put_aside(run: Run, data: Path) -> None:
    run("rebuild")
    (data / "history" / manifest.NAME).write_bytes(b"{")
    assert run("verify")[1][0].startswith("onewindow: history-damaged:")
    assert run("rebuild", "--verify")[0] == 2
    code, said = run("rebuild")
    assert (code, said[-1]) == (0, "3 days of the log, 18 tickets: 3 days were missing; made again")
    assert (data / "history" / f"{manifest.NAME}.damaged").read_bytes() == b"{"
    assert run("verify")[0] == 0


def test_beside_a_database_server_it_must_be_said_where(capsys: pytest.CaptureFixture[str], data: Path) -> None:
    assert main(["history", "verify", "--database", "postgresql://nobody@127.0.0.1:9/none"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("onewindow: history-nowhere:")
    assert said.count("\n") == 1


def test_another_directory_can_be_named(run: Run, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("rebuild", "--history", str(data / "elsewhere"))[0] == 0
    assert (data / "elsewhere" / manifest.NAME).exists()
    monkeypatch.setenv(HISTORY_VARIABLE, str(data / "elsewhere"))
    assert run("verify")[0] == 0
    assert not (data / "history").exists()


def test_no_database_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["history", "rebuild", "--data", str(tmp_path / "none")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "none").exists()
