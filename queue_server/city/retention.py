"""How long what outlives its purpose is kept: part of the city's set-up, the same for all servers of a database.

Each period has a reason that can be told to whoever asks; `docs/retention.md` tells it in full. How long a command's answer is kept is no
setting: the wire protocol promises 48 hours.
"""

import msgspec
from sqlalchemy import Connection, delete, insert, select

from queue_server.core.errors import OneWindowError
from queue_server.eventlog.tables import meta

LONGEST_DAYS = 3650
DAY_MS = 24 * 3600 * 1000
_KEY = "retention"


class PeriodInvalid(OneWindowError):
    """Facts: `kind`, `days`, or what it may be."""

    code = "period-invalid"
    title = "Nothing can be kept for such a time"


class Periods(msgspec.Struct, frozen=True, kw_only=True):
    """Days.

    Attributes:
        passes: After its day a ticket's pass opens it so long: a visitor who asks what happened asks within the week.
        sessions: After its end: whether somebody else used a login is asked within the week.
        notices: After it was shown last: what a board said is asked while a complaint about it runs, a quarter of a year.
        logins: After it was disabled a login keeps its person's name: an act is challenged in court within six months (Administrative
            Litigation Law of the PRC), and for as long again it may be asked who acted.
    """

    passes: int = 7
    sessions: int = 7
    notices: int = 90
    logins: int = 365


def read_periods(connection: Connection) -> Periods:
    """Return the periods that are set, the defaults for others."""
    stored = connection.execute(select(meta.c.value).where(meta.c.key == _KEY)).scalar()
    return msgspec.json.decode(stored, type=Periods) if stored is not None else Periods()


def store_periods(connection: Connection, periods: Periods) -> None:
    """Set the periods from now on, for all servers."""
    connection.execute(delete(meta).where(meta.c.key == _KEY))
    connection.execute(insert(meta).values(key=_KEY, value=msgspec.json.encode(periods).decode()))


def changed_periods(periods: Periods, days: dict[str, int]) -> Periods:
    """Return `periods` with some of them changed.

    Raises:
        PeriodInvalid: there is no such period, or it is not 1 to `LONGEST_DAYS` days.
    """
    for kind, value in days.items():
        if kind not in Periods.__struct_fields__:
            raise PeriodInvalid(kind=kind, kinds=" ".join(Periods.__struct_fields__))
        if not 1 <= value <= LONGEST_DAYS:
            raise PeriodInvalid(kind=kind, days=value, longest=LONGEST_DAYS)
    return msgspec.structs.replace(periods, **days)
