"""Several servers on one PostgreSQL database: any of them takes any command for any hall."""

from pathlib import Path

import pytest

from tests.support.postgres import PostgresServer
from tests.system.cluster import Play, cluster

HALLS = ["wendeng", "longshanlu", "tianfulu", "huanshanlu", "wendengying", "dashuipo", "zhangjiachan", "gaocun", "zeku", "houjia",
         "songcun", "zetou", "xiaoguan", "gejia", "mishan", "jieshi", "kaifaqu", "bukougang", "daoji", "huancui"]  # fmt: skip
COMMANDS = 3_000


@pytest.mark.parametrize("halls", [1, 20])
@pytest.mark.parametrize("servers", [2, 4])
async def test_every_number_once_and_every_ticket_at_one_counter(
    postgres: PostgresServer, tmp_path: Path, servers: int, halls: int
) -> None:
    with cluster(tmp_path, [postgres.database()] * servers) as running:
        play = Play(running, HALLS[:halls])
        play.start()
        await play.until(COMMANDS)
        await play.end()
        play.check()
