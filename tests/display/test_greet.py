"""The greeter's page, against the real server: a ticket in two taps, undone, printed; people brought back into the line."""

import pytest
from playwright.sync_api import expect

from tests.display.staff import Cable, Screens, ordinary, state_of, visitors
from tests.support.browser import PHONE, Chromium
from tests.support.layout import assert_language, assert_tidy
from tests.support.server import ServerProcess, body

TABLET = (1024, 768)


def test_two_taps_make_a_ticket(demo: ServerProcess, chromium: Chromium) -> None:
    with Screens(chromium, demo) as screens:
        page = screens.login("teller-yangting", "/greet/yangting", size=TABLET)
        page.locator("[data-priority='elder']").click()
        page.locator("[data-any]").click()
        number = page.locator(".done-number")
        expect(number).to_have_text("P001")
        expect(page.locator(".done-facts")).to_contain_text("Ahead")
        page.locator("[data-print]").click()
        expect(page.locator("#slip .slip-number")).to_have_text("P001")
        expect(page.locator("#slip .slip-priority")).to_have_text("Elder")
        page.locator("[data-ready]").click()
        expect(number).to_have_count(0)
        # The next visitor starts as a normal one.
        expect(page.locator("[data-priority='normal']")).to_have_attribute("aria-checked", "true")
        expect(page.locator("[data-ticket='P001']")).to_be_visible()
    ticket = state_of(demo, "yangting", f"yangting.{_date(demo, 'yangting')}.P001")
    assert (ticket["priority"], ticket["channel"], ticket["services"]) == ("elder", "counter", [])


def test_a_ticket_for_a_service_by_group_and_by_search(demo: ServerProcess, chromium: Chromium) -> None:
    with Screens(chromium, demo) as screens:
        page = screens.login("teller-gushan", "/greet/gushan", size=TABLET)
        page.locator("[data-priority='urgent']").click()
        page.locator("[data-group='pension']").click()
        page.locator("[data-service='E008']").click()
        expect(page.locator(".done-number")).to_have_text("P001")
        page.locator("[data-ready]").click()
        page.locator("#greet-find").fill("shbzk")
        page.keyboard.press("Enter")
        expect(page.locator(".done-number")).to_have_text("A001")
    date = _date(demo, "gushan")
    assert state_of(demo, "gushan", f"gushan.{date}.P001")["services"] == ["E008"]
    assert state_of(demo, "gushan", f"gushan.{date}.P001")["priority"] == "urgent"
    assert len(state_of(demo, "gushan", f"gushan.{date}.A001")["services"]) == 1


def test_a_slip_of_the_finger_is_undone(demo: ServerProcess, chromium: Chromium) -> None:
    with Screens(chromium, demo) as screens:
        page = screens.login("teller-boyu", "/greet/boyu", size=PHONE)
        page.locator("[data-any]").click()
        expect(page.locator(".done-number")).to_have_text("A001")
        page.locator("[data-undo]").click()
        expect(page.locator(".note.good")).to_contain_text("A001")
    assert state_of(demo, "boyu", f"boyu.{_date(demo, 'boyu')}.A001")["state"] == "cancelled"


def test_the_page_is_ready_again_by_itself(demo: ServerProcess, chromium: Chromium) -> None:
    with Screens(chromium, demo) as screens:
        page = screens.login("teller-caomiaozi", "/greet/caomiaozi", size=TABLET)
        page.locator("[data-any]").click()
        expect(page.locator(".done-number")).to_be_visible()
        expect(page.locator(".done-number")).to_have_count(0, timeout=25_000)
        expect(page.locator("[data-any]")).to_be_visible()


def test_a_lost_answer_makes_one_ticket(demo: ServerProcess, chromium: Chromium) -> None:
    with Screens(chromium, demo) as screens:
        screen = screens.anonymous(size=TABLET)
        cable = Cable(screen.page)
        page = screen.login("teller-wangtuan", "demo", "/greet/wangtuan")
        tried: list[str] = []

        def lose_answer(route: object) -> None:
            tried.append(route.request.headers["idempotency-key"])  # type: ignore[attr-defined]
            if len(tried) == 1:
                route.fetch()  # type: ignore[attr-defined]
                route.abort("connectionreset")  # type: ignore[attr-defined]
            else:
                route.continue_()  # type: ignore[attr-defined]

        page.route("**/tickets", lose_answer)
        page.locator("[data-any]").click()
        expect(page.locator(".done-number")).to_have_text("A001")
        assert tried[0] == tried[1]
        page.locator("[data-ready]").click()
        expect(page.locator(".sum dd").first).to_have_text("1")
        cable.cut()
        expect(page.locator(".note.bad")).to_contain_text("cannot be reached")
        expect(page.locator("[data-any]")).to_have_attribute("aria-disabled", "true")
        cable.mend()
        expect(page.locator(".note.bad")).to_have_count(0)
        screens.forgive_network()


def test_people_are_found_and_brought_back(demo: ServerProcess, chromium: Chromium) -> None:
    (first, second, third) = visitors(demo, "lidao", *ordinary(3))
    teller = demo.login("teller-lidao")
    at = "/api/v1/halls/lidao/counters/1"
    body(teller.post(f"{at}/open"))
    body(teller.post(f"{at}/call-next"))
    body(teller.post(f"{at}/hold", json={"reason": "form"}))
    body(teller.post(f"{at}/call-next"))
    body(teller.post(f"{at}/recall"))
    body(teller.post(f"{at}/no-show"))
    with Screens(chromium, demo) as screens:
        page = screens.login("teller-lidao", "/greet/lidao", size=TABLET)
        rows = page.locator(".tickets li b")
        expect(rows).to_have_text([second["number"], first["number"], third["number"]])
        page.locator(".search input").fill(first["number"][-2:])
        expect(rows).to_have_text([first["number"]])
        page.locator(".tickets .button").click()
        expect(page.locator(".note.good")).to_contain_text(first["number"])
        # Held: back to its old place, before the one who was waiting.
        expect(rows).to_have_text([second["number"], first["number"], third["number"]])
        assert state_of(demo, "lidao", first["id"])["state"] == "waiting"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_smallest_phone_shows_all_of_it(demo: ServerProcess, chromium: Chromium, language: str) -> None:
    with Screens(chromium, demo) as screens:
        page = screens.login("greeter", "/greet", size=(320, 568), language=language)
        expect(page.locator(".group").first).to_be_visible()
        assert_tidy(page)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [TABLET, PHONE])
def test_every_state_is_tidy(demo: ServerProcess, chromium: Chromium, language: str, size: tuple[int, int]) -> None:
    hall = {("zh", TABLET): "xiacun", ("en", TABLET): "baishatan", ("zh", PHONE): "zhangcun", ("en", PHONE): "chucun"}[
        language, size
    ]
    visitors(demo, hall, {"services": ["M024"], "priority": "elder"}, {"services": ["C015"]}, *ordinary(3))
    with Screens(chromium, demo) as screens:
        screen = screens.anonymous(size=size, language=language)
        cable = Cable(screen.page)
        page = screen.login(f"teller-{hall}", "demo", f"/greet/{hall}")

        def look() -> None:
            assert_tidy(page)
            if language == "en":
                assert_language(page)

        expect(page.locator(".tickets li")).to_have_count(5)
        look()
        page.locator("[data-group='medical']").click()
        look()
        page.locator("[data-service='M024']").click()
        expect(page.locator(".done-number")).to_be_visible()
        look()
        page.locator("[data-ready]").click()
        page.locator("#greet-find").fill("yl")
        expect(page.locator(".finder-list li").first).to_be_visible()
        page.locator("#greet-find").fill("")
        cable.cut()
        expect(page.locator(".note.bad")).to_be_visible()
        look()
        cable.mend()
        expect(page.locator(".note.bad")).to_have_count(0)
        screens.forgive_network()


def _date(server: ServerProcess, hall: str) -> str:
    date: str = body(server.client().get(f"/api/v1/halls/{hall}"))["date"]
    return date
