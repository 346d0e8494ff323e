"""What the charts of measured processing times hold."""

import numpy as np
import pandas as pd
import pytest

from analytics.figures.processing import POINTS, done_figure, units_figure
from analytics.measures.processing import survival
from analytics.words import Words

EN, ZH = Words("en"), Words("zh")


def curve(cases: int = 40, *, ended: bool = True) -> pd.DataFrame:
    days = np.arange(1.0, cases + 1)
    return survival(pd.DataFrame({"days": days, "ended": (np.arange(cases) % 4 > 0) & ended}))


def test_the_share_done_rises_within_its_band() -> None:
    figure = done_figure([("North", curve()), ("<b>South</b>", curve(30))], limit_days=10, revision="r", words=EN)
    low, high, done = figure.checked.data[0], figure.checked.data[1], figure.checked.data[2]
    assert (done.x[0], done.y[0]) == (0, 0)
    assert all(np.diff(done.y) >= 0)
    theirs = 100 * (1 - curve()["share"])
    assert list(done.y[1:]) == pytest.approx(theirs.tolist(), abs=1e-3)
    assert all(lower <= upper for lower, upper in zip(low.y, high.y, strict=True))
    assert [trace.name for trace in figure.checked.data if trace.name] == ["North", "&lt;b&gt;South&lt;/b&gt;"]
    assert [note.text for note in figure.checked.layout.annotations] == ["North", "&lt;b&gt;South&lt;/b&gt;", "limit: 10 days"]
    assert list(figure.checked.data[-1].x) == [10, 10]


def test_a_curve_of_many_cases_is_drawn_with_fewer_steps_that_lie_on_it() -> None:
    many = curve(5000)
    done = done_figure([("North", many)], limit_days=10, revision="r", words=EN).checked.data[2]
    assert len(done.x) <= POINTS + 1
    assert (done.x[-1], done.y[-1]) == (5000.0, pytest.approx(100 * (1 - many["share"].iloc[-1]), abs=1e-3))
    share = dict(zip(many.index, many["share"], strict=True))
    assert all(y == pytest.approx(100 * (1 - share[x]), abs=1e-3) for x, y in zip(done.x[1:], done.y[1:], strict=True))


def test_the_axis_ends_where_nothing_new_comes_and_holds_the_limit() -> None:
    long = pd.concat([curve(), survival(pd.DataFrame({"days": [900.0], "ended": [False]}))])
    long["share"] = long["share"].cummin()
    assert done_figure([("North", long)], limit_days=10, revision="r", words=EN).checked.layout.xaxis.range[1] < 60
    assert done_figure([("North", long)], limit_days=300, revision="r", words=EN).checked.layout.xaxis.range[1] >= 300


@pytest.mark.parametrize("limit", [0.5, 60.0, 3650.0])
def test_nobody_done_and_nobody_there(limit: float) -> None:
    figure = done_figure([("North", curve(ended=False))], limit_days=limit, revision="r", words=EN)
    assert set(figure.checked.data[2].y) == {0}
    assert (
        done_figure([], limit_days=limit, revision="r", words=EN).checked.layout.annotations[0].text
        == "Too few cases to be shown"
    )
    assert done_figure([("North", curve().head(0))], limit_days=limit, revision="r", words=ZH).checked.layout.annotations


def test_a_unit_is_a_median_with_its_interval_and_its_share_within_the_limit() -> None:
    nan = float("nan")
    units = pd.DataFrame(
        {"median": [20.0, nan, nan], "low": [10.0, 40.0, nan], "high": [30.0, nan, nan], "within": [0.25, 0.1, nan]}
    )
    figure = units_figure(units, ["North", "South", "West"], limit_days=15, words=EN)
    bars, medians = figure.checked.data
    assert list(medians.x) == [20.0, None, None], "not reached is not drawn"
    assert list(bars.x[:2]) == [10.0, 30.0]
    assert bars.x[3] == 40.0
    assert bars.x[4] > 40.0, "an interval without an end goes to the edge"
    assert list(bars.x[6:8]) == [None, None]
    assert [note.text.replace("\u00a0", " ") for note in figure.checked.layout.annotations] == [
        "25%",
        "10%",
        "–",
        "within 15 days",
    ]
    assert (
        units_figure(units.head(0), [], limit_days=15, words=EN).checked.layout.annotations[0].text
        == "Too few cases to be shown"
    )
