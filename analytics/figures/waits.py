"""Waits and arrivals by the hour of issue."""

from math import isnan, nan

import numpy as np
import pandas as pd

from analytics.figures.look import (
    BRICK,
    INK,
    LEFT,
    SEA,
    SEA_MID,
    TINT,
    Chart,
    Part,
    chart,
    empty,
    label,
    small,
    stacked,
)
from analytics.words import Words

HEIGHT = 300
PLOT_PX = HEIGHT - 80
LABEL_PX = 20
"""Lines of 13 px text need so much between them."""
LABEL_HOURS = 2.0
"""A label takes about so much of the axis on a wide screen."""

CURVES = (("p90_s", "waits-p90", SEA_MID, "diamond", "dot"), ("p50_s", "waits-p50", SEA, "circle", "solid"))


def shown_hours(by_hour: pd.DataFrame, opens: int, closes: int) -> range:
    """Return the hours to draw: those in which the halls are open, and any other with a ticket."""
    hours = [*by_hour.index[by_hour["issued"].gt(0)], opens, closes - 1]
    return range(int(min(hours)), int(max(hours)) + 1)


def waits_by_hour_figure(by_hour: pd.DataFrame, *, opens: int, closes: int, target_s: float | None, words: Words) -> Chart:
    """Draw `measures.waits_by_hour` as median and 90th-percentile lines, in minutes.

    An hour of which some still wait for their first call has hollow points: they will rise. Without anybody called there are
    only words.

    Args:
        opens, closes: The first hour and the end of the last to draw at least.
        target_s: Of all the halls; None when they differ.
    """
    if not by_hour["called"].gt(0).any():
        return empty(HEIGHT, words, "waits-none-called")
    hours = shown_hours(by_hour, opens, closes)
    shown = by_hour.loc[list(hours)]
    minutes = shown[["p50_s", "p90_s"]] / 60
    target = None if target_s is None else target_s / 60
    top = max(float(minutes["p90_s"].max()), target or 0, 1.0) * 1.18
    known = minutes.dropna()
    last = int(known.index[-1])
    annotations = _end_labels(known.iloc[-1], last, top, words)
    shapes: list[Part] = []
    if target is not None:
        line = {"color": BRICK, "width": 1.5, "dash": "dash"}
        shapes.append({"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": target, "y1": target, "line": line})
        annotations.append(
            label(
                words.plain("waits-target", minutes=round(target)),
                y=target,
                colour=BRICK,
                yanchor="bottom",
                bgcolor="rgba(255,255,255,0.8)",
                **_clear_place(minutes, hours, target),
            )
        )
    right_px = 92 if last > hours[-1] - LABEL_HOURS else 8
    ticks = [
        f"{hour:02d}<br>{small(str(called) if issued else '')}"
        for hour, called, issued in zip(hours, shown["called"], shown["issued"], strict=True)
    ]
    return chart(
        _curves(minutes, shown["not_called"].gt(0), words),
        height=HEIGHT,
        revision="waits",
        x={
            "tickvals": list(hours),
            "ticktext": ticks,
            "range": [hours[0] - 0.4, hours[-1] + 0.4],
            "title": stacked(words, "waits-axis-hour"),
        },
        y={"range": [0, top], "title": words.label("waits-axis-minutes"), "fixedrange": True},
        margin={"l": 8, "r": right_px, "t": 12, "b": 8},
        annotations=annotations,
        shapes=shapes,
    )


def _curves(minutes: pd.DataFrame, hollow: "pd.Series[bool]", words: Words) -> list[Part]:
    unit = words.label("minutes-short")
    return [
        {
            "type": "scatter",
            "x": minutes.index.to_list(),
            "y": minutes[column].round(2).to_list(),
            "name": words.label(name),
            "mode": "lines+markers",
            "line": {"color": colour, "width": 2.5, "dash": dash},
            "marker": {
                "size": 9,
                "color": colour,
                "symbol": [f"{symbol}-open" if one else symbol for one in hollow],
                "line": {"width": 2, "color": colour},
            },
            "hovertemplate": f"%{{y:.1f}} {unit}",
            "connectgaps": False,
            "cliponaxis": False,
        }
        for column, name, colour, symbol, dash in CURVES
    ]


def _end_labels(last: "pd.Series[float]", hour: int, top: float, words: Words) -> list[Part]:
    """Return the lines' names at their last points, apart enough to be read and not below the axis."""
    overlap = max(0.0, LABEL_PX - (last["p90_s"] - last["p50_s"]) / top * PLOT_PX)
    low = max(0.0, LABEL_PX / 2 - (last["p50_s"] / top * PLOT_PX - overlap / 2))
    shifts = {"p90_s": low + overlap / 2, "p50_s": low - overlap / 2}
    return [
        label(
            words.plain(name),
            x=hour,
            y=float(last[column]),
            colour=colour,
            xanchor="left",
            xshift=10,
            yshift=shifts[column],
            bgcolor="#ffffff",
        )
        for column, name, colour, _, _ in CURVES
    ]


def _clear_place(minutes: pd.DataFrame, hours: range, target: float) -> Part:
    """Return where a label on the target's line is farthest from the curves and their labels; the rightmost such place.

    It is held by its outer end: on a narrow screen it takes more of the axis, and must not leave the chart.
    """
    step = 0.25
    at = np.arange(hours[0] - 0.5, hours[-1] + 0.5 + LABEL_HOURS, step)
    last = minutes.dropna().index[-1]
    nearest = np.full(len(at), np.inf)
    for column in minutes.columns:
        curve = dict(zip(hours, minutes[column], strict=True))
        for hour, value in curve.items():
            if isnan(value):
                continue
            end = curve.get(hour + 1, nan)
            covered = (at >= hour - 0.3) & (at <= hour + (LABEL_HOURS if hour == last else 0.3 if isnan(end) else 1.0))
            slope = 0.0 if isnan(end) else end - value
            here = value + slope * np.clip(at[covered] - hour, 0, 1)
            nearest[covered] = np.minimum(nearest[covered], np.abs(here - target))
    width = round(LABEL_HOURS / step)
    starts = [i for i in range(len(at) - width) if at[i] + LABEL_HOURS <= hours[-1] + 0.6] or [0]
    best = max(reversed(starts), key=lambda i: nearest[i : i + width + 1].min())
    left, right = float(at[best]), min(float(at[best]) + LABEL_HOURS, hours[-1] + 0.4)
    if left - hours[0] < hours[-1] - right:
        return {"x": max(left, hours[0] - 0.4), "xanchor": "left"}
    return {"x": right, "xanchor": "right"}


def arrivals_by_hour_figure(by_hour: pd.DataFrame, *, opens: int, closes: int, words: Words) -> Chart:
    """Draw tickets issued by hour: called, waiting for a first call, and gone uncalled, with the sum above each bar."""
    if not by_hour["issued"].gt(0).any():
        return empty(HEIGHT, words, "arrivals-none")
    hours = list(shown_hours(by_hour, opens, closes))
    shown = by_hour.loc[hours]
    parts = {
        "arrivals-called": (shown["called"], {"color": SEA}),
        "arrivals-waiting": (shown["not_called"], {"color": TINT}),
        "arrivals-gone": (shown["issued"] - shown["called"] - shown["not_called"], LEFT),
    }
    bars: list[Part] = [
        {
            "type": "bar",
            "x": hours,
            "y": count.to_list(),
            "name": words.label(name),
            "marker": marker,
            "hovertemplate": "%{y}",
        }
        for name, (count, marker) in parts.items()
    ]
    sums = {
        "type": "scatter",
        "x": hours,
        "y": shown["issued"].to_list(),
        "mode": "text",
        "text": [str(n) if n else "" for n in shown["issued"]],
        "textposition": "top center",
        "textfont": {"size": 13, "color": INK},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }
    return chart(
        [*bars, sums],
        height=HEIGHT,
        revision="arrivals",
        x={
            "tickvals": hours,
            "ticktext": [f"{hour:02d}" for hour in hours],
            "range": [hours[0] - 0.6, hours[-1] + 0.6],
            "title": stacked(words, "arrivals-axis-hour"),
            "fixedrange": True,
        },
        y={
            "range": [0, float(shown["issued"].max()) * 1.15],
            "title": words.label("arrivals-axis-tickets"),
            "fixedrange": True,
        },
        barmode="stack",
        bargap=0.28,
    )
