"""How every chart looks: the tokens' colours, a quiet grid, tabular text, labels at the lines instead of a legend.

A chart is plain dictionaries to the end: Plotly's figures check every part of theirs, which costs more than the data. The tests have them checked.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import plotly.graph_objects as go

from analytics.figures.names import wrapped
from analytics.words import Words

INK, INK_2, RULE = "#10212b", "#50606b", "#e6e2d9"
SEA, SEA_MID, TINT = "#0b5c7a", "#2b7f9b", "#a5cdd9"
BEFORE = "#8b98a1"
LEFT: dict[str, Any] = {"color": "#f3f1ec", "line": {"color": BEFORE, "width": 1}}
"""Marker of what is neither one nor the other: pale with an edge, so that it differs from `TINT` without colour, too."""
BRICK = "#b2382c"
LETTERS, SMALL_LETTERS = 36, 48
SANS = "Noto Sans CJK SC, Noto Sans SC, PingFang SC, Microsoft YaHei, system-ui, sans-serif"

Part = dict[str, Any]


class Chart:
    """A chart as the browser gets it."""

    def __init__(self, traces: list[Part], layout: Part) -> None:
        self.traces, self.layout = traces, layout

    def to_plotly_json(self) -> Part:
        """Return it as Plotly's JSON has it."""
        return {"data": self.traces, "layout": self.layout}

    @cached_property
    def checked(self) -> go.Figure:
        """The same as a figure of Plotly.

        Raises:
            ValueError: Plotly does not know something of it.
        """
        return go.Figure(self.to_plotly_json())


_AXIS: Part = {
    "zeroline": False,
    "automargin": True,
    "tickfont": {"color": INK_2},
    "exponentformat": "none",  # 20,000: "20k" is not how Chinese writes it
    "separatethousands": True,
}
_X: Part = {**_AXIS, "showgrid": False, "linecolor": RULE, "ticks": "outside", "tickcolor": RULE}
_Y: Part = {**_AXIS, "gridcolor": RULE, "rangemode": "tozero", "ticks": ""}
_LAYOUT: Part = {
    "template": {},  # without one Plotly's figures add their own
    "font": {"family": SANS, "size": 14, "color": INK},
    "paper_bgcolor": "rgba(0,0,0,0)",
    "plot_bgcolor": "rgba(0,0,0,0)",
    "margin": {"l": 8, "r": 8, "t": 20, "b": 8},
    "hovermode": "x unified",
    "hoverlabel": {"font": {"family": SANS, "size": 13, "color": INK}, "bgcolor": "#ffffff", "bordercolor": RULE},
    "showlegend": False,
    "dragmode": "zoom",
}


def chart(traces: list[Part], *, height: int, revision: str, x: Part, y: Part, **layout: Any) -> Chart:
    """Return a chart with the look.

    Args:
        height: px; the width is the page's.
        revision: Names what is drawn: while it stays, the viewer's zoom is kept.
        x, y: What differs from the look's axes; a `title` is text.
        layout: What differs from the look otherwise.
    """
    own = {"height": height, "uirevision": revision, "xaxis": _X | _titled(x), "yaxis": _Y | _titled(y)}
    return Chart(traces, {**_LAYOUT, **own, **layout})


def empty(height: int, words: Words, message: str) -> Chart:
    """Return a chart without data: a message in its middle says why."""
    said = label(_sentence(words, message), x=0.5, y=0.5, colour=INK_2, xref="paper", yref="paper", xanchor="center", size=15)
    return blank(height, annotations=[said])


def blank(height: int, **layout: Any) -> Chart:
    """Return a chart with nothing in it. `layout`: as for `chart`."""
    hidden = {"visible": False, "fixedrange": True, "range": [0, 1]}
    return chart([], height=height, revision="empty", x=hidden, y=hidden, **layout)


def label(text: str, *, x: Any, y: Any, colour: str, size: int = 13, **more: Any) -> Part:
    """Return text at a point of the chart."""
    return {"text": text, "x": x, "y": y, "showarrow": False, "font": {"size": size, "color": colour}, **more}


def small(text: str) -> str:
    """Return chart text one size smaller and quieter."""
    return f'<span style="font-size:11px;fill:{INK_2}">{text}</span>'


def stacked(words: Words, message: str) -> str:
    """Return a message as chart text, a line a language, all but the first small."""
    texts = [text for _, text in words.each(message)]
    return "<br>".join([texts[0], *(small(text) for text in texts[1:])])


def _sentence(words: Words, message: str) -> str:
    """Return a message as `stacked` does, in lines for which a phone has room."""
    texts = [wrapped(text, SMALL_LETTERS if place else LETTERS) for place, (_, text) in enumerate(words.each(message))]
    return "<br>".join([texts[0], *(small(text) for text in texts[1:])])


def _titled(axis: Part) -> Part:
    title = axis.get("title")
    return axis if title is None else axis | {"title": {"text": title, "font": {"color": INK_2, "size": 13}, "standoff": 8}}


def rows_axis(places: Sequence[float], texts: Sequence[str], *, above: float = 1.1, below: float = 0.6, apart: int = 6) -> Part:
    """Return the y axis of a chart of rows from top to bottom, each with its name.

    Args:
        places, texts: Of the rows, the first on top. above, below: Rows of room over the first, under the last. apart: Pixels between names and chart.
    """
    return {
        "tickvals": places,
        "ticktext": texts,
        "range": [len(places) - 1 + below, -above],
        "showgrid": False,
        "fixedrange": True,
        "rangemode": "normal",
        "ticklabelstandoff": apart,
    }
