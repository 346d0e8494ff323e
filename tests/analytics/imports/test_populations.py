"""Residents as an administrator loads them: what is right, what is refused and why, and that a refusal changes nothing."""

from pathlib import Path

import pytest

from analytics.history import populations as kept
from analytics.history.populations import Population
from analytics.imports.populations import Known, populations_of
from queue_server.cli.commands import main
from tests.analytics.played import Played

KNOWN = Known(codes=frozenset({"371003107", "371003109"}), halls=frozenset({"zetou", "daoji"}))
HEAD = "code,hall,population,source,year\n"


def read(text: str) -> tuple[tuple[Population, ...], list[tuple[int, str]]]:
    found, wrong = populations_of(text.encode(), KNOWN, 2026)
    return found, [tuple(one) for one in wrong]


def test_towns_and_halls_with_their_sources() -> None:
    found, wrong = read(
        "\ufeff" + HEAD + '371003107,,21034,"第七次人口普查, 镇",2020\r\n\r\n,daoji,1200,village register,2025\r\n'
    )
    assert wrong == []
    assert found == (
        Population(code="371003107", population=21034, source="第七次人口普查, 镇", year=2020),
        Population(hall="daoji", population=1200, source="village register", year=2025),
    )
    assert read("Population,Year,Source,Hall\n5,2020,census,zetou\n")[0][0].hall == "zetou"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("371003107,zetou,5,census,2020", "fills both code and hall"),
        (",,5,census,2020", "fills neither code nor hall"),
        ("999,,5,census,2020", "no hall's town has the code '999'"),
        (",nowhere,5,census,2020", "there is no hall 'nowhere'"),
        (",zetou,0,census,2020", "population must be a whole number"),
        (",zetou,-5,census,2020", "population must be a whole number"),
        (",zetou,5.5,census,2020", "population must be a whole number"),
        (",zetou,٥,census,2020", "population must be a whole number"),
        (",zetou,1e3,census,2020", "population must be a whole number"),
        (",zetou,999999999,census,2020", "population must be a whole number"),
        (",zetou,99999999999999999999,census,2020", "population must be a whole number"),
        (",zetou,,census,2020", "population must be a whole number"),
        (",zetou,5,census,1900", "year must be one from 1949 to 2026"),
        (",zetou,5,census,2027", "year must be one from 1949 to 2026"),
        (",zetou,5,census,NA", "year must be one from 1949 to 2026"),
        (",zetou,5,,2020", "says no source"),
        (f",zetou,5,{'x' * 201},2020", "source must be one line of at most 200 characters"),
        (',zetou,5,"two\nlines",2020', "source must be one line of at most 200 characters"),
        (",zetou,5,bell\x07,2020", "source must be one line of at most 200 characters"),
        (",zetou,5,turned\u202e,2020", "source must be one line of at most 200 characters"),
        (",zetou,5,census", "has 4 cells instead of 5"),
        (",zetou,5,census,2020,more", "has 6 cells instead of 5"),
    ],
)
def test_a_wrong_line_is_named_with_its_reason(line: str, reason: str) -> None:
    found, wrong = read(f"{HEAD}371003109,,7,census,2020\n{line}\n,daoji,8,census,2020\n")
    assert [one.population for one in found] == [7, 8]
    assert len(wrong) == 1
    assert wrong[0][0] == 3 + line.count("\n")
    assert wrong[0][1].startswith(reason)
    assert wrong[0][1].isprintable()


def test_a_place_stands_once() -> None:
    _, wrong = read(f"{HEAD},zetou,5,census,2020\n,zetou,6,census,2021\n")
    assert wrong == [(3, "zetou stands in line 2 already")]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "its first line must name"),
        (b"code,population,year\n", "its first line must name"),
        (b"population,source,year\n1,a,2020\n", "its first line must name"),
        (b"code,code,population,source,year\n", "names a column twice"),
        (b"code,population,source,year\n", "no line below"),
        (b"\xff\xfe", "not UTF-8"),
        (b"code,population,source,year\n\0", "not text"),
        (b'code,population,source,year\n1,2,"x"y,3\n', "not CSV"),
        (b"code,population,source,year\n1,2,%s,3\n" % (b"x" * 140_000), "not CSV"),
    ],
)
def test_what_is_no_such_file_is_refused_as_a_whole(data: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        populations_of(data, KNOWN, 2026)


def test_the_command_loads_all_lines_or_none(played: Played, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "residents.csv"
    file.write_text("hall,population,source,year\nzetou,21034,census,2020\n", encoding="utf-8")
    data = ["--data", str(tmp_path)]
    assert main(["import", "populations", str(file), *data]) == 0
    assert capsys.readouterr().out == "1 population loaded, in place of all that were loaded before\n"
    file.write_text(
        "hall,population,source,year\ngejia,5,census,2020\nzetou,many,census,2020\nnowhere,5,census,2020\n", encoding="utf-8"
    )
    assert main(["import", "populations", str(file), *data]) == 2
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        f"{file}:3: population must be a whole number from 1 to 100000000, without separators, not 'many'",
        f"{file}:4: there is no hall 'nowhere'",
    ]
    assert said.err == f"onewindow: {file}: 2 wrong lines, nothing was loaded\n"
    assert [one.hall for one in kept.read(tmp_path / "history")] == ["zetou"]
