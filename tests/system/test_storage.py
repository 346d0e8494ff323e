"""The storage goes away under a running server: it says so, loses nothing that it acknowledged, and goes on by itself."""

import os
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest

from tests.support.server import ServerProcess, body

HALL = "/api/v1/halls/wendeng"


def eventually(holds: Callable[[], bool], within_s: float = 20.0) -> None:
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline, "it did not come to hold"
        time.sleep(0.1)


def numbers(server: ServerProcess) -> list[str]:
    with sqlite3.connect(server.database) as connection:
        found = [row[0] for row in connection.execute("SELECT number FROM tickets ORDER BY number")]
    connection.close()
    return found


def refused(answer: httpx2.Response) -> None:
    problem = body(answer, 503)
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert int(answer.headers["retry-after"]) >= 1
    assert problem["code"] == "storage-unavailable"


def told(server: ServerProcess, reason: str) -> bool:
    """Tell whether the server's log says that the storage went away for this reason."""
    lines = [line for line in server.said().splitlines() if '"event":"storage unavailable"' in line]
    return any(f'"reason":"{reason}"' in line for line in lines)


def away(server: ServerProcess) -> None:
    """A command and the readiness probe say that the storage is away."""
    kiosk = server.client()
    eventually(lambda: kiosk.get("/readyz").status_code == 503)
    refused(kiosk.get("/readyz"))


def test_a_locked_file(fresh: ServerProcess) -> None:
    kiosk = fresh.login("kiosk")
    first = body(kiosk.post(f"{HALL}/tickets", json={}), 201)
    other = sqlite3.connect(fresh.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    refused(kiosk.post(f"{HALL}/tickets", json={}, headers={"Idempotency-Key": "k"}))
    away(fresh)
    other.execute("ROLLBACK")
    other.close()
    eventually(lambda: kiosk.get("/readyz").status_code == 200)
    second = body(kiosk.post(f"{HALL}/tickets", json={}, headers={"Idempotency-Key": "k"}), 201)
    assert [first["number"], second["number"]] == ["A001", "A002"] == numbers(fresh)
    assert told(fresh, "locked")


def test_a_vanished_file(fresh: ServerProcess) -> None:
    kiosk = fresh.login("kiosk")
    body(kiosk.post(f"{HALL}/tickets", json={}), 201)
    hidden = fresh.data / "hidden"
    fresh.database.rename(hidden)
    refused(kiosk.post(f"{HALL}/tickets", json={}))
    away(fresh)
    assert not fresh.database.exists(), "an empty file was made in its place"
    hidden.rename(fresh.database)
    eventually(lambda: kiosk.get("/readyz").status_code == 200)
    assert body(kiosk.post(f"{HALL}/tickets", json={}), 201)["number"] == "A002"
    assert told(fresh, "vanished")
    assert "storage available again" in fresh.said()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 MiB: a tmpfs of its own as root, else one in a user namespace's mount is not ours to make."""
    place = tmp_path / "disk"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)], check=True)
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount; the file-size limit in tests/eventlog covers other users")
def test_a_full_disk(small_disk: Path) -> None:
    with ServerProcess(small_disk / "data") as server:
        kiosk = server.login("kiosk")
        body(kiosk.post(f"{HALL}/tickets", json={}), 201)
        ballast = small_disk / "ballast"
        with ballast.open("wb") as file:
            try:
                while True:
                    file.write(b"\0" * 65536)
                    file.flush()
            except OSError:
                pass
        acknowledged = 1
        for n in range(2_000):
            answer = kiosk.post(f"{HALL}/tickets", json={}, headers={"Idempotency-Key": f"full-{n}"})
            if answer.status_code == 503:
                break
            acknowledged += 1
        refused(answer)
        away(server)
        assert told(server, "full")
        ballast.unlink()
        eventually(lambda: kiosk.get("/readyz").status_code == 200)
        body(kiosk.post(f"{HALL}/tickets", json={}, headers={"Idempotency-Key": f"full-{n}"}), 201)
        assert numbers(server) == [f"A{n:03d}" for n in range(1, acknowledged + 2)]
        server.stop()


def test_a_second_server_on_the_same_data_is_refused(fresh: ServerProcess) -> None:
    second = ServerProcess(fresh.data, command=("serve", "--data", str(fresh.data), "--port", "{port}", "--no-analytics"))
    second.start(ready=False)
    assert second.process is not None
    assert second.process.wait(30) == 2
    assert second.said().strip().count("\n") == 0
    assert "database-in-use" in second.said()
    body(fresh.login("kiosk").post(f"{HALL}/tickets", json={}), 201)
