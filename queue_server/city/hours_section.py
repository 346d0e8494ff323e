"""Hours as a city file writes them: `{ mon-fri = ["08:30-12:00", "13:30-17:00"], sat = ["09:00-12:00"] }`."""

from collections.abc import Mapping

from queue_server.city.hours import WEEKDAYS, Session, minutes
from queue_server.city.node import Node

Hours = dict[str, tuple[Session, ...]]


def read_hours(node: Node) -> Hours | None:
    """Read sessions by weekday; `"any"` is None: no hours, self-service at any time."""
    if node.value == "any":
        return None
    if not isinstance(node.value, dict):
        node.fault('has to be a table such as { mon-fri = ["08:30-12:00", "13:30-17:00"] }, or "any"')
        return {}
    hours: Hours = {}
    named: dict[str, str] = {}
    for key, value in node.value.items():
        under = node.under(key, value)
        sessions = _sessions(under)
        days = _days(key)
        if not days:
            under.fault(f"{key!r} is no weekday ({', '.join(WEEKDAYS)}) and no span of weekdays such as mon-fri")
        for day in days:
            if day in named:
                under.fault(f"{day} has its hours by {named[day]!r} already")
            named[day] = key
            hours[day] = sessions
    return {day: hours[day] for day in WEEKDAYS if hours.get(day)}


def shortest_min(hours: Mapping[str, tuple[Session, ...]]) -> int | None:
    """Return the minutes of the shortest session, None when there is no session."""
    return min((minutes(at.closes) - minutes(at.opens) for sessions in hours.values() for at in sessions), default=None)


def _days(key: str) -> tuple[str, ...]:
    first, span, last = key.partition("-")
    if first not in WEEKDAYS or (span and last not in WEEKDAYS):
        return ()
    begin = WEEKDAYS.index(first)
    return WEEKDAYS[begin : (WEEKDAYS.index(last) if span else begin) + 1]


def _sessions(node: Node) -> tuple[Session, ...]:
    sessions: list[Session] = []
    for item in node.items():
        session = _session(item)
        if session is None:
            continue
        if sessions and minutes(session.opens) < minutes(sessions[-1].closes):
            item.fault(f"begins before the session before it closes ({sessions[-1].opens}-{sessions[-1].closes})")
            continue
        sessions.append(session)
    return tuple(sessions)


def _session(node: Node) -> Session | None:
    text = node.string()
    if text is None:
        return None
    opens, _, closes = text.partition("-")
    try:
        length = minutes(closes) - minutes(opens)
    except ValueError:
        node.fault(f"{text!r} is no session; one is 08:30-12:00")
        return None
    if length <= 0:
        node.fault(f"{text!r} closes before it opens; a session ends on its own day, at 24:00 at the latest")
        return None
    return Session(opens, closes)
