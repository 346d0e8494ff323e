"""Measured processing times: how many cases are done after so many days, by unit, and where their time goes."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analytics.figures.look import (
    BEFORE,
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
    stacked,
)
from analytics.figures.names import wrapped
from analytics.words import Words

CURVES_PX = 420
ROW_PX, LINE_PX, AXIS_PX = 40, 14, 96
LINE_LETTERS = 30
POINTS = 600
"""Steps of a curve that are drawn; with more, those at as many evenly spread ones, each where the curve is."""
_NEARLY = 0.97
_BANDS = ("rgba(11,92,122,.16)", "rgba(80,96,107,.18)")
_LINES: tuple[Part, ...] = ({"color": SEA, "width": 3}, {"color": INK_2, "width": 2.5, "dash": "5px,3px"})


def done_figure(curves: Sequence[tuple[str, pd.DataFrame]], *, limit_days: float, revision: str, words: Words) -> Chart:
    """Draw the share of cases that are done, with its band, one line a group of cases, and the limit.

    Args:
        curves: At most two: a name, and `measures.processing.survival` as far as it may be told.
    """
    curves = [(name, curve) for name, curve in curves if len(curve)]
    if not curves:
        return empty(CURVES_PX, words, "measured-none")
    traces: list[Part] = []
    notes: list[Part] = []
    last = max(_end(curve) for _, curve in curves)
    last = min(max(last, 1.1 * limit_days), max(limit_days, *(float(curve.index[-1]) for _, curve in curves)))
    for (name, curve), line, band in zip(curves, _LINES, _BANDS, strict=False):
        steps = _thinned(curve)
        days = [0.0, *steps.index]
        done = [0.0, *(1 - steps["share"]) * 100]
        known = steps[steps["low"].notna()]
        edges = ([0.0, *known.index], [0.0, *(1 - known["high"]) * 100], [0.0, *(1 - known["low"]) * 100])
        shape: Part = {"type": "scatter", "mode": "lines", "hoverinfo": "skip"}
        edge = shape | {"line": {"width": 0, "shape": "hv"}}
        traces.append(edge | {"x": list(edges[0]), "y": _rounded(edges[1])})
        traces.append(edge | {"x": list(edges[0]), "y": _rounded(edges[2]), "fill": "tonexty", "fillcolor": band})
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": list(days),
                "y": _rounded(done),
                "name": wrapped(name, LINE_LETTERS),
                "line": line | {"shape": "hv"},
                "hovertemplate": "%{y:.1f}%",
            }
        )
        notes.append(
            label(
                wrapped(name, 23, 3),
                x=min(float(days[-1]), last),
                y=_at(steps, last),
                colour=str(line["color"]),
                xanchor="left",
                align="left",
                xshift=8,
            )
        )
    _spread_apart(notes)
    traces.append(
        {
            "type": "scatter",
            "mode": "lines",
            "x": [limit_days, limit_days],
            "y": [0, 100],
            "line": {"color": BEFORE, "width": 1.5, "dash": "dot"},
            "hoverinfo": "skip",
        }
    )
    notes.append(
        label(
            words.plain("measured-limit", days=f"{limit_days:g}"),
            x=limit_days,
            y=100,
            colour=INK_2,
            size=12,
            yshift=12,
            xanchor="left" if limit_days < last / 2 else "right",
            xshift=0,
        )
    )
    return chart(
        traces,
        height=CURVES_PX,
        revision=revision,
        x={
            "title": stacked(words, "measured-axis-days"),
            "range": [0, last],
            "hoverformat": ".0f",
            "ticks": "outside",
        },
        y={"title": stacked(words, "measured-axis-done"), "range": [0, 106], "tickvals": [0, 25, 50, 75, 100]},
        annotations=notes,
        margin={"l": 8, "r": 190, "t": 24, "b": 8},
    )


def _end(curve: pd.DataFrame) -> float:
    """Return until when a curve tells something new: until nearly all are done that are done at all, and a quarter beyond."""
    done = 1 - curve["share"]
    return 1.25 * float(curve.index[int((done >= _NEARLY * done.iloc[-1]).to_numpy().argmax())])


def _at(curve: pd.DataFrame, days: float) -> float:
    """Return the share done by then, in percent."""
    before = curve["share"].loc[:days]
    return (1 - float(before.iloc[-1])) * 100 if len(before) else 0.0


def _thinned(curve: pd.DataFrame) -> pd.DataFrame:
    if len(curve) <= POINTS:
        return curve
    return curve.iloc[np.unique(np.linspace(0, len(curve) - 1, POINTS).round().astype(int))]


def _rounded(values: Sequence[float]) -> list[float]:
    return [round(float(value), 3) for value in values]


def _spread_apart(notes: list[Part]) -> None:
    """Move two names at the ends of lines apart when they would lie on each other."""
    if len(notes) == 2 and abs(notes[0]["y"] - notes[1]["y"]) < 18:
        upper = 0 if notes[0]["y"] >= notes[1]["y"] else 1
        notes[upper]["yanchor"], notes[1 - upper]["yanchor"] = "bottom", "top"


def units_figure(units: pd.DataFrame, names: Sequence[str], *, limit_days: float, words: Words) -> Chart:
    """Draw each unit's median with its 95 % interval, the first row at the top, and at the right the share within the limit.

    Args:
        units: `median`, `low`, `high` (days, NaN: not reached), `within` (share, NaN: not known). names: Of its rows, no two alike.
    """
    if units.empty:
        return empty(160, words, "measured-none")
    texts = [wrapped(name, LINE_LETTERS, 3) for name in names]
    places = list(range(len(units)))
    known = units[["median", "low", "high"]].to_numpy(float)
    most = float(np.nanmax(known)) if not np.isnan(known).all() else 1.0
    unit = words.label("cuts-days-unit")
    low, high = units["low"].fillna(0.0), units["high"].fillna(most * 1.08)
    has = units["median"].notna() | units["low"].notna()
    bars: Part = {
        "type": "scatter",
        "x": [
            value
            for one, end, known_ in zip(low, high, has, strict=True)
            for value in ((one, end, None) if known_ else (None,) * 3)
        ],
        "y": [place for row in places for place in (row, row, None)],
        "mode": "lines",
        "line": {"color": SEA_MID, "width": 7},
        "opacity": 0.55,
        "hoverinfo": "skip",
    }
    medians: Part = {
        "type": "scatter",
        "x": [None if pd.isna(value) else round(float(value), 2) for value in units["median"]],
        "y": places,
        "mode": "markers",
        "name": words.label("measured-median"),
        "marker": {"size": 12, "color": SEA},
        "hovertemplate": f"%{{x:.1f}} {unit}",
        "cliponaxis": False,
    }
    shares = [words.plain("none") if pd.isna(value) else words.percent(float(value)) for value in units["within"]]
    notes = [
        label(text, x=1, xref="paper", y=place, colour=INK_2, xanchor="left", xshift=8)
        for place, text in zip(places, shares, strict=True)
    ]
    notes.append(
        label(
            words.plain("measured-within-short", days=f"{limit_days:g}"),
            x=1,
            xref="paper",
            y=-0.75,
            colour=INK_2,
            xanchor="left",
            xshift=8,
            size=12,
        )
    )
    lines = max(text.count("<br>") for text in texts) + 1
    return chart(
        [bars, medians],
        height=max(ROW_PX, LINE_PX * lines + 12) * len(units) + AXIS_PX,
        revision="units",
        x={
            "range": [0, most * 1.08],
            "title": stacked(words, "measured-axis-median"),
            "fixedrange": True,
            "nticks": 6,
            "tickangle": 0,
            "showgrid": True,
            "gridcolor": RULE,
        },
        y=rows_axis(places, texts, above=1.05),
        annotations=notes,
        hovermode="closest",
        margin={"l": 8, "r": 96, "t": 8, "b": 8},
    )
