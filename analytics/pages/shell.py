"""The frame of a dashboard: where one can go, who looks, in which language, and whether the figures are simulated."""

from hashlib import blake2b
from typing import Any

from dash import dcc, html

from analytics.pages.cards import aria, marked
from analytics.pages.texts import Children, both, name
from analytics.queries.live import Setup
from analytics.viewer import CITY, Rights, Viewer
from analytics.words import Text, Words

SECTIONS = ("today",)
"""Of the first page, which is about today."""
PAGES = ("waits", "cuts", "towns", "districts", "staffing", "definitions")
"""The others, each at the address of its name."""

BASE = "/analytics/"

REFRESH_MS = 1000
"""A change is on the screen within two seconds: one of waiting for the next look, and less than one of drawing."""


def choice_name(choice: str, setup: Setup) -> Text:
    """Return the name of a choice: the city's, a district's or a hall's."""
    kind, _, named = choice.partition(":")
    if kind == CITY:
        return setup.city.name
    if kind == "district":
        return next(district.name for district in setup.city.districts if district.id == named)
    return setup.city.halls[named][0].name


def choice_option(choice: str, setup: Setup, words: Words) -> dict[str, str]:
    """Return a choice as it stands in the list, in the page's first language; it is found by both, and by its id."""
    chosen = choice_name(choice, setup)
    if choice == CITY:
        label = words.plain("choice-city")
    elif choice.startswith("district:"):
        label = words.plain("choice-district", district=chosen)
    else:
        label = words.own(chosen)
    return {"label": label, "value": choice, "search": f"{chosen.zh} {chosen.en} {choice}"}


def rights_digest(viewer: Viewer) -> str:
    """Return what changes when the viewer may see or do something else."""
    return blake2b(repr((sorted(viewer.scopes), viewer.loads)).encode(), digest_size=8).hexdigest()


def page(setup: Setup, viewer: Viewer, words: Words, sections: Children) -> html.Div:
    """Return the whole first page, without figures: the callbacks draw them. `sections`: what it is made of."""
    return html.Div(
        [
            dcc.Store(id="language", data=words.language),
            dcc.Store(id="shown"),
            dcc.Store(id="asked"),
            dcc.Store(id="answered"),
            dcc.Store(id="moved"),
            dcc.Interval(id="clock", interval=REFRESH_MS),
            bar(setup, viewer, words, at=""),
            html.Main(
                [
                    html.Div(id="storage", role="status"),
                    *sections,
                    *([html.P(both(words, "simulated-note"), className="simulated-note")] if setup.city.demo else []),
                ]
            ),
        ],
        lang=words.language,
        className=f"page {words.language}",
    )


def bar(setup: Setup, viewer: Viewer, words: Words, *, at: str) -> html.Header:
    """Return the bar above a page, which says for which rights the page was made (assets/alive.js).

    Args:
        at: The page, one of `PAGES`, or empty for the first.
    """
    if setup.city.demo:
        speed = f"{viewer.speed:g}"
        said = both(words, "simulated") if speed == "1" else both(words, "simulated-speed", speed=speed)
        simulated = [html.Span(said, className="badge simulated", **marked("simulated"))]
    else:
        simulated = []
    return html.Header(
        [
            html.Div([*name(words, setup.city.name), html.Span(f" · {words.plain('onewindow')}")], className="brand"),
            html.Nav(
                [
                    *(
                        html.A(both(words, f"nav-{section}"), href=f"#{section}" if not at else f"{BASE}#{section}")
                        for section in SECTIONS
                    ),
                    *(
                        html.A(both(words, f"nav-{page}"), href=f"{BASE}{page}", className="here" if page == at else "")
                        for page in PAGES
                    ),
                ],
                **aria(label=words.plain("nav")),
            ),
            html.Div(
                [
                    *simulated,
                    html.Span(id="as-of", className="as-of"),
                    html.Span(viewer.user, className="user", **_language_of(viewer.user)),
                    html.A(both(words, "nav-start"), href="/"),
                    html.Span(
                        [
                            html.A("中文", id="to-zh", href="?lang=zh", lang="zh", hrefLang="zh"),
                            " / ",
                            html.A("EN", id="to-en", href="?lang=en", lang="en", hrefLang="en"),
                        ],
                        className="languages",
                    ),
                ],
                className="about",
            ),
        ],
        className="bar",
        **_made_for(viewer),
    )


def _made_for(viewer: Viewer) -> dict[str, Any]:
    """Return the mark of the rights that a page was made for."""
    return {"data-rights": rights_digest(viewer)}


def _language_of(name: str) -> dict[str, Any]:
    """Return the mark of a name that has one form only, such as a person's, when it is in Chinese."""
    return {"lang": "zh"} if any("\u3400" <= letter <= "\u9fff" for letter in name) else {}


def chooser(setup: Setup, rights: Rights, choice: str, words: Words, *, id_: str = "choice") -> Children:
    """Return how the halls are chosen: a list of what the viewer may see, or the name of the only one."""
    one = len(rights.choices) == 1
    shown: Children = [html.Span(name(words, choice_name(choice, setup)), className="chosen")] if one else []
    return [
        *shown,
        html.Label(
            [
                html.Span(both(words, "choose-hall"), className="chooser-label"),
                dcc.Dropdown(
                    id=id_,
                    options=[choice_option(one, setup, words) for one in rights.choices],
                    value=choice,
                    clearable=False,
                    searchable=True,
                    labels={
                        "search": words.label("choose-search"),
                        "clear_search": words.label("choose-clear"),
                        "no_options_found": words.label("choose-none"),
                    },
                ),
            ],
            hidden=one,
        ),
    ]
