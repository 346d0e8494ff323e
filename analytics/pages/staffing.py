"""Are there enough counters? From closed days: how busy they were, how long services took, who waited; and what if it were otherwise."""

import secrets
from math import nan

import pandas as pd
from dash import dcc, html

from analytics.figures import counters, services, spread
from analytics.measures import staffing as measures
from analytics.measures.suppression import without_few
from analytics.pages import whatif
from analytics.pages.cards import ROWS_PX, Drawn, Key, card, card_outputs, drawn_card, source
from analytics.pages.closed import ClosedPage, Reading, about
from analytics.pages.staffing_answer import answer, figures
from analytics.pages.staffing_tables import fairness_table, hours_table, overtaken, service_names, services_table, wanted_table
from analytics.pages.texts import Children, both, paragraphs
from analytics.pages.whatif_form import form
from analytics.pages.whatif_recorded import FORM, offered
from analytics.queries.staffing import StaffingFrames, read
from analytics.words import Words

NAME = "staffing"
CARDS = ("staffing-occupancy", "staffing-open", "staffing-service", "staffing-fairness", "staffing-wanted")
SERVICES = 15
"""Services drawn, those most asked for; the table has them all."""


def layout(words: Words) -> Children:
    """Return the page's content, without figures."""
    return [
        html.Div(id="staffing-figures", className="figures six"),
        html.Div(
            [
                html.Div(
                    [
                        card(words, "staffing-occupancy", height=counters.HEIGHT),
                        card(
                            words,
                            "staffing-wanted",
                            height=counters.HEIGHT,
                            key=(Key("tint", "counters-wanted"), Key("diamond", "counters-open")),
                        ),
                        card(
                            words,
                            "staffing-fairness",
                            height=260,
                            key=(Key("sea round", "waits-p50"), Key("mid diamond", "waits-p90")),
                            least=ROWS_PX,
                        ),
                    ],
                    className="stack",
                ),
                html.Div(
                    [
                        card(
                            words,
                            "staffing-open",
                            height=counters.TALL,
                            key=(Key("sea", "counters-busy"), Key("tint", "counters-free"), Key("left", "counters-paused")),
                        ),
                        card(
                            words,
                            "staffing-service",
                            height=500,
                            key=(
                                Key("sea round", "services-p50"),
                                Key("band", "services-interval"),
                                Key("hollow diamond", "services-p90"),
                            ),
                            least=ROWS_PX,
                        ),
                    ],
                    className="stack",
                ),
            ],
            className="cards uneven",
        ),
    ]


def below(reading: Reading) -> Children:
    """Return the what-if."""
    asked = form(reading.search)
    return [whatif.layout(asked, reading.words), dcc.Store(id="whatif-page", data=secrets.token_hex(8))]


def draw(reading: Reading) -> Drawn:
    """Return the page's content."""
    words, asked = reading.words, reading.asked
    now = read(reading.history, asked.now)
    other = reading.then()
    then = None if other is None else read(reading.history, other)
    at = about(reading)
    hours = measures.by_hour(now.counters, now.arrivals, now.days)
    one_hall = len(asked.now.halls) == 1 and reading.target_s is not None
    wanted = _wanted(hours, now, reading) if one_hall else hours.head(0)
    served = without_few(measures.service_times(now.services), ["served"], persons="served", fewest=reading.fewest)
    fair = without_few(measures.fairness(now.waits, now.overtaken), ["called"], persons="called", fewest=reading.fewest)
    target: dict[str, object] = {
        "minutes": round((reading.target_s or 0) / 60),
        "share": f"{100 * measures.WITHIN:.0f}",
        "mean": f"{now.at_counter_s / 60:.1f}",
    }
    assumed: list[tuple[str, dict[str, object]]] = []
    if one_hall:
        assumed = [("wanted-assumes", target) if len(wanted) else ("wanted-none", {})]
    unknown = [] if now.overtaken is not None or not len(fair) else both(words, "fairness-many")
    drawn_services = served[served["p50_s"].notna()].head(SERVICES)
    drawn_fair = fair[fair["p50_s"].notna()]
    return {
        ("staffing-answer", "children"): paragraphs(words, answer(hours, now, wanted, at, reading), "answer"),
        ("staffing-figures", "children"): figures(hours, now, then, wanted, reading),
        **drawn_card(
            "staffing-occupancy",
            counters.occupancy_figure(hours, words=words),
            hours_table(hours, words),
            line=[],
            source=source(words, ("staffing-definition", {}), ("occupancy-light", {}), ("source-closed", at)),
        ),
        **drawn_card(
            "staffing-open",
            counters.open_figure(hours, words=words),
            hours_table(hours, words),
            line=[],
            source=source(words, ("open-number", {}), ("staffing-definition", {}), ("source-closed", at)),
        ),
        **drawn_card(
            "staffing-service",
            services.services_figure(drawn_services, service_names(drawn_services, reading), words=words),
            services_table(served, reading),
            line=[],
            source=source(words, ("services-definition", {}), ("source-closed", at)),
        ),
        **drawn_card(
            "staffing-fairness",
            spread.spread_figure(
                drawn_fair,
                [words.plain(f"priority-{name}") for name in drawn_fair.index],
                then=None,
                target_s=reading.target_s,
                revision="staffing-fairness",
                words=words,
            ),
            fairness_table(fair, words),
            line=unknown or overtaken(drawn_fair, words),
            source=source(words, ("fairness-definition", {}), ("source-closed", at)),
        ),
        **drawn_card(
            "staffing-wanted",
            counters.wanted_figure(wanted, message="counters-none" if one_hall else "wanted-one-hall", words=words),
            wanted_table(wanted, words),
            line=[],
            source=source(words, *assumed, ("source-closed", at)),
        ),
        **offered(reading, now.recorded),
    }


def _wanted(hours: pd.DataFrame, now: StaffingFrames, reading: Reading) -> pd.DataFrame:
    known = now.at_counter_s if now.done >= reading.fewest else nan
    return measures.wanted(hours, at_counter_s=known, target_s=reading.target_s or 0)


PAGE = ClosedPage(
    NAME,
    CARDS,
    layout,
    [
        ("staffing-answer", "children"),
        ("staffing-figures", "children"),
        *(output for name in CARDS for output in card_outputs(name)),
        *FORM,
    ],
    draw,
    below=below,
    add=whatif.add,
)
