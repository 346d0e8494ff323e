"""The server is killed with SIGKILL at random moments under load, and started again on the same data."""

import asyncio
import json
import os
import random
import signal
import time
from pathlib import Path

import pytest
import websockets

from tests.support.server import ServerProcess, body
from tests.system.board import Board
from tests.system.crowd import Client, serve, take
from tests.system.history import Seen, check, check_file, logged

KILLS = 20
HALL = "wendeng"


async def test_nothing_acknowledged_is_lost_and_screens_come_back(tmp_path: Path) -> None:
    seen = Seen()
    dice = random.Random(20260302)
    with ServerProcess(tmp_path / "data") as server:
        kiosk, teller = (server.login(name).headers["Authorization"].removeprefix("Bearer ") for name in ("kiosk", "teller"))
        ending = asyncio.Event()
        clients = [Client(server, kiosk) for _ in range(4)] + [Client(server, teller) for _ in range(4)]
        crowd = [take(client, HALL, seen, lambda: not ending.is_set()) for client in clients[:4]]
        crowd += [serve(client, HALL, n, seen, lambda: not ending.is_set()) for n, client in enumerate(clients[4:], start=1)]
        board = Board(f"{server.ws}/ws/halls/{HALL}/board")
        watching = asyncio.create_task(board.run())
        playing = [asyncio.create_task(one) for one in crowd]
        await board.connects(1, 30)
        kept = len(seen.issued)
        for _ in range(KILLS):
            await asyncio.sleep(dice.uniform(0.1, 0.6))
            connected = board.connected
            await asyncio.to_thread(server.kill)
            await asyncio.to_thread(server.start)
            before = len(seen.issued)
            async with asyncio.timeout(30):
                while len(seen.issued) == before:
                    await asyncio.sleep(0.02)
            await board.connects(connected + 1, 30)
        assert len(seen.issued) > kept + KILLS
        ending.set()
        await asyncio.gather(*playing)

        events = logged(server, server.login("manager"), HALL)
        check(events, seen)
        async with asyncio.timeout(30):
            while board.seq < events[-1]["seq"]:
                await asyncio.sleep(0.05)
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        # Outages are shorter than a minute, so every call was still in a frame when the board was back.
        calls = [(e["seq"], e["ticket"].rsplit(".", 1)[1], e["counter"]) for e in events if e["type"] == "ticket-called"]
        first = board.announced[0][0]
        assert board.announced == [call for call in calls if call[0] >= first]
        await asyncio.gather(*(client.close() for client in clients))
    check_file(server.database)


async def test_a_ticket_page_is_current_after_a_restart(tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data") as server:
        ticket = server.login("kiosk").post(f"/api/v1/halls/{HALL}/tickets", json={}).json()
        server.kill()
        server.start()
        deadline = time.monotonic() + 10
        async with websockets.connect(f"{server.ws}/ws/tickets/{ticket['pass']}") as socket:
            frame = json.loads(await asyncio.wait_for(socket.recv(), deadline - time.monotonic()))
        assert frame["ticket"]["state"] == "waiting"
        assert frame["log"] == ticket["log"]
        assert frame["seq"] >= ticket["seq"]


def test_the_demos_time_never_runs_back_over_a_kill(tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data", speed=600) as server:
        for _ in range(3):
            before = hall_time(server)
            server.kill()
            server.start()
            assert hall_time(server) > before


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)], ids=["SIGTERM", "SIGINT"])
def test_a_signal_stops_the_demo_with_all_that_it_started(tmp_path: Path, number: signal.Signals, code: int) -> None:
    with ServerProcess(tmp_path / "data", crew=True, analytics=True, speed=30, env={"TMPDIR": str(tmp_path)}) as server:
        assert server.process is not None
        started = children(server.process.pid)
        assert len(started) == 2, "the crew and the dashboards"
        stood = hall_time(server)
        os.killpg(server.process.pid, number)  # as a terminal does
        assert server.process.wait(10) == code
        assert not [pid for pid in started if Path(f"/proc/{pid}").exists()]
        assert not list(tmp_path.glob("onewindow-*")), "the dashboards' socket"
        assert "Traceback" not in server.said()
        server.start()
        assert hall_time(server) > stood


def children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text(encoding="ascii").split()]


def hall_time(server: ServerProcess) -> str:
    with server.client() as client:
        now: str = body(client.get("/api/v1/city"))["now"]
    return now
