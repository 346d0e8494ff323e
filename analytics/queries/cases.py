"""Cases of imported event logs, by unit and by when they began."""

from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pandas as pd

from analytics.history.casebook import Casebook


class Begun(NamedTuple):
    """Cases of a unit that began in a period; None: since ever, or until the log's end. Both dates are included."""

    unit: str
    since: date | None = None
    until: date | None = None


def begun(cases: pd.DataFrame, asked: Begun, zone: ZoneInfo) -> pd.DataFrame:
    """Return the rows of `Casebook.frame("cases")` that are asked for. A case belongs to the date of its start in `zone`."""
    mine = cases[cases["unit"] == asked.unit]
    if asked.since is None and asked.until is None:
        return mine
    on = mine["started_at"].dt.tz_localize("UTC").dt.tz_convert(zone).dt.tz_localize(None)
    within = pd.Series(True, index=mine.index)
    if asked.since is not None:
        within &= on >= pd.Timestamp(asked.since)
    if asked.until is not None:
        within &= on < pd.Timestamp(asked.until) + pd.Timedelta(days=1)
    return mine[within]


def steps_of(casebook: Casebook, cases: pd.DataFrame) -> pd.DataFrame:
    """Return the steps of these cases."""
    units = sorted(set(cases["unit"]))
    steps = casebook.frame("steps", units)
    return steps.merge(cases[["unit", "case"]], on=["unit", "case"], how="inner")
