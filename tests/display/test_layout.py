"""The checks of tests/support/layout.py find what they are for, and nothing in a page that is right."""

import pytest

from tests.support import layout
from tests.support.browser import DESK, Chromium

PAGE = "<!doctype html><html lang=en><title>T</title><style>body {{ font: 16px/1.5 sans-serif }}</style><body>{}</body></html>"

RIGHT = """<h1>Fine</h1><p>Some words that may wrap.</p><button>Go on</button>
<div style="overflow: auto; height: 40px">scrolls<br>scrolls<br>scrolls</div><span lang="zh">中文</span>
<svg aria-hidden="true" width="9" height="9"></svg>"""

WRONG = {
    "clipped": "<p style='width: 40px; white-space: nowrap; overflow: hidden'>far too long for it</p>",
    "clipped out of a drawn box": "<p style='width: 60px; height: 24px; background: #ccc; white-space: nowrap'>far too long for it</p>",
    "clipped by an ellipsis": "<p style='width: 60px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis'>far too long</p>",
    "clipped by the window": "<p style='white-space: nowrap'>" + "wide " * 600 + "</p>",
    "overlapping": "<p style='position: absolute; top: 9px'>one text</p><p style='position: absolute; top: 9px'>another</p>",
    "overlapping a control": "<button style='position: absolute; top: 9px; height: 50px'>OK OK</button><p style='position: absolute; top: 15px'>text</p>",
    "pale": "<p style='color: #999; background: #fff'>hardly seen</p>",
    "Chinese": "<p>叫号</p>",
    "Chinese in a label": "<button aria-label='叫号'>x</button>",
    "nameless": "<button></button>",
    "small": "<button style='width: 30px; height: 30px'>x</button>",
}


def findings(chromium: Chromium, body: str) -> list[str]:
    page = chromium.browser.new_page(viewport={"width": DESK[0], "height": DESK[1]})
    page.set_content(PAGE.format(body))
    asked = {
        "clipped": layout.clipped(page),
        "overlapping": layout.overlapping(page),
        "pale": layout.pale(page),
        "Chinese": layout.chinese_outside(page),
        "nameless": layout.nameless(page),
        "small": layout.small_targets(page, 40) if "30px" in body else [],
    }
    page.close()
    return [kind for kind, found in asked.items() if found]


def test_a_right_page_has_no_findings(chromium: Chromium) -> None:
    assert findings(chromium, RIGHT) == []


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_found(chromium: Chromium, wrong: str) -> None:
    assert findings(chromium, RIGHT + WRONG[wrong]) == [wrong.split(maxsplit=1)[0]]
