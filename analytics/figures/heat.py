"""When one waits long: the median wait by weekday and hour of issue."""

import pandas as pd

from analytics.figures.look import INK_2, RULE, Chart, Part, chart, empty
from analytics.words import Words

ROW_PX, AXIS_PX = 42, 96
SCALE = [[0.0, "#eef6f8"], [0.5, "#5fa3b8"], [1.0, "#07364a"]]
"""One hue from light to dark: it reads the same in grey and to every eye."""
LEAST_TOP = 1.0
"""Minutes that the darkest square stands for at least: where nobody waits nothing is dark."""


def heat_figure(cells: pd.DataFrame, *, words: Words) -> Chart:
    """Draw one square a weekday and hour, its median wait in minutes written into it.

    Args:
        cells: As `measures.closed.waits_by` gives them by `weekday` (1 Monday .. 7) and `hour`; a NaN `p50_s` leaves its square empty.
    """
    known = cells.reset_index().dropna(subset=["p50_s"])
    if known.empty:
        return empty(ROW_PX * 5 + AXIS_PX, words, "closed-none")
    hours = list(range(int(known["hour"].min()), int(known["hour"].max()) + 1))
    days = sorted({int(day) for day in known["weekday"]} | {1, 2, 3, 4, 5})
    minutes = (known.set_index(["weekday", "hour"])["p50_s"] / 60).to_dict()
    called = known.set_index(["weekday", "hour"])["called"].to_dict()
    z = [[minutes.get((day, hour)) for hour in hours] for day in days]
    unit = words.label("minutes-short")
    square: Part = {
        "type": "heatmap",
        "x": hours,
        "y": [words.plain(f"weekday-{day}") for day in days],
        "z": z,
        "text": [["" if value is None else f"{value:.0f}" for value in row] for row in z],
        "texttemplate": "%{text}",
        "textfont": {"size": 14},
        "customdata": [[called.get((day, hour), 0) for hour in hours] for day in days],
        "hovertemplate": f"%{{y}} %{{x}}:00 · %{{z:.1f}} {unit} · {words.label('column-called')} %{{customdata}}<extra></extra>",
        "colorscale": SCALE,
        "zmin": 0,
        "zmax": max([LEAST_TOP, *(value for row in z for value in row if value is not None)]),
        "xgap": 2,
        "ygap": 2,
        "hoverongaps": False,
        "colorbar": {
            "title": {"text": words.label("waits-axis-minutes"), "side": "right", "font": {"size": 13, "color": INK_2}},
            "thickness": 12,
            "outlinewidth": 0,
            "tickfont": {"color": INK_2},
        },
    }
    return chart(
        [square],
        height=ROW_PX * len(days) + AXIS_PX,
        revision="heat",
        x={
            "tickvals": hours,
            "ticktext": [f"{hour:02d}" for hour in hours],
            "title": words.label("heat-axis-hour"),
            "fixedrange": True,
            "ticks": "",
            "linecolor": RULE,
        },
        y={"autorange": "reversed", "showgrid": False, "fixedrange": True, "rangemode": "normal"},
        hovermode="closest",
        margin={"l": 8, "r": 8, "t": 12, "b": 8},
    )
