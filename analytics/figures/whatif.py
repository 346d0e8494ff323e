"""What came of a what-if: what happened, the days played as they were, and changed, each with its 95 % interval."""

import pandas as pd

from analytics.figures.look import BEFORE, INK, INK_2, RULE, SEA, Chart, Part, chart, empty, label, rows_axis, stacked
from analytics.words import Words

ROW_PX, AXIS_PX = 84, 70
MARKS = (
    ("actual", "whatif-actual", INK_2, "diamond-open", -0.26),
    ("played", "whatif-played", BEFORE, "circle", 0.0),
    ("changed", "whatif-changed", SEA, "circle", 0.26),
)


def whatif_figure(measures: pd.DataFrame, *, axis: str, digits: int, least: float, revision: str, words: Words) -> Chart:
    """Draw each measure's three values, the first measure at the top.

    Args:
        measures: One row a measure, index its message; in the axis' unit: `actual`, and `played`, `changed` with `_low` and `_high`; NaN: there is none.
        axis: Message of the axis' title. digits: Of the labels. least: The axis reaches at least so far.
    """
    values = measures[["actual", "played", "changed", "played_high", "changed_high"]]
    if not values.notna().any(axis=None):
        return empty(200, words, "counters-none")
    top = max(float(values.max().max()), least)
    traces: list[Part] = []
    notes: list[Part] = []
    for column, name, colour, symbol, shift in MARKS:
        shown = measures[measures[column].notna()]
        places = [list(measures.index).index(measure) + shift for measure in shown.index]
        x = [float(value) for value in shown[column]]
        trace: Part = {
            "type": "scatter",
            "mode": "markers",
            "x": x,
            "y": places,
            "name": words.label(name),
            "marker": {"size": 11, "color": colour, "symbol": symbol, "line": {"width": 2, "color": colour}},
            "hovertemplate": f"{words.label(name)}: %{{x:.{digits}f}}<extra></extra>",
            "cliponaxis": False,
        }
        ends = x
        if column != "actual":
            ends = [float(value) for value in shown[f"{column}_high"]]
            trace["error_x"] = {
                "type": "data",
                "symmetric": False,
                "array": [high - value for high, value in zip(ends, x, strict=True)],
                "arrayminus": [value - float(low) for value, low in zip(x, shown[f"{column}_low"], strict=True)],
                "color": colour,
                "thickness": 2,
                "width": 5,
            }
        traces.append(trace)
        notes += [
            label(
                f"{value:.{digits}f}", x=end, y=place, colour=INK if column == "changed" else INK_2, xanchor="left", xshift=11
            )
            for value, end, place in zip(x, ends, places, strict=True)
        ]
    return chart(
        traces,
        height=ROW_PX * len(measures) + AXIS_PX,
        revision=revision,
        x={"range": [0, top * 1.12], "title": words.label(axis), "fixedrange": True, "showgrid": True, "gridcolor": RULE},
        y=rows_axis(
            list(range(len(measures))), [stacked(words, message) for message in measures.index], above=0.5, below=0.5, apart=14
        ),
        annotations=notes,
        hovermode="closest",
        margin={"l": 8, "r": 30, "t": 8, "b": 8},
    )
