"""Where each town's tile stands on a schematic map: one block a district, its towns in the order of their codes. Not where they lie."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

ALONE, BESIDE = 9, 6
"""Tiles in a row of a block that stands alone, and of one beside which another stands."""
TITLE, GAP = 0.42, 0.3
"""Rows that a block's title takes, and that lie between blocks; a tile takes one."""


class Tile(NamedTuple):
    """Left upper corner, in tiles; a tile is 1 by 1."""

    key: str
    x: float
    y: float


class Block(NamedTuple):
    """A district's place: left upper corner, how wide and how high, title included."""

    key: str
    x: float
    y: float
    columns: int
    rows: float


def laid_out(districts: Mapping[str, Sequence[str]]) -> tuple[list[Tile], list[Block]]:
    """Place tiles.

    Args:
        districts: The keys of each district's tiles, in their order; a district without any takes no place.
    """
    shown = {district: keys for district, keys in districts.items() if keys}
    columns = ALONE if len(shown) == 1 else BESIDE
    depths = [0.0] if len(shown) == 1 else [0.0, 0.0]
    tiles: list[Tile] = []
    blocks: list[Block] = []
    for district, keys in shown.items():
        side = depths.index(min(depths))
        x, y = side * (columns + GAP), depths[side]
        rows = TITLE + -(-len(keys) // columns)
        blocks.append(Block(district, x, y, columns, rows))
        tiles += [Tile(key, x + place % columns, y + TITLE + place // columns) for place, key in enumerate(keys)]
        depths[side] = y + rows + GAP
    return tiles, blocks
