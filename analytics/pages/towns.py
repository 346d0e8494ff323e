"""What do town and village halls carry? By hall, channel and month, near home and elsewhere, in one period and in another."""

from collections.abc import Sequence
from math import isnan
from typing import NamedTuple

import msgspec
import pandas as pd
from dash import html

from analytics.figures import bars, monthly, tiles
from analytics.figures.names import short_names
from analytics.history import populations
from analytics.measures.suppression import FEWEST, hidden, hidden_within
from analytics.measures.tiles import laid_out
from analytics.measures.towns import by_hall, by_level, near_home, per_thousand
from analytics.pages.cards import Drawn, Key, card, card_outputs, drawn_card, figure_card, source
from analytics.pages.closed import ClosedPage, Reading
from analytics.pages.shell import choice_name
from analytics.pages.tables import shown
from analytics.pages.texts import Children, both, paragraphs
from analytics.queries import divisions
from analytics.queries.filter import Filter
from analytics.queries.towns import TownsFrames, read
from analytics.words import Text, Words, share

NAME = "towns"
CARDS = ("towns-map", "towns-halls", "towns-share", "towns-channel", "towns-trend", "towns-residents")
BARS = 40
"""Halls drawn, those with most visits; the table has them all."""


class Counted(NamedTuple):
    """One period. `halls`: as `measures.towns.by_hall`. `hide`: halls whose count must not be shown. `districts`, `months`, `channels`: NaN where hidden."""

    halls: pd.DataFrame
    hide: "pd.Series[bool]"
    districts: pd.DataFrame
    months: pd.DataFrame
    channels: pd.DataFrame
    near: int
    served: int
    told: bool


def layout(words: Words) -> Children:
    """Return the page's content, without figures."""
    near = (Key("sea", "towns-near"), Key("tint", "towns-other"))
    then = Key("then", "compare-then")
    return [
        html.Div(id="towns-figures", className="figures three"),
        html.Div([card(words, "towns-map", height=400)], className="cards"),
        html.Div(
            [
                card(words, "towns-halls", height=600, key=(Key("sea", "towns-served"), then)),
                html.Div(
                    [
                        card(words, "towns-share", height=260, key=(Key("sea", "towns-near"), then)),
                        card(words, "towns-trend", height=monthly.HEIGHT, key=near),
                        card(words, "towns-channel", height=260, key=(*near, then)),
                        card(words, "towns-residents", height=160),
                    ],
                    className="stack",
                ),
            ],
            className="cards uneven",
        ),
    ]


def draw(reading: Reading) -> Drawn:
    """Return the page's content."""
    words, asked, setup = reading.words, reading.asked, reading.setup
    halls = halls_of(reading)
    now = counted(reading, asked.now, halls)
    then = counted(reading, asked.then, halls) if asked.then is not None else None
    kind, _, named = asked.choice.partition(":")
    district = f"district:{reading.rights.places[named]}" if kind == "hall" else asked.choice
    alone = kind == "hall" and halls == [named]
    where: Text = choice_name(asked.choice if alone else district, setup)
    at: dict[str, object] = {"where": where, "from": asked.now.since.isoformat(), "to": asked.now.until.isoformat()}
    said = source(words, ("towns-definition", {}), ("source-closed", at))
    sentences = answer(now, then, at, reading)
    if alone and any(reading.narrowed):
        sentences.append(("towns-answer-narrowed", at))
    return {
        ("towns-answer", "children"): paragraphs(words, sentences, "answer"),
        ("towns-figures", "children"): figures(now, then, words),
        **_map(now, reading, said),
        **_halls(now, then, reading, said),
        **_share(now, then, reading, source(words, ("towns-share-definition", {}), ("source-closed", at))),
        **_channels(now, then, reading, said),
        **_months(now, reading, said),
        **_residents(now, reading, at),
    }


def halls_of(reading: Reading) -> list[str]:
    """Return the halls to count: those of the choice, of a hall's choice all of its district that the viewer may see counted.

    Of other halls a hall's manager may see whole counts and nothing else, so a narrowed question is about the viewer's halls alone.
    """
    choice, rights = reading.asked.choice, reading.rights
    if not choice.startswith("hall:"):
        return rights.within(choice)
    district = rights.district_of(choice)
    return [
        hall
        for hall in rights.counted()
        if rights.places[hall] == district and (hall in rights.halls or not any(reading.narrowed))
    ]


def counted(reading: Reading, asked: Filter, halls: Sequence[str]) -> Counted:
    """Return what is known of one period, and what of it must be hidden."""
    frames: TownsFrames = read(reading.history, msgspec.structs.replace(asked, halls=tuple(halls)))
    places = by_hall(frames.hall, frames.days, reading.setup.halls.loc[list(halls)])
    own = pd.Series(places.index.isin(reading.own), index=places.index)
    hide = hidden_within(places["served"], places["district"] + places["near"].map({True: "+", False: "-"}), own)
    all_own = bool(own.all())
    whole = near_home(places)
    districts = _without(whole, _any(whole[["near", "other"]], all_own))
    months = by_level(frames.month, places, "month")
    days = frames.month_days.set_index("month")["days"].reindex(months.index)
    a_month = _without(months, _any(months, all_own))
    served = a_month["near"] + a_month["other"]
    seen = places[places.index.isin(reading.rights.halls)]
    seen_own = bool(seen.index.isin(reading.own).all())
    channels = by_level(frames.channel, seen, "channel")
    near, total = int(whole["near"].sum()), int(whole["served"].sum())
    small = any(0 < one < FEWEST for one in (near, total - near))
    return Counted(
        halls=places,
        hide=hide,
        districts=districts,
        months=pd.DataFrame(
            {
                "days": days,
                "near": a_month["near"] / days,
                "other": a_month["other"] / days,
                "share": a_month["near"] / served.where(served.gt(0)),
            }
        ).set_axis(pd.DatetimeIndex(months.index), axis="index"),
        channels=channels.mask(_hidden(channels, seen_own)),
        near=near,
        served=total,
        told=total > 0 and (all_own or not small),
    )


def _hidden(counts: pd.DataFrame, own: bool) -> pd.DataFrame:
    return hidden(counts, sums=(len(counts) > 1, True), own=counts.notna() if own else None)


def _without(frame: pd.DataFrame, rows: "pd.Series[bool]") -> pd.DataFrame:
    """Return the frame with nothing in these rows."""
    return frame[~rows].reindex(frame.index)


def _any(counts: pd.DataFrame, own: bool) -> "pd.Series[bool]":
    """Tell which rows to hide: with one cell the whole row, whose sum is shown otherwise."""
    return _hidden(counts, own).any(axis="columns")


def answer(now: Counted, then: Counted | None, at: dict[str, object], reading: Reading) -> list[tuple[str, dict[str, object]]]:
    """Return the sentences that answer the question."""
    if not now.told:
        return [("towns-answer-none", at)]
    near = now.halls[now.halls["near"]]
    facts = at | {
        "share": share(now.near / now.served),
        "served": f"{now.served:,}",
        "near": f"{now.near:,}",
        "halls": len(near),
    }
    sentences: list[tuple[str, dict[str, object]]] = [("towns-answer", facts)]
    shown_halls = near.loc[~now.hide[near.index], "served"]
    if len(shown_halls) > 1 and shown_halls.max() > 0:
        first = str(shown_halls.idxmax())
        sentences.append(
            ("towns-answer-most", {"first": reading.setup.city.halls[first][0].name, "most": f"{int(shown_halls.max()):,}"})
        )
    if then is not None and then.told:
        sentences.append(("towns-answer-than", {"share": share(then.near / then.served)}))
    return sentences


def figures(now: Counted, then: Counted | None, words: Words) -> Children:
    """Return the three figures, each with its value in the other period under it."""

    def a_day(one: Counted) -> str:
        days = int(one.halls.loc[one.halls["near"], "days"].sum())
        return f"{one.near / days:,.1f}" if one.told and days else words.plain("none")

    def of(one: Counted) -> str:
        return share(one.near / one.served) if one.told else words.plain("none")

    def served(one: Counted) -> str:
        return f"{one.near:,}" if one.told else words.plain("none")

    def note(text: str) -> Children:
        return both(words, "figure-then", value=text)

    of_all = both(words, "figure-near-note", near=served(now), served=f"{now.served:,}") if now.told else []
    return [
        figure_card(words, "figure-near-share", of(now), [*of_all, *([html.Br(), *note(of(then))] if then else [])]),
        figure_card(words, "figure-near-served", served(now), note(served(then)) if then else []),
        figure_card(words, "figure-near-a-day", a_day(now), note(a_day(then)) if then else []),
    ]


def _map(now: Counted, reading: Reading, said: Children) -> Drawn:
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
            code = _town(reading, str(hall))
            key = code if code in keys else f"hall:{hall}"
            held.setdefault(str(key), []).append(str(hall))
            if key not in keys:
                keys.append(str(key))
                names[str(key)] = city.halls[str(hall)][0].name
        of_district[district.id] = keys
    placed, blocks = laid_out(of_district)
    written = {key: words.own(names[key]) for key in names}
    short = dict(zip(written, short_names(list(written.values()), list(written)), strict=True))
    rows, shown_tiles = [], {}
    for tile in placed:
        halls = held.get(tile.key, [])
        hide = bool(now.hide[halls].any()) if halls else False
        value = None if hide or not halls else float(now.halls.loc[halls, "served"].sum())
        text = "" if not halls else words.plain("none") if value is None else f"{value:,.0f}"
        spoken = text or words.plain("towns-no-hall")
        shown_tiles[tile.key] = tiles.Shown(short[tile.key], value, text, f"{written[tile.key]} {spoken}")
        district_of = next(block.key for block in blocks if tile.key in of_district[block.key])
        rows.append(
            {
                "district": words.name(next(one.name for one in city.districts if one.id == district_of)),
                "town": words.name(names[tile.key]),
                "halls": len(halls),
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
    frame = pd.DataFrame(rows, columns=["district", "town", "halls", "served"]).astype({"served": "Float64"})
    return drawn_card(
        "towns-map",
        tiles.tiles_figure(placed, blocks, shown_tiles, titles, words=words),
        shown(frame.assign(served=frame["served"].astype("Int64")), {"district": 0, "town": 0, "halls": 0, "served": 0}, words),
        line=[],
        source=[*source(words, ("towns-map-definition", {})), *said],
    )


def _halls(now: Counted, then: Counted | None, reading: Reading, said: Children) -> Drawn:
    words, city = reading.words, reading.setup.city
    frame = now.halls.sort_values("served", ascending=False, kind="stable")
    served, issued = _shown_counts(now, frame.index, reading)
    before = None if then is None else _shown_counts(then, frame.index, reading)[0]
    table = pd.DataFrame(
        {
            "district": [
                words.name(next(one.name for one in city.districts if one.id == district)) for district in frame["district"]
            ],
            "hall": [words.name(city.halls[str(hall)][0].name) for hall in frame.index],
            "level_of_hall": [words.plain(f"level-{level}") for level in frame["level"]],
            "open_days": frame["days"],
            "issued": issued,
            "served": served,
        },
        index=frame.index,
    )
    columns = {"district": 0, "hall": 0, "level_of_hall": 0, "open_days": 0, "issued": 0, "served": 0}
    if before is not None:
        table["served_then"] = before
        # A share of a small count would tell the count.
        table["change"] = ((served / before.where(before.gt(0)) - 1) * 100).astype("Float64").astype("float64")
        columns |= {"served_then": 0, "change": 1}
    drawn = frame[frame["near"]].head(BARS).index
    values = served[drawn].astype("Float64").astype("float64")
    return drawn_card(
        "towns-halls",
        bars.bars_figure(
            values.to_frame("towns-served"),
            short_names([words.own(city.halls[str(hall)][0].name) for hall in drawn], [str(hall) for hall in drawn]),
            [words.plain("none") if isnan(value) else f"{value:,.0f}" for value in values],
            then=None if before is None else [None if pd.isna(value) else float(value) for value in before[drawn]],
            axis="towns-axis-visits",
            revision=f"towns-{reading.asked.choice}",
            words=words,
        ),
        shown(table, columns, words),
        line=[],
        source=said,
    )


def _shown_counts(one: Counted, order: "pd.Index[str]", reading: Reading) -> "tuple[pd.Series[int], pd.Series[int]]":
    """Return visits served and tickets issued, missing where they must not be shown."""
    hide = one.hide[order]
    few = one.halls["issued"][order].between(1, FEWEST - 1) & ~order.isin(reading.own)
    served = one.halls["served"][order].astype("Int64").mask(hide)
    return served, one.halls["issued"][order].astype("Int64").mask(hide | few)


def _share(now: Counted, then: Counted | None, reading: Reading, said: Children) -> Drawn:
    words = reading.words
    rows = now.districts
    names: list[Text] = [
        next(one.name for one in reading.setup.city.districts if one.id == district) for district in rows.index
    ]
    before = None if then is None else then.districts["share"].reindex(rows.index) * 100
    table = pd.DataFrame(
        {
            "district": [words.name(name) for name in names],
            "near": rows["near"].astype("Int64"),
            "served": rows["served"].astype("Int64"),
            "near_share": rows["share"] * 100,
        }
    )
    columns = {"district": 0, "near": 0, "served": 0, "near_share": 1}
    if before is not None:
        table["near_share_then"] = before
        columns["near_share_then"] = 1
    return drawn_card(
        "towns-share",
        bars.bars_figure(
            (rows["share"] * 100).to_frame("towns-near"),
            [words.own(name) for name in names],
            [
                words.plain("none") if isnan(part) else f"{words.percent(part, 1)} · {near:,.0f}/{served:,.0f}"
                for part, near, served in zip(rows["share"], rows["near"], rows["served"], strict=True)
            ],
            then=None if before is None else [None if isnan(value) else float(value) for value in before],
            axis="towns-axis-share",
            revision="towns-share",
            room=0.8,
            words=words,
        ),
        shown(table, columns, words),
        line=[],
        source=said,
    )


def _channels(now: Counted, then: Counted | None, reading: Reading, said: Children) -> Drawn:
    words = reading.words
    rows = now.channels
    total = rows.sum(axis="columns", min_count=1)
    rows = rows.loc[total.sort_values(ascending=False, kind="stable").index]
    rows = rows[rows.fillna(1).sum(axis="columns").gt(0)]
    total = rows["near"] + rows["other"]
    before = None if then is None else (then.channels["near"] + then.channels["other"]).reindex(rows.index)
    table = pd.DataFrame(
        {
            "channel": [words.plain(f"channel-{channel}") for channel in rows.index],
            "near": rows["near"].astype("Int64"),
            "elsewhere": rows["other"].astype("Int64"),
        },
        index=rows.index,
    )
    columns = {"channel": 0, "near": 0, "elsewhere": 0}
    if before is not None:
        table["served_then"] = before.astype("Int64")
        columns["served_then"] = 0
    return drawn_card(
        "towns-channel",
        bars.bars_figure(
            rows.rename(columns={"near": "towns-near", "other": "towns-other"}).astype("float64"),
            [words.plain(f"channel-{channel}") for channel in rows.index],
            [words.plain("none") if isnan(value) else f"{value:,.0f}" for value in total.astype("float64")],
            then=None if before is None else [None if isnan(value) else float(value) for value in before.astype("float64")],
            axis="towns-axis-visits",
            revision="towns-channel",
            words=words,
            none="towns-none",
        ),
        shown(table, columns, words),
        line=[],
        source=said,
    )


def _months(now: Counted, reading: Reading, said: Children) -> Drawn:
    words, rows = reading.words, now.months
    table = pd.DataFrame(
        {
            "month": rows.index.strftime("%Y-%m"),  # type: ignore[attr-defined] # dates, as `counted` makes it
            "open_days": rows["days"].astype("Int64"),
            "near_a_day": rows["near"],
            "elsewhere_a_day": rows["other"],
            "near_share": rows["share"] * 100,
        }
    )
    return drawn_card(
        "towns-trend",
        monthly.monthly_figure(rows, words=words),
        shown(table, {"month": 0, "open_days": 0, "near_a_day": 1, "elsewhere_a_day": 1, "near_share": 1}, words),
        line=[],
        source=said,
    )


def _residents(now: Counted, reading: Reading, at: dict[str, object]) -> Drawn:
    words, city = reading.words, reading.setup.city
    loaded = populations.read(reading.history.directory)
    names = {town.code: town.name for town in divisions.towns()}
    rows = []
    for one in loaded:
        halls = [
            str(hall)
            for hall in now.halls.index
            if (str(hall) == one.hall if one.hall else now.halls["near"][hall] and _town(reading, str(hall)) == one.code)
        ]
        if halls:
            key = one.hall or str(one.code)
            name: Text = city.halls[halls[0]][0].name if one.hall or key not in names else names[key]
            count = None if now.hide[halls].any() else int(now.halls.loc[halls, "served"].sum())
            rows.append(
                {
                    "key": key,
                    "town": name,
                    "served": count,
                    "population": one.population,
                    "year": str(one.year),
                    "origin": one.source,
                }
            )
    frame = pd.DataFrame(rows, columns=["key", "town", "served", "population", "year", "origin"]).set_index("key")
    counts = frame["served"].astype("Float64").astype("float64")
    frame["per_thousand"] = (
        per_thousand(counts, {str(key): int(people) for key, people in frame["population"].items()})
        .reindex(frame.index)
        .astype("float64")
    )
    frame = frame.sort_values("per_thousand", ascending=False, kind="stable")
    table = frame.assign(town=[words.name(name) for name in frame["town"]], served=frame["served"].astype("Int64"))
    return drawn_card(
        "towns-residents",
        bars.bars_figure(
            frame[["per_thousand"]].rename(columns={"per_thousand": "towns-per-thousand"}),
            short_names([words.own(name) for name in frame["town"]], list(frame.index)),
            [words.plain("none") if isnan(value) else f"{value:,.1f}" for value in frame["per_thousand"]],
            then=None,
            axis="towns-axis-residents",
            revision="towns-residents",
            words=words,
            none="towns-residents-none",
        ),
        shown(table, {"town": 0, "served": 0, "population": 0, "year": 0, "per_thousand": 1, "origin": 0}, words),
        line=[],
        source=source(
            words,
            ("towns-residents-definition", {}),
            ("source-closed", at),
            *(
                (
                    (
                        "towns-residents-source",
                        {
                            "sources": "; ".join(
                                dict.fromkeys(f"{row['origin']} ({row['year']})" for _, row in frame.iterrows())
                            )
                        },
                    ),
                )
                if len(frame)
                else ()
            ),
        ),
    )


def _town(reading: Reading, hall: str) -> str | None:
    return reading.setup.city.halls[hall][0].town


PAGE = ClosedPage(
    NAME,
    CARDS,
    layout,
    [("towns-answer", "children"), ("towns-figures", "children"), *(output for name in CARDS for output in card_outputs(name))],
    draw,
    also=lambda reading: populations.read(reading.history.directory),
)
