"""Answers that viewers share: made once, never with more rights than who asks has, never older than what they are made of."""

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from analytics.history import populations
from analytics.history.populations import Population
from analytics.once import Once
from analytics.pages.shared import Answers
from analytics.queries.history import History
from analytics.viewer import Viewer, to_headers
from queue_server.eventlog.database import Database
from tests.analytics.callbacks import Page, text_of
from tests.analytics.memory import DATE, stored, ticket
from tests.analytics.played import at_ms

SEARCH = "?from=2026-03-02&to=2026-03-06&than=none"
PATIENCE_S = 30.0


def tickets() -> list[dict[str, Any]]:
    """Three at Wendeng, so few that only who works there sees them; nine at Zetou."""
    return [
        *(ticket(n, wait_s=60.0 * n) for n in range(1, 4)),
        *(ticket(n, hall="zetou", wait_s=60.0) for n in range(1, 10)),
    ]


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return stored(tmp_path / "history", tickets())


class Counting(History):
    """A history that notes how often it is asked for tickets."""

    asked = 0

    def frame(self, sql: str, *given: Any, **values: Any) -> Any:
        self.asked += "facts" in sql or "tickets" in sql
        return super().frame(sql, *given, **values)


def as_viewer(page: Page, *scopes: str, user: str = "somebody", clock: str = "10:00") -> Page:
    """Let another viewer ask the same application."""
    page.headers = to_headers(Viewer(user=user, scopes=scopes, now_ms=at_ms(clock)))
    return page


def answered(page: Page, name: str = "waits", search: str = SEARCH) -> str:
    parts = page.closed(name, search)
    return text_of(parts[f"{name}-answer"]["children"]).replace("\u00a0", " ")


def test_the_same_question_is_computed_once(reader: Database, directory: Path) -> None:
    history = Counting(directory)
    page = Page(reader, "city", history=history)
    first = page.closed("waits", SEARCH)
    asked = history.asked
    assert asked > 0
    assert as_viewer(page, "city", user="another", clock="10:05").closed("waits", SEARCH) == first
    assert history.asked == asked
    assert answered(page, search=f"{SEARCH}&channel=phone") != answered(page)
    assert history.asked > asked


@pytest.mark.parametrize("name", ["waits", "towns", "districts", "staffing"])
def test_nobody_gets_what_was_drawn_with_more_rights(reader: Database, directory: Path, name: str) -> None:
    """Whoever asked before: the answer is the one that the viewer gets from an application that nobody else has asked."""
    viewers = (
        ("hall:wendeng",),
        ("city",),
        ("district:wendeng",),
        ("hall:zetou",),
        ("district:wendeng", "hall:wendeng"),
        ("hall:zetou", "hall:wendeng"),
    )
    history = History(directory)
    together = Page(reader, *viewers[0], history=history)
    for search in (SEARCH, f"{SEARCH}&hall=wendeng"):
        alone = {scopes: Page(reader, *scopes, history=history).closed(name, search) for scopes in viewers}
        for scopes in (*viewers, *reversed(viewers)):
            assert as_viewer(together, *scopes).closed(name, search) == alone[scopes]


def test_who_works_in_a_hall_sees_few_and_who_does_not_does_not(reader: Database, directory: Path) -> None:
    page = Page(reader, "hall:wendeng", history=directory)
    few = f"{SEARCH}&hall=wendeng"
    assert "3 visitors were called" in answered(page, search=few)
    assert "too few to be shown" in answered(as_viewer(page, "city"), search=few)
    assert "3 visitors were called" in answered(as_viewer(page, "hall:wendeng"), search=few)


def test_no_name_of_a_viewer_is_in_what_others_get(reader: Database, directory: Path) -> None:
    page = as_viewer(Page(reader, "city", history=directory), "city", user="a name to find")
    for name in ("waits", "towns", "districts", "staffing"):
        assert "a name to find" not in page.ask(name, SEARCH).text


def test_new_days_and_new_populations_are_seen(reader: Database, directory: Path) -> None:
    page = Page(reader, "city", history=directory)
    assert "12 visitors were called" in answered(page)
    stored(directory, [ticket(n, hall="zetou", date=DATE + timedelta(days=1)) for n in range(1, 6)])
    assert "17 visitors were called" in answered(page)
    before = page.closed("towns", SEARCH)["towns-residents-rows"]
    populations.replace(directory, (Population(hall="zetou", population=1000, source="made", year=2025),))
    assert page.closed("towns", SEARCH)["towns-residents-rows"] != before


def test_who_asks_meanwhile_waits_for_the_one_answer_and_others_do_not() -> None:
    answers, begun, go = Answers(), threading.Event(), threading.Event()
    made: list[str] = []
    got: list[Any] = []

    def slow() -> list[Any]:
        made.append("slow")
        begun.set()
        assert go.wait(PATIENCE_S)
        return ["slow", 1]

    threads = [threading.Thread(target=lambda: got.append(answers.get("slow", slow))) for _ in range(5)]
    for thread in threads:
        thread.start()
    assert begun.wait(PATIENCE_S)
    assert answers.get("other", lambda: ["other"]) == ["other"], "another question does not wait"
    go.set()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert got == [["slow", 1]] * 5
    assert made == ["slow"]


def test_an_error_is_of_all_who_waited_and_is_not_kept() -> None:
    once: Once[int] = Once(2)
    begun, go = threading.Event(), threading.Event()
    errors: list[str] = []

    def fails() -> int:
        begun.set()
        assert go.wait(PATIENCE_S)
        raise ValueError("no figures")

    def ask() -> None:
        try:
            once.get("key", fails)
        except ValueError as error:
            errors.append(str(error))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    threads[0].start()
    assert begun.wait(PATIENCE_S)
    for thread in threads[1:]:
        thread.start()
    go.set()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert errors == ["no figures"] * 3
    assert once.get("key", lambda: 5) == 5


def test_what_was_not_asked_for_longest_goes_first() -> None:
    once: Once[int] = Once(2)
    for key in ("a", "b", "a", "c"):
        once.get(key, lambda: 1)
    assert [key for key in ("a", "b", "c") if once.kept(key)] == ["a", "c"]
