"""An import that is killed, or interrupted, goes on from there: nothing is lost, nothing is counted twice."""

import contextlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from analytics.history.errors import HistoryUnwritable
from analytics.history.store import Store
from analytics.imports.errors import ImportRunning
from analytics.imports.mapping import load_mapping
from analytics.imports.run import BATCH_ROWS, import_visits
from queue_server.cli import main
from tests.analytics.imports.dirt import MAPPING, DirtyFile, dirty_visits
from tests.analytics.imports.importing import run
from tests.analytics.imports.test_logs import HEADER
from tests.analytics.imports.test_logs import MAPPING as LOG_MAPPING

MODULE = [sys.executable, "-m", "tests.analytics.imports.importing"]
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def dirty() -> DirtyFile:
    return dirty_visits(seed=3, count=round(2.2 * BATCH_ROWS))


def put(directory: Path, dirty: DirtyFile) -> tuple[Path, Path]:
    """Write a file of visits and its mapping."""
    file, mapping = directory / "v.csv", directory / "m.toml"
    file.write_text(dirty.csv(), newline="")
    mapping.write_text(MAPPING)
    return file, mapping


@pytest.fixture
def files(tmp_path: Path, dirty: DirtyFile) -> tuple[Path, Path]:
    return put(tmp_path, dirty)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, dirty: DirtyFile) -> tuple[dict[str, Any], list[tuple[object, ...]]]:
    """What an import that nobody interrupts reports, and the rows that it writes."""
    directory = tmp_path_factory.mktemp("whole")
    report = run("visits", *put(directory, dirty), directory / "h", after=0)
    return json.loads(report.as_json()), rows_of(directory / "h")


def rows_of(history: Path) -> list[tuple[object, ...]]:
    """Return every row of every file that counts, read without the product."""
    manifest = json.loads((history / "manifest.json").read_bytes())
    paths = [str(history / file["path"]) for part in manifest["parts"] for file in part["files"] if file["kind"] == "tickets"]
    return sorted(duckdb.read_parquet(paths).fetchall(), key=repr)


def killed(kind: str, file: Path, mapping: Path, history: Path, *, after: Callable[[int], int]) -> tuple[dict[str, Any], int]:
    """Import a file with processes that kill themselves until one ends; return its report, and how many were killed.

    Args:
        after: How often a process is told how far it has come before it kills itself, by how many did.
    """
    for kills in range(20):
        command = [*MODULE, kind, str(file), str(mapping), str(history), str(after(kills))]
        done = subprocess.run(command, capture_output=True, cwd=ROOT, check=False)
        if done.returncode == 0:
            return json.loads(done.stdout), kills
        assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    raise AssertionError("it does not end")


def test_killed_after_every_batch_and_every_write_it_ends_like_one_that_was_not(
    files: tuple[Path, Path], tmp_path: Path, dirty: DirtyFile, whole: tuple[dict[str, Any], list[tuple[object, ...]]]
) -> None:
    wanted, rows = whole
    report, kills = killed("visits", *files, tmp_path / "killed", after=lambda kills: 1 + kills // 2)
    assert kills >= 3  # twice while reading, then while writing
    assert report["resumed"]
    for name in ("read", "taken", "corrected", "refusals", "corrections", "notes"):
        assert report["rows"][name] == wanted["rows"][name]
    assert report["rows"]["refusals"] == dict(dirty.truth.refused)
    assert report["halls"] == wanted["halls"]
    assert rows_of(tmp_path / "killed") == rows
    assert not (tmp_path / "killed" / "imports").exists()


def test_killed_at_any_moment_it_ends_like_one_that_was_not(
    files: tuple[Path, Path], tmp_path: Path, whole: tuple[dict[str, Any], list[tuple[object, ...]]]
) -> None:
    """The moments are drawn: whatever the process does then. The last one is left alone."""
    chance, history = random.Random(5), tmp_path / "killed"
    for _ in range(5):
        importing = subprocess.Popen(
            [*MODULE, "visits", *map(str, files), str(history), "0"], stdout=subprocess.DEVNULL, cwd=ROOT
        )
        with contextlib.suppress(subprocess.TimeoutExpired):
            importing.wait(chance.uniform(0.5, 6))
        importing.kill()
        importing.wait()
    run("visits", *files, history, after=0)
    assert rows_of(history) == whole[1]


def test_killed_when_only_the_staging_was_left_to_remove_it_reports_the_same(
    files: tuple[Path, Path],
    tmp_path: Path,
    whole: tuple[dict[str, Any], list[tuple[object, ...]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupted(path: Path, **options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(shutil, "rmtree", interrupted)
        run("visits", *files, tmp_path / "h", after=0)
    report = json.loads(run("visits", *files, tmp_path / "h", after=0).as_json())
    assert report["resumed"]
    assert report["rows"] == whole[0]["rows"]
    assert report["halls"] == whole[0]["halls"]
    assert rows_of(tmp_path / "h") == whole[1]


def test_a_log_that_was_killed_ends_like_one_that_was_not(tmp_path: Path) -> None:
    file, mapping = tmp_path / "log.csv", tmp_path / "m.toml"
    lines = [
        f"c{n // 4},step {n % 4},2024-03-0{1 + n % 4}T08:{n % 60:02d}:00Z,r{n % 7},complete\n"
        for n in range(BATCH_ROWS + 9_000)
    ]
    file.write_text(HEADER + "\n" + "".join(lines))
    mapping.write_text(LOG_MAPPING)
    whole = json.loads(run("log", file, mapping, tmp_path / "whole", after=0).as_json())
    report, kills = killed("log", file, mapping, tmp_path / "killed", after=lambda kills: 1 + kills)
    assert kills >= 2
    assert (report["rows"], report["units"]) == (whole["rows"], whole["units"])
    assert report["rows"]["read"] == len(lines)
    names = [f"permits.{table}.1.parquet" for table in ("cases", "steps")]
    for name in names:
        found = [duckdb.read_parquet(str(tmp_path / one / "logs" / name)).fetchall() for one in ("killed", "whole")]
        assert found[0] == found[1]


def test_ctrl_c_ends_it_with_130_and_the_same_command_goes_on(
    files: tuple[Path, Path], tmp_path: Path, dirty: DirtyFile
) -> None:
    command = [
        sys.executable, "-m", "queue_server.cli", "import", "visits", str(files[0]), "--mapping", str(files[1]),
        "--history", str(tmp_path / "h"), "--report", str(tmp_path / "r.json"),
    ]  # fmt: skip
    importing = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)
    staged = tmp_path / "h" / "imports" / "old-system" / "rows.duckdb"
    until = time.monotonic() + 60
    while not staged.exists() and importing.poll() is None and time.monotonic() < until:
        time.sleep(0.01)
    os.kill(importing.pid, signal.SIGINT)
    _, said = importing.communicate(timeout=60)
    assert importing.returncode == 130
    assert b"the same command goes on" in said
    again = subprocess.run(command, capture_output=True, cwd=ROOT, check=False)
    assert again.returncode == 0, again.stderr.decode()
    assert json.loads((tmp_path / "r.json").read_bytes())["rows"]["refusals"] == dict(dirty.truth.refused)


def test_two_at_once_under_one_name_are_refused(files: tuple[Path, Path], tmp_path: Path) -> None:
    history = tmp_path / "h"
    refused: list[Exception] = []
    store = Store(history)

    def told(what: str, done: int, total: int) -> None:
        if refused:
            return
        other = subprocess.run(
            [*MODULE, "visits", *map(str, files), str(history), "0"], capture_output=True, cwd=ROOT, check=False
        )
        assert other.returncode == 1
        assert ImportRunning.code.encode() in other.stderr
        refused.append(ImportRunning())

    import_visits(files[0], load_mapping(files[1]), store, told=told)
    store.close()
    assert refused


def test_another_file_under_the_same_name_begins_anew(files: tuple[Path, Path], tmp_path: Path) -> None:
    history = tmp_path / "h"
    done = subprocess.run([*MODULE, "visits", *map(str, files), str(history), "1"], capture_output=True, cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    small = dirty_visits(seed=9, count=60)
    files[0].write_text(small.csv(), newline="")
    report = run("visits", *files, history, after=0)
    assert not report.resumed
    assert report.rows.refusals == dict(small.truth.refused)


def test_a_staging_that_is_damaged_is_read_again(files: tuple[Path, Path], tmp_path: Path, dirty: DirtyFile) -> None:
    history = tmp_path / "h"
    subprocess.run([*MODULE, "visits", *map(str, files), str(history), "1"], capture_output=True, cwd=ROOT, check=False)
    (history / "imports" / "old-system" / "rows.duckdb").write_bytes(b"no database" * 1000)
    report = run("visits", *files, history, after=0)
    assert not report.resumed
    assert report.rows.refusals == dict(dirty.truth.refused)


def test_a_place_that_cannot_be_written_is_one_line(
    files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "h").mkdir()
    (tmp_path / "h" / "imports").write_text("a file where a directory is needed")
    assert main(["import", "visits", str(files[0]), "--mapping", str(files[1]), "--history", str(tmp_path / "h")]) == 2
    said = capsys.readouterr().err
    assert "history-unwritable" in said
    assert len(said.splitlines()) == 1


def test_a_disk_that_fills_up_while_rows_are_staged_is_not_the_files_fault(
    files: tuple[Path, Path], tmp_path: Path, whole: tuple[dict[str, Any], list[tuple[object, ...]]]
) -> None:
    history = tmp_path / "full"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, before[1]))
    try:
        with pytest.raises(HistoryUnwritable) as refused:
            run("visits", *files, history, after=0)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert "File too large" in str(refused.value)
    assert list(history.glob("imports/*/rows.duckdb")), "what is staged stays, for the same command to go on"
    run("visits", *files, history, after=0)
    assert rows_of(history) == whole[1]
