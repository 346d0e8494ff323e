"""Visits a day, month by month, near home and elsewhere."""

import pandas as pd

from analytics.figures.look import INK, SEA, TINT, Chart, Part, chart, empty, small, stacked
from analytics.figures.names import month_ticks
from analytics.words import Words

HEIGHT = 320
LEAST_MONTHS = 8
"""For which there is room: fewer stand in the middle, no wider than of so many."""


def monthly_figure(months: pd.DataFrame, *, words: Words) -> Chart:
    """Draw `near` and `other` of each month as a stacked bar, the share of `near` above it.

    Args:
        months: Index `month` (its first day, rising): `days` (with an open hall), `near`, `other` (visits a day; NaN: not shown), `share`.
    """
    known = months[months["near"].notna()]
    if known.empty:
        return empty(HEIGHT, words, "towns-none")
    every = pd.date_range(known.index.min(), known.index.max(), freq="MS")
    shown = known.reindex(every)
    places = list(range(len(every)))
    bars: list[Part] = [
        {
            "type": "bar",
            "x": places,
            "y": [None if pd.isna(value) else round(float(value), 2) for value in shown[column]],
            "name": words.label(name),
            "marker": {"color": colour},
            "hovertemplate": "%{y:,.1f}",
        }
        for column, name, colour in (("near", "towns-near", SEA), ("other", "towns-other", TINT))
    ]
    sparse = max(1, -(-len(every) // 12))
    total = shown["near"] + shown["other"]
    bars.append(
        {
            "type": "scatter",
            "x": places,
            "y": [None if pd.isna(value) else float(value) for value in total],
            "mode": "text",
            "text": [
                "" if pd.isna(share) or place % sparse else words.percent(share) for place, share in enumerate(shown["share"])
            ],
            "textposition": "top center",
            "textfont": {"size": 13, "color": INK},
            "hoverinfo": "skip",
            "cliponaxis": False,
        }
    )
    days = ["" if pd.isna(n) else f"{int(n)}" for n in shown["days"]]
    at = places[::sparse]
    middle, room = (len(every) - 1) / 2, max(len(every), LEAST_MONTHS) / 2 + 0.1
    return chart(
        bars,
        height=HEIGHT,
        revision="monthly",
        x={
            "tickvals": at,
            "ticktext": [
                f"{tick}<br>{small(days[place])}" for place, tick in zip(at, month_ticks(list(every), sparse), strict=True)
            ],
            "range": [middle - room, middle + room],
            "title": stacked(words, "towns-axis-month"),
            "fixedrange": True,
        },
        y={
            "range": [0, (float(total.max()) or 1.0) * 1.15],
            "title": words.label("towns-axis-a-day"),
            "fixedrange": True,
        },
        barmode="stack",
        bargap=0.3,
        margin={"l": 8, "r": 8, "t": 12, "b": 8},
    )
