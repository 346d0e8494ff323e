"""How long services take: the median with its interval, and nine in ten."""

from collections.abc import Sequence

import pandas as pd

from analytics.figures.look import INK_2, RULE, SEA, SEA_MID, Chart, Part, chart, empty, label, rows_axis
from analytics.figures.names import wrapped
from analytics.words import Words

ROW_PX, LINE_PX, AXIS_PX = 32, 14, 96
LINE_LETTERS = 30


def services_figure(services: pd.DataFrame, names: Sequence[str], *, words: Words) -> Chart:
    """Draw the median service time of each row with its 95 % interval, and the 90th percentile, in minutes; the first row at the top.

    Args:
        services: As `measures.staffing.service_times` gives them, without those that are not shown. names: Of its rows, no two alike.
    """
    if services.empty:
        return empty(200, words, "services-none")
    texts = [wrapped(name, LINE_LETTERS) for name in names]
    minutes = services[["p50_s", "low_s", "high_s", "p90_s"]] / 60
    places = list(range(len(services)))
    unit = words.label("minutes-short")
    interval: Part = {
        "type": "scatter",
        "x": [
            value
            for low, high in zip(minutes["low_s"], minutes["high_s"], strict=True)
            for value in (_shown(low), _shown(high), None)
        ],
        "y": [place for row in places for place in (row, row, None)],
        "mode": "lines",
        "line": {"color": SEA_MID, "width": 7},
        "opacity": 0.55,
        "hoverinfo": "skip",
    }
    traces = [interval]
    for column, name, colour, symbol in (
        ("p90_s", "services-p90", SEA_MID, "diamond-open"),
        ("p50_s", "services-p50", SEA, "circle"),
    ):
        traces.append(
            {
                "type": "scatter",
                "x": [_shown(value) for value in minutes[column]],
                "y": places,
                "mode": "markers",
                "name": words.label(name),
                "marker": {"size": 10, "color": colour, "symbol": symbol, "line": {"width": 2, "color": colour}},
                "customdata": [f"{low:.1f}–{high:.1f}" for low, high in zip(minutes["low_s"], minutes["high_s"], strict=True)],
                "hovertemplate": f"{words.label(name)}: %{{x:.1f}} {unit}"
                + (" (95 % %{customdata})<extra></extra>" if column == "p50_s" else "<extra></extra>"),
                "cliponaxis": False,
            }
        )
    notes = [
        label(f"{int(n):,}", x=1, xref="paper", y=place, colour=INK_2, xanchor="left", xshift=6, size=12)
        for place, n in zip(places, services["served"], strict=True)
    ]
    notes.append(
        label(words.plain("column-served"), x=1, xref="paper", y=-0.85, colour=INK_2, xanchor="left", xshift=6, size=12)
    )
    lines = max(text.count("<br>") for text in texts) + 1
    return chart(
        traces,
        height=max(ROW_PX, LINE_PX * lines + 8) * len(services) + AXIS_PX,
        revision="services",
        x={
            "range": [0, max(float(minutes["p90_s"].max()) * 1.06, 1.0)],
            "title": words.label("services-axis"),
            "fixedrange": True,
            "showgrid": True,
            "gridcolor": RULE,
        },
        y=rows_axis(places, texts),
        annotations=notes,
        hovermode="closest",
        margin={"l": 8, "r": 66, "t": 8, "b": 8},
    )


def _shown(value: float) -> float | None:
    return None if pd.isna(value) else round(float(value), 2)
