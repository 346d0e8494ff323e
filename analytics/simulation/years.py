"""The demo's two years: every hall of the city, a year before the reform and a year after it, as rows of the history.

Played by the core's rules (`engine.play_day`), drawn from one seed: a month is the same whenever and wherever it is made. Months are
made from the latest to the first and written one by one, so that whoever interrupts keeps what is there, and the next start goes on.
`python -m analytics.simulation.years DIRECTORY` makes them; the demo starts that beside its server.
"""

import argparse
import signal
import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple, NoReturn

import msgspec
import pandas as pd
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from analytics.history import manifest
from analytics.history.errors import HistoryError
from analytics.history.schema import Kind
from analytics.history.store import Store
from analytics.history.whole import put_beside
from analytics.niceness import give_way
from analytics.simulation.demand import GAP_MS, HallDemand
from analytics.simulation.engine import play_day
from analytics.simulation.rows import Rows
from analytics.simulation.shifts import Habits
from queue_server.city.city import City
from queue_server.city.file import load_city

SEED = 20170905
"""The day of the bureau's published account; any other would do."""

SOURCE = "simulated"

EARLY_MS = 30 * 60_000
"""The day opens so long before its first session, and closes so long after its last, or when the last visitor has gone."""

PLAN_NAME = "simulated-years.json"


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Which days: `since` to `until`, both included; from `reform` on the halls are reformed."""

    since: date
    reform: date
    until: date
    seed: int = SEED


class Month(NamedTuple):
    """A calendar month, or what of it belongs to the plan; `first` and `last` included."""

    first: date
    last: date

    @property
    def name(self) -> str:
        return f"{self.first:%Y-%m}"


def two_years(until: date) -> Plan:
    """Return the plan whose last day is `until`: whole months, twelve before the reform, twelve after it and the running one."""
    running = (until + timedelta(days=1)).replace(day=1)
    return Plan(since=running.replace(year=running.year - 2), reform=running.replace(year=running.year - 1), until=until)


def months(plan: Plan) -> list[Month]:
    """Return the plan's months, the latest first."""
    found = []
    first = plan.since
    while first <= plan.until:
        following = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
        found.append(Month(first, min(plan.until, following - timedelta(days=1))))
        first = following
    return found[::-1]


def play_month(city: City, plan: Plan, month: Month, halls: Sequence[str] | None = None) -> dict[Kind, pd.DataFrame]:
    """Play a month of the city's halls, or of those named, and return its rows."""
    rows = Rows()
    days = [month.first + timedelta(days=n) for n in range((month.last - month.first).days + 1)]
    demands = {reformed: _demands(city, plan.seed, reformed) for reformed in {day >= plan.reform for day in days}}
    for day in days:
        reformed = day >= plan.reform
        for demand in demands[reformed]:
            if (halls is not None and demand.setup.hall not in halls) or (drawn := demand.day(day)) is None:
                continue
            intake, visits, shifts = drawn
            played = play_day(
                demand.setup,
                visits,
                shifts,
                date=day.isoformat(),
                opens_ms=intake[0].from_ms - EARLY_MS,
                closes_ms=intake[-1].closes_ms + EARLY_MS,
                intake=intake,
                habits=Habits(gap_ms=GAP_MS),
            )
            rows.add(demand.setup, day, visits, played, scenario="after" if reformed else "before")
    return rows.frames()


def missing(directory: Path, plan: Plan) -> list[Month]:
    """Return the plan's months that the history has not yet, the latest first.

    Raises:
        HistoryError: its manifest cannot be used.
    """
    there = {part.month for part in manifest.read(directory).parts if part.source == SOURCE}
    return [month for month in months(plan) if month.name not in there]


def stored_plan(directory: Path, until: date) -> Plan:
    """Return the plan by which the history's years were begun; the first time it is the one that ends with `until`, and is kept."""
    path = directory / PLAN_NAME
    try:
        return msgspec.json.decode(path.read_bytes(), type=Plan)
    except (FileNotFoundError, msgspec.MsgspecError):
        plan = two_years(until)
        put_beside(directory, PLAN_NAME, plan)
        return plan


def make(directory: Path, plan: Plan, *, processes: int = 2) -> Iterator[tuple[Month, int]]:
    """Make the months that are missing; give each when it stands in the history, with its number of tickets.

    Whoever stops asking, or is interrupted, keeps what was given.

    Args:
        processes: How many play at the same time, each on a core.

    Raises:
        HistoryError: the history cannot be written.
    """
    wanted = missing(directory, plan)
    if not wanted:
        return
    # Spawned: nothing of the caller's threads and connections is in them. The pool's end kills them; a month is written whole or not.
    with get_context("spawn").Pool(min(processes, len(wanted)), _quietly) as pool:
        yield from pool.imap_unordered(_make_month, [(directory, plan, month) for month in wanted])


@lru_cache(maxsize=1)
def demo_city() -> City:
    """Return the packaged demo city."""
    return load_city(str(files("queue_server") / "data" / "weihai.toml"))


_kept: dict[tuple[int, int, bool], list[HallDemand]] = {}


def _demands(city: City, seed: int, reformed: bool) -> list[HallDemand]:
    key = (id(city), seed, reformed)
    if key not in _kept:
        districts = [district.id for district in city.districts]
        _kept[key] = [HallDemand(hall, city.services, districts, seed=seed, reformed=reformed) for hall in city.halls]
    return _kept[key]


def _quietly() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends them


def _make_month(task: tuple[Path, Plan, Month]) -> tuple[Month, int]:
    directory, plan, month = task
    frames = play_month(demo_city(), plan, month)
    store = Store(directory)
    try:
        store.write(frames)
    finally:
        store.close()
    return month, len(frames["tickets"])


def _progress() -> Progress:
    bar = (BarColumn(), MofNCompleteColumn(), TextColumn("months"), TimeElapsedColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    return Progress(TextColumn("{task.description}"), *bar, console=console, transient=True, disable=not console.is_terminal)


def _terminated(number: int, _: object) -> NoReturn:
    sys.exit(128 + number)


def main(arguments: Sequence[str] | None = None) -> int:
    """Make what is missing, with a progress bar on a terminal; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m analytics.simulation.years", description=__doc__)
    parser.add_argument("directory", type=Path, help="the history's")
    parser.add_argument("--until", type=date.fromisoformat, required=True, help="last day, at the first time: YYYY-MM-DD")
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _terminated)
    try:
        plan = stored_plan(given.directory, given.until)
        total, tickets = len(missing(given.directory, plan)), 0
        if not total:
            return 0
        with _progress() as progress:
            task = progress.add_task("two simulated years", total=total)
            for _, count in make(given.directory, plan, processes=given.processes):
                tickets += count
                progress.advance(task)
    except HistoryError as error:
        print(f"the simulated years could not be made: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    print(f"two simulated years are there: {tickets:,} tickets, {plan.since} to {plan.until}", file=sys.stderr, flush=True)
    return 0


if __name__ == "__main__":
    give_way(10)
    sys.exit(main())
