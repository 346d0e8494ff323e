"""How often waits stay within the ranges shown: simulated days of a district hall. `python -m tests.bench.calibration`."""

import argparse
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import Any, get_args

from queue_server.clients.calibration import Calibration, calibration_of
from queue_server.core.setup import PolicyName
from tests.bench.hall_day import COUNTERS, HOUR, VISITORS, HallOfADay, Shown
from tests.bench.recorded_day import warsaw

REPORT_SEEDS = range(1, 21)
"""Days that are reported on. The estimate was tuned on days 1001 and up."""

SLICES: dict[str, Callable[[Shown], bool]] = {
    "all": lambda _: True,
    "first hour (08:30-09:30)": lambda ticket: 8.5 * HOUR <= ticket.issued < 9.5 * HOUR,
    "rest of the morning": lambda ticket: 9.5 * HOUR <= ticket.issued < 12.5 * HOUR,
    "after lunch (13:30-14:30)": lambda ticket: 13.5 * HOUR <= ticket.issued < 14.5 * HOUR,
    "rest of the afternoon": lambda ticket: ticket.issued >= 14.5 * HOUR,
    "normal": lambda ticket: ticket.priority == "normal",
    "priority": lambda ticket: ticket.priority != "normal",
    "shown more than 10 minutes": lambda ticket: ticket.p50_s > 600,
}


def of_day(seed: int, **hall: Any) -> tuple[list[Shown], list[Shown]]:
    """Return what tickets of a simulated day were shown at issue, and later while they waited."""
    day = HallOfADay(seed, **hall).run()
    return day.shown, day.watched


def calibration(tickets: Iterable[Shown]) -> Calibration:
    return calibration_of((ticket.wait_s, ticket.p50_s, ticket.p90_s) for ticket in tickets)


def table(title: str, tickets: Sequence[Shown]) -> str:
    lines = [f"{title:34} {'tickets':>8} {'<= p50':>8} {'<= p90':>8} {'mean wait':>10} {'mean p50':>9} {'mean p90':>9}"]
    for name, chosen in SLICES.items():
        members = [ticket for ticket in tickets if chosen(ticket)]
        found = calibration(members)
        if found.p50_share is None or found.p90_share is None:
            continue
        n = len(members)
        lines.append(
            f"{name:34} {found.tickets:8d} {found.p50_share:8.1%} {found.p90_share:8.1%} "
            f"{sum(ticket.wait_s for ticket in members) / n:9.0f}s {sum(ticket.p50_s for ticket in members) / n:8.0f}s "
            f"{sum(ticket.p90_s for ticket in members) / n:8.0f}s"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=len(REPORT_SEEDS))
    parser.add_argument("--first", type=int, default=REPORT_SEEDS.start, help="seed of the first day")
    parser.add_argument("--visitors", type=float, default=VISITORS, help="expected visitors a day")
    parser.add_argument("--counters", type=int, default=COUNTERS)
    parser.add_argument("--split", action="store_true", help="two thirds of the counters take only some groups")
    parser.add_argument("--policy", default="accumulating", choices=get_args(PolicyName))
    parser.add_argument("--processes", type=int, default=2)
    chosen = parser.parse_args()
    hall = {name: getattr(chosen, name) for name in ("visitors", "counters", "split", "policy")}
    with ProcessPoolExecutor(chosen.processes) as pool:
        days = list(pool.map(partial(of_day, **hall), range(chosen.first, chosen.first + chosen.days)))
    print(table(f"at issue, {chosen.days} days", [ticket for shown, _ in days for ticket in shown]))
    print()
    print(table("while waiting", [ticket for _, watched in days for ticket in watched]))
    print()
    for title, unified in (("one line", True), ("the hall's four lines", False)):
        found = calibration(warsaw(unified=unified))
        print(
            f"recorded day of Warsaw, {title}: {found.tickets} tickets, {found.p50_share:.1%} <= p50, {found.p90_share:.1%} <= p90"
        )
    print()
    by_day = [calibration(shown) for shown, _ in days]
    print("p50 by day:", " ".join(f"{found.p50_share:.0%}" for found in by_day if found.p50_share is not None))
    print("p90 by day:", " ".join(f"{found.p90_share:.0%}" for found in by_day if found.p90_share is not None))


if __name__ == "__main__":
    main()
