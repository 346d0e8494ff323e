"""The pages about towns and about districts: what they say, what they hide and from whom, and that their exports are what they show."""

import csv
import io
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pandas as pd
import pytest

from analytics.history.populations import Population, replace
from queue_server.city.rows import read_city, save_hall
from queue_server.city.text import Text
from queue_server.eventlog.database import Database
from tests.analytics.callbacks import Page, text_of
from tests.analytics.memory import DATE, stored, ticket
from tests.analytics.played import Played

SEARCH = "?from=2026-03-02&to=2026-03-15"
"""Two weeks; the two before them are the other period."""


def week(hall: str, n: int, *, on: date = DATE, days: int = 10, **more: Any) -> list[dict[str, Any]]:
    """Return `n` tickets a day at a hall, whose waits differ from day to day."""
    start = [on + timedelta(days=place) for place in range(14) if (on + timedelta(days=place)).isoweekday() <= 5][:days]
    return [
        ticket(order, hall=hall, date=one, **{"wait_s": 60.0 * (1 + (order + place) % 7), **more})
        for place, one in enumerate(start)
        for order in range(1, n + 1)
    ]


def tickets() -> list[dict[str, Any]]:
    earlier = DATE - timedelta(days=14)
    return [
        *week("wendeng", 30),
        *week("wendeng", 20, on=earlier, wait_s=600.0),
        *week("zetou", 12, channel="phone"),
        *week("zetou", 10, on=earlier),
        *week("rongcheng", 20, service="G002", target_s=120),
        *week("shidao", 6, outcome="no_show", service_s=None),
        *week("gejia", 3, days=1),  # three persons in all
        ticket(1, hall="zetou", wait_s=30.0, service_s=12.0, date=DATE + timedelta(days=12), hasty=True, start_left_out=False),
    ]


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stored(tmp_path_factory.mktemp("history"), tickets())


@pytest.fixture
def none(tmp_path: Path) -> Path:
    return tmp_path / "history"


def rows(parts: dict[str, Any], card: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(parts[f"{card}-rows"]["data"].removeprefix("\ufeff"))))


def said(parts: dict[str, Any], component: str) -> str:
    return text_of(parts[component]["children"]).replace("\u00a0", " ")


def noted(parts: dict[str, Any], card: str) -> str:
    """Return the words in the middle of a chart without data."""
    return str(drawn(parts, card)["layout"]["annotations"][0]["text"]).replace("<br>", " ")


def drawn(parts: dict[str, Any], card: str) -> dict[str, Any]:
    figure: dict[str, Any] = parts[f"{card}-drawn"]["data"]
    return figure


def test_what_towns_carry_is_said_with_numerator_and_denominator(reader: Database, history: Path) -> None:
    parts = Page(reader, "district:wendeng", history=history).closed("towns", SEARCH)
    # Wendeng 300, Zetou 120 + 1, Gejia 3: 124 of 424, before it 100 of 300.
    assert said(parts, "towns-answer") == (
        "Of the 424 visits served in Wendeng District from 2026-03-02 to 2026-03-15, 29% were served near home: 124 at 3 town and village "
        "halls. In the other period 33% were served near home."
    )
    assert "29%124 of 424 visitsother period: 33%" in said(parts, "towns-figures")
    assert rows(parts, "towns-share") == [
        {
            "District": "Wendeng District",
            "Near home": "124",
            "Served": "424",
            "Near home (%)": "29.2",
            "Near home, other period (%)": "33.3",
        }
    ]
    month = rows(parts, "towns-trend")
    assert [(row["Month"], row["Days"], row["Near home a day"]) for row in month] == [("2026-03", "11", "11.3")]
    assert "a ticket does not say in which town its visitor lives" in said(parts, "towns-share-source").lower()


def test_three_persons_and_the_hall_that_would_tell_them_are_hidden_from_officials(reader: Database, history: Path) -> None:
    for scope in ("city", "district:wendeng"):
        parts = Page(reader, scope, history=history).closed("towns", f"{SEARCH}&hall=district:wendeng")
        by = {row["Hall"]: row for row in rows(parts, "towns-halls")}
        assert (by["Gejia Town Hall"]["Served"], by["Gejia Town Hall"]["Issued"]) == ("", "")
        # Zetou alone would give Gejia: their sum is shown.
        assert by["Zetou Town Hall"]["Served"] == ""
        assert by["Daoji Community"]["Served"] == "0"
        assert by["Wendeng District Hall"]["Served"] == "300"
        bars = drawn(parts, "towns-halls")["data"]
        assert bars[0]["x"] == [None, None, 0]
        assert "3" not in {note["text"] for note in drawn(parts, "towns-map")["layout"]["annotations"]}


def test_who_works_in_the_hall_sees_it_and_of_the_others_whole_counts_alone(reader: Database, history: Path) -> None:
    page = Page(reader, "hall:gejia", history=history)
    parts = page.closed("towns", SEARCH)
    by = {row["Hall"]: row for row in rows(parts, "towns-halls")}
    assert (by["Gejia Town Hall"]["Served"], by["Zetou Town Hall"]["Served"]) == ("3", "121")
    assert set(by) == {"Wendeng District Hall", "Zetou Town Hall", "Gejia Town Hall", "Daoji Community"}
    assert [(row["Channel"], row["Near home"]) for row in rows(parts, "towns-channel")] == [("Kiosk", "3")]
    narrowed = page.closed("towns", f"{SEARCH}&channel=phone")
    assert {row["Hall"] for row in rows(narrowed, "towns-halls")} == {"Gejia Town Hall"}
    assert "of Gejia Town Hall alone" in said(narrowed, "towns-answer")


@pytest.mark.parametrize(
    ("language", "sentence"), [("en", "None of the halls counted is a town or"), ("zh", "没有镇街或村居大厅")]
)
def test_where_no_town_hall_is_counted_nothing_is_said_of_a_share_near_home(
    reader: Database, history: Path, language: str, sentence: str
) -> None:
    parts = Page(reader, "hall:wendeng", history=history, language=language).closed("towns", f"{SEARCH}&channel=kiosk")
    answer = said(parts, "towns-answer")
    assert sentence in answer
    assert "300" in answer
    everything = answer + said(parts, "towns-figures")
    assert "%" not in everything
    assert not re.search(r"(?<![\d,])0(?![\d,])", everything)
    share = drawn(parts, "towns-share")
    assert "%" not in str([trace.get("text") for trace in share["data"]])
    assert "%" not in str([note["text"] for note in drawn(parts, "towns-map")["layout"]["annotations"]])
    assert "%" not in str([trace.get("text") for trace in drawn(parts, "towns-trend")["data"]])


def test_the_city_is_shown_by_district_and_a_town_without_a_hall_has_none(reader: Database, history: Path) -> None:
    parts = Page(reader, "city", history=history).closed("towns", SEARCH)
    shares = {row["District"]: row for row in rows(parts, "towns-share")}
    assert (shares["Rongcheng City"]["Near home"], shares["Rongcheng City"]["Served"]) == ("0", "200")
    tiles = rows(parts, "towns-map")
    assert {row["Town"] for row in tiles if row["Halls"] == "1"} == {
        "Zetou Town Hall",
        "Gejia Town Hall",
        "Daoji Community",
        "Shidao Hall",
    }
    assert "does not show where they lie" in said(parts, "towns-map-source")


def test_visits_a_thousand_residents_only_where_residents_were_loaded(reader: Database, tmp_path: Path) -> None:
    directory = stored(tmp_path / "history", [row for row in tickets() if row["hall"] != "gejia"])
    page = Page(reader, "city", history=directory)
    parts = page.closed("towns", SEARCH)
    assert rows(parts, "towns-residents") == []
    assert noted(parts, "towns-residents") == "No numbers of residents have been loaded yet"
    assert "Administrators load them, with their source: onewindow import populations FILE." in said(
        parts, "towns-residents-source"
    )
    replace(directory, (Population(hall="zetou", population=24_200, source="=1+1, census", year=2020),))
    parts = page.closed("towns", SEARCH)
    assert rows(parts, "towns-residents") == [
        {
            "Town": "Zetou Town Hall",
            "Served": "121",
            "Residents": "24200",
            "Year": "2020",
            "Visits a thousand": "5.0",
            "Source": "'=1+1, census",
        }
    ]
    assert "=1+1, census (2020)" in said(parts, "towns-residents-source")


@pytest.mark.parametrize("name", ["towns", "districts"])
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("scope", ["city", "district:rongcheng", "hall:daoji"])
def test_without_any_history_the_pages_say_so(reader: Database, none: Path, name: str, language: str, scope: str) -> None:
    page = Page(reader, scope, language=language, history=none)
    parts = page.closed(name)
    assert {"en": "too few to be shown", "zh": "人数太少不予显示"}[language] in said(parts, f"{name}-answer")
    layout = page.layout(f"?lang={language}", page=name).json
    assert layout is not None
    question = {"towns": "What do town and village halls carry?", "districts": "How do districts and halls compare?"}[name]
    assert question in text_of(layout["response"]["page"]["children"])


@pytest.mark.parametrize("name", ["towns", "districts"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_one_ticket_is_hidden_from_officials_and_drawn_for_its_hall(
    reader: Database, tmp_path: Path, name: str, language: str
) -> None:
    directory = stored(tmp_path / "history", [ticket(1, hall="zetou")])
    official = Page(reader, "city", language=language, history=directory).closed(name, SEARCH)
    assert "too few" in said(official, f"{name}-answer") or "太少" in said(official, f"{name}-answer")
    own = Page(reader, "hall:zetou", language=language, history=directory).closed(name, SEARCH)
    if name == "towns":
        assert any("1" in row.values() for row in rows(own, "towns-halls"))
    else:
        assert [list(row.values())[1:4] for row in rows(own, "districts-level")] == [["1", "1", "100.0"]]


def test_waits_with_one_mix_are_those_of_plain_pandas(reader: Database, history: Path) -> None:
    parts = Page(reader, "city", history=history).closed("districts", SEARCH)
    plain = pd.DataFrame(tickets())
    plain = plain[plain["date"].ge(DATE)].assign(wait_s=lambda frame: frame["wait_s"].astype(float))
    weights = plain["service"].value_counts(normalize=True)
    table = {row["District"]: row for row in rows(parts, "districts-waits")}
    for district, halls in {
        "Wendeng District": ("wendeng", "zetou", "gejia"),
        "Rongcheng City": ("rongcheng", "shidao"),
    }.items():
        mine = plain[plain["hall"].isin(halls)]
        means = mine.groupby("service")["wait_s"].mean()
        row = table[district]
        assert row["Called"] == str(len(mine))
        assert float(row["Mean wait (min)"]) == pytest.approx(mine["wait_s"].mean() / 60, abs=0.051)
        assert float(row["With one mix (min)"]) == pytest.approx(
            np.average(means, weights=weights[means.index]) / 60, abs=0.051
        )
        assert float(row["Covered (%)"]) == pytest.approx(weights[means.index].sum() * 100, abs=0.051)
    # Gejia's three and, with them, Zetou's are hidden; Daoji called nobody.
    assert [row["Hall"] for row in rows(parts, "districts-halls-waits")] == [
        "Wendeng District Hall",
        "Rongcheng City Hall",
        "Shidao Hall",
    ]
    assert parts["districts-halls-waits-card"]["hidden"] is False


def test_funnels_hold_each_hall_to_its_own_target(reader: Database, history: Path) -> None:
    parts = Page(reader, "city", history=history).closed("districts", SEARCH)
    table = {row["Hall"]: row for row in rows(parts, "districts-level")}
    # Rongcheng's target is two minutes; its waits are one to seven minutes, day by day in turn.
    mine = [row for row in tickets() if row["hall"] == "rongcheng"]
    within = sum(row["wait_s"] <= 120 for row in mine)
    assert (table["Rongcheng City Hall"]["Count"], table["Rongcheng City Hall"]["Of"]) == (str(within), "200")
    assert (table["Rongcheng City Hall"]["Target (min)"], table["Wendeng District Hall"]["Target (min)"]) == ("2", "15")
    assert "Targets differ" in said(parts, "districts-level-line")
    absent = {row["Hall"]: row for row in rows(parts, "districts-no-show")}
    assert (absent["Shidao Hall"]["Count"], absent["Shidao Hall"]["Of"], absent["Shidao Hall"]["Share (%)"]) == (
        "60",
        "60",
        "100.0",
    )
    # Gejia's three are hidden, and Zetou's with them: the district's sums are shown.
    assert set(absent) == {"Wendeng District Hall", "Rongcheng City Hall", "Shidao Hall"}


def test_a_change_has_its_interval_and_a_hall_without_a_past_none(reader: Database, history: Path) -> None:
    parts = Page(reader, "city", history=history).closed("districts", f"{SEARCH}&hall=district:wendeng")
    row = {one["Hall"]: one for one in rows(parts, "districts-change")}["Wendeng District Hall"]
    plain = pd.DataFrame(tickets())
    mine = plain[plain["hall"].eq("wendeng")].assign(wait_s=lambda frame: frame["wait_s"].astype(float))
    now = mine[mine["date"].ge(DATE)].groupby("date")["wait_s"].mean()
    # Days of 30 each: the mean of the daily means; before it, every wait was ten minutes.
    assert float(row["Change"]) == pytest.approx((now.mean() - 600) / 60, abs=0.051)
    half = 2.262 * now.std(ddof=1) / np.sqrt(10) / 60
    assert float(row["To"]) - float(row["From"]) == pytest.approx(2 * half, abs=0.11)
    assert (row["Days"], row["Days, other period"]) == ("10", "10")
    alone = Page(reader, "district:rongcheng", history=history).closed("districts", SEARCH)
    assert {one["Change"] for one in rows(alone, "districts-change")} == {""}
    assert noted(alone, "districts-change") == "There is no other period to compare with"
    assert alone["districts-change-keys"]["hidden"] is True, "words need no legend"
    assert alone["districts-change-chart"]["className"] == "bare"
    assert alone["districts-waits-keys"]["hidden"] is False
    assert (
        rows(Page(reader, "city", history=history).closed("districts", f"{SEARCH}&than=none"), "districts-change")[0]["Change"]
        == ""
    )


def test_doubtful_records_are_shares_of_what_they_could_be(reader: Database, tmp_path: Path) -> None:
    directory = stored(tmp_path / "history", [row for row in tickets() if row["hall"] != "gejia"])
    parts = Page(reader, "district:wendeng", history=directory).closed("districts", SEARCH)
    row = {one["Hall"]: one for one in rows(parts, "districts-quality")}["Zetou Town Hall"]
    assert (row["Under 30 s"], row["of timed services"], row["Under 30 s (%)"]) == ("1", "121", "0.83")
    assert (row["Within 10 s"], row["of called"], row["Within 10 s (%)"]) == ("1", "121", "0.83")
    assert (row["Start left out"], row["Ended by closing"]) == ("0", "0")


def test_a_hall_manager_sees_no_other_hall_compared(reader: Database, history: Path) -> None:
    parts = Page(reader, "hall:zetou", history=history).closed("districts", f"{SEARCH}&hall=city")
    everything = "".join(str(part) for part in parts.values())
    for other in ("Wendeng District Hall", "Gejia Town Hall", "Rongcheng City Hall", "文登区社保大厅"):
        assert other not in everything
    assert "nothing to compare it with" in said(parts, "districts-answer")
    assert parts["districts-halls-waits-card"]["hidden"] is True


@pytest.mark.parametrize("language", ["en", "zh"])
def test_long_names_that_look_like_markup_are_text(played: Played, reader: Database, history: Path, language: str) -> None:
    name = "<b>Zetou</b> Subdistrict Human Resources, Social Security and Medical Insurance Service Centre, Second Branch at the Market"
    renamed = Text("<b>泽头镇</b>人力资源社会保障和医疗保险综合服务中心集市第二分中心", name)
    with played.database.writing() as connection:
        config, version = read_city(connection).halls["zetou"]
        save_hall(connection, msgspec.structs.replace(config, name=renamed), version, 0, "admin")
    page = Page(reader, "city", language=language, history=history)
    for card in ("towns-halls", "towns-map"):
        shown = str(drawn(page.closed("towns", SEARCH), card))
        assert "<b>Zetou</b>" not in shown
        assert "<b>泽头镇</b>" not in shown
    assert len(page.closed("districts", SEARCH)) > 9
