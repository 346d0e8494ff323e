"""A bureau's own figures as somebody loads them: what is right, what is refused and why, and that a refusal changes nothing."""

import csv
import io
from pathlib import Path

import pytest

from analytics.history import bureau
from analytics.history.bureau import BeforeAfter
from analytics.imports.cuts import COLUMNS, LARGEST_BYTES, cuts_of
from analytics.imports.sheet import SheetUnfit
from analytics.pages.bureau import template
from analytics.words import LANGUAGES, say
from queue_server.cli.commands import main
from tests.analytics.played import SERVICES, Played

CODES = frozenset(service.code for service in SERVICES)
HEAD = ",".join(COLUMNS) + "\n"
RIGHT = "G001,6,4,,,3,2,,notice 7\n"


def read(text: str | bytes) -> tuple[tuple[BeforeAfter, ...], list[tuple[int, str]]]:
    found, wrong = cuts_of(text if isinstance(text, bytes) else text.encode(), CODES)
    for language in LANGUAGES:
        assert all(say(language, f"wrong-{reason}", facts).isprintable() for _, reason, facts in wrong)
    return found, [(line, reason) for line, reason, _ in wrong]


def test_each_measure_before_and_after_with_its_source() -> None:
    found, wrong = read(HEAD + "G001,6,4,,,3,2,,notice 7\r\n\r\nW014,,,60,45.0,,,工作日,市局通告\r\n")
    assert wrong == []
    assert found == (
        BeforeAfter(service="G001", steps_before=6, steps_after=4, materials_before=3, materials_after=2, source="notice 7"),
        BeforeAfter(service="W014", days_before=60, days_after=45, day_unit="working", source="市局通告"),
    )
    few, _ = read("Source,Service,Steps_Before,Steps_After,remark\nx,G001,1,1,new\n")
    assert (few[0].steps_before, few[0].steps_after) == (1, 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_as_spreadsheets_write_it(encoding: str) -> None:
    found, wrong = read((HEAD + "W014,,,60,45,,,自然日,威海市人社局，二〇二六年通告\r\n").encode(encoding))
    assert wrong == []
    assert (found[0].day_unit, found[0].source) == ("calendar", "威海市人社局，二〇二六年通告")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",6,4,,,,,,x", "no-service"),
        ("G999,6,4,,,,,,x", "unknown-service"),
        ("g001,6,4,,,,,,x", "unknown-service"),
        ("W014,six,4,,,,,,x", "number"),
        ("W014,-6,4,,,,,,x", "number"),
        ("W014,6.5,4,,,,,,x", "number"),
        ("W014,٦,4,,,,,,x", "number"),
        ("W014,=1+1,4,,,,,,x", "number"),
        ("W014,,,3651,4,,,working,x", "number"),
        ("W014,6,,,,,,,x", "half"),
        ("W014,,4,,,,,,x", "half"),
        ("W014,0,4,,,,,,x", "from-zero"),
        ("W014,,,,,,,,x", "nothing"),
        ("W014,,,60,45,,,,x", "day-unit"),
        ("W014,,,60,45,,,weeks,x", "day-unit"),
        ("W014,6,4,,,,,working,x", "no-days"),
        ("W014,6,4,,,,,,", "no-source"),
        (f"W014,6,4,,,,,,{'x' * 201}", "source"),
        ('W014,6,4,,,,,,"two\nlines"', "source"),
        ("W014,6,4,,,,,,turned\u202e", "source"),
        ("W014,6,4,,,,,", "cells"),
        ("W014,6,4,,,,,,x,more", "cells"),
        ("G001,6,4,,,,,,x", "again"),
    ],
)
def test_a_wrong_line_is_named_with_its_reason(line: str, reason: str) -> None:
    found, wrong = read(f"{HEAD}{RIGHT}{line}\nE024,6,4,,,,,,x\n")
    assert [one.service for one in found] == ["G001", "E024"]
    assert wrong == [(3 + line.count("\n"), reason)]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "heading"),
        (b"service,steps_before,steps_after\n", "heading"),
        (b"service,source\nG001,x\n", "heading"),
        (b"service,source,steps_before\nG001,x,5\n", "heading"),
        (b"service,service,source,steps_before,steps_after\n", "twice"),
        (HEAD.encode(), "empty"),
        (HEAD.encode() + b"G001,,,,,,,,\nW014,,,,,,,,\n", "empty"),
        (b"\xff\xfes\0e\0", "encoding"),
        (HEAD.encode() + b"\0", "text"),
        (HEAD.encode() + b'G001,"x"y\n', "csv"),
        (b"x" * (LARGEST_BYTES + 1), "large"),
    ],
)
def test_what_is_no_such_file_is_refused_as_a_whole(data: bytes, reason: str) -> None:
    with pytest.raises(SheetUnfit) as refused:
        cuts_of(data, CODES)
    assert refused.value.reason == reason
    for language in LANGUAGES:
        assert say(language, f"unfit-{reason}", refused.value.facts)


def test_the_template_names_every_service_and_is_read_again() -> None:
    text = template(SERVICES)
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [(row["service"], row["name_zh"], row["name_en"]) for row in rows] == [
        (one.code, one.name.zh, one.name.en) for one in SERVICES
    ]
    assert set(COLUMNS) < rows[0].keys()
    assert not any(row[column] for row in rows for column in COLUMNS[1:]), "no figure of ours is loaded as the bureau's"
    rows[1] |= {"days_before": "60", "days_after": "30", "day_unit": "working", "source": "notice 7"}
    filled = io.StringIO()
    writer = csv.DictWriter(filled, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    found, wrong = read(filled.getvalue().encode("gb18030"))
    assert wrong == []
    assert [(one.service, one.days_after) for one in found] == [("W014", 30)]


def test_the_command_loads_all_lines_or_none(played: Played, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "ours.csv"
    file.write_bytes((HEAD + "G001,6,4,,,,,,本局通告\n").encode("gb18030"))
    data = ["--data", str(tmp_path)]
    assert main(["import", "cuts", str(file), *data]) == 0
    assert capsys.readouterr().out == "1 service loaded, in place of all that were loaded before\n"
    file.write_text(f"{HEAD}E024,6,4,,,,,,x\nW014,6,many,,,,,,x\nnowhere,5,4,,,,,,x\n", encoding="utf-8")
    assert main(["import", "cuts", str(file), *data]) == 2
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        f"{file}:3: steps_after must be a whole number from 0 to 1000, not 'many'",
        f"{file}:4: the catalogue has no service 'nowhere'",
    ]
    assert said.err == f"onewindow: {file}: 2 wrong lines, nothing was loaded\n"
    kept = bureau.read(tmp_path / "history")
    assert kept is not None
    assert ([row.service for row in kept.rows], kept.file) == (["G001"], "ours.csv")
    assert kept.by
