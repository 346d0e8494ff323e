"""Folders of commands that were killed do not stay."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from analytics.history.whole import in_place_of
from analytics.reports.chromium import Chromium, ChromiumFailed
from analytics.reports.folder import own_folder

ANOTHER = """
import sys
from analytics.reports.folder import own_folder
with own_folder() as folder:
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_what_a_killed_one_left_is_removed_by_the_next_and_a_living_ones_is_not(temporary: Path) -> None:
    folders = []
    others = [
        subprocess.Popen(
            [sys.executable, "-c", ANOTHER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=os.environ | {"TMPDIR": str(temporary)},
        )
        for _ in range(2)
    ]  # fmt: skip
    for other in others:
        assert other.stdout is not None
        folders.append(Path(other.stdout.readline().strip()))
        (folders[-1] / "page.html").write_text("figures")
        os.utime(folders[-1], (0, 0))
    killed, living = others
    killed.kill()
    killed.communicate(timeout=10)
    assert killed.returncode == -signal.SIGKILL
    with own_folder() as mine:
        assert sorted(temporary.iterdir()) == sorted([folders[1], mine])
    living.communicate("", timeout=10)
    assert list(temporary.iterdir()) == []


def test_what_is_not_its_own_stays(temporary: Path) -> None:
    kept = temporary / "kept"
    kept.mkdir()
    (kept / ".lock").touch()
    (temporary / "onewindow-report-link").symlink_to(kept)
    (temporary / "onewindow-report-notes").mkdir()
    for path in temporary.iterdir():
        os.utime(path, (0, 0), follow_symlinks=False)
    with own_folder():
        pass
    assert {path.name for path in temporary.iterdir()} == {"kept", "onewindow-report-link", "onewindow-report-notes"}
    assert (kept / ".lock").exists()


def test_a_place_that_cannot_be_written_is_said(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(temporary / "none"))
    with pytest.raises(ChromiumFailed, match="No such file or directory"), Chromium(sandbox=False):
        pass


def test_a_file_that_a_killed_writer_left_goes_when_its_place_is_written_again(temporary: Path) -> None:
    to = temporary / "2026-03-city-zh.pdf"
    old, young, others = (temporary / name for name in (f".{to.name}.7.0a", f".{to.name}.8.0b", ".x.pdf.7.0a"))
    for path in (old, young, others):
        path.touch()
    for path in (old, others):
        os.utime(path, (0, 0))
    with in_place_of(to) as written:
        written.write_bytes(b"%PDF")
    assert sorted(temporary.iterdir()) == sorted([to, young, others])
