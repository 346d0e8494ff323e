"""The start page and the login page, against the real server."""

import pytest
from playwright.sync_api import Page, expect

from tests.display.actions import Hall
from tests.display.city import PASSWORD
from tests.display.conftest import NewScreen
from tests.support.browser import DESK, PHONE
from tests.support.layout import assert_language, assert_tidy
from tests.support.server import ServerProcess

SMALLEST = (320, 568)


def start(page: Page) -> Page:
    expect(page.locator("[data-hall=main]")).to_be_visible()
    return page


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [DESK, PHONE, SMALLEST])
def test_the_city_is_tidy_in_both_languages(new_screen: NewScreen, size: tuple[int, int], language: str) -> None:
    page = start(new_screen(size=size, language=language).open("/"))

    expect(page.locator(".about")).to_contain_text("都是假设" if language == "zh" else "All of it is assumed")
    expect(page.locator(".demo").first).to_be_visible()
    assert_tidy(page)
    if language == "en":
        assert_language(page)
    assert page.evaluate("window.evil") is None


def test_halls_show_their_waits_and_whether_they_are_open(new_screen: NewScreen, city: ServerProcess) -> None:
    hall = Hall(city, "single")
    hall.counter(1, "open")
    mine = hall.take()
    page = start(new_screen(size=DESK).open("/"))

    card = page.locator("[data-hall=single]")
    expect(card.locator("dl > div").nth(1)).to_contain_text("1")
    expect(card.locator("dl > div").nth(0)).to_contain_text("分钟")
    expect(card.locator(".state")).to_contain_text("开放")
    expect(page.locator("[data-hall=late] .state")).to_contain_text("18:00 开放")
    expect(page.locator("[data-hall=shut] footer")).to_contain_text("今日不开放")
    expect(card.get_by_role("link", name="显示屏")).to_have_attribute("href", "/board/single")
    hall.counter(1, "call", ticket=mine["id"])
    hall.counter(1, "finish")


def test_a_hall_is_found_by_name_and_pinyin(new_screen: NewScreen) -> None:
    page = start(new_screen(size=DESK).open("/"))
    search = page.get_by_role("searchbox")

    search.fill("三十")
    expect(page.locator(".hall")).to_have_count(1)
    expect(page.locator("[data-hall=many]")).to_be_visible()
    search.fill("SING")
    expect(page.locator(".hall")).to_have_count(1)
    search.fill("nothing like it")
    expect(page.locator(".empty")).to_contain_text("没有符合条件的大厅")
    assert_tidy(page)
    page.get_by_role("button", name="显示全部").click()
    expect(page.locator(".hall")).to_have_count(10)
    page.get_by_label("只看开放的").check()
    expect(page.locator("[data-hall=shut]")).to_have_count(0)


def test_the_language_is_chosen_and_remembered(new_screen: NewScreen, city: ServerProcess) -> None:
    screen = new_screen(size=DESK, language="en")
    screen.page.goto(city.url)
    expect(screen.page.locator("html")).to_have_attribute("lang", "en")

    start(screen.page).get_by_role("button", name="中文").click()
    expect(screen.page.locator("h1")).to_contain_text("各大厅现在要等多久")
    screen.page.goto(f"{city.url}/login")

    expect(screen.page.locator("h1")).to_contain_text("登录")


@pytest.mark.parametrize(
    ("username", "path"), [("kiosk-main", "/kiosk/main"), ("teller-main", "/desk"), ("manager-main", "/manage")]
)
def test_a_login_leads_to_the_page_of_its_role(new_screen: NewScreen, username: str, path: str) -> None:
    new_screen(size=DESK).login(username, PASSWORD, path)


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)", "\t//example.org"]
)
def test_a_login_never_leads_to_another_server(new_screen: NewScreen, city: ServerProcess, elsewhere: str) -> None:
    screen = new_screen(size=DESK)
    page = screen.open("/login")
    page.goto(f"{city.url}/login?next=" + page.evaluate("encodeURIComponent", elsewhere))
    page.locator("[name=username]").fill("kiosk-main")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator(".login-form button[type=submit]").click()

    page.wait_for_url("**/kiosk/main")
    assert page.url.startswith(city.url)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_wrong_password_is_said(new_screen: NewScreen, language: str) -> None:
    screen = new_screen(size=PHONE, language=language)
    page = screen.open("/login")
    page.locator("[name=username]").fill("teller-main")
    page.locator("[name=password]").fill("wrong")
    page.locator(".login-form button[type=submit]").click()

    expect(page.get_by_role("alert")).to_contain_text(
        "用户名或密码不正确" if language == "zh" else "User name or password is wrong"
    )
    assert_tidy(page)
    if language == "en":
        assert_language(page)
    screen.forgive(lambda text: "status of 401" in text)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_address_where_nothing_is_leads_to_the_start_page(new_screen: NewScreen, city: ServerProcess, language: str) -> None:
    screen = new_screen(size=SMALLEST, language=language)
    page = screen.open("/nowhere")
    expect(page.locator("h1")).to_contain_text("这个地址没有内容" if language == "zh" else "There is nothing at this address")
    assert_tidy(page)
    if language == "en":
        assert_language(page)
    page.locator("main a").click()
    start(page)
    screen.forgive(lambda text: "status of 404" in text)

    with city.client() as program:
        for path in ("/nowhere", "/api/v1/nowhere", "/static/nowhere.js"):
            answer = program.get(path, headers={} if path == "/nowhere" else {"Accept": "text/html"})
            assert (answer.status_code, answer.json()["code"]) == (404, "unknown-path")
