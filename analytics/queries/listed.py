"""Which closed days there are, as the manifest lists them: no file is read for it."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from analytics.history.manifest import Part, first_of, month_of
from analytics.queries.filter import Filter


class Listed:
    """The days of a history's parts."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._ends: dict[str, tuple[date, date]] = {}
        for part in parts:
            first = first_of(part.month)
            for hall, days in part.days.items():
                if days:
                    since, until = (first + timedelta(days=day - 1) for day in (days[0], days[-1]))
                    before = self._ends.get(hall, (since, until))
                    self._ends[hall] = min(since, before[0]), max(until, before[1])
        self.halls = frozenset(self._ends)

    def span(self, halls: Iterable[str]) -> tuple[date, date] | None:
        """Return the first and the last date of which any of these halls has a day; None: there is none."""
        ends = [self._ends[hall] for hall in halls if hall in self._ends]
        return (min(since for since, _ in ends), max(until for _, until in ends)) if ends else None

    def dates(self, filter_: Filter) -> frozenset[date]:
        """Return the dates on which any of the halls has a day; what narrows tickets, and the scenario, are not looked at."""
        return frozenset(date.fromordinal(day) for part in self._parts for day in _days(part, filter_))

    def sources(self, filter_: Filter) -> frozenset[str]:
        """Return the sources that these days come from."""
        return frozenset(part.source for part in self._parts if _days(part, filter_))


def concerned(part: Part, filter_: Filter) -> bool:
    """Tell whether a filter may let some of the part's days through."""
    return month_of(filter_.since) <= part.month <= month_of(filter_.until) and any(hall in part.days for hall in filter_.halls)


def _days(part: Part, filter_: Filter) -> set[int]:
    """Return the days, as ordinals, that the filter lets through, and of which any of its halls has one."""
    if not concerned(part, filter_):
        return set()
    before = first_of(part.month).toordinal() - 1
    since, until = filter_.since.toordinal() - before, filter_.until.toordinal() - before
    listed = set[int]().union(*(part.days.get(hall, ()) for hall in filter_.halls))
    return {before + day for day in listed if since <= day <= until}
