"""How every chart looks: the tokens' colours, a quiet grid, tabular text, labels at the lines instead of a legend."""

import plotly.graph_objects as go

from analytics.words import Words

INK, INK_2, RULE = "#10212b", "#50606b", "#e6e2d9"
SEA, SEA_DEEP, SEA_MID, TINT = "#0b5c7a", "#07364a", "#2b7f9b", "#a5cdd9"
BEFORE = "#8b98a1"
LEFT = "#c9c4b8"
BRICK = "#b2382c"
SANS = "Noto Sans CJK SC, Noto Sans SC, PingFang SC, Microsoft YaHei, system-ui, sans-serif"

_AXIS = {"zeroline": False, "tickfont": {"color": INK_2}, "title": {"font": {"color": INK_2, "size": 13}, "standoff": 8}}

TEMPLATE = go.layout.Template(
    layout={
        "font": {"family": SANS, "size": 14, "color": INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 8, "r": 8, "t": 20, "b": 8},
        "hovermode": "x unified",
        "hoverlabel": {"font": {"family": SANS, "size": 13}, "bgcolor": "#ffffff", "bordercolor": RULE},
        "showlegend": False,
        "dragmode": "zoom",
        "xaxis": {**_AXIS, "showgrid": False, "linecolor": RULE, "ticks": "outside", "tickcolor": RULE, "automargin": True},
        "yaxis": {**_AXIS, "gridcolor": RULE, "rangemode": "tozero", "automargin": True},
    }
)


def blank(height: int, message: str | None = None) -> go.Figure:
    """Return a figure with the look; `message` stands in its middle in place of data."""
    figure = go.Figure(layout={"template": TEMPLATE, "height": height})
    if message is not None:
        # One point that cannot be seen: a figure without any would draw axes from -1 to 6.
        figure.add_scatter(x=[0], y=[0], opacity=0, hoverinfo="skip")
        figure.update_xaxes(visible=False, fixedrange=True)
        figure.update_yaxes(visible=False, fixedrange=True)
        figure.add_annotation(
            text=message, xref="paper", yref="paper", x=0.5, y=0.5, showarrow=False, font={"size": 15, "color": INK_2}
        )
    return figure


def small(text: str) -> str:
    """Return chart text one size smaller and quieter."""
    return f'<span style="font-size:11px;fill:{INK_2}">{text}</span>'


def stacked(words: Words, message: str) -> str:
    """Return a message as chart text, a line a language, all but the first small."""
    texts = [text for _, text in words.each(message)]
    return "<br>".join([texts[0], *(small(text) for text in texts[1:])])
