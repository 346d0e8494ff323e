"""The real process: started, found, killed, orphaned."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import httpx2
import pytest

from analytics import pulse
from analytics.process import WORKERS
from analytics.queries.filter import Filter
from analytics.queries.history import History
from analytics.supervisor import Supervisor
from analytics.viewer import Viewer, to_headers
from queue_server.core import commands as c
from tests.analytics.played import Played, at_ms

PATIENCE_S = 60.0
"""Pandas, Plotly and Dash are read in; on a busy machine that takes its time."""

HEADERS = to_headers(Viewer(user="manager", scopes=("hall:wendeng",), now_ms=at_ms("10:00")))


def client(path: Path) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.AsyncHTTPTransport(uds=str(path)), base_url="http://analytics", headers=HEADERS)


def alive(pid: int) -> bool:
    """Tell whether a process runs; one that has ended and is not yet collected does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def session_niceness(pid: int) -> int | None:
    """Return the niceness of a process's session; None where the kernel knows none."""
    try:
        return int(Path(f"/proc/{pid}/autogroup").read_text(encoding="ascii").split()[-1])
    except OSError:
        return None


async def gone(pid: int) -> None:
    while alive(pid):
        await asyncio.sleep(0.02)


@pytest.fixture
async def supervisor(played: Played, tmp_path: Path) -> AsyncIterator[Supervisor]:
    watching = Supervisor(played.url, tmp_path / "private" / "analytics.sock")
    await watching.start()
    yield watching
    await watching.stop()


async def test_it_is_started_answers_and_is_taken_down(supervisor: Supervisor) -> None:
    async with asyncio.timeout(PATIENCE_S):
        await supervisor.ready()
        async with client(supervisor.socket_path) as asking:
            assert (await asking.get("/analytics/alive")).status_code == 204
            page = await asking.get("/analytics/", headers={"accept-encoding": "gzip"})
            assert (page.status_code, page.headers["content-encoding"]) == (200, "gzip")
        pid = supervisor.pid
        assert pid is not None
        assert os.getpriority(os.PRIO_PROCESS, pid) > os.getpriority(os.PRIO_PROCESS, 0), "the halls come first"
        assert session_niceness(pid) in (None, 10), "also before what runs in other sessions"
        await supervisor.stop()
    assert not alive(pid)
    assert supervisor.pid is None
    assert not supervisor.socket_path.exists()


async def test_only_this_user_reaches_the_socket(supervisor: Supervisor) -> None:
    async with asyncio.timeout(PATIENCE_S):
        await supervisor.ready()
    assert supervisor.socket_path.stat().st_mode & 0o777 == 0o600
    assert supervisor.socket_path.parent.stat().st_mode & 0o777 == 0o700


async def test_it_is_started_again_when_it_was_killed(supervisor: Supervisor) -> None:
    async with asyncio.timeout(PATIENCE_S):
        await supervisor.ready()
        first = supervisor.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        await gone(first)
        while supervisor.pid in (first, None):
            await asyncio.sleep(0.02)
        while True:  # the killed one's socket is still there until the next has bound its own
            try:
                async with client(supervisor.socket_path) as asking:
                    assert (await asking.get("/analytics/alive")).status_code == 204
                    break
            except httpx2.TransportError:
                await asyncio.sleep(0.05)


async def test_it_is_started_again_when_it_hangs(played: Played, tmp_path: Path) -> None:
    watching = Supervisor(played.url, tmp_path / "private" / "analytics.sock", hangs_s=15)
    await watching.start()
    try:
        async with asyncio.timeout(2 * PATIENCE_S):
            await watching.ready()
            first = watching.pid
            assert first is not None
            os.kill(first, signal.SIGSTOP)
            await gone(first)
            while watching.pid in (first, None):
                await asyncio.sleep(0.02)
            async with client(watching.socket_path) as asking:
                while True:
                    with contextlib.suppress(httpx2.TransportError):
                        assert (await asking.get("/analytics/alive")).status_code == 204
                        break
                    await asyncio.sleep(0.05)
    finally:
        await watching.stop()


async def test_it_is_alive_while_all_its_threads_are_busy(supervisor: Supervisor) -> None:
    async with asyncio.timeout(PATIENCE_S), client(supervisor.socket_path) as asking:
        await supervisor.ready()

        async def endless() -> AsyncIterator[bytes]:
            yield b"{"
            await asyncio.Event().wait()

        where, typed = "/analytics/_dash-update-component", {"content-type": "application/json", "content-length": "1000"}
        busy = [
            asyncio.create_task(asking.post(where, content=endless(), headers=typed, timeout=PATIENCE_S))
            for _ in range(2 * WORKERS)
        ]
        try:
            while await answered(asking, "/analytics/alive"):
                await asyncio.sleep(0.1)
            assert await answered(asking, pulse.PATH)
        finally:
            for one in busy:
                one.cancel()
            await asyncio.gather(*busy, return_exceptions=True)


async def answered(asking: httpx2.AsyncClient, path: str) -> bool:
    """Tell whether there is an answer within three seconds."""
    try:
        return (await asking.get(path, timeout=3)).status_code == 204
    except httpx2.TimeoutException:
        return False


async def test_it_does_not_outlive_a_server_that_was_killed(played: Played, tmp_path: Path) -> None:
    program = f"""
        import asyncio
        from analytics.supervisor import Supervisor

        async def main():
            supervisor = Supervisor({played.url!r}, {str(tmp_path / "private" / "a.sock")!r})
            await supervisor.start()
            await supervisor.ready()
            print(supervisor.pid, flush=True)
            await asyncio.sleep(600)

        asyncio.run(main())
    """
    async with asyncio.timeout(PATIENCE_S):
        server = await asyncio.create_subprocess_exec(
            sys.executable, "-c", textwrap.dedent(program), stdout=subprocess.PIPE, cwd=Path(__file__).parent.parent.parent
        )
        assert server.stdout is not None
        pid = int(await server.stdout.readline())
        assert alive(pid)
        server.kill()
        await server.wait()
        await gone(pid)


def start(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = (sys.executable, "-m", "analytics", *arguments)
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False, stdin=subprocess.DEVNULL)


def test_a_database_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    ended = start("--database", f"sqlite:///{tmp_path}/none.db", "--socket", str(tmp_path / "private" / "a.sock"))
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "database-missing" in ended.stderr
    assert not (tmp_path / "none.db").exists()


def test_a_directory_that_others_may_enter_is_refused(played: Played, tmp_path: Path) -> None:
    (tmp_path / "open").mkdir(mode=0o755)
    ended = start("--database", played.url, "--socket", str(tmp_path / "open" / "a.sock"))
    assert ended.returncode == 1
    assert "socket-not-private" in ended.stderr
    assert not (tmp_path / "open" / "a.sock").exists()


async def test_a_hall_that_closes_is_history_within_seconds(supervisor: Supervisor, played: Played, tmp_path: Path) -> None:
    played.open("wendeng")
    played.take("wendeng", "09:00")
    history = History(tmp_path / "history")
    everything = Filter(halls=("wendeng",), since=date(2026, 3, 2), until=date(2026, 3, 2))
    async with asyncio.timeout(PATIENCE_S):
        await supervisor.ready()
        assert history.span(["wendeng"]) is None, "the day is open"
        played.play("wendeng", c.CloseDay(at_ms=at_ms("17:00"), by="manager"))
        while history.span(["wendeng"]) is None:
            await asyncio.sleep(0.02)
    assert list(history.frame("SELECT number, outcome FROM tickets", everything)["outcome"]) == ["closed"]
    history.close()


async def test_pauses_between_starts_grow(tmp_path: Path) -> None:
    watching = Supervisor(f"sqlite:///{tmp_path}/none.db", tmp_path / "private" / "a.sock")
    started = time.monotonic()
    pids: set[int] = set()
    await watching.start()
    try:
        async with asyncio.timeout(PATIENCE_S):
            while len(pids) < 3:
                if watching.pid is not None:
                    pids.add(watching.pid)
                await asyncio.sleep(0.01)
    finally:
        await watching.stop()
    assert time.monotonic() - started >= 0.5 + 1.0, "half a second, then one"
