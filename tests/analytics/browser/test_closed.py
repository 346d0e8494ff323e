"""Pages about closed days as people see them: Chromium, the real server, a history of three months."""

import csv
import io
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from playwright.sync_api import Page, Route, expect

from analytics.history.populations import Population, replace
from analytics.pages.app import CLOSED
from tests.analytics.browser.conftest import NewScreen, Site
from tests.analytics.browser.seen import WALL, assert_drawn, assert_seemly, files_of, table_of
from tests.analytics.memory import stored, ticket
from tests.support.browser import DESK, PHONE, wait_until

DRAWN_MS = 60_000
LAST = date(2026, 2, 27)
CARDS = {page.name: page.cards for page in CLOSED if page.name != "staffing"}
"""The page of staffing wants counters too, and has its own test."""


@pytest.fixture(scope="module", autouse=True)
def history(site: Site) -> None:
    """Weekdays of three months: ten tickets at Wendeng, six at Zetou; waits shrink from month to month."""
    tickets = []
    for back in range(90):
        on = LAST - timedelta(days=back)
        if on.isoweekday() > 5:
            continue
        for n in range(1, 11):
            wait_s = (n * 60.0 + 30) * (1 + back / 60)
            services = ("G001", "P001", "M001")
            more = {
                "channel": ("kiosk", "phone")[n % 2],
                "priority": ("normal", "elder")[n % 3 == 0],
                "service": services[n % 3],
            }
            tickets.append(ticket(n, date=on, wait_s=wait_s, hour=8 + n % 8, source="simulated", scenario="after", **more))
            if n < 7:
                tickets.append(
                    ticket(n, hall="zetou", date=on, wait_s=wait_s / 2, source="simulated", scenario="after", **more)
                )
    directory = stored(site.server.data / "history", tickets)
    replace(directory, (Population(hall="zetou", population=21_000, source="made up", year=2020),))


def opened(
    new_screen: NewScreen, address: str, username: str = "official", size: tuple[int, int] = DESK, language: str = "en"
) -> Page:
    """Log in and open a page about closed days; return it when the figures are there."""
    screen = new_screen(size=size, language=language)
    screen.login(username, "demo", "/analytics/")
    name, _, search = address.partition("?")
    if "from=" not in search:  # other tests' days may be newer
        search = "&".join(filter(None, [search, f"from={LAST - timedelta(days=27)}&to={LAST}"]))
    page = screen.open(f"/analytics/{name}?{search}")
    page.locator(f"#{name}-answer p").first.wait_for(timeout=DRAWN_MS)
    page.locator(f"#{CARDS[name][-1]}-figure .main-svg").first.wait_for(timeout=DRAWN_MS)
    return page


@pytest.mark.parametrize("name", CARDS)
@pytest.mark.parametrize("size", [DESK, WALL], ids=["desk", "wall"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_carries_data_and_is_tidy(new_screen: NewScreen, name: str, language: str, size: tuple[int, int]) -> None:
    page = opened(new_screen, name, size=size, language=language)
    assert_drawn(page, CARDS[name])
    assert_seemly(page, language)


@pytest.mark.parametrize("name", ["towns", "districts"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_on_a_phone_charts_of_rows_keep_their_width_and_scroll_and_the_page_does_not(
    new_screen: NewScreen, name: str, language: str
) -> None:
    page = opened(new_screen, name, size=PHONE, language=language)
    wait_until(page, "document.documentElement.scrollWidth <= innerWidth")
    widths = page.evaluate(
        """Object.fromEntries([...document.querySelectorAll('.card figure:not(.bare)')].map((figure) => [figure.id, [
            figure.querySelector('.main-svg').getBoundingClientRect().width, figure.clientWidth, figure.scrollWidth,
            parseFloat(figure.firstElementChild.style.getPropertyValue('--least'))]]))"""
    )
    assert any(least for *_, least in widths.values())
    for chart, (drawn, seen, whole, least) in widths.items():
        assert drawn >= least, chart
        assert (whole > seen) == (least > seen), chart
    dates = page.locator(".source .date")
    assert dates.count() > 0
    assert all(dates.nth(place).evaluate("one => one.getClientRects().length") == 1 for place in range(min(dates.count(), 6)))


def test_an_address_opens_what_it_was_copied_from(new_screen: NewScreen) -> None:
    page = opened(new_screen, "waits")
    first = page.locator("#waits-answer").inner_text()
    page.locator("#waits-channel").click()
    page.locator(".dash-dropdown-content").get_by_text("Phone", exact=True).click()
    page.keyboard.press("Escape")
    expect(page.locator("#waits-answer")).not_to_have_text(first, timeout=DRAWN_MS)
    narrowed = page.locator("#waits-answer").inner_text()
    assert "channel=phone" in page.url
    page.locator("#waits-than").click()
    page.locator(".dash-dropdown-content").get_by_text("nothing", exact=True).click()
    expect(page.locator("#waits-answer")).not_to_have_text(narrowed, timeout=DRAWN_MS)
    shown, url = page.locator("#waits-answer").inner_text(), page.url

    colleague = opened(new_screen, url.partition("/analytics/")[2])
    assert colleague.locator("#waits-answer").inner_text() == shown
    expect(colleague.locator("#waits-channel")).to_contain_text("Phone")

    page.go_back()
    expect(page.locator("#waits-answer")).to_have_text(narrowed, timeout=DRAWN_MS)
    page.go_back()
    expect(page.locator("#waits-answer")).to_have_text(first, timeout=DRAWN_MS)
    assert "channel" not in page.url


def test_files_hold_what_the_page_shows(new_screen: NewScreen, tmp_path: Path) -> None:
    page = opened(new_screen, "waits?hall=zetou&to=2026-02-27&from=2026-02-02")
    shown = table_of(page, "closed-channel")
    files = files_of(page, "closed-channel", named="closed-channel-hall-zetou-2026-02-02-2026-02-27-simulated")
    assert list(csv.reader(io.StringIO(files["csv"].decode("utf-8-sig")))) == shown
    sheet, about = openpyxl.load_workbook(io.BytesIO(files["xlsx"])).worksheets
    assert (sheet.title, about.title) == ("By channel", "About")
    assert [[_as_shown(cell.value) for cell in row] for row in sheet.iter_rows()] == [
        [_as_shown(cell) for cell in row] for row in shown
    ]
    picture = ElementTree.fromstring(files["svg"])
    in_picture = [text.text or "" for text in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert in_picture[0] == "By channel"
    assert {"half (p50)", "the other period", "Kiosk"} <= set(in_picture)
    for said in ("Simulated: these days", "Source: tickets of closed days of Zetou", "Compared with: the days before"):
        assert said in " ".join(in_picture)
        assert said in " ".join(str(row[0].value) for row in about.iter_rows())


def _as_shown(cell: object) -> object:
    """A cell as a number if it is one: 3.0 is shown, and 3 is stored."""
    try:
        return float(str(cell))
    except ValueError:
        return cell


def test_a_manager_sees_the_own_hall_alone(new_screen: NewScreen) -> None:
    page = opened(new_screen, "waits?hall=zetou", username="manager")
    expect(page.locator(".chosen")).to_have_text("Wendeng Social Insurance Hall")
    expect(page.locator("#closed-heat-source")).to_contain_text("Wendeng Social Insurance Hall")
    expect(page.locator("#waits-notes")).to_contain_text("Simulated")


def test_a_question_without_an_answer_is_asked_again(new_screen: NewScreen) -> None:
    screen = new_screen(size=DESK, language="en")
    screen.login("official", "demo", "/analytics/")
    page = screen.open("/analytics/waits")
    answer = page.locator("#waits-answer")
    expect(answer).to_contain_text("were called", timeout=DRAWN_MS)
    first = answer.inner_text()
    left = [1]

    def late(route: Route) -> None:
        if "waits-answer" in (route.request.post_data or "") and left:
            left.pop()
            route.fulfill(status=503, body="{}")
        else:
            route.continue_()

    page.route("**/_dash-update-component*", late)
    held: list[Route] = []
    page.route("**/analytics/alive", lambda route: held.append(route))  # noqa: PLW0108 - Playwright looks at it
    page.locator("#waits-than").click()
    page.locator(".dash-dropdown-content").get_by_text("nothing", exact=True).click()
    expect(page.locator("#stale")).to_be_visible(timeout=DRAWN_MS)
    page.unroute("**/analytics/alive")
    with page.expect_event("load", timeout=DRAWN_MS):
        for look in held:
            look.continue_()
    expect(answer).to_contain_text("were called", timeout=DRAWN_MS)
    assert answer.inner_text() != first, "the address kept what was asked"
    expect(page.locator("#stale")).to_be_hidden()
    screen.forgive(lambda complaint: "503" in complaint or "Callback error" in complaint)
