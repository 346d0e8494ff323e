"""What a replay will play: who comes when, for what and how long, and which counters take what. Pure."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from queue_server.clients.arrivals import service_time_s
from queue_server.clients.visits import Visit
from queue_server.core.errors import OneWindowError
from queue_server.core.setup import GROUPS

UNNAMED = "-"
"""How a visit without a service is listed."""

UNKNOWN_MEAN_S = 360.0
"""Mean service time where neither the visits nor a catalogue tell one: five to six minutes is usual in comparable halls."""


Counters = int | dict[str, int]
"""How many counters, or how many for each recorded service (or group)."""


class CountersUnclear(OneWindowError):
    code = "counters-unclear"
    title = "The counters cannot be laid out like this"


class Offer(NamedTuple):
    """What a recorded service is on the server. `code`: None where the server has no such service."""

    code: str | None
    group: str | None
    mean_s: float


@dataclass(frozen=True)
class Planned:
    """One visit to play. `after_s`: recorded seconds after the first visit; `queue`: the service as recorded."""

    line: int
    after_s: float
    queue: str
    code: str | None
    group: str | None
    service_s: float
    patience_s: float | None
    priority: str


class Desk(NamedTuple):
    """One counter to open: its number and the groups it takes, None for everything."""

    counter: int
    takes: tuple[str, ...] | None


def plan_visits(visits: Sequence[Visit], offers: Mapping[str, Offer], seed: int) -> list[Planned]:
    """Return the visits to play, by time. A service time that was not recorded is drawn with the service's mean.

    The draw is seeded by (seed, line in the file), so it does not depend on which other visits are played.
    """
    planned: list[Planned] = []
    first = min((visit.issued_at for visit in visits), default=None)
    for visit in sorted(visits, key=lambda visit: (visit.issued_at, visit.line)):
        assert first is not None
        offer = offers.get(visit.service or UNNAMED, Offer(None, None, UNKNOWN_MEAN_S))
        service_s = visit.service_s
        if service_s is None:
            service_s = service_time_s(offer.mean_s, random.Random(f"{seed}/{visit.line}"))  # noqa: S311
        planned.append(
            Planned(
                line=visit.line,
                after_s=(visit.issued_at - first).total_seconds(),
                queue=visit.service or UNNAMED,
                code=offer.code,
                group=offer.group,
                service_s=service_s,
                patience_s=visit.patience_s,
                priority="normal" if visit.priority == "appointment" else visit.priority,
            )
        )
    return planned


def mean_service_s(visits: Sequence[Visit]) -> dict[str, float]:
    """Return the mean recorded service time of each recorded service, where any was recorded."""
    times: dict[str, list[float]] = {}
    for visit in visits:
        if visit.service_s is not None:
            times.setdefault(visit.service or UNNAMED, []).append(visit.service_s)
    return {queue: sum(each) / len(each) for queue, each in times.items()}


def parse_counters(text: str) -> Counters:
    """Return the counters of `13` or of `A=6,B=4`.

    Raises:
        ValueError: it is neither, or a number is not above 0.
    """
    if "=" not in text:
        return _number(text)
    counters: dict[str, int] = {}
    for part in text.split(","):
        name, _, number = part.rpartition("=")
        if not name.strip() or name.strip() in counters:
            raise ValueError(f"{part!r} is not QUEUE=NUMBER, or stands twice")
        counters[name.strip()] = _number(number)
    return counters


def _number(text: str) -> int:
    if not text.strip().isdigit() or not 1 <= int(text) <= 200:
        raise ValueError(f"{text!r} is not a number of counters (1 to 200)")
    return int(text)


def groups_for(loads: Mapping[str, float]) -> dict[str, str]:
    """Return a group for each queue of a hall of the replay's own: as many as there are, the heaviest queues alone in one.

    A catalogue has seven groups; when there are more queues, the lightest share the last.
    """
    heaviest = sorted(loads, key=lambda queue: (-loads[queue], queue))
    return {queue: GROUPS[min(order, len(GROUPS) - 1)] for order, queue in enumerate(heaviest)}


def loads_of(planned: Sequence[Planned]) -> dict[str, float]:
    """Return the service seconds of each recorded service."""
    loads: dict[str, float] = {}
    for visit in planned:
        loads[visit.queue] = loads.get(visit.queue, 0.0) + visit.service_s
    return loads


def lay_out(
    counters: Counters,
    *,
    by_group: bool,
    groups: Mapping[str, str | None],
    loads: Mapping[str, float],
    numbers: Sequence[int] | None = None,
) -> list[Desk]:
    """Return the counters to open.

    Args:
        counters: How many, or how many for each recorded service (or group).
        by_group: Counters take one group each; else every counter takes everything.
        groups: Group of each recorded service.
        loads: Service seconds of each recorded service: a plain number of counters is shared out by them.
        numbers: Which counters may be used, in order; None: 1, 2, 3 ...

    Raises:
        CountersUnclear: too few for the groups or the hall, or a name that no visit has.
    """
    wanted = counters if isinstance(counters, int) else sum(counters.values())
    if numbers is not None and wanted > len(numbers):
        raise CountersUnclear(wanted=wanted, free=len(numbers))
    numbers = list(range(1, wanted + 1)) if numbers is None else list(numbers[:wanted])
    if not by_group:
        return [Desk(number, None) for number in numbers]
    if missing := sorted(queue for queue in loads if groups.get(queue) is None):
        raise CountersUnclear(without_group=", ".join(missing[:5]))
    if isinstance(counters, int):
        by_load: dict[str, float] = {}
        for queue, load in loads.items():
            group = groups[queue]
            assert group is not None
            by_load[group] = by_load.get(group, 0.0) + load
        share = share_out(counters, by_load)
    else:
        share = {}
        for name, number in counters.items():
            named = groups.get(name, name if name in groups.values() else None)
            if named is None:
                raise CountersUnclear(unknown=name, known=", ".join(sorted(loads)))
            share[named] = share.get(named, 0) + number
        if unserved := sorted(queue for queue in loads if groups[queue] not in share):
            raise CountersUnclear(without_counter=", ".join(unserved))
    takes = [group for group in sorted(share) for _ in range(share[group])]
    return [Desk(number, (group,)) for number, group in zip(numbers, takes, strict=True)]


def share_out(counters: int, loads: Mapping[str, float]) -> dict[str, int]:
    """Share `counters` out by load: one each, then one by one where the load per counter is highest.

    Raises:
        CountersUnclear: fewer counters than groups.
    """
    if counters < len(loads):
        raise CountersUnclear(counters=counters, groups=len(loads))
    share = dict.fromkeys(sorted(loads), 1)
    for _ in range(counters - len(loads)):
        share[max(share, key=lambda group: loads[group] / share[group])] += 1
    return share
