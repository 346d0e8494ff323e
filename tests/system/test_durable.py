"""An acknowledgement means that the disk has it: seen in the system calls, because a killed process leaves the page cache whole."""

import re
import shutil
import sqlite3
from pathlib import Path

from queue_server.eventlog.opening import open_database
from queue_server.eventlog.sqlite import sqlite_url
from tests.support.server import ServerProcess, body

HALL = "/api/v1/halls/wendeng"
BEGAN = re.compile(r"^(?P<pid>\d+) +(?P<time>[\d.]+) (?P<call>\w+)\((?P<rest>.*)")


def test_a_finished_fsync_lies_between_a_command_and_its_answer(tmp_path: Path) -> None:
    assert shutil.which("strace") is not None, "strace is needed: .ci/machine installs it as root"
    trace = tmp_path / "trace"
    # read/recv bring the request, fsync/fdatasync store it, write/send carry the answer; -s shows enough to recognise them.
    strace = (
        "strace",
        "-f",
        "-ttt",
        "-s",
        "400",
        "-o",
        str(trace),
        "-e",
        "trace=read,recvfrom,fsync,fdatasync,write,sendto,writev,sendmsg",
    )
    with ServerProcess(tmp_path / "data", wrapper=strace) as server:
        kiosk = server.login("kiosk")
        for n in range(5):
            body(kiosk.post(f"{HALL}/tickets", json={}, headers={"Idempotency-Key": f"durable-{n}"}), 201)
    lines = trace.read_text(errors="replace").splitlines()
    for n in range(5):
        asked = next(i for i, line in enumerate(lines) if f"durable-{n}" in line)
        answered = next(i for i, line in enumerate(lines) if i > asked and "HTTP/1.1 201" in line)
        between = lines[asked:answered]
        assert any(_synced(line) for line in between), "\n".join(between)


def _synced(line: str) -> bool:
    """A sync that returned 0, in one line or as the resumed half of one that was interrupted in the trace."""
    return re.search(r"(fsync|fdatasync)(\(\d+\)| resumed>\)).* = 0$", line) is not None


def test_the_writing_connection_is_synchronous_full(tmp_path: Path) -> None:
    database = open_database(sqlite_url(tmp_path / "x.db"), create=True)
    try:
        with database.writing() as connection:
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2  # FULL
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
    finally:
        database.close()


def test_one_key_is_one_command_across_a_restart_and_past_the_close(tmp_path: Path) -> None:
    key = {"Idempotency-Key": "one"}
    with ServerProcess(tmp_path / "data") as server:
        first = body(server.login("kiosk").post(f"{HALL}/tickets", json={"priority": "elder"}, headers=key), 201)
        server.kill()
        server.start()
        kiosk, manager = server.login("kiosk"), server.login("manager")
        assert body(kiosk.post(f"{HALL}/tickets", json={"priority": "elder"}, headers=key), 201) == first
        body(manager.post(f"{HALL}/close-day", json={}))
        assert body(kiosk.post(f"{HALL}/tickets", json={"priority": "elder"}, headers=key), 201) == first
        other = body(kiosk.post(f"{HALL}/tickets", json={}, headers=key), 422)
        assert other["code"] == "idempotency-key-reused"
    with sqlite3.connect(server.database) as connection:
        assert connection.execute("SELECT count(*) FROM tickets").fetchone() == (1,)
    connection.close()
