"""The demo draws its two years beside the server, which does not wait for them."""

import os
import signal
import time
from pathlib import Path

from analytics.history import manifest
from analytics.simulation.years import PLAN_NAME
from tests.support.server import ServerProcess


def demo(tmp_path: Path, *more: str) -> ServerProcess:
    return ServerProcess(
        tmp_path / "data", command=("demo", "--port", "{port}", "--data", str(tmp_path / "data"), "--crew", "0", *more)
    )


def descendants(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    children = [int(child) for task in tasks for child in task.read_text(encoding="ascii").split()]
    return children + [further for child in children for further in descendants(child)]


def test_the_server_serves_while_the_years_are_drawn_and_takes_them_down(tmp_path: Path) -> None:
    history = tmp_path / "data" / "history"
    with demo(tmp_path, "--years", "1") as server:
        assert server.process is not None
        with server.client() as client:
            assert client.get("/api/v1/city").status_code == 200
        until = time.monotonic() + 120
        while not manifest.read(history).parts and time.monotonic() < until:
            time.sleep(0.1)
        (part, *_) = manifest.read(history).parts
        assert part.source == "simulated"
        assert (history / PLAN_NAME).exists()
        started = descendants(server.process.pid)
        assert len(started) >= 3, "the dashboards, the years, and who draws them"
        os.killpg(server.process.pid, signal.SIGINT)  # as a terminal does
        assert server.process.wait(20) == 130
        until = time.monotonic() + 10
        while (left := [pid for pid in started if Path(f"/proc/{pid}").exists()]) and time.monotonic() < until:
            time.sleep(0.05)  # the one that watches over shared resources ends when it sees that the others have
        assert not left, [Path(f"/proc/{pid}/cmdline").read_bytes() for pid in left]
        assert "Traceback" not in server.said()


def test_without_years_nothing_is_drawn(tmp_path: Path) -> None:
    with demo(tmp_path) as server:
        assert server.process is not None
        processes = [Path(f"/proc/{pid}/cmdline").read_bytes() for pid in descendants(server.process.pid)]
        assert processes
        assert not any(b"simulation" in command for command in processes)
    assert not (tmp_path / "data" / "history" / PLAN_NAME).exists()
