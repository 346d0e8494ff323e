"""What the bundle's own programs refuse, without a bundle."""

import subprocess
import sys
from pathlib import Path

import pytest

BUNDLE = Path(__file__).parent.parent.parent / "deploy" / "bundle"


@pytest.mark.parametrize("kept", ["0", "-1", "many", "01"])
def test_a_backup_that_would_keep_none_is_not_begun(kept: str, tmp_path: Path) -> None:
    old = tmp_path / "onewindow-20260101T013000Z.db"
    old.touch()
    done = subprocess.run(
        [BUNDLE / "bin" / "onewindow-backup", tmp_path, kept], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert list(tmp_path.iterdir()) == [old]


@pytest.mark.parametrize("content", [b"ONEWINDOW_HOST='127.0.0.1\n", b"ONEWINDOW_HOST=\xff\n"], ids=["quotes", "not UTF-8"])
def test_settings_that_cannot_be_read_are_refused_with_their_place(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "onewindow.env"
    file.write_bytes(content)
    program = "import pathlib, settings, sys; settings.read(pathlib.Path(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", program, file], capture_output=True, text=True, check=False, timeout=60, cwd=BUNDLE / "installer"
    )
    assert done.stderr.splitlines()[-1].startswith(f"refusal.Refusal: {file}")
