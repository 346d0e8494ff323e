import pandas as pd
import pytest

from analytics.measures.tiles import ALONE, BESIDE, TITLE, laid_out
from analytics.measures.towns import per_thousand
from analytics.queries.divisions import towns


def test_visits_a_thousand_residents_of_those_that_are_known() -> None:
    found = per_thousand(pd.Series({"zetou": 120.0, "gejia": 30.0, "mishan": 7.0}), {"zetou": 24_000, "mishan": 7000})
    assert found.to_dict() == {"zetou": pytest.approx(5.0), "mishan": pytest.approx(1.0)}


def test_a_district_alone_has_its_tiles_in_wide_rows() -> None:
    tiles, blocks = laid_out({"wendeng": [str(n) for n in range(ALONE + 1)], "empty": []})
    assert [(tile.x, tile.y) for tile in tiles[-2:]] == [(ALONE - 1, TITLE), (0, TITLE + 1)]
    assert [(block.key, block.rows) for block in blocks] == [("wendeng", TITLE + 2)]


def test_tiles_of_several_districts_never_lie_on_each_other() -> None:
    tiles, blocks = laid_out(
        {name: [f"{name}{n}" for n in range(size)] for name, size in zip("abcdefg", (18, 9, 3, 5, 3, 22, 15), strict=True)}
    )
    assert len(tiles) == len({(tile.x, tile.y) for tile in tiles}) == 75
    corners = [(block.x, block.y, block.x + BESIDE, block.y + block.rows) for block in blocks]
    for place, (left, top, right, bottom) in enumerate(corners):
        for other_left, other_top, other_right, other_bottom in corners[place + 1 :]:
            assert right <= other_left or other_right <= left or bottom <= other_top or other_bottom <= top
    assert laid_out({}) == ([], [])


def test_towns_of_wendeng_are_its_seventeen_and_a_superseded_code_is_none() -> None:
    codes = [town.code for town in towns() if town.district == "371003"]
    assert len(codes) == 17
    assert "371002400" not in {town.code for town in towns()}
    assert next(town.name.zh for town in towns() if town.code == "371003107") == "泽头镇"
