"""Good city files, damaged at random: the check never raises, and never passes what cannot be loaded."""

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from queue_server.city.check import check_city
from queue_server.city.errors import CityFileErrors
from queue_server.city.file import load_city
from tests.city.paths import DATA, EXAMPLE

TEXT = EXAMPLE.read_text(encoding="utf-8")
CSV = (DATA / "services.csv").read_text(encoding="utf-8").splitlines(keepends=True)[:12]
NAMED = re.sub(r"(?s)\[\[services\]\].*", "", TEXT).replace("[city]\n", '[city]\nservices = "services.csv"\n')

relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
fragments = st.sampled_from(
    ["[", "]", "[[", "{", "}", '"', "'", '"""', "=", ".", ",", "#", "\n", "\r", "\\", "\x00", "é", "中", "0", "-1", "1e999", "nan",
     "true", '""', "[]", "{}", "[[halls]]\n", "[halls]\n", "id = 1\n", 'id = "dong"\n', "1979-05-27", "hall:dong", "9" * 4400]
)  # fmt: skip
junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=5)
    | st.just("dong")
    | st.just("hall:dong"),
    lambda inside: (
        st.lists(inside, max_size=2) | st.dictionaries(st.sampled_from(["zh", "en", "id", "mon", "x"]), inside, max_size=2)
    ),
    max_leaves=4,
)


def judge(file: Path) -> bool:
    """Check and load a file; return whether it is right."""
    found = check_city(file)
    lines = {
        path: path.read_text(encoding="utf-8-sig", errors="replace").count("\n") + 1
        for path in {at.file for at in found}
        if path
    }
    for finding in found:
        assert finding.file is not None
        assert 1 <= finding.line <= lines[finding.file]
        assert finding.where
        assert finding.message
    if found:
        with pytest.raises(CityFileErrors) as caught:
            load_city(file)
        assert list(caught.value.findings) == found
        return False
    city = load_city(file)
    content = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    assert len(city.halls) == len(content["halls"])
    assert len(city.districts) == len(content["districts"])
    assert len(city.staff) == len(content.get("staff", [])) + sum(len(hall.get("staff", [])) for hall in content["halls"])
    return True


@relaxed
@given(at=st.integers(0, len(TEXT)), cut=st.integers(0, 12), put=fragments)
def test_a_place_in_the_text_is_damaged(tmp_path: Path, at: int, cut: int, put: str) -> None:
    file = tmp_path / "city.toml"
    file.write_text(TEXT[:at] + put + TEXT[at + cut :], encoding="utf-8", newline="")
    judge(file)


@relaxed
@given(order=st.lists(st.integers(0, TEXT.count("\n")), min_size=1, max_size=6), removed=st.booleans())
def test_lines_are_removed_or_doubled(tmp_path: Path, order: list[int], removed: bool) -> None:
    lines = TEXT.split("\n")
    for at in (number % len(lines) for number in order):
        lines[at : at + 1] = [] if removed else [lines[at]] * 2
    file = tmp_path / "city.toml"
    file.write_text("\n".join(lines), encoding="utf-8")
    judge(file)


def toml_of(value: Any) -> str:
    """Return a value as an inline TOML value; None as an empty text."""
    match value:
        case dict():
            return "{" + ", ".join(f"{json.dumps(key)} = {toml_of(inside)}" for key, inside in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(toml_of, value)) + "]"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return str(value)
        case None:
            return '""'
        case _:
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def places(value: object) -> list[Callable[[object], None]]:
    """Return for each value inside `value` a function that replaces it."""
    found: list[Callable[[object], None]] = []
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inside:
        found.append(lambda new, key=key: value.__setitem__(key, new))  # type: ignore[attr-defined,misc]
        found.extend(places(part))
    return found


PLACES = len(places(tomllib.loads(TEXT)))


@relaxed
@given(changes=st.lists(st.tuples(st.integers(0, PLACES - 1), junk), min_size=1, max_size=3))
def test_values_are_replaced_by_others(tmp_path: Path, changes: list[tuple[int, object]]) -> None:
    content = tomllib.loads(TEXT)
    for at, new in changes:
        options = places(content)
        options[at % len(options)](new)
    file = tmp_path / "city.toml"
    file.write_text("\n".join(f"{json.dumps(key)} = {toml_of(value)}" for key, value in content.items()), encoding="utf-8")
    judge(file)


@relaxed
@given(
    at=st.integers(0, sum(map(len, CSV))), cut=st.integers(0, 8), put=fragments | st.sampled_from([",", "|", '"x', ";", "-"])
)
def test_the_table_of_services_is_damaged(tmp_path: Path, at: int, cut: int, put: str) -> None:
    file, table = tmp_path / "city.toml", "".join(CSV)
    file.write_text(NAMED, encoding="utf-8")
    (tmp_path / "services.csv").write_text(table[:at] + put + table[at + cut :], encoding="utf-8", newline="")
    judge(file)


@relaxed
@given(content=st.binary(max_size=80) | st.text(max_size=80).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_judged(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "city.toml"
    file.write_bytes(content)
    assert not judge(file)
    file.write_text(NAMED, encoding="utf-8")
    (tmp_path / "services.csv").write_bytes(content)
    assert not judge(file)
