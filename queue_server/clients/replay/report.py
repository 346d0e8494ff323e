"""The figures of a replay. Durations are hall seconds times `pace`, which is recorded time: 1 but on a server of another speed."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo

import msgspec

from queue_server.clients.calibration import calibration_of
from queue_server.clients.replay.checks import Check
from queue_server.clients.replay.record import Outcome, Record
from queue_server.core.quantile import quantile

FIRST_HOUR_MS = 3600 * 1000


class Spread(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds; None where there was nothing to measure."""

    n: int
    p50_s: float | None
    p90_s: float | None
    max_s: float | None


class Hour(msgspec.Struct, frozen=True, kw_only=True):
    """What happened within one hour of recorded time."""

    hour: str
    issued: int
    called: int
    served: int
    abandoned: int


class Ranges(msgspec.Struct, frozen=True, kw_only=True):
    """How the wait ranges given at issue did, over tickets that were called and had one: `within_p50` should be near 0.5,
    `within_p90` near 0.9. None: there was nothing to judge."""

    n: int
    within_p50: float | None
    within_p90: float | None
    note: str = ""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """All of a run.

    `left`: neither served nor gone when it ended. `ideal_wait`: if server and clients had taken no time (see ideal.py), None where
    that is not known. `late`: how far the clients ran behind the recording.
    """

    hall: str
    mode: str
    counters: int
    speed: float
    pace: float
    interrupted: bool
    visits: int
    bad_rows: int
    issued: int
    refused: dict[str, int]
    served: int
    abandoned: int
    left: int
    others_served: int
    wait: Spread
    ideal_wait: Spread | None
    service: Spread
    wait_by_queue: dict[str, Spread]
    hours: list[Hour]
    ranges: Ranges
    ranges_by: dict[str, Ranges]
    late: Spread
    resent: int
    checks: list[Check]

    @property
    def holds(self) -> bool:
        """Tell whether no check failed."""
        return all(check.holds is not False for check in self.checks)


def spread(values: Sequence[float]) -> Spread:
    return Spread(
        n=len(values),
        p50_s=_rounded(quantile(values, 0.5)),
        p90_s=_rounded(quantile(values, 0.9)),
        max_s=_rounded(max(values, default=None)),
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def wait_s(outcome: Outcome) -> float | None:
    """Return the wait from issue to the first call, hall seconds."""
    return None if outcome.called_ms is None else (outcome.called_ms - outcome.issued_ms) / 1000


def service_s(outcome: Outcome) -> float | None:
    """Return the time from the call to the finish, hall seconds: the replay's visitors sit down at once."""
    if outcome.called_ms is None or outcome.finished_ms is None:
        return None
    return (outcome.finished_ms - outcome.called_ms) / 1000


def waits(outcomes: Sequence[Outcome], pace: float) -> list[float]:
    return [wait * pace for outcome in outcomes if (wait := wait_s(outcome)) is not None]


def ranges_of(outcomes: Sequence[Outcome], pace: float) -> Ranges:
    """Judge the ranges given at issue."""
    if pace != 1:
        return Ranges(n=0, within_p50=None, within_p90=None, note="not judged: the server's clock runs at another speed")
    found = calibration_of(
        (wait, outcome.p50_s, outcome.p90_s)
        for outcome in outcomes
        if (wait := wait_s(outcome)) is not None and outcome.p50_s is not None and outcome.p90_s is not None
    )
    note = "" if found.tickets else "no ticket that was called had a range"
    return Ranges(n=found.tickets, within_p50=_share(found.p50_share), within_p90=_share(found.p90_share), note=note)


def _share(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def ranges_by(outcomes: Sequence[Outcome], began_ms: int, pace: float) -> dict[str, Ranges]:
    """Judge the ranges of the first hour, of the hours after it, and of each priority when there are several."""
    early = [outcome for outcome in outcomes if outcome.issued_ms < began_ms + FIRST_HOUR_MS]
    late = [outcome for outcome in outcomes if outcome.issued_ms >= began_ms + FIRST_HOUR_MS]
    groups = {"first hour": early, "after it": late}
    priorities = sorted({outcome.priority for outcome in outcomes})
    if len(priorities) > 1:
        groups |= {priority: [outcome for outcome in outcomes if outcome.priority == priority] for priority in priorities}
    return {name: ranges_of(group, pace) for name, group in groups.items()}


def by_hour(outcomes: Sequence[Outcome], recorded: Callable[[int], datetime]) -> list[Hour]:
    """Count by the hour of recorded time; `recorded` turns hall milliseconds into it."""
    counts: dict[str, Counter[str]] = {}

    def at(what: str, ms: int | None) -> None:
        if ms is not None:
            counts.setdefault(f"{recorded(ms):%Y-%m-%d %H}", Counter())[what] += 1

    for outcome in outcomes:
        at("issued", outcome.issued_ms)
        at("called", outcome.called_ms)
        at("served" if outcome.ended == "served" else "abandoned", outcome.finished_ms)
    return [
        Hour(hour=hour, issued=n["issued"], called=n["called"], served=n["served"], abandoned=n["abandoned"])
        for hour, n in sorted(counts.items())
    ]


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """What a report says of the run as a whole. `began_ms`: hall time at which the first visit, recorded at `first`, was due."""

    hall: str
    mode: str
    counters: int
    speed: float
    pace: float
    interrupted: bool
    visits: int
    bad_rows: int
    resent: int
    began_ms: int
    first: datetime
    tz: tzinfo
    ideal_waits: list[float] | None = None


def report_of(record: Record, run: Run, checks: list[Check]) -> Report:
    """Return the report of a record."""
    outcomes = record.outcomes

    def recorded(ms: int) -> datetime:
        since_s = (ms - run.began_ms) / 1000 * run.pace
        return datetime.fromtimestamp(run.first.timestamp() + since_s, run.tz)

    queues = sorted({outcome.queue for outcome in outcomes})
    services = [service * run.pace for o in outcomes if o.ended == "served" and (service := service_s(o)) is not None]
    return Report(
        hall=run.hall,
        mode=run.mode,
        counters=run.counters,
        speed=run.speed,
        pace=run.pace,
        interrupted=run.interrupted,
        visits=run.visits,
        bad_rows=run.bad_rows,
        issued=len(outcomes),
        refused=dict(record.refused),
        served=record.count("served"),
        abandoned=record.count("cancelled"),
        left=record.count("waiting") + record.count("serving"),
        others_served=record.others,
        wait=spread(waits(outcomes, run.pace)),
        ideal_wait=spread(run.ideal_waits) if run.ideal_waits is not None else None,
        service=spread(services),
        wait_by_queue={queue: spread(waits([o for o in outcomes if o.queue == queue], run.pace)) for queue in queues},
        hours=by_hour(outcomes, recorded),
        ranges=ranges_of(outcomes, run.pace),
        ranges_by=ranges_by(outcomes, run.began_ms, run.pace),
        late=spread([late * run.pace for late in record.late_s]),
        resent=run.resent,
        checks=checks,
    )
