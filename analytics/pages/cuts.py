"""How much shorter has it become? The catalogue's steps and limits, before and after, beside what the bureau published."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from dash import html

from analytics.figures.cuts import ROW_PX, cuts_figure
from analytics.measures.cuts import Cuts, cuts, cuts_by_group
from analytics.pages.cards import Drawn, card, card_outputs, drawn_card, source
from analytics.pages.tables import shown
from analytics.pages.texts import Children, both, paragraphs
from analytics.queries.live import Setup
from analytics.words import Words

OUTPUTS = [
    ("cuts-answer", "children"),
    ("cuts-figures", "children"),
    *card_outputs("cuts-steps"),
    *card_outputs("cuts-days"),
]

STEP_COLUMNS = {"group": 0, "services": 0, "steps_before": 2, "steps_after": 2, "cut": 1}
DAY_COLUMNS = {"group": 0, "limited": 0, "days_before": 2, "days_after": 2, "cut": 1, "largest": 0}


@cache
def published() -> dict[str, Any]:
    """Return the bureau's published figures, with their source."""
    text = (Path(__file__).parent.parent / "data" / "published.json").read_text(encoding="utf-8")
    facts: dict[str, Any] = json.loads(text)
    return facts


def layout(words: Words) -> html.Section:
    """Return the section."""
    height = ROW_PX * 7 + 96
    return html.Section(
        [
            html.Div(
                [
                    html.H2(both(words, "cuts-question")),
                    html.Span(both(words, "illustrative"), className="badge illustrative"),
                ],
                className="question",
            ),
            html.Div(id="cuts-answer", className="answers"),
            html.Div(id="cuts-figures", className="figures three"),
            html.Div([card(words, "cuts-steps", height=height), card(words, "cuts-days", height=height)], className="cards"),
        ],
        id="cuts",
    )


def draw(setup: Setup, words: Words) -> Drawn:
    """Return the section's content; it changes with the catalogue alone."""
    catalogue = setup.catalogue
    total, by_group = cuts(catalogue), cuts_by_group(catalogue)
    names = {service.code: service.name for service in setup.city.services}
    limited = catalogue[catalogue["legal_days"].fillna(0).gt(0) & catalogue["promised_days"].notna()]
    reported = published()["facts"]["report_date"]["value"]
    bureau: dict[str, object] = {"source": lambda language: Words.say(language, "bureau", {"date": reported})}
    sources: tuple[tuple[str, Mapping[str, object]], ...] = (
        ("source-catalogue", {"version": setup.city.catalogue_version}),
        ("source-bureau", bureau),
    )
    rows = by_group.reset_index()
    rows["group"] = [words.label(f"group-{group}") for group in rows["group"]]
    steps = rows.assign(cut=rows["step_cut"] * 100)
    days = rows.assign(cut=rows["day_cut"] * 100, largest=rows["largest_days"])[rows["limited"].gt(0)]
    days_facts = {
        "limited": total.limited,
        "services": total.services,
        "calendar": int(limited["limit_unit"].eq("calendar").sum()),
    }
    return {
        ("cuts-answer", "children"): paragraphs(words, answer(total, reported[:4]), "answer"),
        ("cuts-figures", "children"): figures(total, names, reported[:4], words),
        **drawn_card(
            "cuts-steps",
            cuts_figure(by_group, what="step", words=words),
            shown(steps, STEP_COLUMNS, words),
            line=[],
            source=source(words, ("cuts-steps-definition", {}), *sources),
        ),
        **drawn_card(
            "cuts-days",
            cuts_figure(by_group, what="day", words=words),
            shown(days, DAY_COLUMNS, words),
            line=[],
            source=source(words, ("cuts-days-definition", dict(days_facts)), *sources),
        ),
    }


def answer(total: Cuts, year: str) -> list[tuple[str, dict[str, object]]]:
    """Return the sentences that answer the question."""
    if not total.steps_before or not total.days_before:
        return [("cuts-answer-none", {})]
    facts: dict[str, object] = {
        "services": total.services,
        "steps_before": total.steps_before,
        "steps_after": total.steps_after,
        "step_cut": Words.percent(-total.step_cut, 1),
        "limited": total.limited,
        "days_before": total.days_before,
        "days_after": total.days_after,
        "day_cut": Words.percent(-total.day_cut, 1),
        "year": year,
    }
    return [("cuts-answer", facts)]


def figures(total: Cuts, names: dict[str, Any], year: str, words: Words) -> Children:
    """Return three figures, each of the catalogue beside what was published."""
    none = words.plain("none")
    largest: Children = []
    if total.largest:
        largest = both(words, "figure-largest-note", n=len(total.largest), first=names[total.largest[0]])
    compared = (
        (
            "figure-steps",
            words.percent(-total.step_cut, 1) if total.steps_before else none,
            both(words, "figure-sum", before=total.steps_before, after=total.steps_after),
            "fact-steps_cut",
        ),
        (
            "figure-limits",
            words.percent(-total.day_cut, 1) if total.days_before else none,
            both(words, "figure-sum", before=total.days_before, after=total.days_after),
            "fact-limits_cut",
        ),
        (
            "figure-largest",
            words.plain("figure-largest-days", days=total.largest_days),
            largest,
            "fact-max_limit_cut",
        ),
    )
    return [
        html.Div(
            [
                html.Div(
                    [
                        html.Div(both(words, label), className="figure-label"),
                        html.Div(value, className="figure-value num"),
                        html.Div([html.Span(both(words, "illustrative"), className="badge illustrative"), html.Span(note)]),
                    ],
                    className="catalogue-side",
                ),
                html.Div(
                    [
                        html.Div(both(words, "published", year=year), className="figure-label"),
                        html.Div(both(words, fact), className="fact"),
                    ],
                    className="published-side",
                ),
            ],
            className="figure compared",
        )
        for label, value, note, fact in compared
    ]
