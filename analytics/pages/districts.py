"""How do districts and halls compare? With what makes a comparison fair, and how far the records behind it can be trusted."""

from collections.abc import Mapping
from typing import NamedTuple

import msgspec
import pandas as pd
from dash import html

from analytics.figures import bars, compared, funnel, quality
from analytics.figures.names import short_names
from analytics.measures import funnel as funnels
from analytics.measures.comparison import changes, standard_of, standardised
from analytics.measures.quality import INDICATORS
from analytics.measures.quality import quality as quality_of
from analytics.measures.suppression import hidden_within
from analytics.pages.cards import Drawn, Key, card, card_outputs, drawn_card, source
from analytics.pages.closed import ClosedPage, Reading
from analytics.pages.shell import choice_name
from analytics.pages.tables import shown
from analytics.pages.texts import Children, both, paragraphs
from analytics.queries.districts import daily, strata
from analytics.viewer import CITY
from analytics.words import Text, Words, duration

NAME = "districts"
CARDS = (
    "districts-volume",
    "districts-waits",
    "districts-halls-waits",
    "districts-level",
    "districts-no-show",
    "districts-change",
    "districts-change-level",
    "districts-halls-change",
    "districts-quality",
)
SECOND = ("districts-halls-waits", "districts-halls-change")
"""Cards by hall that stand beside those by district, and with a smaller choice are not needed: there the first are by hall."""
INDICATOR_WORDS = {"short": "quality-short", "hasty": "quality-hasty", "left_out": "quality-left-out", "late": "quality-late"}


class Units(NamedTuple):
    """What is compared. `of`: the unit of a hall. `names`: of the units, in their order. `shown`: those with enough persons."""

    of: dict[str, str]
    names: dict[str, Text]
    shown: frozenset[str]
    column: str


def layout(words: Words) -> Children:
    """Return the page's content, without figures."""
    compared_key = (Key("sea", "compared-standardised"), Key("then", "compared-crude"), Key("tick", "compared-standard"))
    funnel_key = (
        Key("brick", "funnel-beyond-998"),
        Key("diamond", "funnel-beyond-95"),
        Key("mid", "funnel-wide"),
        Key("tint", "funnel-chance"),
    )
    change_key = (Key("sea", "compared-sure"), Key("hollow", "compared-unsure"))
    return [
        html.Div(
            [
                card(
                    words,
                    "districts-volume",
                    height=300,
                    key=(Key("sea", "places-served"), Key("tint", "districts-unserved"), Key("then", "compare-then")),
                ),
                card(words, "districts-waits", height=300, key=compared_key),
            ],
            className="cards uneven",
        ),
        html.Div(
            [
                card(words, "districts-level", height=funnel.HEIGHT, key=funnel_key),
                card(words, "districts-no-show", height=funnel.HEIGHT, key=funnel_key),
            ],
            className="cards",
        ),
        html.Div(
            [
                card(words, "districts-change", height=300, key=change_key),
                card(words, "districts-change-level", height=300, key=change_key),
            ],
            className="cards uneven",
        ),
        html.Div(
            [
                card(words, "districts-halls-waits", height=900, key=compared_key),
                card(words, "districts-halls-change", height=900, key=change_key),
            ],
            className="cards uneven",
        ),
        html.Div([card(words, "districts-quality", height=900)], className="cards"),
    ]


def draw(reading: Reading) -> Drawn:
    """Return the page's content."""
    words, asked = reading.words, reading.asked
    now = daily(reading.history, asked.now)
    then = daily(reading.history, asked.then) if asked.then is not None else now.head(0)
    halls = _by_hall(reading, now)
    halls_then = _by_hall(reading, then)
    units, units_then = halls, halls_then
    if asked.choice == CITY:
        units, units_then = _by_district(reading, now, halls), _by_district(reading, then, halls_then)
    widest = tuple(sorted(reading.rights.halls))
    counted = strata(reading.history, msgspec.structs.replace(asked.now, halls=widest))
    standard = standard_of(counted)
    at: dict[str, object] = {
        "where": choice_name(asked.choice, reading.setup),
        "from": asked.now.since.isoformat(),
        "to": asked.now.until.isoformat(),
    }
    said = ("source-closed", at)
    mix = "city" if reading.rights.choices[0] == CITY else "seen"
    level, level_share, level_spread = _funnel(now, halls, "within", "judged")
    absent, absent_share, absent_spread = _funnel(now, halls, "no_show", "called")
    by_unit = standardised(counted, _shown_of(units), standard, _offered(reading, units))
    by_hall = by_unit if units is halls else standardised(counted, _shown_of(halls), standard, _offered(reading, halls))
    waits_said = source(words, ("districts-waits-definition", {"mix": mix}), said)
    change_said = source(words, ("districts-change-definition", {}), said)
    second = units is not halls
    return {
        ("districts-answer", "children"): paragraphs(words, answer(by_unit, units, level, absent, at), "answer"),
        **{(f"{name}-card", "hidden"): not second for name in SECOND},
        **_volume(reading, now, then, units, units_then, source(words, ("districts-volume-definition", {}), said)),
        **_standardised("districts-waits", by_unit, units, waits_said, words),
        **_standardised("districts-halls-waits", by_hall, halls, waits_said, words),
        **_funnel_card(
            "districts-level",
            level,
            level_share,
            level_spread,
            halls,
            reading,
            now,
            source(words, ("districts-level-definition", {}), ("funnel-definition", {}), said),
        ),
        **_funnel_card(
            "districts-no-show",
            absent,
            absent_share,
            absent_spread,
            halls,
            reading,
            now,
            source(words, ("districts-no-show-definition", {}), ("funnel-definition", {}), said),
        ),
        **_changes("districts-change", now, then, _also(units, units_then), ("wait_s", "called"), change_said, words),
        **_changes("districts-halls-change", now, then, _also(halls, halls_then), ("wait_s", "called"), change_said, words),
        **_changes("districts-change-level", now, then, _also(units, units_then), ("within", "judged"), change_said, words),
        **_quality(now, halls, reading, source(words, ("districts-quality-definition", {}), said)),
    }


def answer(
    by_unit: pd.DataFrame, units: Units, level: pd.DataFrame, absent: pd.DataFrame, at: dict[str, object]
) -> list[tuple[str, dict[str, object]]]:
    """Return the sentences that answer the question."""
    if by_unit.empty:
        return [("districts-answer-none", at)]
    sentences: list[tuple[str, dict[str, object]]] = []
    known = by_unit["standardised_s"].dropna()
    if len(known) > 1:
        low, high = str(known.idxmin()), str(known.idxmax())
        facts = {
            "shortest": units.names[low],
            "least": _said(float(known[low])),
            "longest": units.names[high],
            "most": _said(float(known[high])),
        }
        sentences.append(("districts-answer-waits", at | facts))
    elif len(by_unit) == 1:
        sentences.append(("districts-answer-one", at))
    if len(level) > 1:
        outside: dict[str, object] = {
            "level": int(level["outside"].eq("99.8").sum()),
            "absent": int(absent["outside"].eq("99.8").sum()),
            "halls": len(level),
        }
        sentences.append(("districts-answer-funnel", outside))
    return sentences or [("districts-answer-apart", at)]


def _by_hall(reading: Reading, now: pd.DataFrame) -> Units:
    """Return the halls asked about; with so few calls that they could be recognised, or found by subtraction, they are not shown."""
    city, halls = reading.setup.city, list(reading.asked.now.halls)
    persons = _persons(now, now["hall"], halls)
    own = pd.Series(persons.index.isin(reading.own), index=persons.index)
    hide = hidden_within(persons, pd.Series({hall: reading.rights.places[hall] for hall in halls}), own)
    names: dict[str, Text] = {hall: city.halls[hall][0].name for hall in halls}
    return Units({hall: hall for hall in halls}, names, frozenset(hall for hall in halls if not hide[hall]), "hall")


def _by_district(reading: Reading, now: pd.DataFrame, halls: Units) -> Units:
    of = {hall: reading.rights.places[hall] for hall in halls.of}
    known: dict[str, Text] = {one.id: one.name for one in reading.setup.city.districts}
    names = {district: known[district] for district in dict.fromkeys(of.values())}
    persons = _persons(now, now["hall"].map(of), list(names))
    hide = hidden_within(persons, pd.Series("", index=persons.index))
    return Units(of, names, frozenset(district for district in names if not hide[district]), "district")


def _persons(frame: pd.DataFrame, unit: "pd.Series[str]", order: list[str]) -> "pd.Series[int]":
    """Return how many were called in each unit; where nobody was, how many took a ticket."""
    summed = frame.groupby(unit)[["called", "issued"]].sum().reindex(order).fillna(0).astype("int64")
    return summed["called"].where(summed["called"].gt(0), summed["issued"])


def _shown_of(units: Units) -> dict[str, str]:
    return {hall: unit for hall, unit in units.of.items() if unit in units.shown}


def _offered(reading: Reading, units: Units) -> dict[str, frozenset[str]]:
    """Return the services that each unit's halls offer, as they are set up now."""
    city = reading.setup.city
    found: dict[str, set[str]] = {}
    for hall, unit in units.of.items():
        config = city.halls[hall][0]
        found.setdefault(unit, set()).update(service.code for service in city.services if config.offers_service(service))
    return {unit: frozenset(codes) for unit, codes in found.items()}


def _daily_of(frame: pd.DataFrame, units: Units) -> pd.DataFrame:
    """Sum a period's days by unit, in the units' order; units that must not be shown are left out."""
    mine = frame.assign(unit=frame["hall"].map(_shown_of(units))).dropna(subset=["unit"])
    columns = [column for column in frame.columns if column not in ("hall", "date", "least_target_s", "most_target_s")]
    summed = mine.groupby(["unit", "date"], sort=False)[columns].sum().reset_index()
    order = {unit: place for place, unit in enumerate(units.names)}
    return summed.sort_values("unit", key=lambda unit: unit.map(order), kind="stable", ignore_index=True)


def _also(units: Units, then: Units) -> Units:
    """Return the units of which both periods may be shown: a change would tell one from the other."""
    return units._replace(shown=units.shown & then.shown)


def _names(units: Units, index: "pd.Index[str]", words: Words) -> list[str]:
    names = [words.own(units.names[unit]) for unit in index]
    return short_names(names, list(index)) if units.column == "hall" else names


def _whole(units: Units, index: "pd.Index[str]", words: Words) -> list[str]:
    return [words.name(units.names[unit]) for unit in index]


def _volume(reading: Reading, now: pd.DataFrame, then: pd.DataFrame, units: Units, units_then: Units, said: Children) -> Drawn:
    words = reading.words
    order = list(units.names)
    counts = _sums(_daily_of(now, units), order)
    before = _sums(_daily_of(then, units_then), order)
    off = pd.Series(~counts.index.isin(list(units.shown)), index=counts.index)
    days = counts["days"]
    counts = counts[["issued", "served"]].astype("Int64")[~off].reindex(counts.index)
    issued = counts["issued"].astype("Float64").astype("float64")
    served = counts["served"].astype("Float64").astype("float64")
    compared_with = reading.asked.then is not None
    old = before["issued"].mask(~before.index.isin(list(units_then.shown))).astype("float64")
    table = pd.DataFrame(
        {
            units.column: _whole(units, counts.index, words),
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
            _names(units, counts.index, words),
            [words.plain("none") if pd.isna(value) else f"{value:,.0f}" for value in issued],
            then=[None if pd.isna(value) else float(value) for value in old] if compared_with else None,
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


def _standardised(name: str, rows: pd.DataFrame, units: Units, said: Children, words: Words) -> Drawn:
    rows = rows.reindex([unit for unit in units.names if unit in rows.index])
    table = pd.DataFrame(
        {
            units.column: _whole(units, rows.index, words),
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
        compared.standardised_figure(rows, _names(units, rows.index, words), revision=name, words=words),
        shown(table, {column: 0 if column in (units.column, "called") else 1 for column in table.columns}, words),
        line=[],
        source=said,
    )


def _funnel(now: pd.DataFrame, halls: Units, part: str, whole: str) -> tuple[pd.DataFrame, float, funnels.Dispersion]:
    summed = now[now["hall"].isin(list(halls.shown))].groupby("hall")[[part, whole]].sum()
    summed = summed.reindex([hall for hall in halls.names if hall in summed.index])
    return funnels.funnel(summed[part], summed[whole])


def _funnel_card(
    name: str,
    rows: pd.DataFrame,
    part: float,
    spread: funnels.Dispersion,
    halls: Units,
    reading: Reading,
    now: pd.DataFrame,
    said: Children,
) -> Drawn:
    words = reading.words
    table = pd.DataFrame(
        {
            "hall": _whole(halls, rows.index, words),
            "events": rows["events"].astype("int64"),
            "of": rows["n"].astype("int64"),
            "part": rows["share"].astype("float64") * 100,
            **{
                f"{side}_{limit}": rows[f"{side}_{limit}"].astype("float64") * 100
                for limit in ("95", "99.8")
                for side in ("low", "high")
            },
            "beyond": [f"{outside} %" if outside else words.plain("none") for outside in rows["outside"]],
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
    return drawn_card(
        name,
        funnel.funnel_figure(
            rows,
            _names(halls, rows.index, words),
            share=part,
            between=spread.between,
            axis="funnel-axis-level" if name == "districts-level" else "funnel-axis-no-show",
            revision=f"{name}-{reading.asked.choice}",
            words=words,
        ),
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


def _changes(
    name: str, now: pd.DataFrame, then: pd.DataFrame, units: Units, ratio: tuple[str, str], said: Children, words: Words
) -> Drawn:
    of_waits = ratio[0] == "wait_s"
    rows = changes(_daily_of(now, units), _daily_of(then, units), *ratio)
    scale = 1 / 60 if of_waits else 100.0
    values = rows[["now", "then", "change", "low", "high"]] * scale
    table = pd.DataFrame(
        {
            units.column: _whole(units, rows.index, words),
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
            _names(units, rows.index, words),
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


def _quality(now: pd.DataFrame, halls: Units, reading: Reading, said: Children) -> Drawn:
    words = reading.words
    rows = quality_of(_daily_of(now, halls)) if len(now) else quality_of(now.assign(unit=now["hall"]))
    for name, whole in INDICATORS.items():
        few = rows[whole].lt(reading.fewest) & ~rows.index.isin(reading.own)
        rows[f"{name}_share"] = rows[f"{name}_share"].mask(few)
    table = pd.DataFrame({"hall": _whole(halls, rows.index, words)}, index=rows.index)
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
        quality.quality_figure(rows, _names(halls, rows.index, words), INDICATORS, INDICATOR_WORDS, words=words),
        shown(table, headed, words),
        line=[],
        source=said,
    )


def _said(seconds: float) -> object:
    return lambda language: duration(language, seconds)


PAGE = ClosedPage(
    NAME,
    CARDS,
    layout,
    [
        ("districts-answer", "children"),
        *((f"{name}-card", "hidden") for name in SECOND),
        *(output for name in CARDS for output in card_outputs(name)),
    ],
    draw,
)
