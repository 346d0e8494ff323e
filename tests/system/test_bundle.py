"""The bundle installs on a machine without a network, says what it cannot do, and upgrades without losing a ticket."""

import gzip
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.offline import Offline
from tests.support.server import body
from tests.system.installation import ROOT, Installation, logged_in, unpack
from tests.system.units import exec_start

pytestmark = pytest.mark.long

OLDER, NEWER = "0.1.0", "0.2.0"
OLD_DATA = Path(__file__).parent / "data" / "0.1.0-before-steps.db.gz"
"""The demo city as an older release left it: in Wendeng 20 tickets, 12 of them waiting."""
HALL = "/api/v1/halls/wendeng"


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """This checkout as two releases, unpacked."""
    folder = tmp_path_factory.mktemp("bundles")
    for version in (OLDER, NEWER):
        command = [sys.executable, str(ROOT / "deploy/bundle/build.py"), "--version", version, "--to", str(folder)]
        built = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
        assert built.returncode == 0, built.stderr
    return {version: unpack(folder / f"onewindow-{version}-linux-x86_64.tar.gz", folder) for version in (OLDER, NEWER)}


@pytest.fixture(scope="module")
def machine(bundles: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A machine without a network on which the older release was installed."""
    folder = tmp_path_factory.mktemp("o")
    with Offline(folder) as offline:
        installation = Installation(folder, offline)
        unreachable = installation.run(
            "/usr/bin/python3", "-c", "import socket; socket.create_connection(('192.0.2.1', 80), 1)"
        )
        assert "Network is unreachable" in unreachable.stderr
        done = installation.install(bundles[OLDER])
        assert (done.returncode, done.stderr) == (0, "")
        yield installation


@pytest.fixture
def hall(machine: Installation) -> Installation:
    """The machine with the older release and no data."""
    shutil.rmtree(machine.data)
    machine.data.mkdir()
    (machine.prefix / "current").unlink()
    (machine.prefix / "current").symlink_to(OLDER)
    return machine


@pytest.fixture
def old_hall(hall: Installation) -> Installation:
    """The same with data that need a migration."""
    with gzip.open(OLD_DATA) as packed, (hall.data / "onewindow.db").open("wb") as unpacked:
        shutil.copyfileobj(packed, unpacked)
    return hall


WITHOUT_RIGHTS = ("setpriv", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all")
"""As the units have it."""


def variables(hall: Installation) -> dict[str, str]:
    """Return what the installation's EnvironmentFile says."""
    lines = (hall.prefix / "onewindow.env").read_text("utf-8").splitlines()
    return {name: value for name, _, value in (line.partition("=") for line in lines if line and line[0] != "#")}


def at(hall: Installation, command: list[str]) -> list[str]:
    """Return a unit's command at the place where this installation is."""
    return [word.replace("/opt/onewindow", str(hall.prefix)) for word in command]


def refused(done: "subprocess.CompletedProcess[str]") -> str:
    """Return the one line with which it was refused."""
    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


def open_now(folder: Path) -> Path:
    """Return a city file whose hall is open: its zone is the one where it is about noon."""
    hours = datetime.now(UTC).hour - 12
    text = (ROOT / "docs" / "example-city.toml").read_text("utf-8")
    for was, now in {
        'tz = "Asia/Shanghai"': f'tz = "Etc/GMT{hours:+d}"',
        'hours = { mon-fri = ["08:30-12:00", "13:30-17:00"], sat = ["09:00-12:00"] }': 'hours = { mon-sun = ["06:00-23:00"] }',
        'closed_dates = ["2027-01-01", "2027-10-01"]': "",
    }.items():
        assert was in text, was
        text = text.replace(was, now)
    (folder / "city.toml").write_text(text, "utf-8")
    return folder / "city.toml"


def test_the_wheel_holds_every_file_that_git_knows(bundles: dict[str, Path]) -> None:
    told = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "queue_server", "display", "analytics"], capture_output=True, text=True, check=True
    )
    with zipfile.ZipFile(next((bundles[OLDER] / "wheels").glob("onewindow-*.whl"))) as wheel:
        held = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert held == set(told.stdout.splitlines())


def test_from_the_archive_to_a_ticket(hall: Installation) -> None:
    hall.onewindow("init", open_now(hall.home))
    hall.onewindow("user", "add", "chief", "--role", "admin@city", stdin="a long pass phrase\n")
    hall.onewindow("user", "password", "kiosk-dong-1", stdin="another long phrase\n")
    with hall.serving() as client:
        kiosk = logged_in(client, "kiosk-dong-1", "another long phrase")
        ticket = body(client.post("/api/v1/halls/dong/tickets", json={}, headers=kiosk), 201)
        assert ticket["number"].endswith("001")
        assert 'src="/static/kiosk/kiosk.js"' in client.get("/kiosk/dong").text
        tracked = subprocess.run(["git", "-C", ROOT, "ls-files", "display"], capture_output=True, text=True, check=True)
        for name in tracked.stdout.splitlines():
            path = Path(name)
            if "locales" in path.parts:
                assert client.get(f"/static/locales/{path.name}").status_code == 200
            elif "static" in path.parts:
                assert client.get(f"/{path.relative_to('display')}").status_code == 200
        initial = logged_in(client, "chief", "a long pass phrase")
        change = {"current": "a long pass phrase", "new": "one of my own, long"}
        body(client.put("/api/v1/me/password", json=change, headers=initial))
        dashboards = client.get("/analytics/", headers=logged_in(client, "chief", change["new"]))
        assert dashboards.status_code in {200, 503}, dashboards.text  # 503 while their process starts
    assert "1 tickets" in hall.onewindow("verify")


@pytest.mark.parametrize("unit", ["onewindow.service", "onewindow@.service"])
def test_the_command_of_the_unit_serves_and_stops_as_systemd_asks(old_hall: Installation, unit: str) -> None:
    old_hall.onewindow("migrate")
    settings = variables(old_hall)
    command = [*WITHOUT_RIGHTS, *at(old_hall, exec_start(unit, settings, str(old_hall.offline.port)))]
    with old_hall.serving(command, **settings) as client:
        assert body(client.get(HALL, headers=logged_in(client, "manager")))["waiting"] == 12


def test_the_daily_backup_keeps_the_newest_alone(old_hall: Installation) -> None:
    old_hall.onewindow("migrate")
    settings = variables(old_hall) | {"ONEWINDOW_BACKUPS_KEPT": "2"}
    folder = Path(settings["ONEWINDOW_BACKUPS"])
    folder.mkdir()
    theirs = [folder / name for name in ("before-0.2.0-20260101T000000Z.db", "notes.txt")]
    old = [folder / f"onewindow-2026010{day}T013000Z.db" for day in (1, 2, 3)]
    for path in (*theirs, *old):
        path.touch()
    done = old_hall.run(*at(old_hall, exec_start("onewindow-backup.service", settings)), **settings)
    assert done.returncode == 0, done.stderr
    kept = sorted(folder.glob("onewindow-*.db"))
    assert len(kept) == 2
    assert kept[0] == old[-1]
    assert all(path.exists() for path in theirs)
    assert "all agree" in old_hall.onewindow("restore", kept[1], "--data", old_hall.home / "restored")


def test_a_second_installation_changes_nothing(hall: Installation, bundles: dict[str, Path]) -> None:
    before = {
        path: what for path, what in hall.state().items() if Path(path).name not in {"current", "onewindow", ".install.lock"}
    }
    done = hall.install(bundles[OLDER])
    assert (done.returncode, done.stderr) == (0, "")
    after = hall.state()
    assert {path: after[path] for path in before} == before
    assert hall.version() == OLDER


@pytest.mark.parametrize("damage", ["altered", "missing"])
def test_a_damaged_archive_is_refused(hall: Installation, bundles: dict[str, Path], damage: str, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    shutil.copytree(bundles[NEWER], bundle)
    wheel = next((bundle / "wheels").glob("starlette-*.whl"))
    if damage == "missing":
        wheel.unlink()
    else:
        bytes_ = bytearray(wheel.read_bytes())
        bytes_[len(bytes_) // 2] ^= 1
        wheel.write_bytes(bytes_)
    before = hall.state()
    assert wheel.name in refused(hall.install(bundle))
    assert hall.state() == before


def test_what_the_machine_lacks_is_said_in_one_line(hall: Installation, bundles: dict[str, Path], tmp_path: Path) -> None:
    install = bundles[NEWER] / "install"
    before = hall.state()
    assert "x86_64" in refused(hall.run("setarch", "i686", install, "--prefix", hall.prefix))

    bare = tmp_path / "bin"
    bare.mkdir()
    for name in ("sh", "dirname", "readlink", "uname"):
        (bare / name).symlink_to(str(shutil.which(name)))
    assert "apt install python3 python3-venv" in refused(hall.install(bundles[NEWER], PATH=str(bare)))
    old = bare / "python3"
    old.write_text('#!/bin/sh\ncase "$*" in *print*) echo 3.9 ;; *) exit 1 ;; esac\n')
    old.chmod(0o755)
    assert "this machine has 3.9" in refused(hall.install(bundles[NEWER], PATH=str(bare)))

    found = hall.run("sh", "-c", 'python3.12 -c "import ensurepip" 2>/dev/null && exec python3.12 -c "$0"; python3 -c "$0"',
                     "import ensurepip, os; print(os.path.dirname(ensurepip.__file__))")  # fmt: skip
    hidden = 'mount --bind "$1" "$2" && exec "$3" --prefix "$4"'
    (tmp_path / "empty").mkdir()
    lacking = hall.run(
        "unshare", "--mount", "sh", "-c", hidden, "sh", tmp_path / "empty", found.stdout.strip(), install, hall.prefix
    )
    assert "venv" in refused(lacking)

    full = 'mkdir -p "$1" && mount -t tmpfs -o size=30m none "$1" && exec "$2" --prefix "$1"'
    assert "no room on the disk" in refused(hall.run("unshare", "--mount", "sh", "-c", full, "sh", tmp_path / "full", install))
    assert hall.state() == before


def test_a_killed_upgrade_leaves_the_old_release_and_can_be_done_again(
    old_hall: Installation, bundles: dict[str, Path]
) -> None:
    shutil.rmtree(old_hall.prefix / NEWER, ignore_errors=True)
    before = {path: what for path, what in old_hall.state().items() if f"/{OLDER}/" in path or path.endswith("current")}
    command = old_hall.offline.inside([bundles[NEWER] / "install", "--prefix", old_hall.prefix])
    installer = subprocess.Popen(
        command,
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 120
    while not any((old_hall.prefix / f".{NEWER}.new").glob("venv/lib/*/site-packages/[a-o]*")):
        assert installer.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.killpg(installer.pid, signal.SIGKILL)
    installer.wait(10)
    assert old_hall.version() == OLDER
    after = old_hall.state()
    assert {path: after[path] for path in before} == before
    done = old_hall.install(bundles[NEWER])
    assert (done.returncode, done.stderr) == (0, "")
    assert old_hall.version() == NEWER


def test_an_upgrade_keeps_every_ticket(old_hall: Installation, bundles: dict[str, Path]) -> None:
    done = old_hall.install(bundles[NEWER])
    assert (done.returncode, done.stderr) == (0, "")
    assert old_hall.version() == NEWER
    assert "20 tickets: log and rows agree" in old_hall.onewindow("rebuild", "--verify")
    with old_hall.serving() as client:
        assert body(client.get(HALL, headers=logged_in(client, "manager")))["waiting"] == 12
        kiosk = logged_in(client, "kiosk")
        assert body(client.post(f"{HALL}/tickets", json={}, headers=kiosk), 201)["number"] == "A017"
        assert body(client.get("/api/v1/city"))
    (kept,) = (old_hall.data / "backups").glob(f"before-{NEWER}-*.db")
    with gzip.open(OLD_DATA) as packed:
        assert _rows(kept, "events") == _rows_of(packed.read(), "events", old_hall.home)


def test_an_upgrade_waits_for_the_server_to_stop(old_hall: Installation, bundles: dict[str, Path]) -> None:
    old_hall.onewindow("migrate")
    with old_hall.serving() as client:
        assert "stop the server first" in refused(old_hall.install(bundles[NEWER]))
        assert body(client.get(HALL, headers=logged_in(client, "manager")))["waiting"] == 12
    assert old_hall.version() == OLDER


def test_data_that_cannot_be_migrated_stay_with_the_old_release(old_hall: Installation, bundles: dict[str, Path]) -> None:
    _execute(old_hall.data / "onewindow.db", "UPDATE meta SET value = '2' WHERE key = 'schema'")  # no release knows it
    before = (old_hall.data / "onewindow.db").read_bytes()
    told = refused(old_hall.install(bundles[NEWER]))
    assert f"release {OLDER} and its data stay" in told
    assert old_hall.version() == OLDER
    assert _dump(old_hall.data / "onewindow.db") == _dump_of(before, old_hall.home)


def test_a_release_that_does_not_start_is_taken_back_with_its_migration(
    old_hall: Installation, bundles: dict[str, Path]
) -> None:
    database = old_hall.data / "onewindow.db"
    _execute(database, "DELETE FROM city")
    before = database.read_bytes()
    told = refused(old_hall.install(bundles[NEWER]))
    assert "the new release does not start" in told
    assert old_hall.version() == OLDER
    assert _dump(database) == _dump_of(before, old_hall.home)


def _execute(database: Path, statement: str) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute(statement)


def _rows(database: Path, table: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()


def _dump(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return list(connection.iterdump())


def _written(data: bytes, folder: Path) -> Path:
    (folder / "before.db").write_bytes(data)
    return folder / "before.db"


def _rows_of(data: bytes, table: str, folder: Path) -> list[tuple[object, ...]]:
    return _rows(_written(data, folder), table)


def _dump_of(data: bytes, folder: Path) -> list[str]:
    return _dump(_written(data, folder))
