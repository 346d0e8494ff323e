"""A clock that is off: against the database's, against the log, and as the kernel sees it."""

from pathlib import Path

import pytest

from queue_server.doctor.clock import judge_difference, judge_last_event, judge_synchronised, synchronised
from queue_server.eventlog.log import Append, StreamEvents
from tests.doctor.looking import doctor
from tests.doctor.test_command import city as city_fixture
from tests.support.postgres import PostgresServer
from tests.system.test_backup import onewindow

city = city_fixture
BEHIND = ("faketime", "--exclude-monotonic", "-f", "-1h")


def test_the_databases_clock_is_the_measure(postgres: PostgresServer) -> None:
    url = postgres.database()
    example = Path(__file__).parent.parent.parent / "docs" / "example-city.toml"
    assert onewindow("init", str(example), "--database", url).returncode == 0
    assert "agree" in doctor("--database", url).of("ok", "clock")
    told = doctor("--database", url, wrapper=BEHIND)
    assert told.code == 1
    assert "behind the database's" in told.of("wrong", "clock")


def test_events_in_the_future_tell_of_a_wrong_clock(city: Path) -> None:
    import asyncio
    import time

    from queue_server.eventlog.opening import open_database
    from queue_server.eventlog.sql import SQLLog
    from queue_server.eventlog.sqlite import sqlite_url

    database = open_database(sqlite_url(city / "onewindow.db"), create=False)
    body = b'{"type":"day-closed","at_ms":%d,"by":"system"}' % (time.time() * 1000)
    asyncio.run(SQLLog(database).append(Append((StreamEvents("day/zetou/2026-03-02", 0, (body,)),))))
    database.close()
    assert "in the past" in doctor("--data", city).of("ok", "clock")
    told = doctor("--data", city, wrapper=BEHIND)
    assert told.code == 1
    assert "60 minutes in the future" in told.of("wrong", "clock")


@pytest.mark.parametrize(("off_s", "level"), [(0.0, "ok"), (2.0, "ok"), (-2.0, "ok"), (2.1, "wrong"), (-2.1, "wrong")])
def test_a_server_is_not_ready_two_seconds_off(off_s: float, level: str) -> None:
    assert judge_difference(off_s, "the database").level == level


@pytest.mark.parametrize(("ahead_ms", "level"), [(-1, "ok"), (60_000, "ok"), (60_001, "wrong")])
def test_a_minute_is_borne(ahead_ms: int, level: str) -> None:
    assert judge_last_event(1_000_000 + ahead_ms, 1_000_000).level == level


def test_what_keeps_the_clock_right_is_told() -> None:
    assert [judge_synchronised(kept).level for kept in (True, False, None)] == ["ok", "warning", "warning"]
    assert synchronised() in (True, False, None)
