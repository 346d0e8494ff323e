"""The command as a whole: beside a running server, without one, and its answers to bad arguments."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.doctor.looking import contents, doctor
from tests.support.server import ServerProcess

EXAMPLE = Path(__file__).parent.parent.parent / "docs" / "example-city.toml"


def onewindow(*arguments: object, stdin: str = "") -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "queue_server.cli", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """The data directory of a real city without a server, in which every login has a password."""
    data = tmp_path / "data"
    assert onewindow("init", EXAMPLE, "--data", data).returncode == 0
    return data


def test_beside_a_running_server_nothing_is_wrong_and_nothing_changes(demo: ServerProcess) -> None:
    before = set(contents(demo.data))
    told = doctor("--data", demo.data, "--port", demo.port)
    assert told.code == 0, told.findings
    assert demo.process is not None
    assert f"(process {demo.process.pid})" in told.of("ok", "database")
    assert "ready" in told.of("ok", "server")
    assert "demo" in told.of("warning", "logins")
    assert set(contents(demo.data)) == before
    assert demo.client().get("/readyz").status_code == 200


def test_a_stopped_server_is_told_and_its_database_stays_as_it_is(city: Path) -> None:
    before = contents(city)
    told = doctor("--data", city)
    assert "stopped" in told.of("warning", "port")
    assert "no server has" in told.of("ok", "database")
    assert "onewindow user password" in told.of("warning", "logins")
    after = contents(city)
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) <= {"onewindow.db-shm", "onewindow.db-wal"}  # SQLite's own, that any reader makes
    assert not after.get("onewindow.db-wal")


def test_logins_with_an_initial_password_are_named_unless_they_are_devices(city: Path) -> None:
    for username, role in (("chief", "admin@city"), ("door", "kiosk@hall:dong")):
        added = onewindow("user", "add", username, "--role", role, "--data", city, stdin="a long pass phrase\n")
        assert added.returncode == 0, added.stderr
    assert "somebody else set, and knows: chief. " in doctor("--data", city).of("warning", "logins")
    with ServerProcess(city, command=("serve", "--data", str(city), "--port", "{port}", "--no-analytics")) as server:
        sent = {"current": "a long pass phrase", "new": "another long phrase"}
        assert server.login("chief", "a long pass phrase").put("/api/v1/me/password", json=sent).status_code == 200
    assert "somebody else" not in doctor("--data", city).of("warning", "logins")


def test_a_doctor_does_not_keep_a_server_from_starting(city: Path) -> None:
    command = ("serve", "--data", str(city), "--port", "{port}", "--no-analytics")
    looking = [sys.executable, "-m", "queue_server.cli", "doctor", "--data", str(city), "--port", "1"]
    doctors = [subprocess.Popen(looking, stdout=subprocess.DEVNULL) for _ in range(3)]
    with ServerProcess(city, command=command) as server:
        assert server.client().get("/readyz").status_code == 200
    for one in doctors:
        assert one.wait(60) == 0


def test_each_finding_is_a_line(city: Path) -> None:
    done = onewindow("doctor", "--data", city, "--port", 1)
    assert done.returncode == 0
    assert {line.split()[0] for line in done.stdout.splitlines()} <= {"ok", "warning", "wrong"}
    told = json.loads(onewindow("doctor", "--data", city, "--port", 1, "--json").stdout)
    assert len(told) == len(done.stdout.splitlines())


@pytest.mark.parametrize(
    "arguments",
    [("--port", "0"), ("--url", "http://hall.example"), ("--url", "https://"), ("--url", "https://x:99999"), ("--other",)],
    ids=" ".join,
)
def test_bad_arguments_are_one_line_and_exit_code_2(arguments: tuple[str, ...]) -> None:
    done = onewindow("doctor", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1


def test_a_port_that_another_program_took_is_told_with_its_name(city: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "http.server", "0", "--bind", "127.0.0.1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as other:
        assert other.stdout is not None
        port = int(other.stdout.readline().split(b" port ")[1].split()[0])
        told = doctor("--data", city, "--port", port)
        other.kill()
    assert told.code == 1
    assert f"(process {other.pid})" in told.of("wrong", "port")
    assert "taken by another program" in told.of("wrong", "port")


def test_what_listens_and_says_nothing_is_told(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("queue_server.doctor.port.PATIENCE_S", 0.3)
    from queue_server.doctor.port import examine_port

    with socket.create_server(("127.0.0.1", 0)) as mute:
        found = examine_port("127.0.0.1", mute.getsockname()[1], server=None)
    assert [one.level for one in found] == ["wrong"]
    assert f"(process {os.getpid()})" in found[0].says


def test_a_server_that_is_not_ready_says_why(fresh: ServerProcess) -> None:
    fresh.database.rename(fresh.database.with_name("elsewhere.db"))
    told = doctor("--data", fresh.data, "--port", fresh.port)
    fresh.database.with_name("elsewhere.db").rename(fresh.database)
    assert told.code == 1
    assert "not where it was opened" in told.of("wrong", "server")
    assert "there is none" in told.of("wrong", "database")


def test_a_server_on_another_port_is_found_by_its_lock(demo: ServerProcess) -> None:
    told = doctor("--data", demo.data)
    assert demo.process is not None
    assert f"process {demo.process.pid} serves" in told.of("warning", "port")


def test_a_limit_of_files_that_is_too_low_is_told(city: Path) -> None:
    for limit, level in ((256, "wrong"), (1024, "warning"), (8192, "ok")):
        told = doctor("--data", city, wrapper=("prlimit", f"--nofile={limit}"))
        assert f"{limit} files" in told.of(level, "files")


def test_the_limit_of_the_running_server_counts(tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data", wrapper=("prlimit", "--nofile=300")) as server:
        told = doctor("--data", server.data, "--port", server.port)
    assert "300 files" in told.of("wrong", "files")
