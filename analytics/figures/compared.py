"""Units side by side: waits as they were and with one mix of services; changes with their intervals."""

from collections.abc import Sequence

import pandas as pd

from analytics.figures.look import (
    BEFORE,
    INK_2,
    RULE,
    SEA,
    TINT,
    Chart,
    Part,
    chart,
    empty,
    label,
    rows_axis,
    stacked,
)
from analytics.figures.names import wrapped
from analytics.words import Words

ROW_PX, LINE_PX, AXIS_PX = 30, 14, 100
LINE_LETTERS = 30
LEAST_FAR = 0.5
"""Minutes or percentage points to which the axis of changes reaches at least."""
LONG = 12
"""Rows from which the axis has no room to be far away: the interval's ends stay readable."""


def standardised_figure(rows: pd.DataFrame, names: Sequence[str], *, revision: str, words: Words) -> Chart:
    """Draw each unit's mean wait in minutes: hollow as it was, filled with the standard's mix, a tick for the standard itself.

    Args:
        rows: As `measures.comparison.standardised` gives them. names: Of its rows, no two alike.
    """
    if rows.empty:
        return empty(200, words, "closed-none")
    places = list(range(len(rows)))
    minutes = rows[["crude_s", "standardised_s", "standard_s"]] / 60
    joined: Part = {
        "type": "scatter",
        "mode": "lines",
        "x": [
            value
            for old, new in zip(minutes["crude_s"], minutes["standardised_s"], strict=True)
            for value in (_none(old), _none(new), None)
        ],
        "y": [place for row in places for place in (row, row, None)],
        "line": {"color": TINT, "width": 4},
        "hoverinfo": "skip",
    }
    marks = (
        (
            "standard_s",
            "compared-standard",
            {"size": 17, "symbol": "line-ns-open", "color": INK_2, "line": {"width": 2.5, "color": INK_2}},
        ),
        (
            "crude_s",
            "compared-crude",
            {"size": 11, "symbol": "circle-open", "color": BEFORE, "line": {"width": 2.5, "color": BEFORE}},
        ),
        ("standardised_s", "compared-standardised", {"size": 12, "symbol": "circle", "color": SEA}),
    )
    unit = words.label("minutes-short")
    dots: list[Part] = [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [_none(value) for value in minutes[column]],
            "y": places,
            "name": words.label(name),
            "marker": marker,
            "hovertemplate": f"{words.label(name)}: %{{x:.1f}} {unit}<extra></extra>",
            "cliponaxis": False,
        }
        for column, name, marker in marks
    ]
    covered = [f"{value * 100:.0f}%" for value in rows["covered"]]
    return _rows(
        [joined, *dots],
        names,
        covered,
        words.plain("column-covered-short"),
        top=max(float(minutes.max().max()) * 1.08, 1.0),
        low=0.0,
        title=words.label("compared-axis-minutes"),
        revision=revision,
    )


def changes_figure(
    rows: pd.DataFrame, names: Sequence[str], *, scale: float, unit: str, axis: str, revision: str, words: Words
) -> Chart:
    """Draw each unit's change as a dot with its 95 % interval, filled where the interval leaves out no change.

    Args:
        rows: As `measures.comparison.changes` gives them. names: Of its rows, no two alike.
        scale: What a value is multiplied with to be drawn. unit: Of it, as text. axis: Message of the axis' title.
    """
    known = rows["change"].notna().to_numpy()
    if not known.any():
        return empty(200, words, "compared-none")
    shown = rows[known][["change", "low", "high"]] * scale
    texts = [name for name, one in zip(names, known, strict=True) if one]
    places = list(range(len(shown)))
    sure = (shown["low"] > 0) | (shown["high"] < 0)
    lines: Part = {
        "type": "scatter",
        "mode": "lines",
        "x": [
            value for low, high in zip(shown["low"], shown["high"], strict=True) for value in (_none(low), _none(high), None)
        ],
        "y": [place for row in places for place in (row, row, None)],
        "line": {"color": SEA, "width": 2.5},
        "hoverinfo": "skip",
    }
    dots: Part = {
        "type": "scatter",
        "mode": "markers",
        "x": [round(float(value), 3) for value in shown["change"]],
        "y": places,
        "marker": {
            "size": 11,
            "symbol": ["circle" if one else "circle-open" for one in sure],
            "color": SEA,
            "line": {"width": 2.5, "color": SEA},
        },
        "customdata": [[_said(low), _said(high)] for low, high in zip(shown["low"], shown["high"], strict=True)],
        "hovertemplate": f"%{{x:+.1f}} {unit} (%{{customdata[0]}} – %{{customdata[1]}})<extra></extra>",
        "cliponaxis": False,
    }
    far = max(float(shown.abs().max().max()) * 1.08, LEAST_FAR)
    zero: Part = {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": 0, "x1": 0, "line": {"color": INK_2, "width": 1.5}}
    return _rows(
        [lines, dots],
        texts,
        [_said(value) for value in shown["change"]],
        unit,
        top=far,
        low=-far,
        title=stacked(words, axis),
        revision=revision,
        shapes=[zero],
    )


def _rows(
    traces: list[Part],
    names: Sequence[str],
    right: Sequence[str],
    heading: str,
    *,
    top: float,
    low: float,
    title: str,
    revision: str,
    shapes: Sequence[Part] = (),
) -> Chart:
    texts = [wrapped(name, LINE_LETTERS) for name in names]
    lines = max(text.count("<br>") for text in texts) + 1
    notes = [
        label(text, x=1, xref="paper", y=place, colour=INK_2, xanchor="left", xshift=6, size=12)
        for place, text in enumerate(right)
    ]
    notes.append(label(heading, x=1, xref="paper", y=-0.95, colour=INK_2, xanchor="left", xshift=6, size=12))
    return chart(
        traces,
        height=max(ROW_PX, LINE_PX * lines + 8) * len(texts) + AXIS_PX,
        revision=revision,
        x={"range": [low, top], "title": title, "fixedrange": True, "showgrid": True, "gridcolor": RULE, "rangemode": "normal"},
        y=rows_axis(list(range(len(texts))), texts, above=1.2),
        annotations=notes,
        shapes=list(shapes),
        hovermode="closest",
        margin={"l": 8, "r": 72, "t": 8, "b": 8},
    )


def _none(value: float) -> float | None:
    return None if pd.isna(value) else round(float(value), 3)


def _said(value: float) -> str:
    if pd.isna(value):
        return "–"
    return f"{value:+z.1f}".replace("-", "\u2212") if round(value, 1) else "0.0"
