"""The headers of every kind of answer, as a real server writes them: each once."""

import http.client
import re
import socket
from collections.abc import Iterator
from typing import NamedTuple

import pytest
import websockets

from queue_server.web.headers import EVERY
from tests.analytics.browser.conftest import Site
from tests.support.server import ServerProcess, body

HTML = {"Accept": "text/html"}
TICKET = "/t/wendeng.2026-03-02.A001.x"


class Answered(NamedTuple):
    status: int
    headers: list[tuple[str, str]]

    def one(self, name: str) -> str:
        """Return the value of a header that must be there once."""
        found = [value for given, value in self.headers if given == name]
        assert len(found) == 1, (name, found)
        return found[0]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path_factory.mktemp("headers") / "data", analytics=True) as server:
        site = Site(server)
        site.wait_for_dashboards()
        site.close()
        yield server


def ask(server: ServerProcess, path: str, method: str = "GET", headers: dict[str, str] | None = None) -> Answered:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        connection.request(method, path, headers=headers or {})
        answer = connection.getresponse()
        answer.read()
        return Answered(answer.status, [(name.lower(), value) for name, value in answer.getheaders()])
    finally:
        connection.close()


def check(answer: Answered) -> None:
    for name, value in EVERY:
        assert answer.one(name.decode()) == value.decode()
    assert not [name for name, _ in answer.headers if name in ("server", "x-powered-by", "via")]
    assert len({name for name, _ in answer.headers}) == len(answer.headers), "a header stands there twice"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/kiosk/wendeng", 200),
        ("GET", TICKET, 200),
        ("GET", "/static/base/base.css", 200),
        ("GET", "/static/base/icon.svg", 200),
        ("GET", "/static/nothing.js", 404),
        ("GET", "/nothing", 404),
        ("POST", "/", 405),
        ("GET", "/api/v1/halls", 200),
        ("HEAD", "/api/v1/halls", 200),
        ("GET", "/api/v1/openapi.json", 200),
        ("GET", "/api/v1/me", 401),
        ("GET", "/api/v1/halls/nowhere", 404),
        ("PATCH", "/api/v1/session", 405),
        ("POST", "/api/v1/session", 422),
        ("GET", "/healthz", 200),
        ("GET", "/metrics", 200),
        ("GET", "/analytics/", 401),
        ("PUT", "/analytics/", 405),
    ],
)
def test_every_answer_is_bounded(served: ServerProcess, method: str, path: str, status: int) -> None:
    answer = ask(served, path, method)
    assert answer.status == status
    check(answer)
    policy = answer.one("content-security-policy")
    assert policy.startswith("default-src 'none'; ")
    assert "frame-ancestors 'none'" in policy
    assert answer.one("cache-control")


def test_what_leads_elsewhere_is_bounded_too(served: ServerProcess) -> None:
    for path, headers, location in (
        ("/analytics/", HTML, "/login?next=/analytics/"),
        ("/desk/", {}, f"{served.url}/desk"),
    ):
        answer = ask(served, path, headers=headers)
        assert answer.status in (303, 307)
        assert answer.one("location") == location
        check(answer)


def test_what_is_not_http_is_answered_with_the_same_headers(served: ServerProcess) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as connection:
        connection.sendall(b"GET\x00 / HTTP/1.1\r\n\r\n")
        head = connection.makefile("rb").read().partition(b"\r\n\r\n")[0].decode()
    status, *lines = head.split("\r\n")
    assert status == "HTTP/1.1 400 Bad Request"
    check(Answered(400, [(name.lower(), value) for name, _, value in (line.partition(": ") for line in lines)]))


async def test_a_websocket_handshake_has_them(served: ServerProcess) -> None:
    async with websockets.connect(f"{served.ws}/ws/halls/wendeng/board") as board:
        assert board.response is not None
        check(Answered(101, [(name.lower(), value) for name, value in board.response.headers.raw_items()]))


def test_the_dashboards_carry_them_once(served: ServerProcess) -> None:
    token = served.login("official").headers["Authorization"]
    page = ask(served, "/analytics/", headers=HTML | {"Authorization": token})
    assert page.status == 200
    check(page)
    policy = page.one("content-security-policy")
    assert re.search(r"script-src 'self'( 'sha256-[\w+/=]+')+;", policy)
    assert not re.search(r"script-src[^;]*(unsafe|data:|blob:)|\*", policy)
    assert re.findall(r"([a-z-]+)[^;]*(?:data|blob):", policy) == ["img-src"]
    assert "unsafe-eval" not in policy
    assert policy.count("unsafe-inline") == 1
    assert page.one("cache-control") == "no-store"
    asset = ask(served, "/analytics/assets/onewindow.css", headers={"Authorization": token})
    assert asset.status == 200
    check(asset)


def test_what_a_login_or_a_pass_opens_is_kept_nowhere(served: ServerProcess) -> None:
    teller = served.login("teller-zetou")
    ticket = body(teller.post("/api/v1/halls/zetou/tickets", json={}), 201)
    authorized = {"Authorization": teller.headers["Authorization"]}
    for path, headers in (
        ("/api/v1/me", authorized),
        ("/api/v1/halls/zetou/tickets", authorized),
        (f"/api/v1/tickets/{ticket['id']}", authorized),
        (f"/api/v1/tickets/{ticket['pass']}", {}),
        (f"/t/{ticket['pass']}", {}),
    ):
        answer = ask(served, path, headers=headers)
        assert answer.status == 200
        assert answer.one("cache-control") == "no-store"
