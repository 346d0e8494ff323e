"""One replay from its arguments to its report."""

import argparse
import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from queue_server.clients.hallclock import HallClock
from queue_server.clients.live import watch
from queue_server.clients.replay.checks import DayLog, check, day_log
from queue_server.clients.replay.city import OwnServer, offers_of_own
from queue_server.clients.replay.command import OWN_SPEED, PASSWORD_VARIABLE, USERNAME_VARIABLE
from queue_server.clients.replay.course import Course
from queue_server.clients.replay.plan import (
    UNKNOWN_MEAN_S,
    UNNAMED,
    Desk,
    Offer,
    Planned,
    lay_out,
    loads_of,
    parse_counters,
    plan_visits,
)
from queue_server.clients.replay.report import Report, Run, report_of
from queue_server.clients.replay.told import tell
from queue_server.clients.views import BoardFrame, CityView, HallView, ServicesView
from queue_server.clients.visits import Visit, Visits, read_visits
from queue_server.clients.wire import Login, Problem, Unreachable, Wire, segment
from queue_server.core.errors import OneWindowError

CONNECTIONS = 32
FIRST_ANSWER_S = 10.0
"""How long a server may be away before a replay begins, real seconds; once it runs, it waits for the server for ever."""
LOG_S = 30.0
BAD_SHOWN = 20


class ReplayRefused(OneWindowError):
    code = "replay-refused"
    title = "The replay cannot begin"


@dataclass(frozen=True)
class Stage:
    """Where a replay plays."""

    wire: Wire
    login: Login
    hall: str
    desks: Sequence[Desk]
    planned: Sequence[Planned]
    first_ms: int
    pace: float
    speed: float


def replay(args: argparse.Namespace) -> int:
    """Read, play, check, report; returns the exit status.

    Raises:
        OneWindowError: it could not begin.
    """
    try:
        counters = parse_counters(args.counters)
    except ValueError as error:
        raise ReplayRefused(counters=str(error)) from None
    if args.speed is not None and not 0 < args.speed <= 10_000:
        raise ReplayRefused(speed=args.speed)
    with asyncio.Runner() as runner:
        return runner.run(_replay(args, counters))


async def _replay(args: argparse.Namespace, counters: int | dict[str, int]) -> int:
    console = Console()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    on_server = _on_running_server if args.server else _on_own_server
    async with on_server(args, counters) as (stage, visits, bad_rows):
        clock = await _clock(stage.wire)
        print(
            f"playing {len(stage.planned)} visits; the board is at {stage.wire.url}/board/{stage.hall}",
            file=sys.stderr,
            flush=True,
        )
        with _progress(len(stage.planned)) as show:
            course = Course(stage.login, stage.hall, stage.planned, stage.desks, clock=clock, pace=stage.pace, on_look=show)
            interrupted = await _until(stop, course.run(first_ms=stage.first_ms))
        logs = await _logs(stage, course)
        run = Run(
            hall=args.hall,
            mode="a line for each service" if args.by_group or (isinstance(counters, dict) and not args.unified) else "unified",
            counters=len(stage.desks),
            speed=stage.speed,
            pace=stage.pace,
            interrupted=interrupted,
            visits=len(stage.planned),
            bad_rows=bad_rows,
            resent=stage.wire.resent,
            began_ms=course.began_ms,
            first=visits[0].issued_at,
            tz=visits[0].issued_at.tzinfo or ZoneInfo("UTC"),
        )
        report = report_of(course.record, run, check(course.record, logs))
    tell(report, console)
    if args.report is not None:
        _write(args.report, report)
    if interrupted:
        return 130
    return 0 if report.holds else 1


async def _until(stop: asyncio.Event, playing: Coroutine[Any, Any, None]) -> bool:
    """Run `playing` to its end or until `stop`; tell whether it was stopped."""
    task, stopping = asyncio.create_task(playing), asyncio.create_task(stop.wait())
    await asyncio.wait([task, stopping], return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    interrupted = not task.done()
    task.cancel()
    (error,) = await asyncio.gather(task, return_exceptions=True)
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, Problem | OneWindowError):
        raise ReplayRefused(by_server=str(error)) from None
    if isinstance(error, BaseException) and not isinstance(error, asyncio.CancelledError):
        raise error
    return interrupted


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
        print(f"{left} visits of other halls are left out", file=sys.stderr)
    early = sum(visit.priority == "appointment" for visit in visits)
    if early:
        print(f"{early} visits with an appointment are played without one", file=sys.stderr)
    return visits, held


Begun = tuple[Stage, list[Visit], int]


@contextlib.asynccontextmanager
async def _on_own_server(args: argparse.Namespace, counters: int | dict[str, int]) -> AsyncIterator[Begun]:
    visits, held = read(args, args.tz)
    speed = args.speed if args.speed is not None else OWN_SPEED
    by_group = args.by_group or (isinstance(counters, dict) and not args.unified)
    offers = offers_of_own(visits)
    planned = plan_visits(visits, offers, args.seed)
    groups = {queue: offer.group for queue, offer in offers.items()}
    desks = lay_out(counters, by_group=by_group, groups=groups, loads=loads_of(planned))
    async with OwnServer(args.hall, visits, offers, desks, tz=args.tz, speed=speed) as own:
        wire = Wire(own.url, connections=CONNECTIONS)
        try:
            login = Login(wire, own.username, own.password)
            stage = Stage(wire, login, own.hall, desks, planned, round(visits[0].issued_at.timestamp() * 1000), 1.0, speed)
            yield stage, visits, len(held.bad)
        finally:
            await wire.close()


@contextlib.asynccontextmanager
async def _on_running_server(args: argparse.Namespace, counters: int | dict[str, int]) -> AsyncIterator[Begun]:
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
        by_group = args.by_group or (isinstance(counters, dict) and not args.unified)
        free = await _free_counters(wire, args.hall)
        desks = lay_out(counters, by_group=by_group, groups=groups, loads=loads_of(planned), numbers=free)
        wire.patience_s = None
        speed = args.speed if args.speed is not None else city.speed
        yield Stage(wire, login, args.hall, desks, planned, 0, speed / city.speed, speed), visits, len(held.bad)
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


async def _clock(wire: Wire) -> HallClock:
    clock = HallClock()
    city = await wire.get("/api/v1/city", CityView)
    clock.tell(city.now, city.speed)
    return clock


async def _logs(stage: Stage, course: Course) -> list[DayLog] | None:
    """Return the log of every date that was played, None if the login may not read it."""
    stage.wire.patience_s = LOG_S
    logs: list[DayLog] = []
    for date in sorted(course.record.dates):
        events: list[Mapping[str, Any]] = []
        while True:
            query = {"after": str(events[-1]["seq"] if events else 0), "date": date}
            try:
                page = await stage.login.get(f"/api/v1/halls/{segment(stage.hall)}/events", dict[str, Any], query)
            except Problem as problem:
                if problem.status in (401, 403):
                    return None
                raise ReplayRefused(events=str(problem)) from None
            except Unreachable:
                return None
            if not page["events"]:
                break
            events += page["events"]
        logs.append(day_log(date, events))
    return logs


@contextlib.contextmanager
def _progress(total: int) -> Iterator[Callable[[Course], None]]:
    console = Console(stderr=True)
    columns = (TextColumn("visits"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=total)

        def show(course: Course) -> None:
            record = course.record
            told = f"waiting {course.waiting}, served {record.count('served')}, left {record.count('cancelled')}"
            progress.update(task, completed=course.sent, description=told)

        yield show


def _write(path: Path, report: Report) -> None:
    try:
        path.write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n")
    except OSError as error:
        print(f"{path}: {error.strerror}", file=sys.stderr)
