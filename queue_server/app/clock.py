"""The halls' clock: real time, or a demo's own time that runs at another speed. Sessions and keys live in real time."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from sqlalchemy import BigInteger, Column, Connection, Float, Integer, Table, delete, insert, select

from queue_server.eventlog.tables import events, heads, metadata

clocks = Table(
    "clock",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("real_ms", BigInteger, nullable=False),
    Column("hall_ms", BigInteger, nullable=False),
    Column("speed", Float, nullable=False),
)


def real_ms() -> int:
    """Return the machine's time, Unix milliseconds."""
    return time.time_ns() // 1_000_000


@dataclass
class Clock:
    """Hall time: `origin_hall_ms` when the machine's clock showed `origin_real_ms`, and `speed` seconds a second since.

    A real hall's clock is the machine's. A demo's origin and speed are a row (`save`), so that it goes on after a restart.
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


def save_clock(connection: Connection, clock: Clock, *, ahead_s: float = 0.0) -> int:
    """Store where a demo clock will stand `ahead_s` real seconds from now; return that hall time."""
    hall_ms = clock.now_ms() + int(ahead_s * 1000 * clock.speed)
    connection.execute(delete(clocks))
    row = {"id": 1, "real_ms": clock.machine(), "hall_ms": hall_ms, "speed": clock.speed}
    connection.execute(insert(clocks).values(**row))
    return hall_ms


def load_clock(connection: Connection) -> int | None:
    """Return the hall time at which a demo clock was stored last, or None."""
    return connection.execute(select(clocks.c.hall_ms)).scalar_one_or_none()


class _At(msgspec.Struct):
    at_ms: int


def last_event_ms(connection: Connection) -> int:
    """Return the latest time that any stream's last event carries, 0 for an empty log."""
    query = select(events.c.body).join(heads, (heads.c.stream == events.c.stream) & (heads.c.head == events.c.seq))
    decode = msgspec.json.Decoder(_At).decode
    return max((decode(row.body).at_ms for row in connection.execute(query)), default=0)
