"""The wheel holds what the server needs beside its modules: pages, words, data, migrations."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_wheel_holds_every_file_that_git_knows(tmp_path: Path) -> None:
    known = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "queue_server", "display", "analytics"], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert {"display/static/base/tokens.css", "queue_server/data/services.csv"} <= set(known)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--no-deps", "--no-index"]
    built = subprocess.run(
        [*pip, "--no-build-isolation", "--wheel-dir", tmp_path, ROOT], capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stderr
    with zipfile.ZipFile(next(tmp_path.glob("onewindow-*.whl"))) as wheel:
        assert not set(known) - set(wheel.namelist())
