"""Two servers' apps on one PostgreSQL database, at moments that chance seldom gives."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import delete

from queue_server.app import demo_clock
from queue_server.app.access import Access
from queue_server.app.accounts import Accounts, LastAdministrator
from queue_server.app.hashing import Hashing
from queue_server.app.manage import Management
from queue_server.app.users import User, UserExists, add_user, parse_grant
from queue_server.city.text import Text
from queue_server.eventlog.tables import events, heads
from tests.app.cities import a_city
from tests.app.node import MORNING_MS, Node, take
from tests.support.postgres import PostgresServer

HALL = "hall0"
DAY_MS = 24 * 3600 * 1000


@pytest.fixture
async def nodes(postgres: PostgresServer) -> AsyncIterator[tuple[Node, Node]]:
    url = postgres.database()
    async with Node(url, a_city()) as one, Node(url) as other:
        yield one, other


async def test_servers_either_side_of_midnight_open_one_day(nodes: tuple[Node, Node]) -> None:
    one, other = nodes
    other.clock.jump(MORNING_MS + DAY_MS)
    for node in nodes:
        assert not (await node.halls.day(HALL)).opened
    taken = await asyncio.gather(*(node.run(HALL, take) for node in nodes for _ in range(5)))
    assert sorted(taken) == [f"A{n:03d}" for n in range(1, 11)]
    assert len(await one.eventlog.heads("day/")) == 1
    dates = {(await node.halls.day(HALL)).date for node in nodes}
    assert len(dates) == 1
    assert await one.halls.registry.open_dates() == {HALL: dates.pop()}


async def test_a_server_follows_the_clock_of_one_that_has_gone_past_the_night(nodes: tuple[Node, Node]) -> None:
    one, other = nodes
    for node in nodes:
        node.clock.machine, node.clock.origin_real_ms = (lambda: 5_000), 5_000
    keeping = [asyncio.create_task(demo_clock.keep(node.database, node.clock)) for node in nodes]
    one.clock.jump(MORNING_MS + DAY_MS)
    async with asyncio.timeout(20):
        while other.clock.now_ms() < MORNING_MS + DAY_MS:
            await asyncio.sleep(0.05)
    assert other.clock.now_ms() == one.clock.now_ms() == MORNING_MS + DAY_MS
    for task in keeping:
        task.cancel()
    await asyncio.gather(*keeping, return_exceptions=True)


async def test_servers_that_store_the_first_clock_at_once_do_not_disturb_each_other(nodes: tuple[Node, Node]) -> None:
    clocks = await asyncio.gather(
        *(demo_clock.start(node.database, node.halls.registry, speed=1, start=None) for node in nodes for _ in range(5))
    )
    assert len(clocks) == 10


async def test_a_notice_sent_to_two_servers_under_one_key_is_stored_once(nodes: tuple[Node, Node]) -> None:
    text = Text("午休", "Lunch")
    for n in range(10):
        sent = [
            Management(node.database, node.halls).add_notice(HALL, text, 0, None, by="mei", key=f"k{n}", body_hash="h")
            for node in nodes
        ]
        first, second = await asyncio.gather(*sent)
        assert first == second
    assert len({notice.id for notice in nodes[0].halls.registry.notices(HALL)}) == 10


async def test_a_login_that_two_servers_add_at_once_is_added_once(nodes: tuple[Node, Node], postgres: PostgresServer) -> None:
    one, other = nodes
    user = User(username="ann", name="Ann", roles=(parse_grant("admin@city"),))
    with one.database.writing() as connection:
        add_user(connection, user, "a hash", 0)
        adding = asyncio.create_task(other.database.write(lambda connection: add_user(connection, user, "another", 0)))
        async with asyncio.timeout(20):
            while not postgres.execute("SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'"):
                await asyncio.sleep(0.01)
    with pytest.raises(UserExists):
        await adding


async def test_two_administrators_who_disable_each_other_leave_one(nodes: tuple[Node, Node]) -> None:
    offices = []
    for node, username in zip(nodes, ("ann", "bob"), strict=True):
        admin = User(username=username, name=username, roles=(parse_grant("admin@city"),))
        await node.database.write(lambda connection, admin=admin: add_user(connection, admin, "a hash", 0))
        offices.append(Accounts(node.database, Access(node.database), node.halls.registry, Hashing()))
    one, other = offices
    for _ in range(20):
        done = await asyncio.gather(one.disable("bob", by="ann"), other.disable("ann", by="bob"), return_exceptions=True)
        assert [type(each) for each in done if each is not None] == [LastAdministrator]
        for username in ("ann", "bob"):
            await one.enable(username, by="nobody")


async def test_a_day_that_a_restore_took_away_is_noticed_by_comparing_heads(nodes: tuple[Node, Node]) -> None:
    one, other = nodes
    await one.run(HALL, take)
    assert (await other.halls.day(HALL)).seq == 2
    with one.database.writing() as connection:
        for table in (events, heads):
            connection.execute(delete(table))
    await other.halls.look_around()
    day = await other.halls.day(HALL, newest=False)
    assert day.seq == 0
