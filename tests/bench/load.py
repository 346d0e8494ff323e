"""Load from one process over plain sockets: HTTP requests on kept connections, websocket readers by the thousand.

A client library would cost more than the server that is measured. Requests and connections are counted beforehand, so every load
ends by itself; only loopback is ever a target.
"""

import argparse
import asyncio
import base64
import itertools
import json
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple, cast

import httptools
import uvloop


class Latencies(NamedTuple):
    """`rate`: requests a second; times in milliseconds."""

    rate: float
    p50_ms: float
    p99_ms: float
    errors: int


def summary(times_s: list[float], elapsed_s: float, errors: int) -> Latencies:
    ordered = sorted(times_s)
    at = lambda p: 1000 * ordered[min(len(ordered) - 1, int(p * len(ordered)))] if ordered else float("nan")  # noqa: E731
    return Latencies(len(ordered) / elapsed_s, at(0.5), at(0.99), errors)


class _Requests(asyncio.Protocol):
    """One kept connection that sends the next request when the last is answered."""

    def __init__(self, make: Callable[[], bytes | None], times_s: list[float], errors: list[int]) -> None:
        self._make, self._times, self._errors = make, times_s, errors
        self.ended = asyncio.get_running_loop().create_future()
        self._parser = httptools.HttpResponseParser(self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._next()

    def _next(self) -> None:
        request = self._make()
        if request is None:
            self._transport.close()
            if not self.ended.done():
                self.ended.set_result(None)
            return
        self._sent = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        self._times.append(time.perf_counter() - self._sent)
        if self._parser.get_status_code() >= 300:
            self._errors.append(self._parser.get_status_code())
        self._parser = httptools.HttpResponseParser(self)
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.ended.done():
            self.ended.set_result(None)


class _Paced(_Requests):
    """One kept connection that waits until it is given a request; times count from when the request was due."""

    def __init__(self, idle: "asyncio.Queue[_Paced]", times_s: list[float], errors: list[int]) -> None:
        super().__init__(lambda: None, times_s, errors)
        self._idle = idle

    def _next(self) -> None:
        self._idle.put_nowait(self)

    def send(self, request: bytes, due_s: float) -> None:
        self._sent = due_s
        self._transport.write(request)


async def _pace(make: Callable[[], bytes | None], idle: "asyncio.Queue[_Paced]", connections: int, rate: float) -> None:
    """Send what is made, `rate` a second whether or not the last is answered, as long as a connection is free."""
    started_s = time.perf_counter()
    for n in itertools.count():
        request = make()
        if request is None:
            break
        due_s = started_s + n / rate
        await asyncio.sleep(max(0.0, due_s - time.perf_counter()))
        (await idle.get()).send(request, due_s)
    for _ in range(connections):  # until all are answered
        await idle.get()


async def post(
    host: str,
    port: int,
    path: str,
    *,
    token: str,
    body: bytes,
    connections: int,
    count: int,
    keyed: bool,
    rate: float = 0.0,
) -> Latencies:
    """POST `body` `count` times over `connections` kept connections.

    Args:
        keyed: Each with an Idempotency-Key of its own. rate: requests a second; 0: the next as soon as the last is answered.
    """
    left = count
    login = f"Authorization: Bearer {token}\r\n" if token else ""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\n{login}"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    ).encode()
    salt = base64.b16encode(os.urandom(6)).decode()

    def make() -> bytes | None:
        nonlocal left
        if left == 0:
            return None
        left -= 1
        key = f"Idempotency-Key: {salt}{left}\r\n".encode() if keyed else b""
        return head + key + b"\r\n" + body

    times_s: list[float] = []
    errors: list[int] = []
    loop = asyncio.get_running_loop()
    started = time.perf_counter()
    if rate:
        idle: asyncio.Queue[_Paced] = asyncio.Queue()
        opened = [await loop.create_connection(lambda: _Paced(idle, times_s, errors), host, port) for _ in range(connections)]
        await _pace(make, idle, connections, rate)
        for transport, _ in opened:
            transport.close()
        return summary(times_s, time.perf_counter() - started, len(errors))
    protocols = []
    for _ in range(connections):
        _, protocol = await loop.create_connection(lambda: _Requests(make, times_s, errors), host, port)
        protocols.append(protocol)
    await asyncio.gather(*(protocol.ended for protocol in protocols))
    return summary(times_s, time.perf_counter() - started, len(errors))


class _Crowd:
    """What the readers of one load have seen together."""

    def __init__(self, size: int) -> None:
        self.size, self.opened, self.marked, self.last = size, 0, 0, 0.0
        self.mark = b"\x00"
        self.everybody_in, self.all_marked = asyncio.Event(), asyncio.Event()

    def expect(self, mark: bytes) -> None:
        self.mark, self.marked = mark, 0
        self.all_marked.clear()

    def open(self) -> None:
        self.opened += 1
        if self.opened == self.size:
            self.everybody_in.set()

    def see(self) -> None:
        self.marked += 1
        self.last = time.perf_counter()
        if self.marked == self.size:
            self.all_marked.set()


class _Reader(asyncio.Protocol):
    """One websocket that notes the first frame that holds the crowd's mark."""

    def __init__(self, request: bytes, crowd: _Crowd) -> None:
        self._request, self._crowd = request, crowd
        self._tail = b""
        self._shaken = False
        self._seen = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast(asyncio.Transport, transport).write(self._request)

    def data_received(self, data: bytes) -> None:
        if self._tail:
            data = self._tail + data
        if not self._shaken:
            end = data.find(b"\r\n\r\n")
            if end < 0:
                self._tail = data
                return
            self._shaken = True
            data = data[end + 4 :]
            self._crowd.open()
        mark = self._crowd.mark
        if self._seen is not mark and mark in data:
            self._seen = mark
            self._crowd.see()
        self._tail = data[1 - len(mark) :] if len(mark) > 1 else b""


async def watch(host: str, port: int, paths: list[str], *, token: str, connections: int) -> None:
    """Open websockets, to the paths in turn, and say `open`; then, for each mark read from stdin, say `ready`, and when all have had a frame that holds
    the mark, the machine time at which the last one had it.

    Times are `perf_counter`, which on Linux all processes share.
    """
    loop = asyncio.get_running_loop()
    key = base64.b64encode(os.urandom(16)).decode()
    login = f"Authorization: Bearer {token}\r\n" if token else ""
    requests = [
        (
            f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n{login}"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
        ).encode()
        for path in paths
    ]
    waiting = itertools.islice(itertools.cycle(requests), connections)
    crowd = _Crowd(connections)
    while some := list(itertools.islice(waiting, 200)):
        await asyncio.gather(*(loop.create_connection(partial(_Reader, request, crowd), host, port) for request in some))
    await crowd.everybody_in.wait()
    print("open", flush=True)
    while mark := (await loop.run_in_executor(None, sys.stdin.readline)).strip():
        crowd.expect(mark.encode())
        print("ready", flush=True)
        await asyncio.wait_for(crowd.all_marked.wait(), 60)
        print(crowd.last, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    kinds = parser.add_subparsers(dest="kind", required=True)
    poster = kinds.add_parser("post")
    poster.add_argument("--port", type=int, required=True)
    poster.add_argument("--path", required=True)
    poster.add_argument("--token", default="")
    poster.add_argument("--body", default="{}")
    poster.add_argument("--connections", type=int, default=64)
    poster.add_argument("--count", type=int, default=10_000)
    poster.add_argument("--keyed", action="store_true")
    poster.add_argument("--rate", type=float, default=0.0)
    watcher = kinds.add_parser("watch")
    watcher.add_argument("--port", type=int, required=True)
    watcher.add_argument("--path", action="append", default=[])
    watcher.add_argument("--paths", type=Path, help="a file with a path a line")
    watcher.add_argument("--token", default="")
    watcher.add_argument("--connections", type=int, required=True)
    a = parser.parse_args()
    if a.kind == "post":
        done = uvloop.run(
            post(
                "127.0.0.1",
                a.port,
                a.path,
                token=a.token,
                body=a.body.encode(),
                connections=a.connections,
                count=a.count,
                keyed=a.keyed,
                rate=a.rate,
            )
        )
        json.dump(done._asdict(), sys.stdout)
    else:
        paths = a.path + (a.paths.read_text().split() if a.paths else [])
        uvloop.run(watch("127.0.0.1", a.port, paths, token=a.token, connections=a.connections))


if __name__ == "__main__":
    main()
