"""What of a hall is new in the database, and which halls have anything new: read on PostgreSQL, in few ways there and back."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, LargeBinary, cast, null, select, text, union_all

from queue_server.app.clock import real_ms
from queue_server.city.rows import setup_version
from queue_server.eventlog.log import ANSWER_KEPT_MS, Answer, StoredEvent
from queue_server.eventlog.tables import answers, events, heads
from queue_server.projections.tables import open_days


class News(NamedTuple):
    """A hall as the database has it.

    Attributes:
        open_date: Of the open day, None: none is open.
        setup: Version of the city's set-up.
        events: Those after the heads that were asked about, by stream, in order.
        heads: Of the streams that were asked about.
        answers: Of the keys that were asked about, by actor and key.
    """

    open_date: str | None
    setup: int
    events: dict[str, list[StoredEvent]]
    heads: dict[str, int]
    answers: dict[tuple[str, str], Answer]


_EARLIER = text(
    # Key by key: asked for all at once, PostgreSQL would read every answer of the hall while it has no statistics of the table.
    f"""SELECT kept.* FROM unnest(CAST(:actors AS text[]), CAST(:keys AS text[])) AS asked (actor, key) CROSS JOIN LATERAL
    (SELECT {", ".join(answers.c.keys())} FROM answers
    WHERE scope = :hall AND answers.actor = asked.actor AND answers.key = asked.key LIMIT 1) AS kept"""  # noqa: S608
)


def read_news(connection: Connection, hall: str, held: Mapping[str, int], keys: Sequence[tuple[str, str]]) -> News:
    """Return what of `hall` is new after the heads of the streams in `held`, and the answers that are kept under `keys`."""
    opened = select(open_days.c.date).where(open_days.c.hall == hall).scalar_subquery()
    about = connection.execute(select(opened.label("open_date"), setup_version.label("setup"))).one()
    new: dict[str, list[StoredEvent]] = {}
    stands: dict[str, int] = {}
    if held:
        parts = [
            select(events.c.stream, events.c.seq, events.c.body).where(events.c.stream == stream, events.c.seq > head)
            for stream, head in held.items()
        ]
        # In the same statement, with their numbers turned: each statement is a way there and back.
        stand = select(heads.c.stream, -heads.c.head, cast(null(), LargeBinary)).where(heads.c.stream.in_(list(held)))
        for stream, seq, body in connection.execute(union_all(*parts, stand).order_by("stream", "seq")):
            if seq < 0:
                stands[stream] = -seq
            else:
                new.setdefault(stream, []).append(StoredEvent(stream, seq, body))
    kept: dict[tuple[str, str], Answer] = {}
    if keys:
        asked = {"hall": hall, "actors": [actor for actor, _ in keys], "keys": [key for _, key in keys]}
        expired_ms = real_ms() - ANSWER_KEPT_MS
        for row in connection.execute(_EARLIER, asked):
            if row.at_ms >= expired_ms:
                kept[row.actor, row.key] = Answer(**row._mapping)
    return News(about.open_date, int(about.setup or 0), new, stands, kept)


def read_behind(
    connection: Connection, held: Mapping[str, Mapping[str, int]], opened: Mapping[str, str | None], setup: int
) -> set[str]:
    """Return the halls of which something is new.

    Args:
        held: Heads of the streams that each hall holds. opened: the date of its open day. setup: version of the city's set-up.
    """
    if int(connection.execute(select(setup_version)).scalar() or 0) != setup:
        return set(held)
    known = {stream: hall for hall, streams in held.items() for stream in streams}
    rows = connection.execute(select(heads.c.stream, heads.c.head).where(heads.c.stream.in_(list(known))))
    stands = {row.stream: row.head for row in rows}  # a stream that is gone stands at 0: a backup was restored
    behind = {known[stream] for streams in held.values() for stream, head in streams.items() if stands.get(stream, 0) != head}
    dates = {row.hall: row.date for row in connection.execute(select(open_days.c.hall, open_days.c.date))}
    return behind | {hall for hall, date in opened.items() if dates.get(hall) != date}
