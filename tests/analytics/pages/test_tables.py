import csv as stdlib_csv
import io

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.pages.markup import markup
from analytics.pages.tables import csv, sheet_name, shown, table, workbook_of
from analytics.words import Words

FRAME = pd.DataFrame({"hall": ["Zetou", "Gejia"], "issued": [12, 0], "p50": [3.14159, np.nan], "unused": [1, 2]})
COLUMNS = {"hall": 0, "issued": 0, "p50": 1}


def cells(text: str) -> list[list[str]]:
    return list(stdlib_csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_a_file_holds_what_the_table_shows() -> None:
    rows = shown(FRAME, COLUMNS, Words("en"))
    assert cells(csv(rows)) == [["Hall", "Issued", "p50 (min)"], ["Zetou", "12", "3.1"], ["Gejia", "0", ""]]
    assert markup(table(rows), {}) == (
        '<table><thead><tr><th scope="col">Hall</th><th scope="col" class="n">Issued</th><th scope="col" class="n">p50 (min)</th></tr></thead>'
        '<tbody><tr><td>Zetou</td><td class="n">12</td><td class="n">3.1</td></tr>'
        '<tr><td>Gejia</td><td class="n">0</td><td class="n">–</td></tr></tbody></table>'
    )


def test_headings_are_in_the_pages_language() -> None:
    assert list(shown(FRAME, {"hall": 0, "p50": 1}, Words("zh")).columns) == ["大厅 Hall", "p50（分钟） p50 (min)"]


def test_a_file_opens_as_utf8() -> None:
    assert csv(pd.DataFrame({"h": ["泽头镇"]})).encode("utf-8").startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_is_a_formula(start: str) -> None:
    evil = f"{start}HYPERLINK(1)"
    text = csv(pd.DataFrame({evil: [evil], "n": [-1.5]}))
    assert [row[0] for row in cells(text)] == [f"'{evil}", f"'{evil}"]
    assert cells(text)[1][1] == "-1.5", "a negative number stays one"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("By channel", "By channel"),
        ("按渠道", "按渠道"),
        ("Steps [before/after]: *all*?", "Steps before after all"),
        ("'quoted'", "quoted"),
        ("Where does the time go when nobody waits", "Where does the time go when nob"),
        ("Where does the time go when no 'body", "Where does the time go when no"),
        ("𠮷" * 20, "𠮷" * 15),
        ("History", "History 1"),
        ("about", "about 1"),
        (" / ", "Sheet1"),
        ("", "Sheet1"),
    ],
)
def test_a_workbooks_sheet_is_called_as_its_title_by_excels_rules(title: str, name: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_of("a\r\n1\r\n", title=title, about=["a line"], named="About")))
    assert book.sheetnames == [name, "About"]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_title_gives_a_name_that_excel_takes(title: str) -> None:
    name = sheet_name(title, "About")
    assert len(name.encode("utf-16-le")) <= 2 * 31
    assert not set(name) & set("[]:*?/\\")
    assert name == name.strip(" '")
    assert name.casefold() not in ("about", "history")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), min_size=1, max_size=8))
def test_texts_come_back_whole(names: list[str]) -> None:
    read = [row[0] for row in cells(csv(pd.DataFrame({"hall": names, "n": range(len(names))})))[1:]]
    assert [cell.removeprefix("'") for cell in read] == [name.removeprefix("'") for name in names]
    assert not [cell for cell in read if cell.startswith(("=", "+", "-", "@"))]
