"""Tickets by place: one bar each, the served part darker, the sum at its end."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from analytics.figures.look import INK, SEA, TINT, blank, stacked
from analytics.figures.names import wrapped
from analytics.words import Words

ROW_PX = 27
LINE_LETTERS = 34


def places_figure(counted: pd.DataFrame, names: Sequence[str], *, revision: str, words: Words) -> go.Figure:
    """Draw `issued` and `served` of each row, the first at the top.

    Args:
        names: Of the rows, as they are written on the axis; no two alike.
        revision: Names what is drawn: while it stays, the viewer's zoom is kept.
    """
    if counted.empty:
        return blank(160, words.label("places-none"))
    labels = [wrapped(name, LINE_LETTERS) for name in names]
    lines = max(label.count("<br>") for label in labels) + 1
    figure = blank((ROW_PX + 12 * (lines - 1)) * len(counted) + 64)
    rest = counted["issued"] - counted["served"]
    for count, name, colour in (
        (counted["served"], "places-served", SEA),
        (rest, "places-not-yet", TINT),
    ):
        figure.add_bar(x=count, y=labels, orientation="h", marker_color=colour, name=words.label(name), hovertemplate="%{x}")
    figure.add_scatter(
        x=counted["issued"],
        y=labels,
        mode="text",
        text=[f" {n}" for n in counted["issued"]],
        textposition="middle right",
        textfont={"size": 13, "color": INK},
        hoverinfo="skip",
        cliponaxis=False,
    )
    figure.update_layout(barmode="stack", bargap=0.3, hovermode="y unified", uirevision=revision)
    figure.update_xaxes(
        range=[0, max(float(counted["issued"].max()) * 1.12, 1.0)],
        title_text=stacked(words, "places-axis-tickets"),
        fixedrange=True,
        tickformat="d",
        nticks=6,
    )
    figure.update_yaxes(autorange="reversed", showgrid=False, fixedrange=True, tickfont={"size": 13}, ticklabelstandoff=6)
    return figure
