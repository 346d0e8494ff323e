"""Whoever floods the server or says nothing costs the halls nothing: tickets go on being taken, and he is not waited for."""

import asyncio
import contextlib
import os
import resource
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import httpx2
import pytest
import websockets

from queue_server.web.http import FILES_KEPT, HEAD_LIMIT, LOOKED_AT_EVERY_S, RECEIVED_S, TAKEN_S
from tests.support.proxy import Proxy
from tests.support.server import ServerProcess, body

HALL = "wendeng"
TICKETS = f"/api/v1/halls/{HALL}/tickets"
BOARD = f"/ws/halls/{HALL}/board"
GIVEN_UP_S = RECEIVED_S + LOOKED_AT_EVERY_S + 5
"""After so long a connection that is not worth waiting for is gone; some seconds are for a loaded machine."""
PINGED_S = 40.0
"""uvicorn's: a ping after 20 s without one, and 20 s for its answer."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path_factory.mktemp("floods") / "data", analytics=True) as running:
        yield running


@pytest.fixture(scope="module")
def greeter(server: ServerProcess) -> httpx2.Client:
    return server.login("greeter")


def take(greeter: httpx2.Client, count: int = 20) -> None:
    """Take tickets one after the other; each must be given."""
    numbers = [body(greeter.post(TICKETS, json={}), 201)["number"] for _ in range(count)]
    assert len(set(numbers)) == count


def connect(server: ServerProcess, first: bytes = b"") -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=GIVEN_UP_S)
    connection.sendall(first)
    return connection


def files(server: ServerProcess) -> int:
    """Return how many files and sockets the server has open."""
    assert server.process is not None
    return len(os.listdir(f"/proc/{server.process.pid}/fd"))  # noqa: PTH208 - names alone


def until(true: Callable[[], bool], within_s: float) -> None:
    deadline = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.1)


def test_nobody_is_waited_for_who_sends_byte_by_byte_or_nothing(server: ServerProcess, greeter: httpx2.Client) -> None:
    with contextlib.ExitStack() as stack:
        slow_head = [stack.enter_context(connect(server, b"GET / HTTP/1.1\r\nHost: x\r\nX: ")) for _ in range(100)]
        head = f"POST {TICKETS} HTTP/1.1\r\nHost: x\r\nAuthorization: {greeter.headers['authorization']}\r\nContent-Length: 1000\r\n\r\n{{"
        slow_body = [stack.enter_context(connect(server, head.encode())) for _ in range(100)]
        asks = head.replace(TICKETS, "/analytics/_dash-update-component").replace(
            greeter.headers["authorization"], server.login("official").headers["authorization"]
        )
        slow_question = [stack.enter_context(connect(server, asks.encode())) for _ in range(20)]
        second = [stack.enter_context(connect(server, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")) for _ in range(20)]
        for connection in second:
            assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
            connection.sendall(b"GET /healthz HTTP/1.1\r\nX:")
        silent = [stack.enter_context(connect(server)) for _ in range(100)]
        began_s, open_ = time.monotonic(), [*slow_head, *slow_body, *slow_question, *second]
        answers: dict[socket.socket, bytes] = {}
        while open_ and time.monotonic() - began_s < GIVEN_UP_S:
            take(greeter, 5)
            for connection in list(open_):
                connection.setblocking(False)
                with contextlib.suppress(BlockingIOError):
                    try:
                        answers[connection] = answers.get(connection, b"") + (piece := connection.recv(65536))
                        connection.send(b"x")
                    except (ConnectionResetError, BrokenPipeError):
                        piece = b""
                    if not piece:
                        open_.remove(connection)
            with contextlib.suppress(BlockingIOError, OSError):
                for connection in open_:
                    connection.send(b"x")
            time.sleep(0.5)
        assert not open_, "some are still waited for"
        assert time.monotonic() - began_s > RECEIVED_S - 2, "they were given up too early"
        assert all(b" 408 " in answer and b'"too-slow"' in answer for answer in answers.values())
        for connection in silent:
            assert connection.recv(1) == b""
    take(greeter)


def test_who_takes_no_answer_is_given_up(server: ServerProcess, greeter: httpx2.Client) -> None:
    before = files(server)
    asks = b"GET /static/vendor/noto-sans-sc/files/noto-sans-sc-111-wght-normal.woff2 HTTP/1.1\r\nHost: x\r\n\r\n"
    with contextlib.ExitStack() as stack:
        for _ in range(50):
            taker = stack.enter_context(socket.socket())
            taker.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            taker.connect(("127.0.0.1", server.port))
            taker.sendall(asks * 100)  # more than the kernel keeps for a connection
        until(lambda: files(server) >= before + 50, 10)
        take(greeter)
        until(lambda: files(server) <= before + 5, TAKEN_S + 2 * LOOKED_AT_EVERY_S + 10)
    take(greeter)


def test_a_head_without_an_end_is_refused_before_it_fills_the_memory(server: ServerProcess, greeter: httpx2.Client) -> None:
    with connect(server, b"GET / HTTP/1.1\r\nHost: x\r\n") as connection:
        sent = 0
        with contextlib.suppress(ConnectionResetError, BrokenPipeError):
            while sent < 64 * HEAD_LIMIT:
                connection.sendall(b"X-More: " + b"x" * 1000 + b"\r\n")
                sent += 1010
                time.sleep(0.002)
        assert sent < 8 * HEAD_LIMIT + 1_000_000
        with contextlib.suppress(ConnectionResetError):
            assert connection.recv(65536).startswith(b"HTTP/1.1 431 ")
    take(greeter)


def test_requests_without_rights_are_refused_and_tickets_go_on(server: ServerProcess, greeter: httpx2.Client) -> None:
    ended, refused = threading.Event(), [0] * 4

    def flood(n: int) -> None:
        with httpx2.Client(base_url=server.url, timeout=30) as nobody:
            while not ended.is_set():
                assert nobody.post(TICKETS, json={}).status_code == 401
                refused[n] += 1

    before = body(greeter.get(f"/api/v1/halls/{HALL}"))["waiting"]
    floods = [threading.Thread(target=flood, args=(n,)) for n in range(len(refused))]
    for thread in floods:
        thread.start()
    take(greeter, 200)
    ended.set()
    for thread in floods:
        thread.join(30)
    assert min(refused) > 10
    assert body(greeter.get(f"/api/v1/halls/{HALL}"))["waiting"] == before + 200


async def test_a_frame_of_a_mebibyte_ends_its_own_connection_alone(server: ServerProcess, greeter: httpx2.Client) -> None:
    async with websockets.connect(server.ws + BOARD) as honest:
        await honest.recv()
        for frame in (b"x" * 1_048_576, "x" * 1_048_576):
            for _ in range(20):
                async with websockets.connect(server.ws + BOARD, max_size=None) as socket_:
                    with pytest.raises(websockets.ConnectionClosed) as closed:
                        await socket_.send(frame)
                        while True:
                            await socket_.recv()
                    assert closed.value.rcvd is None or closed.value.rcvd.code == 1009
        await asyncio.to_thread(take, greeter, 1)
        async with asyncio.timeout(10):
            while '"waiting"' not in str(await honest.recv()):
                pass


async def test_screens_that_vanished_without_a_word_are_given_up(server: ServerProcess) -> None:
    def watching() -> int:
        told = httpx2.get(server.url + "/metrics").text
        return int(float(told.split('onewindow_sockets{view="board"} ')[1].split()[0]))

    with Proxy(server.port) as wire:
        boards = [await websockets.connect(f"ws://127.0.0.1:{wire.port}{BOARD}", ping_interval=None) for _ in range(20)]
        await asyncio.to_thread(until, lambda: watching() == 20, 10)
        wire.set("silent")  # half open: nobody is told, and nothing comes through
        await asyncio.to_thread(until, lambda: watching() == 0, PINGED_S + 10)
        wire.set("refuse")
        for board in boards:
            await board.close()


def test_twenty_thousand_idle_connections_leave_room_for_those_who_speak(server: ServerProcess, greeter: httpx2.Client) -> None:
    wanted, most = 20_000, resource.getrlimit(resource.RLIMIT_NOFILE)[1] - FILES_KEPT
    take(greeter, 1)
    before = files(server)
    with contextlib.ExitStack() as stack:
        idlers = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-m", "tests.support.idlers", str(server.port), str(wanted // 4), f"127.0.0.{n}"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for n in range(2, 6)
        ]
        opening = [idler.stdout for idler in idlers if idler.stdout is not None]
        while opening:
            take(greeter, 1)  # a client that pauses for 5 s gives its connection up, and would have to come in again
            told, _, _ = select.select(opening, [], [], 1)
            opening = [pipe for pipe in opening if pipe not in told]
        opened = sum(int(idler.stdout.readline()) for idler in idlers if idler.stdout is not None)
        assert opened == wanted, "the machine lets a process have too few connections"
        held = files(server)
        assert held > 0.75 * min(wanted, most), "some were given up before the last came"
        assert held < most + FILES_KEPT
        take(greeter, 50)  # whoever is connected goes on
        until(lambda: files(server) < before + 50, GIVEN_UP_S)
        assert httpx2.get(server.url + "/readyz").status_code == 200  # and there is room for another
        for idler in idlers:
            assert idler.stdin is not None
            idler.stdin.close()
    take(greeter)
