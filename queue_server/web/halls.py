"""The halls and their services: what anybody may know before coming."""

from typing import Annotated

import msgspec
from msgspec import Meta

from queue_server.app.errors import UnknownHall
from queue_server.app.frames import SessionView, self_service, sessions
from queue_server.app.halls import Halls
from queue_server.city.catalogue import Service
from queue_server.city.hall import Level
from queue_server.city.text import Text
from queue_server.core.day import HallDay
from queue_server.core.setup import Group, Kind, ReviewGroup
from queue_server.projections.views import Count, Time, WaitView, rfc3339
from queue_server.web.answers import PUBLIC_JSON, Answer, json_answer
from queue_server.web.bodies import NoBody, NoQuery
from queue_server.web.operations import Call, Operation

Id = Annotated[str, Meta(min_length=1, max_length=64)]


class HallsQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`district`: its id."""

    district: Id | None = None
    level: Level | None = None


class ServicesQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`q`: part of a name, the initials of its pinyin, or a code."""

    q: Annotated[str, Meta(max_length=64)] = ""


class HallView(msgspec.Struct, frozen=True, kw_only=True):
    """A hall and its day.

    Attributes:
        open, closed: The day has begun and not ended; it has ended.
        counters, counters_open: How many are set up; how many are open and not paused.
        wait: For a ticket taken now; null when no open counter would take it.
        self_service: Visitors may take tickets themselves now.
        sessions: The date's opening hours; null: the hall has none.
        now, speed: The halls' clock.
    """

    id: str
    name: Text
    level: Level
    district: str
    district_name: Text
    town: str | None
    open: bool
    closed: bool
    date: str
    counters: Count
    counters_open: Count
    waiting: Count
    wait: WaitView | None
    self_service: bool
    sessions: list[SessionView] | None
    tz: str
    one_person: bool
    assumptions: tuple[Text, ...]
    now: Time
    speed: float


class HallsView(msgspec.Struct, frozen=True):
    halls: list[HallView]


class ServiceView(msgspec.Struct, frozen=True, kw_only=True):
    """A service that the hall offers. Limits are in days of `limit_unit`; 0: on the spot, null: not stated."""

    code: str
    name: Text
    group: Group
    kind: Kind
    review_group: ReviewGroup | None
    materials: tuple[Text, ...]
    typical_minutes: float
    legal_days: int | None
    promised_days: int | None
    limit_unit: str | None


class ServicesView(msgspec.Struct, frozen=True):
    services: list[ServiceView]


def hall_view(halls: Halls, day: HallDay) -> HallView:
    """Return the hall as its day stands."""
    config = halls.registry.halls[day.hall]
    at_ms = halls.now_ms(day)
    return HallView(
        id=config.id,
        name=config.name,
        level=config.level,
        district=config.district,
        district_name=next((d.name for d in halls.registry.city.districts if d.id == config.district), config.name),
        town=config.town,
        open=day.opened and not day.closed,
        closed=day.closed,
        date=day.date,
        counters=len(day.counters),
        counters_open=sum(counter.is_open for counter in day.counters.values()),
        waiting=day.waiting,
        wait=halls.wait_for(day),
        self_service=self_service(day, at_ms),
        sessions=sessions(day),
        tz=config.tz,
        one_person=config.one_person,
        assumptions=config.assumptions,
        now=rfc3339(at_ms),
        speed=halls.clock.speed,
    )


async def list_halls(call: Call[NoBody, HallsQuery]) -> Answer:
    halls, query = call.api.halls, call.query
    wanted = [
        config.id
        for config in halls.registry.halls.values()
        if query.district in (None, config.district) and query.level in (None, config.level)
    ]
    views = [hall_view(halls, await halls.day(hall, newest=False)) for hall in wanted]  # many, and seldom new
    return json_answer(HallsView(views), headers=PUBLIC_JSON)


async def get_hall(call: Call[NoBody, NoQuery]) -> Answer:
    halls = call.api.halls
    return json_answer(hall_view(halls, await halls.day(call.hall.id)), headers=PUBLIC_JSON)


async def list_services(call: Call[NoBody, ServicesQuery]) -> Answer:
    registry, hall = call.api.halls.registry, call.hall
    asked = call.query.q.strip()
    if asked:
        found = registry.index.search(asked, hall.offers_service)
    else:
        found = [service for service in registry.services.values() if hall.offers_service(service)]
    return json_answer(ServicesView([_service_view(service) for service in found]), headers=PUBLIC_JSON)


def _service_view(service: Service) -> ServiceView:
    return ServiceView(
        code=service.code,
        name=service.name,
        group=service.group,
        kind=service.kind,
        review_group=service.review_group,
        materials=service.materials,
        typical_minutes=service.typical_minutes,
        legal_days=service.legal_days,
        promised_days=service.promised_days,
        limit_unit=service.limit_unit,
    )


OPERATIONS = (
    Operation(
        id="get-hall",
        method="GET",
        path="/api/v1/halls/{hall}",
        handler=get_hall,
        tag="halls",
        summary="A hall and its day",
        answers={200: HallView},
        refusals=(UnknownHall,),
    ),
    Operation(
        id="list-halls",
        method="GET",
        path="/api/v1/halls",
        handler=list_halls,
        tag="halls",
        summary="The halls, with how long one waits",
        query=HallsQuery,
        answers={200: HallsView},
    ),
    Operation(
        id="list-services",
        method="GET",
        path="/api/v1/halls/{hall}/services",
        handler=list_services,
        tag="halls",
        summary="What a hall does, or what of it is found by name, pinyin initials or code",
        query=ServicesQuery,
        answers={200: ServicesView},
        refusals=(UnknownHall,),
    ),
)
