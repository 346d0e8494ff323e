"""Closed days, as events, as frames, and in a database."""

import pandas as pd
from sqlalchemy import delete, insert

from analytics.history.day import DayRows, rows_of
from analytics.history.frames import frames_of
from analytics.history.schema import Kind
from queue_server.core.events import encode
from queue_server.eventlog.database import Database
from queue_server.eventlog.tables import events, heads
from queue_server.projections.tables import day_stream, open_days, tickets
from queue_server.projections.tickets import open_day_row, ticket_row
from tests.eventlog.played_day import Player, played

TICKETS = 6
"""Of the played day."""


def rows(hall: str = "wendeng", date: str = "2026-03-02") -> DayRows:
    return rows_of(played(hall, date).events)


def frames(*days: tuple[str, str], source: str = "log", policy: str = "accumulating") -> dict[Kind, pd.DataFrame]:
    """Return the played day of each hall and date; `policy` tells versions of a day apart."""
    made = frames_of(*(rows(hall, date) for hall, date in days))
    made["days"]["policy"] = policy
    for frame in made.values():
        frame["source"] = source
    return made


def record(database: Database, hall: str = "wendeng", date: str = "2026-03-02", *, closed: bool = True) -> Player:
    """Put the played day into a database as the server does."""
    player = played(hall, date, closed=closed)
    stream = day_stream(hall, date)
    with database.writing() as connection:
        bodies = [{"stream": stream, "seq": seq, "body": encode(event)} for seq, event in enumerate(player.events, 1)]
        for table in (events, heads, tickets, open_days):
            key = table.c.stream == stream if table in (events, heads) else table.c.hall == hall
            if table is not tickets:
                connection.execute(delete(table).where(key))
        connection.execute(delete(tickets).where(tickets.c.hall == hall, tickets.c.date == date))
        connection.execute(insert(events), bodies)
        connection.execute(insert(heads), {"stream": stream, "head": player.day.seq})
        connection.execute(insert(tickets), [ticket_row(player.day, ticket) for ticket in player.day.tickets.values()])
        open_row = open_day_row(player.day)
        if open_row is not None:
            connection.execute(insert(open_days), open_row)
    return player
