"""A data directory of an older release goes on under this one."""

import gzip
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.server import ServerProcess, body

RELEASES = sorted((Path(__file__).parent / "data").glob("*.db.gz"))
"""Databases as older releases left them: the demo city, in Wendeng 20 tickets of which 8 were served."""
HALL = "/api/v1/halls/wendeng"


def onewindow(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "queue_server.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture(params=RELEASES, ids=lambda path: path.name.removesuffix(".db.gz"))
def data(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    with gzip.open(request.param) as packed, (folder / "onewindow.db").open("wb") as unpacked:
        shutil.copyfileobj(packed, unpacked)
    return folder


def test_it_is_refused_in_one_line_then_migrated_and_nothing_is_lost(data: Path) -> None:
    refused = onewindow("serve", "--data", str(data), "--port", "1")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "onewindow migrate" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    for _ in range(2):
        migrated = onewindow("migrate", "--data", str(data))
        assert (migrated.returncode, migrated.stderr) == (0, "")
    verified = onewindow("rebuild", "--verify", "--data", str(data))
    assert "20 tickets: log and rows agree" in verified.stdout
    with ServerProcess(data, command=("serve", "--data", str(data), "--port", "{port}", "--no-analytics")) as server:
        manager, teller = server.login("manager"), server.login("teller")
        assert body(manager.get(HALL))["waiting"] == 12
        assert body(server.login("kiosk").post(f"{HALL}/tickets", json={}), 201)["number"] == "A017"
        assert teller.post(f"{HALL}/counters/1/call-next", json={}).status_code == 200


def test_the_demo_migrates_by_itself(data: Path) -> None:
    with ServerProcess(data) as server:
        assert body(server.login("manager").get(HALL))["waiting"] == 12
