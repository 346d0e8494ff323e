"""Ids of requests, and which requests the log tells of: on a real server."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from websockets.sync.client import connect

from queue_server.web.requests import Budget
from tests.support.server import ServerProcess, body

TICKETS = "/api/v1/halls/daoji/tickets"


@pytest.fixture(scope="module")
def telling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server that logs every request and trusts nobody on this machine but 127.0.0.1."""
    data = tmp_path_factory.mktemp("telling") / "data"
    command = ("demo", "--port", "{port}", "--data", str(data), "--crew", "0", "--no-analytics", "--access-log")
    with ServerProcess(data, command=command) as server:
        yield server


@pytest.fixture(scope="module")
def trusting_nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    data = tmp_path_factory.mktemp("nobody") / "data"
    with ServerProcess(data):
        pass
    command = ("serve", "--port", "{port}", "--data", str(data), "--no-analytics", "--proxy", "192.0.2.1")
    with ServerProcess(data, command=command) as server:
        yield server


def lines(server: ServerProcess) -> list[dict[str, Any]]:
    return [json.loads(line) for line in server.said().splitlines() if line.startswith("{")]


def line_of(server: ServerProcess, request_id: str) -> dict[str, Any]:
    """Return the line of a request, which is written when its answer has been sent."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        for line in lines(server):
            if line.get("request_id") == request_id and line["logger"] == "onewindow.access":
                return line
        time.sleep(0.02)
    raise AssertionError(f"{request_id} is not told of:\n{server.said()[-5_000:]}")


def ask(client: httpx2.Client, method: str, path: str, **more: Any) -> tuple[httpx2.Response, str]:
    answer = client.request(method, path, **more)
    return answer, answer.headers["x-request-id"]


def test_every_answer_has_an_id_of_its_own(telling: ServerProcess) -> None:
    client = telling.client()
    paths = ["/", "/t/x", "/healthz", "/api/v1/nothing", "/static/base/base.css", "/static/none", "/api/v1/me", "/metrics"]
    ids = [ask(client, "GET", path)[1] for path in paths]
    assert len(set(ids)) == len(ids)


def test_a_problem_says_its_id(telling: ServerProcess) -> None:
    for path in ("/api/v1/me", "/nothing"):
        answer, request_id = ask(telling.client(), "GET", path)
        assert answer.json()["request_id"] == request_id


@pytest.mark.parametrize("given", ["5f2a.b_C:9-", "a" * 64])
def test_a_trusted_proxys_id_is_kept(telling: ServerProcess, given: str) -> None:
    assert ask(telling.client(), "GET", "/healthz", headers={"X-Request-Id": given})[1] == given


@pytest.mark.parametrize("given", ["", "a b", "a" * 65, 'a"b', "a\tb", "é"])
def test_what_is_no_id_is_replaced(telling: ServerProcess, given: str) -> None:
    made = ask(telling.client(), "GET", "/healthz", headers=[(b"X-Request-Id", given.encode())])[1]
    assert made != given
    assert made


def test_an_id_from_anybody_else_is_not_believed(trusting_nobody: ServerProcess) -> None:
    assert ask(trusting_nobody.client(), "GET", "/healthz", headers={"X-Request-Id": "mine"})[1] != "mine"


def test_a_line_tells_the_route_and_never_the_path(telling: ServerProcess) -> None:
    teller = telling.login("teller-daoji")
    answer, request_id = ask(teller, "POST", TICKETS, json={})
    line = line_of(telling, request_id)
    assert line.items() >= {
        "level": "info", "event": "request", "method": "POST", "route": "/api/v1/halls/{hall}/tickets", "status": 201,
        "actor": "teller-daoji", "hall": "daoji",
    }.items()  # fmt: skip
    assert line["ms"] > 0
    pass_ = body(answer, 201)["pass"]
    for method, path, route in [
        ("GET", f"/api/v1/tickets/{pass_}", "/api/v1/tickets/{ticket}"),
        ("GET", f"/t/{pass_}?lang=en", "/t/{pass_}"),
        ("GET", f"/static/{pass_}", "/static"),
        ("GET", f"/{pass_}", "-"),
    ]:
        assert line_of(telling, ask(telling.client(), method, path)[1])["route"] == route
    assert pass_.rpartition(".")[2] not in telling.said()


def test_a_websocket_has_an_id_too(telling: ServerProcess) -> None:
    with connect(f"{telling.ws}/ws/halls/daoji/board", additional_headers={"X-Request-Id": "screen-1"}) as board:
        assert json.loads(board.recv())["type"] == "board"
        assert board.response is not None
        assert board.response.headers["x-request-id"] == "screen-1"
    telling.stop()
    line = line_of(telling, "screen-1")
    assert (line["event"], line["route"]) == ("socket", "/ws/halls/{hall}/board")
    telling.start()


def test_by_default_only_what_an_operator_should_see_is_told(demo: ServerProcess) -> None:
    client = demo.client()
    quiet = [ask(client, "GET", path)[1] for path in ("/healthz", "/nothing", "/api/v1/me")]
    answer, refused = ask(client, "POST", "/api/v1/session", json={"username": "teller", "password": "wrong horse"})
    assert answer.status_code == 401
    line = line_of(demo, refused)
    assert (line["level"], line["route"], line["code"]) == ("warning", "/api/v1/session", "wrong-login")
    assert "actor" not in line
    assert not set(quiet) & {line.get("request_id") for line in lines(demo)}


def test_failures_are_told_with_their_ids_and_do_not_drown_the_log(fresh: ServerProcess, tmp_path: Path) -> None:
    kiosk = fresh.login("kiosk")
    fresh.database.rename(tmp_path / "hidden")
    ids = [ask(kiosk, "POST", "/api/v1/halls/wendeng/tickets", json={})[1] for _ in range(200)]
    (tmp_path / "hidden").rename(fresh.database)
    line_of(fresh, ids[0])
    told = [line for line in lines(fresh) if line["logger"] == "onewindow.access" and line["level"] == "error"]
    assert told[0]["request_id"] in ids
    assert told[0].items() >= {"status": 503, "code": "storage-unavailable", "actor": "kiosk", "hall": "wendeng"}.items()
    assert len(told) + sum(line.get("left_out", 0) for line in told) <= len(ids)


def test_a_budget_tells_how_much_it_held_back() -> None:
    now = [0.0]
    budget = Budget(2, lambda: now[0])
    assert [budget.take() for _ in range(5)] == [0, 0, None, None, None]
    now[0] = 1.0
    assert [budget.take(), budget.take()] == [3, 0]
