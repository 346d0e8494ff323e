"""The whole distribution of waits: which share had been called after so many minutes, in one period and in another."""

import numpy as np
import pandas as pd

from analytics.figures.look import BEFORE, BRICK, SEA, Chart, Part, chart, empty, label
from analytics.words import Words

HEIGHT = 320
POINTS = 240
"""Steps of the curve: more would not be seen on a card's width."""
REACH = 0.995
"""The axis ends where so many have been called: one who waited for hours would press everything else to the left."""


def distribution_figure(now: pd.DataFrame, then: pd.DataFrame | None, *, target_s: float | None, words: Words) -> Chart:
    """Draw cumulative shares of tickets called, by minutes of waiting.

    Args:
        now, then: `waited_s` (whole seconds) and `n`, how many waited so long; `then` None: nothing is compared.
        target_s: Of all the halls; None when they differ.
    """
    if now.empty or not now["n"].sum():
        return empty(HEIGHT, words, "closed-none")
    ends = [_reach_s(one) for one in (now, then) if one is not None and not one.empty]
    end_s = max([*ends, (target_s or 0) * 1.1, 60.0])
    at_s = np.linspace(0, end_s, POINTS)
    traces: list[Part] = []
    if then is not None and not then.empty:
        traces.append(_curve(then, at_s, "compare-then", {"color": BEFORE, "width": 2, "dash": "dash"}, words))
    traces.append(_curve(now, at_s, "compare-now", {"color": SEA, "width": 3}, words))
    shapes: list[Part] = []
    notes: list[Part] = []
    if target_s is not None:
        line = {"color": BRICK, "width": 1.5, "dash": "dash"}
        shapes.append(
            {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": target_s / 60, "x1": target_s / 60, "line": line}
        )
        near_end = target_s > end_s / 2
        notes.append(
            label(
                words.plain("waits-target", minutes=round(target_s / 60)),
                x=target_s / 60,
                y=4,
                colour=BRICK,
                xanchor="right" if near_end else "left",
                xshift=-6 if near_end else 6,
            )
        )
    return chart(
        traces,
        height=HEIGHT,
        revision="distribution",
        x={"range": [0, end_s / 60], "title": words.label("waits-axis-minutes"), "fixedrange": True},
        y={"range": [0, 101], "title": words.label("distribution-axis-share"), "ticksuffix": "%", "fixedrange": True},
        shapes=shapes,
        annotations=notes,
        margin={"l": 8, "r": 8, "t": 12, "b": 8},
    )


def shares(
    counted: pd.DataFrame, at_s: "np.ndarray[tuple[int], np.dtype[np.float64]]"
) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Return the share of all values that are at most each of `at_s`, 0..1."""
    ordered = counted.sort_values("waited_s")
    until = np.cumsum(ordered["n"].to_numpy(dtype=float))
    places = np.searchsorted(ordered["waited_s"].to_numpy(dtype=float), at_s, side="right")
    share: np.ndarray[tuple[int], np.dtype[np.float64]] = np.concatenate([[0.0], until])[places] / until[-1]
    return share


def _reach_s(counted: pd.DataFrame) -> float:
    ordered = counted.sort_values("waited_s")
    until = np.cumsum(ordered["n"].to_numpy(dtype=float))
    return float(ordered["waited_s"].iloc[int(np.searchsorted(until, REACH * until[-1]))])


def _curve(
    counted: pd.DataFrame, at_s: "np.ndarray[tuple[int], np.dtype[np.float64]]", name: str, line: Part, words: Words
) -> Part:
    return {
        "type": "scatter",
        "x": (at_s / 60).round(3).tolist(),
        "y": (shares(counted, at_s) * 100).round(2).tolist(),
        "mode": "lines",
        "name": words.label(name),
        "line": line | {"shape": "hv"},
        "hovertemplate": "%{y:.1f}%",
    }
