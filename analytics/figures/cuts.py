"""What was shortened: before and after, one line a group or a service; and every service as a dot."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from analytics.figures.look import (
    BEFORE,
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
    rows_axis,
    stacked,
)
from analytics.figures.names import wrapped
from analytics.measures.cuts import What
from analytics.words import Words, shorter

ROW_PX, LINE_PX = 38, 12
LINE_LETTERS = 34
DOTS_PX = 58
"""A row of dots."""
_STEP = 0.13
"""Between dots of one place, as a part of the row."""


def cuts_figure(by_group: pd.DataFrame, *, what: What, words: Words) -> Chart:
    """Draw `measures.cuts_by_group` as a line from after to before, a group; what was longest at the top.

    Groups that state nothing are left out.
    """
    shown = by_group[by_group["before"].notna()].sort_values("before", ascending=False, kind="stable")
    names = [stacked(words, f"group-{group}") for group in shown.index]
    return _dumbbells(shown, names, what=what, axis=f"cuts-axis-{what}", revision=f"cuts-{what}", words=words)


def services_figure(by_service: pd.DataFrame, names: Sequence[str], *, what: What, words: Words) -> Chart:
    """Draw `measures.cuts_by_service` as a line from after to before, a service, in the frame's order.

    Args:
        names: Of its rows, no two alike.
    """
    written = [wrapped(name, LINE_LETTERS) for name in names]
    return _dumbbells(by_service, written, what=what, axis=f"cuts-axis-of-{what}", revision=f"services-{what}", words=words)


def _dumbbells(rows: pd.DataFrame, names: Sequence[str], *, what: What, axis: str, revision: str, words: Words) -> Chart:
    """Draw a line from `after` to `before` a row, the first at the top, with the cut (`share`) at its end."""
    if rows.empty:
        return empty(160, words, "cuts-none")
    rows, names = rows.iloc[::-1], list(names)[::-1]  # the last is drawn at the top
    row_px = ROW_PX + LINE_PX * max(name.count("<br>") for name in names)
    unit = words.label(f"cuts-{what}-unit")
    places = list(range(len(rows)))
    lines: Part = {
        "type": "scatter",
        "x": [value for start, end in zip(rows["after"], rows["before"], strict=True) for value in (start, end, None)],
        "y": [place for row in places for place in (row, row, None)],
        "mode": "lines",
        "line": {"color": TINT, "width": 5},
        "hoverinfo": "skip",
    }
    dots: Part = {"type": "scatter", "y": places, "cliponaxis": False, "hovertemplate": f"%{{x:.1~f}} {unit}"}
    dots_before = dots | {
        "x": rows["before"].round(2).to_list(),
        "mode": "markers",
        "marker": {"color": BEFORE, "size": 13, "symbol": "circle-open", "line": {"width": 3, "color": BEFORE}},
        "name": words.label("cuts-before"),
    }
    dots_after = dots | {
        "x": rows["after"].round(2).to_list(),
        "mode": "markers",
        "marker": {"color": SEA, "size": 13},
        "name": words.label("cuts-after"),
    }
    ends = rows[["before", "after"]].max(axis="columns")
    shares: Part = {
        "type": "scatter",
        "x": ends.to_list(),
        "y": places,
        "mode": "text",
        "text": [f"    {shorter(value)}" for value in rows["share"]],
        "textposition": "middle right",
        "textfont": {"size": 13, "color": SEA},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }
    top, longest = rows.iloc[-1], float(ends.max())
    lower = ("after", "before") if top["after"] <= top["before"] else ("before", "after")
    # At the axis' beginning a word to the left of its dot would stand in the names.
    heads = zip(lower, ("right" if top[lower[0]] > 0.12 * longest else "left", "left"), strict=True)
    return chart(
        [lines, dots_before, dots_after, shares],
        height=row_px * len(rows) + 96,
        revision=revision,
        x={"range": [-0.03 * longest, 1.45 * longest], "title": stacked(words, axis), "fixedrange": True},
        y={
            "tickvals": places,
            "ticktext": names,
            "showgrid": False,
            "fixedrange": True,
            "ticklabelstandoff": 8,
            "rangemode": "normal",
            "range": [-0.6, len(rows) - 0.3],
        },
        hovermode="closest",
        annotations=[
            label(
                words.plain(f"cuts-{column}"),
                x=float(top[column]),
                y=places[-1],
                colour=SEA if column == "after" else INK_2,
                size=12,
                yshift=20,
                xanchor=anchor,
            )
            for column, anchor in heads
        ],
    )


def spread_figure(
    by_service: pd.DataFrame, by_group: pd.DataFrame, names: Mapping[str, str], *, what: What, words: Words
) -> Chart:
    """Draw each service as a dot at its cut, a row a group, the largest cut at the top; a diamond is the group's cut of sums.

    Args:
        by_service, by_group: As `measures.cuts` gives them. names: Of services, by code.
    """
    groups = by_group[by_group["share"].notna()].sort_values("share", ascending=False, kind="stable")
    if groups.empty:
        return empty(160, words, "cuts-none")
    row_of = {str(group): place for place, group in enumerate(groups.index)}
    unit = words.label(f"cuts-{what}-unit")
    percent = by_service["share"] * 100
    heights = [row_of[str(group)] for group in by_service["group"]] + _apart(by_service["group"], percent)
    dots: Part = {
        "type": "scatter",
        "x": percent.round(2).to_list(),
        "y": list(heights),
        "mode": "markers",
        "marker": {"size": 9, "color": SEA_MID, "opacity": 0.75, "line": {"width": 1, "color": "#ffffff"}},
        "text": [
            f"{wrapped(names[str(code)], LINE_LETTERS)}<br>{before:g} → {after:g} {unit}"
            for code, before, after in zip(by_service.index, by_service["before"], by_service["after"], strict=True)
        ],
        "hovertemplate": "%{text}<extra></extra>",
        "cliponaxis": False,
    }
    totals: Part = {
        "type": "scatter",
        "x": (groups["share"] * 100).round(2).to_list(),
        "y": list(row_of.values()),
        "mode": "markers",
        "name": words.label("spread-total"),
        "marker": {"size": 17, "color": "rgba(0,0,0,0)", "symbol": "diamond", "line": {"width": 2.5, "color": INK}},
        "hovertemplate": f"{words.label('spread-total')}: %{{x:.0f}} %<extra></extra>",
        "cliponaxis": False,
    }
    least, most = min(0.0, float(percent.min())), max(float(percent.max()), 1.0)
    counts = groups["stated"].astype(int)
    return chart(
        [dots, totals],
        height=DOTS_PX * len(groups) + 96,
        revision=f"spread-{what}",
        x={
            "range": [least - 0.04 * (most - least), most + 0.06 * (most - least)],
            "title": stacked(words, "spread-axis"),
            "fixedrange": True,
            "showgrid": True,
            "gridcolor": RULE,
            "ticksuffix": "%",
            "zeroline": True,
            "zerolinecolor": RULE,
        },
        y=rows_axis(list(row_of.values()), [stacked(words, f"group-{group}") for group in row_of], above=0.6, apart=8),
        hovermode="closest",
        margin={"l": 8, "r": 52, "t": 20, "b": 8},
        annotations=[
            label(str(count), x=1, xref="paper", y=place, colour=INK_2, xanchor="left", xshift=10, size=13)
            for place, count in zip(row_of.values(), counts, strict=True)
        ],
    )


def _apart(groups: "pd.Series[str]", percent: "pd.Series[float]") -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Return how far each dot lies off its row's middle, so that dots of one place lie above each other."""
    place = percent.div(1.5).round()
    keys = [groups, place]
    number = percent.groupby(keys).cumcount()
    many = percent.groupby(keys).transform("size")
    step = np.minimum(_STEP, 0.8 / np.maximum(many - 1, 1))
    return ((number - (many - 1) / 2) * step).to_numpy(float)
