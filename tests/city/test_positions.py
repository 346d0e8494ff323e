"""The line of each value: against hand-made texts, the files that we ship, and texts made at random."""

import json
import tomllib
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queue_server.city.positions import Path, Positions
from tests.city.paths import EXAMPLE, WEIHAI


def places(value: object, at: Path = ()) -> Iterator[Path]:
    yield at
    if isinstance(value, dict):
        for key, inside in value.items():
            yield from places(inside, (*at, key))
    elif isinstance(value, list):
        for index, inside in enumerate(value):
            yield from places(inside, (*at, index))


TEXT = '''\
# a comment with = and [brackets]
title = "x # no comment" # but this
"quoted.key" . inner = 1

[first]
numbers = [
    1, # ] no end
    [2, 3],

    { a = "}", b.c = [
        4,
    ] },
]
long = """
[no.header]
key = "no key" \\
"""  # after
literal = \'\'\'
a"b
\'\'\'
when = 1979-05-27 07:32:00
[[second]]
name = 'one'
[[second.inner]]
x = 1
[[second.inner]]
x = 2
[second.table]
y = 1
[[second]]
name = "t\\u0077o"
[[second.inner]]
x = 3
[third.deep]
z = 1
'''


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("title",), 2),
        (("quoted.key", "inner"), 3),
        (("quoted.key",), 3),
        (("first",), 5),
        (("first", "numbers"), 6),
        (("first", "numbers", 0), 7),
        (("first", "numbers", 1), 8),
        (("first", "numbers", 1, 1), 8),
        (("first", "numbers", 2), 10),
        (("first", "numbers", 2, "a"), 10),
        (("first", "numbers", 2, "b", "c"), 10),
        (("first", "numbers", 2, "b", "c", 0), 11),
        (("first", "long"), 14),
        (("first", "literal"), 18),
        (("first", "when"), 21),
        (("second",), 22),
        (("second", 0), 22),
        (("second", 0, "name"), 23),
        (("second", 0, "inner", 0, "x"), 25),
        (("second", 0, "inner", 1), 26),
        (("second", 0, "inner", 1, "x"), 27),
        (("second", 0, "table", "y"), 29),
        (("second", 1), 30),
        (("second", 1, "name"), 31),
        (("second", 1, "inner", 0, "x"), 33),
        (("third",), 34),
        (("third", "deep", "z"), 35),
        (("third", "deep", "missing"), 34),
        (("nowhere", 3), 1),
    ],
)
def test_each_value_has_the_line_in_which_it_begins(place: Path, line: int) -> None:
    assert Positions(TEXT).line(place) == line


def test_the_places_are_exactly_those_of_the_values() -> None:
    assert set(Positions(TEXT).lines) == set(places(tomllib.loads(TEXT)))


@pytest.mark.parametrize("file", [EXAMPLE, WEIHAI])
def test_our_own_files_have_a_line_for_every_value(file: object) -> None:
    text = file.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    positions = Positions(text)
    assert positions.finished
    assert set(positions.lines) == set(places(tomllib.loads(text)))


keys = st.text(alphabet="ab-_1", min_size=1, max_size=3) | st.text(alphabet="a. ]=[#\"'é\\", min_size=1, max_size=4)
signs = st.text(alphabet="ab \"'#[]{}=,.\\\n中", max_size=8)
scalars = (
    st.integers(-9, 10**6)
    | st.booleans()
    | st.floats(allow_nan=False, allow_infinity=False, width=32)
    | st.dates(date(1900, 1, 1), date(2100, 1, 1))
    | signs
)
values = st.recursive(
    scalars, lambda inside: st.lists(inside, max_size=3) | st.dictionaries(keys, inside, max_size=3), max_leaves=8
)
spaces = st.sampled_from(["", " ", "\n", '\n  # ] } = "\n', " # '\n\n"])


class Writer:
    """Writes TOML in all its shapes and keeps in which line each value begins."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.text = ""
        self.lines: dict[Path, int] = {}

    def note(self, place: Path) -> None:
        self.lines.setdefault(place, self.text.count("\n") + 1)

    def key(self, key: str) -> str:
        bare = key.isascii() and all(sign.isalnum() or sign in "-_" for sign in key)
        if bare and self.draw(st.booleans()):
            return key
        return f"'{key}'" if "'" not in key and self.draw(st.booleans()) else json.dumps(key, ensure_ascii=False)

    def value(self, value: object, place: Path) -> None:
        match value:
            case dict():
                self.text += "{"
                for at, (key, inside) in enumerate(value.items()):
                    self.text += ", " if at else " "
                    self.note((*place, key))
                    self.text += f"{self.key(key)} = "
                    self.value(inside, (*place, key))
                self.text += " }"
            case list():
                self.text += "["
                for at, inside in enumerate(value):
                    self.text += self.draw(spaces)
                    self.note((*place, at))
                    self.value(inside, (*place, at))
                    if at + 1 < len(value) or self.draw(st.booleans()):
                        self.text += self.draw(spaces) + ","
                self.text += self.draw(spaces) + "]"
            case bool():
                self.text += "true" if value else "false"
            case str():
                self.text += self.string(value)
            case _:
                self.text += str(value)

    def string(self, text: str) -> str:
        shape = self.draw(st.sampled_from(["basic", "literal", "long", "long literal"]))
        if shape == "literal" and "'" not in text and "\n" not in text:
            return f"'{text}'"
        if shape == "long literal" and "''" not in text and not text.startswith("\n"):
            return f"'''{text}'''"
        if shape == "long":
            inner = text.replace("\\", "\\\\").replace('""', '"\\"')
            return f'"""\n{inner}"""'
        return json.dumps(text, ensure_ascii=False)


@st.composite
def documents(draw: st.DrawFn) -> Writer:
    writer = Writer(draw)
    writer.lines[()] = 1

    def pairs(table: Path) -> None:
        for key, value in draw(st.dictionaries(keys, values, max_size=3)).items():
            if (*table, key) in writer.lines:
                continue
            writer.text += draw(st.sampled_from(["", "\n", "# x = [\n"]))
            writer.note((*table, key))
            writer.text += f"{writer.key(key)} = "
            writer.value(value, (*table, key))
            writer.text += draw(st.sampled_from(["\n", " # end\n"]))

    pairs(())
    for number in range(draw(st.integers(0, 3))):
        name = f"t{number}"
        if draw(st.booleans()):
            writer.note((name,))
            writer.text += f"[ {name} ]\n"
            pairs((name,))
            continue
        for index in range(draw(st.integers(1, 3))):
            writer.note((name,))
            writer.note((name, index))
            writer.text += f"[[{name}]]\n"
            pairs((name, index))
            if draw(st.booleans()):
                writer.note((name, index, "sub"))
                writer.text += f'[{name}."sub"]\n'
                pairs((name, index, "sub"))
    return writer


@settings(deadline=None)
@given(documents())
def test_every_value_of_any_text_has_its_line(writer: Writer) -> None:
    positions = Positions(writer.text)
    assert positions.finished
    assert set(writer.lines) == set(places(tomllib.loads(writer.text)))
    assert positions.lines == writer.lines


@given(st.text(alphabet="a=[]{}\"'#., \n1\\", max_size=40))
def test_text_that_is_no_toml_is_no_error(text: str) -> None:
    Positions(text)
