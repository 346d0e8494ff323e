"""The halls' clock as a client knows it."""

from datetime import UTC, datetime

import pytest

from queue_server.clients.hallclock import HallClock, to_ms


class Hands:
    """Real time that a test moves: the loop's own."""

    def __init__(self) -> None:
        self.real_s = 1000.0
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.real_s += seconds


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Hands:
    moved = Hands()
    monkeypatch.setattr("queue_server.clients.hallclock.asyncio.sleep", moved.sleep)
    monkeypatch.setattr("queue_server.clients.hallclock.real_s", lambda: moved.real_s)
    return moved


def at(seconds: float) -> str:
    return datetime.fromtimestamp(1_000_000 + seconds, UTC).isoformat(timespec="milliseconds")


def shown(clock: HallClock) -> float:
    return clock.now_ms() / 1000 - 1_000_000


def test_times_are_read_as_the_protocol_writes_them() -> None:
    assert to_ms("2026-03-02T01:15:00.250Z") == 1_772_414_100_250


async def test_the_clock_goes_on_at_the_servers_speed(hands: Hands) -> None:
    clock = HallClock()
    clock.tell(at(0), 30)
    hands.real_s += 2
    assert shown(clock) == 60


async def test_a_late_frame_does_not_set_the_clock_back(hands: Hands) -> None:
    clock = HallClock()
    clock.tell(at(0), 100)
    hands.real_s += 1
    clock.tell(at(20), 100)  # 80 hall seconds late
    assert shown(clock) == 100


async def test_a_timelier_frame_sets_it_forward(hands: Hands) -> None:
    clock = HallClock()
    clock.tell(at(0), 100)
    hands.real_s += 1
    clock.tell(at(130), 100)
    assert shown(clock) == 130


async def test_a_jump_to_the_next_morning_is_followed_at_once(hands: Hands) -> None:
    clock = HallClock()
    clock.tell(at(0), 30)
    clock.tell(at(50_000), 30)
    assert shown(clock) == 50_000


async def test_a_clock_that_was_set_back_is_followed_after_a_while(hands: Hands) -> None:
    clock = HallClock()
    clock.tell(at(1000), 10)
    for second in range(8):
        hands.real_s += 1
        clock.tell(at(500 + 10 * second), 10)
    assert shown(clock) == 570


async def test_another_speed_is_taken_at_once(hands: Hands) -> None:
    clock = HallClock()
    clock.tell(at(0), 10)
    clock.tell(at(0), 1)
    hands.real_s += 5
    assert shown(clock) == 5


async def test_sleeping_takes_hall_time_and_looks_again_now_and_then(hands: Hands) -> None:
    clock = HallClock()
    clock.tell(at(0), 10)
    await clock.sleep(75)
    assert shown(clock) == 75
    assert sum(hands.slept) == pytest.approx(7.5)
    assert max(hands.slept) <= 2  # so that a jump of the clock wakes the sleeper
    await clock.until(0)
    assert shown(clock) == 75
