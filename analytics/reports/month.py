"""A month, and the question that a monthly report puts to the pages about closed days."""

import re
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from msgspec import structs

from analytics.pages.asked import Asked, Narrowed, Span
from analytics.pages.closed import Reading, rights_of
from analytics.queries.filter import Filter
from analytics.queries.history import History
from analytics.queries.live import Setup
from analytics.viewer import Viewer
from analytics.words import Words

_MONTH = re.compile(r"(?P<year>[0-9]{4})-(?P<month>0[1-9]|1[0-2])")

TREND_MONTHS = 13
"""A month, and the same of the year before."""


class Month(NamedTuple):
    """A month of the calendar."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def span(self) -> Span:
        """Its first and last date."""
        return date(self.year, self.number, 1), self.plus(1)._first - timedelta(days=1)

    @property
    def _first(self) -> date:
        return date(self.year, self.number, 1)

    def plus(self, months: int) -> "Month":
        """Return the month so many later; earlier, when it is negative."""
        years, number = divmod(self.number - 1 + months, 12)
        return Month(self.year + years, number + 1)


def month_of(day: date) -> Month:
    """Return the month of a date."""
    return Month(day.year, day.month)


def read_month(text: str) -> Month:
    """Return the month of `YYYY-MM`.

    Raises:
        ValueError: it is none, or none of the years 1990 to 2200.
    """
    found = _MONTH.fullmatch(text)
    if found is None or not 1990 <= int(found["year"]) <= 2200:
        raise ValueError(f"no month: {text!r}")
    return Month(int(found["year"]), int(found["month"]))


def last_over(span: Span | None, today: date) -> Month:
    """Return the last month that is over and not after the last date of `span`."""
    over = month_of(today).plus(-1)
    return over if span is None else min(over, month_of(span[1]))


class MonthReading(Reading):
    """What a page is asked for one scope and month, as its own viewer would ask: of a hall, who works there; of more, an official.

    Args:
        choice: `city`, `district:ID` or `hall:ID`. now_ms: When it is asked, Unix milliseconds.
        months: How many are asked about, the last of which is `month`; of more than one nothing is compared.
    """

    def __init__(
        self, history: History, setup: Setup, choice: str, month: Month, words: Words, *, now_ms: int, months: int = 1
    ) -> None:
        viewer = Viewer(user="", scopes=(choice,), now_ms=now_ms)
        super().__init__(history, setup, rights_of(setup, viewer), viewer, "", words)
        self.choice, self.month, self._months = choice, month, months

    def long(self, months: int) -> "MonthReading":
        """Return the question about so many months that end with this one."""
        return MonthReading(
            self.history, self.setup, self.choice, self.month, self.words, now_ms=self.viewer.now_ms, months=months
        )

    def filter(self, month: Month) -> Filter:
        """Return which tickets a month's are."""
        return Filter(halls=tuple(self.rights.within(self.choice)), since=month.span[0], until=month.span[1])

    @cached_property
    def asked(self) -> Asked:
        now = self.filter(self.month)
        if self._months > 1:
            return Asked(self.choice, structs.replace(now, since=self.month.plus(1 - self._months).span[0]), None, "none")
        return Asked(self.choice, now, self.filter(self.month.plus(-1)), "previous")

    @property
    def narrowed(self) -> Narrowed:
        return Narrowed()
