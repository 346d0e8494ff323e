"""What everybody may see of a hall: months that are over, and nothing of one to four persons."""

from datetime import date, timedelta
from math import isnan
from pathlib import Path
from typing import Any

from analytics.public.figures import LATEST, hall_figures, months_of
from analytics.queries.history import History
from analytics.reports.month import Month
from tests.analytics.memory import stored, ticket

MARCH = Month(2026, 3)
MONDAY = date(2026, 3, 2)


def shown(directory: Path, tickets: list[dict[str, Any]], month: Month = MARCH) -> Any:
    history = History(stored(directory / "history", tickets))
    try:
        return hall_figures(history, "wendeng", month, months_of(history, "wendeng", date(2026, 4, 8)))
    finally:
        history.close()


def test_a_month_is_what_its_tickets_say(tmp_path: Path) -> None:
    served = [ticket(n, wait_s=120.0 * n, hour=9) for n in range(1, 11)]  # 2 to 20 min, target 15
    gone = [ticket(n, wait_s=None, service_s=None, outcome="left", issued_at=None) for n in range(11, 16)]
    for row in gone:
        row["issued_at"] = served[0]["issued_at"]
        row["finished_at"] = row["issued_at"] + timedelta(minutes=1)
    figures = shown(tmp_path, [*served, *gone])
    row = figures.months.loc["2026-03"]
    assert (row["served"], row["p50_s"], row["p90_s"]) == (10, 660.0, 1092.0)  # positions 4.5 and 8.1 of 2, 4, ... 20 min
    assert row["service_level"] == 0.7
    assert row["left_share"] == 5 / 15
    assert figures.cells.to_dict() == {(1, 9): 1092.0}
    assert figures.days == 1


def test_of_one_to_four_nothing_is_shown(tmp_path: Path) -> None:
    many = [ticket(n, wait_s=60.0, hour=9) for n in range(1, 9)]
    few = [ticket(n, wait_s=600.0, hour=10) for n in range(9, 13)]
    gone = [ticket(n, wait_s=None, service_s=None, outcome="left", finished_at=many[0]["issued_at"]) for n in range(13, 16)]
    figures = shown(tmp_path, [*many, *few, *gone])
    assert list(figures.cells.index) == [(1, 9)]
    row = figures.months.loc["2026-03"]
    assert (row["served"], row["few_served"]) == (12, False)
    assert isnan(row["left_share"])
    assert row["few_left_share"]


def test_a_month_of_four_is_a_month_of_few(tmp_path: Path) -> None:
    row = shown(tmp_path, [ticket(n) for n in range(1, 5)]).months.loc["2026-03"]
    assert row[["few_served", "few_p50_s", "few_p90_s", "few_service_level"]].all()
    assert row[["served", "p50_s", "p90_s", "service_level", "left_share"]].isna().all()


def test_a_month_in_which_nobody_was_called_has_none_of_them(tmp_path: Path) -> None:
    one = ticket(1, wait_s=None, service_s=None, outcome="closed", finished_at=None)
    row = shown(tmp_path, [one]).months.loc["2026-03"]
    assert (row["served"], row["few_served"]) == (0, False)
    assert isnan(row["p50_s"])
    assert isnan(row["left_share"]), "one person: a share of it would tell what became of them"


def test_only_months_that_are_over_and_not_more_than_two_years_of_them(tmp_path: Path) -> None:
    days = [MONDAY - timedelta(days=30 * n) for n in range(40)]
    history = History(stored(tmp_path / "history", [ticket(1, date=day) for day in days]))
    assert months_of(history, "zetou", date(2026, 4, 1)) == []
    over = months_of(history, "wendeng", date(2026, 4, 1))
    assert (over[0], over[-1], len(over)) == (Month(2026, 3), Month(2024, 4), LATEST)
    assert months_of(history, "wendeng", date(2026, 3, 31))[0] == Month(2026, 2), "March still goes on"
    history.close()
    young = History(stored(tmp_path / "young", [ticket(1, date=MONDAY)]))
    assert months_of(young, "wendeng", date(2026, 3, 31)) == []
    young.close()
