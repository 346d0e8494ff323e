"""A manager's endpoints: the hall's set-up, and the beginning and end of its day."""

from datetime import date as calendar_date
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from queue_server.app.pending import MakeReply, Reply
from queue_server.city.errors import SetupInvalid, VersionConflict
from queue_server.city.hall import HallConfig
from queue_server.city.hours import WEEKDAYS, Session, Weekday
from queue_server.core import commands as c
from queue_server.core import errors as e
from queue_server.core.day import HallDay
from queue_server.core.events import HallEvent
from queue_server.core.setup import PRIORITIES, CounterSetup, Group, PolicyName, PriorityClass
from queue_server.web.answers import JSON, Answer, encode, json_answer
from queue_server.web.bodies import NoBody, NoQuery
from queue_server.web.counters import CounterNumber
from queue_server.web.halls import HallView, hall_view
from queue_server.web.operations import Call, Operation

Clock = Annotated[str, Meta(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")]


class SessionBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A span of opening on the hall's clock; `closes` may be `24:00`."""

    opens: Clock
    closes: Clock


class CounterBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`takes`: groups; null is unified, everything."""

    counter: CounterNumber
    takes: Annotated[tuple[Group, ...], Meta(min_length=1, max_length=16)] | None = None


Hours = Annotated[
    dict[Weekday, Annotated[tuple[SessionBody, ...], Meta(max_length=6)]],
    Meta(extra_json_schema={"propertyNames": {"enum": list(WEEKDAYS)}}),
]
Rates = Annotated[
    dict[PriorityClass, Annotated[float, Meta(gt=0, le=1000)]],
    Meta(extra_json_schema={"propertyNames": {"enum": list(PRIORITIES)}}),
]


class SetupBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A hall's set-up, read and written whole.

    Attributes:
        version: The version that it is; to be sent back as it was read.
        hours: Sessions by weekday, a weekday left out is closed; null: no hours, self-service at any time.
        intake_cutoff_min: So many minutes before a session closes self-service ends.
        rates: Credit per second of waiting by priority, > 0.
        target_s: Target wait in seconds.
    """

    version: Annotated[int, Meta(ge=1, le=2**31)]
    hours: Hours | None
    closed_dates: Annotated[tuple[calendar_date, ...], Meta(max_length=400)]
    intake_cutoff_min: Annotated[int, Meta(ge=0, le=720)]
    counters: Annotated[tuple[CounterBody, ...], Meta(min_length=1, max_length=200)]
    policy: PolicyName
    rates: Rates
    target_s: Annotated[int, Meta(ge=1, le=86_400)]
    no_show_calls: Annotated[int, Meta(ge=0, le=20)]
    no_show_s: Annotated[int, Meta(ge=0, le=3600)]
    return_limit: Annotated[int, Meta(ge=0, le=100)]


class CloseDayBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`force`: also while tickets are in service."""

    force: bool = False


async def get_setup(call: Call[NoBody, NoQuery]) -> Answer:
    await call.api.halls.day(call.hall.id)  # also what another server has changed
    return json_answer(_setup(call, call.hall.id))


async def put_setup(call: Call[SetupBody, NoQuery]) -> Answer:
    config = _config(call.hall, call.body)
    await call.api.management.save_setup(config, call.body.version, call.by)
    return json_answer(_setup(call, call.hall.id))


def _setup(call: Call[Any, NoQuery], hall: str) -> SetupBody:
    registry = call.api.halls.registry
    config = registry.hall(hall)
    hours = config.hours
    return SetupBody(
        version=registry.versions[hall],
        hours=None
        if hours is None
        else {day: tuple(SessionBody(session.opens, session.closes) for session in hours[day]) for day in hours},
        closed_dates=tuple(calendar_date.fromisoformat(date) for date in config.closed_dates),
        intake_cutoff_min=config.intake_cutoff_min,
        counters=tuple(CounterBody(counter.counter, counter.takes) for counter in config.counters),
        policy=config.policy,
        rates=msgspec.convert(config.rates, Rates),
        target_s=config.target_s,
        no_show_calls=config.no_show_calls,
        no_show_s=config.no_show_s,
        return_limit=config.return_limit,
    )


def _config(config: HallConfig, body: SetupBody) -> HallConfig:
    """Return the hall's configuration with what the body says; whether that can be is judged when it is stored."""
    hours = None
    if body.hours is not None:
        hours = {
            day: tuple(Session(session.opens, session.closes) for session in sorted(sessions, key=lambda each: each.opens))
            for day, sessions in body.hours.items()
        }
    return msgspec.structs.replace(
        config,
        hours=hours,
        closed_dates=tuple(sorted({date.isoformat() for date in body.closed_dates})),
        intake_cutoff_min=body.intake_cutoff_min,
        counters=tuple(
            CounterSetup(counter=counter.counter, takes=tuple(sorted(set(counter.takes))) if counter.takes else None)
            for counter in sorted(body.counters, key=lambda counter: counter.counter)
        ),
        policy=body.policy,
        rates=config.rates | {str(priority): rate for priority, rate in body.rates.items()},
        target_s=body.target_s,
        no_show_calls=body.no_show_calls,
        no_show_s=body.no_show_s,
        return_limit=body.return_limit,
    )


async def open_day(call: Call[NoBody, NoQuery]) -> Answer:
    management = call.api.management
    done = await management.open_day(call.hall.id, _hall_reply(call), by=call.by, key=call.key, body_hash=call.body_hash)
    return Answer(done.status, done.body, JSON)


async def close_day(call: Call[CloseDayBody, NoQuery]) -> Answer:
    done = await call.api.management.close_day(
        call.hall.id, _hall_reply(call), force=call.body.force, by=call.by, key=call.key, body_hash=call.body_hash
    )
    return Answer(done.status, done.body, JSON)


def _hall_reply(call: Call[Any, NoQuery]) -> MakeReply:
    def reply(day: HallDay, command: c.HallCommand, events: list[HallEvent]) -> Reply:
        return Reply(200, encode(hall_view(call.api.halls, day)))

    return reply


OPERATIONS: tuple[Operation[Any, NoQuery], ...] = (
    Operation(
        id="get-setup",
        method="GET",
        path="/api/v1/halls/{hall}/setup",
        handler=get_setup,
        tag="manage",
        summary="How the hall is set up",
        rights="hall",
        action="configure-hall",
        answers={200: SetupBody},
    ),
    Operation(
        id="put-setup",
        method="PUT",
        path="/api/v1/halls/{hall}/setup",
        handler=put_setup,
        tag="manage",
        summary="Set the hall up; the day that is open goes on with it",
        rights="hall",
        action="configure-hall",
        body=SetupBody,
        answers={200: SetupBody},
        refusals=(VersionConflict, e.CounterInUse, SetupInvalid),
    ),
    Operation(
        id="open-day",
        method="POST",
        path="/api/v1/halls/{hall}/open-day",
        handler=open_day,
        tag="manage",
        summary="Begin the day by hand, when the hours have not begun it",
        rights="hall",
        action="run-day",
        body=NoBody,
        answers={200: HallView},
        refusals=(e.DayAlreadyOpen, e.DayIsClosed),
        keyed=True,
    ),
    Operation(
        id="close-day",
        method="POST",
        path="/api/v1/halls/{hall}/close-day",
        handler=close_day,
        tag="manage",
        summary="End the day: waiting and held tickets are cancelled by closing",
        rights="hall",
        action="run-day",
        body=CloseDayBody,
        answers={200: HallView},
        refusals=(e.DayNotOpen, e.DayIsClosed, e.TicketInService),
        keyed=True,
    ),
)
