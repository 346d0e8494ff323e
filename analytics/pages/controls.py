"""The filters of a page about closed days. They stand in the address: whoever opens the same address sees the same page."""

from typing import Any

from dash import dcc, html

from analytics.pages.asked import CHANNELS, GROUPS, Narrowed, Span, Than
from analytics.pages.cards import aria
from analytics.pages.texts import Children, both
from analytics.words import Words
from queue_server.core.setup import PRIORITIES

_CONTROLS = (
    ("scope", "value"),
    ("period", "start_date"),
    ("period", "end_date"),
    ("than", "value"),
    ("group", "value"),
    ("channel", "value"),
    ("priority", "value"),
)
"""In the order in which `onewindow.address` (assets/callbacks.js) takes them."""


def controls_of(page: str) -> list[tuple[str, str]]:
    """Return the ids and properties of a page's filters. Each page has its own: Dash wants all of a callback's parts on the page, or none."""
    return [(f"{page}-{name}", prop) for name, prop in _CONTROLS]


def controls(
    page: str, scope: Children, period: Span, span: Span | None, than: Than, narrowed: Narrowed, words: Words
) -> html.Div:
    """Return the filters, set as the address says.

    Args:
        scope: Chooses the halls. span: The dates that there are.
    """
    return html.Div(
        [
            *scope,
            html.Div(
                [
                    html.Span(both(words, "filter-period"), id=f"{page}-period-label"),
                    dcc.DatePickerRange(
                        id=f"{page}-period",
                        start_date=period[0].isoformat(),
                        end_date=period[1].isoformat(),
                        min_date_allowed=span[0].isoformat() if span else None,
                        max_date_allowed=span[1].isoformat() if span else None,
                        display_format="YYYY-MM-DD",
                        first_day_of_week=1,
                        minimum_nights=0,
                    ),
                ],
                className="filter",
            ),
            one_of(words, page, "than", ("previous", "year", "none"), than),
            some_of(words, page, "group", GROUPS, narrowed.groups),
            some_of(words, page, "channel", CHANNELS, narrowed.channels),
            some_of(words, page, "priority", PRIORITIES, narrowed.priorities),
        ],
        className="filters",
        role="group",
        **aria(label=words.plain("filters")),
    )


def one_of(words: Words, page: str, name: str, values: tuple[str, ...], chosen: str, *, kind: str = "filter") -> html.Label:
    """Return a list of which one is chosen: its label is `filter-NAME` (or of another `kind`), its entries are `NAME-VALUE`."""
    return labelled(
        words,
        name,
        dcc.Dropdown(
            id=f"{page}-{name}",
            options=[{"label": words.plain(f"{name}-{value}"), "value": value} for value in values],
            value=chosen,
            clearable=False,
            searchable=False,
        ),
        kind=kind,
    )


def some_of(words: Words, page: str, name: str, values: tuple[str, ...], chosen: tuple[str, ...]) -> html.Label:
    """Return a list of which any are chosen, none of them meaning all."""
    return labelled(
        words,
        name,
        dcc.Dropdown(
            id=f"{page}-{name}",
            options=[{"label": words.plain(f"{name}-{value}"), "value": value} for value in values],
            value=list(chosen),
            multi=True,
            placeholder=words.plain("filter-all"),
            searchable=False,
            debounce=True,
            labels={
                "clear_selection": words.label("filter-clear"),
                "select_all": words.label("filter-select-all"),
                "deselect_all": words.label("filter-clear"),
                "selected_count": words.plain("filter-selected"),
            },
        ),
    )


def labelled(words: Words, name: str, control: Any, *, kind: str = "filter") -> html.Label:
    """Return a control with its name, `filter-NAME` or of another `kind`, above it."""
    return html.Label([html.Span(both(words, f"{kind}-{name}")), control], className="filter")
