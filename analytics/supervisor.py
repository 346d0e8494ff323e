"""Starts the dashboards' process, starts it again when it ends or hangs, and takes it down with the server."""

import asyncio
import contextlib
import logging
import os
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path

import httpx2

from analytics import pulse
from queue_server.eventlog.location import DATABASE_VARIABLE

log = logging.getLogger("onewindow.analytics")

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
"""Between an end and the next start: doubled each time, so that a process that cannot run costs next to nothing."""
HEALTHY_S = 30.0
"""After so long a life the next end counts as the first."""
STOPS_S = 4.0
READY_EVERY_S = 0.05
HANGS_S = 120.0
"""After so long without a sign of life the process is killed: far longer than its start takes on a busy machine."""
MISSED = 12
"""Looks for one, one after the other, that are to fail meanwhile: they are counted, so that a server that was itself stopped for a while kills nothing."""


class Supervisor:
    """One dashboards' process.

    Args:
        database_url: The server's database; the process only reads it.
        socket_path: Where the process listens; its directory is private to this user, or is made so.
        history: Where it keeps closed days; None: `history.location` decides.
        hangs_s: After so long without a sign of life it is killed, and started again.
    """

    def __init__(
        self, database_url: str, socket_path: str | Path, *, history: Path | None = None, hangs_s: float = HANGS_S
    ) -> None:
        self.socket_path = Path(socket_path)
        self._look_s = hangs_s / MISSED
        self._command = (
            *(sys.executable, "-m", "analytics"),
            *("--socket", str(self.socket_path), "--attached"),
            *(("--history", str(history)) if history is not None else ()),
        )
        # Not among the arguments, which everybody on the machine can read: there may be a password in it.
        self._environment = os.environ | {DATABASE_VARIABLE: database_url}
        self._process: Process | None = None
        self._watch: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The process that runs now."""
        return self._process.pid if self._process is not None and self._process.returncode is None else None

    async def start(self) -> None:
        """Start the process and watch it. Returns at once: it takes a second or two until it answers."""
        self._process = await self._spawn()
        self._watch = asyncio.get_running_loop().create_task(self._keep(), name="analytics")

    async def stop(self) -> None:
        """End the process: by asking, and after a while by killing."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
            self._watch = None
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            try:
                async with asyncio.timeout(STOPS_S):
                    await process.wait()
            except TimeoutError:
                log.warning("the dashboards' process did not end; it is killed", extra={"pid": process.pid})
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        self.socket_path.unlink(missing_ok=True)

    async def ready(self) -> None:
        """Wait until the process takes connections; bound it by a timeout."""
        while True:
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_unix_connection(str(self.socket_path))
                writer.close()
                return
            await asyncio.sleep(READY_EVERY_S)

    async def _spawn(self) -> Process:
        # A session of its own: Ctrl-C in the server's terminal reaches the server alone, which then takes this process down.
        process = await asyncio.create_subprocess_exec(
            *self._command, stdin=PIPE, stdout=DEVNULL, start_new_session=True, env=self._environment
        )
        log.info("the dashboards' process was started", extra={"pid": process.pid})
        return process

    async def _keep(self) -> None:
        pause_s, started_s = FIRST_PAUSE_S, time.monotonic()
        while True:
            assert self._process is not None
            code = await self._end_of(self._process)
            if time.monotonic() - started_s > HEALTHY_S:
                pause_s = FIRST_PAUSE_S
            log.error("the dashboards' process ended; it is started again", extra={"exit_code": code, "pause_s": pause_s})
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
            started_s = time.monotonic()
            try:
                self._process = await self._spawn()
            except OSError as error:  # no memory or files left: the old one's end is seen once more, after a longer pause
                log.error("the dashboards' process cannot be started", extra={"why": error.strerror})

    async def _end_of(self, process: Process) -> int:
        """Wait until the process has ended, by itself or because it hung; return its exit code."""
        looking = asyncio.get_running_loop().create_task(self._kill_when_it_hangs(process), name="analytics pulse")
        try:
            return await process.wait()
        finally:
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)

    async def _kill_when_it_hangs(self, process: Process) -> None:
        transport = httpx2.AsyncHTTPTransport(uds=str(self.socket_path), trust_env=False)
        async with httpx2.AsyncClient(
            transport=transport, timeout=None, trust_env=False
        ) as client:  # the look's own time is the limit
            missed = 0
            while missed < MISSED:
                began_s = time.monotonic()
                try:
                    async with asyncio.timeout(self._look_s):
                        await client.get(f"http://analytics{pulse.PATH}")
                    missed = 0
                except (TimeoutError, httpx2.TransportError):
                    missed += 1
                await asyncio.sleep(began_s + self._look_s - time.monotonic())
        log.error("the dashboards' process hangs; it is killed", extra={"pid": process.pid, "silent_s": MISSED * self._look_s})
        with contextlib.suppress(ProcessLookupError):
            process.kill()
