"""The page about staffing as people see it: a run is watched, stopped, played to its end, and opened anew from its address."""

import io
import re
from datetime import timedelta

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from analytics.pages import staffing, whatif_cards
from tests.analytics.browser.conftest import NewScreen, Site
from tests.analytics.browser.seen import DRAWN_MS, WALL, assert_drawn, assert_seemly, files_of
from tests.analytics.memory import DATE
from tests.analytics.simulation.recorded import DAY, MONTH, month
from tests.support.browser import DESK

PLAYED_MS = 240_000
HALL, BUSY = "rongcheng", "rushan"
DATES = f"from={DATE}&to={DATE + timedelta(days=19)}"
PERIOD = f"hall={HALL}&{DATES}"
"""Of which a month is played in two seconds of a processor."""
LONG = f"hall={BUSY}&{DATES}"
"""Of which that takes some 18 s: a page that comes to look every few seconds sees the run under way."""


@pytest.fixture(scope="module", autouse=True)
def history(site: Site) -> None:
    """Weekdays of a month at two halls that no other test looks at."""
    month(site.server.data / "history", hall=HALL, visitors=300, counters=15, source="import:recorded")
    month(site.server.data / "history", hall=BUSY, visitors=2400, counters=120, source="import:recorded")


def opened(
    new_screen: NewScreen, address: str, size: tuple[int, int] = DESK, language: str = "en", *, username: str = "official"
) -> Page:
    screen = new_screen(size=size, language=language)
    screen.login(username, "demo", "/analytics/")
    page = screen.open(f"/analytics/{address}")
    page.locator("#staffing-answer p").first.wait_for(timeout=DRAWN_MS)
    page.locator("#staffing-fairness-figure .main-svg").first.wait_for(timeout=DRAWN_MS)
    return page


@pytest.mark.parametrize("size", [DESK, WALL], ids=["desk", "wall"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_carries_data_and_a_result_and_is_tidy(new_screen: NewScreen, language: str, size: tuple[int, int]) -> None:
    page = opened(new_screen, f"staffing?{PERIOD}&day={DAY}&counters=14&run=1", size, language)
    expect(page.locator("#whatif-outcome p").first).to_be_visible(timeout=PLAYED_MS)
    page.locator("#whatif-shares-figure .main-svg").first.wait_for(timeout=DRAWN_MS)
    assert_drawn(page, [*staffing.PAGE.cards, *whatif_cards.CARDS])
    assert_seemly(page, language)


def fill_in(page: Page, counters: str) -> None:
    """Set the what-if's form to the whole month with so many counters."""
    page.locator("#whatif-day").click()
    page.locator(".dash-dropdown-content").get_by_text("the whole month").click()
    page.locator("#whatif-counters").fill(counters)


def test_a_run_is_watched_and_stopped(new_screen: NewScreen) -> None:
    page = opened(new_screen, f"staffing?{LONG}")
    fill_in(page, "110")
    page.locator("#whatif-demand").fill("+2oo")
    page.locator("#whatif-run").click()
    expect(page.locator("#whatif-progress")).to_contain_text("Not understood: +2oo", timeout=DRAWN_MS)
    expect(page.locator("#whatif-counters")).to_have_value("110")
    expect(page.locator("#whatif-demand")).to_have_value("+2oo")

    page.locator("#whatif-demand").fill("+200")
    page.locator("#whatif-run").click()
    bar = page.locator("#whatif-progress progress")
    bar.wait_for(timeout=DRAWN_MS)
    assert "run=1" in page.url
    expect(page.locator("#whatif-progress")).to_contain_text(re.compile(r"Playing: [1-9]\d*%"), timeout=PLAYED_MS)
    page.locator("#whatif-stop").click()
    expect(bar).to_have_count(0, timeout=DRAWN_MS)
    expect(page.locator("#whatif-stop")).to_be_hidden()
    expect(page.locator("#whatif-results")).to_be_hidden()
    assert "run=1" not in page.url
    expect(page.locator("#whatif-demand")).to_have_value("+200")


def test_a_run_is_played_and_opened_anew(new_screen: NewScreen) -> None:
    page = opened(new_screen, f"staffing?{PERIOD}")
    fill_in(page, "14")
    page.locator("#whatif-demand").fill("10")
    page.locator("#whatif-run").click()
    outcome = page.locator("#whatif-outcome")
    expect(outcome).to_contain_text("The simulator's own error first", timeout=PLAYED_MS)
    shown, url = outcome.inner_text(), page.url
    for part in (f"day={MONTH}", "counters=14", "demand=10", "run=1"):
        assert part in url

    about = openpyxl.load_workbook(io.BytesIO(files_of(page, "whatif-waits")["xlsx"])).worksheets[1]
    told = str([cell.value for cell in about["A"]])
    assert f"Day or month: {MONTH}" in told
    assert "Counters open: 14" in told
    assert "Compared with" not in told, "what is played is not narrowed by the page's filters"

    colleague = opened(new_screen, url.partition("/analytics/")[2])
    expect(colleague.locator("#whatif-outcome")).to_contain_text("The simulator's own error first", timeout=PLAYED_MS)
    assert colleague.locator("#whatif-outcome").inner_text() == shown
    expect(colleague.locator("#whatif-counters")).to_have_value("14")
    expect(colleague.locator("#whatif-day")).to_contain_text(MONTH)

    page.locator("#whatif-service").fill("-34")  # being written while a filter changes
    page.locator("#staffing-than").click()
    page.locator(".dash-dropdown-content").get_by_text("nothing", exact=True).click()
    expect(page.locator("#staffing-figures")).not_to_contain_text("other period", timeout=DRAWN_MS)
    expect(page.locator("#whatif-service")).to_have_value("-34")
    expect(outcome).to_contain_text("The simulator's own error first", timeout=PLAYED_MS)


def test_while_one_plays_a_month_others_see_their_pages_move(new_screen: NewScreen) -> None:
    colleague = opened(new_screen, f"staffing?{PERIOD}", username="admin")  # one login's questions wait for each other
    notes = colleague.locator("#staffing-notes")
    expect(notes).to_contain_text("The other period", timeout=DRAWN_MS)

    heavy = opened(new_screen, f"staffing?{LONG}&day={MONTH}&demand=200&run=1")
    progress = heavy.locator("#whatif-progress")
    expect(progress).to_contain_text(re.compile(r"Playing: [1-9]\d*%"), timeout=PLAYED_MS)
    colleague.locator("#staffing-than").click()
    colleague.locator(".dash-dropdown-content").get_by_text("nothing", exact=True).click()
    expect(notes).not_to_contain_text("The other period", timeout=DRAWN_MS)
    expect(progress.locator("progress")).to_be_visible()  # it was played all the while

    heavy.locator("#whatif-stop").click()
    expect(progress.locator("progress")).to_have_count(0, timeout=DRAWN_MS)
