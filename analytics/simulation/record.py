"""Recorded days as something that can be played again: their own arrivals, their own counters, and what they teach about the rest.

From the history's rows alone, so days of any origin will do. What rows do not say is assumed, and named here:

- A counter that was not unified takes the groups whose tickets it called that day.
- In an hour in which a counter stood open for part, it was closed (or paused) where it had no ticket for longest: before its first
  call if it was not open in the hour before, after its last ticket if it was not open in the next, and else in its longest pause.
- A visitor who was not there when called is not there whenever called. Who left has had as much patience as the wait; who was called
  had at least that, and from there on leaves with the recording's own rate (exponential: leavers over all time waited).
- Service times are drawn from the recording's own, of the same service, or of the same group where a service has few.
- A ticket has one turn at a counter: returns, holds and transfers are not played again.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from analytics.simulation.shifts import Shift
from analytics.simulation.spans import Window, busy_spans, counter_spans, sessions, unix_ms, works_off_ms
from analytics.simulation.visits import NEVER, Visits
from queue_server.core.setup import DEFAULT_RATES, CounterSetup, Group, HallSetup, ServiceSetup

FEW = 5
"""Services of which fewer were finished take the service times of their group."""
GAP_MOST_S = 120.0
"""A longer time between two tickets, though somebody waited, is a break and not the usual gap."""


@dataclass(frozen=True, kw_only=True)
class RecordedDay:
    """One hall-day that can be played again.

    Attributes:
        setup: As the rows tell it: policy, target, services, and the counters that stood open.
        visits: As they came; `service_ms` and what patience was left are drawn by `Recording.visits`.
        waited_ms: What each visit waited: to its call, or until it left, or until the day was closed.
        left: Whether each visit left. `called`: whether it was called.
        shifts: As recorded.
        windows: The hall's sessions.
        open_s, busy_s: Of all counters together, as recorded.
    """

    hall: str
    date: date
    setup: HallSetup
    visits: Visits
    waited_ms: Sequence[int]
    left: Sequence[bool]
    called: Sequence[bool]
    shifts: Sequence[Shift]
    windows: Sequence[Window]
    open_s: float
    busy_s: float


@dataclass(frozen=True, kw_only=True)
class Recording:
    """Hall-days, and what they teach together.

    Attributes:
        pools: Service times of finished tickets in milliseconds, by first service and by group.
        walks: Call to start, milliseconds.
        leave_rate: How many of those who wait leave in a millisecond.
        gap_ms: From a ticket's end to the next call while somebody waited.
    """

    days: Sequence[RecordedDay]
    pools: Mapping[Hashable, Sequence[int]]
    walks: Sequence[int]
    leave_rate: float
    gap_ms: int

    def visits(self, day: RecordedDay, chance: Random) -> Visits:
        """Return the day's visits with service times, walks and patience drawn; the same `chance` draws the same."""
        base = day.visits
        patience = []
        for waited_ms, left in zip(day.waited_ms, day.left, strict=True):
            more = chance.expovariate(1.0)  # drawn of all, so that one more leaver does not change everybody's luck
            stays_ms = round(more / self.leave_rate) if self.leave_rate else None
            patience.append(waited_ms if left else NEVER if stays_ms is None else waited_ms + stays_ms)
        return Visits(
            at_ms=base.at_ms,
            service_ms=[self.service_ms(services, chance) for services in base.services],
            walk_ms=[chance.choice(self.walks) for _ in range(len(base))],
            services=base.services,
            priority=base.priority,
            channel=base.channel,
            home_district=base.home_district,
            comes=base.comes,
            patience_ms=patience,
        )

    def service_ms(self, services: tuple[str, ...], chance: Random) -> int:
        """Return a service time of such a visit."""
        return chance.choice(self.pools[services[0] if services else None])


def recording(
    tickets: pd.DataFrame, counters: pd.DataFrame, days: pd.DataFrame, *, tz: str, rates: Mapping[str, float] = DEFAULT_RATES
) -> Recording:
    """Make what rows tell of whole hall-days playable.

    Args:
        tickets, counters, days: Rows with the history's columns, of the same hall-days, of halls in the zone `tz`.
        rates: Credit per second of waiting by priority; the rows do not have them.

    Raises:
        ValueError: no ticket was finished, or no counter stood open: there is nothing to play.
    """
    done = tickets[tickets["outcome"] == "done"]
    if done.empty or counters.empty:
        raise ValueError("nothing was served on these days")
    zone = ZoneInfo(tz)
    services = _services(tickets, done)
    by_day: dict[Hashable, pd.DataFrame] = dict(iter(tickets.groupby(["hall", "date"], sort=True)))
    counted: dict[Hashable, pd.DataFrame] = dict(iter(counters.groupby(["hall", "date"], sort=True)))
    rows = {(row["hall"], row["date"]): row for row in days.to_dict("records")}
    recorded = [
        _day(by_day[key].sort_values("order"), counted[key], rows[key], services, zone, tz, rates)
        for key in by_day
        if key in counted and key in rows
    ]
    waited_ms = sum(sum(day.waited_ms) for day in recorded)
    leavers = sum(sum(day.left) for day in recorded)
    walks = [round(walk * 1000) for walk in done["walk_s"].dropna() if walk >= 0]
    return Recording(
        days=recorded,
        pools=_pools(tickets, done),
        walks=walks or [0],
        leave_rate=leavers / waited_ms if waited_ms else 0.0,
        gap_ms=_gap_ms(tickets),
    )


def _services(tickets: pd.DataFrame, done: pd.DataFrame) -> dict[str, ServiceSetup]:
    named = tickets.dropna(subset=["service", "service_group"]).drop_duplicates("service")
    means = done.groupby("service")["service_s"].mean()
    return {
        row["service"]: ServiceSetup(
            group=row["service_group"], kind=row["kind"] or "instant", mean_s=float(means.get(row["service"], 360.0))
        )
        for row in named[["service", "service_group", "kind"]].to_dict("records")
    }


def _pools(tickets: pd.DataFrame, done: pd.DataFrame) -> dict[Hashable, Sequence[int]]:
    """Return service times for every first service that occurs, None among them."""

    def times(frame: pd.DataFrame) -> list[int]:
        return [max(0, round(value * 1000)) for value in frame["service_s"].dropna()]

    everyone = times(done)
    of_group = {group: times(frame) for group, frame in done.groupby("service_group")}
    of_service = {service: times(frame) for service, frame in done.groupby("service")}
    unnamed = times(done[done["service"].isna()])
    pools: dict[Hashable, Sequence[int]] = {None: unnamed if len(unnamed) >= FEW else everyone}
    for service, group in (
        tickets[["service", "service_group"]].dropna(subset=["service"]).drop_duplicates("service").itertuples(index=False)
    ):
        choices = (of_service.get(service, []), of_group.get(group, []), everyone)
        pools[service] = next(pool for pool in choices if len(pool) >= FEW or pool is everyone)
    return pools


def _gap_ms(tickets: pd.DataFrame) -> int:
    """Return the usual time from a ticket's end to the next call at the same counter, when that ticket waited already."""
    served = tickets.dropna(subset=["called_at", "finished_at"])
    served = served[served["outcome"] == "done"].sort_values(["hall", "date", "counter", "called_at"])
    same = served[["hall", "date", "counter"]].eq(served[["hall", "date", "counter"]].shift()).all(axis=1)
    before = served["finished_at"].shift()
    gap_s = (served["called_at"] - before).dt.total_seconds()
    usual = gap_s[same & (served["issued_at"] <= before) & gap_s.between(0, GAP_MOST_S)]
    return round(float(usual.median()) * 1000) if len(usual) else 0


def _day(
    tickets: pd.DataFrame,
    counters: pd.DataFrame,
    row: Mapping[Hashable, Any],
    services: dict[str, ServiceSetup],
    zone: ZoneInfo,
    tz: str,
    rates: Mapping[str, float],
) -> RecordedDay:
    issued, called, ended = (unix_ms(tickets[name]) for name in ("issued_at", "called_at", "finished_at"))
    outcome = tickets["outcome"].tolist()
    closed_ms = unix_ms(pd.Series([row["closed_at"]]))[0]
    assert closed_ms is not None
    at_ms = [at for at in issued if at is not None]
    until = [
        call if call is not None else end if end is not None else closed_ms for call, end in zip(called, ended, strict=True)
    ]
    visits = Visits(
        at_ms=at_ms,
        service_ms=[0] * len(at_ms),
        services=[tuple(code for code in listed if code in services) for listed in tickets["services"]],
        priority=tickets["priority"].tolist(),
        channel=tickets["channel"].tolist(),
        home_district=[None] * len(at_ms),
        comes=[each != "no_show" for each in outcome],
    )
    day = pd.Timestamp(row["date"]).date()
    takes = _takes(tickets, counters)
    spans = counter_spans(counters, takes, busy_spans(tickets), day, zone)
    windows = sessions([span for each in spans.values() for span in each])
    shifts = [
        Shift(number, *span, takes[number], works_off_ms=works_off_ms(span, windows))
        for number, each in spans.items()
        for span in each
    ]
    setup = HallSetup(
        hall=str(row["hall"]),
        tz=tz,
        services=services,
        counters=tuple(CounterSetup(counter=number, takes=groups) for number, groups in sorted(takes.items())),
        policy=row["policy"],
        rates=dict(rates),
        target_s=int(row["target_s"]),
        no_show_s=0,
    )
    return RecordedDay(
        hall=setup.hall,
        date=day,
        setup=setup,
        visits=visits,
        waited_ms=[max(0, end - at) for end, at in zip(until, at_ms, strict=True)],
        left=[each == "left" for each in outcome],
        called=[call is not None for call in called],
        shifts=shifts,
        windows=windows,
        open_s=float(counters["open_s"].sum()),
        busy_s=float(counters["busy_s"].sum()),
    )


def _takes(tickets: pd.DataFrame, counters: pd.DataFrame) -> dict[int, tuple[Group, ...] | None]:
    """Return what each counter took: everything if it was unified in any hour, else the groups that it called."""
    unified: dict[int, bool] = {}
    for number, everything in counters[["counter", "unified"]].itertuples(index=False):
        unified[int(number)] = unified.get(int(number), False) or bool(everything)
    called: dict[int, set[Group]] = {}
    for number, group in tickets[["counter", "service_group"]].dropna().itertuples(index=False):
        called.setdefault(int(number), set()).add(group)
    return {
        number: None if everything else tuple(sorted(called[number]))
        for number, everything in unified.items()
        if everything or number in called  # who called nobody: nobody knows whom it would have
    }
