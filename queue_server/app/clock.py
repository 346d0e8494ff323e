"""The halls' clock: real time, or a demo's own time that runs at another speed. Sessions and keys live in real time."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import msgspec
from sqlalchemy import BigInteger, Column, Connection, Float, Integer, Table, select

from queue_server.eventlog.batch import upsert_row
from queue_server.eventlog.tables import events, heads, metadata

clocks = Table(
    "clock",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("real_ms", BigInteger, nullable=False),
    Column("stood_ms", BigInteger, nullable=False),
    Column("hall_ms", BigInteger, nullable=False),
    Column("speed", Float, nullable=False),
)


def real_ms() -> int:
    """Return the machine's time, Unix milliseconds."""
    return time.time_ns() // 1_000_000


@dataclass
class Clock:
    """Hall time: `origin_hall_ms` when the machine's clock showed `origin_real_ms`, and `speed` seconds a second since.

    A real hall's clock is the machine's. A demo's is stored (`save_clock`), so that it goes on after a restart.
    """

    origin_real_ms: int = 0
    origin_hall_ms: int = 0
    speed: float = 1.0
    demo: bool = False
    machine: Callable[[], int] = real_ms

    def now_ms(self) -> int:
        """Return hall time, Unix milliseconds."""
        if not self.demo:
            return self.machine()
        return self.origin_hall_ms + int((self.machine() - self.origin_real_ms) * self.speed)

    def jump(self, hall_ms: int) -> None:
        """Go on from `hall_ms`, never back."""
        now = self.now_ms()
        self.origin_hall_ms, self.origin_real_ms = max(hall_ms, now), self.machine()

    def real_s(self, hall_s: float) -> float:
        """Return how long `hall_s` of hall time take, in seconds."""
        return hall_s / self.speed


class StoredClock(NamedTuple):
    """A demo clock as it was stored last.

    Attributes:
        real_ms: When, Unix milliseconds. stood_ms: the hall time that it showed then. speed: of the clock.
        hall_ms: The hall time up to which it may have gone on since; the same as `stood_ms` when it was stopped.
    """

    real_ms: int
    stood_ms: int
    hall_ms: int
    speed: float

    @property
    def goes(self) -> bool:
        return self.hall_ms > self.stood_ms

    def now_ms(self, at_ms: int) -> int:
        """Return the hall time that it shows at `at_ms`, Unix milliseconds."""
        return self.stood_ms + int((at_ms - self.real_ms) * self.speed) if self.goes else self.stood_ms


def save_clock(connection: Connection, clock: Clock, now_ms: int, *, ahead_s: float = 0.0) -> int:
    """Store that a demo clock shows `now_ms` and goes on for `ahead_s` real seconds at least; return the hall time that it has then."""
    hall_ms = now_ms + int(ahead_s * 1000 * clock.speed)
    stored = StoredClock(clock.machine(), now_ms, hall_ms, clock.speed)
    upsert_row(connection, clocks, {"id": 1, **stored._asdict()})
    return hall_ms


def load_clock(connection: Connection, *, change: bool = False) -> StoredClock | None:
    """Return a demo clock as it was stored last, or None; `change`: nobody else changes it before this transaction ends."""
    wanted = select(clocks.c.real_ms, clocks.c.stood_ms, clocks.c.hall_ms, clocks.c.speed)
    row = connection.execute(wanted.with_for_update() if change else wanted).one_or_none()
    return StoredClock(*row) if row is not None else None


class _At(msgspec.Struct):
    at_ms: int


def last_event_ms(connection: Connection) -> int:
    """Return the latest time that any stream's last event carries, 0 for an empty log."""
    query = select(events.c.body).join(heads, (heads.c.stream == events.c.stream) & (heads.c.head == events.c.seq))
    decode = msgspec.json.Decoder(_At).decode
    return max((decode(row.body).at_ms for row in connection.execute(query)), default=0)
