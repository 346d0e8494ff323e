"""The charts of the pages about towns and districts, read from the figure."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from analytics.figures.bars import bars_figure
from analytics.figures.compared import changes_figure, standardised_figure
from analytics.figures.funnel import LABELS, funnel_figure, unnamed
from analytics.figures.monthly import monthly_figure
from analytics.figures.quality import quality_figure
from analytics.figures.tiles import Shown, tiles_figure
from analytics.measures.comparison import changes
from analytics.measures.funnel import funnel
from analytics.measures.tiles import laid_out
from analytics.words import Words

ZH, EN = Words("zh"), Words("en")
CHANGE: dict[str, Any] = {"scale": 1.0, "unit": "min", "axis": "compared-axis-change", "revision": "one"}


def texts(figure: Any) -> list[str]:
    return [annotation.text for annotation in figure.checked.layout.annotations]


def test_a_tile_has_name_and_number_white_on_dark_and_no_number_without_a_hall() -> None:
    tiles, blocks = laid_out({"d": ["a", "b", "c"]})
    shown = {"a": Shown("Zetou", 10.0, "10", ""), "b": Shown("<b>Gejia</b>", 1.0, "1", ""), "c": Shown("Mishan", None, "", "")}
    figure = tiles_figure(tiles, blocks, shown, {"d": "Wendeng"}, words=EN)
    assert texts(figure) == ["<b>Wendeng</b>", "Zetou<br><b>10</b>", "&lt;b&gt;Gejia&lt;/b&gt;<br><b>1</b>", "Mishan"]
    assert figure.checked.layout.annotations[1].font.color == "#ffffff"
    assert figure.checked.layout.annotations[2].font.color != "#ffffff"
    assert [shape.fillcolor for shape in figure.checked.layout.shapes][2] == "#ffffff"
    assert len({shape.fillcolor for shape in figure.checked.layout.shapes}) == 3


def test_a_long_chinese_name_is_broken_within_its_tile() -> None:
    tiles, blocks = laid_out({"d": ["a"]})
    figure = tiles_figure(tiles, blocks, {"a": Shown("岛集社区社会保险服务点", 0.0, "0", "")}, {"d": "文登区"}, words=ZH)
    assert texts(figure)[1] == "岛集社区社会<br>保险服务点<br><b>0</b>"


def test_a_long_word_is_broken_within_its_tile_and_hovering_tells_the_whole_name() -> None:
    name = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
    tiles, blocks = laid_out({"d": ["a", "b"]})
    shown = {"a": Shown(name, 1.0, "1", f"{name} 1"), "b": Shown("Zhangjiachanpuzhen", None, "", "Zhangjiachanpuzhen no hall")}
    figure = tiles_figure(tiles, blocks, shown, {"d": "Wendeng"}, words=EN)
    long, short = (one.split("<br>") for one in texts(figure)[1:])
    assert len(long) == 4
    assert max(map(len, [*long[:3], *short])) <= 14
    assert long[2].endswith("…")
    assert short == ["Zhangjiac-", "hanpuzhen"]
    assert figure.traces[0]["text"] == [f"{name} 1", "Zhangjiachanpuzhen no hall"]


@pytest.mark.parametrize("words", [ZH, EN])
def test_empty_charts_are_words(words: Words) -> None:
    nothing = pd.DataFrame(columns=["now", "then", "change", "low", "high", "days", "days_then"], dtype=float)
    placed, share, _ = funnel(pd.Series([], dtype="int64"), pd.Series([], dtype="int64"))
    figures = [
        tiles_figure([], [], {}, {}, words=words),
        bars_figure(pd.DataFrame({"towns-served": []}), [], [], then=None, axis="towns-axis-visits", revision="", words=words),
        monthly_figure(pd.DataFrame({"days": [], "near": [], "other": [], "share": []}), words=words),
        standardised_figure(
            pd.DataFrame(columns=["crude_s", "standardised_s", "standard_s", "covered"]), [], revision="", words=words
        ),
        changes_figure(nothing, [], words=words, **CHANGE),
        funnel_figure(placed, [], share=share, between=0.0, axis="funnel-axis-level", revision="", words=words),
        quality_figure(
            pd.DataFrame({"late": [0], "of": [0], "late_share": [np.nan]}),
            ["a"],
            {"late": "of"},
            {"late": "quality-late"},
            words=words,
        ),
    ]
    for figure in figures:
        assert len(figure.checked.data) == 0
        assert len(texts(figure)) == 1


def test_a_hidden_bar_is_none_and_the_axis_begins_at_nought() -> None:
    figure = bars_figure(
        pd.DataFrame({"towns-served": [7.0, np.nan]}),
        ["Zetou", "Gejia"],
        ["7", "–"],
        then=[9.0, None],
        axis="towns-axis-visits",
        revision="",
        words=EN,
    )
    assert figure.checked.data[0].x == (7.0, None)
    assert figure.checked.data[1].x == (9.0, None)
    assert figure.checked.layout.xaxis.range[0] == 0
    assert figure.checked.layout.xaxis.range[1] > 9


def test_where_all_is_nought_the_axis_is_one_that_can_be_read() -> None:
    nobody = pd.DataFrame({"towns-served": [0.0, 0.0]})
    figure = bars_figure(nobody, ["Zetou", "Gejia"], ["0", "0"], then=None, axis="towns-axis-visits", revision="", words=EN)
    assert figure.checked.layout.xaxis.range[0] == 0
    assert figure.checked.layout.xaxis.range[1] >= 1


def test_one_month_is_one_bar_with_its_days_and_share_and_a_gap_stays_open() -> None:
    months = pd.DataFrame(
        {"days": [20, 21], "near": [30.0, 10.0], "other": [70.0, 10.0], "share": [0.3, 0.5]},
        index=pd.DatetimeIndex(["2026-01-01", "2026-03-01"]),
    )
    one = monthly_figure(months.head(1), words=EN)
    assert one.checked.data[0].y == (30.0,)
    assert one.checked.data[2].text == ("30%",)
    assert "20" in one.checked.layout.xaxis.ticktext[0]
    assert monthly_figure(months, words=EN).checked.data[0].y == (30.0, None, 10.0)


@pytest.mark.parametrize("n", [1, 3, 8, 24])
def test_a_months_bar_is_no_wider_than_an_eighth_and_all_are_in_the_middle(n: int) -> None:
    every = pd.date_range("2024-01-01", periods=n, freq="MS")
    figure = monthly_figure(pd.DataFrame({"days": 20, "near": 3.0, "other": 7.0, "share": 0.3}, index=every), words=EN)
    low, high = figure.checked.layout.xaxis.range
    bars = figure.checked.data[0].x
    assert 1 / (high - low) < 1 / 8
    assert bars[0] - low == pytest.approx(high - bars[-1])
    assert bars[0] - low > 0.5, "no bar is cut"


def test_the_funnel_draws_all_halls_and_names_those_outside() -> None:
    events = pd.Series([90] * 30 + [50, 300], index=[f"h{n}" for n in range(32)])
    n = pd.Series([100] * 30 + [100, 300], index=events.index)
    placed, share, spread = funnel(events, n)
    names = [f"<i>Hall {unit}</i> of a place with a very long name" for unit in events.index]
    figure = funnel_figure(placed, names, share=share, between=spread.between, axis="funnel-axis-level", revision="", words=EN)
    points = [trace for trace in figure.checked.data if trace.mode == "markers"]
    assert sum(len(trace.x) for trace in points) == 32
    outside = int(placed["outside"].ne("").sum())
    assert outside >= 1
    assert 2 <= len(texts(figure)) <= 1 + LABELS
    assert all("<i>" not in text for text in texts(figure))
    assert figure.checked.layout.xaxis.type == "log"


def funnel_of(events: list[int], n: list[int]) -> tuple[pd.DataFrame, Any]:
    """Draw halls held to chance alone, each named after its place."""
    placed, share, _ = funnel(pd.Series(events), pd.Series(n))
    names = [f"Hall of the place {unit}" for unit in placed.index]
    return placed, funnel_figure(placed, names, share=share, between=0.0, axis="funnel-axis-level", revision="", words=EN)


def test_two_halls_that_stand_close_have_both_their_names_not_on_each_other() -> None:
    placed, figure = funnel_of([180] * 10 + [9000] * 10 + [840, 877], [200] * 10 + [10_000] * 10 + [1000, 1040])
    outside = [unit for unit in placed.index if placed["outside"][unit]]
    assert outside == [20, 21]
    named = [note for note in figure.layout["annotations"] if note["text"].startswith("Hall")]
    assert {note["text"] for note in named} == {"Hall of the place 20", "Hall of the place 21"}
    assert len({(note.get("xanchor"), note.get("yanchor")) for note in named}) == 2, "on different sides of their points"
    assert unnamed(placed, figure) == 0


@pytest.mark.parametrize(
    ("events", "n", "side"),
    [([180, 9000], [200, 10_000], "bottom"), ([141, 8990], [155, 10_000], "top")],
    ids=["free", "a point a little above the line at its left end"],
)
def test_the_name_of_the_line_of_all_keeps_off_points(events: list[int], n: list[int], side: str) -> None:
    name = funnel_of(events, n)[1].layout["annotations"][0]
    assert name["text"].startswith("all: ")
    assert (name["xanchor"], name["yanchor"]) == ("left", side)


def test_halls_outside_without_room_for_their_names_are_counted() -> None:
    placed, figure = funnel_of([900] * 200 + [840] * 12, [1000] * 212)
    outside = int(placed["outside"].ne("").sum())
    named = [note for note in figure.layout["annotations"] if note["text"].startswith("Hall")]
    assert 0 < len(named) < outside == 12
    assert unnamed(placed, figure) == outside - len(named)


def test_a_change_that_its_interval_leaves_in_doubt_is_hollow() -> None:
    rows = pd.DataFrame(
        {"change": [1.0, 1.0, -2.0], "low": [0.5, -0.5, np.nan], "high": [1.5, 2.5, np.nan]}, index=["a", "b", "c"]
    )
    figure = changes_figure(rows, ["A", "B", "C"], words=EN, **CHANGE)
    assert figure.checked.data[1].marker.symbol == ("circle", "circle-open", "circle-open")
    assert figure.checked.layout.xaxis.range[0] == -figure.checked.layout.xaxis.range[1]
    assert texts(figure)[:3] == ["+1.0", "+1.0", "\u22122.0"]
    assert changes(
        pd.DataFrame(columns=["unit", "wait_s", "called"]),
        pd.DataFrame(columns=["unit", "wait_s", "called"]),
        "wait_s",
        "called",
    ).empty


def test_a_wait_that_stands_for_too_little_has_no_dot_with_the_mix_but_one_as_it_was() -> None:
    rows = pd.DataFrame(
        {"crude_s": [60.0, 120.0], "standardised_s": [90.0, np.nan], "standard_s": [80.0, np.nan], "covered": [0.9, 0.2]}
    )
    figure = standardised_figure(rows, ["A", "B"], revision="", words=EN)
    by_name = {trace.name: trace.x for trace in figure.checked.data if trace.name}
    assert by_name["as it was"] == (1.0, 2.0)
    assert by_name["with one mix of services"] == (1.5, None)
    assert texts(figure)[:2] == ["90%", "20%"]


def test_a_square_tells_share_count_and_denominator() -> None:
    rows = pd.DataFrame({"late": [3, 0], "of": [120, 0], "late_share": [0.025, np.nan]})
    figure = quality_figure(rows, ["A", "B"], {"late": "of"}, {"late": "quality-late"}, words=EN)
    assert [list(row) for row in figure.checked.data[0].text] == [["2.5%  (3 / 120)"], ["–"]]
    assert [list(row) for row in figure.checked.data[0].z][1] == [None]


@pytest.mark.parametrize("share", [1.0, 0.0, 0.5])
def test_the_funnel_of_one_hall_has_an_axis_that_can_be_read(share: float) -> None:
    placed, centre, spread = funnel(pd.Series([round(30 * share)], index=["a"]), pd.Series([30], index=["a"]))
    figure = funnel_figure(placed, ["A"], share=centre, between=spread.between, axis="funnel-axis-level", revision="", words=EN)
    low, high = figure.checked.layout.yaxis.range
    assert low >= 0
    assert high <= 101
    assert high - low >= 5
    left, right = figure.checked.layout.xaxis.range
    assert any(left < np.log10(tick) < right for tick in (1, 2, 5, 10, 20, 50, 100))


def test_hardly_a_change_is_drawn_small_and_called_nothing() -> None:
    rows = pd.DataFrame({"change": [0.0, -0.02], "low": [np.nan] * 2, "high": [np.nan] * 2}, index=["a", "b"])
    figure = changes_figure(rows, ["A", "B"], words=EN, **CHANGE)
    assert figure.checked.layout.xaxis.range == (-0.5, 0.5)
    assert texts(figure)[:2] == ["0.0", "0.0"]


def test_no_axis_writes_thousands_as_k() -> None:
    figure = bars_figure(
        pd.DataFrame({"towns-served": [80_000.0]}),
        ["A"],
        ["80,000"],
        then=[70_000.0],
        axis="towns-axis-visits",
        revision="",
        words=EN,
    )
    assert figure.checked.layout.xaxis.exponentformat == "none"
    assert figure.checked.layout.xaxis.separatethousands
