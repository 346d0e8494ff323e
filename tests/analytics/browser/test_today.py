"""The page Today over a history of three months, as people see it."""

import csv
import io
from datetime import date, timedelta

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.analytics.browser.conftest import NewScreen, Site
from tests.analytics.browser.seen import WALL, assert_seemly, files_of, table_of
from tests.analytics.browser.test_page import DRAWN_MS, dashboard
from tests.analytics.memory import stored
from tests.analytics.pages.test_today_page import came
from tests.support.browser import DESK, wait_until

HALL = "rongcheng"


@pytest.fixture(scope="module", autouse=True)
def history(site: Site) -> None:
    """Working days of thirteen weeks in one hall, each all day long at a level of its own: 34 or 102 tickets."""
    today = date.fromisoformat(site.login("official").get(f"/api/v1/halls/{HALL}").raise_for_status().json()["date"])
    rows = []
    for day in (today - timedelta(days=back) for back in range(1, 92)):
        level = (1, 3)[day.toordinal() * 7919 % 101 % 2]
        if day.weekday() < 5:
            rows += came(day, 34 * level, hall=HALL, every_s=900 // level, source="simulated", scenario="after")
    stored(site.server.data / "history", rows)


def drawn(page: Page, card: str) -> list[int]:
    """Return how many points each trace of a card's chart has."""
    points: list[int] = page.evaluate(
        f"document.querySelector('#{card}-figure .js-plotly-plot').data.map(trace => trace.x?.length ?? 0)"
    )
    return points


@pytest.mark.parametrize("size", [DESK, WALL], ids=["desk", "wall"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_figures_carry_data_and_are_tidy(new_screen: NewScreen, language: str, size: tuple[int, int]) -> None:
    page = dashboard(new_screen(size=size, language=language), "official", f"?hall={HALL}")
    wait_until(page, "document.querySelector('#ahead-figure .js-plotly-plot')?.data.length === 2")
    assert drawn(page, "ahead") == [4, 4]
    assert min(drawn(page, "usual")[:3]) > 10, "band and median of the whole day"
    for card in ("usual", "ahead"):
        expect(page.locator(f"#{card}-source")).to_contain_text("模拟" if language == "zh" else "simulated")
    assert_seemly(page, language)


def test_files_hold_what_the_page_shows(new_screen: NewScreen) -> None:
    page = dashboard(new_screen(size=DESK, language="en"), "official", f"?hall={HALL}")
    shown = table_of(page, "ahead")
    assert len(shown) == 5
    files = files_of(page, "ahead", named=f"ahead-hall-{HALL}-simulated")
    assert list(csv.reader(io.StringIO(files["csv"].decode("utf-8-sig")))) == shown
    sheet = openpyxl.load_workbook(io.BytesIO(files["xlsx"])).active
    assert sheet is not None
    cells = [[str(cell.value) for cell in row] for row in sheet.iter_rows()]
    assert [row[0] for row in cells] == [row[0] for row in shown]
    assert [float(row[1]) for row in cells[1:]] == [float(row[1]) for row in shown[1:]]


def test_the_address_opens_what_it_was_copied_from(new_screen: NewScreen) -> None:
    page = dashboard(new_screen(size=DESK, language="en"), "official")
    page.evaluate(f"window.dash_clientside.set_props('choice', {{ value: 'hall:{HALL}' }})")
    expect(page.locator("#usual-source")).to_contain_text("Rongcheng", timeout=DRAWN_MS)
    url = page.url
    assert f"hall=hall:{HALL}" in url
    colleague = dashboard(
        new_screen(size=DESK, language="en"), "official", url.partition("/analytics/")[2].replace("lang=en", "x=y")
    )
    expect(colleague.locator("#usual-source")).to_contain_text("Rongcheng", timeout=DRAWN_MS)
    expect(colleague.locator("#choice")).to_contain_text("Rongcheng")
