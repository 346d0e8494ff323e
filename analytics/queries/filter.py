"""Which tickets a question is about."""

from datetime import date

import msgspec


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Halls and a period, and what else narrows them; an empty tuple is everything.

    Attributes:
        halls: Ids; those whose figures the viewer may see.
        since, until: Hall-local dates, both included.
        services, groups, channels, priorities: As in the history's columns.
        scenario: `before` or `after` of simulated days; None: whatever there is.
    """

    halls: tuple[str, ...]
    since: date
    until: date
    services: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    scenario: str | None = None
