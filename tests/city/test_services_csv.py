"""The catalogue as a table: read as the file's own `[[services]]`, and each wrong cell named in its line."""

import csv
import io
import re
from pathlib import Path

import pytest

from queue_server.city.check import check_city
from queue_server.city.errors import Finding
from queue_server.city.file import load_city
from queue_server.city.text import Text
from tests.city.paths import EXAMPLE

CITY = re.sub(r"(?s)\[\[services\]\].*", "", EXAMPLE.read_text(encoding="utf-8")).replace(
    "[city]\n", '[city]\nservices = "table.csv"\n'
)
COLUMNS = (
    "code,name_zh,name_en,group,kind,review_group,legal_limit_days,promised_limit_days,materials_zh,materials_en,"
    "typical_service_minutes,notes,at_town"
)
ROWS = [
    "G001,社会保障卡申领,Card application,general,instant,,,,身份证|照片,Identity card|Photograph,6,,true",
    "M001,医疗费用报销,Reimbursement,medical,reviewed,medical,30,20,,,12.5,,false",
    'M002,转诊备案,"Referral, ""abroad""",medical,,,,,,,4,"first line\nand second",',
    "M003,生育备案,Maternity record,maternity,instant,,0,0,,,3,,TRUE",
]
TABLE = "\n".join([COLUMNS, *ROWS]) + "\n"


def check(folder: Path, table: str | bytes) -> list[Finding]:
    (folder / "city.toml").write_text(CITY, encoding="utf-8")
    (folder / "table.csv").write_bytes(table if isinstance(table, bytes) else table.encode())
    return check_city(folder / "city.toml")


@pytest.mark.parametrize(
    "table",
    [
        TABLE,
        "\ufeff" + TABLE,
        TABLE.replace("\n", "\r\n"),
        TABLE.replace("\nM001", "\n\n\nM001"),
        TABLE.rstrip("\n"),
        TABLE.replace(",6,,true", ", 6 ,, true "),
    ],
)
def test_rows_become_services(tmp_path: Path, table: str) -> None:
    assert check(tmp_path, table) == []
    card, costs, referral, record = load_city(tmp_path / "city.toml").services
    assert card.name == Text("社会保障卡申领", "Card application")
    assert card.materials == (Text("身份证", "Identity card"), Text("照片", "Photograph"))
    assert (card.kind, card.typical_minutes, card.at_town, card.legal_days) == ("instant", 6.0, True, None)
    assert (costs.kind, costs.review_group, costs.legal_days, costs.promised_days) == ("reviewed", "medical", 30, 20)
    assert costs.typical_minutes == 12.5
    assert referral.name.en == 'Referral, "abroad"'
    assert referral.notes.splitlines() == ["first line", "and second"]
    assert (referral.kind, referral.materials, referral.at_town) == ("instant", (), False)
    assert record.at_town
    assert record.legal_days == 0


def test_columns_come_in_any_order(tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(TABLE)))
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=sorted(rows[0], reverse=True))
    writer.writeheader()
    writer.writerows(rows)
    assert check(tmp_path, out.getvalue()) == []
    assert [service.code for service in load_city(tmp_path / "city.toml").services] == ["G001", "M001", "M002", "M003"]


@pytest.mark.parametrize(
    ("old", "new", "line", "where", "message"),
    [
        ("G001,", "G 001,", 2, "table.csv[G 001].code", "is not a code"),
        ("G001,", ",", 2, "table.csv[line 2].code", "is empty"),
        ("M001,", "G001,", 3, "table.csv[line 3].code", "stands in line 2 already"),
        ("医疗费用报销", "社会保障卡申领", 3, "table.csv[M001].name_zh", "stands in line 2 already"),
        ("医疗费用报销", "", 3, "table.csv[M001].name_zh", "is empty"),
        ("Reimbursement", "", 3, "table.csv[M001].name_en", "is empty"),
        ("Reimbursement,medical", "Reimbursement,medicine", 3, "table.csv[M001].group", "did you mean 'medical'?"),
        ("medical,reviewed", "medical,review", 3, "table.csv[M001].kind", "did you mean 'reviewed'?"),
        ("reviewed,medical", "reviewed,", 3, "table.csv[M001].review_group", "needs a review group"),
        ("30,20", "20,30", 3, "table.csv[M001].promised_limit_days", "30 days are promised where the law allows 20"),
        ("30,20", "thirty,20", 3, "table.csv[M001].legal_limit_days", "not the text 'thirty'"),
        ("30,20", "30.5,20", 3, "table.csv[M001].legal_limit_days", "not the text '30.5'"),
        ("12.5", "-1", 3, "table.csv[M001].typical_service_minutes", "not above 0"),
        ("12.5", "", 3, "table.csv[M001].typical_service_minutes", "a number, not empty"),
        ("12.5", "1_2", 3, "table.csv[M001].typical_service_minutes", "not the text '1_2'"),
        ("12.5,,false", "12.5,,no", 3, "table.csv[M001].at_town", "true or false"),
        ("12.5,,false", "12.5,,false,", 3, "table.csv[M001]", "14 cells where the first line has 13"),
        ("12.5,,false", "12.5,false", 3, "table.csv[M001]", "12 cells where the first line has 13"),
        (
            "Identity card|Photograph",
            "Identity card",
            2,
            "table.csv[G001].materials_en",
            "names 1 materials where Chinese names 2",
        ),
        ("身份证|照片", "身份证|", 2, "table.csv[G001].materials_zh", "is empty"),
        (",4,", ",,", 4, "table.csv[M002].typical_service_minutes", "a number, not empty"),
        ("3,,TRUE", "3,,maybe", 6, "table.csv[M003].at_town", "not the text 'maybe'"),
        ('"Referral, ""abroad"""', '"Referral, "abroad"', 4, "table.csv[line 4]", "is no CSV"),
        ("at_town\n", "in_town\n", 1, "table.csv", "no column 'in_town'"),
        ("group,kind", "kind,kind", 1, "table.csv", "the column `group` is missing"),
        ("kind,review_group", "kind,kind", 1, "table.csv", "the column `kind` stands twice"),
    ],
)
def test_a_wrong_cell_is_named_in_its_line(tmp_path: Path, old: str, new: str, line: int, where: str, message: str) -> None:
    assert old in TABLE
    found = check(tmp_path, TABLE.replace(old, new, 1))
    assert (found[0].line, found[0].where) == (line, where)
    assert message in found[0].message
    assert found[0].file == tmp_path / "table.csv"
    if line > 1:
        assert len(found) == 1


def test_every_wrong_row_is_named(tmp_path: Path) -> None:
    found = check(tmp_path, TABLE.replace(",6,", ",six,").replace("12.5", "0").replace("Maternity record", ""))
    assert [(finding.line, finding.where) for finding in found] == [
        (2, "table.csv[G001].typical_service_minutes"),
        (3, "table.csv[M001].typical_service_minutes"),
        (6, "table.csv[M003].name_en"),
    ]


@pytest.mark.parametrize("table", ["", "\n", COLUMNS + "\n", "G001;社会保障卡申领;general\n"])
def test_a_table_without_services_is_named(tmp_path: Path, table: str) -> None:
    found = check(tmp_path, table)
    assert found
    assert {finding.file for finding in found} == {tmp_path / "table.csv"}
    assert {finding.line for finding in found} == {1}


def test_a_table_in_another_encoding_is_named_in_its_line(tmp_path: Path) -> None:
    lines = TABLE.encode().split(b"\n")
    lines[2] = lines[2].decode().encode("gbk")
    (finding,) = check(tmp_path, b"\n".join(lines))
    assert (finding.file, finding.line) == (tmp_path / "table.csv", 3)
    assert "UTF-8" in finding.message


def test_a_field_without_end_is_named_where_it_begins(tmp_path: Path) -> None:
    (finding,) = check(tmp_path, TABLE.replace("医疗费用报销", '"医疗费用报销'))
    assert (finding.line, finding.where) == (3, "table.csv[line 3]")


@pytest.mark.parametrize("name", ["missing.csv", ".", "/etc/hostname"])
def test_a_table_that_cannot_be_read_is_named_where_it_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "city.toml").write_text(CITY.replace("table.csv", name), encoding="utf-8")
    (finding,) = check_city(tmp_path / "city.toml")
    assert (finding.file, finding.line, finding.where) == (tmp_path / "city.toml", 4, "city.services")


def test_a_wrong_table_and_a_wrong_city_file_are_named_together(tmp_path: Path) -> None:
    (tmp_path / "city.toml").write_text(CITY.replace("counters = 1", "counters = 0"), encoding="utf-8")
    (tmp_path / "table.csv").write_text(TABLE.replace("12.5", "0"), encoding="utf-8")
    found = check_city(tmp_path / "city.toml")
    assert [finding.where for finding in found] == ["halls[1].counters", "table.csv[M001].typical_service_minutes"]
