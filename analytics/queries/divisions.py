"""Towns of the city's districts, from the packaged list of divisions. It has no coordinates."""

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from queue_server.city.text import Text

TOWN_LEVELS = frozenset({"subdistrict", "town", "township_level_zone"})


class Town(NamedTuple):
    """A division below a district. `district`: the district's code."""

    code: str
    district: str
    name: Text


@cache
def towns() -> tuple[Town, ...]:
    """Return the towns in the order of their codes, without those whose code another one has superseded."""
    with (files("queue_server") / "data" / "weihai_divisions.csv").open(encoding="utf-8") as text:
        return tuple(
            Town(row["code"], row["parent_code"], Text(row["name"], row["name_en"]))
            for row in csv.DictReader(text)
            if row["level"] in TOWN_LEVELS and row["code"] and "superseded by" not in row["note"]
        )
