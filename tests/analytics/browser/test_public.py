"""The public pages as people find them: no login, no script, on a phone and at a desk."""

from datetime import date, timedelta

import httpx2
import pytest
from playwright.sync_api import expect

from tests.analytics.browser.conftest import NewScreen, Site
from tests.analytics.memory import stored, ticket
from tests.analytics.still import read
from tests.support.browser import DESK, PHONE
from tests.support.layout import assert_language, assert_tidy

FIRST = date(2026, 1, 5)
SMALLEST = (320, 568)


@pytest.fixture(scope="module", autouse=True)
def history(site: Site) -> None:
    """Three months of weekdays at Gejia, in the first hour longer than in the others; four tickets in all at Mishan."""
    tickets = []
    for n in range(85):
        on = FIRST + timedelta(days=n)
        if on.isoweekday() > 5:
            continue
        for order in range(1, 25):
            tickets.append(
                ticket(
                    order,
                    hall="gejia",
                    date=on,
                    wait_s=60.0 * (order % 12),
                    hour=8 + order % 8,
                    source="simulated",
                    scenario="after",
                )
            )
    tickets += [ticket(n, hall="mishan", date=date(2026, 3, 3), wait_s=1234.0) for n in range(1, 5)]
    tickets += [ticket(n, hall="jieshi", date=date(2026, 3, 3), wait_s=60.0, hour=9) for n in range(1, 9)]
    tickets += [ticket(n, hall="jieshi", date=date(2026, 3, 3), wait_s=660.0, hour=10) for n in range(9, 13)]
    for source in ("simulated", "log"):
        stored(site.server.data / "history", [row for row in tickets if row["source"] == source])


def get(site: Site, path: str, *, language: str = "en") -> httpx2.Response:
    return httpx2.get(f"{site.server.url}{path}", headers={"accept": "text/html", "accept-language": language}, timeout=30)


def test_anybody_reads_a_halls_last_month_without_a_cookie(site: Site) -> None:
    answer = get(site, "/figures/gejia")
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
    page = read(answer.text)
    assert not page.all("script")
    text = page.all("main")[0].text
    # 24 a day on 21 days of March, each wait of 0 to 11 min 42 times: half 5.5, nine in ten 10 (positions 251.5 and 452.7).
    assert (
        "In March 2026 504 visitors were served. Half of those called waited at most 6 min, nine in ten at most 10 min." in text
    )
    assert "Simulated: these days" in text
    (months,) = page.all("table", class_name="months")
    assert [row[0] for row in months.rows()[1:]] == ["2026-03", "2026-02", "2026-01"]
    assert months.rows()[1] == ["2026-03", "504", "6 min", "10 min", "100%", "0%"]
    assert "Source: tickets of closed days" in text
    assert (
        httpx2.get(
            f"{site.server.url}/figures/gejia", headers={"if-none-match": answer.headers["etag"], "accept-language": "en"}
        ).status_code
        == 304
    )


def test_every_month_has_its_own_address(site: Site) -> None:
    page = read(get(site, "/figures/gejia/2026-01").text)
    assert "In January 2026" in page.all("main")[0].text
    (here,) = page.all("tr", class_name="here")
    assert here.text.startswith("2026-01")


def test_of_under_five_persons_nothing_is_shown(site: Site) -> None:
    few = read(get(site, "/figures/mishan").text).all("main")[0]
    assert "nobody was called here, or too few to be shown" in few.text
    assert few.all("table", class_name="months")[0].rows()[1] == ["2026-03", "under 5", "under 5", "under 5", "under 5", "–"]
    assert not few.all("table", class_name="heat")
    assert "21 min" not in few.text
    (heat,) = read(get(site, "/figures/jieshi").text).all("table", class_name="heat")
    assert {tuple(row[1:]) for row in heat.rows()[1:]} == {("–", "1", "–", "–", "–")}, "ten o'clock is left out"


def test_a_hall_without_history_says_so(site: Site) -> None:
    answer = get(site, "/figures/zhangcun")
    assert answer.status_code == 200
    assert "There are no figures of this hall yet" in answer.text


@pytest.mark.parametrize(
    "path", ["/figures/nowhere", "/figures/gejia/2026-13", "/figures/gejia/2025-12", "/figures/gejia/2199-01", "/figures/gejia/2026-03/x", "/figures/zhangcun/2026-03"]
)  # fmt: skip
def test_what_there_is_not_is_said_in_the_visitors_language(site: Site, path: str) -> None:
    for language, said in (("en", "No such figures"), ("zh-CN", "没有这样的数字")):
        answer = get(site, path, language=language)
        assert answer.status_code == 404
        assert said in answer.text
        assert "content-security-policy" in answer.headers


def test_today_and_the_month_that_goes_on_are_not_there(site: Site) -> None:
    now = site.login("admin").get("/api/v1/city").json()["now"]
    stored(
        site.server.data / "history", [ticket(n, hall="houjia", date=date.fromisoformat(now[:8] + "01")) for n in range(1, 9)]
    )
    answer = get(site, "/figures/houjia")
    assert "There are no figures of this hall yet" in answer.text
    assert get(site, f"/figures/houjia/{now[:7]}").status_code == 404


def test_the_dashboards_stay_shut(site: Site) -> None:
    assert get(site, "/analytics/alive").status_code == 303
    assert httpx2.get(f"{site.server.url}/analytics/_dash-layout").status_code == 401
    assert httpx2.get(f"{site.server.url}/figures/..%2fanalytics%2falive").status_code == 404


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [PHONE, DESK, SMALLEST], ids=["phone", "desk", "smallest"])
@pytest.mark.parametrize("path", ["/figures", "/figures/gejia", "/figures/mishan", "/figures/zhangcun"])
def test_a_page_is_tidy(new_screen: NewScreen, path: str, size: tuple[int, int], language: str) -> None:
    page = new_screen(size=size, language=language).open(path)
    expect(page.locator("h1")).to_be_visible()
    assert_tidy(page, least_target_px=24)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
    if language == "en":
        assert_language(page)


def test_the_way_from_the_start_page_to_a_month_and_back(new_screen: NewScreen) -> None:
    page = new_screen(size=PHONE, language="en").open("/")
    page.get_by_role("link", name="Figures of past months").click()
    page.get_by_role("link", name="Gejia").click()
    page.get_by_role("link", name="2026-02").click()
    expect(page.locator(".month")).to_have_text("February 2026")
    page.get_by_role("link", name="中文").click()
    expect(page.locator(".month")).to_contain_text("2026 年 2 月")
    page.get_by_role("link", name="全部大厅").click()
    expect(page.locator("h1")).to_contain_text("各大厅现在要等多久")
