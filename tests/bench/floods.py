"""What a flood of requests without rights costs a hall: its p99 with and without, in turns within one run.

The hall takes fifty tickets a second, paced; the flood is a process of its own that shares the machine with the server.
"""

import contextlib
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.load import Latencies
from tests.support.server import ServerProcess

HALL_RATE, FLOOD_RATE = 50, 1_000
SECONDS = 15
PASSES = 5
TICKETS = "/api/v1/halls/wendeng/tickets"

FLOODS = {
    "tickets without a login": ["--path", TICKETS, "--body", "{}"],
    "tickets with a made-up token": ["--path", TICKETS, "--body", "{}", "--token", "A" * 43],
    "paths that are not there": ["--path", "/api/v1/nothing", "--body", "{}"],
}


def paced(port: int, rate: int, connections: int, seconds: int, *more: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.bench.load", "post", "--port", str(port), "--rate", str(rate)]
    command += ["--connections", str(connections), "--count", str(rate * seconds), *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@contextlib.contextmanager
def flood(port: int, what: list[str] | None) -> Iterator[None]:
    """Send it meanwhile."""
    sending = paced(port, FLOOD_RATE, 32, SECONDS + 1, *what) if what is not None else None
    try:
        yield
    finally:
        if sending is not None:
            done = Latencies(**json.loads(sending.communicate()[0]))
            assert done.rate > 0.9 * FLOOD_RATE, f"the flood came to {done.rate:.0f} requests a second"
            assert done.errors == FLOOD_RATE * (SECONDS + 1), "one was not refused"


def hall(server: ServerProcess, token: str) -> Latencies:
    """Take tickets at the hall's pace."""
    more = ["--path", TICKETS, "--body", "{}", f"--token={token}", "--keyed"]
    done = Latencies(**json.loads(paced(server.port, HALL_RATE, 16, SECONDS, *more).communicate()[0]))
    assert done.errors == 0
    return done


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, ServerProcess(Path(folder) / "data") as server:
        token = server.login("greeter").headers["Authorization"].removeprefix("Bearer ")
        hall(server, token)
        found: dict[str, list[float]] = {name: [] for name in FLOODS}
        for number in range(1, PASSES + 1):
            calm = hall(server, token)
            told = [f"calm {calm.p99_ms:.2f} ms"]
            for name, what in FLOODS.items():
                with flood(server.port, what):
                    under = hall(server, token)
                found[name].append(under.p99_ms / calm.p99_ms)
                told.append(f"{name} {under.p99_ms:.2f}")
            print(f"pass {number}: p99 " + ", ".join(told))
        for name, ratios in found.items():
            print(f"{FLOOD_RATE} a second, {name}: the hall's p99 {statistics.median(ratios):.2f}x (goal 1.5)")


if __name__ == "__main__":
    main()
