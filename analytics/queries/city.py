"""The city's set-up: halls and catalogue as frames."""

from collections.abc import Iterable, Mapping
from datetime import date as calendar_date

import pandas as pd

from analytics.history.bureau import BeforeAfter
from queue_server.city.catalogue import Service
from queue_server.city.hall import HallConfig
from queue_server.city.hours import minutes

NO_HOURS = (8, 17)
"""Hours to draw of a hall without any on that date: those of an office day."""


def halls_frame(halls: Iterable[HallConfig]) -> pd.DataFrame:
    """Return one row a hall, index `hall`: `district`, `level`, `counters` (how many are set up), `target_s`."""
    rows = [(hall.id, hall.district, hall.level, len(hall.counters), float(hall.target_s)) for hall in halls]
    return pd.DataFrame(rows, columns=["hall", "district", "level", "counters", "target_s"]).set_index("hall")


FIGURES = tuple(f"{what}_{when}" for what in ("steps", "days", "materials") for when in ("before", "after"))
SOURCES = ("steps_source", "days_source", "materials_source")


def catalogue_frame(services: Iterable[Service]) -> pd.DataFrame:
    """Return one row a service: `code`, `group`, `limit_unit`, `FIGURES` (float, NaN: not stated) and `SOURCES` as the catalogue says.

    The limit before is the legal one, after it the promised one. How many materials were asked for before it does not say. A service
    of which only one of two steps is stated counts with neither.
    """
    return _frame(
        {
            "code": one.code,
            "group": one.group,
            "limit_unit": one.limit_unit,
            "steps_before": one.steps_before,
            "steps_after": one.steps_after,
            "days_before": one.legal_days,
            "days_after": one.promised_days,
            "materials_before": None,
            "materials_after": len(one.materials) or None,
            "steps_source": one.numbers_source,
            "days_source": one.limit_source,
            "materials_source": one.source,
        }
        for one in services
    )


def bureau_frame(rows: Iterable[BeforeAfter], services: Iterable[Service]) -> pd.DataFrame:
    """Return what a bureau loaded as `catalogue_frame` does, in the catalogue's order; services that it has no more are left out."""
    loaded = {row.service: row for row in rows}
    return _frame(
        {"code": one.code, "group": one.group, "limit_unit": row.day_unit}
        | {name: getattr(row, name) for name in FIGURES}
        | dict.fromkeys(SOURCES, row.source)
        for one in services
        if (row := loaded.get(one.code)) is not None
    )


def _frame(rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=["code", "group", "limit_unit", *FIGURES, *SOURCES])
    frame = frame.astype(dict.fromkeys(("code", "group", *SOURCES), "str") | dict.fromkeys(FIGURES, "float64"))
    half = frame["steps_before"].isna() | frame["steps_after"].isna()
    frame.loc[half, ["steps_before", "steps_after"]] = float("nan")
    return frame


def open_hours(halls: Iterable[HallConfig], dates: Mapping[str, str]) -> tuple[int, int]:
    """Return the first hour and the end of the last in which one of the halls is open on its date of `dates`."""
    spans = [
        (minutes(session.opens), minutes(session.closes))
        for hall in halls
        for session in hall.sessions(calendar_date.fromisoformat(dates[hall.id]))
    ]
    if not spans:
        return NO_HOURS
    return min(opens for opens, _ in spans) // 60, -(-max(closes for _, closes in spans) // 60)
