"""A monthly report says what the pages say, without anything that needs a network or a script."""

import csv
import io
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analytics.queries.history import History
from analytics.queries.live import Live
from analytics.reports.document import Report, css_text, document
from analytics.reports.month import Month
from analytics.words import Language
from queue_server.eventlog.database import Database
from tests.analytics.callbacks import Page, text_of
from tests.analytics.memory import counter, stored, ticket
from tests.analytics.played import at_ms
from tests.analytics.still import Element, read

MARCH = Month(2026, 3)
NOW_MS = at_ms("10:00", "2026-04-08")
SEARCH = "?from=2026-03-01&to=2026-03-31"


def about(n: int) -> dict[str, Any]:
    return {} if n < 7 else {"service": "E024", "services": ["E024"], "service_group": "pension", "service_s": 300.0 + n}


def tickets() -> list[dict[str, Any]]:
    """March: ten at Wendeng, who waited 1 to 10 min, and three at Zetou; February: eight of 11 to 18 min; March before: twenty of 2 min.

    Of the ten and of the eight the first six came for something general, the others about a pension, which took longer.
    """
    march = [
        ticket(n, date=date(2026, 3, 1 + n), wait_s=60.0 * n, channel="kiosk" if n < 8 else "phone", hour=8 + n % 4, **about(n))
        for n in range(1, 11)
    ]
    few = [ticket(n, hall="zetou", date=date(2026, 3, 3), wait_s=120.0) for n in range(1, 4)]
    february = [ticket(n, date=date(2026, 2, 3), wait_s=60.0 * (n + 10), **about(n)) for n in range(1, 9)]
    before = [ticket(n, date=date(2025, 3, 4), wait_s=120.0) for n in range(1, 21)]
    return [*march, *few, *february, *before]


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    opened = [counter(1, hour, date=date(2026, 3, 2)) for hour in (8, 9, 10, 11)]
    return stored(tmp_path_factory.mktemp("history"), tickets(), opened)


@pytest.fixture
def made(reader: Database, directory: Path) -> "Made":
    return Made(reader, directory)


class Made:
    def __init__(self, reader: Database, directory: Path) -> None:
        self._setup, self._directory = Live(reader).setup(), directory

    def __call__(
        self, choice: str, month: Month = MARCH, language: Language = "en", *, directory: Path | None = None
    ) -> Element:
        history = History(directory or self._directory)
        try:
            text = document(Report(choice, month, language), history, self._setup, now_ms=NOW_MS, draw=None)
        finally:
            history.close()
        return read(text)


def table(report: Element, card: str) -> list[list[str]]:
    (found,) = report.by_id(f"{card}-card").all("table") or report.by_id(f"table-{card}").all("table")
    return found.rows()


def shown(parts: dict[str, Any], card: str) -> list[list[str]]:
    """Return a page's rows as a table shows them."""
    rows = csv.reader(io.StringIO(parts[f"{card}-rows"]["data"].removeprefix("\ufeff")))
    return [[cell or "–" for cell in row] for row in rows]


@pytest.mark.parametrize(
    ("choice", "viewer"), [("hall:wendeng", "hall:wendeng"), ("district:wendeng", "district:wendeng"), ("city", "city")]
)
@pytest.mark.parametrize(
    ("page", "cards"),
    [
        ("waits", ("closed-heat", "closed-distribution", "closed-service", "closed-channel", "closed-priority")),
        ("staffing", ("staffing-occupancy", "staffing-open", "staffing-service", "staffing-fairness")),
        ("districts", ("districts-quality", "districts-level", "districts-no-show")),
        ("towns", ("towns-halls", "towns-channel", "towns-share", "towns-map")),
    ],
)
def test_its_figures_are_those_of_the_page_for_who_answers_for_the_scope(
    made: Made, reader: Database, directory: Path, choice: str, viewer: str, page: str, cards: tuple[str, ...]
) -> None:
    if choice.startswith("hall:"):
        cards = tuple(card for card in cards if card.startswith(("closed", "staffing")) or card == "districts-quality")
    parts = Page(reader, viewer, history=directory).closed(page, f"{SEARCH}&hall={choice}")
    report = made(choice)
    for card in cards:
        # What is compared with differs: the page takes as many days before, the report the month before.
        ours, theirs = table(report, card), shown(parts, card)
        kept = [place for place, heading in enumerate(theirs[0]) if "other period" not in heading and heading != "Change (%)"]
        assert [[row[place] for place in kept] for row in ours] == [[row[place] for place in kept] for row in theirs], card


@pytest.mark.parametrize("choice", ["hall:wendeng", "district:wendeng", "city"])
@pytest.mark.parametrize(
    ("group", "name", "service"),
    [("general", "Registration, general", "Enrolment"), ("pension", "Pension", "Ordinary retirement")],
)
def test_a_service_group_is_as_the_pages_tell_it_when_they_are_asked_for_it_alone(
    made: Made, reader: Database, directory: Path, choice: str, group: str, name: str, service: str
) -> None:
    page = Page(reader, choice, history=directory)
    heading, *rows = table(made(choice), "groups-waits")
    ours = {row[1]: dict(zip(heading, row, strict=True)) for row in rows if row[0] == name}
    assert list(ours) == ["2026-03", "2026-02"]
    for month, days in (("2026-03", 31), ("2026-02", 28)):
        search = f"?from={month}-01&to={month}-{days}&hall={choice}&group={group}&than=none"
        head, theirs = shown(page.closed("waits", search), "closed-distribution")
        waits = dict(zip(head, theirs, strict=True))
        same = ("Issued", "Called", "p50 (min)", "p90 (min)", "Within target (%)", "Left uncalled (%)")
        if group == "general" and not choice.startswith("hall:"):
            # Of the other group, of few, they would follow from these and the whole's, which stand beside each other here.
            same = same[:4]
            assert {ours[month][column] for column in ("Within target (%)", "Left uncalled (%)")} == {"–"}
        assert {column: ours[month][column] for column in same} == {column: waits[column] for column in same}
        head, *theirs = shown(page.closed("staffing", search), "staffing-service")
        medians = {row[0]: dict(zip(head, row, strict=True))["Median (min)"] for row in theirs}
        assert medians == {service: ours[month]["Service (min, median)"]}


def test_a_service_group_of_a_few_shows_how_many_and_nothing_else_outside_the_hall(made: Made) -> None:
    few = {row[1]: row[2:] for row in table(made("district:wendeng"), "groups-waits") if row[0] == "Pension"}
    assert few == {"2026-03": ["4", "4", *["–"] * 5], "2026-02": ["2", "2", *["–"] * 5]}
    own = {row[1]: row[2:] for row in table(made("hall:wendeng"), "groups-waits") if row[0] == "Pension"}
    assert own["2026-03"] == ["4", "4", "8.5", "9.7", "100.0", "0.0", "5.1"]  # 7 to 10 min; 307 to 310 s


def test_a_hall_in_sentences_and_key_figures(made: Made, reader: Database, directory: Path) -> None:
    report = made("hall:wendeng")
    summary = report.all(class_name="summary")[0].text
    answer = text_of(
        Page(reader, "hall:wendeng", history=directory).closed("waits", f"{SEARCH}&than=none")["waits-answer"]["children"]
    )
    assert answer.replace("\u00a0", " ") in summary
    assert "In the other period waits were longer: half waited at most 15 min" in summary  # 11 to 18: 14.5
    assert "the month before: February 2026" in summary
    rows = {row[0]: row[1:] for row in report.all(class_name="keys-table")[0].rows()}
    assert rows["Figure"] == ["March 2026", "February 2026", "Change", "March 2025", "Change"]
    assert rows["Called"] == ["10", "8", "+25.0%", "20", "−50.0%"]
    assert rows["Half waited at most"] == ["6 min", "15 min", "−9 min", "2 min", "+4 min"]  # 5.5, 14.5, 2
    assert rows["Within target"] == [
        "100%",
        "62%",
        "+37.5 points",
        "100%",
        "±0.0 points",
    ]  # the target is 15 min: five of the eight
    assert "Made of 10 tickets of 10 closed days of the hall" in report.text


def test_the_trend_is_of_a_year(made: Made) -> None:
    assert [row[:2] for row in table(made("hall:wendeng"), "closed-trend")] == [
        ["Month", "Issued"], ["2025-03", "20"], ["2026-02", "8"], ["2026-03", "10"],
    ]  # fmt: skip


def test_groups_under_five_are_hidden_unless_it_is_the_halls_own(made: Made) -> None:
    own = {row[0]: row for row in table(made("hall:zetou"), "closed-channel")}
    assert own["Kiosk"][2:4] == ["3", "2.0"]
    district = made("district:wendeng")
    halls = {row[1]: row for row in table(district, "towns-halls")}
    assert halls["Zetou Town Hall"][-4:-2] != ["3", "3"]
    phone = {row[0]: row for row in table(made("district:wendeng"), "closed-channel")}["Phone"]
    assert phone[2:4] == ["3", "–"]


def test_a_hall_without_visitors_and_one_without_any_day(made: Made, tmp_path: Path) -> None:
    for report in (made("hall:gejia"), made("hall:wendeng", Month(2026, 1)), made("city", directory=tmp_path / "none")):
        assert "The history has no closed day here" in report.text
        assert "nobody was called here" in report.text
        rows = {row[0]: row[1:] for row in report.all(class_name="keys-table")[0].rows()}
        assert rows["Half waited at most"][0] == "–"
        assert not report.all(class_name="part"), "empty charts, page after page"


def test_a_month_with_one_day(made: Made) -> None:
    report = made("hall:wendeng", Month(2025, 3))
    assert "Made of 20 tickets of one closed day of the hall" in report.text
    assert [row[:2] for row in table(report, "closed-heat")[1:]] == [["Tue", "09"]]


def test_a_month_that_is_not_over_says_so(made: Made) -> None:
    assert "not over" in made("hall:wendeng", Month(2026, 4)).text
    assert "not over" not in made("hall:wendeng").text


def test_simulated_days_are_marked_and_real_ones_are_not(made: Made, tmp_path: Path) -> None:
    directory = stored(tmp_path / "history", [ticket(n, source="simulated", scenario="after") for n in range(1, 9)])
    simulated = made("hall:wendeng", directory=directory)
    assert simulated.all(class_name="simulated-note")
    assert css_text("simulated data") in simulated.all("style")[0].text
    assert not made("hall:wendeng").all(class_name="simulated-note")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("choice", ["city", "hall:wendeng"])
def test_it_needs_nothing_else(made: Made, choice: str, language: Language) -> None:
    report = made(choice, language=language)
    assert not report.all("script")
    for element in report.all():
        assert not {name for name in element.attributes if name.startswith("on") or name in ("src", "srcset")}
        assert element.attributes.get("href", "#").startswith("#")
    targets = {element.attributes["href"][1:] for element in report.all("a")}
    assert targets <= {element.attributes.get("id") for element in report.all()}
    assert not re.search(r"@import|url\(", report.all("style")[0].text)
    policy = next(one.attributes["content"] for one in report.all("meta") if one.attributes.get("http-equiv"))
    assert policy.startswith("default-src 'none'")
    assert all(one.attributes["lang"] in ("zh", "en") for one in report.all("span") if "lang" in one.attributes)
    if language == "en":
        assert not re.search("[\u4e00-\u9fff]", report.all("main")[0].text)


def test_a_title_ends_neither_a_string_nor_the_style_of_the_page() -> None:
    assert css_text('A"}</style>\\ 一') == '"A\\22 \\7d \\3c \\2f style\\3e \\5c  一"'
