"""The command line as its users type it."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from queue_server.app.setup import has_city
from queue_server.eventlog.opening import open_database
from queue_server.eventlog.sqlite import sqlite_url
from tests.support.server import ServerProcess, body

EXAMPLE = Path(__file__).parent.parent / "docs" / "example-city.toml"


def onewindow(*arguments: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "queue_server.cli", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nothing",),
        ("serve", "--port", "0"),
        ("serve", "--port", "many"),
        ("demo", "--speed", "-1"),
        ("init", "nowhere.toml"),
        ("user", "add", "x"),
        ("user", "password", "x", "--data", "nowhere", "--password-file", "nowhere"),
        ("serve", "--data", "nowhere"),
        ("rebuild", "--data", "nowhere"),
        ("replay", "nowhere.csv", "--hall", "x", "--counters", "1", "--speed", "60"),
        ("convert", "warsaw", "nowhere.csv", "--hall", "x", "--date", "2020-01-13", "-o", "x.csv"),
    ],
    ids=" ".join,
)
def test_wrong_use_is_one_line_and_exit_code_2(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = onewindow(*arguments)
    assert done.returncode == 2
    assert done.stderr.strip()
    assert done.stderr.strip().count("\n") == 0, done.stderr
    assert "Traceback" not in done.stderr


def test_a_real_city_from_its_file_to_the_first_login(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert onewindow("check", EXAMPLE).returncode == 0
    assert onewindow("init", EXAMPLE, "--data", data).returncode == 0
    again = onewindow("init", EXAMPLE, "--data", data)
    assert again.returncode == 2
    assert "city-exists" in again.stderr
    weak = onewindow("user", "add", "chief", "--role", "admin@city", "--data", data, stdin="short\n")
    assert weak.returncode == 2
    assert "password-too-short" in weak.stderr
    nothing = onewindow("user", "add", "chief", "--role", "admin@city", "--data", data)
    assert (nothing.returncode, nothing.stdout) == (2, "")
    assert "--password-file" in nothing.stderr
    common = onewindow("user", "add", "chief", "--role", "admin@city", "--data", data, stdin="password1234\n")
    assert common.returncode == 2
    assert "password-guessable" in common.stderr
    added = onewindow("user", "add", "chief", "--role", "admin@city", "--data", data, stdin="a long pass phrase\n")
    assert (added.returncode, added.stderr) == (0, "")
    with ServerProcess(data, command=("serve", "--data", str(data), "--port", "{port}", "--no-analytics")) as server:
        first = server.login("chief", "a long pass phrase")
        assert first.get("/api/v1/users").json()["code"] == "password-change-required"
        sent = {"current": "a long pass phrase", "new": "another long phrase"}
        assert first.put("/api/v1/me/password", json=sent).status_code == 200
        chief = server.login("chief", "another long phrase")
        for command in (("add", "second", "--role", "admin@city"), ("password", "chief")):
            refused = onewindow("user", *command, "--data", data, stdin="one more long phrase\n")
            assert (refused.returncode, refused.stdout) == (2, "")
            assert refused.stderr.count("\n") == 1
            assert "PUT /api/v1/users/" in refused.stderr
        assert body(chief.get("/api/v1/me"))["roles"] == [{"role": "admin", "scope": "city"}]
        assert body(server.client().get("/api/v1/city"))["demo"] is False
        taken = server.client().post("/api/v1/session", json={"username": "teller", "password": "demo"})
        assert taken.status_code == 401
    assert onewindow("rebuild", "--verify", "--data", data).returncode == 0


def test_what_the_command_line_does_to_logins_is_in_the_machines_log(tmp_path: Path) -> None:
    onewindow("init", EXAMPLE, "--data", tmp_path)
    there = "import sys; from queue_server import cli; from queue_server.logs import configuration as logs; logs.MACHINE_LOG = sys.argv.pop(1); "
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as log:
        log.bind(str(tmp_path / "log"))
        log.settimeout(30)
        command = [sys.executable, "-c", f"{there}sys.exit(cli.main())", tmp_path / "log", "user", "add", "chief"]
        done = subprocess.run(
            [*command, "--role", "admin@city", "--data", tmp_path],
            input="a long pass phrase\n", capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        identifier, _, fields = log.recv(4096).decode().rstrip("\0").partition(": ")
    assert identifier == "<86>onewindow"  # authpriv.info
    told = json.loads(fields)
    assert (told["event"], told["username"], told["by"]) == ("user-added", "chief", "the command line")
    assert "pass phrase" not in fields


def test_a_database_can_be_verified_before_it_was_served(tmp_path: Path) -> None:
    assert onewindow("init", EXAMPLE, "--data", tmp_path).returncode == 0
    verified = onewindow("rebuild", "--verify", "--data", tmp_path)
    assert (verified.returncode, verified.stdout) == (0, "0 days, 0 tickets: log and rows agree\n")


@pytest.mark.parametrize("command", [("demo", "--crew", "0"), ("init", EXAMPLE)], ids=["demo", "init"])
def test_a_data_directory_that_cannot_be_is_told_with_its_place(command: tuple[str | Path, ...], tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    refused = onewindow(*command, "--data", file)
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert str(file) in refused.stderr


@pytest.mark.parametrize("command", [("serve",), ("demo",), ("init", EXAMPLE), ("rebuild",)], ids=lambda command: command[0])
def test_a_file_that_is_no_database_is_refused_in_one_line(command: tuple[str | Path, ...], tmp_path: Path) -> None:
    (tmp_path / "onewindow.db").write_text("notes of last summer", encoding="utf-8")
    refused = onewindow(*command, "--data", tmp_path)
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1, refused.stderr
    assert "database-foreign" in refused.stderr
    assert (tmp_path / "onewindow.db").read_text(encoding="utf-8") == "notes of last summer"


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("Chief", b"\xff\xfe\xfa and more of it"),
        ("Chief", b"x" * 257),
        ("", b"a long pass phrase"),
        ("Two\nlines", b"a long pass phrase"),
    ],
    ids=["not UTF-8", "longer than a login may send", "no name", "lines"],
)
def test_a_login_that_could_not_be_used_is_refused(name: str, password: bytes, tmp_path: Path) -> None:
    onewindow("init", EXAMPLE, "--data", tmp_path)
    (tmp_path / "password").write_bytes(password)
    given = ("--role", "admin@city", "--data", tmp_path, "--password-file", tmp_path / "password")
    refused = onewindow("user", "add", "chief", "--name", name, *given)
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1, refused.stderr


def test_a_demo_whose_making_was_cut_off_is_made_at_the_next_start(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "onewindow.db")
    open_database(url, create=True).close()  # as far as a kill let it come
    assert not has_city(url)
    with ServerProcess(tmp_path) as server:
        assert body(server.client().get("/api/v1/city"))["demo"] is True


def test_a_wrong_city_file_is_named_line_by_line(tmp_path: Path) -> None:
    wrong = tmp_path / "city.toml"
    wrong.write_text(EXAMPLE.read_text(encoding="utf-8").replace('level = "village"', 'level = "planet"'), encoding="utf-8")
    checked = onewindow("check", wrong)
    assert checked.returncode == 2
    line = next(n for n, text in enumerate(wrong.read_text(encoding="utf-8").splitlines(), start=1) if "planet" in text)
    assert f"{wrong}:{line}:" in checked.stdout
    assert onewindow("init", wrong, "--data", tmp_path / "data").returncode == 2
    assert not (tmp_path / "data").exists()


def test_a_demo_city_is_served_on_loopback_only(tmp_path: Path) -> None:
    refused = onewindow("demo", "--data", tmp_path / "data", "--host", "0.0.0.0", "--crew", "0")
    assert refused.returncode == 2
    assert "loopback" in refused.stderr


def test_a_taken_port_is_said_at_once(demo: ServerProcess, tmp_path: Path) -> None:
    refused = onewindow("demo", "--data", tmp_path / "data", "--port", str(demo.port), "--crew", "0")
    assert refused.returncode == 2
    assert "port-refused" in refused.stderr
