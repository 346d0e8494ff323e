from pathlib import Path

from queue_server.app.clock import Clock, StoredClock, last_event_ms, load_clock, save_clock
from tests.app.cities import a_city
from tests.app.node import MORNING_MS, Node, take


def test_a_halls_clock_is_the_machines() -> None:
    assert Clock(machine=lambda: 1_234).now_ms() == 1_234


def test_a_demos_clock_runs_at_its_speed_from_its_origin() -> None:
    now = 1_000
    clock = Clock(origin_real_ms=now, origin_hall_ms=MORNING_MS, speed=30, demo=True, machine=lambda: now)
    now += 2_000
    assert clock.now_ms() == MORNING_MS + 60_000
    assert clock.real_s(60) == 2


def test_a_jump_never_goes_back() -> None:
    now = 0
    clock = Clock(origin_hall_ms=MORNING_MS, speed=2, demo=True, machine=lambda: now)
    clock.jump(MORNING_MS - 1)
    assert clock.now_ms() == MORNING_MS
    clock.jump(MORNING_MS + 5_000)
    now += 500
    assert clock.now_ms() == MORNING_MS + 6_000


async def test_a_demos_clock_is_stored_ahead_of_where_it_stands(tmp_path: Path) -> None:
    async with Node(tmp_path, a_city()) as node:
        clock = Clock(origin_hall_ms=MORNING_MS, speed=30, demo=True, machine=lambda: 0)
        assert await node.database.read(load_clock) is None
        for ahead_s in (0, 10):
            stored_ms = await node.database.write(
                lambda connection, s=ahead_s: save_clock(connection, clock, clock.now_ms(), ahead_s=s)
            )  # type: ignore[misc]
            assert stored_ms == MORNING_MS + ahead_s * 30_000
            assert await node.database.read(load_clock) == StoredClock(0, MORNING_MS, stored_ms, 30)


async def test_the_latest_event_is_that_of_any_day(tmp_path: Path) -> None:
    async with Node(tmp_path, a_city(halls=2)) as node:
        assert await node.database.read(last_event_ms) == 0
        await node.run("hall0", take)
        node.clock.jump(MORNING_MS + 60_000)
        await node.run("hall1", take)
        assert await node.database.read(last_event_ms) == MORNING_MS + 60_000
