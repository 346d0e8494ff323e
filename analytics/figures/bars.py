"""One bar a group, its value at the end, and a mark where it was in the other period."""

from collections.abc import Iterable, Sequence

import pandas as pd

from analytics.figures.look import BEFORE, INK, LEFT, SEA, TINT, Chart, Part, chart, empty, rows_axis, stacked
from analytics.figures.names import wrapped
from analytics.words import Words

ROW_PX, LINE_PX = 27, 12
AXIS_PX = 96
"""Above the bars and for the axis below them, so that Plotly never has to press its title into the ticks."""
LINE_LETTERS = 34
LETTER_PX, GAP_PX, LEAST_BARS_PX = 8, 36, 230
"""A text stands at its bar's end where it fits, in the narrowest card, before the mark of the other period; else behind the mark."""
LEAST_PX = 160
"""With less Plotly presses the axis' title into the ticks."""


def bars_figure(
    parts: pd.DataFrame,
    names: Sequence[str],
    texts: Sequence[str],
    *,
    then: Iterable[float | None] | None,
    axis: str,
    revision: str,
    words: Words,
    none: str = "places-none",
    then_name: str = "compare-then",
    room: float = 0.22,
) -> Chart:
    """Draw a bar a row, the first at the top, its parts one after the other.

    Args:
        parts: One column a part of the bar (at most three), named by its message; NaN: not shown.
        names: Of the rows, no two alike. texts: At the ends of the bars.
        then: Values of the other period, None or NaN where there is none; None: nothing is compared.
        axis: Message of the value's axis. none: Message for when there are no rows. then_name: What the mark is.
        room: Right of the longest bar, of its length: for the texts.
    """
    if parts.empty:
        return empty(160, words, none)
    labels = [wrapped(name, LINE_LETTERS) for name in names]
    places = list(range(len(parts)))
    total = parts.sum(axis="columns", min_count=1)
    traces: list[Part] = [
        {
            "type": "bar",
            "orientation": "h",
            "x": [None if pd.isna(value) else float(value) for value in parts[column]],
            "y": places,
            "name": words.label(str(column)),
            "marker": marker,
            "hovertemplate": "%{x:,.4~g}",
        }
        for column, marker in zip(parts.columns, ({"color": SEA}, {"color": TINT}, LEFT), strict=False)
    ]
    ends = [float(value) if not pd.isna(value) else 0.0 for value in total]
    marks: list[float] = []
    if then is not None:
        before = [None if pd.isna(value) else float(value) for value in then]
        beyond = max([*ends, *(old or 0.0 for old in before)]) * (1 + room)
        marks = [old or 0.0 for old in before]
        ends = [
            end if old - end > beyond * (len(text) * LETTER_PX + GAP_PX) / LEAST_BARS_PX else max(end, old)
            for end, old, text in zip(ends, marks, texts, strict=True)
        ]
        traces.append(
            {
                "type": "scatter",
                "x": before,
                "y": places,
                "mode": "markers",
                "name": words.label(then_name),
                "marker": {
                    "size": 11,
                    "color": "#ffffff",
                    "symbol": "circle",
                    "line": {"width": 2.5, "color": BEFORE},
                },  # seen on a dark bar too
                "hovertemplate": "%{x:,.4~g}",
                "cliponaxis": False,
            }
        )
    traces.append(
        {
            "type": "scatter",
            "x": ends,
            "y": places,
            "mode": "text",
            "text": [f"     {text}" for text in texts],
            "textposition": "middle right",
            "textfont": {"size": 13, "color": INK},
            "hoverinfo": "skip",
            "cliponaxis": False,
        }
    )
    lines = max(text.count("<br>") for text in labels) + 1
    return chart(
        traces,
        height=max((ROW_PX + LINE_PX * (lines - 1)) * len(parts) + AXIS_PX, LEAST_PX),
        revision=revision,
        x={
            "range": [0, (max([*ends, *marks]) or 1.0) * (1 + room)],  # where all is nothing, an axis all the same
            "title": stacked(words, axis),
            "fixedrange": True,
            "nticks": 6,
        },
        y=rows_axis(places, labels, above=0.6) | {"tickfont": {"size": 13}},
        barmode="stack",
        bargap=0.3,
        hovermode="y unified",
    )
