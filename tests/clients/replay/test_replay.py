"""Replays for real: on a server of their own, on a running one, on one that is killed, and interrupted."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest
from websockets.sync.client import connect

from queue_server.cli import main
from tests.support.server import ServerProcess

START = datetime(2020, 1, 15, 8, 0)  # noqa: DTZ001 - the hall's own time
DEADLINE_S = 120.0


def visits_file(path: Path, rows: Sequence[str]) -> Path:
    path.write_text(
        "hall,issued_at,service,service_s,patience_s,priority\n" + "".join(f"{row}\n" for row in rows), encoding="utf-8"
    )
    return path


def rows(count: int, *, every_s: float, service_s: float, services: Sequence[str] = ("A", "B"), hall: str = "X") -> list[str]:
    return [
        f"{hall},{(START + timedelta(seconds=n * every_s)).isoformat()},{services[n % len(services)]},{service_s},,"
        for n in range(count)
    ]


def begin(*arguments: object, env: dict[str, str] | None = None) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        (sys.executable, "-m", "queue_server.cli", "replay", *map(str, arguments)),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | (env or {}),
    )  # fmt: skip


def end(process: "subprocess.Popen[str]") -> tuple[int, str, str]:
    try:
        out, err = process.communicate(timeout=DEADLINE_S)
    finally:
        process.kill()
    return process.returncode, out, err


def replay(*arguments: object, env: dict[str, str] | None = None) -> tuple[int, str, str]:
    return end(begin(*arguments, env=env))


def until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not holds():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)


def board_seq(ws: str, hall: str) -> int:
    """Return the seq of the hall's board now."""
    with connect(f"{ws}/ws/halls/{hall}/board", proxy=None) as board:
        seq: int = json.loads(board.recv(timeout=10))["seq"]
        return seq


def board_reached(ws: str, hall: str, seq: int) -> bool:
    return board_seq(ws, hall) >= seq


def hall_now(server: ServerProcess) -> dict[str, Any]:
    answer: dict[str, Any] = httpx2.get(f"{server.url}/api/v1/halls/wendeng").json()
    return answer


def read(path: Path) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(path.read_text())
    assert {check["name"]: check["holds"] for check in report["checks"]} == dict.fromkeys(
        (check["name"] for check in report["checks"]), True
    )
    return report


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A demo city without crew for the replays of this module."""
    with ServerProcess(tmp_path_factory.mktemp("mine") / "data") as server:
        yield server


@pytest.fixture
def manager(tmp_path: Path) -> dict[str, str]:
    return {"ONEWINDOW_USERNAME": "manager", "ONEWINDOW_PASSWORD": "demo"}


def test_a_server_of_its_own_plays_the_day_and_the_report_holds(tmp_path: Path) -> None:
    patient = [*rows(24, every_s=40, service_s=60), f"X,{START.isoformat()},B,30,,elder"]
    leaving = [
        f"X,{(START + timedelta(seconds=400 + n)).isoformat()},A,60,0," for n in range(3)
    ]  # gone before they can be called
    file = visits_file(tmp_path / "v.csv", [*leaving, *patient, "X,never,A,1,,", "X,2020-01-15T09:00,A,-1,,"])
    code, out, err = replay(file, "--hall", "X", "--counters", "2", "--speed", "120", "--report", tmp_path / "r.json")
    assert code == 0, err + out
    report = read(tmp_path / "r.json")
    assert (report["visits"], report["bad_rows"], report["issued"]) == (28, 2, 28)
    assert report["served"] + report["abandoned"] == 28
    assert report["left"] == 0
    assert sum(hour["issued"] for hour in report["hours"]) == 28
    assert {hour["hour"][:10] for hour in report["hours"]} == {"2020-01-15"}
    assert f"{file}:30: issued_at 'never' is not a date and time" in err
    assert f"{file}:31: service_s '-1' is not between" in err
    assert "no number was given twice" in out


def test_a_line_for_each_service_keeps_to_its_counters(tmp_path: Path) -> None:
    busy = [f"X,{START.isoformat()},A,600,," for _ in range(4)]
    file = visits_file(tmp_path / "v.csv", [*busy, f"X,{(START + timedelta(seconds=60)).isoformat()},K,30,,"])
    code, out, err = replay(
        *(file, "--hall", "X", "--by-group", "--counters", "A=1,K=1", "--speed", "300", "--report", tmp_path / "r.json")
    )
    assert code == 0, err + out
    report = read(tmp_path / "r.json")
    assert report["wait_by_queue"]["K"]["max_s"] < 300  # the counter of A is busy for 40 minutes, that of K is free
    assert report["wait_by_queue"]["A"]["max_s"] >= 1700


def test_nobody_waits_where_a_counter_is_free(tmp_path: Path) -> None:
    file = visits_file(tmp_path / "v.csv", rows(8, every_s=300, service_s=240))
    code, out, err = replay(file, "--hall", "X", "--counters", "1", "--speed", "120", "--report", tmp_path / "r.json")
    assert code == 0, err + out
    report = read(tmp_path / "r.json")
    assert report["ideal_wait"]["max_s"] == 0
    assert report["wait"]["max_s"] < 240  # two real seconds: not one visit waited for a service that was over already


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("--strict",), "bad_rows=1"),
        (("--hall", "Y"), "the_file_has=X, Z"),
        (("--counters", "0"), "not a number of counters"),
        (("--counters", "A=1", "--by-group"), "without_counter=B"),
        (("--tz", "Mars/Olympus"), "unknown_zone"),
        (("--speed", "-1"), "speed=-1"),
        (("--server", "http://127.0.0.1:9"), "--username"),
        (("--server", "nowhere", "--username", "x"), "not an http"),
        (("--report", "/dev/null/r.json"), "report=/dev/null/r.json"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_played_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], change: tuple[str, ...], says: str
) -> None:
    file = visits_file(
        tmp_path / "v.csv", [*rows(2, every_s=1, service_s=1), *rows(1, every_s=1, service_s=1, hall="Z"), "X,no,A,1,,"]
    )
    assert main(["replay", str(file), "--hall", "X", "--counters", "2", *change]) == 2
    assert says in capsys.readouterr().err


def test_a_missing_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", str(tmp_path / "none.csv"), "--hall", "X", "--counters", "2"]) == 2
    assert "No such file" in capsys.readouterr().err


def test_a_running_server_is_driven_at_a_pace_of_its_own(mine: ServerProcess, tmp_path: Path, manager: dict[str, str]) -> None:
    file = visits_file(tmp_path / "v.csv", rows(20, every_s=30, service_s=60, services=("G001", "nonsense")))
    code, out, err = replay(
        *(
            file,
            "--hall",
            "wendeng",
            "--counters",
            "3",
            "--speed",
            "60",
            "--server",
            mine.url,
            "--report",
            tmp_path / "r.json",
        ),
        env=manager,
    )
    assert code == 0, err + out
    assert "played without a service: nonsense" in err
    report = read(tmp_path / "r.json")
    assert (report["pace"], report["served"], report["left"]) == (60, 20, 0)
    assert report["service"]["p50_s"] == pytest.approx(60, abs=45)  # a real second is a recorded minute
    assert report["ranges"]["n"] == 0
    assert hall_now(mine)["counters_open"] == 0  # it left none open


def test_a_login_that_may_not_serve_is_refused(mine: ServerProcess, tmp_path: Path) -> None:
    file = visits_file(tmp_path / "v.csv", rows(2, every_s=1, service_s=1))
    asked = (file, "--hall", "wendeng", "--counters", "1", "--server", mine.url)
    code, _, err = replay(*asked, env={"ONEWINDOW_USERNAME": "official", "ONEWINDOW_PASSWORD": "demo"})
    assert (code, "403" in err, "Traceback" in err) == (2, True, False)
    code, _, err = replay(*asked, env={"ONEWINDOW_USERNAME": "manager", "ONEWINDOW_PASSWORD": "wrong"})
    assert (code, "401" in err) == (2, True)


def test_a_hall_whose_day_is_closed_is_refused(fresh: ServerProcess, tmp_path: Path, manager: dict[str, str]) -> None:
    file = visits_file(tmp_path / "v.csv", rows(2, every_s=1, service_s=1))
    login = fresh.login("manager")
    login.post("/api/v1/halls/wendeng/open-day")
    assert login.post("/api/v1/halls/wendeng/close-day").status_code == 200
    code, _, err = replay(file, "--hall", "wendeng", "--counters", "1", "--server", fresh.url, env=manager)
    assert (code, "day_is_closed=" in err, err.count("\n")) == (2, True, 1)


def test_a_killed_server_loses_nothing_that_was_acknowledged(
    fresh: ServerProcess, tmp_path: Path, manager: dict[str, str]
) -> None:
    file = visits_file(tmp_path / "v.csv", rows(120, every_s=6, service_s=20))
    playing = begin(
        *(
            file,
            "--hall",
            "wendeng",
            "--counters",
            "6",
            "--speed",
            "60",
            "--server",
            fresh.url,
            "--report",
            tmp_path / "r.json",
        ),
        env=manager,
    )
    for seq in (40, 120):
        until(partial(board_reached, fresh.ws, "wendeng", seq))
        fresh.kill()
        fresh.start()
    code, out, err = end(playing)
    assert code == 0, err + out
    report = read(tmp_path / "r.json")
    assert (report["issued"], report["served"], report["left"]) == (120, 120, 0)
    assert report["resent"] > 0


def test_an_interrupted_replay_reports_what_it_has(tmp_path: Path) -> None:
    file = visits_file(tmp_path / "v.csv", rows(500, every_s=20, service_s=30))
    playing = begin(file, "--hall", "X", "--counters", "2", "--speed", "60", "--report", tmp_path / "r.json", "--strict")
    assert playing.stderr is not None
    address = playing.stderr.readline().split()[-1]  # ... the board is at http://127.0.0.1:PORT/board/HALL
    url, _, hall = address.partition("/board/")
    until(partial(board_reached, url.replace("http", "ws"), hall, 20))
    playing.send_signal(signal.SIGINT)
    code, out, err = end(playing)
    assert code == 130, err + out
    report = read(tmp_path / "r.json")
    assert report["interrupted"]
    assert 0 < report["issued"] < 500
    assert "(interrupted)" in out
