"""Words as components."""

import json

import pytest

from analytics.pages.shared import as_json
from analytics.pages.texts import marked
from tests.analytics.callbacks import text_of


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("From 2026-03-02 to 2026-03-15, **2026-04**.", ["2026-03-02", "2026-03-15", "2026-04"]),
        ("对比时段：2026-03-02 至 2026-03-15", ["2026-03-02", "2026-03-15"]),
        ("1185-1202, 8-10:12, 12026-03-02, 2026-03-021", []),
    ],
)
def test_a_date_is_one_piece_and_what_is_said_stays_the_same(text: str, whole: list[str]) -> None:
    children = marked(text)
    assert text_of(json.loads(as_json(children))) == text.replace("**", "")
    assert dates(children) == whole


def dates(children: object) -> list[str]:
    """Return the texts that do not break."""
    found: list[str] = []
    for child in children if isinstance(children, list) else []:
        if getattr(child, "className", None) == "date":
            found.append(child.children)
        else:
            found += dates(getattr(child, "children", None))
    return found
