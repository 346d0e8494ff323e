"""Steps, time limits and materials, before and after: as the catalogue states them, or as the bureau loaded them, beside what it published."""

import json
from collections.abc import Mapping
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qs

import pandas as pd
from dash import dcc, html

from analytics.figures import cuts as figures_of
from analytics.figures.look import empty, stacked
from analytics.history import bureau
from analytics.measures.cuts import WHATS, Cut, What, cut_of, cuts_by_group, cuts_by_service
from analytics.pages import bureau as bureau_part
from analytics.pages.asked import GROUPS, first, listed
from analytics.pages.cards import Drawn, aria, card, card_outputs, drawn_card, source
from analytics.pages.closed import Reading
from analytics.pages.controls import labelled, one_of, some_of
from analytics.pages.definitions import told
from analytics.pages.tables import shown
from analytics.pages.texts import Children, both, paragraphs
from analytics.queries.city import FIGURES, bureau_frame
from analytics.words import Words, shorter
from queue_server.city.catalogue import Service
from queue_server.city.search import LONGEST_QUERY, ServiceIndex

Of = Literal["catalogue", "bureau"]

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
KNOWN_SOURCES = ("illustrative", "published", "unchecked")

BY_GROUP = {"group": 0, "services": 0, "stated": 0, "before_mean": 2, "after_mean": 2, "cut": 1, "largest_off": 0}
BY_SERVICE = {
    "group": 0,
    "code": 0,
    "service": 0,
    **{name: 0 for what in WHATS for name in (f"{what}_was", f"{what}_now", f"{what}_cut")},
    "limit_unit": 0,
    "numbers_from": 0,
    "limits_from": 0,
}


@cache
def published() -> dict[str, Any]:
    """Return the bureau's published figures, with their source."""
    text = (Path(__file__).parent.parent / "data" / "published.json").read_text(encoding="utf-8")
    facts: dict[str, Any] = json.loads(text)
    return facts


class Shortened:
    """What one address asks of the services, and what answers it."""

    def __init__(self, reading: Reading) -> None:
        self.words, self.city, self._catalogue = reading.words, reading.setup.city, reading.setup.catalogue
        self._version = reading.setup.version
        self.loaded = bureau.read(reading.history.directory)
        said = parse_qs(reading.search.lstrip("?"))
        of, what = first(said, "of"), first(said, "what")
        self.of: Of = "catalogue" if of == "catalogue" or (of != "bureau" and self.loaded is None) else "bureau"
        self.what: What = what if what in WHATS else "days"
        self.groups = listed(said, "group", GROUPS)
        self.find = first(said, "find")[:LONGEST_QUERY]

    @property
    def key(self) -> str:
        """The same as long as the same is to be drawn."""
        loaded = None if self.loaded is None else (self.loaded.at_ms, self.loaded.by, self.loaded.file)
        asked = (self.of, self.what, self.groups, self.find, loaded, self.words.language)
        return repr((*asked, self._version))

    @cached_property
    def services(self) -> list[Service]:
        """The services asked for, in the catalogue's order."""
        services = self.city.services
        found = {one.code for one in (ServiceIndex(services).search(self.find) if self.find else services)}
        return [one for one in services if one.code in found and (not self.groups or one.group in self.groups)]

    @cached_property
    def frame(self) -> pd.DataFrame:
        """Their figures, as `queries.city` has them."""
        if self.of == "catalogue":
            return self._catalogue[self._catalogue["code"].isin([one.code for one in self.services])]
        return bureau_frame(self.loaded.rows if self.loaded else (), self.services)

    @property
    def names(self) -> dict[str, str]:
        """Names by code, in the page's first language, no two alike."""
        own = {one.code: self.words.own(one.name) for one in self.city.services}
        written = list(own.values())
        return {code: name if written.count(name) == 1 else f"{name} ({code})" for code, name in own.items()}


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
        html.Div(id="cuts-answer", className="answers"),
        html.Div(id="cuts-figures", className="figures three"),
        html.Div([card(words, "cuts-steps", height=height), card(words, "cuts-days", height=height)], className="cards uneven"),
        html.Div(
            [
                html.Div(
                    [card(words, "cuts-spread", height=500, titled=False), card(words, "cuts-materials", height=160)],
                    className="stack",
                ),
                card(words, "cuts-services", height=860, titled=False),
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
        ("cuts-badge", "children"): _badge(asked),
        ("cuts-answer", "children"): paragraphs(words, answer(asked, totals), "answer"),
        ("cuts-figures", "children"): figures(asked, totals),
        ("cuts-spread-title", "children"): both(words, "cuts-spread-title", **whats),
        ("cuts-services-title", "children"): both(words, "cuts-services-title", **whats),
        **_by_group(asked, "steps", said),
        **_by_group(asked, "days", said),
        **_by_group(asked, "materials", said),
        **drawn_card(
            "cuts-spread",
            figures_of.spread_figure(by_service, by_group, asked.names, what=what, words=words),
            _table_of_groups(by_group, words),
            line=[],
            source=[*source(words, ("cuts-spread-definition", {})), *said],
        ),
        **drawn_card(
            "cuts-services",
            figures_of.services_figure(drawn, [asked.names[str(code)] for code in drawn.index], what=what, words=words),
            _table_of_services(asked, by_service),
            line=line,
            source=[*source(words, ("cuts-services-definition", {})), *said],
        ),
    }


def _badge(asked: Shortened) -> Children:
    words = asked.words
    kind, message = ("illustrative", "illustrative") if asked.of == "catalogue" else ("own", "own-figures")
    return [html.Span(both(words, message), className=f"badge {kind}")]


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


def answer(asked: Shortened, totals: Mapping[What, Cut]) -> list[tuple[str, dict[str, object]]]:
    """Return the sentences that answer the question."""
    said = [
        (
            f"cuts-answer-{what}",
            {
                "services": total.stated,
                "before": total.before,
                "after": total.after,
                "cut": shorter(total.share, 1),
                "largest": total.largest,
            },
        )
        for what, total in totals.items()
        if total.stated
    ]
    if not said:
        return [("cuts-answer-none", {})]
    if asked.groups or asked.find:
        said.insert(0, ("cuts-answer-some", {"services": len(asked.services), "all": len(asked.city.services)}))
    year = published()["facts"]["report_date"]["value"][:4]
    return [*said, ("cuts-answer-illustrative", {"year": year}) if asked.of == "catalogue" else ("cuts-answer-own", {})]


def figures(asked: Shortened, totals: Mapping[What, Cut]) -> Children:
    """Return three figures, each beside what was published."""
    words, none = asked.words, asked.words.plain("none")
    year = published()["facts"]["report_date"]["value"][:4]
    steps, days = totals["steps"], totals["days"]
    names = {service.code: service.name for service in asked.city.services}
    largest: Children = []
    if days.largest_of:
        largest = both(words, "figure-largest-note", n=len(days.largest_of), first=names[days.largest_of[0]])

    def sums(total: Cut) -> Children:
        return both(words, "figure-sum", before=total.before, after=total.after) if total.stated else []

    compared = (
        ("figure-steps", shorter(steps.share, 1) if steps.stated else none, sums(steps), "fact-steps_cut", "steps"),
        ("figure-limits", shorter(days.share, 1) if days.stated else none, sums(days), "fact-limits_cut", "days"),
        (
            "figure-largest",
            words.plain("figure-largest-days", days=days.largest) if days.stated else none,
            largest,
            "fact-max_limit_cut",
            "largest",
        ),
    )
    return [
        html.Div(
            [
                html.Div(
                    [
                        html.Div(both(words, label), className="figure-label"),
                        html.Div(value, className="figure-value num"),
                        html.Div([*_badge(asked), html.Span(note)]),
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
            title=told(words, measure),
        )
        for label, value, note, fact, measure in compared
    ]


def _by_group(asked: Shortened, what: What, said: Children) -> Drawn:
    words, frame = asked.words, asked.frame
    by_group = cuts_by_group(frame, what)
    total = cut_of(frame, what)
    facts: dict[str, object] = {"stated": total.stated, "services": total.services}
    line: Children = []
    if what == "days":
        days = frame[frame["days_before"].fillna(0).gt(0) & frame["days_after"].notna()]
        facts["calendar"] = int(days["limit_unit"].eq("calendar").sum())
    figure = figures_of.cuts_figure(by_group, what=what, words=words)
    if what == "materials" and not total.stated:
        now = frame["materials_after"].dropna()
        by_group = by_group.assign(after=frame.groupby("group")["materials_after"].mean())
        if len(now):
            line = both(words, "cuts-materials-now", mean=f"{now.mean():.1f}", services=len(now))
        figure = empty(160, stacked(words, "cuts-materials-none" if asked.of == "catalogue" else "cuts-none"))
    return drawn_card(
        f"cuts-{what}",
        figure,
        _table_of_groups(by_group, words),
        line=line,
        source=[*source(words, (_definition(asked, what), facts)), *said],
    )


def _definition(asked: Shortened, what: What) -> str:
    return "cuts-own-days-definition" if what == "days" and asked.of == "bureau" else f"cuts-{what}-definition"


def _table_of_groups(by_group: pd.DataFrame, words: Words) -> pd.DataFrame:
    rows = by_group.reset_index()
    rows["group"] = [words.label(f"group-{group}") for group in rows["group"]]
    rows = rows.assign(
        before_mean=rows["before"], after_mean=rows["after"], cut=rows["share"] * 100, largest_off=rows["largest"]
    )
    return shown(rows, BY_GROUP, words)


def _table_of_services(asked: Shortened, by_service: pd.DataFrame) -> pd.DataFrame:
    """Return all services with all that is stated of them: first those that state the measure, the largest cut first."""
    words, frame = asked.words, asked.frame.set_index("code")
    names = {service.code: words.name(service.name) for service in asked.city.services}
    frame = frame.reindex([*by_service.index, *frame.index.difference(by_service.index, sort=False)])
    rows = pd.DataFrame(
        {
            "group": [words.label(f"group-{group}") for group in frame["group"]],
            "code": list(frame.index),
            "service": [names[str(code)] for code in frame.index],
            "limit_unit": [_worded(words, "limit-unit", unit, ("working", "calendar")) for unit in frame["limit_unit"]],
            "numbers_from": [_worded(words, "source-word", one, KNOWN_SOURCES) for one in frame["steps_source"]],
            "limits_from": [_worded(words, "source-word", one, KNOWN_SOURCES) for one in frame["days_source"]],
        },
        index=frame.index,
    )
    numbers = frame[list(FIGURES)].astype("Int64")
    for what in WHATS:
        cut = cuts_by_service(asked.frame, what)["share"]
        rows[f"{what}_was"], rows[f"{what}_now"] = numbers[f"{what}_before"], numbers[f"{what}_after"]
        rows[f"{what}_cut"] = (cut.reindex(frame.index) * 100).round(1)
    return shown(rows, BY_SERVICE | {f"{what}_cut": 1 for what in WHATS}, words)


def _worded(words: Words, message: str, value: object, known: tuple[str, ...]) -> str:
    """Return a word of ours in the page's language, anything else as it stands."""
    return words.plain(f"{message}-{value}") if value in known else "" if value is None or pd.isna(value) else str(value)  # type: ignore[call-overload]
