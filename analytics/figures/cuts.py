"""What was shortened: before and after, one line a group."""

import pandas as pd
import plotly.graph_objects as go

from analytics.figures.look import BEFORE, INK_2, SEA, TINT, Part, chart, empty, label, stacked
from analytics.words import Words

ROW_PX, LINE_PX = 38, 12


def cuts_figure(by_group: pd.DataFrame, *, what: str, words: Words) -> go.Figure:
    """Draw `measures.cuts_by_group` as a line from after to before, a group; what was longest at the top.

    Args:
        what: `step` or `day`. Groups without a figure (no service with a limit) are left out.
    """
    before, after, share = f"{what}s_before", f"{what}s_after", f"{what}_cut"
    shown = by_group[by_group[before].notna()].sort_values(before)  # the last row is drawn at the top
    if shown.empty:
        return empty(160, stacked(words, "cuts-none"))
    names = [stacked(words, f"group-{group}") for group in shown.index]
    row_px = ROW_PX + LINE_PX * max(name.count("<br>") for name in names)
    unit = words.label(f"cuts-{what}s-unit")
    lines: list[Part] = [
        {
            "type": "scatter",
            "x": [start, end],
            "y": [name, name],
            "mode": "lines",
            "line": {"color": TINT, "width": 5},
            "hoverinfo": "skip",
        }
        for name, start, end in zip(names, shown[after].to_list(), shown[before].to_list(), strict=True)
    ]
    dots: Part = {"type": "scatter", "y": names, "cliponaxis": False, "hovertemplate": f"%{{x:.1f}} {unit}"}
    dots_before = dots | {
        "x": shown[before].round(2).to_list(),
        "mode": "markers+text",
        "marker": {"color": BEFORE, "size": 13, "symbol": "circle-open", "line": {"width": 3, "color": BEFORE}},
        "text": [f"  {words.percent(-value, 0)}" for value in shown[share]],
        "textposition": "middle right",
        "textfont": {"size": 13, "color": SEA},
        "name": words.label("cuts-before"),
    }
    dots_after = dots | {
        "x": shown[after].round(2).to_list(),
        "mode": "markers",
        "marker": {"color": SEA, "size": 13},
        "name": words.label("cuts-after"),
    }
    top, longest = shown.iloc[-1], float(shown[before].max())
    heads = ((after, "cuts-after", "right", SEA), (before, "cuts-before", "left", INK_2))
    return chart(
        [*lines, dots_before, dots_after],
        height=row_px * len(shown) + 96,
        revision=f"cuts-{what}",
        x={"range": [-0.03 * longest, 1.45 * longest], "title": stacked(words, f"cuts-axis-{what}s"), "fixedrange": True},
        y={
            "showgrid": False,
            "fixedrange": True,
            "ticklabelstandoff": 8,
            "rangemode": "normal",
            "range": [-0.6, len(shown) - 0.3],
        },
        hovermode="closest",
        annotations=[
            label(words.plain(said), x=float(top[column]), y=names[-1], colour=colour, size=12, yshift=20, xanchor=anchor)
            for column, said, anchor, colour in heads
        ],
    )
