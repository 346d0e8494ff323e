"""Servers on PostgreSQL: one against two, against SQLite, one hot hall against many, and what reading the database first costs.

Ratios within one run; the load comes from processes of its own, which share the machine with servers and database.
"""

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from queue_server.app.peers import Peers
from queue_server.eventlog.opening import open_database
from tests.bench.load import Latencies
from tests.support.postgres import PostgresServer
from tests.support.server import ServerProcess
from tests.system.cluster import cluster

LOADS, CONNECTIONS, COUNT = 4, 16, 2_000
PASSES = 5
HALLS = ("wendeng", "huancui", "rongcheng", "rushan")


def tokens(server: ServerProcess) -> dict[str, str]:
    """Return a teller's token for each hall."""
    names = {hall: "teller" if hall == "wendeng" else f"teller-{hall}" for hall in HALLS}
    return {hall: server.login(name).headers["Authorization"].removeprefix("Bearer ") for hall, name in names.items()}


def load(servers: Sequence[ServerProcess], halls: Sequence[str], token: dict[str, str], count: int = COUNT) -> Latencies:
    """Take tickets from four processes at once, over the servers and halls in turn; return the sum of rates and the worst times."""
    running = []
    for n in range(LOADS):
        server, hall = servers[n % len(servers)], halls[n % len(halls)]
        command = [sys.executable, "-m", "tests.bench.load", "post", "--port", str(server.port), "--keyed"]
        command += ["--path", f"/api/v1/halls/{hall}/tickets", "--body", "{}", f"--token={token[hall]}"]
        command += ["--connections", str(CONNECTIONS), "--count", str(count)]
        running.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
    parts = [Latencies(**json.loads(process.communicate()[0])) for process in running]
    assert sum(part.errors for part in parts) == 0
    return Latencies(
        sum(part.rate for part in parts), max(part.p50_ms for part in parts), max(part.p99_ms for part in parts), 0
    )


def head_read_ms(url: str) -> float:
    """Return the median time of reading what is new of one hall."""
    database = open_database(url, create=False)
    peers = Peers(database)

    async def measure() -> list[float]:
        times = []
        for _ in range(500):
            began_s = time.perf_counter()
            await peers.news("wendeng", {"day/wendeng/2026-11-30": 10**9}, [("someone", "key")])
            times.append(1000 * (time.perf_counter() - began_s))
        return times

    times = asyncio.run(measure())
    database.close()
    return statistics.median(times)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, PostgresServer() as postgres, ServerProcess(Path(folder) / "data") as sqlite:
        url = postgres.database()
        with cluster(Path(folder), [url, url]) as two:
            one, known = two[:1], tokens(two[0])
            cases = {
                "SQLite, one hall": ([sqlite], HALLS[:1], tokens(sqlite)),
                "SQLite, four halls": ([sqlite], HALLS, tokens(sqlite)),
                "PostgreSQL, one server, one hall": (one, HALLS[:1], known),
                "PostgreSQL, one server, four halls": (one, HALLS, known),
                "PostgreSQL, two servers, one hall": (two, HALLS[:1], known),
                "PostgreSQL, two servers, four halls": (two, HALLS, known),
            }
            for servers, halls, token in cases.values():
                load(servers, halls, token, count=300)
            found: dict[str, list[Latencies]] = {name: [] for name in cases}
            for number in range(1, PASSES + 1):
                for name, (servers, halls, token) in cases.items():
                    found[name].append(load(servers, halls, token))
                print(f"pass {number}: " + ", ".join(f"{runs[-1].rate:.0f}/s" for runs in found.values()))
            first = next(iter(found))
            for name, runs in found.items():
                ratio = statistics.median(run.rate / base.rate for run, base in zip(runs, found[first], strict=True))
                p99 = statistics.median(run.p99_ms for run in runs)
                print(f"{name:<36} {ratio:.2f} of the rate of {first}; p99 {p99:.0f} ms")
            print(f"reading what is new of a hall: {head_read_ms(url):.2f} ms a batch")


if __name__ == "__main__":
    main()
