"""Texts that nobody means well with, and whether a page took one for more than text."""

from collections.abc import Mapping
from types import MappingProxyType

from playwright.sync_api import Page

MARKUP: Mapping[str, str] = MappingProxyType(
    {
        "image": "<img src=x onerror=window.evil=1>",
        "drawing": '"><svg onload=window.evil=1>',
        "script": "</script><script>window.evil=1</script>",
        "template": "{{7*7}}${7*7}<%= 7*7 %>",
        "placeable": '{ $x } { -brand } { "{" }',
        "address": "javascript:window.evil=1",
        "quotes": "'; DROP TABLE tickets; --",
        "formula": '=HYPERLINK("http://evil.example","x")',
        "unbroken": "W" * 60,
        "family": "👨‍👩‍👧‍👦🏳️‍🌈",
    }
)
"""Odd, but text: to be shown as it is wherever texts are."""

UNREADABLE: Mapping[str, str] = MappingProxyType(
    {
        "turned": "before \u202e after",
        "nothing": "before\u0000after",
        "tower": "Z" + "\u0301\u0316" * 40,
        "half": "before \ud83d after",
        "bell": "before\u0007after",
    }
)
"""What no notice and no name may have."""

LONG = "W" * 10_000

HOSTILE: Mapping[str, str] = MappingProxyType({**MARKUP, **UNREADABLE, "long": LONG, "lines": "one\ntwo\r\nthree"})

SET = """(field, text) => {
  // As a script or a paste would: beyond what the field's own limits let a person type.
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value").set.call(field, text);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}"""


def is_evil(page: Page) -> bool:
    """Tell whether something that was text has run in the page, or made an element."""
    return bool(
        page.evaluate("() => Boolean(window.evil) || document.querySelector('[onerror], [onload], img[src=x]') !== null")
    )
