"""A server of the replay's own: a demo city with the one hall, on a free loopback port and a directory that is removed again."""

import asyncio
import contextlib
import json
import re
import secrets
import signal
import socket
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from types import TracebackType

from queue_server.clients.replay.plan import (
    UNKNOWN_MEAN_S,
    UNNAMED,
    CountersUnclear,
    Desk,
    Offer,
    groups_for,
    mean_service_s,
)
from queue_server.clients.visits import Visit
from queue_server.clients.wire import Unreachable, Wire
from queue_server.core.errors import OneWindowError

READY_S = 60.0
STOPS_S = 10.0
BEFORE_FIRST = timedelta(minutes=5)
"""The hall's clock starts so long before the first visit. If the server needs longer, the visits come as much later."""

LONGEST_NAME = 60


class NoServer(OneWindowError):
    code = "no-server"
    title = "A server for the replay could not be started"


def offers_of_own(visits: Sequence[Visit]) -> dict[str, Offer]:
    """Return what each recorded service becomes in a city of the replay's own: a code, a group, its mean recorded time."""
    means = mean_service_s(visits)
    loads: dict[str, float] = {}
    for visit in visits:
        queue = visit.service or UNNAMED
        loads[queue] = loads.get(queue, 0.0) + (
            visit.service_s if visit.service_s is not None else means.get(queue, UNKNOWN_MEAN_S)
        )
    groups = groups_for(loads)
    return {
        queue: Offer(f"Q{order:03d}", groups[queue], max(1.0, means.get(queue, UNKNOWN_MEAN_S)))
        for order, queue in enumerate(sorted(loads), start=1)
    }


def city_file(hall: str, name: str, offers: Mapping[str, Offer], desks: Sequence[Desk], *, tz: str, password: str) -> str:
    """Return the TOML of a demo city with one hall, its services, and the replay's login."""
    lines = ["[city]", f"name = {_text('replay')}", "demo = true", ""]
    lines += ["[[districts]]", 'id = "replay"', f"name = {_text('replay')}", ""]
    lines += [
        "[[halls]]",
        f"id = {_string(hall)}",
        f"name = {_text(name[:LONGEST_NAME])}",
        'level = "district"',
        'district = "replay"',
    ]
    lines += [f"tz = {_string(tz)}", "no_show_s = 0", 'offers = "all"', "counters = ["]
    for desk in desks:
        takes = f", takes = {json.dumps(desk.takes)}" if desk.takes is not None else ""
        lines.append(f"  {{ counter = {desk.counter}{takes} }},")
    lines += ["]", ""]
    for queue, offer in offers.items():
        lines += [
            "[[services]]",
            f"code = {_string(offer.code or '')}",
            f"name = {_text(f'{queue[:LONGEST_NAME]} ({offer.code})')}",
        ]
        lines += [
            f"group = {_string(offer.group or 'general')}",
            'kind = "instant"',
            f"typical_minutes = {offer.mean_s / 60:.4f}",
            "",
        ]
    lines += ["[[staff]]", f"username = {_string(OwnServer.username)}", 'name = "replay"', f"password = {_string(password)}"]
    lines += [f"roles = [{_string(f'manager@hall:{hall}')}, {_string(f'teller@hall:{hall}')}]", ""]
    return "\n".join(lines)


def _string(text: str) -> str:
    """Return a TOML basic string: what JSON escapes, TOML does too."""
    return json.dumps(text, ensure_ascii=False)


def _text(text: str) -> str:
    return f"{{ zh = {_string(text)}, en = {_string(text)} }}"


def hall_id(name: str) -> str:
    """Return an id for a hall of this name."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40].rstrip("-")
    return plain if plain[:1].isalpha() else f"hall-{plain}".rstrip("-")


class OwnServer:
    """Starts the server on entering and ends it on leaving. `username`, `password`: a manager and teller of the hall."""

    username = "replay"

    def __init__(
        self, name: str, visits: Sequence[Visit], offers: Mapping[str, Offer], desks: Sequence[Desk], *, tz: str, speed: float
    ) -> None:
        if not desks:
            raise CountersUnclear(counters=0)
        self.hall = hall_id(name)
        self.password = secrets.token_hex(16)
        self._city = city_file(self.hall, name, offers, desks, tz=tz, password=self.password)
        self._start = f"{visits[0].issued_at.replace(tzinfo=None) - BEFORE_FIRST:%Y-%m-%dT%H:%M}"
        self._speed = speed
        self._directory = tempfile.TemporaryDirectory(prefix="onewindow-replay-")
        self._process: asyncio.subprocess.Process | None = None
        self.url = f"http://127.0.0.1:{_free_port()}"

    async def __aenter__(self) -> "OwnServer":
        try:
            await self._begin()
        except BaseException:
            await self._end()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._end()

    async def _begin(self) -> None:
        directory = Path(self._directory.name)
        file, data = directory / "city.toml", directory / "data"
        data.mkdir()
        await asyncio.to_thread(file.write_text, self._city, encoding="utf-8")
        made = await self._onewindow("init", str(file), "--data", str(data))
        said, _ = await made.communicate()
        if made.returncode != 0:
            raise NoServer(said=said.decode(errors="replace")[-2000:])
        port = self.url.rpartition(":")[2]
        self._process = await self._onewindow(
            *(
                "serve",
                "--data",
                str(data),
                "--port",
                port,
                "--speed",
                f"{self._speed:g}",
                "--start",
                self._start,
                "--no-analytics",
            )
        )
        await self._ready()

    async def _onewindow(self, *arguments: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "queue_server.cli", *arguments),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for the replay, which ends the server after its report
        )

    async def _ready(self) -> None:
        assert self._process is not None
        wire = Wire(self.url, patience_s=READY_S)
        ended = asyncio.create_task(self._process.wait())
        asking = asyncio.create_task(wire.get("/readyz", dict))
        try:
            await asyncio.wait([ended, asking], return_when=asyncio.FIRST_COMPLETED)
            if ended.done():
                assert self._process.stdout is not None
                raise NoServer(said=(await self._process.stdout.read()).decode(errors="replace")[-2000:])
            await asking
        except Unreachable as error:
            raise NoServer(reason=str(error)) from None
        finally:
            asking.cancel()
            ended.cancel()
            await wire.close()
        self._listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        """Read what the server says, so that it never waits for a reader."""
        assert self._process is not None
        assert self._process.stdout is not None
        while await self._process.stdout.read(65536):
            pass

    async def _end(self) -> None:
        process = self._process
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGINT)
            try:
                async with asyncio.timeout(STOPS_S):
                    await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()
        self._directory.cleanup()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
