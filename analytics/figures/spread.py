"""How far waits reach: half and nine in ten of each group on one line, and where they were before."""

from collections.abc import Sequence

import pandas as pd

from analytics.figures.look import (
    BEFORE,
    BRICK,
    INK_2,
    RULE,
    SEA,
    SEA_MID,
    Chart,
    Part,
    chart,
    empty,
    label,
    rows_axis,
)
from analytics.figures.names import wrapped
from analytics.words import Words, say

ROW_PX, LINE_PX, AXIS_PX = 34, 14, 96
LINE_LETTERS = 30


def spread_figure(
    groups: pd.DataFrame,
    names: Sequence[str],
    *,
    then: pd.DataFrame | None,
    target_s: float | None,
    revision: str,
    words: Words,
) -> Chart:
    """Draw a line from the median to the 90th percentile of each row, the first at the top; hollow grey: the same of the other period.

    Args:
        groups: As `measures.closed.waits_by` gives them. names: Of its rows, no two alike.
        then: The same groups in the other period, with the same index (rows may be missing); None: nothing is compared.
        target_s: Of all the halls; None when they differ.
    """
    shown = groups["p50_s"].notna()
    if not shown.any():
        return empty(200, words, "closed-none")
    rows = groups[shown]
    texts = [wrapped(name, LINE_LETTERS) for name, one in zip(names, shown, strict=True) if one]
    minutes = rows[["p50_s", "p90_s"]] / 60
    unit = words.label("minutes-short")
    places = list(range(len(rows)))
    traces: list[Part] = [
        {
            "type": "scatter",
            "x": [value for low, high in zip(minutes["p50_s"], minutes["p90_s"], strict=True) for value in (low, high, None)],
            "y": [place for row in places for place in (row, row, None)],
            "mode": "lines",
            "line": {"color": SEA_MID, "width": 3},
            "hoverinfo": "skip",
        }
    ]
    top = float(minutes["p90_s"].max())
    if then is not None:
        before = then.reindex(rows.index)[["p50_s", "p90_s"]] / 60
        top = max(top, float(before["p90_s"].max()) if before["p90_s"].notna().any() else 0.0)
        for column, mark, symbol in (("p90_s", "waits-p90", "diamond-open"), ("p50_s", "waits-p50", "circle-open")):
            name = words.label("compare-then-of", what=lambda language, mark=mark: say(language, mark))
            traces.append(_dots(before[column], places, name, BEFORE, symbol, unit))
    traces.append(_dots(minutes["p90_s"], places, words.label("waits-p90"), SEA_MID, "diamond", unit))
    traces.append(_dots(minutes["p50_s"], places, words.label("waits-p50"), SEA, "circle", unit))
    notes: list[Part] = [
        label(f"{int(called):,}", x=1, xref="paper", y=place, colour=INK_2, xanchor="left", xshift=6, size=12)
        for place, called in zip(places, rows["called"], strict=True)
    ]
    notes.append(
        label(words.plain("column-called"), x=1, xref="paper", y=-0.85, colour=INK_2, xanchor="left", xshift=6, size=12)
    )
    shapes: list[Part] = []
    if target_s is not None and target_s / 60 < top * 1.3:
        line = {"color": BRICK, "width": 1.5, "dash": "dash"}
        shapes.append(
            {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": target_s / 60, "x1": target_s / 60, "line": line}
        )
        top = max(top, target_s / 60)
        left = target_s / 60 < top / 2
        notes.append(
            label(
                words.plain("waits-target", minutes=f"{target_s / 60:g}"),
                x=target_s / 60,
                y=-0.85,
                colour=BRICK,
                xanchor="left" if left else "right",
                xshift=5 if left else -5,
                size=12,
            )
        )
    lines = max(text.count("<br>") for text in texts) + 1
    return chart(
        traces,
        height=max(ROW_PX, LINE_PX * lines + 8) * len(rows) + AXIS_PX,
        revision=revision,
        x={
            "range": [0, max(top * 1.06, 1.0)],
            "title": words.label("waits-axis-minutes"),
            "fixedrange": True,
            "showgrid": True,
            "gridcolor": RULE,
        },
        y=rows_axis(places, texts, apart=10),
        annotations=notes,
        shapes=shapes,
        hovermode="closest",
        margin={"l": 8, "r": 66, "t": 8, "b": 8},
    )


def _dots(values: "pd.Series[float]", places: list[int], name: str, colour: str, symbol: str, unit: str) -> Part:
    return {
        "type": "scatter",
        "x": [None if pd.isna(value) else round(float(value), 2) for value in values],
        "y": places,
        "mode": "markers",
        "name": name,
        "marker": {"size": 11, "color": colour, "symbol": symbol, "line": {"width": 2, "color": colour}},
        "hovertemplate": f"{name}: %{{x:.1f}} {unit}<extra></extra>",
        "cliponaxis": False,
    }
