"""What questions to two years of a city cost: against DuckDB alone on the same files, and one hall against all.

`python -m tests.bench.history [--tickets 10000000] [--halls 100] [--months 24] [--directory DIR]`; a directory is kept, and used again.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb

from analytics.history import manifest
from analytics.queries.filter import Filter
from analytics.queries.history import MEMORY, THREADS, History
from tests.bench import years

PASSES = 5

QUERIES = {
    "tickets and level by hour and weekday": """
        SELECT weekday, hour, count(*) AS tickets, count(wait_s) AS called, count(*) FILTER (wait_s <= target_s) AS within
        FROM tickets GROUP BY ALL""",
    "waits to the second, by hour and month": """
        SELECT month, hour, wait_s::INTEGER AS wait_s, count(*) AS tickets
        FROM tickets WHERE wait_s IS NOT NULL GROUP BY GROUPING SETS ((hour, wait_s::INTEGER), (month, wait_s::INTEGER))""",
    "outcomes by group, channel and priority": """
        SELECT service_group, channel, priority, outcome, count(*) AS tickets, sum(house_s) AS house_s
        FROM tickets GROUP BY GROUPING SETS ((service_group, outcome), (channel, outcome), (priority, outcome))""",
    "by hall and month": """
        SELECT hall, month, count(*) AS tickets, avg(wait_s) AS wait_s, count(*) FILTER (wait_s <= target_s) AS within
        FROM tickets GROUP BY ALL""",
    "the counters by hour": """
        SELECT hall, hour, sum(open_s) AS open_s, sum(busy_s) AS busy_s FROM counters GROUP BY ALL""",
}


def timed_ms(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def peak_mib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def make(directory: Path, tickets: int, halls: int, months: int) -> None:
    begun = time.perf_counter()
    made = years.fill(directory, tickets, names=years.halls(halls), months=months)
    files = list(directory.rglob("*.parquet"))
    size = sum(path.stat().st_size for path in files) / 1e6
    print(
        f"made: {made} tickets, {halls} halls, {months} months in {time.perf_counter() - begun:.0f} s; "
        f"{len(files)} files, {size:.0f} MB; peak {peak_mib()} MiB"
    )


def ask(directory: Path, halls: int) -> None:
    everything = Filter(halls=tuple(years.halls(halls)), since=date(2000, 1, 1), until=date(2099, 12, 31))
    one = Filter(halls=(years.halls(halls)[halls // 2],), since=everything.since, until=everything.until)
    before = peak_mib()
    opened_ms = timed_ms(lambda: History(directory).span(everything.halls))
    history = History(directory)
    bare = duckdb.connect(":memory:", config={"memory_limit": MEMORY, "threads": THREADS})
    for kind in ("tickets", "counters"):
        bare.execute(f"CREATE VIEW {kind} AS SELECT * FROM read_parquet('{directory}/{kind}/*/*.parquet')")
    total = {"bare": 0.0, "all": 0.0, "one": 0.0}
    print(f"opened in {opened_ms:.0f} ms; medians of {PASSES} alternating passes (ms): DuckDB alone, all halls, one hall")
    for name, sql in QUERIES.items():
        works = {
            "bare": lambda sql=sql: bare.execute(sql).df(),
            "all": lambda sql=sql: history.frame(sql, everything),
            "one": lambda sql=sql: history.frame(sql, one),
        }
        took: dict[str, list[float]] = {kind: [] for kind in works}
        for _ in range(PASSES):
            for kind, work in works.items():
                took[kind].append(timed_ms(work))
        medians = {kind: statistics.median(each) for kind, each in took.items()}
        total = {kind: total[kind] + medians[kind] for kind in total}
        print(f"  {name:<42}" + "".join(f"{each:9.0f}" for each in medians.values()))
    print(f"  {'all of them':<42}" + "".join(f"{each:9.0f}" for each in total.values()))
    print(
        f"ratios: all halls to DuckDB alone {total['all'] / total['bare']:.2f}, one hall to all {total['one'] / total['all']:.2f}"
    )
    print(f"peak {peak_mib()} MiB (before the first question {before} MiB)")


def run(module: str, asked: Callable[[Path, int], None]) -> None:
    """Make a history, unless there is one, and ask it; `asked` is given its directory and how many halls it has."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tickets", type=int, default=10_000_000)
    parser.add_argument("--halls", type=int, default=100)
    parser.add_argument("--months", type=int, default=years.MONTHS)
    parser.add_argument("--directory", type=Path, default=None)
    parser.add_argument("--step", choices=("make", "ask"), default=None, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step == "make":
        make(given.directory, given.tickets, given.halls, given.months)
    elif given.step == "ask":
        asked(given.directory, given.halls)
    else:
        print(f"machine: {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            directory = given.directory or Path(folder) / "history"
            sizes = ("--tickets", str(given.tickets), "--halls", str(given.halls), "--months", str(given.months))
            for step in ("ask",) if (directory / manifest.NAME).exists() else ("make", "ask"):
                # A process each, so that its peak of memory is its own.
                command = (sys.executable, "-m", module, *sizes, "--directory", str(directory), "--step", step)
                subprocess.run(command, check=True)


def main() -> None:
    run("tests.bench.history", ask)


if __name__ == "__main__":
    main()
