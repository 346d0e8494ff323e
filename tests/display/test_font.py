"""Pages of machines that are set up for them alone bring a Chinese font; others load none."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.browser import BOARD, Chromium
from tests.support.server import ServerProcess

FONTS_OF_OURS = """() => document.fonts.ready.then(() => [...document.fonts]
  .filter((font) => font.family.includes("Noto Sans SC Variable") && font.status === "loaded").length)"""
CHINESE = re.compile("[\u4e00-\u9fff]{2}")
PLAIN = Path("/usr/share/fonts/truetype/dejavu")


@pytest.mark.parametrize(("page_of", "brings"), [("/kiosk/main", True), ("/board/main", True), ("/", False)])
def test_a_machine_without_a_chinese_font_shows_chinese(
    chromium: Chromium, city: ServerProcess, tmp_path: Path, page_of: str, brings: bool
) -> None:
    assert list(PLAIN.glob("*.ttf")), "a font without Chinese characters is needed: fonts-dejavu-core"
    (tmp_path / "fonts.conf").write_text(
        f'<?xml version="1.0"?><fontconfig><dir>{PLAIN}</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>'
    )
    browser = chromium.launch(FONTCONFIG_FILE=str(tmp_path / "fonts.conf"))
    try:
        page = browser.new_page(viewport={"width": BOARD[0], "height": BOARD[1]})
        page.goto(city.url + page_of)
        expect(page.locator("body")).to_contain_text(CHINESE)
        assert (page.evaluate(FONTS_OF_OURS) > 0) == brings
        page.screenshot(path=tmp_path / "bare.png")
    finally:
        browser.close()


def test_a_machine_with_one_loads_none(chromium: Chromium, city: ServerProcess) -> None:
    page = chromium.browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{city.url}/board/main")
    expect(page.locator("body")).to_contain_text(CHINESE)
    page.evaluate("document.fonts.ready")
    assert [url for url in asked if url.endswith(".woff2")] == []
    page.close()
