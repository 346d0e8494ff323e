"""What the visitors of a demo hall come for on a date, drawn before and after the reform. Seeded by the hall and the date alone.

Arrivals follow `queue_server.clients.arrivals`: two humps a day, Monday the heaviest, a district hall's 663 visitors a working day.
Service times are lognormal, sigma 0.9, with the catalogue's minutes. What is assumed stands beside its constant here and in
docs/simulation.md; the shares of claims, of visits without a named service, of second errands and of no-shows are the demo crew's.
"""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
from numpy.typing import NDArray

from analytics.simulation.shifts import Shift
from analytics.simulation.visits import NEVER, Visits
from queue_server.city.catalogue import Service
from queue_server.city.hall import HallConfig, hall_day
from queue_server.city.hours import intake as hall_intake
from queue_server.clients.arrivals import MEAN_SERVICE_S, Session, arrival_times, visitors_a_day, weekday_factor
from queue_server.clients.crew.errands import (
    CLAIMED,
    CLAIMS,
    ELSEWHERE,
    NO_SHOW,
    SECOND_SERVICE,
    SHORTEST_SERVICE_S,
    UNNAMED,
    WALK_S,
)
from queue_server.core.setup import Channel, CounterSetup, Group, HallSetup, Intake

SIGMA = 0.9
"""Of the logarithm of service times: 0.927 and 0.924 in two months of a bank's log of 1999, see data/calibration.json."""

DAYS_SIGMA = 0.08
"""Of the logarithm of a day's demand beside its weekday: days differ by more than chance. Assumption."""

PAYMENT_DAY, PAYMENT_PEAK, DAY_AFTER_PEAK = 15, 1.5, 1.2
"""Pensions are paid on the 15th, or the first working day after it (assumption); visitors of that day and of the next over those of
other days: the paydays of a bank had 1.23 and 1.54 times its normal ones, see data/calibration.json."""

MONTH_MEAN = 1 + (PAYMENT_PEAK + DAY_AFTER_PEAK - 2) / 21
"""Mean factor of a month's 21 working days, so that peaks add no visitors to the year."""

PATIENCE_MEDIAN_S, PATIENCE_SIGMA = 5400.0, 0.8
"""Visitors cancel when they have waited longer than their patience: lognormal about an hour and a half, so that 1 in 12 has left by
half an hour in line and 3 in 10 by an hour. Assumption: no published figure was found."""

CHANNELS: dict[Channel, float] = {"kiosk": 0.86, "phone": 0.10, "web": 0.04}
"""How visitors take tickets after the reform; before it at the kiosk. Assumption."""

ERRAND_AGAIN_S = 60.0
"""From the end of one errand to the ticket for the next, before the reform. Assumption."""

COUNTERS_BEFORE = 22 / 12
"""Counters of a district hall before the reform over after it: Wendeng's "more than twenty" people at the front desk became twelve;
22 is our assumption, and that other districts changed alike."""

GAP_MS = 4_000
"""From a ticket's end to the next call: the demo crew's 1.5 to 6 s. Assumption."""

BREAKS, BREAK_S = 0.4, (300, 900)
"""Share of tellers who take a break within a session, and how long. Assumption."""

AWAY = 0.05
"""Share of tellers who are not there on a day, if a colleague takes the same. Assumption."""

WORKS_OFF_MS = (30 * 60_000, 60 * 60_000)
"""How long tellers go on over noon and in the evening while somebody waits whom they take. Assumption."""


class HallDemand:
    """One hall of the demo city in one of the two years.

    Before the reform: a district hall's counters by department, every visit of one errand, a second errand a second ticket; services
    take longer by their steps before over their steps now. After it: the hall as it is set up. Smaller halls are unified in both.

    Attributes:
        setup: Of all of its days.
    """

    def __init__(
        self, config: HallConfig, catalogue: Sequence[Service], districts: Sequence[str], *, seed: int, reformed: bool
    ) -> None:
        self._config, self._seed, self._reformed = config, seed, reformed
        offered = [service for service in catalogue if config.offers_service(service) and service.demand_weight > 0]
        self._codes = [service.code for service in offered]
        weights = np.array([service.demand_weight for service in offered])
        mean_s = np.array([service.typical_minutes * 60 for service in offered])
        scale = min(1.0, MEAN_SERVICE_S / float(weights @ mean_s / weights.sum()))
        if not reformed:
            mean_s = mean_s * [steps_ratio(service) for service in offered]
        self._mean_s = mean_s * scale
        self._unnamed_s = float(weights @ self._mean_s / weights.sum())
        self._shares = np.cumsum(weights / weights.sum())
        self._elsewhere = [district for district in districts if district != config.district]
        self._visitors = visitors_a_day(config.id, config.level, len(config.counters), seed)
        counters = config.counters
        if not reformed and config.level == "district":
            load: dict[Group, float] = {}
            for service, weight, seconds in zip(offered, weights, self._mean_s, strict=True):
                load[service.group] = load.get(service.group, 0.0) + float(weight * seconds)
            counters = departments(load, round(len(counters) * COUNTERS_BEFORE))
        base, _ = hall_day(config, catalogue, 1, 1 if reformed else 0, date(2026, 1, 1))
        self.setup: HallSetup = msgspec.structs.replace(base, counters=counters)

    def day(self, day: date) -> tuple[tuple[Intake, ...], Visits, list[Shift]] | None:
        """Return a date's hours, visits and shifts; None: the hall is closed."""
        config = self._config
        intake = hall_intake(day, config.sessions(day), config.intake_cutoff_min, ZoneInfo(config.tz))
        if not intake:
            return None
        rng = np.random.default_rng([self._seed, crc32(self._config.id.encode()), day.toordinal()])
        return intake, self._visits(day, intake, rng), self._shifts(intake, rng)

    def _visits(self, day: date, intake: Sequence[Intake], rng: np.random.Generator) -> Visits:
        sessions = [Session(span.from_ms, span.until_ms) for span in intake]
        expected = self._visitors * weekday_factor(day) * self._payment_factor(day) * float(np.exp(rng.normal(0, DAYS_SIGMA)))
        at_ms = arrival_times(sessions, expected, random.Random(f"{self._seed}/{self._config.id}/{day}"))  # noqa: S311 - a demo
        n = len(at_ms)
        first, second = (np.searchsorted(self._shares, rng.random(n)).clip(max=len(self._codes) - 1) for _ in range(2))
        again = (rng.random(n) < SECOND_SERVICE) & (first != second)
        unnamed = (rng.random(n) < UNNAMED) & self._reformed
        codes = self._codes
        if self._reformed:
            mean_s = np.where(unnamed, self._unnamed_s, self._mean_s[first] + np.where(again, self._mean_s[second], 0))
            services = [
                () if not named else (codes[a], codes[b]) if two else (codes[a],)
                for named, two, a, b in zip((~unnamed).tolist(), again.tolist(), first.tolist(), second.tolist(), strict=True)
            ]
            follows = [NEVER] * n
        else:
            followed = np.flatnonzero(again)
            mean_s = np.concatenate([self._mean_s[first], self._mean_s[second[followed]]])
            services = [(codes[a],) for a in first.tolist() + second[followed].tolist()]
            follows = [NEVER] * n + followed.tolist()
            at_ms += [round(ERRAND_AGAIN_S * 1000)] * len(followed)
        all_ = len(at_ms)
        priority = _chosen(
            rng, ["normal", *CLAIMED], [1 - CLAIMS, *(CLAIMS * each / sum(CLAIMED.values()) for each in CLAIMED.values())], n
        )
        home = _chosen(
            rng,
            [self._config.district, *self._elsewhere],
            [1 - ELSEWHERE, *[ELSEWHERE / len(self._elsewhere)] * len(self._elsewhere)] if self._elsewhere else [1.0],
            n,
        )
        channel: list[Channel] = _chosen(rng, list(CHANNELS), list(CHANNELS.values()), n) if self._reformed else ["kiosk"] * n
        leaders = follows[n:]
        handed_on: list[Channel] = ["counter"] * len(leaders)
        return Visits(
            at_ms=at_ms,
            service_ms=_ms(np.maximum(SHORTEST_SERVICE_S, mean_s * np.exp(rng.normal(-SIGMA * SIGMA / 2, SIGMA, all_)))),
            walk_ms=_ms(rng.uniform(*WALK_S, all_)),
            services=services,
            priority=priority + [priority[k] for k in leaders],
            channel=channel + handed_on,
            home_district=home + [home[k] for k in leaders],
            comes=(rng.random(all_) >= NO_SHOW).tolist(),
            patience_ms=_ms(PATIENCE_MEDIAN_S * np.exp(rng.normal(0, PATIENCE_SIGMA, all_))),
            follows=follows,
        )

    def _payment_factor(self, day: date) -> float:
        paid = payment_date(day.replace(day=PAYMENT_DAY))
        peaks = {paid: PAYMENT_PEAK, payment_date(paid + timedelta(days=1)): DAY_AFTER_PEAK}
        return peaks.get(day, 1.0) / MONTH_MEAN

    def _shifts(self, intake: Sequence[Intake], rng: np.random.Generator) -> list[Shift]:
        counters = self.setup.counters
        colleagues: dict[tuple[Group, ...] | None, int] = {}
        for counter in counters:
            colleagues[counter.takes] = colleagues.get(counter.takes, 0) + 1
        there = []
        for counter, away in zip(counters, (rng.random(len(counters)) < AWAY).tolist(), strict=True):
            if away and colleagues[counter.takes] > 1:
                colleagues[counter.takes] -= 1
            else:
                there.append(counter)
        shifts: list[Shift] = []
        for order, span in enumerate(intake):
            last = order == len(intake) - 1
            breaks, starts, lengths = (
                rng.random(len(there)) < BREAKS,
                rng.uniform(0.2, 0.85, len(there)),
                rng.uniform(*BREAK_S, len(there)),
            )
            for counter, breaks_off, start, length_s in zip(
                there, breaks.tolist(), starts.tolist(), lengths.tolist(), strict=True
            ):
                from_ms = span.from_ms
                if breaks_off and len(there) > 1:
                    stops_ms = round(span.from_ms + start * (span.closes_ms - span.from_ms))
                    shifts.append(Shift(counter.counter, from_ms, stops_ms, counter.takes, ends="pause", reason="break"))
                    from_ms = stops_ms + round(length_s * 1000)
                shifts.append(
                    Shift(
                        counter.counter,
                        from_ms,
                        span.closes_ms,
                        counter.takes,
                        works_off_ms=WORKS_OFF_MS[last],
                        ends="close" if last else "pause",
                    )
                )
        return shifts


def steps_ratio(service: Service) -> float:
    """Return a service's time before the reform over its time now: by its steps. Assumption; the sums of steps are published."""
    return service.steps_before / service.steps_after if service.steps_before and service.steps_after else 1.0


def departments(load: dict[Group, float], counters: int) -> tuple[CounterSetup, ...]:
    """Return counters by department: one for each group, and every further one where the load by counter is highest.

    Args:
        load: Work by group, in any unit. `counters`: at least as many as groups.
    """
    given = dict.fromkeys(load, 1)
    for _ in range(counters - len(load)):
        busiest = max(load, key=lambda group: load[group] / given[group])
        given[busiest] += 1
    takes = [group for group, count in given.items() for _ in range(count)]
    return tuple(CounterSetup(counter=number, takes=(group,)) for number, group in enumerate(takes, start=1))


def payment_date(day: date) -> date:
    """Return `day`, or the Monday after it."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)


def _chosen(rng: np.random.Generator, names: Sequence[Any], shares: Sequence[float], n: int) -> list[Any]:
    return [names[k] for k in np.searchsorted(np.cumsum(shares), rng.random(n)).clip(max=len(names) - 1).tolist()]


def _ms(seconds: NDArray[np.float64]) -> list[int]:
    ms: list[int] = np.rint(seconds * 1000).astype(np.int64).tolist()
    return ms
