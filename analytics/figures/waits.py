"""Waits and arrivals by the hour of issue."""

from math import isnan, nan

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analytics.figures.look import BRICK, INK, LEFT, SEA, SEA_MID, TINT, blank, small, stacked
from analytics.words import Words

HEIGHT = 300
LABEL_PX = 20
"""Lines of 13 px text need so much between them."""
LABEL_HOURS = 2.0
"""A label takes about so much of the axis on a wide screen."""


def shown_hours(by_hour: pd.DataFrame, opens: int, closes: int) -> range:
    """Return the hours to draw: those in which the halls are open, and any other with a ticket."""
    hours = [*by_hour.index[by_hour["issued"].gt(0)], opens, closes - 1]
    return range(int(min(hours)), int(max(hours)) + 1)


def waits_by_hour_figure(by_hour: pd.DataFrame, *, opens: int, closes: int, target_s: float | None, words: Words) -> go.Figure:
    """Draw `measures.waits_by_hour` as median and 90th-percentile lines, in minutes.

    An hour of which some still wait for their first call has hollow points: they will rise. Without anybody called there are
    only words. `opens`, `closes`: the first and the last hour to draw at least. `target_s`: one for all halls, or None.
    """
    if not by_hour["called"].gt(0).any():
        return blank(HEIGHT, words.label("waits-none-called"))
    hours = shown_hours(by_hour, opens, closes)
    shown = by_hour.loc[list(hours)]
    hollow = shown["not_called"].gt(0)
    minutes = shown[["p50_s", "p90_s"]] / 60
    figure = blank(HEIGHT)
    top = max(float(minutes["p90_s"].max()), (target_s or 0) / 60, 1.0) * 1.18
    for column, name, colour, symbol, dash in (
        ("p90_s", "p90", SEA_MID, "diamond", "dot"),
        ("p50_s", "p50", SEA, "circle", "solid"),
    ):
        figure.add_scatter(
            x=list(hours),
            y=minutes[column].round(2),
            name=words.label(f"waits-{name}"),
            mode="lines+markers",
            line={"color": colour, "width": 2.5, "dash": dash},
            marker={
                "size": 9,
                "color": colour,
                "symbol": np.where(hollow, f"{symbol}-open", symbol).tolist(),
                "line": {"width": 2, "color": colour},
            },
            hovertemplate=f"%{{y:.1f}} {words.label('minutes-short')}",
            connectgaps=False,
            cliponaxis=False,
        )
    known = minutes.dropna()
    last = int(known.index[-1])
    if target_s is not None:
        figure.add_hline(y=target_s / 60, line={"color": BRICK, "width": 1.5, "dash": "dash"})
        figure.add_annotation(
            text=words.plain("waits-target", minutes=round(target_s / 60)),
            x=_clear_hour(minutes, hours, target_s / 60), xanchor="left", y=target_s / 60, yanchor="bottom",
            showarrow=False, font={"size": 13, "color": BRICK}, bgcolor="rgba(255,255,255,0.8)", borderpad=0,
        )  # fmt: skip
    _label_ends(figure, known.iloc[-1], last, top, words)
    right = 92 if last > hours[-1] - LABEL_HOURS else 8
    figure.update_layout(uirevision="waits", margin={"l": 8, "r": right, "t": 12, "b": 8})
    figure.update_xaxes(
        tickvals=list(hours),
        ticktext=[
            f"{hour:02d}<br>{small(str(called) if issued else '')}"
            for hour, called, issued in zip(hours, shown["called"], shown["issued"], strict=True)
        ],
        range=[hours[0] - 0.4, hours[-1] + 0.4],
        title_text=stacked(words, "waits-axis-hour"),
    )
    figure.update_yaxes(range=[0, top], title_text=words.label("waits-axis-minutes"), fixedrange=True)
    return figure


def _clear_hour(minutes: pd.DataFrame, hours: range, target: float) -> float:
    """Return where a label on the target's line is farthest from the curves and their labels; the rightmost such place."""
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
    return float(at[best])


def _label_ends(figure: go.Figure, last: "pd.Series[float]", hour: int, top: float, words: Words) -> None:
    """Write the lines' names at their last points, apart enough to be read."""
    plot_px = HEIGHT - 80
    overlap = max(0.0, LABEL_PX - (last["p90_s"] - last["p50_s"]) / top * plot_px)
    low = max(0.0, LABEL_PX / 2 - (last["p50_s"] / top * plot_px - overlap / 2))  # not below the axis
    for column, name, shift, colour in (
        ("p90_s", "p90", low + overlap / 2, SEA_MID),
        ("p50_s", "p50", low - overlap / 2, SEA),
    ):
        figure.add_annotation(
            x=hour, y=last[column], text=words.plain(f"waits-{name}"), xanchor="left", xshift=10, yshift=shift,
            showarrow=False, font={"size": 13, "color": colour}, bgcolor="#ffffff", borderpad=1,
        )  # fmt: skip


def arrivals_by_hour_figure(by_hour: pd.DataFrame, *, opens: int, closes: int, words: Words) -> go.Figure:
    """Draw tickets issued by hour: called, waiting for a first call, and gone uncalled, with the sum above each bar."""
    if not by_hour["issued"].gt(0).any():
        return blank(HEIGHT, words.label("arrivals-none"))
    hours = shown_hours(by_hour, opens, closes)
    shown = by_hour.loc[list(hours)]
    parts = {
        "arrivals-called": (shown["called"], SEA),
        "arrivals-waiting": (shown["not_called"], TINT),
        "arrivals-gone": (shown["issued"] - shown["called"] - shown["not_called"], LEFT),
    }
    figure = blank(HEIGHT)
    for name, (count, colour) in parts.items():
        figure.add_bar(x=list(hours), y=count, name=words.label(name), marker_color=colour, hovertemplate="%{y}")
    figure.add_scatter(
        x=list(hours),
        y=shown["issued"],
        mode="text",
        text=[str(n) if n else "" for n in shown["issued"]],
        textposition="top center",
        textfont={"size": 13, "color": INK},
        hoverinfo="skip",
        cliponaxis=False,
    )
    figure.update_layout(barmode="stack", bargap=0.28, uirevision="arrivals")
    figure.update_xaxes(
        tickvals=list(hours),
        ticktext=[f"{hour:02d}" for hour in hours],
        range=[hours[0] - 0.6, hours[-1] + 0.6],
        title_text=stacked(words, "arrivals-axis-hour"),
        fixedrange=True,
    )
    figure.update_yaxes(
        range=[0, float(shown["issued"].max()) * 1.15], title_text=words.label("arrivals-axis-tickets"), fixedrange=True
    )
    return figure
