"""The websockets against a real server."""

import asyncio
import contextlib
import json
import socket
import sqlite3
import time
from typing import Any
from urllib.parse import quote

import pytest
import websockets
from websockets.asyncio.client import ClientConnection

from tests.support.server import ServerProcess, body

HALL = "/api/v1/halls"


async def frame(connection: ClientConnection, within_s: float = 10) -> dict[str, Any]:
    frame: dict[str, Any] = json.loads(await asyncio.wait_for(connection.recv(), within_s))
    return frame


async def frame_with(connection: ClientConnection, key: str, value: object, within_s: float = 10) -> dict[str, Any]:
    """Return the first frame in which `key` is `value`; seq never goes back on the way."""
    async with asyncio.timeout(within_s):
        seq = 0
        while True:
            shown = await frame(connection)
            assert shown["seq"] >= seq
            seq = shown["seq"]
            if shown[key] == value:
                return shown


def bearer(client: Any) -> dict[str, str]:
    return {"Authorization": client.headers["Authorization"]}


async def refusal(url: str, headers: dict[str, str] | None = None) -> int:
    async with websockets.connect(url, additional_headers=headers or {}) as connection:
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await asyncio.wait_for(connection.recv(), 10)
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code


async def test_every_view_shows_the_moment_first_and_then_every_change(demo: ServerProcess) -> None:
    hall = f"{HALL}/zetou"
    teller, official = demo.login("teller-zetou"), demo.login("official")
    ticket = body(teller.post(f"{hall}/tickets", json={}), 201)
    async with (
        websockets.connect(f"{demo.ws}/ws/halls/zetou/board") as board,
        websockets.connect(f"{demo.ws}/ws/tickets/{ticket['pass']}") as phone,
        websockets.connect(f"{demo.ws}/ws/halls/zetou/counters/1", additional_headers=bearer(teller)) as desk,
        websockets.connect(f"{demo.ws}/ws/halls/zetou/manager", additional_headers=bearer(official)) as manager,
    ):
        shown = [await frame(view) for view in (board, phone, desk, manager)]
        assert [view["type"] for view in shown] == ["board", "ticket", "counter", "manager"]
        assert {view["log"] for view in shown} == {ticket["log"]}
        assert shown[1]["ticket"]["ahead"] == 0
        assert "pass" not in json.dumps([shown[0], shown[2], shown[3]])
        assert ticket["pass"].rsplit(".", 1)[1] not in json.dumps(shown)
        await asyncio.to_thread(
            lambda: [body(teller.post(f"{hall}/counters/1/{verb}", json={})) for verb in ("open", "call-next")]
        )
        called = await frame_with(board, "waiting", {"total": 0, "by_priority": {}})
        assert called["calls"][0]["number"] == ticket["number"]
        assert called["calls"][0]["counter"] == 1
        assert (await frame_with(desk, "waiting_total", 0))["ticket"]["id"] == ticket["id"]
        while (await frame(phone))["ticket"]["state"] != "called":
            pass
        await asyncio.to_thread(lambda: body(teller.post(f"{hall}/counters/1/finish", json={})))
        assert (await frame_with(manager, "served", 1))["called"] == 1


async def test_a_quiet_view_is_sent_again_within_ten_seconds(demo: ServerProcess) -> None:
    async with websockets.connect(f"{demo.ws}/ws/halls/gejia/board") as board:
        first = await frame(board)
        again = await frame(board, within_s=10)
    assert again["seq"] == first["seq"]
    assert again["at"] > first["at"]


async def test_refusals_close_with_their_codes(demo: ServerProcess) -> None:
    halls = f"{demo.ws}/ws/halls"
    teller, kiosk = bearer(demo.login("teller")), bearer(demo.login("kiosk"))
    assert await refusal(f"{halls}/wendeng/manager") == 4401
    assert await refusal(f"{halls}/wendeng/counters/1") == 4401
    assert await refusal(f"{halls}/wendeng/counters/1", {"Authorization": "Bearer " + "x" * 43}) == 4401
    assert await refusal(f"{halls}/wendeng/counters/1", kiosk) == 4403
    assert await refusal(f"{halls}/zetou/counters/1", teller) == 4403
    assert await refusal(f"{halls}/wendeng/manager", teller) == 4403
    assert await refusal(f"{halls}/nowhere/board") == 4404
    assert await refusal(f"{halls}/nowhere/manager", teller) == 4404
    assert await refusal(f"{halls}/wendeng/counters/99", teller) == 4404
    for counter in ("x", "01", "１", "9" * 5000):
        assert await refusal(f"{halls}/wendeng/counters/{quote(counter)}", teller) == 4404
    assert await refusal(f"{demo.ws}/ws/tickets/nope") == 4404
    ticket = body(demo.login("kiosk").post(f"{HALL}/wendeng/tickets", json={}), 201)
    assert await refusal(f"{demo.ws}/ws/tickets/{ticket['id']}") == 4404
    assert await refusal(f"{demo.ws}/ws/tickets/{ticket['pass'][:-2]}zz") == 4404


async def test_a_cookie_counts_only_on_our_own_pages(demo: ServerProcess) -> None:
    token = demo.login("teller").headers["Authorization"].removeprefix("Bearer ")
    url, cookie = f"{demo.ws}/ws/halls/wendeng/counters/1", {"Cookie": f"onewindow_session={token}"}
    assert await refusal(url, cookie) == 4403
    async with websockets.connect(url, additional_headers=cookie | {"Origin": demo.url}) as desk:
        assert (await frame(desk))["type"] == "counter"


@pytest.mark.parametrize("page", [{"Origin": "http://elsewhere.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}])
async def test_a_page_of_another_site_is_shown_nothing(demo: ServerProcess, page: dict[str, str]) -> None:
    teller = demo.login("teller")
    ticket = body(demo.login("kiosk").post(f"{HALL}/wendeng/tickets", json={}), 201)
    cookie = {"Cookie": f"onewindow_session={bearer(teller)['Authorization'].removeprefix('Bearer ')}"}
    for path in ("halls/wendeng/board", "halls/wendeng/counters/1", "halls/wendeng/manager", f"tickets/{ticket['pass']}"):
        assert await refusal(f"{demo.ws}/ws/{path}", cookie | page) == 4403
    async with websockets.connect(f"{demo.ws}/ws/halls/wendeng/counters/1", additional_headers=bearer(teller) | page) as desk:
        assert (await frame(desk))["type"] == "counter"


async def test_what_a_client_sends_is_ignored_up_to_a_kibibyte(demo: ServerProcess) -> None:
    async with websockets.connect(f"{demo.ws}/ws/halls/gejia/board") as board:
        await frame(board)
        await board.send("x" * 1024)
        await frame(board, within_s=12)
        await board.send(b"\xff\xfe", text=True)
        await board.send(b"\x00" * 1024)
        await frame(board, within_s=12)
        await board.send("x" * 1025)
        with pytest.raises(websockets.ConnectionClosed) as closed:
            while True:
                await frame(board, within_s=12)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1009


async def test_a_socket_closes_when_its_right_ends(demo: ServerProcess) -> None:
    teller = demo.login("teller")
    async with websockets.connect(f"{demo.ws}/ws/halls/wendeng/counters/2", additional_headers=bearer(teller)) as desk:
        await frame(desk)
        assert teller.delete("/api/v1/session").status_code in (200, 204)
        began = time.monotonic()
        with pytest.raises(websockets.ConnectionClosed) as closed:
            while True:
                await frame(desk, within_s=30)
    assert time.monotonic() - began < 30
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4401


async def test_a_screen_closes_when_an_administrator_ends_its_session(demo: ServerProcess) -> None:
    manager, admin = demo.login("manager"), demo.login("admin")
    async with websockets.connect(f"{demo.ws}/ws/halls/wendeng/manager", additional_headers=bearer(manager)) as screen:
        await frame(screen)
        session = body(manager.get("/api/v1/sessions"))["sessions"][0]["id"]
        assert admin.delete(f"/api/v1/users/manager/sessions/{session}").status_code == 204
        began = time.monotonic()
        with pytest.raises(websockets.ConnectionClosed) as closed:
            while True:
                await frame(screen, within_s=30)
    assert time.monotonic() - began < 30
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4401


async def test_a_screen_closes_when_its_right_cannot_be_read(fresh: ServerProcess) -> None:
    manager = fresh.login("manager")
    async with websockets.connect(f"{fresh.ws}/ws/halls/wendeng/manager", additional_headers=bearer(manager)) as screen:
        await frame(screen)
        with contextlib.closing(sqlite3.connect(fresh.database)) as connection, connection:
            roles = json.dumps([{"role": "a role of a newer release", "scope": "hall:wendeng"}])
            connection.execute("UPDATE users SET roles = ? WHERE username = 'manager'", (roles,))
        began = time.monotonic()
        with pytest.raises(websockets.ConnectionClosed) as closed:
            while time.monotonic() - began < 30:
                await frame(screen, within_s=30)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1013


async def test_an_initial_password_shows_no_screen(demo: ServerProcess) -> None:
    sent = {"name": "New", "roles": [{"role": "manager", "scope": "hall:wendeng"}]}
    initial = body(demo.login("admin").put("/api/v1/users/screenless", json=sent), 201)["password"]
    new = demo.login("screenless", initial)
    async with websockets.connect(f"{demo.ws}/ws/halls/wendeng/manager", additional_headers=bearer(new)) as screen:
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await frame(screen)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4403


async def test_a_counter_taken_out_of_the_set_up_closes_its_screens_and_disturbs_no_board(fresh: ServerProcess) -> None:
    manager = fresh.login("manager")
    setup = body(manager.get(f"{HALL}/wendeng/setup"))
    async with (
        websockets.connect(f"{fresh.ws}/ws/halls/wendeng/counters/12", additional_headers=bearer(manager)) as desk,
        websockets.connect(f"{fresh.ws}/ws/halls/wendeng/board") as board,
    ):
        await frame(desk)
        body(manager.put(f"{HALL}/wendeng/setup", json=setup | {"counters": setup["counters"][:11]}))
        body(manager.post(f"{HALL}/wendeng/tickets", json={}), 201)
        await frame_with(board, "waiting", {"total": 1, "by_priority": {"normal": 1}}, within_s=2)
        with pytest.raises(websockets.ConnectionClosed) as closed:
            while True:
                await frame(desk, within_s=30)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4404


def stalled_reader(server: ServerProcess, path: str) -> socket.socket:
    """Open a websocket whose client never reads beyond the handshake."""
    connection = socket.create_connection(("127.0.0.1", server.port))
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
    connection.sendall(
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    assert connection.recv(12) == b"HTTP/1.1 101"
    return connection


async def test_a_stalled_reader_delays_nobody_and_costs_bounded_memory(fresh: ServerProcess) -> None:
    kiosk = fresh.login("kiosk")
    stalled = [stalled_reader(fresh, "/ws/halls/wendeng/board") for _ in range(50)]
    try:
        async with websockets.connect(f"{fresh.ws}/ws/halls/wendeng/board") as board:

            async def take(count: int) -> int:
                """Take tickets; return the last seq once the board that reads has it."""

                def work(count: int) -> int:
                    return max(body(kiosk.post(f"{HALL}/wendeng/tickets", json={}), 201)["seq"] for _ in range(count))

                working = asyncio.gather(*(asyncio.to_thread(work, count // 10) for _ in range(10)))
                seq = 0
                while not working.done() or seq < max(working.result()):
                    seq = (await frame(board))["seq"]
                return max(working.result())

            await take(150)  # more than the sockets' own buffers hold
            before = fresh.memory_kib()
            # 600 frames of about 1.5 KB to each of 50 readers who take none: 45 MB if they were queued.
            last = await take(600)
            assert fresh.memory_kib() - before < 15_000
        # A reader that wakes up finds the newest frame, after the few that its socket had taken.
        waking = stalled[0]
        waking.settimeout(10)
        mark, read = f'"seq":{last}'.encode(), b""
        while mark not in read:
            more = waking.recv(65536)
            assert more, "the server gave the reader up before it woke"
            read = read[-100:] + more
    finally:
        for connection in stalled:
            connection.close()
