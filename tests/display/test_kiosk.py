"""The kiosk, by touch and by keyboard, against the real server."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.display.actions import Hall
from tests.display.city import EVIL, EVIL_EN, EVIL_ZH, PASSWORD
from tests.display.conftest import NewScreen
from tests.display.staff import Cable
from tests.support.browser import DESK, KIOSK, Screen, network_cut, wait_until
from tests.support.layout import assert_language, assert_tidy
from tests.support.server import ServerProcess

TARGET_PX = 110


def kiosk(screen: Screen, hall: str = "main") -> Page:
    page = screen.login(f"kiosk-{hall}", PASSWORD, f"/kiosk/{hall}")
    expect(page.locator("[data-group]").first).to_be_visible()
    return page


def number(page: Page) -> str:
    shown = page.locator(".issued .number")
    expect(shown).to_be_visible()
    return shown.inner_text()


def tab_to(page: Page, selector: str) -> None:
    """Go on by Tab until the control has the focus."""
    for _ in range(40):
        if page.locator(selector).evaluate("(control) => control === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {selector}")


def test_one_tap_gives_a_ticket_and_a_slip(new_screen: NewScreen, city: ServerProcess) -> None:
    hall = Hall(city, "main")
    before = hall.tickets_today()
    page = kiosk(new_screen(size=KIOSK, touch=True))

    page.locator("[data-act=take]").tap()

    given = number(page)
    assert hall.tickets_today() == before + 1
    wait_until(page, "window.printed === 1")
    slip = page.locator("#slip")
    expect(slip).to_contain_text(given)
    expect(slip).to_contain_text("2026-03-02 10:")
    expect(slip).to_contain_text("文登区社会保险服务大厅")
    expect(slip.locator("svg.qr")).to_have_count(1)
    expect(page.locator(".scan svg.qr")).to_be_visible()
    expect(page.locator(".countdown")).to_contain_text("秒后返回首页")
    assert_tidy(page, least_target_px=TARGET_PX)
    page.locator("[data-act=print]").tap()
    wait_until(page, "window.printed === 2")
    page.locator("[data-act=done]").tap()
    expect(page.locator("[data-act=take]")).to_be_visible()


def test_the_slip_is_a_sheet_of_80_mm(new_screen: NewScreen) -> None:
    page = kiosk(new_screen(size=KIOSK))
    page.locator("[data-act=take]").click()
    number(page)
    wait_until(page, "window.printed === 1")

    printed = page.pdf(prefer_css_page_size=True)

    box = printed[printed.index(b"/MediaBox") :].split(b"]")[0].split(b"[")[1].split()
    width_mm = float(box[2]) * 25.4 / 72
    assert abs(width_mm - 80) < 1
    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") == 1, "the slip is on one sheet"


def test_it_returns_to_the_start_by_itself_as_it_was(new_screen: NewScreen) -> None:
    screen = new_screen(size=KIOSK)
    screen.context.clock.install()
    page = kiosk(screen)
    page.get_by_role("button", name="English").click()
    page.locator("[data-act=large]").click()
    page.locator("[data-priority=elder]").click()
    page.locator("[data-act=search]").click()
    expect(page.locator(".keys")).to_be_visible()

    page.clock.run_for(32_000)
    expect(page.locator(".countdown")).to_contain_text("Back to the start in")
    page.clock.run_for(15_000)

    expect(page.locator("[data-act=take]")).to_be_visible()
    expect(page.locator("[data-priority=elder]")).to_have_attribute("aria-pressed", "false")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.locator("html")).not_to_have_class("large")
    page.locator("[data-act=take]").click()
    number(page)
    page.clock.run_for(21_000)
    expect(page.locator("[data-act=take]")).to_be_visible()


def test_by_keyboard_alone_with_initials_and_what_to_bring(new_screen: NewScreen, city: ServerProcess) -> None:
    page = kiosk(new_screen(size=DESK))
    keys = page.keyboard

    tab_to(page, "[data-act=search]")
    keys.press("Enter")
    expect(page.locator(".search input")).to_be_focused()
    keys.type("yljdy")
    expect(page.locator("[data-service=E001]")).to_be_visible()
    tab_to(page, "[data-service=E001]")
    keys.press("Enter")
    expect(page.locator(".one h1")).to_be_focused()
    tab_to(page, "[data-act=take]")
    keys.press("Enter")

    given = number(page)
    expect(page.locator(".issued h1")).to_be_focused()
    assert Hall(city, "main").ticket(f"main.2026-03-02.{given}")["services"] == ["E001"]


def test_letters_on_the_screen_find_a_service(new_screen: NewScreen) -> None:
    page = kiosk(new_screen(size=KIOSK, touch=True))
    page.locator("[data-act=search]").tap()

    for letter in "YLJ":
        page.locator(".key", has_text=letter).first.tap()

    expect(page.locator("[data-service=E001]")).to_be_visible()
    assert page.locator(".search input").get_attribute("inputmode") == "none", "no keyboard of the system comes up"
    assert_tidy(page, least_target_px=TARGET_PX)
    page.get_by_role("button", name="删除一个").tap()
    expect(page.locator(".search input")).to_have_value("yl")
    page.locator(".key.other", has_text="清空").tap()
    expect(page.locator(".search input")).to_have_value("")


def test_a_priority_is_a_claim_that_stands_on_the_slip(new_screen: NewScreen, city: ServerProcess) -> None:
    page = kiosk(new_screen(size=KIOSK, touch=True))

    page.locator("[data-priority=elder]").tap()
    expect(page.locator("[data-act=take]")).to_contain_text("老年人")
    expect(page.locator("[data-act=take]")).not_to_contain_text("约等")  # which is a normal ticket's
    page.locator("[data-act=take]").tap()

    given = number(page)
    assert given.startswith("P")
    assert Hall(city, "main").ticket(f"main.2026-03-02.{given}")["priority"] == "elder"
    expect(page.locator(".claim")).to_contain_text("请出示证件")
    expect(page.locator("#slip")).to_contain_text("老年人")


def test_impatient_taps_and_a_lost_answer_make_one_ticket(new_screen: NewScreen, city: ServerProcess) -> None:
    screen = new_screen(size=KIOSK)
    page = kiosk(screen)
    hall = Hall(city, "main")
    before = hall.tickets_today()
    lost: list[str] = []

    def lose_the_first_answer(route: Route) -> None:
        if lost:
            route.continue_()
            return
        route.fetch()  # the server has done it, but the kiosk never hears of it
        lost.append(route.request.headers["idempotency-key"])
        route.abort()

    page.route("**/api/v1/halls/main/tickets", lose_the_first_answer)
    page.locator("[data-act=take]").dblclick()

    number(page)
    assert lost
    assert hall.tickets_today() == before + 1
    screen.forgive(lambda text: "ERR_FAILED" in text)


def test_a_refusal_is_said_in_words_and_can_be_tried_again(new_screen: NewScreen) -> None:
    screen = new_screen(size=KIOSK, language="en")
    page = kiosk(screen)
    refusal = '{"type":"about:blank","title":"","status":409,"detail":"","code":"intake-closed"}'
    page.route("**/tickets", lambda route: route.fulfill(status=409, content_type="application/problem+json", body=refusal))

    page.locator("[data-act=take]").click()

    expect(page.locator(".failed")).to_contain_text("No tickets are given out now")
    assert_tidy(page, least_target_px=TARGET_PX)
    assert_language(page)
    page.unroute("**/tickets")
    page.locator("[data-act=retry]").click()
    number(page)
    screen.forgive(lambda text: "status of 409" in text)


@pytest.mark.parametrize(("hall", "zh", "en"), [
    ("shut", "今天不开放", "Closed today"),
    ("late", "18:00 起可以取号", "Tickets from 18:00"),
    ("over", "今天的号已发完", "No more tickets today"),
])  # fmt: skip
def test_closed_halls_say_so_and_when_tickets_are_given(new_screen: NewScreen, hall: str, zh: str, en: str) -> None:
    page = kiosk(new_screen(size=KIOSK), hall)

    expect(page.locator(".take.none")).to_contain_text(zh)
    expect(page.locator(".take.none")).to_contain_text(en)
    expect(page.locator("[data-act=take]")).to_have_count(0)
    assert_tidy(page, least_target_px=TARGET_PX)


def test_a_cut_network_is_said_and_mends_by_itself(new_screen: NewScreen) -> None:
    screen = new_screen(size=KIOSK)
    cable = Cable(screen.page)
    page = kiosk(screen)

    cable.cut()
    expect(page.locator(".take.none.bad")).to_contain_text("网络中断")
    assert_tidy(page, least_target_px=TARGET_PX)
    cable.mend()

    expect(page.locator("[data-act=take]")).to_be_visible()
    screen.forgive(network_cut)


def test_a_kiosk_is_enrolled_by_a_login_of_its_hall(new_screen: NewScreen) -> None:
    screen = new_screen(size=KIOSK)
    page = screen.open("/kiosk/main")
    form = page.locator(".setup .login-form")
    expect(form).to_be_visible()
    assert_tidy(page)

    def log_in(username: str) -> None:
        form.locator("[name=username]").fill(username)
        form.locator("[name=password]").fill(PASSWORD)
        form.locator("button[type=submit]").click()

    log_in("kiosk-cut")
    expect(page.locator(".setup")).to_contain_text("这个登录不能在本厅取号")
    log_in("kiosk-main")
    expect(page.locator("[data-act=take]")).to_be_visible()


def test_an_unknown_hall_is_said(new_screen: NewScreen) -> None:
    screen = new_screen(size=KIOSK)
    page = screen.open("/kiosk/nowhere")

    expect(page.locator(".setup")).to_contain_text("没有这个大厅")
    screen.forgive(lambda text: "status of 404" in text)


@pytest.mark.parametrize(("size", "language"), [(KIOSK, "zh"), (KIOSK, "en"), (DESK, "en")])
def test_every_screen_is_tidy_with_the_longest_names_and_markup_is_text(
    new_screen: NewScreen, city: ServerProcess, language: str, size: tuple[int, int]
) -> None:
    Hall(city, "evil").hours_of_waiting()
    least = TARGET_PX if size == KIOSK else None
    screen = new_screen(size=size, language=language)
    page = kiosk(screen, "evil")

    def look() -> None:
        assert_tidy(page, least_target_px=least)
        if language == "en":
            assert_language(page)

    look()
    page.locator("[data-priority=veteran]").click()
    look()
    for large in (False, True):
        page.locator("[data-act=search]").click()
        page.keyboard.type("x001")
        expect(page.locator(f"[data-service={EVIL}]")).to_be_visible()
        look()
        page.locator(f"[data-service={EVIL}]").click()
        expect(page.locator(".one h1")).to_contain_text(EVIL_ZH if language == "zh" else EVIL_EN)
        look()
        page.locator("[data-act=take]").click()
        number(page)
        look()
        page.locator("[data-act=done]").click()
        if not large:
            page.locator("[data-group=medical]").click()
            expect(page.locator("[data-service=L001]")).to_be_visible()
            look()
            page.locator("[data-act=back]").click()
            page.locator("[data-act=large]").click()
            look()
    assert page.evaluate("window.evil") is None
    assert page.locator("img").count() == 0
