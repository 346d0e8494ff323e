"""A ticket's id and its pass: `{hall}.{date}.{number}`, and the same with `.` and a secret that only the visitor's slip carries."""

import base64
import hashlib
import hmac
import re
import secrets
from datetime import date as calendar_date
from datetime import timedelta
from typing import NamedTuple

from queue_server.app.halls import Halls
from queue_server.core.day import HallDay
from queue_server.core.errors import UnknownTicket
from queue_server.core.ticket import Ticket

SUPPLY_BYTES = 4096

_FORM = re.compile(r"([a-z0-9-]{1,64})\.(2\d{3}-\d{2}-\d{2})\.([A-Z]\d{3,6})(?:\.([A-Za-z0-9_-]{22}))?", re.ASCII)


class TicketRef(NamedTuple):
    """A ticket as a request names it. `secret` None: by its id, which only staff may use."""

    hall: str
    date: str
    number: str
    secret: str | None

    @property
    def id(self) -> str:
        return f"{self.hall}.{self.date}.{self.number}"


def parse(text: str) -> TicketRef:
    """Return what an id or a pass names.

    Raises:
        UnknownTicket: it has the form of neither.
    """
    match = _FORM.fullmatch(text)
    if match is None:
        raise UnknownTicket
    hall, date, number, secret = match.groups()
    try:
        calendar_date.fromisoformat(date)
    except ValueError:
        raise UnknownTicket from None
    return TicketRef(hall, date, number, secret)


class _Supply:
    """Random bytes of the system, fetched for many secrets at once: a system call each would be a tenth of taking a ticket."""

    def __init__(self) -> None:
        self._bytes = b""

    def take(self, count: int) -> bytes:
        if len(self._bytes) < count:
            self._bytes = secrets.token_bytes(SUPPLY_BYTES)
        taken, self._bytes = self._bytes[:count], self._bytes[count:]
        return taken


_supply = _Supply()


def new_secret() -> str:
    """Return 128 random bits, 22 characters."""
    return base64.urlsafe_b64encode(_supply.take(16)).rstrip(b"=").decode("ascii")


def hash_secret(secret: str) -> str:
    """Return what the log keeps of a secret: SHA-256, hex. 128 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def opens(ticket: Ticket, secret: str) -> bool:
    """Tell whether `secret` is the ticket's, in constant time."""
    return hmac.compare_digest(hash_secret(secret), ticket.pass_hash)


def expired(ref: TicketRef, today: str, kept_days: int) -> bool:
    """Tell whether a pass no longer opens its ticket, `kept_days` after its day. `today`: hall-local, `YYYY-MM-DD`."""
    return calendar_date.fromisoformat(ref.date) + timedelta(days=kept_days) < calendar_date.fromisoformat(today)


def refuse_expired(halls: Halls, ref: TicketRef) -> None:
    """Refuse a pass whose time is over, as one that never was. The hall must be the city's.

    Raises:
        UnknownTicket: it no longer opens its ticket.
    """
    registry = halls.registry
    today = registry.local_date(ref.hall, halls.clock.now_ms())
    if ref.secret is not None and expired(ref, today, registry.city.periods.passes):
        raise UnknownTicket


async def find_ticket(halls: Halls, text: str) -> tuple[HallDay, Ticket]:
    """Return the ticket that a pass opens, with its day (not to be kept over an await).

    Raises:
        UnknownTicket: no ticket has this pass; nothing tells a wrong secret from a wrong number.
    """
    ref = parse(text)
    if ref.secret is None or ref.hall not in halls.registry.halls:
        raise UnknownTicket
    refuse_expired(halls, ref)
    day = await halls.day(ref.hall, ref.date)
    ticket = day.tickets.get(ref.id)
    if ticket is None or not opens(ticket, ref.secret):
        raise UnknownTicket
    return day, ticket
