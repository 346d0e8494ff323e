"""What one address asks of the imported event logs: units, when cases began, with which they are compared, and the limit.

A log's units are no halls of the city, so its figures are for those alone who see the whole city or a whole district: of the city all units,
of a district those that the import's mapping says are of it. The period is that in which cases began: by their end one would choose the quick ones.
"""

from datetime import date
from functools import cached_property
from typing import NamedTuple
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

import pandas as pd

from analytics.history.casebook import Casebook
from analytics.history.errors import HistoryError
from analytics.measures.processing import Quantile, WithinLimit, durations, quantile, survival, within_limit
from analytics.measures.suppression import FEWEST
from analytics.pages.asked import date_of, first
from analytics.pages.closed import Reading
from analytics.queries.cases import Begun, begun
from analytics.viewer import CITY

NONE = "none"
"""Compared with nothing."""
LIMIT_DAYS = 60.0
"""The longest limit of the catalogue: of recognising an injury at work."""
MOST_DAYS = 3650.0


def may(reading: Reading) -> bool:
    """Tell whether the viewer sees the whole city or a whole district."""
    return any(choice == CITY or choice.startswith("district:") for choice in reading.rights.choices)


class Of(NamedTuple):
    """Cases of one group. `curve`: None: they are too few to be shown."""

    asked: Begun
    name: str
    cases: int
    going_on: int
    curve: pd.DataFrame | None
    median: Quantile
    within: WithinLimit


class Measured:
    """What one address asks of the imported logs, and what answers it.

    Raises:
        HistoryError: they cannot be read.
    """

    def __init__(self, reading: Reading) -> None:
        self.words = reading.words
        hall = next(iter(reading.setup.city.halls.values()))[0]
        self.zone = ZoneInfo(hall.tz)
        self.casebook = Casebook(reading.history.directory)
        self.may = may(reading)
        self.every = CITY in reading.rights.choices
        self.loads = reading.viewer.loads
        self._districts = {
            choice.removeprefix("district:") for choice in reading.rights.choices if choice.startswith("district:")
        }
        self.logs = self.casebook.logs() if self.may else {}
        said = parse_qs(reading.search.lstrip("?"))
        unit, other = first(said, "unit"), first(said, "other")
        self.unit = unit if unit in self.units else next(iter(self.units), "")
        self.other = other if other in self.units else NONE
        self.asked = Begun(self.unit, date_of(said, "from"), date_of(said, "to"))
        compared = Begun(self.other, date_of(said, "other-from"), date_of(said, "other-to"))
        self.then = None if self.other == NONE or compared == self.asked else compared
        try:
            limit = float(first(said, "limit"))
        except ValueError:
            limit = LIMIT_DAYS
        self.limit_days = limit if 0 < limit <= MOST_DAYS else LIMIT_DAYS

    @property
    def key(self) -> str:
        """The same as long as the same is to be drawn."""
        asked = (self.asked, self.then, self.limit_days, self.words.language, tuple(self.units))
        return repr((*asked, {name: log.revision for name, log in self.logs.items()}))

    @cached_property
    def cases(self) -> pd.DataFrame:
        """Those of all units that the viewer may see."""
        if self.every:
            return self.casebook.frame("cases")
        mine = [unit for unit, district in self.casebook.districts().items() if district in self._districts]
        return self.casebook.frame("cases", mine)

    @cached_property
    def units(self) -> list[str]:
        """Units that the viewer may see, the one with most cases first."""
        if not self.logs:
            return []
        return [str(unit) for unit in self.cases["unit"].value_counts().index]

    @cached_property
    def _by_unit(self) -> dict[str, pd.DataFrame]:
        return {str(unit): cases for unit, cases in self.cases.groupby("unit")}

    def begun(self, asked: Begun) -> pd.DataFrame:
        """Return the cases of a unit that began in a period."""
        return begun(self._by_unit.get(asked.unit, self.cases.head(0)), asked, self.zone)

    def of(self, asked: Begun, name: str) -> Of:
        """Return what is known of these cases."""
        watched = durations(self.begun(asked))
        curve = survival(watched) if len(watched) >= FEWEST else None
        nothing = watched.head(0)
        known = survival(nothing) if curve is None else curve
        return Of(
            asked,
            name,
            len(watched),
            int((~watched["ended"]).sum()),
            curve,
            quantile(known, 0.5),
            within_limit(nothing if curve is None else watched, self.limit_days),
        )

    def both(self) -> list[Of]:
        """Return the cases asked for, and those that they are compared with."""
        groups = [one for one in (self.asked, self.then) if one is not None]
        alike = len({one.unit for one in groups}) < len(groups)
        return [self.of(one, self._name(one, alike)) for one in groups]

    def _name(self, asked: Begun, with_period: bool) -> str:
        if not with_period:
            return asked.unit
        return f"{asked.unit} {date_text(asked.since)}–{date_text(asked.until)}"


def measured_of(reading: Reading) -> Measured | None:
    """Return what answers an address; None: the logs cannot be read, which the page says when it draws."""
    try:
        measured = Measured(reading)
        return measured if measured.units else None
    except HistoryError:
        return None


def date_text(on: date | None) -> str:
    """Return a date as it is written; nothing for none."""
    return "" if on is None else on.isoformat()
