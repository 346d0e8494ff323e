"""What visitors come for. Where no source is named, a rate is our assumption, chosen so that every button of the desk is seen.

No published no-show rate for walk-in tickets of a government hall was found; ours, and those of giving up, holding and
transferring, stand for nothing but a lively demo.
"""

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from queue_server.clients.arrivals import MEAN_SERVICE_S, service_time_s
from queue_server.clients.views import ServiceView

CLAIMS = 0.12
"""Share of visitors who claim a priority at the kiosk. Assumption."""

CLAIMED = {"elder": 70, "disabled": 12, "veteran": 10, "pregnant": 8}
"""Weights of the claims. Assumption: most are of age."""

UNNAMED = 0.15
"""Share who take a ticket without naming a service. Assumption."""

SECOND_SERVICE = 0.06
"""Share who come for two services. Assumption."""

NO_SHOW = 0.02
"""Share who are gone when called. Assumption, see above."""

GIVES_UP = 0.02
PATIENCE_S = (300.0, 1800.0)
"""Share who cancel on their phone if they still wait after so long. Assumption."""

ELSEWHERE = 0.08
"""Share whose home is in another district: the reform lets them come anywhere in the city. Assumption."""

WALK_S = (8.0, 40.0)
"""From the call to sitting down. Assumption."""

SHORTEST_SERVICE_S = 20.0


@dataclass(frozen=True)
class Errand:
    """One visitor's plan, in hall seconds.

    `comes`: answers the call. `gives_up_s`: cancels after so long, None: never. `straight`: is served to the end, neither held
    nor sent on (it has been already).
    """

    services: tuple[str, ...]
    priority: str
    home_district: str
    comes: bool
    walk_s: float
    service_s: float
    gives_up_s: float | None = None
    straight: bool = False


class Demand:
    """What visitors of one hall ask for: its services, drawn by the catalogue's demand weights.

    Service times have the catalogue's means, scaled down together where the mean visit would exceed five minutes (the mean that
    comparable halls publish).
    """

    def __init__(self, services: Sequence[ServiceView], *, district: str, districts: Sequence[str]) -> None:
        self._mean_s = {service.code: service.typical_minutes * 60 for service in services}
        self._kinds = {service.code: service.kind for service in services}
        self._codes = [service.code for service in services]
        self._weights = [demand_weights().get(code, 1.0) for code in self._codes]
        self._district = district
        self._elsewhere = [other for other in districts if other != district]
        total = sum(self._weights)
        mean_s = (
            sum(weight * self._mean_s[code] for weight, code in zip(self._weights, self._codes, strict=True)) / total
            if total
            else 0
        )
        self._scale = min(1.0, MEAN_SERVICE_S / mean_s) if mean_s else 1.0

    def errand(self, chance: random.Random) -> Errand:
        """Return what the next visitor comes for."""
        services: list[str] = []
        if self._codes and chance.random() >= UNNAMED:
            services = chance.choices(self._codes, self._weights, k=2 if chance.random() < SECOND_SERVICE else 1)
        claims = chance.random() < CLAIMS
        away = bool(self._elsewhere) and chance.random() < ELSEWHERE
        gives_up = chance.random() < GIVES_UP
        return Errand(
            services=tuple(dict.fromkeys(services)),
            priority=chance.choices(list(CLAIMED), list(CLAIMED.values()))[0] if claims else "normal",
            home_district=chance.choice(self._elsewhere) if away else self._district,
            comes=chance.random() >= NO_SHOW,
            walk_s=chance.uniform(*WALK_S),
            service_s=self.service_s(services, chance),
            gives_up_s=chance.uniform(*PATIENCE_S) if gives_up else None,
        )

    def kind(self, code: str) -> str:
        """Return whether a service is `instant` or `reviewed`."""
        return self._kinds.get(code, "instant")

    def service(self, chance: random.Random) -> str | None:
        """Return what a visitor who named no service turns out to need, None in a hall without services."""
        return chance.choices(self._codes, self._weights)[0] if self._codes else None

    def service_s(self, services: Sequence[str], chance: random.Random) -> float:
        """Return a service time for these services, in seconds; of a visit that names none, the mean visit's."""
        mean_s = sum(self._mean_s.get(code, MEAN_SERVICE_S) for code in services) * self._scale or MEAN_SERVICE_S
        return max(SHORTEST_SERVICE_S, service_time_s(mean_s, chance))


@cache
def demand_weights() -> dict[str, float]:
    """Return the demand weight of every service of the packaged catalogue."""
    with (files("queue_server") / "data" / "services.csv").open(encoding="utf-8") as text:
        return {row["code"]: float(row["demand_weight"]) for row in csv.DictReader(text)}
