"""Mapping files: what is wrong in one is said, with its place."""

from datetime import date
from pathlib import Path

import pytest

from analytics.imports.errors import MappingUnreadable
from analytics.imports.mapping import chosen, load_mapping, parse_mapping, preset

GOOD = """
name = "a"
[columns]
hall = "H"
issued_at = { columns = ["D", "T"] }
"""

LOG = """
name = "a"
kind = "log"
[columns]
case = "C"
activity = "A"
at = "T"
"""


def test_a_mapping_file_names_columns_zone_and_rules() -> None:
    mapping = parse_mapping(
        GOOD.encode() + b"[rules]\nclosed_on = [2024-01-01]\n[[shift]]\nsince = 2024-01-01\nuntil = 2024-01-02\ndays = 1", "f"
    )
    assert mapping.column("issued_at") is not None
    assert mapping.rules.closed_on == (date(2024, 1, 1),)
    assert mapping.shift[0].rule == "wrong-clock"


@pytest.mark.parametrize("name", ["generic", "warsaw", "log"])
def test_presets_are_mappings(name: str) -> None:
    assert preset(name).name == name


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("name = 'A b'", "name"),
        ("name = 'a'\ncolour = 1", "colour"),
        ("name = 'a'\n[columns]\nhall = 'H'", "lacks issued_at"),
        (GOOD + "shoe_size = 'S'", "shoe_size"),
        (GOOD + "service = {}", "columns.service"),
        ("time_zone = 'Mars/Base'\n" + GOOD, "Mars/Base"),
        (GOOD + "[values.outcome]\nok = 'great'", "great"),
        (GOOD + "[values.hall]\nok = 'x'", "values.hall"),
        (GOOD + "[halls]\nA = '../etc'", "../etc"),
        (GOOD + "[units]\nA = 'wendeng'", "only a log has units"),
        (LOG + "[units]\nA = 'two words'", "two words is no id of a district"),
        (GOOD + "[[shift]]\nsince = 2024-01-02\nuntil = 2024-01-01\ndays = 1", "before it begins"),
        (GOOD + "[[shift]]\nsince = 2024-01-01\nuntil = 2024-01-01", "by nothing"),
        (GOOD + "[file]\nencoding = 'klingon'", "klingon"),
        (GOOD + "[file]\nencoding = 'undefined'", "undefined"),
        (GOOD + "[file]\nencoding = 'idna'", "idna"),
        (GOOD + '[file]\nencoding = "a\\u0000b"', "not known"),
        (GOOD + "[file]\ntimes = ['iso', '%Y %Y']", "%Y %Y"),
        (GOOD + "[file]\ntimes = ['%Y-%Q']", "%Y-%Q"),
        (GOOD + "[rules]\ntarget_s = 9999999999", "target_s"),
        (GOOD + "[rules]\nidentity = ['x']", "identity"),
        ("name = ", ""),
    ],
)
def test_what_is_wrong_is_said(text: str, reason: str) -> None:
    with pytest.raises(MappingUnreadable) as refused:
        parse_mapping(text.encode(), "f.toml")
    assert reason in str(refused.value)
    assert refused.value.facts["file"] == "f.toml"


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(MappingUnreadable, match="No such file"):
        load_mapping(tmp_path / "none.toml")


def test_name_and_zone_can_be_given_beside_it() -> None:
    mapping = chosen(None, None, "generic", name="other", time_zone="Europe/Warsaw")
    assert (mapping.name, mapping.time_zone) == ("other", "Europe/Warsaw")
    with pytest.raises(MappingUnreadable):
        chosen(None, None, "generic", name="Not A Name", time_zone=None)
    with pytest.raises(MappingUnreadable):
        chosen(Path("m.toml"), "warsaw", "generic", name=None, time_zone=None)


@pytest.mark.parametrize(
    "form", ["%d.%m.%Y %H:%M", "%Y%m%dT%H%M%S%z", "%Y年%m月%d日 %H:%M", "%m/%d/%y %I:%M %p", "%Y-%jT%H:%M:%S.%f"]
)
def test_a_format_of_times_may_be_any_that_reads_what_it_writes(form: str) -> None:
    assert parse_mapping((GOOD + f"[file]\ntimes = ['{form}']").encode(), "f.toml").file.times == (form,)
