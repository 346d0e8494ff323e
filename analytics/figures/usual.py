"""Today's arrivals over the usual day, and what the next two hours bring."""

from collections.abc import Sequence

import pandas as pd

from analytics.figures.look import INK, SEA, SEA_MID, TINT, Chart, Part, chart, empty, stacked
from analytics.measures.usual import SLOTS_AN_HOUR
from analytics.words import Words

HEIGHT = 300
PER = SLOTS_AN_HOUR // 2
"""Slots that are drawn as one: half hours."""
BAND_COLOUR = "rgba(141,186,200,0.45)"


def clock(slot: int) -> str:
    """Return the time of day at which a slot begins, `HH:MM`."""
    return f"{slot // SLOTS_AN_HOUR:02d}:{slot % SLOTS_AN_HOUR * 60 // SLOTS_AN_HOUR:02d}"


def usual_figure(usual: pd.DataFrame, came: Sequence[int], *, now: int, opens: int, closes: int, words: Words) -> Chart:
    """Draw tickets issued by half hour: today as a line over the usual day's median and band.

    The half hour that is not over is a hollow point: it will rise.

    Args:
        usual: As `measures.usual.usual` gives it, by half hours. came: Today's tickets by half hour, as long.
        now: The slot that it is; `SLOTS` when the day is over. opens, closes: The first hour and the end of the last to draw at least.
    """
    if not any(came) and not usual["usual"].gt(0).any():
        return empty(HEIGHT, words, "usual-none")
    with_any = [slot for slot, one in zip(usual.index, came, strict=True) if one]
    with_any += list(usual.index[usual[["usual", "high"]].gt(0).any(axis=1)])
    first = min([*with_any, opens * SLOTS_AN_HOUR]) // SLOTS_AN_HOUR * SLOTS_AN_HOUR
    last = max([slot + PER for slot in with_any] + [closes * SLOTS_AN_HOUR])
    shown = usual.loc[first : last - PER]
    x = [(slot + PER / 2) / SLOTS_AN_HOUR for slot in shown.index]
    spans = [f"{clock(slot)}–{clock(slot + PER)}" for slot in shown.index]
    traces: list[Part] = []
    if shown["high"].notna().any():
        edge: Part = {"type": "scatter", "x": x, "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
        traces.append({**edge, "y": _rounded(shown["low"])})
        traces.append({**edge, "y": _rounded(shown["high"]), "fill": "tonexty", "fillcolor": BAND_COLOUR})
    if shown["usual"].notna().any():
        traces.append(
            {
                "type": "scatter",
                "x": x,
                "y": _rounded(shown["usual"]),
                "name": words.label("usual-median"),
                "mode": "lines",
                "line": {"color": SEA_MID, "width": 2, "dash": "dot"},
                "customdata": [
                    f" ({low:.0f}–{high:.0f})" if pd.notna(low) else ""
                    for low, high in zip(shown["low"], shown["high"], strict=True)
                ],
                "text": spans,
                "hovertemplate": "%{text} · %{y:.1f}%{customdata}",
            }
        )
    begun = [(place, one) for place, (slot, one) in enumerate(zip(usual.index, came, strict=True)) if slot < now or one]
    begun = [(place - first // PER, one) for place, one in begun if first <= place * PER < last]
    over = [(place + first // PER + 1) * PER <= now for place, _ in begun]
    traces.append(
        {
            "type": "scatter",
            "x": [x[place] for place, _ in begun],
            "y": [one for _, one in begun],
            "name": words.label("usual-today"),
            "mode": "lines+markers",
            "line": {"color": SEA, "width": 2.5},
            "marker": {
                "size": 8,
                "color": SEA,
                "symbol": ["circle" if done else "circle-open" for done in over],
                "line": {"width": 2, "color": SEA},
            },
            "text": [spans[place] for place, _ in begun],
            "hovertemplate": "%{text} · %{y}",
            "cliponaxis": False,
        }
    )
    top = max([1.0, *(float(one) for _, one in begun), *(float(v) for v in shown[["usual", "high"]].max() if pd.notna(v))])
    hours = list(range(first // SLOTS_AN_HOUR, -(-last // SLOTS_AN_HOUR) + 1))
    return chart(
        traces,
        height=HEIGHT,
        revision="usual",
        x={
            "tickvals": hours,
            "ticktext": [f"{hour:02d}" for hour in hours],
            "range": [hours[0] - 0.2, hours[-1] + 0.2],
            "title": stacked(words, "usual-axis-time"),
            "fixedrange": True,
        },
        y={"range": [0, top * 1.12], "title": words.label("usual-axis-tickets"), "fixedrange": True},
        margin={"l": 8, "r": 8, "t": 12, "b": 8},
        hovermode="closest",
    )


def ahead_figure(ahead: pd.DataFrame, *, words: Words) -> Chart:
    """Draw the forecast of the next half hours as bars, and what the same-weekday average says as marks.

    Args:
        ahead: Index `slot`: `forecast`, `average`: tickets.
    """
    spans = [f"{clock(slot)}–{clock(slot + PER)}" for slot in ahead.index]
    places = list(range(len(ahead)))
    bars: Part = {
        "type": "bar",
        "x": places,
        "y": _rounded(ahead["forecast"]),
        "name": words.label("ahead-forecast"),
        "marker": {"color": TINT},
        "text": [f"{value:.0f}" for value in ahead["forecast"]],
        "textposition": "inside",
        "insidetextanchor": "start",
        "textangle": 0,
        "textfont": {"size": 13, "color": INK},
        "hovertemplate": "%{y:.1f}",
    }
    marks: Part = {
        "type": "scatter",
        "x": places,
        "y": _rounded(ahead["average"]),
        "name": words.label("ahead-average"),
        "mode": "markers",
        "marker": {"size": 11, "color": SEA, "symbol": "diamond", "line": {"width": 1.5, "color": "#ffffff"}},
        "hovertemplate": "%{y:.1f}",
        "cliponaxis": False,
    }
    top = max(1.0, float(ahead[["forecast", "average"]].max().max()))
    return chart(
        [bars, marks],
        height=HEIGHT,
        revision="ahead",
        x={
            "tickvals": places,
            "ticktext": [span.replace("–", "–<br>") for span in spans],  # on a phone they would lie aslant
            "range": [-0.6, len(ahead) - 0.4],
            "title": stacked(words, "ahead-axis-time"),
            "fixedrange": True,
        },
        y={"range": [0, top * 1.15], "title": words.label("usual-axis-tickets"), "fixedrange": True},
        bargap=0.35,
        margin={"l": 8, "r": 8, "t": 12, "b": 8},
    )


def _rounded(values: "pd.Series[float]") -> list[float | None]:
    return [None if pd.isna(value) else round(float(value), 2) for value in values]
