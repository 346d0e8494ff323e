"""Other programs that use a database file at the same time. Run as a script: `processes.py ROLE PATH`.

`lock` holds SQLite's write lock, `serve` has the database open as a server does, `write` appends until it is killed and prints what
was acknowledged. Each prints a line when it is at it, and ends when its standard input is closed.
"""

import asyncio
import itertools
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from queue_server.eventlog.log import Append, StreamEvents, Upsert
from queue_server.eventlog.opening import open_database
from queue_server.eventlog.sql import SQLLog

ROOT = Path(__file__).parent.parent.parent
WRITERS = 12


class Program:
    """A child process in one of the roles."""

    def __init__(self, role: str, database: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.eventlog.processes", role, str(database)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self.pid = self._process.pid

    @property
    def output(self) -> IO[bytes]:
        assert self._process.stdout is not None
        return self._process.stdout

    def leave(self) -> None:
        """Let it end by itself."""
        self._process.communicate()
        assert self._process.returncode == 0

    def kill(self) -> bytes:
        """End it as a power cut would, and return what it had printed."""
        self._process.kill()
        printed, _ = self._process.communicate()
        return printed


@contextmanager
def running(role: str, database: Path) -> Iterator[Program]:
    """Run a program, at its work, and kill it in the end if it still runs."""
    program = Program(role, database)
    try:
        assert program.output.readline() == b"ready\n"
        yield program
    finally:
        program.kill()


def _ready() -> None:
    print("ready", flush=True)


def _lock(path: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    _ready()
    sys.stdin.read()
    connection.execute("ROLLBACK")
    connection.close()


def _serve(path: str) -> None:
    database = open_database(f"sqlite:///{path}", create=True)
    _ready()
    sys.stdin.read()
    database.close()


def _write(path: str) -> None:
    database = open_database(f"sqlite:///{path}", create=True)
    log = SQLLog(database)
    _ready()

    async def writer(n: int) -> None:
        mine, shared = f"day/{n}/2026-03-02", f"case/{n % 3}"
        heads = {stream: await log.head(stream) for stream in (mine,)}
        for turn in itertools.count():
            bodies = tuple(b"%d-%d" % (n, turn) for _ in range(turn % 3 + 1))
            streams = [StreamEvents(mine, heads[mine], bodies)]
            if n < 3:  # one writer a shared stream
                streams.append(StreamEvents(shared, await log.head(shared), (b"%d-%d" % (n, turn),)))
            row = {"key": f"last/{mine}", "value": str(heads[mine] + len(bodies))}
            await log.append(Append(tuple(streams), (Upsert("meta", (row,)),)))
            heads[mine] += len(bodies)
            told = "".join(f"{new.stream} {new.expected + len(new.bodies)}\n" for new in streams)
            os.write(sys.stdout.fileno(), told.encode())

    async def write() -> None:
        await asyncio.gather(*(writer(n) for n in range(WRITERS)))

    asyncio.run(write())


if __name__ == "__main__":
    {"lock": _lock, "serve": _serve, "write": _write}[sys.argv[1]](sys.argv[2])
