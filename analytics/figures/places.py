"""Tickets by place: one bar each, the served part darker, the sum at its end."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from analytics.figures.look import INK, SEA, TINT, Part, chart, empty, stacked
from analytics.figures.names import wrapped
from analytics.words import Words

ROW_PX, LINE_PX = 27, 12
AXIS_PX = 96
"""Above the bars and for the axis below them, so that Plotly never has to press its title into the ticks."""
LINE_LETTERS = 34


def places_figure(counted: pd.DataFrame, names: Sequence[str], *, revision: str, words: Words) -> go.Figure:
    """Draw `issued` and `served` of each row, the first at the top.

    Args:
        names: Of the rows, as they are written on the axis; no two alike.
        revision: As for `look.chart`.
    """
    if counted.empty:
        return empty(160, stacked(words, "places-none"))
    labels = [wrapped(name, LINE_LETTERS) for name in names]
    lines = max(text.count("<br>") for text in labels) + 1
    parts = {
        "places-served": (counted["served"], SEA),
        "places-not-yet": (counted["issued"] - counted["served"], TINT),
    }
    bars: list[Part] = [
        {
            "type": "bar",
            "orientation": "h",
            "x": count.to_list(),
            "y": labels,
            "name": words.label(name),
            "marker": {"color": colour},
            "hovertemplate": "%{x}",
        }
        for name, (count, colour) in parts.items()
    ]
    sums = {
        "type": "scatter",
        "x": counted["issued"].to_list(),
        "y": labels,
        "mode": "text",
        "text": [f" {n}" for n in counted["issued"]],
        "textposition": "middle right",
        "textfont": {"size": 13, "color": INK},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }
    return chart(
        [*bars, sums],
        height=(ROW_PX + LINE_PX * (lines - 1)) * len(counted) + AXIS_PX,
        revision=revision,
        x={
            "range": [0, max(float(counted["issued"].max()) * 1.12, 1.0)],
            "title": stacked(words, "places-axis-tickets"),
            "fixedrange": True,
            "tickformat": "d",
            "nticks": 6,
        },
        y={
            "range": [len(counted) - 0.4, -0.6],  # the first at the top, without the air that text marks would add
            "showgrid": False,
            "fixedrange": True,
            "tickfont": {"size": 13},
            "ticklabelstandoff": 6,
            "rangemode": "normal",
        },
        barmode="stack",
        bargap=0.3,
        hovermode="y unified",
    )
