"""Durable ticket-taking over HTTP against a bare Starlette endpoint under the same server and load."""

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.load import Latencies
from tests.bench.process import Bare
from tests.support.server import ServerProcess

CONNECTIONS = 64
COUNT = 10_000
PASSES = 5


def post(port: int, path: str, *, token: str = "", body: str = "{}", count: int = COUNT) -> Latencies:
    """Run the load in a process of its own and return what it measured."""
    command = [sys.executable, "-m", "tests.bench.load", "post", "--port", str(port), "--path", path, "--body", body]
    command += [f"--token={token}", "--connections", str(CONNECTIONS), "--count", str(count), "--keyed"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    measured = Latencies(**json.loads(done.stdout))
    assert measured.errors == 0, f"{path}: {measured.errors} refusals"
    return measured


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, ServerProcess(Path(folder) / "data") as ours, Bare("http") as bare:
        token = ours.login("greeter").headers["Authorization"].removeprefix("Bearer ")
        path = "/api/v1/halls/wendeng/tickets"
        post(ours.port, path, token=token, count=1_000)
        post(bare.port, "/echo", count=1_000)
        rows: list[tuple[Latencies, Latencies]] = []
        for number in range(1, PASSES + 1):
            pair = post(bare.port, "/echo"), post(ours.port, path, token=token)
            rows.append(pair)
            print(f"pass {number}: bare {pair[0].rate:7.0f}/s p99 {pair[0].p99_ms:6.1f} ms   "
                  f"tickets {pair[1].rate:7.0f}/s p50 {pair[1].p50_ms:5.1f} p99 {pair[1].p99_ms:6.1f} ms   "
                  f"rate {pair[1].rate / pair[0].rate:.2f}, p99 {pair[1].p99_ms / pair[0].p99_ms:.1f}x")  # fmt: skip
        rate = statistics.median(o.rate / b.rate for b, o in rows)
        p99 = statistics.median(o.p99_ms / b.p99_ms for b, o in rows)
        print(
            f"durable ticket-taking at {CONNECTIONS} connections: {rate:.2f} of the bare rate (goal 0.40), p99 {p99:.1f}x (goal 5)"
        )


if __name__ == "__main__":
    main()
