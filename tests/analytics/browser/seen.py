"""What every page of the dashboards must show to who looks: nothing clipped, and files that hold what its tables show."""

from collections.abc import Collection, Iterable
from pathlib import Path

from playwright.sync_api import Page

from tests.support.browser import wait_until
from tests.support.layout import assert_language, clipped, nameless, overlapping, pale

WALL = (1920, 1080)
DRAWN_MS = 90_000
"""How long figures may take on a machine that runs other tests, too."""
THEIRS = ("span.dash-dropdown", "the picture svg", "dash-datepicker")
"""Without a name: Dash's arrow in a list that has its own, the drawing that Plotly measures its texts with, and Dash's calendar."""


def assert_seemly(page: Page, language: str) -> None:
    """Assert that the page is tidy; in English, that its words are. `zh`: both languages may stand in it."""
    page.evaluate("scrollTo(0, 0), document.fonts.ready")  # the bar stays above what is scrolled under it
    wait_until(page, "document.documentElement.scrollWidth <= innerWidth")  # charts follow the scroll bar that they have made
    assert [*clipped(page), *overlapping(page), *pale(page)] == []
    assert [finding for finding in nameless(page) if not any(name in finding for name in THEIRS)] == []
    if language == "en":
        assert_language(page)


def assert_drawn(page: Page, cards: Iterable[str], *, without: Collection[str] = ()) -> None:
    """Assert that the page has the charts of these cards and no others, and wait until all but those `without` data have drawn some."""
    points = (
        "Object.fromEntries([...document.querySelectorAll('.graph')].map((graph) => [graph.id, graph.querySelector('.js-plotly-plot')"
        "?.data?.flatMap((trace) => (trace.z ?? [trace.x ?? []]).flat()).length ?? 0]))"
    )
    named = {f"{card}-figure": card not in without for card in cards}
    assert page.evaluate(points).keys() == named.keys()
    full = "".join(f" && found['{chart}'] > 0" for chart, has in named.items() if has)
    wait_until(page, f"((found) => true{full})({points})", within_ms=DRAWN_MS)
    assert {chart for chart, n in page.evaluate(points).items() if n} == {chart for chart, has in named.items() if has}


def table_of(page: Page, card: str) -> list[list[str]]:
    """Open a card's table; return its cells, the heading first."""
    page.locator(f"#{card}-card summary").click()
    rows = page.locator(f"#{card}-table tr")
    return [rows.nth(row).locator("th, td").all_inner_texts() for row in range(rows.count())]


def files_of(page: Page, card: str, *, named: str | None = None, mark: str = "") -> dict[str, bytes]:
    """Download a card's files; return them by ending. `named`: how they must be called. `mark`: the word at the end of their names."""
    files = {}
    for ending in ("csv", "xlsx", "png", "svg"):
        with page.expect_download() as download:
            page.locator(f"#{card}-{ending}").click()
        assert named is None or download.value.suggested_filename == f"{named}.{ending}"
        assert download.value.suggested_filename.endswith(f"{mark}.{ending}")
        files[ending] = Path(download.value.path()).read_bytes()
    assert files["png"].startswith(b"\x89PNG")
    assert b"<svg" in files["svg"]
    return files
