"""What a chart must hold, read from the figure: no pixel is compared."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.figures.cuts import cuts_figure, services_figure, spread_figure
from analytics.figures.look import Chart
from analytics.figures.waits import HEIGHT, LABEL_PX, PLOT_PX, arrivals_by_hour_figure, waits_by_hour_figure
from analytics.measures.cuts import cuts_by_group, cuts_by_service
from analytics.measures.waits import waits_by_hour
from analytics.words import Words
from tests.analytics.frames import BRIEF, catalogue, tickets

ZH, EN = Words("zh"), Words("en")


def waits_figure(*rows: dict[str, Any], words: Words = EN, target_s: float | None = 900) -> Chart:
    return waits_by_hour_figure(waits_by_hour(tickets(*rows)), opens=8, closes=17, target_s=target_s, words=words)


def texts(figure: Chart) -> list[str]:
    return [annotation.text for annotation in figure.checked.layout.annotations]


def test_median_and_ninth_decile_in_minutes_with_gaps_where_nobody_was_called() -> None:
    figure = waits_figure({"hour": 9, "wait_s": 600}, {"hour": 9, "wait_s": 1200}, {"hour": 14, "wait_s": 300})
    p90, p50 = figure.checked.data
    assert list(p50.x) == list(range(8, 17))
    assert (p50.y[1], p90.y[1], p50.y[6]) == (15, 19, 5)
    assert np.isnan(p50.y[2:6]).all()
    assert p50.connectgaps is False
    assert figure.checked.layout.yaxis.title.text == "wait (min)"
    assert texts(figure) == ["9 in 10 (p90)", "half (p50)", "target 15 min"]


def test_an_hour_that_is_not_over_is_hollow() -> None:
    figure = waits_figure({"hour": 9, "wait_s": 60}, {"hour": 10, "wait_s": 60}, {"hour": 10, "state": "waiting"})
    assert figure.checked.data[1].marker.symbol[1:3] == ("circle", "circle-open")


def test_how_many_were_called_stands_below_each_hour_with_a_ticket() -> None:
    figure = waits_figure({"hour": 9, "wait_s": 60}, {"hour": 10, "state": "waiting"})
    assert [">1<" in tick for tick in figure.checked.layout.xaxis.ticktext[1:3]] == [True, False]
    assert ">0<" in figure.checked.layout.xaxis.ticktext[2]
    assert "><" in figure.checked.layout.xaxis.ticktext[5]


def test_halls_with_different_targets_have_no_line() -> None:
    figure = waits_figure({"wait_s": 60}, target_s=None)
    assert not figure.checked.layout.shapes
    assert "target" not in " ".join(texts(figure))


@pytest.mark.parametrize("rows", [(), ({"state": "waiting"},)])
def test_nobody_called_is_said_in_words(rows: tuple[dict[str, Any], ...]) -> None:
    figure = waits_figure(*rows)
    assert texts(figure) == ["Nobody has been called yet today"]
    assert figure.checked.layout.height == HEIGHT
    assert figure.checked.layout.xaxis.visible is False


def test_one_point_is_a_point() -> None:
    figure = waits_figure({"hour": 9, "wait_s": 0})
    assert figure.checked.data[0].mode == "lines+markers"
    assert figure.checked.layout.yaxis.range[1] > 0


def test_an_hour_outside_the_opening_hours_is_drawn_too() -> None:
    assert list(waits_figure({"hour": 18, "wait_s": 60}).checked.data[0].x) == list(range(8, 19))


def test_zoom_is_kept_while_figures_change() -> None:
    before, after = waits_figure({"wait_s": 60}), waits_figure({"wait_s": 60}, {"wait_s": 500})
    assert before.checked.layout.uirevision == after.checked.layout.uirevision == "waits"


@BRIEF
@given(st.lists(st.tuples(st.integers(8, 16), st.floats(0, 7200)), min_size=1, max_size=30))
def test_the_labels_of_the_lines_do_not_touch_and_stand_above_the_axis(waited: list[tuple[int, float]]) -> None:
    figure = waits_figure(*({"hour": hour, "wait_s": wait_s} for hour, wait_s in waited))
    top = figure.checked.layout.yaxis.range[1]
    p90, p50, target = figure.checked.layout.annotations
    places = [label.y / top * PLOT_PX + label.yshift for label in (p90, p50)]
    assert places[0] - places[1] >= LABEL_PX - 1e-6
    assert places[1] >= LABEL_PX / 2 - 1e-6
    first, last = figure.checked.layout.xaxis.range
    assert first <= target.x <= last
    assert target.xanchor == ("left" if target.x < (first + last) / 2 else "right"), "what is too long grows inwards"


def test_arrivals_are_split_by_what_became_of_them() -> None:
    by_hour = waits_by_hour(
        tickets(
            {"hour": 9, "wait_s": 60},
            {"hour": 9, "state": "waiting"},
            {"hour": 9, "state": "cancelled"},
            {"hour": 10, "wait_s": 1},
        )
    )
    figure = arrivals_by_hour_figure(by_hour, opens=9, closes=12, words=EN)
    assert [list(trace.y) for trace in figure.checked.data] == [[1, 1, 0], [1, 0, 0], [1, 0, 0], [3, 1, 0]]
    assert list(figure.checked.data[3].text) == ["3", "1", ""]
    assert figure.checked.layout.barmode == "stack"


def test_no_arrivals_are_said_in_words() -> None:
    figure = arrivals_by_hour_figure(waits_by_hour(tickets()), opens=9, closes=12, words=ZH)
    assert texts(figure)[0].startswith("今天还没有人取号<br>")
    assert "No ticket has been issued today yet" in texts(figure)[0]


CATALOGUE = catalogue(
    G001={"steps_before": 6, "steps_after": 4},
    W014={"group": "work_injury", "steps_before": 9, "steps_after": 6, "days_before": 60, "days_after": 45},
    E024={"group": "pension", "steps_before": 10, "steps_after": 6, "days_before": 30, "days_after": 20},
)


def test_one_line_a_group_the_longest_at_the_top() -> None:
    figure = cuts_figure(cuts_by_group(CATALOGUE, "steps"), what="steps", words=EN)
    lines, before, after, shares = figure.checked.data
    assert list(lines.x) == [4, 6, None, 6, 9, None, 6, 10, None]
    assert list(figure.checked.layout.yaxis.ticktext) == ["Registration, general", "Work injury", "Pension"]
    assert (list(before.x), list(after.x)) == ([6, 9, 10], [4, 6, 6])
    assert [text.strip() for text in shares.text] == ["−33%", "−33%", "−40%"]
    assert texts(figure) == ["after", "before"]


def test_groups_without_a_limit_are_left_out() -> None:
    figure = cuts_figure(cuts_by_group(CATALOGUE, "days"), what="days", words=ZH)
    assert [name.split("<br>")[0] for name in figure.checked.layout.yaxis.ticktext] == ["养老", "工伤"]


def test_services_are_drawn_in_their_order_and_what_grew_has_a_plus() -> None:
    longer = catalogue(
        A={"days_before": 10, "days_after": 12}, B={"days_before": 30, "days_after": 9}, C={"days_before": 3, "days_after": 3}
    )
    rows = cuts_by_service(longer, "days")
    figure = services_figure(rows, ["<b>Bee</b>", "Cee", "Ay"], what="days", words=EN)
    assert list(figure.checked.layout.yaxis.ticktext) == ["Ay", "Cee", "&lt;b&gt;Bee&lt;/b&gt;"]
    assert [text.strip().replace("\u00a0", " ") for text in figure.checked.data[3].text] == ["+20%", "0%", "−70%"]


def test_every_service_is_a_dot_and_no_two_lie_on_each_other() -> None:
    frame = catalogue(
        **{f"G{n:03d}": {"days_before": 20, "days_after": 13 + n % 2} for n in range(60)},
        P001={"group": "pension", "days_before": 30, "days_after": 0},
    )
    by_service = cuts_by_service(frame, "days")
    names = {code: code for code in by_service.index}
    dots, totals = spread_figure(by_service, cuts_by_group(frame, "days"), names, what="days", words=EN).checked.data
    assert len(set(zip(dots.x, dots.y, strict=True))) == len(dots.x) == 61
    assert list(totals.x) == [100.0, pytest.approx(100 * (1 - 13.5 / 20), abs=0.01)], "the largest cut at the top"
    assert all(abs(y - round(y)) <= 0.41 for y in dots.y), "each within its row"
    assert dots.text[0] == "P001<br>30 → 0 days"


def test_an_empty_catalogue_is_said_in_words() -> None:
    assert texts(cuts_figure(cuts_by_group(catalogue(), "days"), what="days", words=EN)) == [
        "Nothing is stated of these services"
    ]
