"""Today over the usual day, and the next half hours, read from the figures."""

from datetime import date

import pandas as pd

from analytics.figures.look import Chart
from analytics.figures.usual import ahead_figure, clock, usual_figure
from analytics.measures.usual import SLOTS, usual
from analytics.words import Words

EN, ZH = Words("en"), Words("zh")


def days(*counts: int) -> pd.DataFrame:
    """Return days with so many tickets from nine to ten, half of them in each half hour."""
    frame = pd.DataFrame(
        0, index=pd.Index([date(2026, 1, 1 + n) for n in range(len(counts))], dtype="object"), columns=range(SLOTS)
    )
    frame[36], frame[38] = [n // 2 for n in counts], [n // 2 for n in counts]
    return frame


def figure(*counts: int, came: dict[int, int] | None = None, now: int = 38, words: Words = EN) -> Chart:
    listed = [(came or {}).get(slot, 0) for slot in range(0, SLOTS, 2)]
    return usual_figure(usual(days(*counts), 2), listed, now=now, opens=9, closes=12, words=words)


def test_today_ends_now_over_median_and_band() -> None:
    low, high, median, today = figure(2, 4, 6, came={36: 7, 38: 1}, now=39).checked.data
    assert list(median.y) == [2, 2, 0, 0, 0, 0]
    assert (low.y[0], high.y[0], high.fill) == (1.2, 2.8, "tonexty")
    assert (list(today.x), list(today.y)) == ([9.25, 9.75], [7, 1])
    assert list(today.marker.symbol) == ["circle", "circle-open"], "the second half hour is not over"
    assert median.text[0] == "09:00–09:30"


def test_few_days_have_no_band() -> None:
    assert [trace.name for trace in figure(2, 4, came={36: 1}).checked.data] == ["usual (median)", "today"]


def test_what_came_outside_the_hours_is_drawn_too() -> None:
    drawn = figure(2, came={30: 1, 36: 1})
    assert drawn.checked.layout.xaxis.range == (6.8, 12.2)
    assert sum(drawn.checked.data[-1].y) == 2


def test_a_day_that_is_over_has_no_hollow_point_and_none_is_drawn_before_it_begins() -> None:
    assert set(figure(2, came={36: 1}, now=SLOTS).checked.data[-1].marker.symbol) == {"circle"}
    assert len(figure(2, now=30).checked.data[-1].x) == 0


def test_nothing_at_all_is_said_in_words() -> None:
    for words, text in ((EN, "Nobody has come today"), (ZH, "今天还没有人来")):
        assert figure(words=words).checked.layout.annotations[0].text.startswith(text)


def test_the_next_half_hours_as_bars_with_the_average_as_marks() -> None:
    ahead = pd.DataFrame({"forecast": [3.26, 4.0], "average": [2.0, 5.5]}, index=pd.Index([43, 45], name="slot"))
    bars, marks = ahead_figure(ahead, words=EN).checked.data
    assert (list(bars.y), list(bars.text), list(marks.y)) == ([3.26, 4.0], ["3", "4"], [2.0, 5.5])
    assert list(ahead_figure(ahead, words=EN).checked.layout.xaxis.ticktext) == ["10:45–<br>11:15", "11:15–<br>11:45"]


def test_clock() -> None:
    assert [clock(slot) for slot in (0, 33, 96)] == ["00:00", "08:15", "24:00"]
