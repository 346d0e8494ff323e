"""The composition root: the one place that knows every part, and puts them together into a server process."""

import asyncio
import contextlib
import ipaddress
import logging
import platform
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Scope

from analytics.proxy import proxy
from analytics.public.door import PublicDoor
from analytics.supervisor import Supervisor
from analytics.viewer import Viewer
from display import pages
from queue_server.app import collector, demo_clock
from queue_server.app.access import Access
from queue_server.app.accounts import Accounts
from queue_server.app.bell import Bell
from queue_server.app.census import Census
from queue_server.app.clock import Clock
from queue_server.app.devices import DeviceLimit
from queue_server.app.frames import HallFrames
from queue_server.app.halls import Halls
from queue_server.app.history import History
from queue_server.app.hub import Hub
from queue_server.app.instruments import Instruments, watch_loop
from queue_server.app.logins import Logins
from queue_server.app.manage import Management
from queue_server.app.peers import Peers, look_around
from queue_server.app.registry import Registry
from queue_server.app.retention.daily import keep_retention
from queue_server.app.timetable import Timetable
from queue_server.core.errors import OneWindowError
from queue_server.eventlog.database import Database
from queue_server.eventlog.errors import LogUnavailable
from queue_server.eventlog.opening import open_database
from queue_server.eventlog.postgres import PostgresDatabase
from queue_server.eventlog.sql import SQLLog
from queue_server.web.api import ApiServices, build_api
from queue_server.web.credentials import credentials, is_https, page_of
from queue_server.web.fanout import text_frame
from queue_server.web.headers import EVERY
from queue_server.web.http import end_slow, raise_file_limit
from queue_server.web.problems import exception_handlers, on_http_exception
from queue_server.web.requests import Requests
from queue_server.web.sockets import Sockets

log = logging.getLogger("onewindow.server")

VERSION = version("onewindow")


class ListenRefused(OneWindowError):
    code = "demo-on-loopback-only"
    title = "A city with demo logins is served on loopback addresses only"


@dataclass(frozen=True)
class ServerSettings:
    """How a server process is run.

    Attributes:
        database_url: Of an initialised database.
        host, port: Where to listen.
        speed: Of a demo's clock; a real city's is 1.
        start: Where a demo's clock starts when there is none yet (its zone, if it names none, is the first hall's); None: the next
            08:30 of a working day.
        analytics: Whether the dashboards' process is started.
        history: Where it keeps closed days; None: `analytics.history.location` decides.
        proxy: Address of the proxy whose X-Forwarded and X-Request-Id headers are believed; several with commas between.
        access_log: Whether every request is logged; otherwise failures, slow answers and refused logins.
    """

    database_url: str
    host: str = "127.0.0.1"
    port: int = 8000
    speed: float = 1.0
    start: datetime | None = None
    analytics: bool = True
    history: Path | None = None
    proxy: str = "127.0.0.1"
    access_log: bool = False


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def serve(settings: ServerSettings, *, ready: Callable[[], None] = lambda: None) -> int:
    """Serve until SIGINT or SIGTERM. `ready` is called when the server takes connections.

    Raises:
        KeyboardInterrupt, SystemExit: the signal came; everything was stopped cleanly.
        ListenRefused: a demo city on another address than loopback.
        DatabaseMissing, DatabaseInUse, DatabaseForeign, CityMissing, LogUnavailable: there is nothing that can be served.
    """
    raise_file_limit()
    database = open_database(settings.database_url, create=False)
    # uvicorn shuts down and then raises the signal again: by default it would end the process before the rest is stopped.
    signal.signal(signal.SIGTERM, _terminated)
    try:
        return uvloop.run(_serve(settings, database, ready))
    finally:
        database.close()


def _terminated(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)


async def _serve(settings: ServerSettings, database: Database, ready: Callable[[], None]) -> int:
    registry = await Registry.load(database)
    if registry.demo and not is_loopback(settings.host):
        raise ListenRefused(host=settings.host)
    listener = _listen(settings.host, settings.port)
    clock = await demo_clock.start(database, registry, speed=settings.speed, start=settings.start) if registry.demo else Clock()
    instruments = Instruments()
    instruments.describe(version=VERSION, python=platform.python_version())
    database.failed = instruments.storage_failed
    eventlog = SQLLog(database, instruments.committed)
    peers = Peers(database) if database.shared else None
    halls = Halls(eventlog, registry, clock, peers=peers, instruments=instruments)
    hub = Hub(HallFrames(halls), text_frame)
    halls.published = hub.changed
    access = Access(database)
    logins = Logins(database, access)
    instruments.registry.register(Census(halls, hub))
    api = build_api(
        ApiServices(
            halls=halls,
            access=access,
            logins=logins,
            accounts=Accounts(database, access, registry, logins.hashing),
            management=Management(database, halls),
            history=History(eventlog),
            ready=lambda: asyncio.to_thread(database.check),
            instruments=instruments,
            version=VERSION,
            figures=settings.analytics,
            devices=DeviceLimit(None) if registry.demo else DeviceLimit(),  # a demo's crew is a whole city at one kiosk
        )
    )
    routes = [*api, *Sockets(hub, halls, access).routes()]
    async with contextlib.AsyncExitStack() as stack:
        if settings.analytics:
            routes += await _analytics(stack, settings, halls, access)
        refused = exception_handlers | {404: pages.missing(on_http_exception)}
        app = Starlette(routes=[*routes, *pages.routes()], exception_handlers=refused)
        requests = Requests(app, proxies=settings.proxy, instruments=instruments, tell_all=settings.access_log)
        server = Server(_config(requests), ready)
        timetable = Timetable(halls)
        collector.settle()
        keeping = [
            _keep(collector.collect_hourly(), "collector"),
            _keep(end_slow(server.server_state.connections), "slow connections"),
            _keep(watch_loop(instruments), "loop lag"),
            _keep(keep_retention(database, registry), "retention"),
            _keep(access.keep_seen(), "seen"),
        ]
        if clock.demo:
            keeping.append(_keep(demo_clock.keep(database, clock), "clock"))
        if peers is not None:
            assert isinstance(database, PostgresDatabase)
            keeping.append(_keep(look_around(halls), "peers"))
            bell = Bell(database, peers, halls.heard)
            bell.start()
            stack.push_async_callback(bell.stop)
        with contextlib.suppress(LogUnavailable):  # the database tells it; the timetable goes on trying
            await timetable.close_overdue()
        timetable.start()
        try:
            await server.serve(sockets=[listener])
        finally:
            await timetable.stop()
            for task in keeping:
                task.cancel()
            await asyncio.gather(*keeping, return_exceptions=True)
            await hub.stop()
            await halls.stop()
            if clock.demo:
                await demo_clock.stop(database, clock)
            await eventlog.close()
            logins.close()
    return 0


def _keep(work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
    """Start what goes on until the server stops; should it end before, that is told."""

    def ended(task: asyncio.Task[None]) -> None:
        if not task.cancelled():
            log.error("a task of the server ended", extra={"task": name}, exc_info=task.exception())

    task = asyncio.create_task(work, name=name)
    task.add_done_callback(ended)
    return task


class PortRefused(OneWindowError):
    code = "port-refused"
    title = "The server cannot listen there"


def _listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; taken before anything else is started, so that a taken port is said at once."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.create_server((host, port), family=family, backlog=4096)
    except OSError as error:
        raise PortRefused(host=host, port=port, reason=error.strerror) from None
    listener.setblocking(False)
    return listener


def _config(app: Requests) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        loop="uvloop",
        http="queue_server.web.http:HttpProtocol",
        ws="queue_server.web.fanout:FanoutProtocol",
        ws_max_size=1024,  # what clients send is ignored; the protocol allows 1 KiB
        ws_per_message_deflate=False,  # 35 KiB a connection for frames of 2
        access_log=False,  # paths hold passes; `Requests` tells what may be told
        log_config=None,
        server_header=False,
        proxy_headers=False,  # `Requests` reads them
        headers=[(name.decode(), value.decode()) for name, value in EVERY],
        timeout_keep_alive=75,
        timeout_graceful_shutdown=3,
        lifespan="off",
    )


class Server(uvicorn.Server):
    """uvicorn's server, that says when it takes connections."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()


async def _analytics(
    stack: contextlib.AsyncExitStack, settings: ServerSettings, halls: Halls, access: Access
) -> list[BaseRoute]:
    """Start the dashboards' process and return the routes to it."""
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="onewindow-"))
    supervisor = Supervisor(settings.database_url, Path(folder) / "analytics.sock", history=settings.history)

    public_url = halls.registry.city.public_url

    async def authorize(scope: Scope) -> Viewer | None:
        token, _ = credentials(dict(scope["headers"]), https=is_https(scope["scheme"], public_url))
        identity = await access.authenticate(token) if token else None
        if identity is None or identity.must_change_password:
            return None
        return Viewer(
            login=identity.username,
            user=identity.name,
            scopes=tuple(identity.scopes("analytics")),
            loads="city" in identity.scopes("load-figures"),
            now_ms=halls.clock.now_ms(),
            speed=halls.clock.speed,
        )

    door = proxy(str(supervisor.socket_path), authorize, lambda headers: page_of(headers, public_url) == "own")
    await supervisor.start()
    stack.push_async_callback(supervisor.stop)
    stack.push_async_callback(door.aclose)
    public = PublicDoor(str(supervisor.socket_path), halls.clock.now_ms)
    stack.push_async_callback(public.aclose)
    return [Route("/analytics", door), Mount("/analytics", door), Route("/figures", public), Mount("/figures", public)]
