"""A report in words and tables."""

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from queue_server.clients.replay.report import Hour, Ranges, Report, Spread


def minutes(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds / 60:.1f}"


def tell(report: Report, console: Console) -> None:
    """Print the report."""

    def say(text: str) -> None:
        console.print(text, soft_wrap=True, highlight=False)

    console.rule(
        f"replay of {report.visits} visits in {escape(report.hall)}" + (" (interrupted)" if report.interrupted else "")
    )
    say(
        f"{report.counters} counters, {report.mode}; recorded time passed {report.speed:g} times as fast as real time"
        + (f", the hall's clock {report.speed / report.pace:g} times" if report.pace != 1 else "")
    )
    say(
        f"issued {report.issued}, served {report.served}, abandoned {report.abandoned}, left {report.left}"
        + (f", bad rows {report.bad_rows}" if report.bad_rows else "")
        + (f"; of others served {report.others_served}" if report.others_served else "")
    )
    for code, count in sorted(report.refused.items()):
        say(f"refused {count}: {escape(code)}")
    console.print(_spreads(report))
    console.print(_hours(report.hours))
    say(f"the range given at issue: {_ranges(report.ranges)}")
    if report.ranges.n:
        for name, ranges in report.ranges_by.items():
            say(f"  {name}: {_ranges(ranges)}")
    say(
        f"the clients ran behind the recording by p50 {_seconds(report.late.p50_s)}, p90 {_seconds(report.late.p90_s)},"
        f" max {_seconds(report.late.max_s)} s; {report.resent} requests were sent again"
    )
    for check in report.checks:
        verdict = {True: "[green]holds[/]", False: "[bold red]FAILS[/]", None: "[yellow]not checked[/]"}[check.holds]
        say(f"{verdict}: {check.name} ({check.of})" + (f": {escape(check.detail)}" if check.detail else ""))


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def _spreads(report: Report) -> Table:
    table = Table("minutes", "n", "p50", "p90", "max", box=None)
    rows: list[tuple[str, Spread]] = [("wait", report.wait)]
    if len(report.wait_by_queue) > 1:
        rows += [(f"wait, {escape(queue)}", spread) for queue, spread in report.wait_by_queue.items()]
    if report.ideal_wait is not None:
        rows.append(("wait, had nothing else taken time", report.ideal_wait))
    rows.append(("service", report.service))
    for name, spread in rows:
        table.add_row(name, str(spread.n), minutes(spread.p50_s), minutes(spread.p90_s), minutes(spread.max_s))
    return table


def _hours(hours: Sequence[Hour]) -> Table:
    table = Table("hour", "issued", "called", "served", "abandoned", box=None)
    for hour in hours:
        table.add_row(hour.hour, str(hour.issued), str(hour.called), str(hour.served), str(hour.abandoned))
    return table


def _ranges(ranges: Ranges) -> str:
    if ranges.within_p50 is None or ranges.within_p90 is None:
        return ranges.note
    return (
        f"{ranges.within_p50:.0%} of {ranges.n} waited no longer than its p50 (50 % were to),"
        f" {ranges.within_p90:.0%} no longer than its p90 (90 %)"
    )
