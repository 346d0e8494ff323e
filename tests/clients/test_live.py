"""Live views against a scripted websocket server: order, staleness, coming back."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import msgspec
import pytest
from websockets.asyncio.server import ServerConnection, serve

from queue_server.clients.live import Frame, SeqGuard, watch
from queue_server.clients.wire import Problem, Wire

Talk = Callable[[ServerConnection], Awaitable[None]]


def told(seq: int, *, date: str = "2026-03-02", log: str = "one") -> bytes:
    return msgspec.json.encode({"type": "board", "hall": "h", "date": date, "log": log, "seq": seq, "at": "", "more": [1]})


@asynccontextmanager
async def views(*talks: Talk) -> AsyncIterator[tuple[Wire, list[str]]]:
    """Serve connections by `talks` in order, the last one for ever."""
    seen: list[str] = []

    async def handle(socket: ServerConnection) -> None:
        assert socket.request is not None
        seen.append(socket.request.headers.get("Authorization", ""))
        await talks[min(len(seen), len(talks)) - 1](socket)

    async with serve(handle, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        wire = Wire(f"http://127.0.0.1:{port}")
        try:
            yield wire, seen
        finally:
            await wire.close()


async def collect(wire: Wire, count: int, guard: SeqGuard | None = None) -> list[int]:
    """Watch until `count` frames were taken; return their seqs."""
    seqs: list[int] = []
    enough = asyncio.Event()

    def take(frame: Frame) -> None:
        seqs.append(frame.seq)
        if len(seqs) >= count:
            enough.set()

    watching = asyncio.create_task(watch(wire, "/ws/halls/h/board", Frame, take, guard=guard))
    done = asyncio.create_task(enough.wait())
    async with asyncio.timeout(20):
        await asyncio.wait([watching, done], return_when=asyncio.FIRST_COMPLETED)
    done.cancel()
    if watching.done():
        watching.result()
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    return seqs


def sends(*frames: bytes, stay: bool = True) -> Talk:
    async def talk(socket: ServerConnection) -> None:
        for frame in frames:
            await socket.send(frame, text=True)
        if stay:
            await socket.wait_closed()

    return talk


@pytest.fixture(autouse=True)
def _no_long_delays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("queue_server.clients.wire.FIRST_DELAY_S", 0.01)


async def test_frames_come_in_order_and_one_behind_is_dropped_and_counted() -> None:
    guard = SeqGuard()
    async with views(sends(told(3), told(5), told(4), told(5), told(9))) as (wire, _):
        assert await collect(wire, 4, guard) == [3, 5, 5, 9]
    assert (guard.frames, guard.went_back) == (4, 1)


async def test_another_date_or_log_forgets_the_seq() -> None:
    async with views(sends(told(9), told(1, date="2026-03-03"), told(0, date="2026-03-03", log="two"))) as (wire, _):
        assert await collect(wire, 3) == [9, 1, 0]


async def test_a_view_that_breaks_comes_back_with_the_next_frame() -> None:
    async with views(sends(told(1), stay=False), sends(told(7))) as (wire, seen):
        assert await collect(wire, 2) == [1, 7]
        assert len(seen) == 2


async def test_a_silent_view_is_stale_and_opened_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("queue_server.clients.live.STALE_S", 0.1)
    async with views(sends(told(1)), sends(told(2))) as (wire, _):
        assert await collect(wire, 2) == [1, 2]


async def test_a_frame_that_cannot_be_read_opens_the_view_again() -> None:
    async with views(sends(b"not json"), sends(told(2))) as (wire, _):
        assert await collect(wire, 1) == [2]


@pytest.mark.parametrize(("code", "status"), [(4403, 403), (4404, 404)])
async def test_a_view_that_is_refused_is_not_asked_for_again(code: int, status: int) -> None:
    async def refuse(socket: ServerConnection) -> None:
        await socket.close(code)

    async with views(refuse) as (wire, seen):
        with pytest.raises(Problem) as raised:
            await collect(wire, 1)
        assert raised.value.status == status
        assert len(seen) == 1
