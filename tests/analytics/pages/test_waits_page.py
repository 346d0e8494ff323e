"""The page about waits: what it says, what it hides, and that its exports are what it shows."""

import csv
import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from analytics.pages.app import CLOSED
from analytics.pages.closed import ClosedPage
from analytics.pages.controls import controls_of
from analytics.pages.definitions import CHAPTERS
from analytics.pages.tables import workbook_of
from analytics.words import Language, Words
from queue_server.eventlog.database import Database
from tests.analytics.callbacks import Page, callback_body, text_of
from tests.analytics.memory import DATE, stored, ticket

SEARCH = "?from=2026-03-02&to=2026-03-06"


def tickets() -> list[dict[str, Any]]:
    """Ten of a week at Wendeng who waited 1 to 10 minutes, ten of the week before who waited 11 to 20; one who left at Zetou."""
    now = [ticket(n, wait_s=60.0 * n, channel="kiosk" if n < 8 else "phone") for n in range(1, 11)]
    before = [ticket(n, wait_s=60.0 * (n + 10), date=DATE - timedelta(days=5)) for n in range(1, 11)]
    return [*now, *before, ticket(1, hall="zetou", wait_s=None, service_s=None, outcome="left")]


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stored(tmp_path_factory.mktemp("history"), tickets())


def rows(parts: dict[str, Any], card: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(parts[f"{card}-rows"]["data"].removeprefix("\ufeff"))))


def said(parts: dict[str, Any], component: str) -> str:
    return text_of(parts[component]["children"]).replace("\u00a0", " ")


def test_the_answer_and_the_figures_of_a_hall(reader: Database, history: Path) -> None:
    parts = Page(reader, "hall:wendeng", history=history).closed("waits", f"{SEARCH}&than=previous")
    # 1 to 10 min: half 5.5, nine in ten 9.1; 11 to 20 before: half 15.5.
    assert said(parts, "waits-answer") == (
        "From 2026-03-02 to 2026-03-06, 10 visitors were called: half of them waited at most 6 min, nine in ten at most 9 min. 100% were "
        "called within the target. In the other period waits were longer: half waited at most 16 min, and 50% were called within the "
        "target."
    )
    assert "Half waited at most6 minother period: 16 min" in said(parts, "waits-figures")
    assert said(parts, "waits-notes").startswith("The other period: 2026-02-25 to 2026-03-01, with ")
    channels = {row["Channel"]: row for row in rows(parts, "closed-channel")}
    assert (channels["Kiosk"]["Called"], channels["Kiosk"]["p50 (min)"]) == ("7", "4.0")
    assert (channels["Phone"]["Called"], channels["Phone"]["p50 (min)"]) == ("3", "9.0")
    assert "Source: tickets of closed days of Wendeng District Hall, 2026-03-02 to 2026-03-06." in said(
        parts, "closed-heat-source"
    )


@pytest.mark.parametrize(("lang", "sentence"), [("en", "more memory than there is"), ("zh", "内存不够")])
def test_a_question_that_is_too_large_for_the_memory_says_so(
    reader: Database, history: Path, monkeypatch: pytest.MonkeyPatch, lang: Language, sentence: str
) -> None:
    monkeypatch.setattr("analytics.queries.history.MEMORY", "64KB")
    parts = Page(reader, "hall:wendeng", history=history, language=lang).closed("waits", SEARCH)
    assert sentence in said(parts, "waits-notes")
    assert "waits-answer" not in parts


def test_groups_under_five_are_hidden_from_who_does_not_work_there(reader: Database, history: Path) -> None:
    parts = Page(reader, "city", history=history).closed("waits", f"{SEARCH}&hall=wendeng")
    channels = {row["Channel"]: row for row in rows(parts, "closed-channel")}
    assert (channels["Kiosk"]["Called"], channels["Kiosk"]["p50 (min)"]) == ("7", "4.0")
    assert (channels["Phone"]["Called"], channels["Phone"]["p50 (min)"]) == ("3", "")
    drawn = parts["closed-channel-drawn"]["data"]["data"]
    assert [len(trace["x"]) for trace in drawn if trace["mode"] == "markers"] == [1, 1, 1, 1]


def test_a_measure_of_few_is_hidden_in_a_large_group_too(reader: Database, tmp_path: Path) -> None:
    """Eight took a number on the phone, of whom one was called and one left: how long that one waited is nobody's business elsewhere."""
    phone = [ticket(n, channel="phone", wait_s=None, service_s=None, outcome="closed") for n in range(1, 7)]
    phone += [ticket(7, channel="phone", wait_s=840.0), ticket(8, channel="phone", wait_s=None, service_s=None, outcome="left")]
    stored(tmp_path, [*phone, *(ticket(n, channel="kiosk") for n in range(10, 16))])
    outside = Page(reader, "city", history=tmp_path).closed("waits", f"{SEARCH}&hall=wendeng")
    (mine,) = (row for row in rows(outside, "closed-channel") if row["Channel"] == "Phone")
    assert (mine["Issued"], mine["Called"]) == ("8", "1")
    assert {mine[measure] for measure in mine if measure not in ("Channel", "Issued", "Called", "Left uncalled (%)")} == {""}
    assert "14.0" not in outside["closed-channel-rows"]["data"]
    inside = Page(reader, "hall:wendeng", history=tmp_path).closed("waits", SEARCH)
    assert [row["p50 (min)"] for row in rows(inside, "closed-channel") if row["Channel"] == "Phone"] == ["14.0"]


def test_what_is_hidden_does_not_follow_from_the_whole_and_the_rest(reader: Database, tmp_path: Path) -> None:
    """Of seven at the kiosk nobody left, of two on the phone one: with the whole's share beside them the kiosk's would tell it."""
    kiosk, web = ([ticket(n, channel=name) for n in span] for name, span in (("kiosk", range(1, 8)), ("web", range(20, 40))))
    phone = [ticket(10, channel="phone"), ticket(11, channel="phone", wait_s=None, service_s=None, outcome="left")]
    stored(tmp_path, [*kiosk, *web, *phone])
    outside = rows(Page(reader, "city", history=tmp_path).closed("waits", f"{SEARCH}&hall=wendeng"), "closed-channel")
    by_channel = {row["Channel"]: row for row in outside}
    assert {name: row["Left uncalled (%)"] for name, row in by_channel.items()} == {"Web hall": "0.0", "Kiosk": "", "Phone": ""}
    assert by_channel["Kiosk"]["p50 (min)"] == "1.0", "a quantile does not follow from others"


@pytest.mark.parametrize(
    ("before_s", "said_so"),
    [
        (10.0, "In the other period, too, half waited at most 1 min; 100% were called within the target."),
        (190.0, "In the other period waits were longer: half waited at most 3 min, and 100% were called within the target."),
    ],
)
def test_waits_that_are_said_alike_are_not_called_longer_or_shorter(
    reader: Database, tmp_path: Path, before_s: float, said_so: str
) -> None:
    now = [ticket(n, wait_s=70.0) for n in range(1, 11)]
    stored(tmp_path, [*now, *(ticket(n, wait_s=before_s, date=DATE - timedelta(days=5)) for n in range(1, 11))])
    parts = Page(reader, "hall:wendeng", history=tmp_path).closed("waits", f"{SEARCH}&than=previous")
    answer = said(parts, "waits-answer")
    assert answer.endswith(said_so)
    assert "10 visitors were called: nine in ten of them waited at most 1 min. 100%" in answer, "half is not said alike"


def test_an_address_of_another_login_says_that_something_else_is_shown(reader: Database, history: Path) -> None:
    page, note = (
        Page(reader, "hall:wendeng", history=history),
        "that is not there, or that this login may not see: another is shown.",
    )
    assert note in said(page.closed("waits", f"{SEARCH}&hall=district:rongcheng"), "waits-notes")
    assert note not in said(page.closed("waits", f"{SEARCH}&hall=hall:wendeng"), "waits-notes")
    for search, told in (("?lang=en&hall=city", True), ("?lang=en", False)):
        today = page.layout(search).json
        assert today is not None
        assert (note in text_of(today["response"]["page"]["children"])) is told


def test_the_address_narrows(reader: Database, history: Path) -> None:
    page = Page(reader, "hall:wendeng", history=history)
    parts = page.closed("waits", f"{SEARCH}&channel=phone&than=none")
    assert "3 visitors were called: half of them waited at most 9 min" in said(parts, "waits-answer")
    assert "other period" not in said(parts, "waits-figures")
    assert "nobody was called here" in said(page.closed("waits", f"{SEARCH}&group=pension"), "waits-answer")


def test_without_any_history_the_page_says_so(reader: Database) -> None:
    page = Page(reader, "city")
    layout = page.layout(page="waits").json
    assert layout is not None
    assert "How long do people wait?" in text_of(layout["response"]["page"]["children"])
    parts = page.closed("waits")
    assert "nobody was called here" in said(parts, "waits-answer")
    assert parts["closed-heat-drawn"]["data"]["layout"]["annotations"][0]["text"].startswith("Nobody was called")
    assert rows(parts, "closed-service") == []


def test_simulated_and_imported_days_say_so_and_a_damaged_file_too(reader: Database, tmp_path: Path) -> None:
    made = [
        ticket(1, source="simulated", scenario="after"),
        ticket(1, source="import:old", date=DATE + timedelta(days=1)),
    ]
    directory = tmp_path / "history"
    for row in made:
        stored(directory, [row])
    page = Page(reader, "city", history=directory)
    parts = page.closed("waits", SEARCH)
    assert [note["props"].get("data-mark") for note in parts["waits-notes"]["children"]][:2] == ["simulated", None]
    notes = said(parts, "waits-notes")
    assert "Some of these days are simulated" in notes
    assert "records of another system: old" in notes
    imported = page.closed("waits", f"?from={DATE + timedelta(days=1)}&to={DATE + timedelta(days=6)}")
    assert imported["waits-notes"]["children"][0]["props"]["data-mark"] == "imported", "there is nothing else among them"
    next(directory.glob("tickets/2026-03/*02*")).write_bytes(b"no Parquet")
    assert "One file of the history cannot be read" in said(
        Page(reader, "city", history=directory).closed("waits", SEARCH), "waits-notes"
    )


@pytest.mark.parametrize("text", ["a\n" + "x" * 140_000, "a\rb,c\n", 'a\n"1', ""])
def test_what_is_no_table_of_ours_is_no_workbook(reader: Database, text: str) -> None:
    page = Page(reader, "city")
    body = callback_body(
        page.dependencies,
        "closed-heat-workbook",
        [("closed-heat-xlsx", "n_clicks", 1)],
        ("closed-heat-rows", "data", text),
        *((id_, prop, None) for id_, prop in controls_of("waits")[:3]),
    )
    assert page.post(body).status_code in (200, 400)


def test_a_number_beyond_numbers_is_text() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_of("a\r\n" + "9" * 400))).active
    assert sheet is not None
    assert sheet["A2"].value == "9" * 400


def test_a_workbook_holds_the_rows_that_are_shown_and_no_formula() -> None:
    text = '\ufeffHall,Issued,Within target (%)\r\n"\'=1+1, ""x""",12,99.5\r\n007,-3,\r\n'
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_of(text))).active
    assert sheet is not None
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Hall", "Issued", "Within target (%)"],
        ['\'=1+1, "x"', 12, 99.5],
        ["007", -3, None],
    ]
    assert [cell.data_type for cell in sheet["A"]] == ["s", "s", "s"]
    with pytest.raises(ValueError, match="one length"):
        workbook_of("a,b\r\n1\r\n")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_of_an_address_has_its_filters(reader: Database, history: Path, language: str) -> None:
    answer = (
        Page(reader, "city", history=history)
        .layout(f"?lang={language}&hall=zetou&to=2026-03-05&channel=phone,web", page="waits")
        .json
    )
    assert answer is not None

    def find(component: Any, id_: str) -> Any:
        if isinstance(component, list):
            return next((found for child in component if (found := find(child, id_)) is not None), None)
        if not isinstance(component, dict):
            return None
        props = component.get("props", {})
        return props if props.get("id") == id_ else find(props.get("children"), id_)

    page = answer["response"]["page"]["children"]
    assert find(page, "waits-scope")["value"] == "hall:zetou"
    assert find(page, "waits-channel")["value"] == ["phone", "web"]
    assert find(page, "waits-period")["end_date"] == date(2026, 3, 5).isoformat()
    assert find(page, "waits-defaults")["data"]["hall"] == "city"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_measure_is_defined_on_its_page(reader: Database, language: str) -> None:
    answer = Page(reader, "hall:wendeng").layout(f"?lang={language}", page="definitions").json
    assert answer is not None
    text = text_of(answer["response"]["page"]["children"])
    for measures in CHAPTERS.values():
        for measure in measures:
            assert Words(language).plain(f"measure-{measure}-how") in text  # type: ignore[arg-type] # one of two


@pytest.mark.parametrize("page", CLOSED, ids=lambda page: page.name)
def test_whatever_a_page_draws_has_its_place(reader: Database, page: ClosedPage) -> None:
    answer = Page(reader, "city").layout(page=page.name).json
    assert answer is not None
    ids: set[str] = set()

    def collect(component: Any) -> None:
        if isinstance(component, list):
            for child in component:
                collect(child)
        elif isinstance(component, dict):
            props = component.get("props", {})
            ids.add(props.get("id", ""))
            collect(props.get("children"))

    collect(answer["response"]["page"]["children"])
    wanted = {
        f"{page.name}-notes",
        *(output for output, _ in page.outputs),
        *(control for control, _ in controls_of(page.name)),
    }
    assert wanted <= ids


def test_a_day_is_called_by_its_date_and_the_other_period_by_its_dates(reader: Database, history: Path) -> None:
    page = Page(reader, "hall:wendeng", history=history)
    parts = page.closed("waits", "?from=2026-03-02&to=2026-03-02")
    assert said(parts, "waits-answer").startswith("On 2026-03-02, ")
    assert (
        said(parts, "waits-notes") == "The other period, 2026-03-01, has no closed days here: there is nothing to compare with."
    )
    assert said(parts, "waits-answer").endswith("In the other period nobody was called here, or too few to be shown.")


def test_a_workbook_says_on_a_second_sheet_what_its_rows_are() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_of("a\r\n1\r\n", about=["By channel", "=1+1"], named="About")))
    assert book.sheetnames[1] == "About"
    assert [cell.value for cell in book["About"]["A"]] == ["By channel", "=1+1"]
    assert {cell.data_type for cell in book["About"]["A"]} == {"s"}
