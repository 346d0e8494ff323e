"""How do districts and halls compare? With what makes a comparison fair, and how far the records behind it can be trusted."""

import pandas as pd
from dash import html

from analytics.figures import funnel
from analytics.measures import funnel as funnels
from analytics.measures.comparison import standard_of, standardised
from analytics.pages.cards import ROWS_PX, TILES_PX, Drawn, Key, card, card_outputs, source
from analytics.pages.closed import ClosedPage, Reading, about
from analytics.pages.districts_answer import answer
from analytics.pages.districts_cards import changes_card, funnel_card, quality_card, standardised_card, volume_card
from analytics.pages.districts_units import Units, daily_of, in_both, of_districts, of_halls, offered, shown_of
from analytics.pages.texts import Children, paragraphs
from analytics.queries.districts import compared, daily
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
                    least=ROWS_PX,
                ),
                card(words, "districts-waits", height=300, key=compared_key, least=ROWS_PX),
            ],
            className="cards uneven",
        ),
        html.Div(
            [
                card(words, "districts-level", height=funnel.HEIGHT, key=funnel_key, least=ROWS_PX),
                card(words, "districts-no-show", height=funnel.HEIGHT, key=funnel_key, least=ROWS_PX),
            ],
            className="cards",
        ),
        html.Div(
            [
                card(words, "districts-change", height=300, key=change_key, least=ROWS_PX),
                card(words, "districts-change-level", height=300, key=change_key, least=ROWS_PX),
            ],
            className="cards uneven",
        ),
        html.Div(
            [
                card(words, "districts-halls-waits", height=900, key=compared_key, least=ROWS_PX),
                card(words, "districts-halls-change", height=900, key=change_key, least=ROWS_PX),
            ],
            className="cards uneven",
        ),
        html.Div([card(words, "districts-quality", height=900, least=TILES_PX)], className="cards"),
    ]


def draw(reading: Reading) -> Drawn:
    """Return the page's content."""
    words, asked = reading.words, reading.asked
    widest = tuple(sorted(reading.rights.halls))
    found = compared(reading.history, asked.now, widest)
    other = reading.then()
    now = found.days
    then = now.head(0) if other is None else daily(reading.history, other)
    halls = of_halls(reading, now)
    halls_then = of_halls(reading, then)
    units, units_then = halls, halls_then
    if asked.choice == CITY:
        units, units_then = of_districts(reading, now, halls), of_districts(reading, then, halls_then)
    second = units is not halls
    by_unit, by_unit_then = daily_of(now, units), daily_of(then, units_then)
    by_hall, by_hall_then = (daily_of(now, halls), daily_of(then, halls_then)) if second else (by_unit, by_unit_then)
    at = about(reading)
    said = ("source-closed", at)
    seen = "city" if reading.rights.choices[0] == CITY else "seen"
    level, level_share, level_spread = _funnel(now, halls, "within", "judged")
    absent, absent_share, absent_spread = _funnel(now, halls, "no_show", "called")
    waits_said = source(words, ("districts-waits-definition", {"mix": seen}), said)
    change_said = source(words, ("districts-change-definition", {}), said)
    both = in_both(units, units_then)
    both_by_hall = in_both(halls, halls_then) if second else halls._replace(shown=frozenset())  # cards that nobody sees
    cards: Drawn = {
        **{(f"{name}-card", "hidden"): not second for name in SECOND},
        **volume_card(
            reading, by_unit, by_unit_then, units, units_then, source(words, ("districts-volume-definition", {}), said)
        ),
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
        **changes_card("districts-change", by_unit, by_unit_then, both, ("wait_s", "called"), change_said, words),
        **changes_card("districts-halls-change", by_hall, by_hall_then, both_by_hall, ("wait_s", "called"), change_said, words),
        **changes_card("districts-change-level", by_unit, by_unit_then, both, ("within", "judged"), change_said, words),
        **quality_card(by_hall, halls, reading, source(words, ("districts-quality-definition", {}), said)),
    }
    standard = standard_of(found.mix)  # of all halls, which takes longest
    waits = standardised(found.strata, shown_of(units), standard, offered(reading, units))
    waits_by_hall = standardised(found.strata, shown_of(halls), standard, offered(reading, halls)) if second else waits.head(0)
    return {
        ("districts-answer", "children"): paragraphs(words, answer(waits, units, level, absent, at), "answer"),
        **cards,
        **standardised_card("districts-waits", waits, units, waits_said, words),
        **standardised_card("districts-halls-waits", waits_by_hall, halls, waits_said, words),
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
