"""Retention in a server and beside servers: nothing that is asked for is gone, everything else is, and all still agrees."""

import asyncio
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
import websockets
from sqlalchemy import insert, text

from queue_server.app.retention.records import Run, last_run
from queue_server.eventlog.database import Database
from queue_server.eventlog.opening import open_database
from queue_server.eventlog.sqlite import sqlite_url
from queue_server.eventlog.tables import answers
from tests.support.postgres import PostgresServer
from tests.support.server import ServerProcess, body
from tests.system.cluster import Play, cluster
from tests.system.test_backup import onewindow

HALL = "wendeng"
TICKETS = f"/api/v1/halls/{HALL}/tickets"
HOUR_MS = 3600 * 1000
DAY_MS = 24 * HOUR_MS


def old_answers(database: Database, count: int) -> None:
    """Store answers that nobody may ask for any more."""
    row: dict[str, Any] = {"scope": HALL, "actor": "old", "body_hash": "", "status": 201, "answer": b"[0]", "at_ms": 1}
    with database.writing() as connection:
        connection.execute(insert(answers), [row | {"key": f"old{n}"} for n in range(count)])


def within(url: str, work: Callable[[Any], Any]) -> Any:
    """Do something to a database that no server has open."""
    database = open_database(url, create=False)
    try:
        with database.writing() as connection:
            return work(connection)
    finally:
        database.close()


def record(url: str) -> Run | None:
    reader = open_database(url, create=False, reader=True)
    try:
        with reader.reading() as connection:
            return last_run(connection)
    finally:
        reader.close()


def ended(url: str, after: Run | None = None) -> Run:
    """Wait for a run that came to its end, and return its record."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found = record(url)
        if found is not None and found.ended_ms is not None and (after is None or found.run != after.run):
            return found
        time.sleep(0.05)
    raise AssertionError("retention did not run")


def all_agrees(url: str) -> None:
    for command in (("verify",), ("rebuild", "--verify"), ("doctor", "--port", "1")):
        told = onewindow(*command, "--database", url)
        assert (told.returncode, told.stderr) == (0, ""), told.stdout


def test_a_server_does_it_by_itself_and_keeps_what_may_be_asked(tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data") as server:
        url = sqlite_url(server.database)
        first = ended(url)  # a new database's first run finds nothing
        assert [one.deleted for one in first.kinds] == [0, 0, 0, 0]
        kiosk = server.login("kiosk")
        given = {key: body(kiosk.post(TICKETS, json={}, headers={"Idempotency-Key": key}), 201) for key in ("young", "old")}
        server.stop()

        def age(connection: Any) -> None:
            now_ms = time.time_ns() // 1_000_000
            young, old = now_ms - 47 * HOUR_MS, now_ms - 49 * HOUR_MS
            for key, at_ms in (("young", young), ("old", old)):
                connection.execute(text("UPDATE answers SET at_ms = :at WHERE key = :key"), {"at": at_ms, "key": key})
            connection.execute(text("UPDATE sessions SET expires_ms = :at"), {"at": now_ms - 8 * DAY_MS})
            connection.execute(text("UPDATE retention_runs SET began_ms = began_ms - :day"), {"day": 2 * DAY_MS})

        within(url, age)
        server.start()
        run = ended(url, after=first)
        assert run.by == "server"
        assert {one.kind: one.deleted for one in run.kinds} == {"answers": 1, "sessions": 1, "notices": 0, "logins": 0}
        assert '"event":"retention deleted","answers":1,"sessions":1,' in server.said()
        kiosk = server.login("kiosk")
        again = {key: body(kiosk.post(TICKETS, json={}, headers={"Idempotency-Key": key}), 201) for key in given}
        assert again["young"] == given["young"], "within 48 hours a command is answered as it was"
        assert again["old"]["number"] == "A003", "later its key is free"
        shown = onewindow("retention", "--last", "--data", str(server.data))
        assert "sessions: kept for 7 days, 1 deleted" in shown.stdout
        dry = onewindow("retention", "--dry-run", "--data", str(server.data))
        assert "sessions: kept for 7 days, 0 would be deleted" in dry.stdout
        refused = onewindow("retention", "--data", str(server.data))
        assert (refused.returncode, len(refused.stderr.splitlines())) == (2, 1)
        assert "every night" in refused.stderr
        assert record(url) == run
    all_agrees(url)


def test_what_was_deleted_is_not_in_the_file_any_more(tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data") as server:
        ticket = body(server.login("kiosk").post(TICKETS, json={}, headers={"Idempotency-Key": "key"}), 201)
        notice = {
            "zh": "王秀兰请到窗口",
            "en": "Wang Xiulan to the counter",
            "until": "2000-01-02T00:00:00Z",
            "from": "2000-01-01T00:00:00Z",
        }
        body(server.login("manager").post(f"/api/v1/halls/{HALL}/notices", json=notice), 201)
    secret = ticket["pass"].rpartition(".")[2].encode()
    url = sqlite_url(server.database)
    within(url, lambda connection: connection.execute(text("UPDATE answers SET at_ms = 1")))

    def held() -> bytes:
        return b"".join(file.read_bytes() for file in server.data.iterdir())

    assert secret in held()
    assert b"Wang Xiulan" in held()
    done = onewindow("retention", "--data", str(server.data))
    assert (done.returncode, done.stderr) == (0, "")
    assert secret not in held()
    assert b"Wang Xiulan" not in held()
    all_agrees(url)


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_run_that_is_killed_has_lost_nothing_and_the_next_goes_on(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if kind == "sqlite":
        url = sqlite_url(tmp_path / "data" / "onewindow.db")
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.database()
    example = Path(__file__).parent.parent.parent / "docs" / "example-city.toml"
    assert onewindow("init", str(example), "--database", url).returncode == 0
    database = open_database(url, create=False)
    old_answers(database, 20_000)
    database.close()
    command = [sys.executable, "-m", "queue_server.cli", "retention", "--database", url]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        deadline = time.monotonic() + 60
        while (found := record(url)) is None or not any(one.deleted for one in found.kinds):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        running.send_signal(signal.SIGKILL)
    cut = record(url)
    assert cut is not None
    assert cut.ended_ms is None
    left = within(url, lambda connection: connection.execute(text("SELECT count(*) FROM answers")).scalar())
    assert cut.kinds[0].deleted == 20_000 - left, "the record is true to the row"
    assert 0 < left < 20_000
    assert "interrupted" in onewindow("retention", "--last", "--database", url).stdout
    done = onewindow("retention", "--database", url)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{left} deleted" in done.stdout
    all_agrees(url)


async def test_commands_do_not_fail_while_it_runs_beside_servers(postgres: PostgresServer, tmp_path: Path) -> None:
    url = postgres.database()
    with cluster(tmp_path, [url, url]) as servers:
        database = open_database(url, create=False)
        old_answers(database, 10_000)
        database.close()
        play = Play(servers, [HALL])
        play.start()
        await play.until(200)
        runs = await asyncio.gather(*(asyncio.to_thread(onewindow, "retention", "--database", url) for _ in range(2)))
        during = play.commands
        await play.until(during + 200)
        await play.end()
        play.check()
        for server in servers:
            assert "Traceback" not in server.said()
    for run in runs:
        assert (run.returncode, run.stderr) == (0, "")
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM answers WHERE actor = 'old'").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM answers").fetchone() != (0,)
    assert during > 200, "it was served meanwhile"
    all_agrees(url)


async def test_a_pass_is_over_after_a_week_also_for_the_screen(tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data") as server:
        ticket = body(server.login("kiosk").post(TICKETS, json={}), 201)
        server.stop()
        with sqlite3.connect(server.database) as connection:
            connection.execute("UPDATE clock SET stood_ms = stood_ms + ?, hall_ms = hall_ms + ?", (9 * DAY_MS, 9 * DAY_MS))
        connection.close()
        server.start()
        async with websockets.connect(f"{server.ws}/ws/tickets/{ticket['pass']}") as socket:
            with pytest.raises(websockets.ConnectionClosed) as closed:
                await socket.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4404
        assert server.client().get(f"/api/v1/tickets/{ticket['pass']}").status_code == 404
        server.stop()
        done = onewindow("retention", "--days", "passes=30", "--data", str(server.data))
        assert (done.returncode, done.stderr) == (0, "")
        server.start()
        assert body(server.client().get(f"/api/v1/tickets/{ticket['pass']}"))["state"] == "cancelled"
    all_agrees(sqlite_url(server.database))
