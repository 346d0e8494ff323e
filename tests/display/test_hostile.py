"""Every field of every page is given what nobody means well, and every text that is stored is shown as text wherever it appears."""

import contextlib
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.analytics.browser.conftest import Site
from tests.display.actions import Hall
from tests.display.city import PASSWORD
from tests.display.conftest import NewScreen
from tests.display.hostile_city import HALLS, NAMES, hostile_server
from tests.display.test_pages import STATIC
from tests.support.browser import BOARD, DESK, KIOSK, PHONE, Screen
from tests.support.hostile import HOSTILE, MARKUP, SET, UNREADABLE, is_evil
from tests.support.layout import assert_tidy, clipped
from tests.support.server import ServerProcess, body

FIELDS = "input:not([type=checkbox]):not([type=radio]), textarea, [contenteditable]"

LAID_OUT = ("unbroken", "tower", "turned", "long", "image")
"""Texts after which the whole page is looked at."""


def start(screen: Screen, city: ServerProcess) -> Page:
    page = screen.open("/")
    expect(page.locator("[data-hall]").first).to_be_visible()
    return page


def login(screen: Screen, city: ServerProcess) -> Page:
    page = screen.open("/login")
    page.locator("[name=password]").fill("wrong")
    return page


def kiosk(screen: Screen, city: ServerProcess) -> Page:
    page = screen.login("kiosk-main", PASSWORD, "/kiosk/main")
    page.locator("[data-act=search]").click()
    return page


def greet(screen: Screen, city: ServerProcess) -> Page:
    page = screen.login("teller-phone", PASSWORD, "/greet/phone")
    expect(page.locator("#greet-find")).to_be_visible()
    return page


def desk(screen: Screen, city: ServerProcess) -> Page:
    hall = Hall(city, "many")
    hall.teller.post("/api/v1/halls/many/counters/7/finish", json={})  # whoever is left there by another test
    hall.counter(7, "open")
    hall.call(7)
    page = screen.login("teller-many", PASSWORD, "/desk/many/7")
    expect(page.locator("[data-number]")).to_be_visible()
    return page


def desk_transfer(screen: Screen, city: ServerProcess) -> Page:
    page = desk(screen, city)
    page.locator("[data-act=start]").click()
    page.locator("[data-act=transfer]").click()
    page.locator("dialog[open] .tabs button").last.click()
    return page


def desk_back(screen: Screen, city: ServerProcess) -> Page:
    page = desk(screen, city)
    page.locator("[data-act=back]").click()
    expect(page.locator("dialog[open] .back-find")).to_be_visible()
    return page


def manage(tab: str) -> Callable[[Screen, ServerProcess], Page]:
    def opened(screen: Screen, city: ServerProcess) -> Page:
        page = screen.login("manager-late", PASSWORD, "/manage/late")
        page.locator(f"#tab-{tab}").click()
        expect(page.locator(f"main.tab-{tab} .panel").first).to_be_visible()
        return page

    return opened


def account(screen: Screen, city: ServerProcess) -> Page:
    page = screen.login("teller-phone", PASSWORD, "/account")
    expect(page.locator(".password-form")).to_be_visible()
    return page


def staff(screen: Screen, city: ServerProcess) -> Page:
    page = screen.login("admin", PASSWORD, "/staff")
    expect(page.locator("[data-user]").first).to_be_visible()
    return page


def staff_new(screen: Screen, city: ServerProcess) -> Page:
    page = staff(screen, city)
    page.locator("[data-add]").click()
    expect(page.locator("dialog[open]")).to_be_visible()
    return page


PLACES: Mapping[str, tuple[Callable[[Screen, ServerProcess], Page], tuple[int, int], Mapping[str, int]]] = {
    # where: how to get there, on which screen, and whose fields are there: module, how many in its templates
    "start": (start, PHONE, {"start/start.js": 1}),
    "login": (login, PHONE, {"login/form.js": 2}),
    "kiosk": (kiosk, KIOSK, {"kiosk/find.js": 1}),
    "greet": (greet, DESK, {"greet/people.js": 1, "base/finder.js": 1}),
    "desk": (desk, DESK, {"base/finder.js": 1}),
    "desk, transfer": (desk_transfer, DESK, {"base/finder.js": 1}),
    "desk, back": (desk_back, DESK, {"desk/dialogs/back.js": 1}),
    "manage, hours": (manage("hours"), DESK, {"manage/fields.js": 1, "manage/hours.js": 1}),
    "manage, counters": (manage("counters"), DESK, {"manage/fields.js": 1}),
    "manage, policy": (manage("policy"), DESK, {"manage/fields.js": 1}),
    "manage, notices": (manage("notices"), DESK, {"manage/notices.js": 2}),
    "account": (account, PHONE, {"base/password.js": 1}),
    "staff": (staff, DESK, {"staff/staff.js": 1}),
    "staff, new": (staff_new, DESK, {"staff/staff.js": 1, "staff/dialogs.js": 2}),
}


def test_no_field_of_a_page_is_forgotten() -> None:
    """Each field that a template makes is one of those that are played below."""
    made: Counter[str] = Counter()
    for module in STATIC.rglob("*.js"):
        text = module.read_text(encoding="utf-8")
        for field in re.findall(r"<(?:input|textarea)\b[^>]*|contenteditable", text):
            if not re.search(r'type="(?:checkbox|radio)"', field) and "vendor" not in module.parts:
                made[str(module.relative_to(STATIC))] += 1
    assert made == {module: count for _, _, fields in PLACES.values() for module, count in fields.items()}


def refusals(complaint: str) -> bool:
    """Tell whether the console only told the status of a refusal."""
    return re.search(r"status of (400|401|404|413|414|422|429|431)", complaint) is not None


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("place", PLACES)
def test_whatever_is_typed_is_text(new_screen: NewScreen, city: ServerProcess, place: str, language: str) -> None:
    opened, size, modules = PLACES[place]
    screen = new_screen(size=size, language=language)
    page = opened(screen, city)
    fields = page.locator(FIELDS)
    count = fields.count()
    assert count >= sum(modules.values())
    names = list(HOSTILE) if place not in ("login", "account") else list(LAID_OUT)  # the address may fail only so often
    for at in range(count):
        # The first few fields get all; the others of a long form, which are made by the same template, two each.
        for name in names if at < 3 else [names[(at + i) % len(names)] for i in (0, 7)]:
            field = fields.nth(at)
            field.evaluate(SET, HOSTILE[name])
            finder = field.get_attribute("role") == "combobox"
            if not finder:  # it would take the service that was found
                field.press("Enter")
            if at < 3 and name in LAID_OUT:
                page.wait_for_load_state("networkidle")
                if finder:  # its list lies on the page
                    assert clipped(page) == []
                else:
                    assert_tidy(page)
            assert not is_evil(page), (place, at, name)
        page.wait_for_load_state("networkidle")
        assert not is_evil(page), (place, at)
        fields.nth(at).evaluate(SET, "")
    screen.forgive(refusals)


def board_shows(board: Page, text: str) -> None:
    expect(board.locator(".notice [lang=en]").first).to_have_text(text)
    assert not is_evil(board)
    assert_tidy(board)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_notice_is_text_on_every_screen_or_is_refused_in_words(
    new_screen: NewScreen, city: ServerProcess, language: str
) -> None:
    """Each text is typed by a manager: the odd ones stand on the board and in the list as they are, the others are told to be none."""
    hall = "over" if language == "en" else "shut"
    screen = new_screen(size=DESK, language=language)
    page = screen.login(f"manager-{hall}", PASSWORD, f"/manage/{hall}")
    page.locator("#tab-notices").click()
    board = new_screen(size=BOARD, language="en").open(f"/board/{hall}")
    add = page.locator(".notice-form button[type=submit]")
    for text in (*MARKUP.values(), "W" * 200):
        page.locator("#notice-zh").evaluate(SET, text)
        page.locator("#notice-en").evaluate(SET, text)
        add.click()
        expect(page.locator(".notices p[lang=en]")).to_have_text(text)
        assert_tidy(page)
        board_shows(board, text)
        page.locator(".notices button").click()
        expect(page.locator("dialog blockquote p[lang=zh]")).to_have_text(text)
        assert_tidy(page)
        page.locator("dialog button[type=submit]").click()
        expect(page.locator(".notices li")).to_have_count(0)
        assert not is_evil(page)
    for name, text in (*UNREADABLE.items(), ("long", HOSTILE["long"])):
        page.locator("#notice-zh").evaluate(SET, text)
        page.locator("#notice-en").evaluate(SET, text)
        add.click()
        if name == "long":
            chinese, english, told = "最多 200 个字", "At most 200 characters", page.locator("#notice-en-fault")
        elif name == "half":
            chinese, english, told = "残缺字符", "broken character", page.get_by_role("alert")
        else:
            chinese, english, told = "看不见的控制字符", "invisible control characters", page.get_by_role("alert")
        expect(told).to_contain_text(chinese if language == "zh" else english)
        assert_tidy(page)
    assert not body(Hall(city, hall).server.login(f"manager-{hall}", PASSWORD).get(f"/api/v1/halls/{hall}/notices"))["notices"]
    screen.forgive(refusals)


ADDRESSES = [
    f"{path}{quote(text, safe='')}"
    for path in ("/t/", "/board/", "/kiosk/", "/desk/", "/greet/", "/manage/", "/nothing/", "/login?next=", "/?q=", "/board/main?hall=")
    for text in (MARKUP["image"], MARKUP["script"], MARKUP["address"], "../../etc/passwd", "\u202emain", "%", "x" * 2000)
]  # fmt: skip


def test_addresses_are_text_too(new_screen: NewScreen, city: ServerProcess) -> None:
    screen = new_screen(size=PHONE, language="en")
    for address in ADDRESSES:
        page = screen.open(address)
        page.wait_for_load_state("networkidle")
        assert not is_evil(page), address
        assert page.url.startswith(city.url)
        if not address.startswith("/nothing"):  # the browser's own view of a problem
            assert_tidy(page)
    screen.forgive(lambda text: refusals(text) or "WebSocket connection" in text)


def test_headers_are_not_believed_and_break_nothing(city: ServerProcess) -> None:
    for value in (*MARKUP.values(), "x" * 4000, "zh;q=1,en;q=NaN,*;q=-1", ",,,;;;"):
        sent = value.replace("evil", "vile").encode()  # the city has evil names itself
        headers = dict.fromkeys(
            (b"Accept-Language", b"User-Agent", b"Referer", b"X-Forwarded-Host", b"Accept", b"Cookie"), sent
        )
        for path in ("/", "/static/base/base.css", "/api/v1/halls", "/api/v1/me"):
            answer = city.client().get(path, headers=headers)
            assert answer.status_code in (200, 401), (path, value)
            assert "vile" not in answer.text


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with hostile_server(tmp_path_factory.mktemp("hostile")) as server:
        yield server


@pytest.mark.parametrize("at", range(len(HALLS)), ids=NAMES)
def test_names_are_text_on_every_screen(new_screen: NewScreen, hostile: ServerProcess, at: int) -> None:
    hall, name = HALLS[at], list(NAMES.values())[at]
    kiosk, teller = (hostile.login(f"{role}{at}", PASSWORD) for role in ("kiosk", "teller"))
    ticket = body(kiosk.post(f"/api/v1/halls/{hall}/tickets", json={"services": [f"S{at:03}"]}), 201)
    body(teller.post(f"/api/v1/halls/{hall}/counters/1/open", json={}))
    body(teller.post(f"/api/v1/halls/{hall}/counters/1/call-next", json={}))
    body(teller.post(f"/api/v1/halls/{hall}/counters/1/start", json={}))
    for size, user, path in (
        (PHONE, "", "/"),
        (KIOSK, f"kiosk{at}", f"/kiosk/{hall}"),
        (BOARD, "", f"/board/{hall}"),
        (PHONE, "", f"/t/{ticket['pass']}"),
        (DESK, f"teller{at}", f"/desk/{hall}/1"),
        (DESK, f"teller{at}", f"/greet/{hall}"),
        (DESK, f"manager{at}", f"/manage/{hall}"),
        (DESK, "admin", "/staff"),
        (PHONE, f"teller{at}", "/account"),
    ):
        screen = new_screen(size=size, language="zh", url=hostile.url)
        page = screen.login(user, PASSWORD, path) if user else screen.open(path)
        if path != "/account":  # it names the person alone
            expect(page.get_by_text(name, exact=False).first).to_be_attached()
        page.wait_for_load_state("networkidle")
        assert not is_evil(page), path
        assert_tidy(page)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_names_are_text_on_the_dashboards_and_in_their_files(
    new_screen: NewScreen, hostile: ServerProcess, language: str
) -> None:
    with contextlib.closing(Site(hostile)) as site:
        site.wait_for_dashboards("official")
    screen = new_screen(size=DESK, language=language, url=hostile.url)
    page = screen.login("official", PASSWORD, "/login")
    for asked in (*(f"hall:{hall}" for hall in HALLS[:2]), *MARKUP.values(), ""):
        page = screen.open(f"/analytics/?hall={quote(asked, safe='')}")
        page.locator("#waits-figure .main-svg").first.wait_for(timeout=60_000)
        assert not is_evil(page), asked
    page.locator("#halls-figure .main-svg").first.wait_for(timeout=60_000)
    page.locator("#choice").click()
    for text in HOSTILE.values():
        page.get_by_placeholder(re.compile("Search|搜索|查找")).fill(text[:500])
        assert not is_evil(page)
    page.keyboard.press("Escape")
    page.locator("#halls-card summary").click()
    for name in NAMES.values():
        assert name in page.locator("#halls-table").inner_text().replace("\n", " ")
    with page.expect_download() as download:
        page.locator("#halls-csv").click()
    rows = csv.reader(io.StringIO(Path(download.value.path()).read_bytes().decode("utf-8-sig")))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
