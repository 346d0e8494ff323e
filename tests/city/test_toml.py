"""Statements that are not TOML: each is named in its line, and the rest is read."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.city.toml import MOST_FAULTS, read_toml

GOOD = """\
a = 1
list = [
    { x = 1 },
    { x = 2 },
    { x = 3 },
]
text = '''
one
two'''
[table]
b = 2
[[many]]
c = 3
[many.inside]
d = 4
[[many]]
c = 5
"""


def test_toml_is_read_as_it_is() -> None:
    toml = read_toml(GOOD)
    assert toml.whole
    assert toml.content == tomllib.loads(GOOD)


def test_windows_line_ends_are_line_ends() -> None:
    toml = read_toml(GOOD.replace("\n", "\r\n"))
    assert toml.content == tomllib.loads(GOOD)
    assert toml.positions.line(("many", 1)) == 16


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("a = 1", "a 1", [1]),
        ("a = 1", "a = ", [1]),
        ("a = 1", "= 1", [1]),
        ("a = 1", "a = 1 b = 2", [1]),
        ("a = 1", 'a = "1', [1]),
        ("a = 1", 'a = "\\q"', [1]),
        ("a = 1", "a = 01", [1]),
        ("a = 1", "a = 2026-02-30", [1]),
        ("a = 1", f"a = {'9' * 5000}", [1]),
        ("a = 1", "%%%", [1]),
        ("a = 1", "a = {\n  x = 1,\n  y = 2\n}", [1]),
        ("{ x = 2 }", "{ x 2 }", [4]),
        ("{ x = 2 }", "{ x = 2", [4]),
        ("{ x = 2 }", "{ x = 2, x = 3 }", [4]),
        ("{ x = 2 },", "{ x = 2 }", [5]),  # the comma is missed where the next begins
        ("    { x = 3 },\n]", "    { x = 3 },", [2]),
        ("    { x = 3 },\n]", "    { x = 3 }", [2]),
        ("two'''", "two", [7]),
        ("[table]", "[table", [10]),
        ("[table]", "[[table]", [10]),
        ("[table]", "[]", [10]),
        ("[table]", "[many]", [10]),  # one bracket where two are meant, not two where one is
        ("b = 2", "b = 2\nb = 3", [12]),
        ("b = 2", "b = 2\nb = [\n  1,\n]", [12]),
        ("[[many]]\nc = 5", "[table]\nc = 5", [16]),
        ("[[many]]\nc = 3", "[[many]\nc = 3", [12]),
        ("c = 5", "c = [", [17]),
    ],
)
def test_one_error_is_named_once_and_in_its_line(old: str, new: str, lines: list[int]) -> None:
    assert old in GOOD
    toml = read_toml(GOOD.replace(old, new, 1))
    assert [fault.line for fault in toml.faults] == lines
    assert not toml.whole


def test_every_error_is_named() -> None:
    text = (
        GOOD.replace("a = 1", "a 1")
        .replace("{ x = 2 }", "{ x = }")
        .replace("b = 2", "b = nothing")
        .replace("[[many]]\nc = 5", "[[many\nc = 5")
    )
    toml = read_toml(text)
    assert [fault.line for fault in toml.faults] == [1, 4, 11, 16]
    assert toml.content == {
        "list": [{"x": 1}, {"x": 3}],
        "text": "one\ntwo",
        "table": {},
        "many": [{"c": 3, "inside": {"d": 4}}],
    }


def test_what_lies_below_a_wrong_header_does_not_come_into_another_table() -> None:
    toml = read_toml(GOOD.replace("[[many]]\nc = 5", "[[many]\nc = 5\n[many.inside]\nd = 6\n[after]\ne = 7"))
    assert [fault.line for fault in toml.faults] == [16]
    assert toml.content["many"] == [{"c": 3, "inside": {"d": 4}}]
    assert toml.content["after"] == {"e": 7}


def test_a_text_that_is_something_else_is_given_up() -> None:
    toml = read_toml("<html>\n" * 1000)
    assert len(toml.faults) == MOST_FAULTS
    assert toml.content == {}


def test_deep_nesting_is_named() -> None:
    toml = read_toml(f"a = 1\nb = {'[' * 5000}\n")
    assert [fault.line for fault in toml.faults] == [2]


@given(st.text(alphabet="ab=[]{}\"'#., \n1\\\r\x00é", max_size=60))
def test_any_text_is_read_without_an_error(text: str) -> None:
    toml = read_toml(text)
    try:
        tomllib.loads(text)
    except ValueError:
        assert toml.faults
        assert all(1 <= fault.line <= text.count("\n") + 1 for fault in toml.faults)
    else:
        assert toml.whole


def test_a_key_of_very_many_parts_is_named_and_takes_no_memory() -> None:
    toml = read_toml("a = 1\n" + "b." * 60_000 + "b = 2\nc = 3\n")
    assert [fault.line for fault in toml.faults] == [2]
    assert toml.content == {"a": 1, "c": 3}
