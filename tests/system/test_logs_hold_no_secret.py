"""A whole story on real processes with every log line that there is; then all they wrote is searched for every secret that was used."""

import contextlib
import hashlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx2
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from tests.support.nginx import Nginx
from tests.support.postgres import PostgresServer
from tests.support.proxy import Proxy
from tests.support.server import ServerProcess, body

HALL = "/api/v1/halls/gaocun"
DATABASE_PASSWORD = "Vogelbeere-7714"
STAFF_PASSWORD = "rainy horse 9952"
INITIAL_PASSWORD = "cloudy heron 3371"
WRONG_PASSWORD = "sunny goat 1188"
TYPED_ELSEWHERE = "goat in the name 4471"
COMMENT = "the teller with the red scarf"
DETAILS = {"ONEWINDOW_LOG_LEVEL": "debug", "ONEWINDOW_LOG": "json"}
STARTS_S = 90.0


@pytest.fixture(scope="module")
def locked() -> Iterator[PostgresServer]:
    """A PostgreSQL whose role `onewindow_app` needs its password."""
    with PostgresServer() as server:
        server.execute(f"CREATE ROLE onewindow_app LOGIN PASSWORD '{DATABASE_PASSWORD}'")
        server.execute("CREATE DATABASE city OWNER onewindow_app")
        (hba,) = server.execute("SHOW hba_file")[0]
        rules = "VALUES ('host all onewindow_app 127.0.0.1/32 scram-sha-256'), ('host all all 127.0.0.1/32 trust')"
        server.execute(f"COPY ({rules}) TO '{hba}'")
        server.execute("SELECT pg_reload_conf()")
        yield server


class Story:
    """What clients do. `secrets`: everything that no line may hold. `statuses`: what was answered."""

    def __init__(self, server: ServerProcess, front: Nginx) -> None:
        self.server, self.front = server, front
        self.secrets: set[str] = {DATABASE_PASSWORD, INITIAL_PASSWORD, STAFF_PASSWORD, WRONG_PASSWORD, TYPED_ELSEWHERE, COMMENT}
        self.statuses: set[int] = set()
        self.codes: set[str] = set()
        self._keys = 0

    def ask(self, client: httpx2.Client, method: str, path: str, **more: Any) -> httpx2.Response:
        if method == "POST" and path.startswith(HALL):
            self._keys += 1
            key = f"key-{self._keys:03d}-{os.urandom(6).hex()}"
            self.secrets.add(key)
            more["headers"] = more.get("headers", {}) | {"Idempotency-Key": key}
        answer = client.request(method, path, **more)
        self.statuses.add(answer.status_code)
        if answer.headers.get("content-type") == "application/problem+json":
            self.codes.add(answer.json()["code"])
        return answer

    def token(self, username: str, password: str) -> str:
        answer = self.ask(self.server.client(), "POST", "/api/v1/session", json={"username": username, "password": password})
        said = body(answer)
        self.secrets |= {said["token"], hashlib.sha256(said["token"].encode()).hexdigest()}
        if said["user"]["name"] != username:
            self.secrets.add(said["user"]["name"])
        return str(said["token"])

    def client(self, token: str, *, cookie: bool = False) -> httpx2.Client:
        client = self.server.client()
        if cookie:
            client.headers |= {"Cookie": f"onewindow_session={token}", "Origin": self.server.url}
        else:
            client.headers["Authorization"] = f"Bearer {token}"
        return client

    def take(self, client: httpx2.Client) -> dict[str, Any]:
        ticket: dict[str, Any] = body(self.ask(client, "POST", f"{HALL}/tickets", json={}), 201)
        self.secrets.add(ticket["pass"].rpartition(".")[2])
        return ticket

    def watch(self, path: str, **headers: str) -> None:
        with (
            contextlib.suppress(ConnectionClosed, InvalidStatus),
            connect(self.server.ws + path, additional_headers=headers) as ws,
        ):
            ws.recv(timeout=10)
            ws.send("x" * 5_000)
            ws.recv(timeout=10)


def logins(story: Story) -> None:
    anybody = story.server.client()
    for sent in (
        {"username": "chen.wei", "password": WRONG_PASSWORD},
        {"username": TYPED_ELSEWHERE, "password": "x"},
        {"username": "chen.wei", "password": WRONG_PASSWORD, "more": 1},
        {"username": 5, "password": WRONG_PASSWORD},
    ):
        story.ask(anybody, "POST", "/api/v1/session", json=sent)
    for content in (
        f'{{"username": "chen.wei", "password": "{WRONG_PASSWORD}"',
        f'{{"password": {WRONG_PASSWORD}}}',
        f'["{WRONG_PASSWORD}"]',
        f'{{"username": "chen.wei", "password": "{WRONG_PASSWORD}\ud800"}}'.encode("utf-8", "surrogatepass"),
    ):
        story.ask(anybody, "POST", "/api/v1/session", content=content)
    for _ in range(12):
        story.ask(anybody, "POST", "/api/v1/session", json={"username": "greeter", "password": WRONG_PASSWORD})


def visitors(story: Story, client: httpx2.Client, token: str) -> None:
    ticket = story.take(client)
    pass_, anybody = ticket["pass"], story.server.client()
    wrong = pass_[:-5] + "00000"
    story.secrets.add(wrong.rpartition(".")[2])
    for path in (f"/api/v1/tickets/{pass_}", f"/t/{pass_}", f"/t/{pass_}?token={token}", f"/{pass_}", f"/static/{pass_}",
                 f"/api/v1/tickets/{wrong}", f"/api/v1/halls/{pass_}", f"/analytics/{pass_}", f"/ws/tickets/{pass_}"):  # fmt: skip
        story.ask(anybody, "GET", path, headers={"Referer": f"{story.server.url}/t/{pass_}"})
        with httpx2.Client(base_url=story.front.url, verify=story.front.tls) as outside:
            story.ask(outside, "GET", path, headers={"Cookie": f"onewindow_session={token}", "X-Request-Id": pass_})
    story.ask(anybody, "PUT", f"/api/v1/tickets/{pass_}")
    story.watch(f"/ws/tickets/{pass_}")
    story.watch(f"/ws/tickets/{wrong}")
    story.watch("/ws/halls/gaocun/counters/1", Authorization=f"Bearer {token}")
    story.watch("/ws/halls/gaocun/manager", Cookie=f"onewindow_session={token}", Origin=story.server.url)
    story.ask(anybody, "POST", f"/api/v1/tickets/{pass_}/rating", json={"stars": 9, "comment": COMMENT})
    story.ask(anybody, "POST", f"/api/v1/tickets/{pass_}/rating", json={"stars": 5, "comment": COMMENT})
    story.ask(anybody, "POST", f"/api/v1/tickets/{pass_}/cancel", content=b"x" * 100_000)
    for sent in (
        f"GET /t/{pass_} HTTP/9.9\r\nCookie: onewindow_session={token}\r\n\r\n",
        f"GET /t/{pass_} HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\nAuthorization: Bearer {token}\r\n\r\n",
        f"GET /ws/tickets/{pass_} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\n\r\n",
        f"GET /t/{pass_} HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
    ):
        with socket.create_connection(("127.0.0.1", story.server.port), timeout=10) as raw:
            raw.sendall(sent.encode())
            raw.recv(65536)


def tellers(story: Story, client: httpx2.Client) -> None:
    for action in ("call-next", "open", "open", "call-next", "recall", "start", "finish", "call-next", "close"):
        story.ask(client, "POST", f"{HALL}/counters/1/{action}", json={} if action in ("open", "finish") else None)
    story.ask(client, "POST", f"{HALL}/counters/99/open", json={})
    story.ask(client, "POST", f"{HALL}/tickets", json={"services": [WRONG_PASSWORD]})
    story.ask(client, "POST", "/api/v1/halls/wendeng/tickets", json={})


def dashboards(story: Story, token: str) -> None:
    viewer = story.client(token, cookie=True)
    deadline = time.monotonic() + STARTS_S
    while viewer.get("/analytics/alive").status_code != 204:
        assert time.monotonic() < deadline, story.server.said()
        time.sleep(0.1)
    story.ask(viewer, "GET", f"/analytics/?password={WRONG_PASSWORD}&token={token}")
    for content in (f'{{"output": "{WRONG_PASSWORD}"}}', f'{{"password": "{WRONG_PASSWORD}"', "[" * 100_000):
        story.ask(
            viewer, "POST", "/analytics/_dash-update-component", content=content, headers={"Content-Type": "application/json"}
        )
    story.ask(viewer, "GET", f"/analytics/_dash-component-suites/dash/{token}.js")


def crashes(story: Story, locked: PostgresServer, client: httpx2.Client) -> None:
    """Make handlers fail as they do when somebody has changed the database by hand: the driver's message holds the row."""

    def by_hand(statement: str) -> None:
        import psycopg

        with psycopg.connect(locked.url("city"), autocommit=True) as connection:
            connection.execute(statement)

    for table in ("answers", "sessions"):
        by_hand(f"ALTER TABLE {table} ADD CONSTRAINT by_hand CHECK (false) NOT VALID")
        if table == "answers":
            assert story.ask(client, "POST", f"{HALL}/tickets", json={}).status_code == 500
        else:
            sent = {"username": "chen.wei", "password": STAFF_PASSWORD}
            assert story.ask(story.server.client(), "POST", "/api/v1/session", json=sent).status_code == 500
        by_hand(f"ALTER TABLE {table} DROP CONSTRAINT by_hand")
    by_hand("ALTER TABLE sessions RENAME TO sessions_by_hand")
    assert story.ask(story.client("B" * 43), "GET", "/api/v1/me").status_code == 500
    by_hand("ALTER TABLE sessions_by_hand RENAME TO sessions")


def without_database(story: Story, wire: Proxy, client: httpx2.Client, pass_: str) -> None:
    wire.set("refuse")
    for _ in range(3):
        story.ask(client, "POST", f"{HALL}/tickets", json={})
        story.ask(story.server.client(), "GET", f"/api/v1/tickets/{pass_}")
        story.ask(story.server.client(), "POST", "/api/v1/session", json={"username": "chen.wei", "password": STAFF_PASSWORD})
        story.ask(story.server.client(), "GET", "/readyz")
    story.watch(f"/ws/tickets/{pass_}")
    wire.set("pass")
    story.server.wait_ready()


def refused_starts(url: str) -> str:
    """Return what servers say that cannot be started."""
    said = ""
    wrong = url.replace("onewindow_app:", "onewindow_app:x")
    for database in (wrong, url.replace("/city", "/none"), url.replace("postgresql", "postgres9"), url.replace("127.0.0.1:", "127.0.0.1:x"),
                     url + "?sslmode=nonsense", url.replace("127.0.0.1", "127.0.0.1:1")):  # fmt: skip
        for command in (["serve", "--no-analytics"], ["verify"]):
            done = subprocess.run(
                [sys.executable, "-m", "queue_server.cli", *command],
                env=os.environ | DETAILS | {"ONEWINDOW_DATABASE": database},
                capture_output=True, text=True, check=False, timeout=60,
            )  # fmt: skip
            assert done.returncode == 2, done.stderr
            said += done.stdout + done.stderr
    return said


def test_a_whole_story_leaves_no_secret_in_any_log(locked: PostgresServer, tmp_path: Path) -> None:
    with ExitStack() as stack:
        wire = stack.enter_context(Proxy(locked.port))
        url = f"postgresql://onewindow_app:{DATABASE_PASSWORD}@127.0.0.1:{wire.port}/city"
        command = ("demo", "--crew", "0", "--port", "{port}", "--access-log")
        server = stack.enter_context(
            ServerProcess(tmp_path / "server", command=command, env=DETAILS | {"ONEWINDOW_DATABASE": url})
        )
        added = subprocess.run(
            [sys.executable, "-m", "queue_server.cli", "user", "add", "chen.wei", "--name", "陈伟国",
             "--role", "teller@hall:gaocun", "--role", "manager@hall:gaocun"],
            env=os.environ | DETAILS | {"ONEWINDOW_DATABASE": url},
            input=INITIAL_PASSWORD + "\n", capture_output=True, text=True, check=True,
        )  # fmt: skip
        front = stack.enter_context(Nginx(tmp_path, [server.port]))
        story = Story(server, front)
        initial = story.client(story.token("chen.wei", INITIAL_PASSWORD))
        body(story.ask(initial, "PUT", "/api/v1/me/password", json={"current": INITIAL_PASSWORD, "new": STAFF_PASSWORD}))
        token = story.token("chen.wei", STAFF_PASSWORD)
        assert "陈伟国" in story.secrets
        client = story.client(token)
        logins(story)
        visitors(story, client, token)
        tellers(story, client)
        story.ask(story.client(token, cookie=True), "DELETE", "/api/v1/session", headers={"Origin": "https://evil.example"})
        dashboards(story, token)
        crashes(story, locked, client)
        without_database(story, wire, client, story.take(client)["pass"])
        story.ask(client, "DELETE", "/api/v1/session")
        wrote = server.said() + added.stdout + added.stderr + refused_starts(url)
        server.stop()
        wrote += server.said()
        by_nginx = "".join(path.read_text() for path in tmp_path.glob("*.log") if not path.name.startswith("server-"))

    assert story.statuses >= {200, 201, 204, 400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503}
    assert {"wrong-login", "too-many-logins", "malformed-json", "internal-error", "storage-unavailable"} <= story.codes
    # The logs are there, of every kind, and it is from them that the secrets are missing.
    assert "Failing row" not in wrote
    assert wrote.count("CheckViolation") >= 2
    assert "UndefinedTable" in wrote
    for logger in ("onewindow.access", "onewindow.web", "onewindow.analytics", "onewindow.storage"):
        assert f'"logger":"{logger}"' in wrote
    assert "/api/v1/tickets/-" in by_nginx
    for line in wrote.splitlines():
        if "level" in line:
            assert {"time", "level", "logger", "event"} <= json.loads(line).keys()
    for wrong in sorted(story.secrets):
        for place, text in (("a process's output", wrote), ("nginx's logs", by_nginx)):
            at = text.find(wrong)
            assert at < 0, f"{wrong!r} stands in {place}: {text[max(0, at - 500) : at + 100]}"
