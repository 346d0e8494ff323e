"""What was shortened: before and after, one line a group."""

import pandas as pd
import plotly.graph_objects as go

from analytics.figures.look import BEFORE, INK_2, SEA, TINT, blank, stacked
from analytics.words import Words

ROW_PX = 38


def cuts_figure(by_group: pd.DataFrame, *, what: str, words: Words) -> go.Figure:
    """Draw `measures.cuts_by_group` as a line from after to before, a group.

    Args:
        what: `step` or `day`. Groups without a figure (no service with a limit) are left out.
    """
    before, after, share = f"{what}s_before", f"{what}s_after", f"{what}_cut"
    shown = by_group[by_group[before].notna()].sort_values(before)  # the last row is drawn at the top
    if shown.empty:
        return blank(160, words.label("cuts-none"))
    names = [stacked(words, f"group-{group}") for group in shown.index]
    figure = blank(ROW_PX * len(shown) + 96)
    for name, start, end in zip(names, shown[after], shown[before], strict=True):
        figure.add_scatter(x=[start, end], y=[name, name], mode="lines", line={"color": TINT, "width": 5}, hoverinfo="skip")
    unit = words.label(f"cuts-{what}s-unit")
    figure.add_scatter(
        x=shown[before].round(2),
        y=names,
        mode="markers+text",
        marker={"color": BEFORE, "size": 13, "symbol": "circle-open", "line": {"width": 3, "color": BEFORE}},
        text=[f"  {words.percent(-value, 0)}" for value in shown[share]],
        textposition="middle right",
        textfont={"size": 13, "color": SEA},
        cliponaxis=False,
        hovertemplate=f"%{{x:.1f}} {unit}",
        name=words.label("cuts-before"),
    )
    figure.add_scatter(
        x=shown[after].round(2),
        y=names,
        mode="markers",
        marker={"color": SEA, "size": 13},
        hovertemplate=f"%{{x:.1f}} {unit}",
        name=words.label("cuts-after"),
        cliponaxis=False,
    )
    top, longest = shown.iloc[-1], float(shown[before].max())
    for value, label, anchor, colour in (
        (top[after], "cuts-after", "right", SEA),
        (top[before], "cuts-before", "left", INK_2),
    ):
        figure.add_annotation(
            x=value, y=names[-1], text=words.plain(label), showarrow=False, yshift=20, xanchor=anchor,
            font={"size": 12, "color": colour},
        )  # fmt: skip
    figure.update_layout(hovermode="closest", uirevision=f"cuts-{what}")
    figure.update_xaxes(
        range=[-0.03 * longest, 1.32 * longest], title_text=stacked(words, f"cuts-axis-{what}s"), fixedrange=True
    )
    figure.update_yaxes(
        showgrid=False,
        fixedrange=True,
        tickfont={"size": 14},
        ticklabelstandoff=8,
        rangemode="normal",
        range=[-0.6, len(shown) - 0.3],
    )
    return figure
