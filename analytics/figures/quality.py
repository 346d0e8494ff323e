"""How far records can be trusted: a square a hall and indicator, darker where the share is higher."""

from collections.abc import Mapping, Sequence

import pandas as pd

from analytics.figures.look import INK, Chart, Part, chart, empty, rows_axis, small
from analytics.figures.names import wrapped
from analytics.words import Words

ROW_PX, AXIS_PX, LEAST_PX = 30, 100, 160
"""Lower, the chart would have no room for the words above it."""
LINE_LETTERS, HEADING_LETTERS = 44, 20
SCALE = [[0.0, "#f5f9fa"], [1.0, "#8fc0cf"]]
"""Light throughout: every square has a text in it."""
LEAST_TOP = 0.05
"""The darkest square is at least this share: a hundredth is not dark because nobody has more."""


def quality_figure(
    rows: pd.DataFrame, names: Sequence[str], indicators: Mapping[str, str], said: Mapping[str, str], *, words: Words
) -> Chart:
    """Draw each share, with its count and what it is of.

    Args:
        rows: As `measures.quality.quality` gives them; NaN shares are left empty. names: Of its rows, no two alike.
        indicators: `measures.quality.INDICATORS`; `said`: their messages.
    """
    shares = rows[[f"{name}_share" for name in indicators]]
    if not shares.notna().any(axis=None):
        return empty(200, words, "closed-none")
    text = [
        [
            "–"
            if pd.isna(row[f"{name}_share"])
            else f"{row[f'{name}_share'] * 100:.1f}%  ({int(row[name]):,} / {int(row[whole]):,})"
            for name, whole in indicators.items()
        ]
        for _, row in rows.iterrows()
    ]
    square: Part = {
        "type": "heatmap",
        "x": list(range(len(indicators))),
        "y": list(range(len(rows))),
        "z": [[None if pd.isna(value) else float(value) for value in row] for row in shares.to_numpy()],
        "text": text,
        "texttemplate": "%{text}",
        "textfont": {"size": 12, "color": INK},
        "hovertemplate": "%{text}<extra></extra>",
        "colorscale": SCALE,
        "zmin": 0,
        "zmax": max(LEAST_TOP, float(shares.max().max())),
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "hoverongaps": False,
    }
    return chart(
        [square],
        height=max(ROW_PX * len(rows) + AXIS_PX, LEAST_PX),
        revision="quality",
        x={
            "tickvals": list(range(len(indicators))),
            "ticktext": [_heading(words, said[name]) for name in indicators],
            "tickangle": 0,
            "side": "top",
            "fixedrange": True,
            "ticks": "",
        },
        y=rows_axis(list(range(len(rows))), [wrapped(name, LINE_LETTERS) for name in names], above=0.5, below=0.5),
        hovermode="closest",
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
    )


def _heading(words: Words, message: str) -> str:
    """Return an indicator as chart text, in lines short enough for a column; all but the first language small."""
    texts = [wrapped(text, HEADING_LETTERS) for _, text in words.each(message)]
    return "<br>".join([texts[0], *(small(text) for text in texts[1:])])
