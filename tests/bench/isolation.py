"""Whether halls feel the dashboards: from a call to the board, at 50 calls a second, without and with twenty people who change filters.

`python -m tests.bench.isolation [--directory DIR]`; the history in the directory is kept, and used again. The halls' clients and the viewers' are a
process each, with plain sockets: all of it shares the machine with the server, so what counts is the ratio, in one run, by turns.
"""

import argparse
import asyncio
import base64
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import uvloop

from analytics.history import manifest
from queue_server.city.file import load_city
from queue_server.demo import CITY_FILE
from tests.analytics.callbacks import closed_body
from tests.bench import years
from tests.bench.load import summary
from tests.support.server import ServerProcess

TICKETS = 2_500_000
TOWNS = 10
"""Town halls that call, two counters each, beside the district's hall with ten."""
CALLS_A_SECOND = 50.0
VIEWERS, EVERY_S = 20, 5.0
WATCHED_S, AHEAD_S = 20.0, 6.0
PASSES = 4
GOAL = 1.5
AWAY_S = 1e6
PAGES = ("waits", "towns", "districts", "staffing")
_NUMBER = re.compile(rb'"number":"([^"]+)"')


class Away(Exception):
    """503: more than the dashboards can do at once."""


class Connection:
    """One kept HTTP connection."""

    def __init__(self, port: int, token: str) -> None:
        self._port, self._token = port, token
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, path: str, body: bytes = b"{}") -> bytes:
        """Return the answer's body.

        Raises:
            Away: the dashboards cannot answer just now. RuntimeError: it is another refusal.
        """
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 24)
        reader, writer = self._streams
        writer.write(
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nAuthorization: Bearer {self._token}\r\n"
            f"Accept-Encoding: gzip\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        head = await reader.readuntil(b"\r\n\r\n")
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if line)
        if b"content-length" in fields:
            content = await reader.readexactly(int(fields[b"content-length"]))
        else:
            content = b""
            while size := int((await reader.readuntil(b"\r\n")).strip(), 16):
                content += (await reader.readexactly(size + 2))[:-2]
            await reader.readexactly(2)
        if head.startswith(b"HTTP/1.1 503"):
            raise Away
        if not head.startswith(b"HTTP/1.1 2"):
            raise RuntimeError(f"{path}: {head[:15]!r} {content[:300]!r}")
        return content


class Board:
    """A hall's board: notes when it first had each number."""

    def __init__(self) -> None:
        self.seen: dict[bytes, float] = {}
        self._news = asyncio.Event()

    async def read(self, port: int, hall: str) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        key = base64.b64encode(os.urandom(16)).decode()
        writer.write(
            f"GET /ws/halls/{hall}/board HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        tail = b""
        while data := await reader.read(1 << 16):
            now = time.perf_counter()
            for number in _NUMBER.findall(tail + data):
                self.seen.setdefault(number, now)
            tail = data[-40:]
            self._news.set()
            self._news.clear()

    async def had(self, number: bytes) -> float:
        async with asyncio.timeout(30):
            while number not in self.seen:
                await self._news.wait()
        return self.seen[number]


async def call(port: int, desks: list[tuple[str, int, str]], watched_s: float) -> list[float]:
    """Issue, call and finish at some counters, each in its turn; return how long from each call until the board had it, seconds."""
    boards = {hall: Board() for hall, _, _ in desks}
    reading = [asyncio.create_task(board.read(port, hall)) for hall, board in boards.items()]
    found: list[float] = []
    began, period_s = time.perf_counter(), len(desks) / CALLS_A_SECOND

    async def work(place: int, hall: str, counter: int, token: str) -> None:
        connection = Connection(port, token)
        due_s = began + place / CALLS_A_SECOND
        while due_s < began + watched_s:
            await asyncio.sleep(max(0.0, due_s - time.perf_counter()))
            due_s += period_s
            await connection.post(f"/api/v1/halls/{hall}/tickets")
            called_s = time.perf_counter()
            answer = await connection.post(f"/api/v1/halls/{hall}/counters/{counter}/call-next")
            number = _NUMBER.search(answer)
            if number is not None:
                found.append(await boards[hall].had(number[1]) - called_s)
            await connection.post(f"/api/v1/halls/{hall}/counters/{counter}/finish")

    await asyncio.gather(*(work(place, *desk) for place, desk in enumerate(desks)))
    for task in reading:
        task.cancel()
    await asyncio.gather(*reading, return_exceptions=True)
    return found


async def view(port: int, tokens: list[str], dependencies: list[dict[str, Any]], seed: int, watched_s: float) -> list[float]:
    """Change filters; return how long each answer took, seconds; `AWAY_S`: it was refused."""
    found: list[float] = []
    began = time.perf_counter()

    async def look(place: int, token: str) -> None:
        chance, connection = random.Random(seed * 1000 + place), Connection(port, token)
        due_s = began + EVERY_S * place / len(tokens)
        while due_s < began + watched_s:
            await asyncio.sleep(max(0.0, due_s - time.perf_counter()))
            asked_s = time.perf_counter()
            page, search = question(chance)
            body = closed_body(dependencies, page, search, chance.choice(("zh", "en")))
            try:
                await connection.post("/analytics/_dash-update-component", json.dumps(body).encode())
                found.append(time.perf_counter() - asked_s)
            except Away:
                found.append(AWAY_S)
            due_s = max(due_s + EVERY_S, time.perf_counter())

    await asyncio.gather(*(look(place, token) for place, token in enumerate(tokens)))
    return found


def question(chance: random.Random) -> tuple[str, str]:
    """Return a page and an address: hardly ever one that was asked before."""
    since = years.BEGIN + timedelta(days=chance.randrange(600))
    until = since + timedelta(days=chance.choice((27, 90, 180, 365)) - 1 + chance.randrange(7))
    narrowed = chance.choice(
        ("", "", "&group=pension", "&channel=kiosk,phone", "&priority=normal", "&group=medical&channel=web")
    )
    hall = chance.choice(("", "", "&hall=district:wendeng", "&hall=wendeng"))
    return chance.choice(PAGES), f"?from={since}&to={until}{narrowed}{hall}"


def desks_of(server: ServerProcess) -> list[tuple[str, int, str]]:
    """Open the counters that call: hall, counter, token."""
    towns = [
        hall.id
        for hall in load_city(CITY_FILE).halls
        if hall.district == "wendeng" and hall.level == "town" and len(hall.counters) > 2
    ]
    places = [("wendeng", n) for n in range(1, 11)] + [(hall, n) for hall in towns[:TOWNS] for n in (1, 2)]
    found = []
    for hall, counter in places:
        client = server.login(f"crew-{hall}-{counter}")
        client.post(f"/api/v1/halls/{hall}/counters/{counter}/open", json={}).raise_for_status()
        found.append((hall, counter, token_of(client)))
    return found


def token_of(client: Any) -> str:
    return str(client.headers["Authorization"]).removeprefix("Bearer ")


def play(part: str, **given: Any) -> "subprocess.Popen[str]":
    """Start one half of the load in a process of its own; tokens go through a pipe."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.isolation", "--part", part],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(given) + "\n")
    process.stdin.flush()
    return process


def took(process: "subprocess.Popen[str]") -> list[float]:
    found: list[float] = json.loads(process.communicate()[0])
    return found


def measure(data: Path, history: Path) -> None:
    command = ("demo", "--port", "{port}", "--data", str(data), "--crew", "0", "--history", str(history))
    with ServerProcess(data, command=command) as server:
        official = server.login("official")
        while official.get("/analytics/alive").status_code != 204:
            time.sleep(0.1)
        dependencies = official.get("/analytics/_dash-dependencies").json()
        desks = desks_of(server)
        users = ("official", "manager", "admin", "official")
        tokens = [token_of(server.login(users[place % len(users)])) for place in range(VIEWERS)]
        took(
            play("view", port=server.port, tokens=tokens[:1], dependencies=dependencies, seed=0, watched_s=10.0)
        )  # reads the history in
        print(
            f"from call to board at {CALLS_A_SECOND:.0f} calls a second, {len(desks)} counters (ms): p50, p99; {VIEWERS} viewers, one filter in {EVERY_S:.0f} s each"
        )
        ratios = []
        for turn in range(1, PASSES + 1):
            marks = {}
            for viewers in (0, VIEWERS):
                load = "0"
                viewing = None
                if viewers:
                    seconds = AHEAD_S + WATCHED_S
                    viewing = play(
                        "view", port=server.port, tokens=tokens, dependencies=dependencies, seed=turn, watched_s=seconds
                    )
                    time.sleep(AHEAD_S)
                calling = play("call", port=server.port, desks=desks, watched_s=WATCHED_S)
                found = summary(took(calling), WATCHED_S, 0)
                load = f"{os.getloadavg()[0]:.1f}"
                answers = ""
                if viewing is not None:
                    times = took(viewing)
                    seen = summary([one for one in times if one < AWAY_S], AHEAD_S + WATCHED_S, 0)
                    answers = (
                        f"   {seen.rate:.1f} answers a second, p50 {seen.p50_ms:.0f}, p99 {seen.p99_ms:.0f}, "
                        f"{sum(one >= AWAY_S for one in times)} refused"
                    )
                marks[viewers] = found
                print(
                    f"  pass {turn}, {viewers:2d} viewers{found.p50_ms:8.1f}{found.p99_ms:8.1f}   {found.rate:.0f} calls a second, load {load}{answers}",
                    flush=True,
                )
            ratios.append(marks[VIEWERS].p99_ms / marks[0].p99_ms)
        print(
            f"p99 with viewers to p99 without: {statistics.median(ratios):.2f} (goal {GOAL}), by pass {', '.join(f'{one:.2f}' for one in ratios)}"
        )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--directory", type=Path, default=None)
    parser.add_argument("--part", choices=("call", "view"), default=None, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.part is not None:
        work = {"call": call, "view": view}[given.part]
        print(json.dumps(uvloop.run(work(**json.loads(sys.stdin.readline())))))
        return
    with tempfile.TemporaryDirectory() as folder:
        directory = given.directory or Path(folder) / "history"
        if not (directory / manifest.NAME).exists():
            names = [hall.id for hall in load_city(CITY_FILE).halls]
            made = years.fill(directory, TICKETS, names=names, months=years.MONTHS, source="simulated")
            print(f"made: {made} tickets of {len(names)} halls", flush=True)
        measure(Path(folder) / "data", directory)


if __name__ == "__main__":
    main()
