"""Two servers on one PostgreSQL, and what goes wrong with servers, networks and databases while people are served.

After each fault nothing acknowledged is missing, nothing happened twice, and every board is current within ten seconds.
"""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg
import pytest

from tests.support.postgres import PostgresServer
from tests.support.proxy import Proxy
from tests.support.server import ServerProcess
from tests.system.cluster import Play, cluster

BEFORE, AFTER = 400, 400
"""Commands before and after a fault."""
CURRENT_S = 10.0
HALL = "wendeng"


@pytest.fixture
def database_server() -> Iterator[PostgresServer]:
    """A PostgreSQL of the test's own, to be ill-treated."""
    with PostgresServer() as server:
        yield server


class Scene:
    """Two servers, each with a wire of its own to the database, and a crowd that goes to both."""

    def __init__(self, servers: list[ServerProcess], wires: list[Proxy], play: Play) -> None:
        self.servers, self.wires, self.play = servers, wires, play


@asynccontextmanager
async def scene(database_server: PostgresServer, folder: Path) -> AsyncIterator[Scene]:
    """Play until the block begins, and on after it; then hold the log against what the clients saw."""
    url = database_server.database()
    with Proxy(database_server.port) as first, Proxy(database_server.port) as second:
        ways = [url.replace(f":{database_server.port}/", f":{wire.port}/") for wire in (first, second)]
        with cluster(folder, ways) as servers:
            play = Play(servers, [HALL], timeout_s=30)
            play.start()
            await play.until(BEFORE)
            yield Scene(servers, [first, second], play)
            await play.current(CURRENT_S)
            await play.until(play.commands + AFTER)
            await play.end()
            play.check()
            for server in servers:
                assert "Traceback" not in server.said(), server.said()[-20_000:]


async def test_a_server_is_killed(database_server: PostgresServer, tmp_path: Path) -> None:
    async with scene(database_server, tmp_path) as here:
        await asyncio.to_thread(here.servers[0].kill)
        await here.play.until(here.play.commands + BEFORE)  # the other goes on alone
        await asyncio.to_thread(here.servers[0].start)


async def test_a_server_sleeps_for_ten_seconds(database_server: PostgresServer, tmp_path: Path) -> None:
    async with scene(database_server, tmp_path) as here:
        process = here.servers[1].process
        assert process is not None
        process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(10)
        process.send_signal(signal.SIGCONT)


@pytest.mark.parametrize("seconds", [3, 12])
async def test_a_server_is_cut_off_from_the_database_and_nobody_tells_it(
    database_server: PostgresServer, tmp_path: Path, seconds: float
) -> None:
    async with scene(database_server, tmp_path) as here:
        here.wires[0].set("silent")
        await asyncio.sleep(seconds)
        here.wires[0].set("pass")


async def test_a_servers_connections_break_again_and_again(database_server: PostgresServer, tmp_path: Path) -> None:
    async with scene(database_server, tmp_path) as here:
        for _ in range(5):
            here.wires[0].set("refuse")
            await asyncio.sleep(0.5)
            here.wires[0].set("pass")
            await asyncio.sleep(0.5)


async def test_a_server_is_far_from_the_database(database_server: PostgresServer, tmp_path: Path) -> None:
    async with scene(database_server, tmp_path) as here:
        here.wires[0].delay_s = 0.05
        await here.play.until(here.play.commands + BEFORE)
        here.wires[0].delay_s = 0


async def test_the_database_is_restarted(database_server: PostgresServer, tmp_path: Path) -> None:
    async with scene(database_server, tmp_path) as here:
        await asyncio.to_thread(database_server.stop)
        await asyncio.sleep(2)
        await asyncio.to_thread(database_server.start)
        assert here.play.commands > 0


async def test_the_database_crashes(database_server: PostgresServer, tmp_path: Path) -> None:
    async with scene(database_server, tmp_path):
        await asyncio.to_thread(database_server.stop, signal.SIGQUIT)
        await asyncio.to_thread(database_server.start)


async def test_connections_are_ended_in_the_middle_of_what_they_do(database_server: PostgresServer, tmp_path: Path) -> None:
    async with scene(database_server, tmp_path) as here:
        end_all = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'onewindow'"
        ended = 0
        for _ in range(40):
            ended += int(str(database_server.execute(end_all)[0][0]))
            await asyncio.sleep(0.05)
        assert ended > 40
        assert here.play.commands >= BEFORE


async def test_the_ear_for_other_servers_dies_silently(database_server: PostgresServer, tmp_path: Path) -> None:
    async with scene(database_server, tmp_path) as here:
        listening: list[tuple[object, ...]] = []
        async with asyncio.timeout(30):  # a server that has just begun to serve begins to listen soon
            while len(listening) < 2:
                await asyncio.sleep(0.1)
                listening = list(database_server.execute("SELECT pid FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"))
        for (pid,) in listening:
            os.kill(int(str(pid)), signal.SIGSTOP)
        try:
            await here.play.current(CURRENT_S)
            await here.play.until(here.play.commands + BEFORE)
        finally:
            for (pid,) in listening:
                os.kill(int(str(pid)), signal.SIGCONT)


async def test_a_deadlock_is_nobodys_loss(database_server: PostgresServer, tmp_path: Path) -> None:
    """Another program holds the heads' rows: commands wait, are told to come again, and happen once."""
    async with scene(database_server, tmp_path) as here:
        database = str(database_server.execute("SELECT max(datname) FROM pg_database WHERE datname LIKE 'test%'")[0][0])
        with psycopg.connect(database_server.url(database)) as other:
            other.execute("SELECT * FROM heads FOR UPDATE")
            await asyncio.sleep(3)
            other.rollback()
        assert here.play.commands >= BEFORE
