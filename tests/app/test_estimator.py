import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest

from queue_server.app.pending import Reply
from queue_server.core import commands as c
from queue_server.core.day import HallDay
from queue_server.core.estimate import simulate, snapshot
from queue_server.core.events import HallEvent
from queue_server.eventlog.errors import LogUnavailable
from tests.app.cities import a_city
from tests.app.node import MORNING_MS, Node, take

HALL = "hall0"
NEXT_MORNING_MS = MORNING_MS + 24 * 3600 * 1000


def staffed(at_ms: int) -> c.OpenCounter:
    return c.OpenCounter(at_ms=at_ms, by="t", counter=1)


class Counted:
    """`simulate`, counted; it waits for `go`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.runs = 0
        self.go = threading.Event()
        self.go.set()
        monkeypatch.setattr("queue_server.app.estimator.simulate", self)

    def __call__(self, *args: Any) -> Any:
        self.runs += 1
        assert self.go.wait(10)
        return simulate(*args)


async def test_a_range_is_known_as_soon_as_a_counter_is_open(tmp_path: Path) -> None:
    async with Node(tmp_path, a_city()) as node:
        await node.run(HALL, take)
        assert node.halls.wait_for(await node.halls.day(HALL)) is None, "no open counter would take it"
        await node.run(HALL, staffed)
        wait = node.halls.wait_for(await node.halls.day(HALL))
        assert wait is not None
        assert 0 <= wait.p50_s <= wait.p90_s


async def test_many_who_need_an_estimate_share_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with Node(tmp_path, a_city()) as node:
        counted = Counted(monkeypatch)
        await node.run(HALL, staffed)
        days = await asyncio.gather(*(node.halls.day(HALL) for _ in range(50)))
        assert counted.runs == 1
        assert all(node.halls.wait_for(day) is not None for day in days)


async def test_one_that_was_begun_before_is_not_taken_for_the_present(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with Node(tmp_path, a_city()) as node:
        await node.run(HALL, staffed)
        counted = Counted(monkeypatch)
        counted.go.clear()
        first = asyncio.create_task(node.halls.day(HALL))
        while not counted.runs:
            await asyncio.sleep(0)
        second = asyncio.create_task(node.run(HALL, lambda at: c.OpenCounter(at_ms=at, by="t", counter=2)))
        counted.go.set()
        await asyncio.gather(first, second)
        assert node.halls.wait_for(await node.halls.day(HALL)) is not None
        assert counted.runs == 2


async def test_who_looks_at_a_day_of_the_past_takes_no_range_from_today(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Node(tmp_path, a_city()) as node:
        await node.run(HALL, staffed)
        await node.run(HALL, lambda at: c.CloseDay(at_ms=at, by="m"))
        node.clock.jump(NEXT_MORNING_MS)
        await node.run(HALL, staffed)
        today = await node.halls.day(HALL)
        counted = Counted(monkeypatch)
        for _ in range(3):
            assert (await node.halls.day(HALL, "2026-03-02")).closed
            assert node.halls.wait_for(today) is not None
        assert counted.runs == 0


async def test_an_estimate_that_fails_stops_no_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*args: object) -> object:
        raise ZeroDivisionError

    async with Node(tmp_path, a_city()) as node:
        monkeypatch.setattr("queue_server.app.estimator.simulate", broken)
        await node.run(HALL, staffed)
        assert await node.run(HALL, take) == "A001"
        assert node.halls.wait_for(await node.halls.day(HALL)) is None
    assert "an estimate failed" in caplog.text


async def test_none_is_made_of_what_was_decided_and_not_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made_of: list[int] = []

    def noted(day: HallDay, at_ms: int) -> object:
        made_of.append(day.seq)
        return snapshot(day, at_ms)

    def reply(day: HallDay, command: c.HallCommand, events: list[HallEvent]) -> Reply:
        node.halls.wait_for(day)
        return Reply(200, b"")

    async with Node(tmp_path, a_city()) as node:
        await node.run(HALL, staffed)
        await node.run(HALL, take)
        monkeypatch.setattr("queue_server.app.estimator.snapshot", noted)
        for n in range(1, 6):
            node.clock.jump(MORNING_MS + n * 60_000)
            (tmp_path / "onewindow.db").rename(tmp_path / "away")
            with pytest.raises(LogUnavailable):
                await node.halls.command(HALL, lambda day, at_ms: take(at_ms), reply, actor="kiosk")
            (tmp_path / "away").rename(tmp_path / "onewindow.db")
            assert (await node.halls.day(HALL)).seq == 3
            assert node.halls.wait_for(await node.halls.day(HALL)) is not None
    assert set(made_of) == {3}
