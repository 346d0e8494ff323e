"""One replay from its arguments to its report."""

import argparse
import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Iterator, Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from queue_server.clients.hallclock import HallClock
from queue_server.clients.replay.checks import DayLog, check, day_log
from queue_server.clients.replay.course import Course
from queue_server.clients.replay.ideal import first_come_waits
from queue_server.clients.replay.plan import Counters, parse_counters
from queue_server.clients.replay.report import Report, Run, report_of
from queue_server.clients.replay.settle import settle
from queue_server.clients.replay.stage import ReplayRefused, Stage, stage_for
from queue_server.clients.replay.told import tell
from queue_server.clients.views import CityView
from queue_server.clients.wire import Problem, Unreachable, Wire, segment
from queue_server.core.errors import OneWindowError

LOG_S = 30.0
"""How long the log is asked for at the end, real seconds, if the server is away."""


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
    if args.report is not None and not _may_write(args.report):
        raise ReplayRefused(report=f"{args.report} cannot be written")
    with asyncio.Runner() as runner:
        return runner.run(_replay(args, counters))


async def _replay(args: argparse.Namespace, counters: Counters) -> int:
    console = Console()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    by_group = args.by_group or (isinstance(counters, dict) and not args.unified)
    async with stage_for(args, counters, by_group=by_group) as stage:
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
        settle(course.record, logs or [])
        run = Run(
            hall=args.hall,
            mode="a line for each service" if by_group else "unified",
            counters=len(stage.desks),
            speed=stage.speed,
            pace=stage.pace,
            interrupted=interrupted,
            visits=len(stage.planned),
            bad_rows=stage.bad_rows,
            resent=stage.wire.resent,
            began_ms=course.began_ms,
            first=stage.visits[0].issued_at,
            tz=stage.visits[0].issued_at.tzinfo or ZoneInfo("UTC"),
            ideal_waits=None if interrupted else first_come_waits(stage.planned, stage.desks),
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


def _may_write(path: Path) -> bool:
    """Tell whether a file can stand there, before a day is played for it."""
    return path.parent.is_dir() and not path.is_dir() and os.access(path if path.exists() else path.parent, os.W_OK)


def _write(path: Path, report: Report) -> None:
    try:
        path.write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n")
    except OSError as error:
        print(f"{path}: {error.strerror}", file=sys.stderr)
