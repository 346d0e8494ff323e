"""Where a replay plays: a server of its own, or a running one."""

import argparse
import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from queue_server.clients.live import watch
from queue_server.clients.replay.city import OwnServer, offers_of_own
from queue_server.clients.replay.defaults import OWN_SPEED, PASSWORD_VARIABLE, USERNAME_VARIABLE
from queue_server.clients.replay.plan import (
    UNKNOWN_MEAN_S,
    UNNAMED,
    Counters,
    Desk,
    Offer,
    Planned,
    lay_out,
    loads_of,
    plan_visits,
)
from queue_server.clients.views import BoardFrame, CityView, HallView, ServicesView
from queue_server.clients.visits import Visit, Visits, read_visits
from queue_server.clients.wire import Login, Problem, Unreachable, Wire, segment
from queue_server.core.errors import OneWindowError

CONNECTIONS = 32
FIRST_ANSWER_S = 10.0
"""How long a server may be away before a replay begins, real seconds; once it runs, it waits for the server for ever."""
BAD_SHOWN = 20


class ReplayRefused(OneWindowError):
    code = "replay-refused"
    title = "The replay cannot begin"


@dataclass(frozen=True)
class Stage:
    """A server, a login on it, and what will be played there.

    Attributes:
        first_ms: Hall time at which the first visit is due, 0: at once.
        pace: Recorded seconds in a second of the hall's clock. `speed`: in a real second.
    """

    wire: Wire
    login: Login
    hall: str
    desks: Sequence[Desk]
    planned: Sequence[Planned]
    visits: Sequence[Visit]
    bad_rows: int
    first_ms: int
    pace: float
    speed: float


def stage_for(args: argparse.Namespace, counters: Counters, *, by_group: bool) -> contextlib.AbstractAsyncContextManager[Stage]:
    """Return the stage that the arguments ask for; entering it may raise `OneWindowError`."""
    return _running_server(args, counters, by_group=by_group) if args.server else _own_server(args, counters, by_group=by_group)


def read(args: argparse.Namespace, tz: str) -> tuple[list[Visit], Visits]:
    """Return the hall's visits, and all that the file held; bad rows are named on stderr.

    Raises:
        VisitsUnreadable, ReplayRefused: nothing to play.
    """
    try:
        zone = ZoneInfo(tz)
    except (ZoneInfoNotFoundError, ValueError):
        raise ReplayRefused(unknown_zone=tz) from None
    held = read_visits(args.visits, zone)
    for bad in held.bad[:BAD_SHOWN]:
        print(f"{args.visits}:{bad.line}: {bad.reason}", file=sys.stderr)
    if len(held.bad) > BAD_SHOWN:
        print(f"{args.visits}: {len(held.bad) - BAD_SHOWN} more bad rows", file=sys.stderr)
    if held.bad and args.strict:
        raise ReplayRefused(bad_rows=len(held.bad))
    halls = held.halls()
    visits = held.of(args.hall) or (held.visits if len(halls) == 1 else [])
    if not visits:
        raise ReplayRefused(hall=args.hall, the_file_has=", ".join(sorted(halls)) or "no visits")
    left = len(held.visits) - len(visits)
    if left:
        print(f"visits of other halls, left out: {left}", file=sys.stderr)
    early = sum(visit.priority == "appointment" for visit in visits)
    if early:
        print(f"visits with an appointment, played without one: {early}", file=sys.stderr)
    return visits, held


@contextlib.asynccontextmanager
async def _own_server(args: argparse.Namespace, counters: Counters, *, by_group: bool) -> AsyncIterator[Stage]:
    visits, held = read(args, args.tz)
    speed = args.speed if args.speed is not None else OWN_SPEED
    offers = offers_of_own(visits)
    planned = plan_visits(visits, offers, args.seed)
    groups = {queue: offer.group for queue, offer in offers.items()}
    desks = lay_out(counters, by_group=by_group, groups=groups, loads=loads_of(planned))
    async with OwnServer(args.hall, visits, offers, desks, tz=args.tz, speed=speed) as own:
        wire = Wire(own.url, connections=CONNECTIONS)
        try:
            yield Stage(
                wire=wire,
                login=Login(wire, own.username, own.password),
                hall=own.hall,
                desks=desks,
                planned=planned,
                visits=visits,
                bad_rows=len(held.bad),
                first_ms=round(visits[0].issued_at.timestamp() * 1000),
                pace=1.0,
                speed=speed,
            )
        finally:
            await wire.close()


@contextlib.asynccontextmanager
async def _running_server(args: argparse.Namespace, counters: Counters, *, by_group: bool) -> AsyncIterator[Stage]:
    wire = Wire(args.server, connections=CONNECTIONS, patience_s=FIRST_ANSWER_S)
    try:
        login = Login(wire, *_credentials(args))
        try:
            await login.token()
            city = await wire.get("/api/v1/city", CityView)
            hall = await wire.get(f"/api/v1/halls/{segment(args.hall)}", HallView)
            services = await wire.get(f"/api/v1/halls/{segment(args.hall)}/services", ServicesView)
        except Problem as problem:
            raise ReplayRefused(server=args.server, answer=str(problem)) from None
        if hall.closed:
            raise ReplayRefused(hall=args.hall, day_is_closed=hall.date)
        visits, held = read(args, hall.tz)
        catalogue = {each.code: Offer(each.code, each.group, each.typical_minutes * 60) for each in services.services}
        offers = {
            visit.service or UNNAMED: catalogue.get(visit.service or "", Offer(None, None, UNKNOWN_MEAN_S)) for visit in visits
        }
        unknown = sorted(queue for queue, offer in offers.items() if offer.code is None and queue != UNNAMED)
        if unknown:
            print(f"not in the hall's catalogue, played without a service: {', '.join(unknown)}", file=sys.stderr)
        planned = plan_visits(visits, offers, args.seed)
        groups = {queue: offer.group for queue, offer in offers.items()}
        free = await _free_counters(wire, args.hall)
        desks = lay_out(counters, by_group=by_group, groups=groups, loads=loads_of(planned), numbers=free)
        wire.patience_s = None
        speed = args.speed if args.speed is not None else city.speed
        yield Stage(
            wire=wire,
            login=login,
            hall=args.hall,
            desks=desks,
            planned=planned,
            visits=visits,
            bad_rows=len(held.bad),
            first_ms=0,
            pace=speed / city.speed,
            speed=speed,
        )
    finally:
        await wire.close()


def _credentials(args: argparse.Namespace) -> tuple[str, str]:
    if args.username is None:
        raise ReplayRefused(login=f"--username or {USERNAME_VARIABLE} is needed with --server")
    if args.password_file is not None:
        try:
            return args.username, args.password_file.read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise ReplayRefused(password_file=str(error)) from None
    password = os.environ.get(PASSWORD_VARIABLE)
    if password is None:
        raise ReplayRefused(login=f"--password-file or {PASSWORD_VARIABLE} is needed with --server")
    return args.username, password


async def _free_counters(wire: Wire, hall: str) -> list[int]:
    """Return the numbers of the hall's closed counters."""
    first: asyncio.Future[BoardFrame] = asyncio.get_running_loop().create_future()

    def keep(frame: BoardFrame) -> None:
        if not first.done():
            first.set_result(frame)

    watching = asyncio.create_task(watch(wire, f"/ws/halls/{segment(hall)}/board", BoardFrame, keep))
    try:
        async with asyncio.timeout(FIRST_ANSWER_S):
            frame = await first
    except TimeoutError:
        raise Unreachable(url=wire.url, reason="no board frame came") from None
    finally:
        watching.cancel()
    return sorted(counter.counter for counter in frame.counters if counter.state == "closed")
