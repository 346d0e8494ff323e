"""The page of cuts as people see it: Chromium, the real server, an imported log, and a file that an administrator loads."""

import csv
import io
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import openpyxl
import pytest
from playwright.sync_api import Page, expect

from analytics.history import bureau
from analytics.history.store import Store
from analytics.imports.logs import import_log
from analytics.imports.mapping import parse_mapping
from analytics.pages.cuts import CARDS
from tests.analytics.browser.conftest import NewScreen, Site
from tests.analytics.browser.seen import WALL, assert_drawn, assert_seemly, files_of, table_of
from tests.analytics.permits import MAPPING
from tests.support.browser import DESK, wait_until

DRAWN_MS = 60_000
LONG = "Municipal Office of Work-Injury Recognition and Work-Capacity Assessment, Second Section"
HEAD = "service,steps_before,steps_after,days_before,days_after,day_unit,materials_before,materials_after,source\n"


@pytest.fixture(scope="module", autouse=True)
def log(site: Site, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Cases of three units, one with a long name and one with four cases; some go on."""
    file = tmp_path_factory.mktemp("log") / "log.csv"
    chance = np.random.default_rng(5)
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["case", "activity", "at", "transition", "unit", "state"])
        for unit, cases in (("North office", 80), (LONG, 60), ("tiny", 4)):
            for number in range(cases):
                at = datetime(2025, 1, 6, 9, tzinfo=ZoneInfo("Asia/Shanghai")) + timedelta(days=float(chance.uniform(0, 200)))
                ended = number % 5 > 0
                for activity in ("Acceptance", "Investigation at the employer", "Decision")[: 3 if ended else 2]:
                    for transition in ("start", "complete"):
                        at += timedelta(days=float(chance.exponential(8)))
                        writer.writerow([number, activity, at.isoformat(), transition, unit, "closed" if ended else "open"])
    store = Store(site.server.data / "history")
    import_log(file, parse_mapping(MAPPING.encode(), "test"), store, unit=None, cases=None, told=lambda *_: None)
    store.close()


def opened(
    new_screen: NewScreen,
    address: str = "cuts",
    *,
    username: str = "admin",
    size: tuple[int, int] = DESK,
    language: str = "en",
) -> Page:
    screen = new_screen(size=size, language=language)
    screen.login(username, "demo", "/analytics/")
    page = screen.open(f"/analytics/{address}")
    page.locator("#cuts-answer p").first.wait_for(timeout=DRAWN_MS)
    page.locator("#cuts-services-figure .main-svg").first.wait_for(timeout=DRAWN_MS)
    return page


@pytest.mark.parametrize("size", [DESK, WALL], ids=["desk", "wall"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_carries_data_and_is_tidy(new_screen: NewScreen, language: str, size: tuple[int, int]) -> None:
    page = opened(new_screen, f"cuts?of=catalogue&other={LONG}", size=size, language=language)
    page.locator("#measured-time-figure .main-svg").first.wait_for(timeout=DRAWN_MS)
    wait_until(page, "document.querySelectorAll('#measured-curves-figure .annotation').length === 3")
    assert_drawn(page, CARDS, without=["cuts-materials"])  # the catalogue does not say
    assert_seemly(page, language)
    expect(page.locator("#cuts-badge")).to_contain_text("illustrative")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_who_works_in_a_hall_sees_the_catalogue_alone(new_screen: NewScreen, language: str) -> None:
    page = opened(new_screen, username="manager", language=language)
    expect(page.locator("#measured")).to_be_hidden()
    expect(page.locator("#cuts-file")).to_have_count(0)
    assert_seemly(page, language)


def test_an_address_opens_what_it_was_copied_from(new_screen: NewScreen) -> None:
    page = opened(new_screen, username="official")
    first = page.locator("#cuts-answer").inner_text()
    page.locator("#cuts-find").fill("gsrd")
    expect(page.locator("#cuts-answer")).not_to_have_text(first, timeout=DRAWN_MS)
    expect(page.locator("#cuts-services-table")).to_contain_text("W014")
    page.locator("#cuts-limit").fill("25")
    expect(page.locator("#measured-answer")).to_contain_text("within 25 days", timeout=DRAWN_MS)
    page.locator("#cuts-other").click()
    page.locator(".dash-dropdown-content").get_by_text("North office", exact=True).click()
    page.locator("#cuts-unit").click()
    page.locator(".dash-dropdown-content").get_by_text(LONG, exact=True).click()
    expect(page.locator("#measured-answer")).to_contain_text(f"{LONG}: of 60 cases", timeout=DRAWN_MS)
    expect(page.locator("#measured-answer")).to_contain_text("North office: ")
    wait_until(page, "location.search.includes('find=gsrd') && location.search.includes('limit=25')")
    shown = [page.locator(f"#{part}-answer").inner_text() for part in ("cuts", "measured")]

    colleague = opened(new_screen, page.url.partition("/analytics/")[2], username="official")
    for part, text in zip(("cuts", "measured"), shown, strict=True):
        expect(colleague.locator(f"#{part}-answer")).to_have_text(text, timeout=DRAWN_MS, use_inner_text=True)
    expect(colleague.locator("#cuts-find")).to_have_value("gsrd")
    expect(colleague.locator("#cuts-limit")).to_have_value("25")

    page.go_back()
    expect(page.locator("#measured-answer")).not_to_contain_text(LONG, timeout=DRAWN_MS)


def test_files_hold_what_the_page_shows(new_screen: NewScreen) -> None:
    page = opened(new_screen, "cuts?of=catalogue&group=pension&unit=North+office", username="official")
    expect(page.locator("#measured-answer")).to_contain_text("North office: of 80 cases", timeout=DRAWN_MS)
    for card in ("cuts-services", "measured-curves"):
        shown = table_of(page, card)
        assert len(shown) > 3
        mark = {"cuts-services": "illustrative", "measured-curves": "imported"}[card]
        files = files_of(page, card, mark=mark)
        as_csv = list(csv.reader(io.StringIO(files["csv"].decode("utf-8-sig"))))
        assert [[cell or "–" for cell in row] for row in as_csv] == shown
        sheet, about = openpyxl.load_workbook(io.BytesIO(files["xlsx"])).worksheets
        assert sheet.title == page.locator(f"#{card}-title").inner_text()[:31].strip()
        told = f"{[cell.value for cell in about['A']]} {files['svg'].decode()}"
        assert ("imulated" in told) is False
        assert ("imported event logs" in told) is (mark == "imported")
        assert (sheet.max_row, sheet.max_column) == (len(shown), len(shown[0]))


def choose(page: Page, file: Path) -> None:
    """Choose a file as a person does, by the button."""
    with page.expect_file_chooser() as chooser:
        page.locator("#cuts-file button").click()
    chooser.value.set_files(file)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_administrator_loads_a_file_and_is_told_what_is_wrong(
    new_screen: NewScreen, site: Site, tmp_path: Path, language: str
) -> None:
    page = opened(new_screen, language=language)
    with page.expect_download() as download:
        page.locator("#cuts-template").click()
    lines = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 132
    assert lines[1].startswith("G001,企业社会保险登记,")

    file = tmp_path / "本局数字.csv"
    file.write_bytes((HEAD + "W014,9,5,60,30,自然日,4,2,市局通告\nE024,many,2,,,,,,x\n").encode("gb18030"))
    choose(page, file)
    wrong = page.locator("#cuts-load-said")
    expect(wrong).to_contain_text("第 3 行" if language == "zh" else "line 3: steps_before must be", timeout=DRAWN_MS)
    assert_seemly(page, "zh")  # what stands in the file may be Chinese

    file.write_bytes((HEAD + "W014,9,5,60,30,自然日,4,2,市局通告\n").encode("gb18030"))
    choose(page, file)
    expect(wrong).to_contain_text("已录入 1 项" if language == "zh" else "One service loaded", timeout=DRAWN_MS)
    expect(page.locator("#cuts-load-state")).to_contain_text("本局数字.csv")
    expect(page.locator("#cuts-badge")).to_contain_text(
        "本局自报" if language == "zh" else "the bureau's own", timeout=DRAWN_MS
    )
    expect(page.locator("#cuts-answer")).to_contain_text("5", timeout=DRAWN_MS)
    expect(page.locator("#cuts-of")).to_contain_text("本局自报" if language == "zh" else "the bureau's own")
    assert_seemly(page, "zh")
    page.locator("#cuts-of").click()
    page.locator(".dash-dropdown-content").get_by_text("业务目录" if language == "zh" else "the catalogue", exact=True).click()
    expect(page.locator("#cuts-badge")).to_contain_text("illustrative", timeout=DRAWN_MS)

    file.write_text(HEAD + "x" * 400_000, encoding="utf-8")
    choose(page, file)
    expect(page.locator("#cuts-too-large")).to_contain_text("128 KB", timeout=DRAWN_MS)
    expect(wrong).to_be_hidden()
    filled = "".join(f"G{n:03d},6,4,,,,,,{'x' * 180}\n" for n in range(600))
    file.write_text(HEAD + filled, encoding="utf-8")  # nearly as large as may be
    choose(page, file)
    expect(wrong).to_contain_text("and 5" if language == "en" else "另有 5", timeout=DRAWN_MS)
    expect(page.locator("#cuts-too-large")).to_be_hidden()
    kept = bureau.read(site.server.data / "history")
    assert kept is not None
    assert [row.source for row in kept.rows] == ["市局通告"]
    (site.server.data / "history" / bureau.NAME).unlink()
