import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from queue_server.app import hub as hub_module
from queue_server.app.hub import Hub, ViewKey
from queue_server.core.errors import UnknownCounter

BOARD = ViewKey("board", "here")
DESK = ViewKey("counter", "here", None, "3")
PHONE = ViewKey("ticket", "here", "2026-03-02", "here.2026-03-02.A001")
MANAGER = ViewKey("manager", "here")


class Shown:
    """What a view shows is what the test says; frames are numbered in the order of building."""

    def __init__(self) -> None:
        self.content: dict[ViewKey, str] = {}
        self.failing: dict[ViewKey, Exception] = {}
        self.gate = asyncio.Event()
        self.gate.set()
        self.built = 0

    async def ready(self, hall: str, date: str | None, *, newest: bool) -> None:
        await self.gate.wait()

    def frame(self, key: ViewKey) -> tuple[bytes, bytes]:
        if key in self.failing:
            raise self.failing[key]
        self.built += 1
        content = self.content.get(key, "").encode()
        return b"%d %s" % (self.built, content), content


class Wall:
    """A screen that keeps all it is offered."""

    def __init__(self) -> None:
        self.frames: list[str] = []
        self.skipped = 0

    def offer(self, frame: bytes) -> None:
        self.frames.append(frame.decode().partition(" ")[2])


@pytest.fixture
async def shown() -> Shown:
    return Shown()


@pytest.fixture
async def hub(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hub]:
    monkeypatch.setattr(hub_module, "THROTTLE_S", 0.05)
    hub = Hub(shown)
    yield hub
    await hub.stop()


def change(hub: Hub, hall: str = "here") -> None:
    hub.changed(hall)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():
            await asyncio.sleep(0.001)


async def test_a_screen_is_shown_the_moment_and_every_change(hub: Hub, shown: Shown) -> None:
    board, other = Wall(), Wall()
    shown.content[BOARD] = "A001"
    await hub.subscribe(BOARD, board)
    await hub.subscribe(ViewKey("board", "there"), other)
    shown.content[BOARD] = "A002"
    change(hub)
    await until(lambda: board.frames == ["A001", "A002"])
    assert other.frames == [""]


async def test_a_frame_is_built_once_for_all_who_watch(hub: Hub, shown: Shown) -> None:
    boards = [Wall() for _ in range(20)]
    for board in boards:
        await hub.subscribe(BOARD, board)
    before = shown.built
    shown.content[BOARD] = "A002"
    change(hub)
    await until(lambda: all(board.frames[-1] == "A002" for board in boards))
    assert shown.built == before + 1


async def test_changes_that_come_while_a_frame_is_due_share_the_next(hub: Hub, shown: Shown) -> None:
    board = Wall()
    await hub.subscribe(BOARD, board)
    shown.gate.clear()
    for n in range(100):
        shown.content[BOARD] = f"A{n:03d}"
        change(hub)
        await asyncio.sleep(0)
    shown.gate.set()
    await until(lambda: board.frames[-1] == "A099")
    assert len(board.frames) < 5


async def test_a_phone_is_sent_what_changed_for_it_alone(hub: Hub, shown: Shown) -> None:
    phone, manager = Wall(), Wall()
    await hub.subscribe(PHONE, phone)
    await hub.subscribe(MANAGER, manager)
    change(hub)
    await until(lambda: len(manager.frames) == 2)
    assert phone.frames == [""]


async def test_a_second_phone_with_the_same_ticket_keeps_nothing_from_the_first(hub: Hub, shown: Shown) -> None:
    first, second = Wall(), Wall()
    await hub.subscribe(PHONE, first)
    shown.content[PHONE] = "called"
    await hub.subscribe(PHONE, second)
    change(hub)
    await until(lambda: first.frames == ["", "called"])


@pytest.mark.parametrize("error", [UnknownCounter(counter=3), ZeroDivisionError("a defect")])
async def test_a_view_that_cannot_be_built_stops_no_other(
    hub: Hub, shown: Shown, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    boards = {ViewKey("board", "here", None, str(n)): Wall() for n in range(5)}
    desk = Wall()
    await hub.subscribe(DESK, desk)
    for key, board in boards.items():
        await hub.subscribe(key, board)
    shown.failing[DESK] = error
    for n in (2, 3):
        change(hub)
        await until(lambda n=n: all(len(board.frames) == n for board in boards.values()))  # type: ignore[misc]
    told = [vars(record)["view"] for record in caplog.records if record.getMessage() == "a view was not sent"]
    assert told == ["counter"], "told once, not with every change"
    del shown.failing[DESK]
    shown.content[DESK] = "back"
    change(hub)
    await until(lambda: desk.frames == ["", "back"])


async def test_quiet_views_are_sent_again_although_one_cannot_be_built(
    hub: Hub, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "HEARTBEAT_S", 0.0)
    desk, phone, board = Wall(), Wall(), Wall()
    await hub.subscribe(DESK, desk)
    await hub.subscribe(PHONE, phone)
    await hub.subscribe(BOARD, board)
    shown.failing[DESK] = UnknownCounter(counter=3)
    await until(lambda: len(phone.frames) == len(board.frames) == 2)


async def test_a_phone_is_sent_again_although_only_others_change(
    hub: Hub, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "HEARTBEAT_S", 0.5)
    phone = Wall()
    await hub.subscribe(PHONE, phone)

    async def busy() -> None:
        while True:
            change(hub)
            await asyncio.sleep(0.01)

    others = asyncio.create_task(busy())
    try:
        await until(lambda: len(phone.frames) == 3)
    finally:
        others.cancel()


async def test_a_board_is_sent_again_although_new_ones_keep_coming(
    hub: Hub, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "HEARTBEAT_S", 0.5)
    first, coming = Wall(), [Wall() for _ in range(1000)]
    await hub.subscribe(BOARD, first)

    async def more() -> None:
        for board in coming:
            await hub.subscribe(BOARD, board)
            await asyncio.sleep(0.01)

    others = asyncio.create_task(more())
    try:
        await until(lambda: len(first.frames) == 3)
    finally:
        others.cancel()


async def test_a_view_that_nobody_watches_is_forgotten(hub: Hub, shown: Shown) -> None:
    board, phone = Wall(), Wall()
    await hub.subscribe(BOARD, board)
    await hub.subscribe(PHONE, phone)
    assert hub.watched() == {"board": 1, "counter": 0, "ticket": 1, "manager": 0}
    hub.unsubscribe(BOARD, board)
    hub.unsubscribe(BOARD, board)
    assert hub.watched()["board"] == 0
    before = shown.built
    change(hub)
    await until(lambda: shown.built == before + 1)  # the phone's
    assert board.frames == [""]


async def test_a_screen_that_left_before_its_first_frame_gets_none(hub: Hub, shown: Shown) -> None:
    board = Wall()
    shown.gate.clear()
    coming = asyncio.create_task(hub.subscribe(BOARD, board))
    await asyncio.sleep(0)
    coming.cancel()
    await asyncio.gather(coming, return_exceptions=True)
    shown.gate.set()
    assert hub.watched()["board"] == 0
    assert board.frames == []
