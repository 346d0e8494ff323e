"""The city as a whole: what the start page says before its halls."""

import msgspec

from queue_server.city.text import Text
from queue_server.projections.views import Count, Time, rfc3339
from queue_server.web.answers import Answer, json_answer
from queue_server.web.bodies import NoBody, NoQuery
from queue_server.web.operations import Call, Operation


class DistrictView(msgspec.Struct, frozen=True, kw_only=True):
    """`halls`: how many it has."""

    id: str
    name: Text
    halls: Count


class AssumptionView(msgspec.Struct, frozen=True, kw_only=True):
    """`halls`: the ids of those of which it is assumed; none: of the whole city."""

    text: Text
    halls: tuple[str, ...]


class CityView(msgspec.Struct, frozen=True, kw_only=True):
    """`now`, `speed`: the halls' clock. `assumptions`: what of the set-up is assumed. `sources`: where its figures come from.

    `figures`: whether the halls' closed months are shown at `/figures`.
    """

    name: Text
    demo: bool
    speed: float
    now: Time
    public_url: str | None
    districts: list[DistrictView]
    assumptions: list[AssumptionView]
    sources: tuple[Text, ...]
    figures: bool = False
    languages: tuple[str, ...] = ("zh", "en")
    version: str


async def get_city(call: Call[NoBody, NoQuery]) -> Answer:
    clock, city = call.api.halls.clock, call.api.halls.registry.city
    halls = [hall.district for hall in call.api.halls.registry.halls.values()]
    view = CityView(
        name=city.name,
        demo=city.demo,
        speed=clock.speed,
        now=rfc3339(clock.now_ms()),
        public_url=city.public_url,
        districts=[DistrictView(id=d.id, name=d.name, halls=halls.count(d.id)) for d in city.districts],
        assumptions=[AssumptionView(text=text, halls=halls) for text, halls in city.all_assumptions().items()],
        sources=city.sources,
        figures=call.api.figures,
        version=call.api.version,
    )
    return json_answer(view)


OPERATIONS = (
    Operation(
        id="get-city",
        method="GET",
        path="/api/v1/city",
        handler=get_city,
        tag="city",
        summary="The city: districts, clock, sources",
        answers={200: CityView},
    ),
)
