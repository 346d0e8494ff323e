"""What only a real server and real sockets can show."""

import json
import socket
from collections.abc import Iterator

import httpx2
import pytest

from tests.support.server import ServerProcess, body
from tests.web.site import code

HALL = "daoji"
TICKETS = f"/api/v1/halls/{HALL}/tickets"


@pytest.fixture(scope="module")
def teller(demo: ServerProcess) -> Iterator[httpx2.Client]:
    client = demo.login(f"teller-{HALL}")
    yield client
    client.close()


def chunks(count: int, size: int) -> Iterator[bytes]:
    for _ in range(count):
        yield b"x" * size


def test_a_large_body_is_refused_and_the_connection_goes_on(teller: httpx2.Client) -> None:
    for content in (b"x" * 10_000_000, chunks(1000, 10_000)):
        assert code(teller.post(TICKETS, content=content), 413) == "too-large"
        assert body(teller.get("/api/v1/me"))["hall"] == HALL


def test_a_body_without_an_end_is_answered_before_its_end(demo: ServerProcess, teller: httpx2.Client) -> None:
    with socket.create_connection(("127.0.0.1", demo.port), timeout=10) as connection:
        head = f"POST {TICKETS} HTTP/1.1\r\nHost: x\r\nAuthorization: {teller.headers['authorization']}\r\nTransfer-Encoding: chunked\r\n\r\n"
        connection.sendall(head.encode())
        for _ in range(80):
            connection.sendall(b"400\r\n" + b"x" * 1024 + b"\r\n")
        answer = connection.recv(65536)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["code"] == "too-large"


def test_a_body_that_stops_in_the_middle_takes_no_ticket(demo: ServerProcess, teller: httpx2.Client) -> None:
    before = body(teller.get(f"/api/v1/halls/{HALL}"))["waiting"]
    with socket.create_connection(("127.0.0.1", demo.port), timeout=10) as connection:
        head = f"POST {TICKETS} HTTP/1.1\r\nHost: x\r\nAuthorization: {teller.headers['authorization']}\r\nContent-Length: 100\r\n\r\n{{"
        connection.sendall(head.encode())
    assert body(teller.get(f"/api/v1/halls/{HALL}"))["waiting"] == before


def test_the_request_line_may_say_anything(demo: ServerProcess) -> None:
    for path in (
        b"/api/v1/halls/%2e%2e/tickets",
        b"/api/v1/halls/%00/services",
        b"/api/v1/tickets/%ff%fe",
        b"/api/v1/halls/daoji/services?q=%ff%00&q",
    ):
        with socket.create_connection(("127.0.0.1", demo.port), timeout=10) as connection:
            connection.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        assert answer.split(b" ", 2)[1] in {b"401", b"404", b"422"}
        assert b"application/problem+json" in answer


def test_what_is_no_request_is_a_problem_too(demo: ServerProcess) -> None:
    for sent in (
        b"\x16\x03\x01\x02\x00\x01\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /healthz HTTP/1.1\r\nHost: x\r\nIdempotency-Key: a\x01b\r\n\r\n",
    ):
        with socket.create_connection(("127.0.0.1", demo.port), timeout=10) as connection:
            connection.sendall(sent)
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        head, _, content = answer.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 400 ")
        assert b"content-type: application/problem+json" in head.split(b"\r\n")
        assert json.loads(content)["code"] == "malformed-request"


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("board", b"Content-Length: 5\r\n"),
        ("board", b"Transfer-Encoding: chunked\r\n"),
        ("board", b"X-Long: " + b"x" * 9000 + b"\r\n"),
        ("board", b"X-Many: x\r\n" * 200),
        ("b" * 9000, b""),
    ],
)
def test_a_handshake_that_is_none_is_answered_and_its_connection_closed(demo: ServerProcess, path: str, fields: bytes) -> None:
    upgrade = b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
    with socket.create_connection(("127.0.0.1", demo.port), timeout=10) as connection:
        connection.sendall(f"GET /ws/halls/{HALL}/{path} HTTP/1.1\r\nHost: x\r\n".encode() + upgrade + fields + b"\r\n")
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["code"] == "malformed-request"


def test_a_problem_has_the_same_form_everywhere(demo: ServerProcess, teller: httpx2.Client) -> None:
    with httpx2.Client(base_url=demo.url) as anybody:
        assert code(anybody.get("/api/v1/nothing"), 404) == "unknown-path"
        assert code(anybody.delete("/api/v1/halls"), 405) == "method-not-allowed"
        assert code(anybody.post(TICKETS), 401) == "not-logged-in"
    assert code(teller.post("/api/v1/halls/wendeng/tickets"), 403) == "not-allowed"
    assert code(teller.post(TICKETS, content=b"{"), 400) == "malformed-json"
    assert code(teller.post(TICKETS, json={"services": ["NOPE"]}), 422) == "unknown-service"
    assert code(teller.post(f"/api/v1/halls/{HALL}/counters/1/call-next"), 409) in ("counter-closed", "day-not-open")


def test_a_browsers_cookie_works_from_our_own_pages_alone(demo: ServerProcess) -> None:
    with httpx2.Client(base_url=demo.url) as browser:
        body(
            browser.post(
                "/api/v1/session", json={"username": f"teller-{HALL}", "password": "demo"}, headers={"origin": demo.url}
            )
        )
        assert body(browser.get("/api/v1/me"))["hall"] == HALL
        assert code(browser.delete("/api/v1/session"), 403) == "wrong-origin"
        assert browser.delete("/api/v1/session", headers={"origin": demo.url}).status_code == 204
        assert code(browser.get("/api/v1/me"), 401) == "not-logged-in"


def test_a_session_outlives_the_server(fresh: ServerProcess) -> None:
    headers = {"authorization": fresh.login(f"teller-{HALL}").headers["authorization"]}
    fresh.stop()
    fresh.start()
    assert body(httpx2.get(f"{fresh.url}/api/v1/me", headers=headers))["hall"] == HALL


def read_answers(connection: socket.socket, count: int) -> list[tuple[bytes, bytes]]:
    """Read `count` answers with Content-Length from the socket: head and body of each."""
    answers, read = [], b""
    while len(answers) < count:
        head, end, rest = read.partition(b"\r\n\r\n")
        length = next(
            (int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
        )
        if end and len(rest) >= length:
            answers.append((head, rest[:length]))
            read = rest[length:]
        else:
            more = connection.recv(65536)
            assert more, "the server hung up"
            read += more
    assert read == b""
    return answers


def test_an_answer_arrives_whole(demo: ServerProcess) -> None:
    with socket.create_connection(("127.0.0.1", demo.port), timeout=10) as connection:
        for _ in range(50):
            connection.sendall(b"GET /api/v1/halls/daoji HTTP/1.1\r\nHost: x\r\n\r\n")
            head, _, content = connection.recv(65536).partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200 ")
            assert json.loads(content)["id"] == HALL


def test_requests_sent_at_once_are_answered_in_order(demo: ServerProcess) -> None:
    paths = ["/api/v1/halls/daoji", "/healthz", "/api/v1/halls/nowhere", "/api/v1/halls/zetou"] * 10
    with socket.create_connection(("127.0.0.1", demo.port), timeout=10) as connection:
        connection.sendall("".join(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n" for path in paths).encode())
        answers = read_answers(connection, len(paths))
    said = [json.loads(content) if content.startswith(b"{") else {} for _, content in answers]
    assert [one.get("id", one.get("code")) for one in said] == ["daoji", None, "unknown-hall", "zetou"] * 10


def test_a_client_may_ask_before_it_sends_its_body(demo: ServerProcess, teller: httpx2.Client) -> None:
    with socket.create_connection(("127.0.0.1", demo.port), timeout=10) as connection:
        head = f"POST {TICKETS} HTTP/1.1\r\nHost: x\r\nAuthorization: {teller.headers['authorization']}\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
        connection.sendall(head.encode())
        assert connection.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"{}")
        ((head_, content),) = read_answers(connection, 1)
    assert head_.startswith(b"HTTP/1.1 201 ")
    assert json.loads(content)["hall"] == HALL
