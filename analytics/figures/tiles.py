"""A schematic map: a tile a town, the darker the more visits. Its places say nothing of where the towns lie."""

from collections.abc import Mapping
from html import escape
from typing import NamedTuple

from plotly.colors import sample_colorscale, unlabel_rgb

from analytics.figures.heat import SCALE
from analytics.figures.look import INK, INK_2, RULE, Chart, Part, chart, empty, label
from analytics.figures.names import width, wrapped
from analytics.measures.tiles import Block, Tile
from analytics.words import Words

TILE_PX = 74
EDGE = 0.03
LETTERS, LINES = 14, 3
"""Of a tile's name; what does not fit, its hover tells."""
WIDE, NAME_PX, WIDE_PX = 12, 12, 11
"""A name with a longer line is set smaller: a tile of the widest map is 90 px wide."""
HOVER_LETTERS = 60
INK_LUMINANCE = 0.0137
"""Of `look.INK`."""


class Shown(NamedTuple):
    """A tile's words and value. `value`: None: there is no hall, or it must not be shown. `text`: the value as it is written."""

    name: str
    value: float | None
    text: str
    hover: str


def tiles_figure(
    tiles: list[Tile], blocks: list[Block], shown: Mapping[str, Shown], titles: Mapping[str, str], *, words: Words
) -> Chart:
    """Draw the tiles.

    Args:
        tiles, blocks: As `measures.tiles.laid_out` places them. shown: By tile. titles: By block.
    """
    if not tiles:
        return empty(160, words, "places-none")
    most = max((one.value for one in shown.values() if one.value is not None), default=0.0)
    shapes: list[Part] = []
    notes: list[Part] = [
        label(
            f"<b>{escape(titles[block.key], quote=False)}</b>",
            x=block.x + EDGE,
            y=block.y,
            colour=INK,
            xanchor="left",
            yanchor="top",
            size=14,
        )
        for block in blocks
    ]
    for tile in tiles:
        one = shown[tile.key]
        place = None if one.value is None else (one.value / most if most else 0.0)
        colour = "#ffffff" if place is None else sample_colorscale(SCALE, [place])[0]
        shapes.append(
            {
                "type": "rect",
                "x0": tile.x + EDGE,
                "x1": tile.x + 1 - EDGE,
                "y0": tile.y + EDGE,
                "y1": tile.y + 1 - EDGE,
                "fillcolor": colour,
                "line": {"color": RULE, "width": 1},
                "layer": "below",
            }
        )
        name = wrapped(one.name, LETTERS, LINES, endless=1)
        notes.append(
            label(
                f"{name}<br><b>{one.text}</b>" if one.text else name,
                x=tile.x + 0.5,
                y=tile.y + 0.5,
                colour=INK_2 if place is None else _text_on(colour),
                size=WIDE_PX if max(map(width, name.split("<br>"))) > WIDE else NAME_PX,
            )
        )
    wide = max(block.x + block.columns for block in blocks)
    deep = max(block.y + block.rows for block in blocks)
    points: Part = {
        "type": "scatter",
        "mode": "markers",
        "x": [tile.x + 0.5 for tile in tiles],
        "y": [tile.y + 0.5 for tile in tiles],
        "marker": {"size": 40, "opacity": 0},
        "text": [wrapped(shown[tile.key].hover, HOVER_LETTERS) for tile in tiles],
        "hovertemplate": "%{text}<extra></extra>",
    }
    return chart(
        [points],
        height=round(deep * TILE_PX) + 8,
        revision="tiles",
        x={"range": [0, wide], "visible": False, "fixedrange": True},
        y={"range": [deep, 0], "visible": False, "fixedrange": True, "rangemode": "normal"},
        hovermode="closest",
        shapes=shapes,
        annotations=notes,
        margin={"l": 0, "r": 0, "t": 4, "b": 4},
    )


def _text_on(colour: str) -> str:
    """Return white or ink, whichever has the more contrast on a colour `rgb(r, g, b)` (WCAG 2.2, relative luminance)."""
    parts = [int(part) / 255 for part in unlabel_rgb(colour)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#ffffff" if 1.05 / (luminance + 0.05) > (luminance + 0.05) / (INK_LUMINANCE + 0.05) else INK
