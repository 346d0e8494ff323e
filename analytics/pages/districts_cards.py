"""The cards that compare districts and halls: volume, standardised waits, funnels, changes, and the records' quality."""

from collections.abc import Mapping

import pandas as pd

from analytics.figures import bars, compared, funnel, quality
from analytics.measures import funnel as funnels
from analytics.measures.comparison import changes
from analytics.measures.quality import INDICATORS
from analytics.measures.quality import quality as quality_of
from analytics.pages.cards import Drawn, drawn_card
from analytics.pages.closed import Reading
from analytics.pages.districts_units import Units, names_of, short_names_of
from analytics.pages.tables import shown
from analytics.pages.texts import Children, both
from analytics.words import Words

INDICATOR_WORDS = {"short": "quality-short", "hasty": "quality-hasty", "left_out": "quality-left-out", "late": "quality-late"}


def volume_card(
    reading: Reading, now: pd.DataFrame, then: pd.DataFrame, units: Units, units_then: Units, said: Children
) -> Drawn:
    """Return how many tickets were issued and served. `now`, `then`: the periods' days by unit, as `daily_of` sums them."""
    words = reading.words
    order = list(units.names)
    counts = _sums(now, order)
    before = _sums(then, order)
    off = pd.Series(~counts.index.isin(list(units.shown)), index=counts.index)
    days = counts["days"]
    counts = counts[["issued", "served"]].astype("Int64")[~off].reindex(counts.index)
    issued = counts["issued"].astype("Float64").astype("float64")
    served = counts["served"].astype("Float64").astype("float64")
    compared_with = len(then) > 0
    old = before["issued"].mask(~before.index.isin(list(units_then.shown))).astype("float64")
    table = pd.DataFrame(
        {
            units.column: names_of(units, counts.index, words),
            "open_days": days,
            "issued": counts["issued"],
            "served": counts["served"],
            "a_day": issued / days.where(days.gt(0)),
        },
        index=counts.index,
    )
    columns = {units.column: 0, "open_days": 0, "issued": 0, "served": 0, "a_day": 1}
    if compared_with:
        table["issued_then"] = old.astype("Int64")
        columns["issued_then"] = 0
    return drawn_card(
        "districts-volume",
        bars.bars_figure(
            pd.DataFrame({"places-served": served, "districts-unserved": issued - served}),
            short_names_of(units, counts.index, words),
            [words.plain("none") if pd.isna(value) else f"{value:,.0f}" for value in issued],
            then=old if compared_with else None,
            axis="districts-axis-tickets",
            revision=f"volume-{reading.asked.choice}",
            words=words,
        ),
        shown(table, columns, words),
        line=[],
        source=said,
    )


def _sums(frame: pd.DataFrame, order: list[str]) -> pd.DataFrame:
    groups = frame.groupby("unit")
    summed = groups[["issued", "served"]].sum()
    summed["days"] = groups["date"].nunique()
    return summed.reindex(order).fillna(0).astype("int64")


def standardised_card(name: str, rows: pd.DataFrame, units: Units, said: Children, words: Words) -> Drawn:
    """Return the waits with one mix of services. `rows`: as `measures.comparison.standardised` gives them."""
    rows = rows.reindex([unit for unit in units.names if unit in rows.index])
    table = pd.DataFrame(
        {
            units.column: names_of(units, rows.index, words),
            "called": rows["called"],
            "mean": rows["crude_s"] / 60,
            "mean_standardised": rows["standardised_s"] / 60,
            "mean_standard": rows["standard_s"] / 60,
            "covered": rows["covered"] * 100,
            "not_offered": rows["not_offered"] * 100,
            "too_few": rows["too_few"] * 100,
        }
    )
    return drawn_card(
        name,
        compared.standardised_figure(rows, short_names_of(units, rows.index, words), revision=name, words=words),
        shown(table, {column: 0 if column in (units.column, "called") else 1 for column in table.columns}, words),
        line=[],
        source=said,
    )


def funnel_card(
    name: str,
    rows: pd.DataFrame,
    part: float,
    spread: funnels.Dispersion,
    halls: Units,
    reading: Reading,
    now: pd.DataFrame,
    said: Children,
) -> Drawn:
    """Return a funnel plot. `rows`, `part`, `spread`: as `measures.funnel.funnel` gives them."""
    words = reading.words
    table = pd.DataFrame(
        {
            "hall": names_of(halls, rows.index, words),
            "events": rows["events"].astype("int64"),
            "of": rows["n"].astype("int64"),
            "part": rows["share"].astype("float64") * 100,
            **{
                f"{side}_{limit}": rows[f"{side}_{limit}"].astype("float64") * 100
                for limit in ("95", "99.8")
                for side in ("low", "high")
            },
            "beyond": [f"{outside}%" if outside else words.plain("none") for outside in rows["outside"]],
        }
    )
    table.columns = pd.Index([column.replace("99.8", "998") for column in table.columns])
    columns = {column: 0 if column in ("hall", "events", "of", "beyond") else 1 for column in table.columns}
    if name == "districts-level":
        table["target"] = _targets(now, rows.index)
        columns["target"] = 0
    line: Children = []
    if spread.between > 0:
        line += both(words, "funnel-dispersed", phi=f"{spread.phi:,.1f}")
    if name == "districts-level" and table["target"].nunique() > 1:
        line += [" ", *both(words, "funnel-targets")]
    figure = funnel.funnel_figure(
        rows,
        short_names_of(halls, rows.index, words),
        share=part,
        between=spread.between,
        axis="funnel-axis-level" if name == "districts-level" else "funnel-axis-no-show",
        revision=f"{name}-{reading.asked.choice}",
        words=words,
    )
    nameless = funnel.unnamed(rows, figure)
    if nameless:
        line += [" ", *both(words, "funnel-unnamed", n=nameless)]
    return drawn_card(
        name,
        figure,
        shown(table, columns, words),
        line=line,
        source=said,
    )


def _targets(now: pd.DataFrame, halls: "pd.Index[str]") -> list[str]:
    """Return each hall's targets in the period, minutes."""
    ends = now.groupby("hall").agg(least=("least_target_s", "min"), most=("most_target_s", "max"))
    return [
        f"{ends['least'][hall] / 60:g}"
        if ends["least"][hall] == ends["most"][hall]
        else f"{ends['least'][hall] / 60:g}–{ends['most'][hall] / 60:g}"
        for hall in halls
    ]


def changes_card(
    name: str, now: pd.DataFrame, then: pd.DataFrame, units: Units, ratio: tuple[str, str], said: Children, words: Words
) -> Drawn:
    """Return the changes from the other period. `ratio`: the columns of the days of which one is divided by the other."""
    of_waits = ratio[0] == "wait_s"
    now, then = (frame[frame["unit"].isin(list(units.shown))] for frame in (now, then))
    rows = changes(now, then, *ratio)
    scale = 1 / 60 if of_waits else 100.0
    values = rows[["now", "then", "change", "low", "high"]] * scale
    table = pd.DataFrame(
        {
            units.column: names_of(units, rows.index, words),
            "now": values["now"],
            "then": values["then"],
            "difference": values["change"],
            "low": values["low"],
            "high": values["high"],
            "days": rows["days"].astype("int64"),
            "days_then": rows["days_then"].astype("int64"),
        }
    )
    columns = {column: 1 if column in ("now", "then", "difference", "low", "high") else 0 for column in table.columns}
    return drawn_card(
        name,
        compared.changes_figure(
            rows,
            short_names_of(units, rows.index, words),
            scale=scale,
            unit=words.plain("minutes-short") if of_waits else words.plain("points-short"),
            axis="compared-axis-change" if of_waits else "compared-axis-points",
            revision=name,
            words=words,
        ),
        shown(table, columns, words),
        line=[],
        source=said,
    )


def quality_card(now: pd.DataFrame, halls: Units, reading: Reading, said: Children) -> Drawn:
    """Return how far the records of each hall can be trusted."""
    words = reading.words
    rows = quality_of(now)
    for name, whole in INDICATORS.items():
        few = rows[whole].lt(reading.fewest) & ~rows.index.isin(reading.own)
        rows[f"{name}_share"] = rows[f"{name}_share"].mask(few)
    table = pd.DataFrame({"hall": names_of(halls, rows.index, words)}, index=rows.index)
    columns: dict[str, int] = {"hall": 0}
    for name, whole in INDICATORS.items():
        known = rows[f"{name}_share"].notna()
        table[name] = rows[name].astype("Int64").where(known)
        table[f"{name}_of"] = rows[whole].astype("Int64").where(known)
        table[f"{name}_share"] = rows[f"{name}_share"] * 100
        columns |= {name: 0, f"{name}_of": 0, f"{name}_share": 2}
    headed: Mapping[str, int] = columns
    return drawn_card(
        "districts-quality",
        quality.quality_figure(rows, short_names_of(halls, rows.index, words), INDICATORS, INDICATOR_WORDS, words=words),
        shown(table, headed, words),
        line=[],
        source=said,
    )
