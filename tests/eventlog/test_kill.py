"""A writing process is killed at any moment: what it had acknowledged is there, whole and without holes."""

import random
import time
from pathlib import Path

from sqlalchemy import select

from queue_server.eventlog.database import Database
from queue_server.eventlog.opening import open_database
from queue_server.eventlog.tables import events, heads, meta
from tests.eventlog.processes import running

KILLS = 6


def test_what_was_acknowledged_survives_the_writers_death(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    chance = random.Random(2026)
    acknowledged: dict[str, int] = {}
    for _ in range(KILLS):
        with running("write", path) as program:
            acknowledged |= told([program.output.readline() for _ in range(20)])
            time.sleep(chance.uniform(0, 0.2))  # not to wait for anything: the moment of the kill is to be any
            acknowledged |= told(program.kill().splitlines(keepends=True))
        database = open_database(f"sqlite:///{path}", create=False)
        look(database, acknowledged)
        database.close()
    assert len(acknowledged) > 12
    assert sum(acknowledged.values()) > 200


def told(lines: list[bytes]) -> dict[str, int]:
    """Return the last acknowledged head of each stream; a line that the kill cut short does not count."""
    whole = [line.decode().split() for line in lines if line.endswith(b"\n")]
    return {stream: int(head) for stream, head in whole}


def look(database: Database, acknowledged: dict[str, int]) -> None:
    with database.reading() as connection:
        stored: dict[str, list[int]] = {}
        for stream, seq in connection.execute(select(events.c.stream, events.c.seq).order_by(events.c.stream, events.c.seq)):
            stored.setdefault(stream, []).append(seq)
        ends = {row.stream: row.head for row in connection.execute(select(heads))}
        rows = {row.key: int(row.value) for row in connection.execute(select(meta).where(meta.c.key.startswith("last/")))}
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    for stream, head in acknowledged.items():
        assert ends[stream] >= head
    assert {stream: list(range(1, head + 1)) for stream, head in ends.items()} == stored
    assert rows == {f"last/{stream}": head for stream, head in ends.items() if stream.startswith("day/")}
