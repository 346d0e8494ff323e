"""What the page about districts compares: halls or districts, those of them that may be shown, and their days."""

from typing import NamedTuple

import pandas as pd

from analytics.figures.names import short_names
from analytics.measures.suppression import hidden_within
from analytics.pages.closed import Reading
from analytics.words import Text, Words


class Units(NamedTuple):
    """What is compared. `of`: the unit of a hall. `names`: of the units, in their order. `shown`: those with enough persons."""

    of: dict[str, str]
    names: dict[str, Text]
    shown: frozenset[str]
    column: str


def of_halls(reading: Reading, now: pd.DataFrame) -> Units:
    """Return the halls asked about; with so few calls that they could be recognised, or found by subtraction, they are not shown."""
    city, halls = reading.setup.city, list(reading.asked.now.halls)
    persons = _persons(now, now["hall"], halls)
    own = pd.Series(persons.index.isin(reading.own), index=persons.index)
    hide = hidden_within(persons, pd.Series({hall: reading.rights.places[hall] for hall in halls}), own)
    names: dict[str, Text] = {hall: city.halls[hall][0].name for hall in halls}
    return Units({hall: hall for hall in halls}, names, frozenset(hall for hall in halls if not hide[hall]), "hall")


def of_districts(reading: Reading, now: pd.DataFrame, halls: Units) -> Units:
    """Return the districts of the halls asked about; those with few calls are not shown, as with halls."""
    of = {hall: reading.rights.places[hall] for hall in halls.of}
    known: dict[str, Text] = {one.id: one.name for one in reading.setup.city.districts}
    names = {district: known[district] for district in dict.fromkeys(of.values())}
    persons = _persons(now, now["hall"].map(of), list(names))
    hide = hidden_within(persons, pd.Series("", index=persons.index))
    return Units(of, names, frozenset(district for district in names if not hide[district]), "district")


def _persons(frame: pd.DataFrame, unit: "pd.Series[str]", order: list[str]) -> "pd.Series[int]":
    """Return how many were called in each unit; where nobody was, how many took a ticket."""
    summed = frame.groupby(unit)[["called", "issued"]].sum().reindex(order).fillna(0).astype("int64")
    return summed["called"].where(summed["called"].gt(0), summed["issued"])


def shown_of(units: Units) -> dict[str, str]:
    """Return the unit of each hall whose unit may be shown."""
    return {hall: unit for hall, unit in units.of.items() if unit in units.shown}


def offered(reading: Reading, units: Units) -> dict[str, frozenset[str]]:
    """Return the services that each unit's halls offer, as they are set up now."""
    city = reading.setup.city
    found: dict[str, set[str]] = {}
    for hall, unit in units.of.items():
        config = city.halls[hall][0]
        found.setdefault(unit, set()).update(service.code for service in city.services if config.offers_service(service))
    return {unit: frozenset(codes) for unit, codes in found.items()}


def daily_of(frame: pd.DataFrame, units: Units) -> pd.DataFrame:
    """Sum a period's days by unit, in the units' order; units that must not be shown are left out."""
    mine = frame.assign(unit=frame["hall"].map(shown_of(units))).dropna(subset=["unit"])
    columns = [column for column in frame.columns if column not in ("hall", "date", "least_target_s", "most_target_s")]
    summed = mine.groupby(["unit", "date"], sort=False)[columns].sum().reset_index()
    order = {unit: place for place, unit in enumerate(units.names)}
    return summed.sort_values("unit", key=lambda unit: unit.map(order), kind="stable", ignore_index=True)


def in_both(units: Units, then: Units) -> Units:
    """Return the units of which both periods may be shown: a change would tell one from the other."""
    return units._replace(shown=units.shown & then.shown)


def short_names_of(units: Units, index: "pd.Index[str]", words: Words) -> list[str]:
    """Return names of units as they stand at an axis."""
    names = [words.own(units.names[unit]) for unit in index]
    return short_names(names, list(index)) if units.column == "hall" else names


def names_of(units: Units, index: "pd.Index[str]", words: Words) -> list[str]:
    """Return names of units as they stand in a table."""
    return [words.name(units.names[unit]) for unit in index]
