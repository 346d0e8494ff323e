"""The events of a hall's day, page by page: the audit trail, and what other systems read."""

import asyncio
from collections.abc import Sequence
from datetime import date as calendar_date
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from queue_server.app.errors import UnknownHall
from queue_server.projections.views import Count, Time, rfc3339
from queue_server.web.answers import JSON, Answer, encode
from queue_server.web.bodies import NoBody
from queue_server.web.operations import Call, Operation

PAGE = 1000
"""Events an answer: about 300 KB and 10 ms of a thread."""
SEQ_MOST = 2**53 - 1
"""The largest integer that every JSON reader keeps."""


class EventsQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`after`: the last seq that one has. `date`: hall-local; left out: the open day, else today."""

    after: Annotated[int, Meta(ge=0, le=SEQ_MOST)] = 0
    date: calendar_date | None = None


class EventView(msgspec.Struct, frozen=True, kw_only=True):
    """An event as the log has it; further fields belong to its type, those named `_ms` are Unix milliseconds."""

    seq: Count
    at: Time
    by: str
    type: str


class EventsView(msgspec.Struct, frozen=True, kw_only=True):
    """`upto`: the last seq of these events, to be the next `after`; with no events the `after` that was asked for."""

    date: str
    events: list[EventView]
    upto: Count


async def list_events(call: Call[NoBody, EventsQuery]) -> Answer:
    hall, query = call.hall.id, call.query
    date = query.date.isoformat() if query.date is not None else (await call.api.halls.day(hall)).date
    stored = await call.api.history.events(hall, date, query.after, PAGE)
    page = [(event.seq, event.body) for event in stored]
    return Answer(200, await asyncio.to_thread(_page, date, page, query.after), JSON)


def _page(date: str, page: Sequence[tuple[int, bytes]], after: int) -> bytes:
    events = [_event(seq, body) for seq, body in page]
    return encode({"date": date, "events": events, "upto": page[-1][0] if page else after})


def _event(seq: int, body: bytes) -> dict[str, Any]:
    event: dict[str, Any] = msgspec.json.decode(body)
    event.pop("pass_hash", None)  # nobody but the rules needs it
    return {"seq": seq, "at": rfc3339(event.pop("at_ms"))} | event


OPERATIONS = (
    Operation(
        id="list-events",
        method="GET",
        path="/api/v1/halls/{hall}/events",
        handler=list_events,
        tag="manage",
        summary=f"The events of a day after a seq, at most {PAGE}",
        rights="hall",
        action="read-events",
        query=EventsQuery,
        answers={200: EventsView},
        refusals=(UnknownHall,),
    ),
)
