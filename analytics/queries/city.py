"""The city's set-up: halls and catalogue as frames."""

from collections.abc import Iterable, Mapping
from datetime import date as calendar_date

import pandas as pd

from queue_server.city.catalogue import Service
from queue_server.city.hall import HallConfig
from queue_server.city.hours import minutes

NO_HOURS = (8, 17)
"""Hours to draw of a hall without any on that date: those of an office day."""


def halls_frame(halls: Iterable[HallConfig]) -> pd.DataFrame:
    """Return one row a hall, index `hall`: `district`, `level`, `counters` (how many are set up), `target_s`."""
    rows = [(hall.id, hall.district, hall.level, len(hall.counters), float(hall.target_s)) for hall in halls]
    return pd.DataFrame(rows, columns=["hall", "district", "level", "counters", "target_s"]).set_index("hall")


def catalogue_frame(services: Iterable[Service]) -> pd.DataFrame:
    """Return one row a service: `code`, `group`, steps and days (float, NaN: not stated), `limit_unit`.

    A service of which only one of two steps is stated counts with neither.
    """
    columns = ["code", "group", "steps_before", "steps_after", "legal_days", "promised_days", "limit_unit"]
    rows = [tuple(getattr(service, column) for column in columns) for service in services]
    numbers = dict.fromkeys(columns[2:6], "float64")
    frame = pd.DataFrame(rows, columns=columns).astype({"code": "str", "group": "str"} | numbers)
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
