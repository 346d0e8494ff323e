"""The crew plays a real server: calls, hours, people who interfere, restarts, its own end."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import connect

from tests.support.server import ServerProcess, body

DEADLINE_S = 90.0
HALL = "wendeng"


SPEED = 60


@pytest.fixture(scope="module")
def fast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A demo city without crew whose clock runs fast, shared by tests that each play other halls."""
    with ServerProcess(tmp_path_factory.mktemp("fast") / "data", speed=SPEED) as server:
        yield server


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[ServerProcess]:
    """The same for one test alone, which may kill it."""
    with ServerProcess(tmp_path / "data", speed=SPEED) as server:
        yield server


@contextmanager
def crew(server: ServerProcess, *halls: str) -> "Iterator[subprocess.Popen[str]]":
    chosen = [argument for hall in halls for argument in ("--hall", hall)]
    command = (sys.executable, "-m", "queue_server.clients.crew", "--url", server.url, *chosen)
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        yield process
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=20)
        assert process.returncode == 0, said
        assert said == ""  # nobody broke down
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def until(holds: Callable[[], object], within_s: float = DEADLINE_S) -> None:
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)


def board(server: ServerProcess, hall: str = HALL) -> dict[str, Any]:
    with connect(f"{server.ws}/ws/halls/{hall}/board", proxy=None) as socket:
        frame: dict[str, Any] = json.loads(socket.recv(timeout=10))
        return frame


def events(server: ServerProcess, hall: str = HALL) -> list[dict[str, Any]]:
    client = server.login("admin")
    try:
        found: list[dict[str, Any]] = []
        while page := body(client.get(f"/api/v1/halls/{hall}/events", params={"after": len(found)}))["events"]:
            found += page
        return found
    finally:
        client.close()


def test_the_board_moves_and_every_teller_keeps_to_a_counter(fast: ServerProcess) -> None:
    with crew(fast, HALL):
        until(lambda: board(fast)["calls"])
        until(lambda: board(fast)["seq"] > 250)
    log = events(fast)
    opened = {event["counter"]: event["staff"] for event in log if event["type"] == "counter-opened"}
    assert opened == {counter: f"crew-{HALL}-{counter}" for counter in range(1, 11)}  # 11 and 12 are for people
    issued = [event for event in log if event["type"] == "ticket-issued"]
    assert {event["by"] for event in issued} == {f"crew-kiosk-{HALL}"}
    assert 0 < sum(event.get("priority", "normal") != "normal" for event in issued) < len(issued) / 2
    assert 0 < sum(not event.get("services") for event in issued) < len(issued) / 2
    types = {event["type"] for event in log}
    assert {"ticket-called", "service-started", "service-finished"} <= types
    worked = [event for event in log if event["type"] == "service-finished" and event.get("work")]
    assert worked


def test_one_person_issues_and_serves_in_a_village(fast: ServerProcess) -> None:
    with crew(fast, "daoji", "zetou"):
        until(lambda: board(fast, "daoji")["calls"] and board(fast, "zetou")["calls"])


def test_the_crew_stays_away_from_a_counter_that_somebody_took_over(fast: ServerProcess) -> None:
    hall = "huancui"
    counter = f"/api/v1/halls/{hall}/counters/3"
    with crew(fast, hall):
        until(lambda: next(c for c in board(fast, hall)["counters"] if c["counter"] == 3)["state"] in ("called", "serving"))
        person = fast.login(f"teller-{hall}")
        body(person.post(f"{counter}/open", json={"take_over": True}))
        taken_at = board(fast, hall)["seq"]
        until(lambda: board(fast, hall)["seq"] > taken_at + 100)
        body(person.post(f"{counter}/close", json={}))
        person.close()
    since = [event for event in events(fast, hall) if event["seq"] > taken_at]
    assert {event["by"] for event in since if event.get("counter") == 3} <= {f"teller-{hall}"}
    assert {event["by"] for event in since if event.get("counter") == 4} == {f"crew-{hall}-4"}


def test_the_crew_goes_on_when_the_server_was_killed(mortal: ServerProcess) -> None:
    with crew(mortal, HALL):
        until(lambda: board(mortal)["seq"] > 60)
        mortal.kill()
        mortal.start()
        before = board(mortal)["seq"]
        until(lambda: board(mortal)["seq"] > before + 60)
    log = events(mortal)
    assert [event["seq"] for event in log] == list(range(1, len(log) + 1))
    numbers = [event["number"] for event in log if event["type"] == "ticket-issued"]
    assert len(numbers) == len(set(numbers))


def test_the_crew_ends_when_its_parent_is_gone(fast: ServerProcess) -> None:
    command = (sys.executable, "-m", "queue_server.clients.crew", "--url", fast.url, "--hall", "kaifaqu")
    told = f"import subprocess, time; print(subprocess.Popen({command!r}).pid, flush=True); time.sleep(600)"
    parent = subprocess.Popen((sys.executable, "-c", told), stdout=subprocess.PIPE, text=True)
    try:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        until(lambda: board(fast, "kaifaqu")["seq"] > 1)
    finally:
        parent.kill()
        parent.wait()
        if parent.stdout is not None:
            parent.stdout.close()
    until(lambda: not runs(child), within_s=20)


def test_the_crew_waits_for_a_server_that_is_not_there_and_can_still_be_stopped(mortal: ServerProcess) -> None:
    mortal.stop()
    with crew(mortal, HALL) as process:
        mortal.start()
        until(lambda: board(mortal)["calls"])
        mortal.kill()
        assert process.poll() is None
    mortal.start()


def runs(pid: int) -> bool:
    """Tell whether a process runs; one that has ended and not been waited for does not."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


@pytest.mark.parametrize("arguments", [(), ("--url", "nowhere")])
def test_a_wrong_call_is_refused(arguments: tuple[str, ...]) -> None:
    done = subprocess.run(
        (sys.executable, "-m", "queue_server.clients.crew", *arguments), capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
