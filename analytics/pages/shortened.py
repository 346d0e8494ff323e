"""Steps, time limits and materials, before and after: as the catalogue states them, or as the bureau loaded them, beside what it published."""

from collections.abc import Mapping
from functools import partial

from dash import dcc, html

from analytics.figures import cuts as figures_of
from analytics.history import bureau
from analytics.measures.cuts import WHATS, cut_of, cuts_by_group, cuts_by_service
from analytics.pages import bureau as bureau_part
from analytics.pages.asked import GROUPS
from analytics.pages.cards import ROWS_PX, Drawn, aria, calculating, card, card_outputs, drawn_card, source
from analytics.pages.closed import Reading
from analytics.pages.controls import labelled, one_of, some_of
from analytics.pages.shortened_answer import answer, badge, figures
from analytics.pages.shortened_cards import group_card, groups_table, services_table
from analytics.pages.shortened_services import Shortened, published
from analytics.pages.texts import Children, both, paragraphs
from analytics.words import Words
from queue_server.city.search import LONGEST_QUERY

CARDS = ("cuts-steps", "cuts-days", "cuts-materials", "cuts-spread", "cuts-services")
OUTPUTS = [
    ("cuts-badge", "children"),
    ("cuts-answer", "children"),
    ("cuts-figures", "children"),
    ("cuts-spread-title", "children"),
    ("cuts-services-title", "children"),
    *(output for name in CARDS for output in card_outputs(name)),
]
FIELDS = (
    ("of", "cuts-of", "value"),
    ("what", "cuts-what", "value"),
    ("group", "cuts-group", "value"),
    ("find", "cuts-find", "value"),
)
ROWS = 20
"""Services drawn, those with the largest cuts; the table has them all."""


def defaults(reading: Reading) -> dict[str, object]:
    """Return what the controls show when the address says nothing of them."""
    loaded = bureau.read(reading.history.directory) is not None
    return {"of": "bureau" if loaded else "catalogue", "what": "days", "group": "", "find": ""}


def layout(reading: Reading) -> Children:
    """Return the part's content, without figures."""
    words, asked = reading.words, Shortened(reading)
    height = figures_of.ROW_PX * 7 + 96
    return [
        html.Div([html.H2(both(words, "cuts-question")), html.Span(id="cuts-badge")], className="question"),
        html.Div(
            [
                one_of(words, "cuts", "of", ("catalogue", "bureau"), asked.of),
                one_of(words, "cuts", "what", WHATS, asked.what),
                some_of(words, "cuts", "group", GROUPS, asked.groups),
                labelled(
                    words,
                    "find",
                    dcc.Input(
                        id="cuts-find",
                        type="text",
                        value=asked.find,
                        debounce=0.4,
                        maxLength=LONGEST_QUERY,
                        autoComplete="off",
                        placeholder=words.plain("find-how"),
                    ),
                ),
            ],
            className="filters",
            role="group",
            **aria(label=words.plain("filters")),
        ),
        html.Div(id="cuts-notes", role="status", className="notes"),
        html.Div(id="cuts-answer", className="answers", **calculating(words)),
        html.Div(id="cuts-figures", className="figures three"),
        html.Div(
            [card(words, "cuts-steps", height=height, least=ROWS_PX), card(words, "cuts-days", height=height, least=ROWS_PX)],
            className="cards uneven",
        ),
        html.Div(
            [
                html.Div(
                    [
                        card(words, "cuts-spread", height=500, titled=False, least=ROWS_PX),
                        card(words, "cuts-materials", height=160, least=ROWS_PX),
                    ],
                    className="stack",
                ),
                card(words, "cuts-services", height=860, titled=False, least=ROWS_PX),
            ],
            className="cards uneven",
        ),
    ]


def draw(asked: Shortened) -> Drawn:
    """Return the part's content."""
    words, frame, what = asked.words, asked.frame, asked.what
    totals = {one: cut_of(frame, one) for one in WHATS}
    whats = {"what": lambda language: Words.say(language, f"what-{what}", {})}
    said = _said(asked)
    by_service, by_group = cuts_by_service(frame, what), cuts_by_group(frame, what)
    drawn = by_service.head(ROWS)
    line: Children = []
    if len(by_service) > ROWS:
        line = both(words, "cuts-services-line", shown=ROWS, all=len(by_service))
    return {
        ("cuts-badge", "children"): badge(asked),
        ("cuts-answer", "children"): paragraphs(words, answer(asked, totals), "answer"),
        ("cuts-figures", "children"): figures(asked, totals),
        ("cuts-spread-title", "children"): both(words, "cuts-spread-title", **whats),
        ("cuts-services-title", "children"): both(words, "cuts-services-title", **whats),
        **group_card(asked, "steps", said),
        **group_card(asked, "days", said),
        **group_card(asked, "materials", said),
        **drawn_card(
            "cuts-spread",
            figures_of.spread_figure(by_service, by_group, asked.names, what=what, words=words),
            groups_table(by_group, words),
            line=[],
            source=[*source(words, ("cuts-spread-definition", {})), *said],
        ),
        **drawn_card(
            "cuts-services",
            figures_of.services_figure(drawn, [asked.names[str(code)] for code in drawn.index], what=what, words=words),
            services_table(asked, by_service),
            line=line,
            source=[*source(words, ("cuts-services-definition", {})), *said],
        ),
    }


def _said(asked: Shortened) -> Children:
    """Return where the figures come from, and what the bureau published."""
    words = asked.words
    reported = published()["facts"]["report_date"]["value"]
    facts: dict[str, object] = {"source": lambda language: Words.say(language, "bureau", {"date": reported})}
    if asked.of == "catalogue":
        mine: tuple[str, Mapping[str, object]] = ("source-catalogue", {"version": asked.city.catalogue_version})
    else:
        mine = ("source-own", {"sources": partial(bureau_part.sources_of, asked.loaded, 2)})
    return source(words, mine, ("source-bureau", facts))
