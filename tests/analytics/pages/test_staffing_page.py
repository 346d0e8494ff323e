"""The page about staffing: what it says, and a what-if from its address to its answer."""

import csv
import io
import re
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from analytics.pages import whatif_form
from analytics.simulation.changed import AS_IT_WAS, Change
from analytics.viewer import to_headers
from queue_server.eventlog.database import Database
from tests.analytics.callbacks import Page, callback_body, text_of
from tests.analytics.memory import DATE, counter, stored, ticket
from tests.analytics.simulation.recorded import DAY, MONTH, month

PERIOD = "from=2026-03-01&to=2026-03-31&than=none"
ENDS_S = 180.0


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return month(tmp_path_factory.mktemp("history"))


def said(parts: dict[str, Any], component: str) -> str:
    return text_of(parts[component]["children"]).replace("\u00a0", " ")


def rows(parts: dict[str, Any], card: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(parts[f"{card}-rows"]["data"].removeprefix("\ufeff"))))


class WhatIf:
    """A page's half of a what-if: asks as the browser does."""

    def __init__(self, page: Page, token: str = "token") -> None:
        self.page, self.token, self.number = page, token, 0

    def look(self, search: str, *, begin: bool = False, asked: Any = None) -> dict[str, Any]:
        self.number += 1
        answer = self.page.post(
            callback_body(
                self.page.dependencies,
                "whatif-answered",
                [("whatif-asked", "data", asked or {"number": self.number, "search": search, "begin": begin, "at": 0})],
                ("whatif-page", "data", self.token),
                ("language", "data", self.page.language),
            )
        )
        assert answer.status_code == 200, answer.text
        parts: dict[str, Any] = (answer.json or {})["response"]
        assert parts["whatif-answered"]["data"] == self.number
        return parts

    def played(self, search: str) -> dict[str, Any]:
        """Play to the end."""
        parts = self.look(search, begin=True)
        end_s = time.monotonic() + ENDS_S
        while not parts["whatif-clock"]["disabled"]:
            assert time.monotonic() < end_s, "the run does not end"
            time.sleep(0.05)
            parts = self.look(search)
        return parts


def test_the_answer_the_figures_and_the_tables(reader: Database, history: Path) -> None:
    parts = Page(reader, "hall:wendeng", history=history).closed("staffing", f"?{PERIOD}")
    assert said(parts, "staffing-answer").startswith("From 2026-03-01 to 2026-03-31, counters were busy for ")
    assert "by Erlang C" in said(parts, "staffing-answer")
    hours = rows(parts, "staffing-open")
    assert [(row["Hour"], row["Counters open"]) for row in hours] == [("09", "3.0"), ("10", "3.0"), ("11", "3.0")]
    assert sum(float(row["Tickets a day"]) for row in hours) == pytest.approx(60, abs=0.2)
    (service,) = rows(parts, "staffing-service")
    assert int(service["Served"]) == 20 * 60
    assert float(service["Median from (95%)"]) < float(service["Median (min)"]) < float(service["Median to (95%)"])
    fair = rows(parts, "staffing-fairness")
    assert [row["Priority"] for row in fair] == ["Normal", "Elder"]
    assert {row["Overtaken (%)"] for row in fair} == {"0.0"}  # served in the order in which they came
    assert all(int(row["Counters needed"]) >= 3 for row in rows(parts, "staffing-wanted"))
    options = parts["whatif-day"]["options"]
    assert [option["value"] for option in options[:2]] == [MONTH, (DATE + timedelta(days=19)).isoformat()]
    assert len(options) == 21
    assert parts["whatif-form"]["hidden"] is False


def test_of_several_halls_neither_erlang_nor_a_what_if_is_told(reader: Database, history: Path) -> None:
    page = Page(reader, "city", history=history)
    parts = page.closed("staffing", f"?{PERIOD}")
    assert parts["whatif-form"]["hidden"] is True
    assert parts["whatif-one-hall"]["hidden"] is False
    assert rows(parts, "staffing-wanted") == []
    assert "Choose one hall" in parts["staffing-wanted-drawn"]["data"]["layout"]["annotations"][0]["text"]
    assert "Choose one hall" in said(WhatIf(page).look("?run=1", begin=True), "whatif-progress")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_without_any_history_the_page_says_so(reader: Database, language: str) -> None:
    page = Page(reader, "hall:wendeng", language=language)
    parts = page.closed("staffing")
    assert ("no opening times" if language == "en" else "没有窗口开放时间") in said(parts, "staffing-answer")
    for name in ("occupancy", "open", "service", "fairness", "wanted"):
        assert parts[f"staffing-{name}-drawn"]["data"]["layout"]["annotations"]
    assert parts["whatif-day"]["options"] == []
    assert ("no day with tickets" if language == "en" else "没有可推演") in said(
        WhatIf(page).look("?run=1", begin=True), "whatif-progress"
    )


def test_groups_under_five_show_their_number_only_outside_the_hall(reader: Database, tmp_path: Path) -> None:
    few = [ticket(n, service="P001" if n < 3 else "G001", priority="elder" if n < 3 else "normal") for n in range(1, 10)]
    stored(tmp_path, few, [counter()], tickets=9)
    outside = Page(reader, "city", history=tmp_path).closed("staffing", f"?hall=wendeng&{PERIOD}")
    inside = Page(reader, "hall:wendeng", history=tmp_path).closed("staffing", f"?{PERIOD}")
    by_served = {row["Served"]: row["Median (min)"] for row in rows(outside, "staffing-service")}
    assert by_served == {"7": "5.0", "2": ""}
    assert {row["Served"]: row["Median (min)"] for row in rows(inside, "staffing-service")} == {"7": "5.0", "2": "5.0"}
    assert [row["p50 (min)"] for row in rows(outside, "staffing-fairness")] == ["1.0", ""]


def test_a_what_if_from_the_address_to_its_answer(reader: Database, history: Path) -> None:
    search = f"?{PERIOD}&day={DAY}&counters=2&run=1"
    page = WhatIf(Page(reader, "hall:wendeng", history=history))
    parts = page.played(search)
    outcome = said(parts, "whatif-outcome")
    assert outcome.startswith("The simulator's own error first: the mean wait was ")
    assert "longer" in outcome
    assert parts["whatif-results"]["hidden"] is False
    wait = rows(parts, "whatif-waits")[0]
    assert float(wait["Changed"]) > float(wait["Played as it was"])
    assert float(wait["Change"]) == pytest.approx(float(wait["Changed"]) - float(wait["Played as it was"]), abs=0.11)
    assert float(wait["Simulator's error"]) == pytest.approx(
        float(wait["Played as it was"]) - float(wait["Happened"]), abs=0.11
    )
    assert "Simulated, also where the days are real" in said(parts, "whatif-waits-source")
    colleague = WhatIf(Page(reader, "hall:wendeng", history=history), "other")
    assert said(colleague.played(search), "whatif-outcome") == outcome  # the same seed wherever it is played


def test_an_address_without_run_plays_nothing(reader: Database, history: Path) -> None:
    parts = WhatIf(Page(reader, "hall:wendeng", history=history)).look(f"?{PERIOD}&counters=2", begin=True)
    assert (parts["whatif-clock"]["disabled"], parts["whatif-results"]["hidden"]) == (True, True)
    assert parts["whatif-progress"]["children"] == []


def test_a_heavy_run_freezes_nobodys_page_and_can_be_stopped(reader: Database, tmp_path: Path) -> None:
    application = Page(reader, "hall:wendeng", history=month(tmp_path, visitors=300, counters=15))
    page, search = WhatIf(application), f"?{PERIOD}&day={MONTH}&counters=16&demand=200&run=1"
    parts = page.look(search, begin=True)
    assert "Playing" in said(parts, "whatif-progress")
    drawn = application.closed("waits", f"?{PERIOD}")  # what another viewer asks of the same process meanwhile
    assert "were called" in said(drawn, "waits-answer")
    parts = page.look(search)
    assert parts["whatif-clock"]["disabled"] is False, "the page came only after the run"
    assert parts["whatif-stop"]["hidden"] is False
    parts = page.look(f"?{PERIOD}&day={MONTH}", begin=True)
    assert said(parts, "whatif-progress") == "Stopped before there was an answer. Press Play to begin again."
    assert page.look(f"?{PERIOD}&day={MONTH}&counters=3", begin=True)["whatif-progress"]["children"] == [], "it is said once"
    parts = page.look(search)
    assert "Press Play" in said(parts, "whatif-progress")
    assert parts["whatif-clock"]["disabled"] is True


def test_viewers_of_one_name_have_a_run_each(reader: Database, history: Path) -> None:
    page = Page(reader, "hall:wendeng", history=history)
    first, second = (to_headers(replace(page.viewer, login=login)) for login in ("wang.wei", "wang.wei.2"))
    search = f"?{PERIOD}&day={MONTH}&counters=16&demand=150&run=1"
    page.headers = first
    WhatIf(page, "a").look(search, begin=True)
    page.headers = second
    WhatIf(page, "b").look(f"{search}&service=20", begin=True)
    page.headers = first
    parts = WhatIf(page, "a").look(search)
    assert "Another page of yours" not in said(parts, "whatif-progress")
    assert parts["whatif-clock"]["disabled"] is False
    for headers, token in ((first, "a"), (second, "b")):
        page.headers = headers
        WhatIf(page, token).look(f"?{PERIOD}", begin=True)


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("counters=many", "Counters: 0 to 200"),
        ("counters=201", "Counters: 0 to 200"),
        ("counters=8-25:3", "Counters: 0 to 200"),
        ("counters=-1", "Counters: 0 to 200"),
        ("demand=300", "Visitors: whole percent from -95 to 200"),
        ("service=short", "Time at the counter: whole percent"),
        ("day=2026-13", "A day such as 2026-03-02"),
        ("policy=random", "no such choice: random"),
        ("layout=none", "no such choice: none"),
    ],
)
def test_wrong_numbers_are_said_and_stay_in_the_form(reader: Database, history: Path, field: str, message: str) -> None:
    page = Page(reader, "hall:wendeng", history=history)
    parts = WhatIf(page).look(f"?{PERIOD}&{field}&run=1", begin=True)
    assert message in said(parts, "whatif-progress")
    assert parts["whatif-clock"]["disabled"] is True
    layout = page.layout(f"?{PERIOD}&{field}", page="staffing")
    assert field.partition("=")[2] in layout.text


@pytest.mark.parametrize(
    ("search", "change"),
    [
        ("", AS_IT_WAS),
        ("?counters=12&layout=unified", Change(counters=12, layout="unified")),
        ("?counters=8-10:12,%2013:9", Change(counters={8: 12, 9: 12, 13: 9})),
        ("?counters=8－10：12，13：9", Change(counters={8: 12, 9: 12, 13: 9})),
        ("?demand=%2B10&service=-34%25", Change(demand=1.1, service_time=0.66)),
        ("?demand=−5", Change(demand=0.95)),
        ("?policy=strict&layout=by-group", Change(policy="strict", layout="by-group")),
    ],
)
def test_what_an_address_changes(search: str, change: Change) -> None:
    found = whatif_form.change(whatif_form.form(search))
    assert found.demand == pytest.approx(change.demand)
    assert found.service_time == pytest.approx(change.service_time)
    assert (found.counters, found.layout, found.policy) == (change.counters, change.layout, change.policy)


def test_the_ends_of_what_a_form_takes_can_be_played(reader: Database, history: Path) -> None:
    for ends in ("demand=-95&service=-90&counters=0", "demand=200&service=200&counters=200"):
        parts = WhatIf(Page(reader, "hall:wendeng", history=history)).played(f"?{PERIOD}&day={DAY}&{ends}&run=1")
        assert "own error" in said(parts, "whatif-outcome"), ends


def test_too_few_tickets_are_not_played_for_who_does_not_work_there(reader: Database, tmp_path: Path) -> None:
    stored(tmp_path, [ticket(n) for n in range(1, 5)], [counter()], tickets=4)
    outside = WhatIf(Page(reader, "city", history=tmp_path)).look(f"?hall=wendeng&{PERIOD}&run=1", begin=True)
    assert "Fewer than five" in said(outside, "whatif-progress")


def test_nobody_plays_another_hall(reader: Database, history: Path) -> None:
    page = Page(reader, "hall:zetou", history=history)
    parts = WhatIf(page).look(f"?hall=wendeng&{PERIOD}&run=1", begin=True)
    assert "no day with tickets" in said(parts, "whatif-progress")
    body = callback_body(
        page.dependencies,
        "whatif-answered",
        [("whatif-asked", "data", {"number": "x"})],
        ("whatif-page", "data", "token"),
        ("language", "data", "en"),
    )
    assert page.post(body).status_code == 400


def test_the_reform_is_one_click(reader: Database, tmp_path: Path) -> None:
    made = {"source": "simulated", "walk_s": None}
    stored(tmp_path, [ticket(n, service_s=300.0, scenario="before", **made) for n in range(1, 9)], counters=22, tickets=8)
    later = DATE + timedelta(days=40)
    stored(tmp_path, [ticket(1, service_s=200.0, date=later, scenario="after", **made)], counters=12, tickets=1)
    for choice in ("city", "hall:wendeng"):
        shortcut = Page(reader, choice, history=tmp_path).closed("staffing", "?lang=en&demand=10")["whatif-shortcut"]
        links = [each["props"]["children"]["props"] for each in shortcut["children"]]
        assert "12 unified counters in place of 22" in text_of(links[0]["children"])
        assert "33% shorter" in text_of(links[1]["children"])
        for link, service in zip(links, ("", "-33"), strict=True):
            form = whatif_form.form(link["href"])
            assert (form.day, form.counters, form.layout, form.demand, form.run) == (MONTH, "12", "unified", "", True)
            assert form.service == service
            assert "hall=hall:wendeng" in link["href"]
            assert "lang=en" in link["href"]


def test_beside_chinese_the_other_period_is_in_english(reader: Database, history: Path) -> None:
    page = Page(reader, "hall:wendeng", history=history, language="zh")
    parts = page.closed("staffing", "?from=2026-03-16&to=2026-03-31&than=previous")
    assert re.search(r"other period: \d+ min", said(parts, "staffing-figures"))
