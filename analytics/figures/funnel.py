"""A funnel plot: each unit's share by how many it is of, and the limits between which chance would leave it."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.figures.look import (
    BRICK,
    INK,
    INK_2,
    RULE,
    SEA,
    SEA_MID,
    TINT,
    Chart,
    Part,
    chart,
    empty,
    label,
    stacked,
)
from analytics.measures.funnel import limits
from analytics.words import Words

HEIGHT = 440
LEAST_POINTS, POINTS, DECADE = 12, 60, 30
"""Of a limit's line: at least, at most, and for each power of ten that the axis spans."""
LEAST_SPAN = 5.0
"""Percentage points that the axis spans at least: of halls that are all alike it shows no hundredths."""
LABELS = 8
"""Units named in the chart, those furthest outside; hovering names the others."""
LETTERS = 22
WIDTH_PX, HEIGHT_PX, MARGIN_PX = 400, 350, 16
"""Of the room for points, in the narrowest card, and right of it: names that do not meet there meet nowhere."""
DOT_PX, GAP_PX, LINE_PX = 5, 8, 16


def funnel_figure(
    placed: pd.DataFrame, names: Sequence[str], *, share: float, between: float, axis: str, revision: str, words: Words
) -> Chart:
    """Draw units as points in the funnel; filled red beyond the 99.8 % limits, diamonds beyond the 95 % limits.

    Args:
        placed: As `measures.funnel.funnel` gives it. names: Of its rows. share, between: What it was placed with.
        axis: Message of the share's axis.
    """
    if placed.empty:
        return empty(HEIGHT, words, "closed-none")
    least, most = float(placed["n"].min()), float(placed["n"].max())
    beside = 1.4 if most / least > 1.4 else 1.7  # so that one of 1, 2, 5 is always on the axis
    left, right = np.log10(max(least / beside, 1.0)), np.log10(most * beside)
    points = min(max(round((right - left) * DECADE), LEAST_POINTS), POINTS)
    sizes = np.unique(np.round(np.logspace(left, right, points)).astype(int))
    binomial = limits(sizes, share, 0.0) * 100
    wide = limits(sizes, share, between) * 100 if between > 0 else None
    traces: list[Part] = []
    for frame, colour in ((binomial, TINT), (wide, SEA_MID)):
        if frame is None:
            continue
        for name, dash in (("95", "dash"), ("99.8", "solid")):
            for side in ("low", "high"):
                traces.append(
                    {
                        "type": "scatter",
                        "mode": "lines",
                        "x": frame.index.to_list(),
                        "y": frame[f"{side}_{name}"].round(3).to_list(),
                        "line": {"color": colour, "width": 1.8, "dash": dash},
                        "hoverinfo": "skip",
                    }
                )
    style = {"": (SEA, "circle", 9), "95": (SEA, "diamond", 12), "99.8": (BRICK, "circle", 11)}
    for outside, (colour, symbol, size) in style.items():
        mine = (placed["outside"] == outside).to_numpy()
        rows = placed[mine]
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": rows["n"].to_list(),
                "y": (rows["share"] * 100).round(3).to_list(),
                "text": [escape(name, quote=False) for name, one in zip(names, mine, strict=True) if one],
                "customdata": rows["events"].to_list(),
                "marker": {"color": colour, "symbol": symbol, "size": size, "line": {"color": "#ffffff", "width": 1}},
                "hovertemplate": "%{text}<br>%{y:.1f}% · %{customdata:,} / %{x:,}<extra></extra>",
                "cliponaxis": False,
            }
        )
    values = np.concatenate(
        [placed["share"].to_numpy(dtype=float) * 100, (binomial if wide is None else wide).to_numpy().ravel()]
    )
    low, high = float(values.min()), float(values.max())
    if high - low < LEAST_SPAN:  # one hall, or all alike
        low, high = (max(high - LEAST_SPAN, 0.0), high) if high > LEAST_SPAN else (0.0, LEAST_SPAN)
    room = max((high - low) * 0.06, 0.5)
    axis_range = [max(low - room, 0.0 if low >= 0 else low), min(high + room, 100.0 + room)]
    centre: Part = {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": share * 100,
        "y1": share * 100,
        "line": {"color": INK_2, "width": 1.5},
    }
    return chart(
        traces,
        height=HEIGHT,
        revision=revision,
        x={
            "type": "log",
            "range": [left, right],
            "title": stacked(words, "funnel-axis-n"),
            "fixedrange": True,
            "dtick": "D2",
            "tickformat": ",d",
            "showgrid": True,
            "gridcolor": RULE,
        },
        y={"range": axis_range, "title": stacked(words, axis), "fixedrange": True, "ticksuffix": "%", "rangemode": "normal"},
        hovermode="closest",
        shapes=[centre],
        annotations=[
            _centre_name(placed, share, words, (left, right), axis_range),
            *_names(placed, names, (left, right), axis_range),
        ],
        margin={"l": 8, "r": 16, "t": 12, "b": 8},
    )


def unnamed(placed: pd.DataFrame, figure: Chart) -> int:
    """Return how many units outside the limits have no name in the chart, for want of room: hovering names them."""
    return int(placed["outside"].ne("").sum()) - sum("name" in note for note in figure.layout.get("annotations", []))


def _names(placed: pd.DataFrame, names: Sequence[str], x_range: Sequence[float], y_range: Sequence[float]) -> list[Part]:
    """Name those that are furthest outside, no two names on each other, and none on a point if it can be helped."""
    off = (placed["share"] - (placed["low_95"] + placed["high_95"]) / 2).abs() / (placed["high_95"] - placed["low_95"]).clip(
        lower=1e-9
    )
    order = off.where(placed["outside"].ne(""), -1.0).to_numpy().argsort()[::-1]
    points = _pixels(placed, x_range, y_range)
    taken: list[_Box] = []
    notes: list[Part] = []
    for place in order:
        row = placed.iloc[int(place)]
        if not row["outside"] or len(notes) == LABELS:
            break
        name = names[int(place)]
        text = name if len(name) <= LETTERS else f"{name[: LETTERS - 1]}…"
        high = row["share"] > (row["low_95"] + row["high_95"]) / 2
        x, y = (float(value) for value in points[int(place)])
        others = [_Box(a - DOT_PX, a + DOT_PX, b - DOT_PX, b + DOT_PX) for a, b in np.delete(points, int(place), axis=0)]
        free = [
            (side, box)
            for side in (("top", "bottom", "right", "left") if high else ("bottom", "top", "right", "left"))
            if (box := _beside(x, y, side, text)).left >= 0
            and box.right <= WIDTH_PX + MARGIN_PX
            and 0 <= box.low < box.high <= HEIGHT_PX + MARGIN_PX
            and not any(box.meets(one) for one in taken)
        ]
        if not free:
            continue
        side, box = next((one for one in free if not any(one[1].meets(other) for other in others)), free[0])
        taken.append(box)
        notes.append(
            label(escape(text, quote=False), x=float(np.log10(row["n"])), y=float(row["share"]) * 100, colour=INK, size=12)
            | _ANCHORS[side]
            | {"name": name}
        )
    return notes


def _centre_name(placed: pd.DataFrame, share: float, words: Words, x_range: Sequence[float], y_range: Sequence[float]) -> Part:
    """Name the line of all at one of its ends, above or below it: where the fewest points stand in the way."""
    text = words.plain("funnel-all", share=words.percent(share, 1))
    points, y = _pixels(placed, x_range, y_range), (share * 100 - y_range[0]) * HEIGHT_PX / (y_range[1] - y_range[0])
    width, dots = len(text) * 8, [_Box(a - DOT_PX, a + DOT_PX, b - DOT_PX, b + DOT_PX) for a, b in points]

    def met(at: tuple[str, str]) -> int:
        left, low = (0.0 if at[0] == "left" else WIDTH_PX - width), (y if at[1] == "bottom" else y - LINE_PX)
        name = _Box(left, left + width, low, low + LINE_PX)
        return sum(name.meets(dot) for dot in dots)

    ends = [("left", "bottom"), ("right", "bottom"), ("left", "top"), ("right", "top")]
    xanchor, yanchor = min(ends, key=met)
    x = 0 if xanchor == "left" else 1
    return label(text, x=x, y=share * 100, colour=INK_2, xref="paper", xanchor=xanchor, yanchor=yanchor, size=12)


def _pixels(placed: pd.DataFrame, x_range: Sequence[float], y_range: Sequence[float]) -> npt.NDArray[np.float64]:
    """Return where the points are, a row each, in the narrowest card."""
    across, up = WIDTH_PX / (x_range[1] - x_range[0]), HEIGHT_PX / (y_range[1] - y_range[0])
    return np.column_stack([(np.log10(placed["n"]) - x_range[0]) * across, (placed["share"] * 100 - y_range[0]) * up])


class _Box(NamedTuple):
    """Pixels, from the lower left corner of the chart."""

    left: float
    right: float
    low: float
    high: float

    def meets(self, other: "_Box") -> bool:
        return self.left < other.right and other.left < self.right and self.low < other.high and other.low < self.high


def _beside(x: float, y: float, side: str, text: str) -> _Box:
    """Return where a name is, on one side of its point."""
    width = sum(7.0 if letter <= "\u2e7f" else 12.5 for letter in text)
    match side:
        case "right":
            return _Box(x + GAP_PX, x + GAP_PX + width, y - LINE_PX / 2, y + LINE_PX / 2)
        case "left":
            return _Box(x - GAP_PX - width, x - GAP_PX, y - LINE_PX / 2, y + LINE_PX / 2)
        case "top":
            return _Box(x - width / 2, x + width / 2, y + GAP_PX, y + GAP_PX + LINE_PX)
        case _:
            return _Box(x - width / 2, x + width / 2, y - GAP_PX - LINE_PX, y - GAP_PX)


_ANCHORS: dict[str, Part] = {
    "top": {"yanchor": "bottom", "yshift": 5},
    "bottom": {"yanchor": "top", "yshift": -5},
    "right": {"xanchor": "left", "xshift": 8},
    "left": {"xanchor": "right", "xshift": -8},
}
