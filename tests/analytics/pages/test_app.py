import base64
import hashlib
import json
import re
from typing import Any

import pytest
from msgspec import structs

from analytics.pages.app import warm_up
from analytics.queries.history import History
from analytics.queries.live import Live
from analytics.viewer import to_headers
from analytics.words import wait_range
from queue_server.city.city import City
from queue_server.city.text import Text
from queue_server.core import commands as c
from queue_server.core.estimate import simulate, snapshot
from queue_server.eventlog.database import Database
from queue_server.eventlog.opening import open_database
from tests.analytics.callbacks import NO_HISTORY, Page, text_of
from tests.analytics.played import CITY, DATE, HALLS, Played, at_ms, hall

CHINESE = re.compile(r"[\u3400-\u9fff\uff00-\uffef]")


@pytest.fixture
def morning(played: Played) -> Played:
    """Two tickets called in Wendeng, one waiting; one in Zetou; one in Shidao."""
    played.open("wendeng")
    for clock in ("08:31", "08:35", "09:40"):
        played.take("wendeng", clock)
    played.call("wendeng", "08:41")
    played.finish("wendeng", "08:50")
    played.call("wendeng", "08:55")
    for place in ("zetou", "shidao"):
        played.open(place)
        played.take(place, "09:00")
    return played


def test_the_managers_figures(morning: Played, reader: Database) -> None:
    parts = Page(reader, "hall:wendeng").drawn("hall:wendeng")
    day = morning.days["wendeng", DATE]
    line = snapshot(day, at_ms("10:00"))
    assert line is not None
    wait = simulate(line).for_new(day, (), "normal", at_ms("10:00"))  # as the server tells a kiosk
    assert wait is not None
    taken_now = wait_range("en", wait.p50_s, wait.p90_s).replace("\u00a0", " ")
    answer = text_of(parts["today-answer"]["children"]).replace("\u00a0", " ")
    # Waits of 10 and 20 min: half 15, nine in ten 10 + 0.9 * 10 = 19; one of two within 15.
    assert answer == (
        f"One person is waiting, the longest for 20 min. Who takes a ticket now waits {taken_now}. Of the 2 called today, half waited "
        "at most 15 min and nine in ten at most 19 min. 50% were called within the target."
    )
    assert text_of(parts["today-question"]["children"]) == "How is the hall doing now?"
    figures = [text_of(figure) for figure in parts["today-figures"]["children"]]
    assert [figure.replace("\u00a0", " ") for figure in figures] == [
        "Waiting10 put aside · 1 at a counter",
        "Longest now20 minover the target of 15 min",
        f"Ticket taken now{taken_now}half wait less, nine in ten no longer",
        "Within target50%of 2 called",
        "Served1of 3 issued",
        "Left unserved00 no-shows · 0 cancelled",
    ]
    assert text_of(parts["as-of"]["children"]) == "2026-03-02 10:00 · hall time"
    assert "Source: tickets of Wendeng District Hall, 2026-03-02, up to 10:00 (hall time)." in text_of(
        parts["waits-source"]["children"]
    )
    assert "left out, 1 today" in text_of(parts["waits-source"]["children"])


def test_waits_under_a_minute_are_at_most_one(played: Played, reader: Database) -> None:
    played.open("wendeng")
    for counter in (1, 2):
        played.take("wendeng", "08:31")
        played.call("wendeng", "08:31", counter=counter)
    parts = Page(reader, "hall:wendeng").drawn("hall:wendeng")
    assert "nine in ten waited at most 1 min" in text_of(parts["today-answer"]["children"]).replace("\u00a0", " ")


@pytest.mark.parametrize(
    "choice", ["hall:zetou", "hall:rongcheng", "district:wendeng", "city", "hall:nowhere", "", "hall:wendeng ", "HALL:wendeng"]
)
def test_a_manager_cannot_ask_for_another_hall_by_editing_what_the_page_sends(
    morning: Played, reader: Database, choice: str
) -> None:
    page = Page(reader, "hall:wendeng")
    assert page.look(choice).status_code == 403
    page.drawn("hall:wendeng")
    assert page.look(choice, shown=page.shown).status_code == 403
    assert page.look(choice, shown=[choice, page.shown[1]]).status_code == 403


@pytest.mark.parametrize("choice", [None, 5, ["hall:wendeng"], {"hall": "wendeng"}])
def test_a_choice_that_is_none_is_refused(morning: Played, reader: Database, choice: Any) -> None:
    assert Page(reader, "hall:wendeng").look(choice).status_code == 400


def test_an_official_of_a_district_sees_the_district_only(morning: Played, reader: Database) -> None:
    page = Page(reader, "district:rongcheng")
    parts = page.drawn("district:rongcheng")
    assert text_of(parts["today-question"]["children"]) == "How are the halls doing now?"
    assert [row.split(",")[0] for row in parts["halls-rows"]["data"].splitlines()[1:]] == ["Shidao Hall", "Rongcheng City Hall"]
    assert page.look("district:wendeng").status_code == 403
    assert page.look("hall:wendeng").status_code == 403
    assert page.look("city").status_code == 403


def test_nothing_new_draws_nothing(morning: Played, reader: Database) -> None:
    page = Page(reader, "hall:wendeng")
    page.drawn("hall:wendeng")
    assert page.drawn("hall:wendeng", shown=page.shown).keys() == {"answered"}


def test_only_what_has_changed_is_drawn_again(morning: Played, reader: Database) -> None:
    page = Page(reader, "hall:wendeng")
    page.drawn("hall:wendeng")
    morning.open("gejia")
    morning.take("gejia", "09:51")
    assert page.drawn("hall:wendeng", shown=page.shown).keys() == {"answered"}, "another hall's ticket is none of this hall's"
    morning.call("wendeng", "09:59", counter=2)
    again = page.drawn("hall:wendeng", shown=page.shown)
    assert {"waits-drawn", "arrivals-drawn", "today-figures", "today-answer"} <= again.keys()


def test_another_choice_is_drawn_whole(morning: Played, reader: Database) -> None:
    page = Page(reader, "city")
    page.drawn("city")
    whole = page.drawn("hall:zetou", shown=page.shown)
    assert {"waits-drawn", "arrivals-drawn", "halls-drawn"} <= whole.keys()
    assert "hall=hall:zetou" in whole["to-en"]["href"]


@pytest.mark.parametrize(
    "shown", [5, [], ["hall:wendeng"], ["hall:wendeng", 5], ["hall:wendeng", ["x"]], {"a": 1}, ["hall:wendeng", "made-up"]]
)
def test_whatever_the_page_says_that_it_shows_it_gets_the_figures(morning: Played, reader: Database, shown: Any) -> None:
    assert "waits-drawn" in Page(reader, "hall:wendeng").drawn("hall:wendeng", shown=shown)


def test_without_a_viewer_nothing_is_answered(played: Played, reader: Database) -> None:
    page = Page(reader, "city")
    paths = [rule.rule for rule in page.server.url_map.iter_rules()]
    assert len(paths) > 5
    for path in paths:
        address = re.sub(r"<[^>]*>", "x", path)
        for headers in ({}, to_headers(page.viewer) | {"x-onewindow-scopes": "[]"}):
            assert page.client.get(address, headers=headers).status_code == 403
            assert page.client.post(address, json={}, headers=headers).status_code == 403


WRONG_BODIES: list[Any] = [
    [],
    {},
    "x",
    {"output": "page.children"},
    {"output": "nothing.at-all", "outputs": [], "inputs": [], "changedPropIds": []},
    {"output": ["page.children"], "outputs": [], "inputs": [], "changedPropIds": []},
    {"output": "page.children", "outputs": {}, "inputs": [5], "changedPropIds": ["address.search"]},
    {
        "output": "page.children",
        "outputs": {},
        "inputs": [{"id": "other", "property": "x"}],
        "changedPropIds": ["address.search"],
    },
    {"output": "page.children", "inputs": [{"id": "address", "property": "search", "value": ""}], "changedPropIds": [5]},
    {  # the browser runs it itself
        "output": "closed-heat-figure.figure",
        "outputs": {"id": "closed-heat-figure", "property": "figure"},
        "inputs": [{"id": "closed-heat-drawn", "property": "data"}],
        "state": [{"id": "closed-heat-figure", "property": "figure"}],
        "changedPropIds": ["closed-heat-drawn.data"],
    },
]


@pytest.mark.parametrize("body", WRONG_BODIES, ids=str)
def test_a_callback_that_is_none_of_ours_is_a_problem_and_no_failure(reader: Database, body: Any) -> None:
    answer = Page(reader, "city").post(body)
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    assert answer.json is not None
    assert answer.json["code"] == "invalid"


def test_what_is_no_json_is_a_problem_and_no_failure(reader: Database) -> None:
    page = Page(reader, "city")
    for content, kind in (
        (b"{", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'{"half a character": "\\ud800"}', "application/json"),
        (b"{}", "text/plain"),
        (b"\xff", "application/json"),
    ):
        answer = page.client.post("/analytics/_dash-update-component", data=content, content_type=kind, headers=page.headers)
        assert (answer.status_code, answer.content_type) in (
            (400, "application/problem+json"),
            (415, "application/problem+json"),
        )


def test_half_a_character_in_an_address_is_a_problem_and_no_failure(played: Played, reader: Database) -> None:
    assert Page(reader, "city").layout("?lang=en&show=\ud800").status_code == 400


@pytest.mark.parametrize("search", [5, ["?lang=en"], {"lang": "en"}, None, "?lang=en&hall=%ff", "?lang=xx&hall=nowhere"])
def test_whatever_stands_in_the_address_the_page_comes(played: Played, reader: Database, search: Any) -> None:
    assert Page(reader, "city").layout(search).status_code == 200


@pytest.mark.parametrize(
    "path", ["nothing", "_dash-component-suites/dash/none.js", "_dash-component-suites/os/path.py", "assets/../viewer.py"]
)
def test_what_is_not_there_is_a_problem(reader: Database, path: str) -> None:
    answer = Page(reader, "city").get(path)
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    assert answer.json is not None
    assert answer.json["code"] == "not-found"


def test_a_scope_of_a_hall_that_is_no_more_opens_no_page(played: Played, reader: Database) -> None:
    assert Page(reader, "hall:gone").layout().status_code == 403


def test_the_english_page_has_no_chinese_but_marked(morning: Played, reader: Database) -> None:
    page = Page(reader, "city")
    index = page.get("?lang=en").text
    assert not CHINESE.search(index)
    assert '<html lang="en">' in index
    layout = page.layout("?lang=en").json
    assert [text for text in _texts(layout) if CHINESE.search(text)] == ["中文"]
    assert not CHINESE.search(json.dumps(page.drawn("city"), ensure_ascii=False))


def test_the_chinese_page_has_english_beside_it(morning: Played, reader: Database) -> None:
    page = Page(reader, "city", language="zh")
    question = page.drawn("city")["today-question"]["children"]
    assert text_of(question) == "各大厅现在顺不顺？ How are the halls doing now?"
    assert [part["props"]["lang"] for part in question if isinstance(part, dict)] == ["zh", "en"]
    assert '<html lang="zh">' in page.get("").text


def test_demo_figures_say_that_they_are_simulated(played: Played, reader: Database) -> None:
    page = Page(reader, "hall:wendeng")
    page.headers = to_headers(page.viewer) | {"x-onewindow-speed": "30.0"}
    texts = " ".join(_texts(page.layout("?lang=en").json))
    assert "simulated data · clock ×30" in texts
    assert "No figure of this page is of a real hall." in texts


def test_the_chooser_offers_what_may_be_seen_and_starts_where_the_address_says(played: Played, reader: Database) -> None:
    def chooser(page: Page, search: str) -> dict[str, Any]:
        return next(one["props"] for one in _components(page.layout(search).json) if one["props"].get("id") == "choice")

    city = chooser(Page(reader, "city"), "?lang=en&hall=zetou")
    assert city["value"] == "hall:zetou"
    assert [option["value"] for option in city["options"]][:3] == ["city", "district:wendeng", "district:rongcheng"]
    assert len(city["options"]) == 3 + len(HALLS)
    manager = chooser(Page(reader, "hall:zetou"), "?lang=en&hall=wendeng")
    assert (manager["value"], len(manager["options"])) == ("hall:zetou", 1)


def test_an_empty_day_is_said_in_words(played: Played, reader: Database) -> None:
    parts = Page(reader, "hall:wendeng", clock="08:00").drawn("hall:wendeng")
    assert text_of(parts["today-answer"]["children"]) == "No ticket has been issued today yet."
    assert parts["waits-rows"]["data"].splitlines()[1:] == []


def test_a_closed_day_says_so_and_what_closing_ended(morning: Played, reader: Database) -> None:
    morning.finish("wendeng", "16:59")
    morning.play("wendeng", c.CloseDay(at_ms=at_ms("17:00"), by="manager"))
    parts = Page(reader, "hall:wendeng", clock="17:10").drawn("hall:wendeng")
    assert text_of(parts["today-answer"]["children"]).startswith("The day is closed. Of the 2 called")
    assert text_of(parts["today-figures"]["children"][-1]) == "Left unserved10 no-shows · 0 cancelled · 1 by closing"


def test_storage_that_is_away_is_said_and_comes_back(morning: Played, reader: Database) -> None:
    page = Page(reader, "hall:wendeng")
    page.drawn("hall:wendeng")
    away = reader.path.with_suffix(".away")
    reader.engine.dispose()
    reader.path.rename(away)
    parts = page.drawn("hall:wendeng", shown=page.shown)
    assert "the data cannot be read just now" in text_of(parts["storage"]["children"])
    assert parts.keys() == {"answered", "shown", "storage"}
    assert "the data cannot be read just now" in " ".join(_texts(page.layout("?lang=en").json))
    away.rename(reader.path)
    parts = page.drawn("hall:wendeng", shown=page.shown)
    assert parts["storage"]["children"] == []
    assert "today-answer" in parts


def test_scripts_are_our_own_and_the_one_inline_script_by_its_hash(played: Played, reader: Database) -> None:
    answer = Page(reader, "city").get("")
    policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
    inline = re.findall(r"<script(?![^>]*src=)(?![^>]*application/json)[^>]*>(.*?)</script>", answer.text, re.DOTALL)
    hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in inline]
    assert policy["script-src"].split(" ") == ["'self'", *hashes]
    assert policy["default-src"] == "'none'"
    assert answer.headers["Cache-Control"] == "no-store"
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', answer.text), "everything comes from this server"


def test_halls_with_different_targets_and_an_empty_catalogue(tmp_path: Any) -> None:
    halls = (HALLS[0], structs.replace(HALLS[1], target_s=300))
    played = Played(tmp_path / "other.db", City(name=CITY.name, districts=CITY.districts, halls=halls, services=()))
    reader = open_database(played.url, create=False, reader=True)
    played.open("wendeng")
    played.take("wendeng", "09:00")
    parts = Page(reader, "city").drawn("city")
    assert text_of(parts["today-figures"]["children"][1]).endswith("since issue")
    reader.close()
    played.close()


def test_warming_up_draws_everything_and_minds_nothing(morning: Played, reader: Database) -> None:
    live, history = Live(reader), History(NO_HISTORY)
    warm_up(live, history)
    away = reader.path.with_suffix(".away")
    reader.engine.dispose()
    reader.path.rename(away)
    warm_up(live, history)
    away.rename(reader.path)


def test_names_are_text_everywhere(tmp_path: Any) -> None:
    evil = "<img src=x onerror=alert(1)>"
    city = City(
        name=Text(evil, evil),
        districts=CITY.districts,
        halls=(hall("a", evil, evil, district="wendeng"), hall("b", f"{evil}2", f"{evil}2", district="wendeng")),
        services=CITY.services,
    )
    played = Played(tmp_path / "evil.db", city)
    reader = open_database(played.url, create=False, reader=True)
    try:
        played.open("a")
        played.take("a", "09:00")
        page = Page(reader, "city")
        parts = page.drawn("city")
        assert evil not in json.dumps(parts["halls-drawn"])
        assert "&lt;img" in json.dumps(parts["halls-drawn"])
        assert evil not in page.get("").text
    finally:
        reader.close()
        played.close()


def _components(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, list):
        return [found for child in node for found in _components(child)]
    if isinstance(node, dict):
        own = [node] if "props" in node and "type" in node else []
        return own + [found for child in node.values() for found in _components(child)]
    return []


def _texts(node: Any) -> list[str]:
    """Return the texts that are seen: children, and the labels of options."""
    found: list[str] = []
    for component in _components(node):
        children = component["props"].get("children")
        listed = children if isinstance(children, list) else [children]
        found += [child for child in listed if isinstance(child, str)]
        found += [option["label"] for option in component["props"].get("options", [])]
    return found
