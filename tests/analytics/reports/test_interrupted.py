"""`onewindow report --every`, broken off: whole files stay, nothing else does, and the next run goes on."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from analytics.reports import made
from tests.analytics.memory import stored, ticket
from tests.analytics.played import HALLS, Played
from tests.support.server import end_with_parent

PATIENCE_S = 90.0


def until(what: str, happened: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < deadline, f"never: {what}"
        time.sleep(0.02)


class Running:
    """The command, on all halls."""

    def __init__(self, data: Path) -> None:
        self.to = data / "reports"
        self.temporary = Path(tempfile.mkdtemp(prefix="report-"))  # a short name: Chromium has a socket in it
        self.log = data / "said"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable, "-m", "queue_server.cli", "report", "--every", "hall", "--month", "2026-03", "--no-sandbox",
                    "--to", str(self.to), "--data", str(data),
                ],
                env=os.environ | {"TMPDIR": str(self.temporary)},
                stdout=log,
                stderr=log,
                preexec_fn=end_with_parent,  # noqa: PLW1509 - one system call, no lock is taken
            )  # fmt: skip

    def reports(self) -> list[Path]:
        return sorted(self.to.glob("*.pdf"))

    def browsers(self) -> list[int]:
        """Return its processes of Chromium that run."""
        found = []
        for process in Path("/proc").iterdir():
            if process.name.isdecimal():
                try:
                    line = (process / "cmdline").read_bytes()
                    ended = (process / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
                except OSError:
                    continue
                if f"--user-data-dir={self.temporary}/".encode() in line and not ended:
                    found.append(int(process.name))
        return found

    def said(self) -> str:
        return self.log.read_text()


@pytest.fixture
def data(played: Played, tmp_path: Path) -> Path:
    stored(tmp_path / "history", [ticket(n, date=date(2026, 3, 3), wait_s=60.0 * n) for n in range(1, 13)])
    return tmp_path


@pytest.fixture
def running(data: Path) -> Iterator[Running]:
    command = Running(data)
    yield command
    command.process.kill()
    command.process.wait(10)
    shutil.rmtree(command.temporary)


def test_after_ctrl_c_the_next_run_makes_the_rest(running: Running, data: Path) -> None:
    listed = running.to / made.NAME
    until("a first report", listed.exists)
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(PATIENCE_S) == 130, running.said()
    there, remembered = running.reports(), json.loads(listed.read_bytes())
    assert 0 < len(remembered) <= len(there) < len(HALLS)
    assert all(path.read_bytes().rstrip().endswith(b"%%EOF") for path in there)
    assert {path.name for path in running.to.iterdir()} <= {made.NAME, *(path.name for path in there)}
    assert list(running.temporary.iterdir()) == []
    assert running.browsers() == []
    rest = Running(data)
    assert rest.process.wait(PATIENCE_S) == 0, rest.said()
    assert len(rest.reports()) == len(HALLS)
    assert f"{len(remembered)} were there" in rest.said(), "one that came to be as it broke off is made again"
    rest.temporary.rmdir()


def test_chromium_does_not_outlive_a_command_that_was_killed(running: Running) -> None:
    until("a browser", running.browsers)
    running.process.kill()
    until("no browser", lambda: not running.browsers())
