"""The cards of town and village halls: by hall, district, channel and month, and for how many residents."""

from math import isnan

import pandas as pd

from analytics.figures import bars, monthly
from analytics.figures.names import short_names
from analytics.history import populations
from analytics.measures.suppression import FEWEST
from analytics.measures.towns import per_thousand
from analytics.pages.cards import Drawn, drawn_card, source
from analytics.pages.closed import Reading
from analytics.pages.tables import shown
from analytics.pages.texts import Children
from analytics.pages.towns_counted import Counted, town_of
from analytics.queries import divisions
from analytics.words import Text

BARS = 40
"""Halls drawn, those with most visits; the table has them all."""


def halls_card(now: Counted, then: Counted | None, reading: Reading, said: Children) -> Drawn:
    """Return the visits served by hall."""
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
            then=None if before is None else before[drawn],
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


def share_card(now: Counted, then: Counted | None, reading: Reading, said: Children) -> Drawn:
    """Return the share that was served near home, by district."""
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
            then=before,
            axis="towns-axis-share",
            revision="towns-share",
            room=0.8,
            words=words,
        ),
        shown(table, columns, words),
        line=[],
        source=said,
    )


def channels_card(now: Counted, then: Counted | None, reading: Reading, said: Children) -> Drawn:
    """Return the visits by channel, near home and elsewhere."""
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
            then=before,
            axis="towns-axis-visits",
            revision="towns-channel",
            words=words,
            none="towns-none",
        ),
        shown(table, columns, words),
        line=[],
        source=said,
    )


def months_card(now: Counted, reading: Reading, said: Children) -> Drawn:
    """Return the visits of a day by month, near home and elsewhere."""
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


def residents_card(now: Counted, reading: Reading, at: dict[str, object]) -> Drawn:
    """Return the visits a thousand residents, of the towns and halls whose residents were loaded."""
    words, city = reading.words, reading.setup.city
    loaded = populations.read(reading.history.directory)
    names = {town.code: town.name for town in divisions.towns()}
    rows = []
    for one in loaded:
        halls = [
            str(hall)
            for hall in now.halls.index
            if (str(hall) == one.hall if one.hall else now.halls["near"][hall] and town_of(reading, str(hall)) == one.code)
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
                else (("towns-residents-how", {}),)
            ),
        ),
    )
