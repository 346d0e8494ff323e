"""`onewindow backup`, `restore` and `verify`, while people are served and afterwards."""

import asyncio
import contextlib
import itertools
import json
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import websockets
from sqlalchemy import text

from queue_server.eventlog.opening import open_database
from queue_server.eventlog.sqlite import sqlite_url
from tests.support.postgres import PostgresServer
from tests.support.server import ServerProcess, body
from tests.system.cluster import Play, cluster

HALL = "wendeng"


def onewindow(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "queue_server.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """Return the URL of a new database of a kind."""

    numbers = itertools.count(1)

    def new(kind: str) -> str:
        if kind == "sqlite":
            return sqlite_url(tmp_path / f"new{next(numbers)}.db")
        server: PostgresServer = request.getfixturevalue("postgres")
        return server.database()

    return new


@pytest.fixture(scope="module")
def backup_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a demo city with a few tickets."""
    folder = tmp_path_factory.mktemp("small")
    with ServerProcess(folder / "data") as server:
        kiosk = server.login("kiosk")
        for n in range(5):
            body(kiosk.post(f"/api/v1/halls/{HALL}/tickets", json={}, headers={"Idempotency-Key": f"key{n}"}), 201)
        sent = {"name": "New", "roles": [{"role": "teller", "scope": f"hall:{HALL}"}]}
        initial = body(server.login("admin").put("/api/v1/users/newcomer", json=sent), 201)["password"]
        (folder / "initial").write_text(initial, encoding="utf-8")
        made = onewindow("backup", str(folder / "backup.db"), "--data", str(server.data))
        assert made.returncode == 0, made.stderr
    return folder / "backup.db"


@pytest.mark.parametrize(
    ("source", "target"), [("sqlite", "sqlite"), ("postgres", "postgres"), ("sqlite", "postgres"), ("postgres", "sqlite")]
)
async def test_all_that_was_acknowledged_before_is_in_it(
    new_url: Callable[[str], str], tmp_path: Path, source: str, target: str
) -> None:
    url, file, restored = new_url(source), tmp_path / "backup", new_url(target)
    with cluster(tmp_path, [url]) as servers:
        play = Play(servers, [HALL])
        play.start()
        await play.until(600)
        issued, finished = len(play.seen[HALL].issued), len(play.seen[HALL].finished)
        made = await asyncio.to_thread(onewindow, "backup", str(file), "--database", url)
        assert (made.returncode, made.stderr) == (0, "")
        during = len(play.seen[HALL].issued)
        verified = await asyncio.to_thread(onewindow, "verify", "--database", url)
        assert (verified.returncode, verified.stderr) == (0, ""), verified.stdout
        await play.end()
        play.check()
        log_id = servers[0].login("kiosk").post(f"/api/v1/halls/{HALL}/tickets", json={}).json()["log"]
    assert during > issued, "it was served meanwhile"

    done = await asyncio.to_thread(onewindow, "restore", str(file), "--database", restored)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert "all agree" in onewindow("verify", "--database", restored).stdout
    environment = {"ONEWINDOW_DATABASE": restored}
    command = ("serve", "--port", "{port}", "--no-analytics")
    with ServerProcess(tmp_path / "restored", command=command, env=environment) as server:
        teller = server.login("teller")
        for ticket in play.seen[HALL].issued[:issued]:
            assert teller.get(f"/api/v1/tickets/{ticket['id']}").status_code == 200
        for ticket_id in play.seen[HALL].finished[:finished]:
            assert body(teller.get(f"/api/v1/tickets/{ticket_id}"))["state"] == "done"
        async with websockets.connect(f"{server.ws}/ws/halls/{HALL}/board") as socket:
            assert json.loads(await socket.recv())["log"] != log_id
        notice = {"zh": "维护", "en": "Maintenance", "from": "2026-03-02T00:00:00Z"}
        manager = server.login("manager")
        first = manager.post(f"/api/v1/halls/{HALL}/notices", json=notice)
        assert first.status_code == 201, first.text


def test_a_command_from_before_is_answered_as_it_was(backup_file: Path, tmp_path: Path) -> None:
    assert onewindow("restore", str(backup_file), "--data", str(tmp_path / "data")).returncode == 0
    command = ("serve", "--data", str(tmp_path / "data"), "--port", "{port}", "--no-analytics")
    with ServerProcess(tmp_path / "data", command=command) as server:
        kiosk = server.login("kiosk")
        again = kiosk.post(f"/api/v1/halls/{HALL}/tickets", json={}, headers={"Idempotency-Key": "key3"})
        assert body(again, 201)["number"] == "A004"
        assert body(kiosk.post(f"/api/v1/halls/{HALL}/tickets", json={}), 201)["number"] == "A006"


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_an_initial_password_stays_one(new_url: Callable[[str], str], backup_file: Path, tmp_path: Path, kind: str) -> None:
    url = new_url(kind)
    assert onewindow("restore", str(backup_file), "--database", url).returncode == 0
    command = ("serve", "--database", url, "--port", "{port}", "--no-analytics")
    with ServerProcess(tmp_path / "data", command=command) as server:
        newcomer = server.login("newcomer", (backup_file.parent / "initial").read_text(encoding="utf-8"))
        assert body(newcomer.get("/api/v1/me"))["must_change_password"] is True
        assert body(server.login("teller").get("/api/v1/me"))["must_change_password"] is False


def test_nothing_is_ever_overwritten(backup_file: Path, tmp_path: Path) -> None:
    before = backup_file.read_bytes()
    data = str(tmp_path / "data")
    assert onewindow("restore", str(backup_file), "--data", data).returncode == 0
    refused = onewindow("backup", str(backup_file), "--data", data)
    assert refused.returncode == 2
    assert "never overwrites" in refused.stderr
    assert backup_file.read_bytes() == before
    again = onewindow("restore", str(backup_file), "--data", data)
    assert again.returncode == 2
    assert "new or empty" in again.stderr
    assert sorted(path.name for path in backup_file.parent.iterdir() if "backup" in path.name) == ["backup.db"]


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_database_with_anything_of_its_own_is_not_filled(new_url: Callable[[str], str], backup_file: Path, kind: str) -> None:
    url = new_url(kind)
    open_database(url, create=True).close()
    assert onewindow("retention", "--days", "notices=30", "--database", url).returncode == 0
    refused = onewindow("restore", str(backup_file), "--database", url)
    assert refused.returncode == 2
    assert "new or empty" in refused.stderr


def test_a_link_that_lies_beside_it_leads_nowhere(backup_file: Path, tmp_path: Path) -> None:
    other, folder = tmp_path / "other", tmp_path / "shared"
    folder.mkdir()
    other.write_text("precious", encoding="utf-8")
    (folder / ".new.db.unfinished.lock").symlink_to(other)
    refused = onewindow("backup", str(folder / "new.db"), "--database", sqlite_url(backup_file))
    assert (refused.returncode, len(refused.stderr.splitlines())) == (2, 1)
    assert other.read_text(encoding="utf-8") == "precious"


def test_a_backup_lets_nobody_in(backup_file: Path) -> None:
    assert backup_file.stat().st_mode & 0o777 == 0o600
    with sqlite3.connect(f"file:{backup_file}?mode=ro", uri=True) as connection:
        assert connection.execute("SELECT count(*) FROM sessions").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM users").fetchone()[0] > 10
    connection.close()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE tickets SET state = 'done' WHERE number = 'A002'", "tickets wendeng"),
        ("UPDATE heads SET head = head + 1", "its head is"),
        ("DELETE FROM open_days", "open_days wendeng"),
        (
            "UPDATE answers SET answer = CAST(replace(CAST(answer AS TEXT), 'A003', 'A009') AS BLOB) WHERE key = 'key2'",
            "tells of",
        ),
        ("UPDATE answers SET status = 'good' WHERE key = 'key2'", "has the status good"),
        ("UPDATE hall_versions SET body = '{' WHERE hall = 'wendeng'", "the city cannot be read"),
        ("UPDATE hall_versions SET body = replace(body, 'Asia/Shanghai', 'Asia/Nowhere')", "Asia/Nowhere"),
        ("UPDATE halls SET version = 9 WHERE id = 'wendeng'", "wendeng has no set-up"),
        ("DELETE FROM catalogue_versions", "the city cannot be read"),
        ("UPDATE users SET roles = 'boss' WHERE username = 'teller'", "a login cannot be read"),
    ],
)
def test_what_does_not_agree_is_named_and_not_restored(backup_file: Path, tmp_path: Path, damage: str, said: str) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(backup_file.read_bytes())
    database = open_database(sqlite_url(copy), create=False)
    with database.writing() as connection:
        connection.execute(text(damage))
    database.close()
    verified = onewindow("verify", "--database", sqlite_url(copy))
    assert (verified.returncode, verified.stderr) == (1, "")
    assert said in verified.stdout
    refused = onewindow("restore", str(copy), "--data", str(tmp_path / "data"))
    assert refused.returncode == 2
    assert len(refused.stderr.splitlines()) == 1
    assert not (tmp_path / "data" / "onewindow.db").exists()


@pytest.mark.parametrize("content", [None, b"Dear diary", b""])
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "file"
    if content is not None:
        file.write_bytes(content)
    refused = onewindow("restore", str(file), "--data", str(tmp_path / "data"))
    assert refused.returncode == 2
    assert "not a backup" in refused.stderr


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
@pytest.mark.parametrize(
    "damage",
    [
        "DROP TABLE events",
        "ALTER TABLE users DROP COLUMN created_ms",
        "DROP TABLE notices",
        "UPDATE clock SET speed = 'fast'",
        "INSERT INTO notices (hall, zh, en, from_ms) VALUES ('wendeng', 'a', 'b', 'soon')",
        "INSERT INTO notices (hall, zh, en, from_ms) VALUES ('wendeng', 'a' || char(0), 'b', 1)",
    ],
)
def test_a_row_that_cannot_be_leaves_the_new_database_empty(
    new_url: Callable[[str], str], backup_file: Path, tmp_path: Path, kind: str, damage: str
) -> None:
    copy, url = tmp_path / "copy.db", new_url(kind)
    copy.write_bytes(backup_file.read_bytes())
    with contextlib.closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute(damage)
    tried = onewindow("restore", str(copy), "--database", url)
    if tried.returncode == 0:  # SQLite takes a time in words, and a zero byte
        assert kind == "sqlite"
        assert damage.startswith("INSERT")
        return
    assert (tried.returncode, len(tried.stderr.splitlines())) == (2, 1), tried.stderr
    done = onewindow("restore", str(backup_file), "--database", url)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_place_that_cannot_be_written_is_said_in_a_line(backup_file: Path, tmp_path: Path) -> None:
    assert onewindow("restore", str(backup_file), "--data", str(tmp_path / "data")).returncode == 0
    refused = onewindow("backup", str(tmp_path / "no" / "such" / "folder"), "--data", str(tmp_path / "data"))
    assert refused.returncode == 2
    assert len(refused.stderr.splitlines()) == 1
    assert not (tmp_path / "no").exists()


def test_an_interrupted_backup_leaves_nothing_and_can_be_made_again(backup_file: Path, tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "there" / "backup"
    unfinished = file.with_name(".backup.unfinished")
    file.parent.mkdir()
    assert onewindow("restore", str(backup_file), "--data", str(data)).returncode == 0
    database = open_database(sqlite_url(data / "onewindow.db"), create=False)
    with database.writing() as connection:  # enough for a second's work
        rows = [
            {"scope": "x", "actor": "y", "key": f"{n}", "body": "0" * 64, "answer": b"[" + b"0" * 500} for n in range(150_000)
        ]
        connection.execute(text("INSERT INTO answers VALUES (:scope, :actor, :key, :body, 201, :answer, 1)"), rows)
    database.close()
    command = [sys.executable, "-m", "queue_server.cli", "backup", str(file), "--data", str(data)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as making:
        deadline = time.monotonic() + 30
        while not unfinished.exists() and time.monotonic() < deadline:
            time.sleep(0.005)
        making.send_signal(signal.SIGINT)
        assert making.wait(30) == 130
    assert list(file.parent.iterdir()) == []
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as making:
        while not unfinished.exists() and time.monotonic() < deadline:
            time.sleep(0.005)
        making.kill()
    assert not file.exists()
    assert onewindow("backup", str(file), "--data", str(data)).returncode == 0
    assert list(file.parent.iterdir()) == [file]
