"""What the history's files hold: three kinds of rows, each with its columns and their DuckDB types.

Times are UTC with milliseconds (DuckDB reads them as TIMESTAMP), durations seconds, null: it does not apply or did not happen. Nobody's name, login or pass is in them.
"""

from typing import Literal

Kind = Literal["tickets", "counters", "days"]

VERSION = 1
"""Of the columns; files and manifests of a later one are refused, not guessed at."""

SOURCE = {
    "source": "VARCHAR",  # log, simulated, or import:NAME
    "scenario": "VARCHAR",  # of simulated days: before, after (the reform); null otherwise
}

TICKETS = {
    "hall": "VARCHAR",
    "date": "DATE",  # the hall's own
    "number": "VARCHAR",
    "order": "INTEGER",  # of issue within the hall's day, from 1
    "services": "VARCHAR[]",
    "service": "VARCHAR",  # the first of them; null: none was named
    "service_group": "VARCHAR",  # of the first, by the day's set-up
    "kind": "VARCHAR",  # instant, reviewed
    "priority": "VARCHAR",  # at the end
    "channel": "VARCHAR",
    "home_district": "VARCHAR",
    "issued_at": "TIMESTAMP_MS",
    "called_at": "TIMESTAMP_MS",  # the first time
    "started_at": "TIMESTAMP_MS",
    "finished_at": "TIMESTAMP_MS",
    "month": "DATE",  # the first day of the date's month
    "weekday": "TINYINT",  # 1 Monday .. 7 Sunday
    "hour": "TINYINT",  # of issue, 0..23 in the hall's zone
    "outcome": "VARCHAR",  # done, no_show, left (visitor or staff cancelled it), closed (ended by closing the day)
    "counter": "SMALLINT",
    "calls": "SMALLINT",
    "returns": "SMALLINT",
    "transfers": "SMALLINT",
    "holds": "SMALLINT",
    "wait_s": "DOUBLE",  # issue to first call
    "walk_s": "DOUBLE",  # last call to start
    "service_s": "DOUBLE",  # start to finish, of done ones
    "house_s": "DOUBLE",  # issue to finish, of done ones
    "p50_s": "DOUBLE",  # the range of waiting that was shown
    "p90_s": "DOUBLE",
    "target_s": "INTEGER",  # target wait of the set-up under which it was issued
    "start_left_out": "BOOLEAN",  # finished without a start: service_s counts from the call
    "hasty": "BOOLEAN",  # held or marked absent within 10 s of the call (the first one of that turn)
    "finished_by_closing": "BOOLEAN",
    **SOURCE,
}

COUNTERS = {
    "hall": "VARCHAR",
    "date": "DATE",
    "counter": "SMALLINT",
    "hour": "TINYINT",  # 0..23 in the hall's zone
    "unified": "BOOLEAN",  # as it stood open in this hour last
    "open_s": "DOUBLE",  # idle, called or serving
    "busy_s": "DOUBLE",  # called or serving
    "paused_s": "DOUBLE",
    **SOURCE,
}

DAYS = {
    "hall": "VARCHAR",
    "date": "DATE",
    "opened_at": "TIMESTAMP_MS",
    "closed_at": "TIMESTAMP_MS",
    "setup_version": "INTEGER",
    "counters": "SMALLINT",  # set up
    "unified": "SMALLINT",  # of them
    "policy": "VARCHAR",
    "target_s": "INTEGER",
    "tickets": "INTEGER",
    "events": "INTEGER",
    **SOURCE,
}

COLUMNS: dict[Kind, dict[str, str]] = {"tickets": TICKETS, "counters": COUNTERS, "days": DAYS}


def empty(kind: Kind) -> str:
    """Return a query for no rows of a kind, with its columns and types."""
    return "SELECT " + ", ".join(f'NULL::{type_} AS "{name}"' for name, type_ in COLUMNS[kind].items()) + " WHERE false"
