"""Several servers on one PostgreSQL database: any of them takes any command for any hall."""

import time
from datetime import datetime
from pathlib import Path

import pytest

from tests.support.postgres import PostgresServer
from tests.support.server import ServerProcess, body
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


def hall_s(server: ServerProcess) -> float:
    """Return the halls' time, seconds."""
    with server.client() as client:
        return datetime.fromisoformat(body(client.get("/api/v1/city"))["now"]).timestamp()


def test_the_demos_clock_is_one_for_all_servers_and_never_runs_back(postgres: PostgresServer, tmp_path: Path) -> None:
    url = {"ONEWINDOW_DATABASE": postgres.database()}
    demo = ("demo", "--crew", "0", "--port", "{port}", "--no-analytics", "--speed", "60")
    with ServerProcess(tmp_path / "a", command=demo, env=url) as first:
        with ServerProcess(tmp_path / "b", command=("serve", "--port", "{port}", "--no-analytics"), env=url) as second:
            asked_s = time.monotonic()
            apart_s = hall_s(second) - hall_s(first)
            assert abs(apart_s) < 60 * (time.monotonic() - asked_s) + 30
            first.kill()
            stood_s = hall_s(second)
            first.start()
            assert hall_s(first) >= stood_s
        last_s = hall_s(first)
        first.stop()
        first.start()
        assert hall_s(first) >= last_s


async def test_a_server_whose_clock_is_wrong_says_so_and_does_no_harm(postgres: PostgresServer, tmp_path: Path) -> None:
    url = postgres.database()
    with cluster(tmp_path, [url]) as (right,):
        ahead = ("faketime", "--exclude-monotonic", "-f", "+5s")
        command = ("serve", "--port", "{port}", "--no-analytics")
        wrong = ServerProcess(tmp_path / "wrong", command=command, env={"ONEWINDOW_DATABASE": url}, wrapper=ahead)
        try:
            wrong.start(ready=False)
            wrong.wait_ready("/healthz")
            with wrong.client() as client:
                answer = client.get("/readyz")
                assert (answer.status_code, answer.json()["code"]) == (503, "storage-unavailable")
                assert "clock" in answer.text
            play = Play([right, wrong], HALLS[:1])
            play.start()
            await play.until(1_000)
            await play.end()
            play.check()
        finally:
            wrong.stop()
