"""Counters by hour: how busy, how many stood open beside what came, and how many Erlang C wants."""

from typing import Any

import pandas as pd

from analytics.figures.look import BEFORE, INK, INK_2, LEFT, RULE, SEA, TINT, Chart, Part, chart, empty
from analytics.measures.staffing import main_hours
from analytics.words import Words

HEIGHT, TALL = 300, 400
LABELS = 14
"""Hours up to which each bar carries its figure."""


def occupancy_figure(hours: pd.DataFrame, *, words: Words) -> Chart:
    """Draw the share of their open time that counters were busy, by hour, in percent; light: hours in which few stood open (`main_hours`).

    Args:
        hours: As `measures.staffing.by_hour` gives them.
    """
    known = hours[hours["occupancy"].notna()]
    if known.empty:
        return empty(HEIGHT, words, "counters-none")
    percent = [round(100 * float(value), 1) for value in known["occupancy"]]
    bars = _bars(known.index, percent, "column-occupancy", {"color": SEA}, words, text=[f"{value:.0f}" for value in percent])
    main = set(main_hours(hours))
    bars["marker"] = {"color": [SEA if hour in main else TINT for hour in known.index]}
    return chart(
        [bars | {"hovertemplate": "%{y:.1f}%"}],
        height=HEIGHT,
        revision="occupancy",
        x=_hours(known.index, words),
        y={"range": [0, 112], "tickvals": [0, 25, 50, 75, 100], "title": words.label("occupancy-axis"), "fixedrange": True},
        bargap=0.28,
        margin={"l": 8, "r": 8, "t": 12, "b": 8},
    )


def open_figure(hours: pd.DataFrame, *, words: Words) -> Chart:
    """Draw tickets issued by hour of the mean day, and below them the counters that stood open: busy, free, and those paused.

    Args:
        hours: As `measures.staffing.by_hour` gives them.
    """
    if not hours[["open", "paused", "issued"]].gt(0).any(axis=None):
        return empty(TALL, words, "counters-none")
    issued = [round(float(value), 1) for value in hours["issued"]]
    above = _bars(
        hours.index,
        issued,
        "column-issued-day",
        {"color": BEFORE},
        words,
        text=[_count(value) if value else "" for value in issued],
    )
    traces: list[Part] = [above | {"yaxis": "y2", "hovertemplate": "%{y:.1f}"}]
    for name, marker in (("busy", {"color": SEA}), ("free", {"color": TINT}), ("paused", LEFT)):
        values = [round(float(value), 2) for value in hours[name]]
        traces.append(_bars(hours.index, values, f"counters-{name}", marker, words) | {"hovertemplate": "%{y:.1f}"})
    opened = hours["open"] + hours["paused"]
    traces.append(
        {
            "type": "scatter",
            "mode": "text",
            "x": [int(hour) for hour in hours.index],
            "y": [float(value) for value in opened],
            "text": [_count(float(value)) if len(hours) <= LABELS and value else "" for value in hours["open"]],
            "textposition": "top center",
            "textfont": {"size": 13, "color": INK},
            "hoverinfo": "skip",
            "cliponaxis": False,
        }
    )
    second: dict[str, Any] = {
        "domain": [0.6, 1],
        "zeroline": False,
        "automargin": True,
        "gridcolor": RULE,
        "tickfont": {"color": INK_2},
        "range": [0, max(max(issued) * 1.25, 1)],
        "fixedrange": True,
        "title": {"text": words.label("open-axis-issued"), "font": {"color": INK_2, "size": 13}, "standoff": 8},
    }
    return chart(
        traces,
        height=TALL,
        revision="open",
        x=_hours(hours.index, words) | {"anchor": "y"},
        y={
            "domain": [0, 0.5],
            "range": [0, max(float(opened.max()) * 1.25, 1.0)],
            "title": words.label("open-axis-counters"),
            "fixedrange": True,
        },
        yaxis2=second,
        barmode="stack",
        bargap=0.28,
        margin={"l": 8, "r": 8, "t": 12, "b": 8},
    )


def wanted_figure(hours: pd.DataFrame, *, message: str, words: Words) -> Chart:
    """Draw the counters that each hour wants as bars, and those that stood open as marks.

    Args:
        hours: As `measures.staffing.wanted` gives them. message: What is said when there are none.
    """
    if hours.empty:
        return empty(HEIGHT, words, message)
    needed = [int(value) for value in hours["wanted"]]
    opened = [round(float(value), 1) for value in hours["open"]]
    bars = _bars(
        hours.index, needed, "column-wanted", {"color": TINT}, words, text=[str(value) for value in needed], inside=True
    )
    marks: Part = {
        "type": "scatter",
        "mode": "markers",
        "x": [int(hour) for hour in hours.index],
        "y": opened,
        "name": words.label("column-open"),
        "marker": {"size": 11, "color": SEA, "symbol": "diamond", "line": {"width": 1.5, "color": "#ffffff"}},
        "hovertemplate": "%{y:.1f}",
        "cliponaxis": False,
    }
    return chart(
        [bars | {"hovertemplate": "%{y}"}, marks],
        height=HEIGHT,
        revision="wanted",
        x=_hours(hours.index, words),
        y={"range": [0, max(*needed, *opened, 1) * 1.15], "title": words.label("open-axis-counters"), "fixedrange": True},
        bargap=0.28,
        margin={"l": 8, "r": 8, "t": 12, "b": 8},
    )


def _bars(
    hours: "pd.Index[Any]",
    values: list[Any],
    name: str,
    marker: Part,
    words: Words,
    *,
    text: list[str] | None = None,
    inside: bool = False,
) -> Part:
    bars: Part = {
        "type": "bar",
        "x": [int(hour) for hour in hours],
        "y": values,
        "name": words.label(name),
        "marker": marker,
    }
    if text is not None and len(hours) <= LABELS:
        at = {"textposition": "inside", "insidetextanchor": "start", "textangle": 0} if inside else {"textposition": "outside"}
        bars |= {"text": text, "textfont": {"size": 13, "color": INK}, "cliponaxis": False, **at}
    return bars


def _hours(hours: "pd.Index[Any]", words: Words) -> Part:
    listed = list(range(int(min(hours)), int(max(hours)) + 1))
    return {
        "tickvals": listed,
        "ticktext": [f"{hour:02d}" for hour in listed],
        "range": [listed[0] - 0.6, listed[-1] + 0.6],
        "title": words.label("counters-axis-hour"),
        "fixedrange": True,
    }


def _count(value: float) -> str:
    return f"{value:.1f}" if value < 10 else f"{value:.0f}"
