"""A hall as it is set up, and what its day of a given date opens with."""

from collections.abc import Sequence
from datetime import date as calendar_date
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from queue_server.city.catalogue import Service
from queue_server.city.hours import Session, Weekday, intake, weekday
from queue_server.city.text import Text
from queue_server.core.setup import DEFAULT_RATES, DEFAULT_SERIES, CounterSetup, HallSetup, Intake, PolicyName

LEVELS = ("district", "town", "village", "partner")
Level = Literal["district", "town", "village", "partner"]


class HallConfig(msgspec.Struct, frozen=True, kw_only=True):
    """A place with counters, as a version of its set-up has it.

    Attributes:
        district: Id of its district. `town`: code of its town, None for a hall of a whole district.
        tz: IANA time zone.
        hours: Sessions by weekday, in order of the day; a weekday left out is closed. None: no hours, self-service at any time.
        closed_dates: Hall-local dates (`YYYY-MM-DD`) on which it is closed whatever the weekday.
        intake_cutoff_min: So many minutes before a session closes self-service ends.
        counters: By rising number.
        policy, rates, series, target_s, no_show_calls, no_show_s, return_limit: As in `core.setup.HallSetup`.
        offers: The whole catalogue, what is done at town level, or these codes.
        one_person: One teller issues and serves: the desk page has both.
        assumptions: What in this set-up is assumed and not known, to be shown wherever its figures are.
    """

    id: str
    name: Text
    level: Level
    district: str
    town: str | None = None
    tz: str = "Asia/Shanghai"
    hours: dict[Weekday, tuple[Session, ...]] | None = None
    closed_dates: tuple[str, ...] = ()
    intake_cutoff_min: int = 0
    counters: tuple[CounterSetup, ...]
    policy: PolicyName = "accumulating"
    rates: dict[str, float] = msgspec.field(default_factory=lambda: dict(DEFAULT_RATES))
    series: dict[str, str] = msgspec.field(default_factory=lambda: dict(DEFAULT_SERIES))
    target_s: int = 900
    no_show_calls: int = 2
    no_show_s: int = 60
    return_limit: int = 2
    offers: Literal["all", "town"] | tuple[str, ...] = "all"
    one_person: bool = False
    assumptions: tuple[Text, ...] = ()

    def offers_service(self, service: Service) -> bool:
        """Tell whether visitors get this service here."""
        if self.offers == "all":
            return True
        if self.offers == "town":
            return service.at_town
        return service.code in self.offers

    def sessions(self, date: calendar_date) -> tuple[Session, ...]:
        """Return the sessions of a hall-local date, none when it is closed or has no hours."""
        if self.hours is None or date.isoformat() in self.closed_dates:
            return ()
        return self.hours.get(weekday(date), ())


def hall_day(
    config: HallConfig, catalogue: Sequence[Service], catalogue_version: int, version: int, date: calendar_date
) -> tuple[HallSetup, tuple[Intake, ...] | None]:
    """Return what the hall's day of `date` opens with.

    The spans are the date's sessions in UTC; () on a date without: no self-service. None for a hall without hours: at any time.
    """
    setup = HallSetup(
        hall=config.id,
        tz=config.tz,
        version=version,
        catalogue=catalogue_version,
        services={service.code: service.setup(offered=config.offers_service(service)) for service in catalogue},
        counters=config.counters,
        policy=config.policy,
        rates=config.rates,
        series=config.series,
        target_s=config.target_s,
        no_show_calls=config.no_show_calls,
        no_show_s=config.no_show_s,
        return_limit=config.return_limit,
        unknown_mean_s=mean_service_s(config, catalogue),
    )
    if config.hours is None:
        return setup, None
    return setup, intake(date, config.sessions(date), config.intake_cutoff_min, ZoneInfo(config.tz))


def mean_service_s(config: HallConfig, catalogue: Sequence[Service]) -> float:
    """Return the mean service time, in seconds, of what the hall offers, by the catalogue's weights.

    It stands for a ticket that names no service. 360 s where no weight says anything.
    """
    offered = [service for service in catalogue if config.offers_service(service)]
    weight = sum(service.demand_weight for service in offered)
    if weight <= 0:
        return 360.0
    return round(sum(service.demand_weight * service.typical_minutes for service in offered) * 60 / weight, 1)
