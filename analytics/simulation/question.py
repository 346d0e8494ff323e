"""A what-if as it is handed to a process of its own, and what comes back: lines of JSON."""

from datetime import date
from math import isnan

import msgspec

from analytics.simulation.changed import Change
from analytics.simulation.runs import REPLICATIONS
from analytics.simulation.whatif import Comparison

CHANGED = "changed"
"""The name of the one change in an answer."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """Recorded days of one hall, and what is to be other than it was.

    Attributes:
        since, until: Hall-local dates, both included. tz: The hall's zone.
    """

    hall: str
    since: date
    until: date
    tz: str
    change: Change
    replications: int = REPLICATIONS
    seed: int = 1


class Told(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the process says.

    Attributes:
        share: How much is done, 0..1. answer: The last word, or `refused`: these days cannot be played, or not so.
    """

    share: float | None = None
    answer: Comparison | None = None
    refused: str | None = None


def known(comparison: Comparison) -> Comparison:
    """Return the comparison without what is not a number, which JSON has not."""
    return comparison._replace(actual={name: value for name, value in comparison.actual.items() if not isnan(value)})
