import asyncio

import pytest
from sqlalchemy import insert, select

from queue_server.app.clock import clocks, real_ms
from queue_server.app.retention.records import Run, last_run, retention_runs
from queue_server.app.retention.run import run_retention, would_delete
from queue_server.city.retention import DAY_MS, PeriodInvalid, Periods, read_periods
from queue_server.city.rows import setup_version
from queue_server.eventlog.database import Database
from queue_server.eventlog.errors import LogUnavailable
from queue_server.eventlog.log import ANSWER_KEPT_MS
from queue_server.eventlog.opening import open_database
from queue_server.eventlog.tables import meta
from tests.app.retention.conftest import BY_NAME, left, put

MINUTE_MS = 60_000


def ends(kept_ms: int, expired: int, young: int) -> list[int | None]:
    """Return ends a minute on both sides of a period."""
    edge = real_ms() - kept_ms
    return [edge - MINUTE_MS] * expired + [edge + MINUTE_MS] * young


def fill(database: Database) -> None:
    put(database, "answers", ends(ANSWER_KEPT_MS, 7, 3))
    put(database, "sessions", ends(Periods().sessions * DAY_MS, 5, 2))
    put(database, "notices", [*ends(Periods().notices * DAY_MS, 2, 1), None])
    put(database, "logins", [*ends(Periods().logins * DAY_MS, 1, 1), None])


def deleted(run: Run | None) -> dict[str, int]:
    assert run is not None
    return {one.kind: one.deleted for one in run.kinds}


ALL = {"answers": 7, "sessions": 5, "notices": 2, "logins": 1}


async def test_what_is_over_goes_and_what_is_young_stays(database: Database) -> None:
    fill(database)
    run = await run_retention(database, by="command", rows=2, pause_s=0)
    assert deleted(run) == ALL
    assert {name: len(left(database, kind)) for name, kind in BY_NAME.items()} == {"answers": 3, "sessions": 2, "notices": 2, "logins": 2}  # fmt: skip
    assert deleted(await run_retention(database, by="command", rows=2, pause_s=0)) == dict.fromkeys(ALL, 0)


async def test_every_run_leaves_a_record(database: Database) -> None:
    assert await database.read(last_run) is None
    fill(database)
    before = real_ms()
    first = await run_retention(database, by="server")
    stored = await database.read(last_run)
    assert stored == first
    assert stored is not None
    assert stored.ended_ms is not None
    assert before <= stored.began_ms <= stored.ended_ms
    assert stored.by == "server"
    answers = stored.kinds[0]
    assert answers.oldest_ms is not None
    assert answers.oldest_ms > before - ANSWER_KEPT_MS
    await run_retention(database, by="command")
    assert await database.read(lambda connection: len(connection.execute(select(retention_runs)).all())) == 2


async def test_a_dry_run_tells_the_same_and_changes_nothing(database: Database) -> None:
    fill(database)
    told = await database.read(would_delete)
    assert deleted(told) == ALL
    assert await database.read(last_run) is None
    assert len(left(database, BY_NAME["answers"])) == 10
    with_days = await database.read(lambda connection: would_delete(connection, {"sessions": 6}))
    assert deleted(with_days)["sessions"] == 7
    assert await database.read(read_periods) == Periods()


async def test_a_period_that_is_set_holds_from_then_on_and_servers_see_it(database: Database) -> None:
    fill(database)
    before = await database.read(lambda connection: connection.execute(select(setup_version)).scalar())
    run = await run_retention(database, by="command", days={"sessions": 6})
    assert deleted(run)["sessions"] == 7
    assert (await database.read(read_periods)) == Periods(sessions=6)
    assert before != await database.read(lambda connection: connection.execute(select(setup_version)).scalar())
    again = await run_retention(database, by="server")
    assert next(one.kept_ms for one in again.kinds if one.kind == "sessions") == 6 * DAY_MS


@pytest.mark.parametrize("days", [{"answers": 1}, {"events": 30}, {"notices": 0}, {"notices": 3651}, {"sessions": 3, "x": 1}])
async def test_a_period_that_cannot_be_is_refused_and_nothing_is_deleted(database: Database, days: dict[str, int]) -> None:
    fill(database)
    with pytest.raises(PeriodInvalid):
        await run_retention(database, by="command", days=days)
    assert len(left(database, BY_NAME["sessions"])) == 7
    assert await database.read(last_run) is None
    assert await database.read(read_periods) == Periods()


async def test_a_demos_notices_end_by_its_own_clock(database: Database) -> None:
    with database.writing() as connection:
        row = {"id": 1, "real_ms": 0, "stood_ms": 1000 * DAY_MS, "hall_ms": 1000 * DAY_MS, "speed": 30}
        connection.execute(insert(clocks).values(row))
    put(database, "notices", [(1000 - Periods().notices) * DAY_MS - 1, (1000 - Periods().notices) * DAY_MS])
    assert deleted(await run_retention(database, by="server"))["notices"] == 1


async def test_several_at_once_share_the_work(database: Database, url: str) -> None:
    put(database, "answers", ends(ANSWER_KEPT_MS, 3000, 5))
    others = [open_database(url, create=False) for _ in range(2)] if database.shared else [database] * 2
    runs = await asyncio.gather(*(run_retention(one, by="server", rows=50, pause_s=0) for one in (database, *others)))
    assert sum(deleted(run)["answers"] for run in runs) == 3000
    assert len(left(database, BY_NAME["answers"])) == 5
    for one in others:
        if one is not database:
            one.close()


async def test_a_write_does_not_wait_for_the_whole_run(database: Database) -> None:
    put(database, "answers", ends(ANSWER_KEPT_MS, 4000, 0))
    running = asyncio.create_task(run_retention(database, by="server", rows=100, pause_s=0))
    wrote = 0
    while not running.done():
        statement = insert(meta).values(key=f"k{wrote}", value="")
        await database.write(lambda connection, statement=statement: connection.execute(statement))
        wrote += 1
    await running
    assert wrote > 10


async def test_a_storage_that_goes_away_leaves_a_true_record(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    put(database, "answers", ends(ANSWER_KEPT_MS, 500, 5))
    stopped = asyncio.Event()

    def stop(so_far: Run) -> None:
        if not stopped.is_set():
            stopped.set()
            raise LogUnavailable(reason="failed")

    with pytest.raises(LogUnavailable):
        await run_retention(database, by="server", rows=100, pause_s=0, told=stop)
    record = await database.read(last_run)
    assert record is not None
    assert record.ended_ms is None
    assert deleted(record) == {"answers": 100}
    assert await database.read(lambda connection: last_run(connection, ended=True)) is None
    assert deleted(await run_retention(database, by="server"))["answers"] == 400
