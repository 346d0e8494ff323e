"""Today against the usual day and what the next hours bring, the counters, and the halls: what the page says of a stored history."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from analytics.pages.past import Pasts
from analytics.queries.history import History
from analytics.queries.live import Live
from queue_server.city.city import City
from queue_server.core import commands as c
from queue_server.eventlog.database import Database
from queue_server.eventlog.opening import open_database
from tests.analytics.callbacks import Page, text_of
from tests.analytics.memory import stored, ticket
from tests.analytics.played import CITY, HALLS, Played, at_ms

MONDAY = date(2026, 3, 2)


def came(
    on: date, n: int, *, hall: str = "wendeng", first: str = "08:30", every_s: int = 300, **more: Any
) -> list[dict[str, Any]]:
    """Return a day's tickets: `n` from `first` on, on the hall's clock."""
    local = datetime.fromisoformat(f"{on}T{first}+08:00").astimezone(UTC).replace(tzinfo=None)
    return [
        ticket(order, date=on, hall=hall, issued_at=local + timedelta(seconds=every_s * (order - 1)), **more)
        for order in range(1, n + 1)
    ]


def mondays(directory: Path, *counts: int, **more: Any) -> Path:
    """Store Mondays before `MONDAY`, the last first, with so many tickets each."""
    return stored(
        directory, [row for back, n in enumerate(counts, 1) for row in came(MONDAY - timedelta(weeks=back), n, **more)]
    )


def noted(parts: dict[str, Any]) -> str:
    """Return the words in the place of the forecast's chart."""
    return str(parts["ahead-drawn"]["data"]["layout"]["annotations"][0]["text"]).replace("<br>", " ")


def said(parts: dict[str, Any], name: str) -> str:
    return text_of(parts[name]["children"]).replace("\u00a0", " ")


@pytest.fixture
def today(played: Played) -> Played:
    """Twelve came to Wendeng by nine."""
    played.open("wendeng")
    for minute in range(30, 42):
        played.take("wendeng", f"08:{minute}")
    return played


def test_more_than_usual(today: Played, reader: Database, directory: Path) -> None:
    # By 9:30 each Monday has all of its 4, 6, 8, 10 tickets: median 7, 10th and 90th percentile 4.6 and 9.4.
    page = Page(reader, "hall:wendeng", clock="09:31", history=mondays(directory, 4, 6, 8, 10))
    parts = page.drawn("hall:wendeng")
    assert "By 09:30 more came than usual: 12, usually 7 (mostly 5 to 9)." in said(parts, "today-answer")
    assert said(parts, "usual-line") == "By 09:30 12; usually by then 7 (5–9)"
    rows = parts["usual-rows"]["data"].splitlines()
    assert rows[0] == "\ufeffTime,Today,Usual (median),10th percentile,90th percentile"
    assert rows[1] == "08:30–09:00,12,6.0,4.6,6.0"
    assert rows[2] == "09:00–09:30,0,1.0,0.0,3.4"
    assert "last 4 days of the same weekday" in said(parts, "usual-source")
    assert "simulated" not in said(parts, "usual-source")


@pytest.mark.parametrize(
    ("counts", "sentence"), [((40, 41, 42), "fewer came than usual"), ((10, 12, 14), "about as many came as usual")]
)
def test_fewer_or_as_many(today: Played, reader: Database, directory: Path, counts: tuple[int, ...], sentence: str) -> None:
    page = Page(reader, "hall:wendeng", clock="12:00", history=mondays(directory, *counts))
    assert sentence in said(page.drawn("hall:wendeng"), "today-answer")


@pytest.mark.parametrize("n", [1, 2])
def test_few_days_have_no_band_and_nothing_is_said_of_more_or_less(
    today: Played, reader: Database, directory: Path, n: int
) -> None:
    parts = Page(reader, "hall:wendeng", clock="09:31", history=mondays(directory, *[7] * n)).drawn("hall:wendeng")
    assert "usual" not in said(parts, "today-answer")
    assert "a band from 3 days on" in said(parts, "usual-source")
    assert f"By 09:30 12; on the {'one' if n == 1 else 2} same weekday" in said(parts, "usual-line")
    assert parts["usual-rows"]["data"].splitlines()[1] == "08:30–09:00,12,6.0,,"
    assert len(parts["usual-drawn"]["data"]["data"]) == 2


def test_no_history_is_said_and_today_is_drawn_all_the_same(today: Played, reader: Database) -> None:
    parts = Page(reader, "hall:wendeng", clock="09:31").drawn("hall:wendeng")
    assert said(parts, "usual-line") == "No closed day of the same weekday yet"
    assert parts["usual-drawn"]["data"]["data"][-1]["y"][:3] == [0, 12, 0]
    assert noted(parts) == "Too few closed days to test a forecast on"


def test_simulated_days_carry_the_word(today: Played, reader: Database, directory: Path) -> None:
    rows = [
        row for back in range(1, 5) for row in came(MONDAY - timedelta(weeks=back), 5, source="simulated", scenario="after")
    ]
    parts = Page(reader, "hall:wendeng", clock="09:31", history=stored(directory, rows)).drawn("hall:wendeng")
    for card in ("usual", "ahead"):
        assert "closed days are simulated, of no real hall" in said(parts, f"{card}-source")


def test_a_holiday_is_no_usual_day(tmp_path: Path, directory: Path) -> None:
    holiday = MONDAY - timedelta(weeks=1)
    config = structs.replace(HALLS[0], closed_dates=(holiday.isoformat(),))
    played = Played(tmp_path / "other.db", City(name=CITY.name, districts=CITY.districts, halls=(config,), services=()))
    reader = open_database(played.url, create=False, reader=True)
    try:
        parts = Page(reader, "hall:wendeng", clock="09:31", history=mondays(directory, 90, 6, 6, 6)).drawn("hall:wendeng")
        assert said(parts, "usual-line") == "By 09:30 0; usually by then 6 (6–6)"
        assert "One day of the last half year is left out" in said(parts, "usual-source")
        parts = Page(reader, "hall:wendeng", clock="09:31").drawn("hall:wendeng")
    finally:
        reader.close()
        played.close()


def test_on_a_day_that_the_calendar_has_closed_nothing_is_forecast(tmp_path: Path, directory: Path) -> None:
    config = structs.replace(HALLS[0], closed_dates=(MONDAY.isoformat(),))
    played = Played(tmp_path / "other.db", City(name=CITY.name, districts=CITY.districts, halls=(config,), services=()))
    reader = open_database(played.url, create=False, reader=True)
    try:
        parts = Page(reader, "hall:wendeng", history=weeks(directory)).drawn("hall:wendeng")
        assert noted(parts) == "Closed today by the calendar"
        assert parts["ahead-rows"]["data"].splitlines()[1:] == []
    finally:
        reader.close()
        played.close()


def weeks(directory: Path, *, levels: tuple[int, ...] = (1, 3), hall: str = "wendeng") -> Path:
    """Store thirteen weeks of working days, all day long a ticket each quarter hour times a level that changes without a pattern."""
    rows: list[dict[str, Any]] = []
    days = [MONDAY - timedelta(days=back) for back in range(1, 92)]
    for day in (day for day in days if day.weekday() < 5):
        level = levels[day.toordinal() * 7919 % 101 % len(levels)]
        rows += came(day, 34 * level, every_s=900 // level, hall=hall)
    return stored(directory, rows)


def test_the_next_two_hours_are_shown_where_the_forecast_beats_the_average(
    today: Played, reader: Database, directory: Path
) -> None:
    parts = Page(reader, "hall:wendeng", clock="09:31", history=weeks(directory)).drawn("hall:wendeng")
    source = said(parts, "ahead-source")
    assert "held-out days" in source
    assert "not better by more than chance" not in source
    rows = [row.split(",") for row in parts["ahead-rows"]["data"].lstrip("\ufeff").splitlines()]
    assert rows[0] == ["Time", "Expected", "Weekday's average", "Counters needed"]
    assert [row[0] for row in rows[1:]] == ["09:30–10:00", "10:00–10:30", "10:30–11:00", "11:00–11:30"]
    assert all(float(row[1]) > float(row[2]) for row in rows[1:]), "more came today than usual"
    assert "From 09:30 to 11:30 about" in said(parts, "ahead-line")
    assert "2 open now" in said(parts, "ahead-line")


def test_where_it_does_not_beat_the_average_both_errors_say_so(today: Played, reader: Database, directory: Path) -> None:
    parts = Page(reader, "hall:wendeng", clock="09:31", history=weeks(directory, levels=(1,))).drawn("hall:wendeng")
    assert noted(parts).startswith("No forecast: here it has been no better")
    assert "off by 0.0 tickets in two hours, the average by 0.0: not better by more than chance" in said(parts, "ahead-source")
    assert parts["ahead-rows"]["data"].splitlines()[1:] == []


def test_after_the_last_hour_nobody_more_is_expected(today: Played, reader: Database, directory: Path) -> None:
    parts = Page(reader, "hall:wendeng", clock="19:00", history=weeks(directory)).drawn("hall:wendeng")
    assert noted(parts) == "Nobody more is expected today"


def test_a_ticket_within_the_quarter_hour_does_not_draw_the_forecast_again(
    today: Played, reader: Database, directory: Path
) -> None:
    page = Page(reader, "hall:wendeng", clock="09:31", history=weeks(directory))
    page.drawn("hall:wendeng")
    today.take("wendeng", "09:30:30")
    again = page.drawn("hall:wendeng", shown=page.shown)
    assert "usual-drawn" in again
    assert "ahead-drawn" not in again


def test_closed_days_are_read_once_until_the_history_changes(today: Played, reader: Database, directory: Path) -> None:
    history = History(mondays(directory, 4, 6, 8))
    pasts, live = Pasts(history), Live(reader)
    snapshot = live.read(["wendeng"], at_ms("09:31"))
    assert snapshot is not None
    past = pasts.of(snapshot, ["wendeng"])
    assert len(past.same) == 3
    today.take("wendeng", "09:32")
    later = live.read(["wendeng"], at_ms("09:33"))
    assert later is not None
    assert pasts.of(later, ["wendeng"]) is past
    stored(directory, came(MONDAY - timedelta(weeks=9), 5))
    assert len(pasts.of(later, ["wendeng"]).same) == 4
    history.close()


def test_the_counters_of_a_hall_one_by_one_and_of_several_in_sums(today: Played, reader: Database) -> None:
    today.call("wendeng", "08:50")
    today.play("wendeng", c.PauseCounter(at_ms=at_ms("08:51"), by="teller", counter=2))
    one = said(Page(reader, "hall:wendeng").drawn("hall:wendeng"), "today-counters")
    assert one.startswith("Counters: 1 of 12 open1 called A0012 paused3 closed")
    assert one.endswith("12 closed")
    several = said(Page(reader, "city").drawn("city"), "today-counters")
    assert several == "Counters: 1 of 25 open1 called0 serving0 free1 paused23 closed"


def test_the_hall_that_is_in_trouble_stands_first(today: Played, reader: Database) -> None:
    today.open("shidao")
    today.take("shidao", "09:50")
    page = Page(reader, "city")
    parts = page.drawn("city")
    rows = parts["halls-rows"]["data"].splitlines()
    assert rows[0] == "\ufeffHall,Waiting,Longest now (min),Issued,Served,Left unserved,Counters open,Counters"
    assert rows[1:3] == ["Wendeng District Hall,12,90.0,12,0,0,2,12", "Shidao Hall,1,10.0,1,0,0,2,2"]
    assert len(rows) == 1 + len(HALLS)
    assert parts["halls-card"]["hidden"] is False
    assert said(parts, "today-figures").count("1 / 6") == 1
    assert page.drawn("hall:wendeng")["halls-card"]["hidden"] is True


def test_who_gave_up_after_the_target_missed_it(today: Played, reader: Database) -> None:
    today.call("wendeng", "08:32")
    day = today.days["wendeng", MONDAY.isoformat()]
    impatient, quick = [one.id for one in day.tickets.values() if one.state == "waiting"][:2]
    today.play("wendeng", c.CancelTicket(at_ms=at_ms("08:40"), by="visitor", ticket=quick))
    today.play("wendeng", c.CancelTicket(at_ms=at_ms("09:00"), by="visitor", ticket=impatient))
    figures = said(Page(reader, "hall:wendeng").drawn("hall:wendeng"), "today-figures")
    assert "Within target50%of 1 called · 1 gave up after it" in figures


def test_a_hall_without_visitors(played: Played, reader: Database, directory: Path) -> None:
    played.open("wendeng")
    parts = Page(reader, "hall:wendeng", clock="09:31", history=mondays(directory, 4, 6, 8)).drawn("hall:wendeng")
    answer = said(parts, "today-answer")
    assert answer.startswith("No ticket has been issued today yet. Who takes a ticket now waits under 1 min.")
    assert "fewer came than usual: 0, usually 6" in answer
    assert said(parts, "usual-line") == "By 09:30 0; usually by then 6 (4–8)"


def test_each_card_says_of_its_own_days_whether_they_are_simulated(today: Played, reader: Database, directory: Path) -> None:
    rows = [row for back in range(1, 4) for row in came(MONDAY - timedelta(weeks=back), 5)]
    stored(directory, rows)
    stored(directory, came(MONDAY - timedelta(days=3), 5, source="simulated", scenario="after"))
    parts = Page(reader, "hall:wendeng", clock="09:31", history=directory).drawn("hall:wendeng")
    assert "simulated" not in said(parts, "usual-source")
    assert "Some of the closed days are simulated" in said(parts, "ahead-source")


def test_a_counter_says_since_when_and_how_many_it_served(today: Played, reader: Database) -> None:
    today.call("wendeng", "08:50")
    today.finish("wendeng", "08:55")
    chips = Page(reader, "hall:wendeng").drawn("hall:wendeng")["today-counters"]["children"][1]["props"]["children"]
    assert [chip["props"].get("title") for chip in chips[:3]] == [
        "since 08:55 · 1 served today",
        "since 08:30 · 0 served today",
        None,
    ]
