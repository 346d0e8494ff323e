"""`onewindow convert warsaw FILE --hall NAME --date YYYY-MM-DD -o visits.csv`: a hall's day of snapshots as visits."""

import argparse
import random
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median

from queue_server.clients.visits import BROKEN, Visit, VisitsUnreadable, open_text, write_visits
from queue_server.clients.warsaw.arrivals import Inferred, LinePolls, Pace, infer, pace
from queue_server.clients.warsaw.numbers import Misread, called_by, own_numbers, size_of
from queue_server.clients.warsaw.snapshots import Dirt, HallPolls, Snapshot, read_snapshots
from queue_server.core.errors import OneWindowError
from queue_server.core.quantile import quantile

SAME_SERIES = 100
"""Queues with one letter share one series of numbers (Rembertow's thirteen As), unless they begin in different hundreds
(Ochota's D: 1 ... and 501 ...)."""

CLOSING_LINE = 3
"""A last poll that still shows more waiting than this was not the end of the day."""


class NothingConverted(OneWindowError):
    """Fact: `reason`."""

    code = "nothing-converted"
    title = "No visits were written"


@dataclass
class LineReport:
    """What was made of one line. `service`: its name in the visits."""

    service: str
    names: tuple[str, ...]
    counters: int
    misread: Misread
    visits: list[Inferred] = field(default_factory=list)


@dataclass
class Conversion:
    """A hall's day: its visits by time, and what was met on the way."""

    hall: str
    on: date
    visits: list[Visit]
    lines: list[LineReport]
    idle: list[str]
    dirt: Dirt
    polls: int
    first_poll: datetime | None
    last_poll: datetime | None
    left_waiting: int


def convert(polls: HallPolls, *, hall: str, on: date, seed: int) -> Conversion:
    """Return the visits of `hall` on `on`. The same polls and seed give the same visits, in whatever order rows came."""
    midnight = datetime(on.year, on.month, on.day)  # noqa: DTZ001 - the hall's own time
    lines: list[tuple[LineReport, LinePolls]] = []
    idle: list[str] = []
    for service, queues in _lines(polls):
        misread = Misread()
        line = _line_polls(queues, midnight, misread)
        names = tuple(dict.fromkeys(queue[0].name for queue in queues))
        if not any(line.called) and not (
            any(line.waiting) and any(line.counters)
        ):  # who waits all night at no counter is a leftover
            idle.append(f"{service} ({'; '.join(names)})")
            continue
        lines.append((LineReport(service, names, usual_counters(line), misread), line))
    paces = [pace(line) for _, line in lines]
    hall_pace = Pace(sum(each.busy_s for each in paces), sum(each.calls for each in paces))
    visits: list[Visit] = []
    for report, line in lines:
        report.visits = infer(line, hall=hall_pace, chance=random.Random(f"{seed}/{hall}/{on}/{report.service}"))  # noqa: S311
        visits += [
            Visit(
                line=0,
                hall=hall,
                issued_at=midnight + timedelta(seconds=round(visit.issued_min * 60)),
                service=report.service,
                service_s=max(1.0, round(visit.service_s)),
            )
            for visit in report.visits
        ]
    visits.sort(key=lambda visit: (visit.issued_at, visit.service or ""))
    times = polls.times
    last = times[-1] if times else None
    return Conversion(
        hall=hall,
        on=on,
        visits=visits,
        lines=[report for report, _ in lines],
        idle=idle,
        dirt=polls.dirt,
        polls=len(times),
        first_poll=times[0] if times else None,
        last_poll=last,
        left_waiting=sum(snapshots[-1].waiting for snapshots in polls.queues.values() if snapshots[-1].at == last),
    )


def _lines(polls: HallPolls) -> list[tuple[str, list[list[Snapshot]]]]:
    """Return the hall's lines: a name for each, and the queues whose numbers it gives out."""
    by_letter: dict[str, list[tuple[int, list[Snapshot]]]] = {}
    for queue in sorted(polls.queues):
        snapshots = polls.queues[queue]
        letter = snapshots[0].letter
        numbers = own_numbers([snapshot.number for snapshot in snapshots], letter, Misread())
        first = next((number for number in numbers if number), 0)
        by_letter.setdefault(letter or f"#{queue}", []).append((first, snapshots))
    lines: list[tuple[str, list[list[Snapshot]]]] = []
    for letter in sorted(by_letter):
        series: list[list[list[Snapshot]]] = []
        reached = 0
        for first, snapshots in sorted(by_letter[letter], key=lambda each: (each[0], each[1][0].queue)):
            if not series or first > reached + SAME_SERIES:
                series.append([])
            series[-1].append(snapshots)
            reached = first
        for order, queues in enumerate(series):
            name = letter.removeprefix("#") if order == 0 else f"{letter}-{queues[0][0].queue}"
            lines.append((name, queues))
    return lines


def _line_polls(queues: list[list[Snapshot]], midnight: datetime, misread: Misread) -> LinePolls:
    """Join the queues of one series: the highest number, all who wait, and the most counters (they are shared)."""
    at = {snapshot.at for snapshots in queues for snapshot in snapshots}
    minutes = {when: (when - midnight).total_seconds() / 60 for when in at}
    waiting: Counter[datetime] = Counter()
    counters: dict[datetime, int] = {}
    numbers: dict[datetime, int] = {}
    told = [snapshot.number for snapshots in queues for snapshot in snapshots]
    for snapshots in queues:
        own = own_numbers([snapshot.number for snapshot in snapshots], snapshots[0].letter, misread)
        for snapshot, number in zip(snapshots, own, strict=True):
            waiting[snapshot.at] += snapshot.waiting
            counters[snapshot.at] = max(counters.get(snapshot.at, 0), snapshot.counters)
            if number is not None:
                numbers[snapshot.at] = max(numbers.get(snapshot.at, 0), number)
    times = sorted(at)
    return LinePolls(
        minutes=[minutes[when] for when in times],
        waiting=[waiting[when] for when in times],
        counters=[counters[when] for when in times],
        called=called_by(
            [numbers.get(when) for when in times],
            [minutes[when] for when in times],
            size=size_of(told),
            misread=misread,
        ),
    )


def usual_counters(line: LinePolls) -> int:
    """Return the median of the open counters while somebody waited, at least one."""
    busy = [counters for counters, waiting in zip(line.counters, line.waiting, strict=True) if waiting and counters]
    return max(1, round(median(busy))) if busy else 1


def told(conversion: Conversion) -> list[str]:
    """Return the report, line by line."""
    dirt = conversion.dirt
    first, last = conversion.first_poll, conversion.last_poll
    says = [
        f"{conversion.hall} on {conversion.on}: {len(conversion.visits)} visits from {conversion.polls} polls"
        + (f" between {first:%H:%M} and {last:%H:%M}" if first and last else ""),
        f"rows read {dirt.rows}; moved from the slow clock's 2012 {dirt.slow_clock}; from a year ahead {dirt.wrong_year}",
        f"this hall and date: duplicates {dirt.duplicates} (of them conflicting {dirt.conflicting}); rows left out {len(dirt.bad)}",
    ]
    says += [f"  line {bad.line}: {bad.reason}" for bad in dirt.bad[:20]]
    if len(dirt.bad) > 20:
        says.append(f"  and {len(dirt.bad) - 20} more")
    every = [wait for line in conversion.lines for wait in recorded_waits(line)]
    says.append(f"recorded wait of all: p50 {_min(every, 0.5)}, p90 {_min(every, 0.9)} min")
    for line in conversion.lines:
        waits = recorded_waits(line)
        services = [visit.service_s / 60 for visit in line.visits]
        basis = Counter(visit.basis for visit in line.visits)
        says.append(
            f"{line.service}: {len(line.visits)} visits at usually {line.counters} counters; recorded wait p50 {_min(waits, 0.5)},"
            f" p90 {_min(waits, 0.9)} min; service mean {sum(services) / max(1, len(services)):.1f} min"
            f" ({', '.join(f'{name} {count}' for name, count in sorted(basis.items()))}); {'; '.join(line.names)}"
        )
        met = [f"{name.replace('_', ' ')} {count}" for name, count in vars(line.misread).items() if count]
        if met:
            says.append(f"   numbers: {', '.join(met)}")
    if conversion.idle:
        says.append(f"idle all day, no visits: {', '.join(conversion.idle)}")
    if conversion.visits and conversion.left_waiting > CLOSING_LINE:
        says.append(f"{conversion.left_waiting} still waited at the last poll: the day is cut off there")
    if conversion.visits:
        counters = ",".join(f"{line.service}={line.counters}" for line in conversion.lines)
        says.append(f"counters per queue for a replay: --by-group --counters {counters}")
    else:
        says.append("nobody waited and no number was called: the hall was closed on that date")
    return says


def recorded_waits(line: LineReport) -> list[float]:
    """Return the waits that the numbers tell, from issue to call, in minutes."""
    return [visit.called_min - visit.issued_min for visit in line.visits if visit.called_min is not None]


def _min(waits: list[float], p: float) -> str:
    found = quantile(waits, p)
    return "-" if found is None else f"{found:.1f}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe `onewindow convert`."""
    sources = parser.add_subparsers(dest="source", required=True, metavar="SOURCE")
    warsaw = sources.add_parser("warsaw", help="snapshots of Warsaw's municipal queues, 2020 (csv or csv.gz)")
    warsaw.add_argument("file", type=Path, metavar="FILE")
    warsaw.add_argument("--hall", required=True, help="the hall's name in the file, such as UD_Mokotow_2")
    warsaw.add_argument("--date", required=True, type=_date_of, metavar="YYYY-MM-DD")
    warsaw.add_argument("-o", "--output", required=True, type=Path, metavar="VISITS.csv", help="csv, or csv.gz")
    warsaw.add_argument("--seed", type=int, default=1, help="of the random spread between polls (default 1)")


def _date_of(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2020-01-15") from None


def run(args: argparse.Namespace) -> int:
    """Carry out `onewindow convert`; what was met is reported on stderr.

    Raises:
        VisitsUnreadable: the file is none of snapshots. NothingConverted: no visits could be made of it, or written.
    """
    try:
        with open_text(args.file) as lines:
            polls = read_snapshots(lines, hall=args.hall, on=args.date)
    except BROKEN as error:
        raise VisitsUnreadable(file=str(args.file), reason=str(error)) from None
    if args.hall not in polls.dates:
        raise NothingConverted(reason=f"no hall {args.hall} in the file; it has {', '.join(sorted(polls.dates)) or 'none'}")
    if args.date not in polls.dates[args.hall]:
        days = ", ".join(f"{day}" for day in sorted(polls.dates[args.hall]))
        raise NothingConverted(reason=f"{args.hall} was not polled on {args.date}; it was on {days}")
    conversion = convert(polls, hall=args.hall, on=args.date, seed=args.seed)
    print("\n".join(told(conversion)), file=sys.stderr)
    if not conversion.visits:
        raise NothingConverted(reason=f"nobody came to {args.hall} on {args.date}")
    try:
        write_visits(args.output, conversion.visits)
    except OSError as error:
        raise NothingConverted(reason=f"{args.output}: {error.strerror}") from None
    return 0
