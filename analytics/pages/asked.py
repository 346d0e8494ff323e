"""What a page's address asks for: a scope, a period, what it is compared with, and what narrows it.

| in the address | what | without it |
| --- | --- | --- |
| `hall` | `city`, `district:ID`, `hall:ID` or a hall's id | the widest that the viewer may see |
| `from`, `to` | first and last date, `YYYY-MM-DD` | the last four weeks that there are |
| `than` | `previous` (as many days before it), `year` (the same weekdays, 52 weeks before), `none` | `previous` |
| `group`, `channel`, `priority` | names with commas between them | all |

What nobody can mean, such as a date that is none, counts as not said: a link from an older release still opens.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal, NamedTuple, get_args
from urllib.parse import parse_qs

from analytics.queries.filter import Filter
from queue_server.core.setup import PRIORITIES, Channel, Group

DEFAULT_DAYS = 28
YEAR = timedelta(weeks=52)
"""The same weekdays a year before: a period of Mondays to Fridays is not compared with one that has Saturdays in it."""
LONGEST_DAYS = 20 * 366

Than = Literal["previous", "year", "none"]
CHANNELS: tuple[str, ...] = get_args(Channel)
GROUPS: tuple[str, ...] = get_args(Group)
Span = tuple[date, date]


class Narrowed(NamedTuple):
    """What narrows a question; empty: everything."""

    groups: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()


class Asked(NamedTuple):
    """A question as the address puts it.

    Attributes:
        choice: The scope, one of the viewer's choices.
        now: The tickets asked about. `then`: those of the period that they are compared with, None: of none.
        than: How the other period follows from the first.
    """

    choice: str
    now: Filter
    then: Filter | None
    than: Than


def asked(search: str, *, choices: Iterable[str], span: Span | None, today: date) -> tuple[str, Span, Than, Narrowed]:
    """Read an address.

    Args:
        search: The query part of the address. choices: Scopes that the viewer may look at, widest first.
        span: First and last date of the history of the widest scope, None: there is none. today: For when there is none.

    Returns:
        The scope, the period, what it is compared with, and what narrows it.
    """
    said = parse_qs(search.lstrip("?"))
    narrowed = Narrowed(
        groups=listed(said, "group", GROUPS),
        channels=listed(said, "channel", CHANNELS),
        priorities=listed(said, "priority", PRIORITIES),
    )
    than = first(said, "than")
    return _scope(said, list(choices)), _period(said, span, today), than if than in get_args(Than) else "previous", narrowed  # type: ignore[return-value] # one of them


def scope(search: str, choices: Iterable[str]) -> str:
    """Return the scope that an address asks for, the widest of the viewer's `choices` when it asks for none of them."""
    return _scope(parse_qs(search.lstrip("?")), list(choices))


def elsewhere(search: str, choices: Iterable[str]) -> bool:
    """Tell whether an address asks for a scope that the viewer has not, as one copied from another login may: another is shown then."""
    said, listed = parse_qs(search.lstrip("?")), list(choices)
    return bool(first(said, "hall")) and _asked_for(said, listed) is None


def question(choice: str, halls: Iterable[str], period: Span, than: Than, narrowed: Narrowed) -> Asked:
    """Return the question about these halls."""
    now = Filter(halls=tuple(halls), since=period[0], until=period[1], **narrowed._asdict())
    other = compared(period, than)
    then = None if other is None else Filter(halls=now.halls, since=other[0], until=other[1], **narrowed._asdict())
    return Asked(choice, now, then, than)


def compared(period: Span, than: Than) -> Span | None:
    """Return the period that `period` is compared with."""
    since, until = period
    if than == "none":
        return None
    back = YEAR if than == "year" else timedelta(days=(until - since).days + 1)
    try:
        return since - back, until - back
    except OverflowError:
        return None


def dates_said(since: date, until: date) -> dict[str, object]:
    """Return what a sentence says of a period: `from`, `to`, and `days`, how many it has (1: it is called by its date alone)."""
    return {"from": since.isoformat(), "to": until.isoformat(), "days": (until - since).days + 1}


def _scope(said: dict[str, list[str]], choices: list[str]) -> str:
    return _asked_for(said, choices) or choices[0]


def _asked_for(said: dict[str, list[str]], choices: list[str]) -> str | None:
    wanted = first(said, "hall")
    return next((choice for choice in (f"hall:{wanted}", wanted) if choice in choices), None)


def _period(said: dict[str, list[str]], span: Span | None, today: date) -> Span:
    last = span[1] if span is not None else today
    until = date_of(said, "to") or last
    since = date_of(said, "from") or max(until - timedelta(days=DEFAULT_DAYS - 1), date.min)
    if since > until:
        since, until = until, since
    return max(since, until - timedelta(days=LONGEST_DAYS)), until


def date_of(said: dict[str, list[str]], name: str) -> date | None:
    """Return the date that an address says, None when it says none that somebody can mean."""
    try:
        found = date.fromisoformat(first(said, name))
    except ValueError:
        return None
    return found if 1990 <= found.year <= 2200 else None


def first(said: dict[str, list[str]], name: str) -> str:
    """Return what an address says, empty when it does not."""
    return (said.get(name) or [""])[0]


def listed(said: dict[str, list[str]], name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return which of the known names an address lists, in their order."""
    wanted = set(first(said, name).split(","))
    return tuple(one for one in known if one in wanted)
