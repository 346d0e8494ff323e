from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from queue_server.app.retention.daily import due, run_if_due
from queue_server.app.retention.records import last_run
from queue_server.city.retention import Periods
from queue_server.city.rows import notices
from tests.app.retention.conftest import put
from tests.web.site import HERE, Site

SHANGHAI = "Asia/Shanghai"  # UTC+8: 04:30 there is 20:30 UTC of the day before


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("last", "now", "expected"),
    [
        (None, "2026-03-02T01:00", True),
        ("2026-03-01T20:30", "2026-03-02T20:29", False),
        ("2026-03-01T20:30", "2026-03-02T20:30", True),
        ("2026-03-02T20:31", "2026-03-03T12:00", False),
        ("2026-03-01T09:00", "2026-03-02T00:30", True),  # the machine was off at night
        ("2026-02-01T20:30", "2026-03-02T12:00", True),
        ("2026-03-05T00:00", "2026-03-02T20:30", False),  # the clock was set back
    ],
)
def test_once_after_each_quiet_hour(last: str | None, now: str, expected: bool) -> None:
    assert due(ms(last) if last is not None else None, ms(now), SHANGHAI) is expected


@given(
    start=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001 - made UTC below
    zone=st.sampled_from([SHANGHAI, "UTC", "Europe/Berlin", "America/St_Johns"]),
)
def test_one_run_a_day_whatever_the_zone_does_to_its_clock(start: datetime, zone: str) -> None:
    now, last, runs = start.replace(tzinfo=UTC), None, 0
    for _ in range(10 * 24):
        at_ms = int(now.timestamp() * 1000)
        if due(last, at_ms, zone):
            last, runs = at_ms, runs + 1
        now += timedelta(hours=1)
    assert 10 <= runs <= 11


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with Site(tmp_path) as running:
        yield running


async def test_a_server_runs_once_and_forgets_the_notices_that_went(site: Site) -> None:
    put(site.database, "notices", [1, None])
    with site.database.writing() as connection:
        connection.execute(update(notices).values(hall=HERE))
    await site.halls.registry.reload()
    assert len(site.halls.registry.notices(HERE)) == 2
    assert await run_if_due(site.database, site.halls.registry)
    assert not await run_if_due(site.database, site.halls.registry)
    assert len(site.halls.registry.notices(HERE)) == 1
    record = await site.database.read(last_run)
    assert record is not None
    assert record.by == "server"
    assert site.halls.registry.city.periods == Periods()
