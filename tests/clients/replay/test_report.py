"""The figures of a replay, from hand-made outcomes."""

from datetime import UTC, datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from queue_server.clients.replay.checks import Check
from queue_server.clients.replay.record import Outcome, Record
from queue_server.clients.replay.report import Report, Run, report_of
from queue_server.clients.replay.told import tell

FIRST = datetime(2020, 1, 15, 7, 30, tzinfo=UTC)
BEGAN_MS = 1_000_000_000_000
WARSAW = ZoneInfo("Europe/Warsaw")


def outcome(line: int, issued_s: float, wait_s: float | None = None, service_s: float = 100, **more: object) -> Outcome:
    issued_ms = BEGAN_MS + round(issued_s * 1000)
    made = Outcome(
        line,
        f"h.d.A{line:03d}",
        f"A{line:03d}",
        "d",
        str(more.get("queue", "A")),
        str(more.get("priority", "normal")),
        issued_ms,
    )
    made.p50_s, made.p90_s = more.get("p50_s"), more.get("p90_s")  # type: ignore[assignment]
    if wait_s is not None:
        made.called_ms = issued_ms + round(wait_s * 1000)
        made.finished_ms, made.ended = made.called_ms + round(service_s * 1000), "served"
    return made


def report(*outcomes: Outcome, pace: float = 1.0, checks: list[Check] | None = None) -> Report:
    run = Run(
        hall="[h]", mode="unified", counters=2, speed=60 * pace, pace=pace, interrupted=False, visits=len(outcomes), bad_rows=0,
        resent=0, began_ms=BEGAN_MS, first=FIRST, tz=WARSAW,
    )  # fmt: skip
    return report_of(Record(by="replay", outcomes=list(outcomes)), run, checks or [])


def test_waits_and_services_are_summed_up_in_hall_time() -> None:
    found = report(*(outcome(n, n, wait_s=10.0 * n) for n in range(11)))
    assert (found.wait.n, found.wait.p50_s, found.wait.p90_s, found.wait.max_s) == (11, 50, 90, 100)
    assert found.service.p50_s == 100
    assert (found.issued, found.served, found.abandoned, found.left) == (11, 11, 0, 0)


def test_the_wait_of_each_queue_stands_alone() -> None:
    found = report(outcome(1, 0, wait_s=60, queue="A"), outcome(2, 0, wait_s=0, queue="K"))
    assert {queue: spread.p50_s for queue, spread in found.wait_by_queue.items()} == {"A": 60, "K": 0}


def test_who_left_and_who_still_waits_is_no_wait() -> None:
    gone = outcome(1, 0)
    gone.ended, gone.finished_ms = "cancelled", gone.issued_ms + 900_000
    found = report(gone, outcome(2, 0), outcome(3, 0, wait_s=5))
    assert (found.served, found.abandoned, found.left, found.wait.n) == (1, 1, 1, 1)


def test_hours_are_those_of_the_recording_in_the_halls_zone() -> None:
    found = report(outcome(1, 0, wait_s=60), outcome(2, 1790, wait_s=60))
    assert [(hour.hour, hour.issued, hour.called) for hour in found.hours] == [("2020-01-15 08", 2, 1), ("2020-01-15 09", 0, 1)]


def test_on_a_slower_clock_durations_are_recorded_time_and_ranges_are_not_judged() -> None:
    found = report(outcome(1, 60, wait_s=2, service_s=10, p50_s=1.0, p90_s=3.0), pace=60)
    assert (found.wait.p50_s, found.service.p50_s) == (120, 600)
    assert found.hours[0].hour == "2020-01-15 09"  # a minute of the hall's clock is an hour of the recording
    assert found.ranges.within_p90 is None
    assert "another speed" in found.ranges.note


def test_the_ranges_given_at_issue_are_judged_by_the_waits() -> None:
    found = report(*(outcome(n, 0, wait_s=10 * n, p50_s=55.0, p90_s=95.0) for n in range(1, 11)), outcome(11, 0, wait_s=3))
    assert (found.ranges.n, found.ranges.within_p50, found.ranges.within_p90) == (10, 0.5, 0.9)


def test_the_first_hour_and_each_priority_are_judged_apart() -> None:
    found = report(
        outcome(1, 60, wait_s=10, p50_s=20.0, p90_s=30.0),
        outcome(2, 7200, wait_s=40, p50_s=20.0, p90_s=30.0, priority="elder"),
    )
    assert {name: ranges.within_p90 for name, ranges in found.ranges_by.items()} == {
        "first hour": 1,
        "after it": 0,
        "normal": 1,
        "elder": 0,
    }


def test_an_empty_run_is_a_report_too() -> None:
    found = report()
    assert (found.wait.n, found.wait.p50_s, found.hours) == (0, None, [])


@pytest.mark.parametrize(("holds", "verdict"), [(True, "holds"), (False, "FAILS"), (None, "not checked")])
def test_the_report_is_told_with_its_checks(holds: bool | None, verdict: str) -> None:
    found = report(outcome(1, 0, wait_s=90), checks=[Check(name="no number was given twice", holds=holds, of=1)])
    text = StringIO()
    tell(found, Console(file=text, width=120))
    assert "[h]" in text.getvalue()  # names are text, not markup
    assert f"{verdict}: no number was given twice (1)" in text.getvalue()
    assert "issued 1, served 1" in text.getvalue()
    assert found.holds is (holds is not False)
