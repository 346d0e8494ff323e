"""The map of a district's towns: a tile each, with the visits that its halls carried."""

import pandas as pd

from analytics.figures import tiles
from analytics.figures.names import short_names
from analytics.measures.tiles import laid_out
from analytics.measures.towns import NEAR_HOME
from analytics.pages.cards import Drawn, drawn_card, source
from analytics.pages.closed import Reading
from analytics.pages.tables import shown
from analytics.pages.texts import Children
from analytics.pages.towns_counted import Counted, town_of
from analytics.queries import divisions
from analytics.words import Text, share


def map_card(now: Counted, reading: Reading, said: Children) -> Drawn:
    """Return the map of the towns."""
    words, city = reading.words, reading.setup.city
    near = now.halls[now.halls["near"]]
    of_district: dict[str, list[str]] = {}
    names: dict[str, Text] = {}
    held: dict[str, list[str]] = {}
    for district in city.districts:
        if district.id not in set(now.halls["district"]):
            continue
        known = [town for town in divisions.towns() if district.code is not None and town.district == district.code]
        names |= {town.code: town.name for town in known}
        keys = [town.code for town in known]
        for hall in near.index[near["district"].eq(district.id)]:
            code = town_of(reading, str(hall))
            key = code if code in keys else f"hall:{hall}"
            held.setdefault(str(key), []).append(str(hall))
            if key not in keys:
                keys.append(str(key))
                names[str(key)] = city.halls[str(hall)][0].name
        of_district[district.id] = keys
    placed, blocks = laid_out(of_district)
    written = {key: words.own(names[key]) for key in names}
    short = dict(zip(written, short_names(list(written.values()), list(written)), strict=True))
    # With a filter a manager sees the own halls alone: towns of others have a hall, too.
    others = [hall for hall, (config, _) in city.halls.items() if config.level in NEAR_HOME and hall not in now.halls.index]
    uncounted = {town_of(reading, hall) for hall in others}
    rows, shown_tiles = [], {}
    for tile in placed:
        halls = held.get(tile.key, [])
        hide = bool(now.hide[halls].any()) if halls else tile.key in uncounted
        value = None if hide or not halls else float(now.halls.loc[halls, "served"].sum())
        text = f"{value:,.0f}" if value is not None else words.plain("none") if hide else ""
        spoken = text or words.plain("towns-no-hall")
        shown_tiles[tile.key] = tiles.Shown(short[tile.key], value, text, f"{written[tile.key]} {spoken}")
        district_of = next(block.key for block in blocks if tile.key in of_district[block.key])
        rows.append(
            {
                "district": words.name(next(one.name for one in city.districts if one.id == district_of)),
                "town": words.name(names[tile.key]),
                "halls": len(halls) if halls or not hide else None,
                "served": value,
            }
        )
    titles = {}
    for block in blocks:
        part = now.districts["share"].get(block.key, float("nan"))
        name = next(one.name for one in city.districts if one.id == block.key)
        titles[block.key] = (
            words.own(name) if pd.isna(part) else words.plain("towns-block", name=name, share=share(float(part)))
        )
    frame = pd.DataFrame(rows, columns=["district", "town", "halls", "served"]).astype({"halls": "Int64", "served": "Float64"})
    return drawn_card(
        "towns-map",
        tiles.tiles_figure(placed, blocks, shown_tiles, titles, words=words),
        shown(frame.assign(served=frame["served"].astype("Int64")), {"district": 0, "town": 0, "halls": 0, "served": 0}, words),
        line=[],
        source=[*source(words, ("towns-map-definition", {})), *said],
    )
