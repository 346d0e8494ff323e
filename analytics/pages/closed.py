"""What all pages about closed days have: the frame, the filters, and notes about what the figures are made of."""

from collections.abc import Callable, Hashable, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from dash import dcc, html
from msgspec import structs

from analytics.measures.suppression import FEWEST
from analytics.pages import asked as address
from analytics.pages import shell
from analytics.pages.asked import Asked, Narrowed, Span
from analytics.pages.cards import Drawn, calculating, marked
from analytics.pages.controls import controls
from analytics.pages.index import Dashboards
from analytics.pages.texts import Children, both
from analytics.queries.filter import Filter
from analytics.queries.history import History
from analytics.queries.live import Setup
from analytics.viewer import Place, Rights, Viewer
from analytics.words import Words


def rights_of(setup: Setup, viewer: Viewer) -> Rights:
    """Return what the viewer's scopes open in the city."""
    return Rights(viewer.scopes, (Place(hall, config.district) for hall, (config, _) in setup.city.halls.items()))


class Reading:
    """One viewer's question, and what answers it.

    Args:
        search: The query part of the page's address.
    """

    def __init__(self, history: History, setup: Setup, rights: Rights, viewer: Viewer, search: str, words: Words) -> None:
        self.history, self.setup, self.rights, self.viewer, self.search, self.words = (
            history,
            setup,
            rights,
            viewer,
            search,
            words,
        )

    def anybodys(self) -> tuple[Hashable, "Reading"]:
        """Return all that an answer is made of as a key, and the question as anybody with these rights would ask it, who shares the answer.

        Whatever a page draws follows from the key: the reading that it is given has nothing else of the viewer, not even a name.
        """
        scopes = tuple(sorted(set(self.viewer.scopes)))
        viewer = structs.replace(self.viewer, login="", user="", scopes=scopes)
        key = (self.words.language, self.history.version, self.setup.version, self.today, scopes, self.search)
        return key, Reading(self.history, self.setup, self.rights, viewer, self.search, self.words)

    @cached_property
    def span(self) -> Span | None:
        """The dates of which the viewer may see something."""
        return self.history.span(self.rights.halls)

    @cached_property
    def _said(self) -> tuple[str, Span, address.Than, Narrowed]:
        return address.asked(self.search, choices=self.rights.choices, span=self.span, today=self.today)

    @property
    def today(self) -> date:
        hall = next(iter(self.setup.city.halls.values()))[0]
        return datetime.fromtimestamp(self.viewer.now_ms / 1000, ZoneInfo(hall.tz)).date()

    @cached_property
    def asked(self) -> Asked:
        choice, period, than, narrowed = self._said
        return address.question(choice, self.rights.within(choice), period, than, narrowed)

    def then(self, halls: Sequence[str] = ()) -> Filter | None:
        """Return the other period, of the halls asked about or of these; None: there is none, or no day in it."""
        then = self.asked.then
        if then is not None and halls:
            then = structs.replace(then, halls=tuple(halls))
        return then if then is not None and self.history.dates(then) else None

    @property
    def narrowed(self) -> Narrowed:
        return self._said[3]

    @cached_property
    def target_s(self) -> float | None:
        """The halls' target wait as it is set up now, seconds; None when they differ."""
        targets = set(self.setup.halls.loc[list(self.asked.now.halls), "target_s"])
        return float(targets.pop()) if len(targets) == 1 else None

    @cached_property
    def services(self) -> dict[str, str]:
        """The services' names by code."""
        return {service.code: self.words.own(service.name) for service in self.setup.city.services}

    @property
    def own(self) -> frozenset[str]:
        """The halls in which the viewer works."""
        return frozenset(hall for hall in self.rights.places if f"hall:{hall}" in self.viewer.scopes)

    @property
    def fewest(self) -> int:
        """How many persons a group must have to be shown."""
        return 1 if self.asked.choice in self.viewer.scopes and self.asked.choice.startswith("hall:") else FEWEST


def about(reading: Reading, *, choice: str | None = None, span: Span | None = None) -> dict[str, object]:
    """Return what sentences and sources say of what figures are of: `where`, `from`, `to`, `days`; without more, what the address asks."""
    now = reading.asked.now
    since, until = span or (now.since, now.until)
    where = shell.choice_name(choice or reading.asked.choice, reading.setup)
    return {"where": where, **address.dates_said(since, until)}


Reader = Callable[[Any, Any], Reading]
"""Reads an address and a language, as the page sent them, for the viewer who asks; raises LogUnavailable."""


class ClosedPage:
    """A page about closed days.

    Args:
        name: Its address below `/analytics/`, and the beginning of its messages (`NAME-question` is its title).
        cards: Names of its cards. layout: Its content, without figures. outputs: What `draw` gives values to.
        also: What `draw` reads besides the history, the set-up and the address: when it changes, an answer is not shared any more.
        below: What stands under that, as the address says. add: Registers callbacks of its own; it is given what reads an address
            for the viewer who asks (the query part, the page's language), and the history.
    """

    def __init__(
        self,
        name: str,
        cards: tuple[str, ...],
        layout: Callable[[Words], Children],
        outputs: list[tuple[str, str]],
        draw: Callable[[Reading], Drawn],
        *,
        also: Callable[[Reading], Hashable] = lambda _: None,
        below: Callable[[Reading], Children] = lambda _: [],
        add: Callable[[Dashboards, Reader, History], None] | None = None,
    ) -> None:
        self.name, self.cards, self.layout, self.outputs, self.draw = name, cards, layout, outputs, draw
        self.also, self.below, self.add = also, below, add


def layout(page: ClosedPage, reading: Reading) -> html.Div:
    """Return the whole page, without figures."""
    words, asked = reading.words, reading.asked
    scope = shell.chooser(reading.setup, reading.rights, asked.choice, words, id_=f"{page.name}-scope")
    period = (asked.now.since, asked.now.until)
    plain = address.asked("", choices=reading.rights.choices, span=reading.span, today=reading.today)
    defaults = {
        "hall": plain[0],
        "from": plain[1][0].isoformat(),
        "to": plain[1][1].isoformat(),
        "than": plain[2],
    }
    return html.Div(
        [
            dcc.Store(id="language", data=words.language),
            dcc.Location(id=f"{page.name}-address", refresh="callback-nav"),
            dcc.Store(id=f"{page.name}-defaults", data=defaults),
            shell.bar(reading.setup, reading.viewer, words, at=page.name),
            html.Main(
                [
                    html.Section(
                        [
                            html.Div(html.H2(both(words, f"{page.name}-question")), className="question"),
                            controls(page.name, scope, period, reading.span, asked.than, reading.narrowed, words),
                            html.Div(id=f"{page.name}-notes", role="status", className="notes"),
                            html.Div(id=f"{page.name}-answer", className="answers", **calculating(words)),
                            *page.layout(words),
                            *page.below(reading),
                        ],
                        id=page.name,
                    )
                ]
            ),
        ],
        lang=words.language,
        className=f"page {words.language}",
    )


def notes(reading: Reading) -> Children:
    """Return what must be known about the figures: which are simulated or imported, what they are compared with, which files cannot be read."""
    words = reading.words
    said: Children = []
    if address.elsewhere(reading.search, reading.rights.choices):
        said.append(html.P(both(words, "note-elsewhere"), className="hint"))
    said += origins(reading.history, reading.asked.now, words)
    then = reading.asked.then
    if then is not None:
        there, here = (len(reading.history.dates(one)) for one in (then, reading.asked.now))
        at = address.dates_said(then.since, then.until) | {"there": there, "here": here}
        said.append(html.P(both(words, "note-compared" if there else "note-compared-none", **at), className="hint"))
    problems = reading.history.problems()
    if problems:
        said.append(html.P(both(words, "note-problems", n=len(problems)), className="banner"))
    return said


def origins(history: History, asked: Filter, words: Words) -> Children:
    """Return where the days come from, if not from the halls' own log: that some are simulated or imported."""
    said: Children = []
    made = history.sources(asked)
    if "simulated" in made:
        said.append(
            html.P(
                both(words, "note-simulated" if len(made) == 1 else "note-simulated-partly"),
                className="simulated-note",
                **marked("simulated"),
            )
        )
    imported = sorted(name.removeprefix("import:") for name in made if name.startswith("import:"))
    if imported:
        alone = marked("imported") if len(imported) == len(made) else {}
        said.append(html.P(both(words, "note-imported", names=", ".join(imported)), className="simulated-note", **alone))
    return said
