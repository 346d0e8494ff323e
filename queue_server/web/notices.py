"""A hall's notices: what its board tells visitors besides the calls. A manager's endpoints."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from queue_server.city.errors import NoticeInvalid, NoticeMissing, NoticeUnreadable
from queue_server.city.rows import NOTICE_LENGTH, Notice
from queue_server.city.text import Text
from queue_server.eventlog.errors import LogUnavailable
from queue_server.projections.views import Time, rfc3339, rfc3339_or_none
from queue_server.web.answers import Answer, json_answer
from queue_server.web.bodies import NoBody, NoQuery
from queue_server.web.operations import Call, Operation

Words = Annotated[str, Meta(min_length=1, max_length=NOTICE_LENGTH, pattern=r"\S")]
NoticeTime = Annotated[datetime, Meta(tz=True)]
YEARS = range(2000, 2200)
"""Years that a notice's times may lie in; others are slips."""


class NoticeBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`from` left out: now. `until` null: until it is deleted. Both in the hall's time."""

    zh: Words
    en: Words
    from_: NoticeTime | None = msgspec.field(name="from", default=None)
    until: NoticeTime | None = None


class NoticeView(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    zh: str
    en: str
    from_: Time = msgspec.field(name="from")
    until: Time | None


class NoticesView(msgspec.Struct, frozen=True):
    notices: list[NoticeView]


async def list_notices(call: Call[NoBody, NoQuery]) -> Answer:
    await call.api.halls.day(call.hall.id)  # also what another server has changed
    notices = call.api.halls.registry.notices(call.hall.id)
    return json_answer(NoticesView([_notice(notice) for notice in notices]))


async def add_notice(call: Call[NoticeBody, NoQuery]) -> Answer:
    body = call.body
    if any(time is not None and time.year not in YEARS for time in (body.from_, body.until)):
        raise NoticeInvalid(years=f"{YEARS.start} to {YEARS.stop - 1}")
    from_ms = _ms(body.from_) if body.from_ is not None else call.api.halls.clock.now_ms()
    until_ms = _ms(body.until) if body.until is not None else None
    notice = await call.api.management.add_notice(
        call.hall.id, Text(body.zh, body.en), from_ms, until_ms, by=call.by, key=call.key, body_hash=call.body_hash
    )
    return json_answer(_notice(notice), 201)


async def remove_notice(call: Call[NoBody, NoQuery]) -> Answer:
    number = call.params["notice"]
    if not number.isascii() or not number.isdigit() or len(number) > 15:
        raise NoticeMissing
    await call.api.management.remove_notice(call.hall.id, int(number))
    return Answer(204)


def _notice(notice: Notice) -> NoticeView:
    return NoticeView(
        id=notice.id,
        zh=notice.text.zh,
        en=notice.text.en,
        from_=rfc3339(notice.from_ms),
        until=rfc3339_or_none(notice.until_ms),
    )


def _ms(time: datetime) -> int:
    return int(time.timestamp() * 1000)


OPERATIONS: tuple[Operation[Any, NoQuery], ...] = (
    Operation(
        id="list-notices",
        method="GET",
        path="/api/v1/halls/{hall}/notices",
        handler=list_notices,
        tag="manage",
        summary="The hall's notices, also those that do not show now",
        rights="hall",
        action="configure-hall",
        answers={200: NoticesView},
    ),
    Operation(
        id="add-notice",
        method="POST",
        path="/api/v1/halls/{hall}/notices",
        handler=add_notice,
        tag="manage",
        summary="Show a notice on the hall's board",
        rights="hall",
        action="configure-hall",
        body=NoticeBody,
        answers={201: NoticeView},
        refusals=(NoticeInvalid, NoticeUnreadable),
        keyed=True,
    ),
    Operation(
        id="delete-notice",
        method="DELETE",
        path="/api/v1/halls/{hall}/notices/{notice}",
        handler=remove_notice,
        tag="manage",
        summary="Take a notice down",
        rights="hall",
        action="configure-hall",
        answers={204: None},
        refusals=(NoticeMissing, LogUnavailable),
    ),
)
