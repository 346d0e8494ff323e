"""Months of the calendar, and which of them are over."""

from datetime import date

import pytest

from analytics.reports.month import Month, last_over, month_of, read_month


def test_a_month_has_its_days_whatever_the_year() -> None:
    assert Month(2026, 2).span == (date(2026, 2, 1), date(2026, 2, 28))
    assert Month(2028, 2).span == (date(2028, 2, 1), date(2028, 2, 29))
    assert Month(2026, 12).span == (date(2026, 12, 1), date(2026, 12, 31))


def test_months_are_counted_over_the_turn_of_a_year() -> None:
    assert str(Month(2026, 1).plus(-1)) == "2025-12"
    assert str(Month(2026, 12).plus(1)) == "2027-01"
    assert str(Month(2026, 3).plus(-12)) == "2025-03"
    assert month_of(date(2026, 3, 31)) == Month(2026, 3)


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-00", "2026-3", "26-03", "2026-03-01", "0001-01", "9999-12", "2026-W03"]
)
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no month"):
        read_month(text)


def test_the_last_month_that_is_over_has_days_and_is_not_this_one() -> None:
    today = date(2026, 4, 1)
    assert last_over((date(2025, 1, 2), date(2026, 4, 1)), today) == Month(2026, 3)
    assert last_over((date(2025, 1, 2), date(2025, 6, 30)), today) == Month(2025, 6)
    assert last_over(None, today) == Month(2026, 3)
    assert last_over((date(2026, 3, 2), date(2026, 3, 30)), date(2026, 3, 31)) == Month(2026, 2), "the last day is not over"
