"""Tables that repeat what the log says, in rows. Written in the append's own transaction; `rebuild` makes them again."""

from sqlalchemy import BigInteger, Column, Float, Index, Integer, Table, Text

from queue_server.eventlog.tables import metadata

DAY_STREAMS = "day/"
"""What the name of every hall's day begins with."""


def day_stream(hall: str, date: str) -> str:
    """Return the name of the stream of a hall's day; `date` is hall-local, `YYYY-MM-DD`."""
    return f"{DAY_STREAMS}{hall}/{date}"


def date_of(stream: str) -> str:
    """Return the date of a day's stream."""
    return stream.rpartition("/")[2]


tickets = Table(
    "tickets",
    metadata,
    # Times are Unix milliseconds, durations seconds; null: not (yet) so. `services`: JSON list of codes; `work`: JSON list of
    # {service, outcome}.
    Column("ticket", Text, primary_key=True),
    Column("hall", Text, nullable=False),
    Column("date", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("services", Text, nullable=False),
    Column("priority", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("home_district", Text),
    Column("issued_ms", BigInteger, nullable=False),
    Column("called_ms", BigInteger),
    Column("started_ms", BigInteger),
    Column("finished_ms", BigInteger),
    Column("counter", Integer),
    Column("calls", Integer, nullable=False),
    Column("returns", Integer, nullable=False),
    Column("wait_s", Float),
    Column("walk_s", Float),
    Column("service_s", Float),
    Column("house_s", Float),
    Column("p50_s", Float),
    Column("p90_s", Float),
    Column("work", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("order", Integer, nullable=False),
    Index("tickets_hall_date", "hall", "date"),
    Index("tickets_date", "date"),
)

open_days = Table(
    "open_days",
    metadata,
    # The one open day of a hall; no row: none is open.
    Column("hall", Text, primary_key=True),
    Column("date", Text, nullable=False),
    Column("stream", Text, nullable=False),
)
