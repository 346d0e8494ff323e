"""What a hall is on one day: its counters, services, routing and rules. Carried by the day's first event, without texts."""

from math import exp
from statistics import NormalDist
from typing import Literal

import msgspec

GROUPS = ("general", "collection", "pension", "medical", "work_injury", "unemployment", "maternity")
REVIEW_GROUPS = ("collection", "retirement", "medical", "work_injury")
PRIORITIES = ("normal", "elder", "disabled", "veteran", "pregnant", "appointment", "urgent")
CLAIMABLE_PRIORITIES = ("normal", "elder", "disabled", "veteran", "pregnant")
CHANNELS = ("kiosk", "phone", "web", "appointment", "counter", "terminal", "app")
STAFF_CHANNELS = frozenset({"counter", "appointment"})
"""Channels through which staff issue; the intake hours bind only the others."""

PAUSE_REASONS = ("break", "meal", "meeting", "back-office", "equipment", "other")
HOLD_REASONS = ("form", "document", "photo", "payment", "approval", "other")
PRIORITY_REASONS = ("claim-shown", "claim-not-shown", "mistake", "urgent-need", "other")

Group = Literal["general", "collection", "pension", "medical", "work_injury", "unemployment", "maternity"]
ReviewGroup = Literal["collection", "retirement", "medical", "work_injury"]
Kind = Literal["instant", "reviewed"]
PriorityClass = Literal["normal", "elder", "disabled", "veteran", "pregnant", "appointment", "urgent"]
ClaimablePriority = Literal["normal", "elder", "disabled", "veteran", "pregnant", "urgent"]
Channel = Literal["kiosk", "phone", "web", "appointment", "counter", "terminal", "app"]
PolicyName = Literal["first-come", "strict", "accumulating"]
PauseReason = Literal["break", "meal", "meeting", "back-office", "equipment", "other"]
HoldReason = Literal["form", "document", "photo", "payment", "approval", "other"]
PriorityReason = Literal["claim-shown", "claim-not-shown", "mistake", "urgent-need", "other"]
Outcome = Literal["done", "accepted", "diverted", "lacking", "refused"]
Place = Literal["front", "back"]

DEFAULT_RATES: dict[str, float] = {
    # Credit per second of waiting. Our assumption: no law fixes the weights; the classes are those that halls in China commonly
    # serve first. An elder who has waited 10 minutes ranks with a normal visitor who has waited 20.
    "normal": 1.0,
    "elder": 2.0,
    "disabled": 2.0,
    "veteran": 2.0,
    "pregnant": 2.0,
    "appointment": 3.0,
    "urgent": 8.0,
}

DEFAULT_SERIES: dict[str, str] = {
    "normal": "A",
    "elder": "P",
    "disabled": "P",
    "veteran": "P",
    "pregnant": "P",
    "appointment": "Y",
    "urgent": "P",
}


def lognormal_shape(sigma: float, n: int = 40) -> tuple[float, ...]:
    """Return quantiles of a lognormal service time as fractions of its mean.

    Args:
        sigma: Standard deviation of the logarithm, > 0.
        n: How many quantiles, at the probabilities (i + 0.5) / n; they are scaled so that their mean is 1.
    """
    raw = [exp(sigma * NormalDist().inv_cdf((i + 0.5) / n)) for i in range(n)]
    mean = sum(raw) / n
    return tuple(round(value / mean, 4) for value in raw)


LOGNORMAL_SHAPE = lognormal_shape(0.9)
"""Service times at counters are lognormal with sigma about 0.9: Brown et al., JASA 100 (2005); refitted on the 1999 log of
their bank 0.927 (January) and 0.924 (October)."""


class ServiceSetup(msgspec.Struct, frozen=True, kw_only=True):
    """One catalogue entry as the rules need it. `mean_s`: mean service time in seconds."""

    group: Group
    kind: Kind
    mean_s: float
    review_group: ReviewGroup | None = None
    offered: bool = True


class CounterSetup(msgspec.Struct, frozen=True, kw_only=True):
    """A numbered place. `takes`: the groups it takes unless it is opened with others; None is unified, everything."""

    counter: int
    takes: tuple[Group, ...] | None = None


class Intake(msgspec.Struct, frozen=True, kw_only=True):
    """A span of the day in which visitors may take tickets themselves; Unix milliseconds, `from_ms` <= t < `until_ms`.

    `closes_ms`: when the counters of this span stop calling (the end of the session; at or after `until_ms`).
    """

    from_ms: int
    until_ms: int
    closes_ms: int


class HallSetup(msgspec.Struct, frozen=True, kw_only=True):
    """A hall's rules for a day.

    Attributes:
        hall: The hall's id.
        tz: IANA time zone of the hall.
        version: Version of the hall's set-up row that this is.
        catalogue: Version of the catalogue that `services` come from.
        services: By code, the whole catalogue; `offered` tells what this hall offers.
        counters: The hall's counters, by rising number.
        policy: How the next ticket is chosen.
        rates: Credit per second of waiting by priority, > 0 (accumulating); under `strict` a higher rate goes first.
        series: Letter of the ticket number by priority.
        target_s: Target wait of the service level.
        no_show_calls, no_show_s: A called visitor may be marked absent after so many calls and seconds since the first of them.
        return_limit: How often a ticket may return to the line.
        unknown_mean_s: Mean service time of a ticket that names no service.
        service_shape: Quantiles of service time as fractions of its mean, at the probabilities (i + 0.5) / n.
    """

    hall: str
    tz: str
    version: int = 1
    catalogue: int = 1
    services: dict[str, ServiceSetup]
    counters: tuple[CounterSetup, ...]
    policy: PolicyName = "accumulating"
    rates: dict[str, float] = msgspec.field(default_factory=lambda: dict(DEFAULT_RATES))
    series: dict[str, str] = msgspec.field(default_factory=lambda: dict(DEFAULT_SERIES))
    target_s: int = 900
    no_show_calls: int = 2
    no_show_s: int = 60
    return_limit: int = 2
    unknown_mean_s: float = 360.0
    service_shape: tuple[float, ...] = LOGNORMAL_SHAPE
