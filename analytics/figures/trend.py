"""How waits went month by month: median and 90th percentile, with the tickets called under each month."""

import pandas as pd

from analytics.figures.look import SEA, SEA_MID, Chart, Part, chart, empty, small, stacked
from analytics.figures.names import month_ticks
from analytics.words import Words

HEIGHT = 300
MOST_LABELS = 9
"""Months named at the axis of half a page's width; more would lie on each other."""


def trend_figure(months: pd.DataFrame, *, words: Words) -> Chart:
    """Draw `p50_s` and `p90_s` of each month in minutes.

    Args:
        months: As `measures.closed.waits_by` gives them, index `month` (its first day), in order. One month is drawn as points.
    """
    known = months[months["p50_s"].notna()]
    if known.empty:
        return empty(HEIGHT, words, "closed-none")
    every = pd.date_range(known.index.min(), known.index.max(), freq="MS")
    shown = known.reindex(every)
    unit = words.label("minutes-short")
    called = ["" if pd.isna(n) else f"{int(n):,}" for n in shown["called"]]
    sparse = max(1, -(-len(every) // MOST_LABELS))
    lines: list[Part] = [
        {
            "type": "scatter",
            "x": list(range(len(every))),
            "y": [None if pd.isna(value) else round(float(value) / 60, 2) for value in shown[column]],
            "name": words.label(name),
            "mode": "lines+markers",
            "line": {"color": colour, "width": 2.5, "dash": dash},
            "marker": {"size": 8, "symbol": symbol, "color": colour},
            "hovertemplate": f"%{{y:.1f}} {unit}",
            "connectgaps": False,
            "cliponaxis": False,
        }
        for column, name, colour, symbol, dash in (
            ("p90_s", "waits-p90", SEA_MID, "diamond", "dot"),
            ("p50_s", "waits-p50", SEA, "circle", "solid"),
        )
    ]
    places = list(range(0, len(every), sparse))
    return chart(
        lines,
        height=HEIGHT,
        revision="trend",
        x={
            "tickvals": places,
            "ticktext": [
                f"{tick}<br>{small(called[place])}"
                for place, tick in zip(places, month_ticks(list(every), sparse), strict=True)
            ],
            "tickangle": 0,
            "range": [-0.5, len(every) - 0.5],
            "title": stacked(words, "trend-axis-month"),
            "fixedrange": True,
        },
        y={"title": words.label("waits-axis-minutes"), "fixedrange": True},
        margin={"l": 8, "r": 8, "t": 12, "b": 8},
    )
