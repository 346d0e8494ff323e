"""What is deleted and when: one entry a kind of rows. A row goes when its end lies further back than the kind's period."""

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    case,
    delete,
    func,
    or_,
    select,
    text,
    true,
    tuple_,
    update,
)

from queue_server.app.sessions import sessions
from queue_server.app.users import NO_PASSWORD, users
from queue_server.city.retention import DAY_MS, Periods
from queue_server.city.rows import notices
from queue_server.eventlog.log import ANSWER_KEPT_MS
from queue_server.eventlog.tables import answers


class Kind(NamedTuple):
    """A kind of rows.

    Attributes:
        kept_ms: How long after its end a row is kept, of the city's periods.
        ended: When a row had served its purpose, Unix milliseconds; null: it still does.
        clock: Whose time `ended` is: the real one, or the halls' (a demo has its own).
        present: What of the row is there yet.
        blanks: Columns that are overwritten instead of deleting the row; empty: the row is deleted.
    """

    name: str
    kept_ms: Callable[[Periods], int]
    table: Table
    ended: ColumnElement[int | None]
    clock: Literal["real", "hall"] = "real"
    present: ColumnElement[bool] = true()
    blanks: Mapping[str, object] = {}

    def expired(self, before_ms: int) -> ColumnElement[bool]:
        """Return the condition of rows whose end lies before `before_ms`."""
        return and_(self.ended < before_ms, self.present)


_ANSWERS_END: ColumnElement[int | None] = answers.c.at_ms
_SESSIONS_END = case((sessions.c.revoked_ms < sessions.c.expires_ms, sessions.c.revoked_ms), else_=sessions.c.expires_ms)
_GONE: Mapping[str, object] = {"name": users.c.username, "password_hash": NO_PASSWORD}

KINDS: tuple[Kind, ...] = (
    Kind("answers", lambda _: ANSWER_KEPT_MS, answers, _ANSWERS_END),
    Kind("sessions", lambda periods: periods.sessions * DAY_MS, sessions, _SESSIONS_END),
    Kind("notices", lambda periods: periods.notices * DAY_MS, notices, notices.c.until_ms, clock="hall"),
    Kind(
        "logins",
        lambda periods: periods.logins * DAY_MS,
        users,
        users.c.disabled_ms,
        present=or_(users.c.name != users.c.username, users.c.password_hash != NO_PASSWORD),
        blanks=_GONE,
    ),
)
"""A disabled login's row stays, for events name it; the person's name and the password go."""


def delete_some(kind: Kind, connection: Connection, before_ms: int, most: int) -> int:
    """Delete at most `most` expired rows, oldest first; return how many. Rows that another run is deleting are left to it."""
    key = tuple(kind.table.primary_key)
    chosen = select(*key).where(kind.expired(before_ms)).order_by(kind.ended).limit(most).with_for_update(skip_locked=True)
    keys = [tuple(row) for row in connection.execute(chosen)]
    if not keys:
        return 0
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA secure_delete = ON"))  # overwrite what is deleted, also where that is not the default
    # Again the condition: on PostgreSQL a row may have become another between the two statements, were it not locked.
    mine = and_(key[0].in_([row[0] for row in keys]) if len(key) == 1 else tuple_(*key).in_(keys), kind.expired(before_ms))
    statement = update(kind.table).where(mine).values(**kind.blanks) if kind.blanks else delete(kind.table).where(mine)
    return connection.execute(statement).rowcount


def count_expired(kind: Kind, connection: Connection, before_ms: int) -> int:
    """Return how many rows would be deleted."""
    return int(connection.execute(select(func.count()).select_from(kind.table).where(kind.expired(before_ms))).scalar_one())


def oldest_end(kind: Kind, connection: Connection, now_ms: int) -> int | None:
    """Return the earliest end that lies in the past, of what is there yet; None when there is none."""
    wanted = select(func.min(kind.ended)).where(kind.ended < now_ms, kind.present)
    return connection.execute(wanted).scalar_one()
