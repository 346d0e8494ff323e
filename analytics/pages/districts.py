"""How do districts and halls compare? With what makes a comparison fair, and how far the records behind it can be trusted."""

import msgspec
import pandas as pd
from dash import html

from analytics.figures import funnel
from analytics.measures import funnel as funnels
from analytics.measures.comparison import standard_of, standardised
from analytics.pages.cards import Drawn, Key, card, card_outputs, source
from analytics.pages.closed import ClosedPage, Reading, about
from analytics.pages.districts_answer import answer
from analytics.pages.districts_cards import changes_card, funnel_card, quality_card, standardised_card, volume_card
from analytics.pages.districts_units import Units, in_both, of_districts, of_halls, offered, shown_of
from analytics.pages.texts import Children, paragraphs
from analytics.queries.districts import daily, strata
from analytics.viewer import CITY
from analytics.words import Words

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


def layout(words: Words) -> Children:
    """Return the page's content, without figures."""
    compared_key = (Key("sea round", "compared-standardised"), Key("then", "compared-crude"), Key("tick", "compared-standard"))
    funnel_key = (
        Key("brick", "funnel-beyond-998"),
        Key("diamond", "funnel-beyond-95"),
        Key("mid line", "funnel-wide"),
        Key("tint line", "funnel-chance"),
    )
    change_key = (Key("sea round", "compared-sure"), Key("hollow round", "compared-unsure"))
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
    halls = of_halls(reading, now)
    halls_then = of_halls(reading, then)
    units, units_then = halls, halls_then
    if asked.choice == CITY:
        units, units_then = of_districts(reading, now, halls), of_districts(reading, then, halls_then)
    widest = tuple(sorted(reading.rights.halls))
    counted = strata(reading.history, msgspec.structs.replace(asked.now, halls=widest))
    standard = standard_of(counted)
    at = about(reading)
    said = ("source-closed", at)
    mix = "city" if reading.rights.choices[0] == CITY else "seen"
    level, level_share, level_spread = _funnel(now, halls, "within", "judged")
    absent, absent_share, absent_spread = _funnel(now, halls, "no_show", "called")
    by_unit = standardised(counted, shown_of(units), standard, offered(reading, units))
    by_hall = by_unit if units is halls else standardised(counted, shown_of(halls), standard, offered(reading, halls))
    waits_said = source(words, ("districts-waits-definition", {"mix": mix}), said)
    change_said = source(words, ("districts-change-definition", {}), said)
    second = units is not halls
    return {
        ("districts-answer", "children"): paragraphs(words, answer(by_unit, units, level, absent, at), "answer"),
        **{(f"{name}-card", "hidden"): not second for name in SECOND},
        **volume_card(reading, now, then, units, units_then, source(words, ("districts-volume-definition", {}), said)),
        **standardised_card("districts-waits", by_unit, units, waits_said, words),
        **standardised_card("districts-halls-waits", by_hall, halls, waits_said, words),
        **funnel_card(
            "districts-level",
            level,
            level_share,
            level_spread,
            halls,
            reading,
            now,
            source(words, ("districts-level-definition", {}), ("funnel-definition", {}), said),
        ),
        **funnel_card(
            "districts-no-show",
            absent,
            absent_share,
            absent_spread,
            halls,
            reading,
            now,
            source(words, ("districts-no-show-definition", {}), ("funnel-definition", {}), said),
        ),
        **changes_card("districts-change", now, then, in_both(units, units_then), ("wait_s", "called"), change_said, words),
        **changes_card(
            "districts-halls-change", now, then, in_both(halls, halls_then), ("wait_s", "called"), change_said, words
        ),
        **changes_card(
            "districts-change-level", now, then, in_both(units, units_then), ("within", "judged"), change_said, words
        ),
        **quality_card(now, halls, reading, source(words, ("districts-quality-definition", {}), said)),
    }


def _funnel(now: pd.DataFrame, halls: Units, part: str, whole: str) -> tuple[pd.DataFrame, float, funnels.Dispersion]:
    summed = now[now["hall"].isin(list(halls.shown))].groupby("hall")[[part, whole]].sum()
    summed = summed.reindex([hall for hall in halls.names if hall in summed.index])
    return funnels.funnel(summed[part], summed[whole])


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
