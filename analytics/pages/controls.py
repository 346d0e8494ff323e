"""The filters of a page about closed days. They stand in the address: whoever opens the same address sees the same page."""

from typing import Any

from dash import dcc, html

from analytics.pages.asked import CHANNELS, GROUPS, Span, Than
from analytics.pages.cards import aria
from analytics.pages.texts import Children, both
from analytics.words import Words
from queue_server.core.setup import PRIORITIES

CONTROLS: tuple[tuple[str, str], ...] = (
    ("scope", "value"),
    ("period", "start_date"),
    ("period", "end_date"),
    ("than", "value"),
    ("group", "value"),
    ("channel", "value"),
    ("priority", "value"),
)
"""In the order in which `onewindow.address` (assets/callbacks.js) takes them."""


def controls(scope: Children, period: Span, span: Span | None, than: Than, narrowed: dict[str, tuple[str, ...]], words: Words) -> html.Div:
    """Return the filters, set as the address says.

    Args:
        scope: Chooses the halls. span: The dates that there are.
    """
    return html.Div(
        [
            *scope,
            html.Div(
                [
                    html.Span(both(words, "filter-period"), id="period-label"),
                    dcc.DatePickerRange(
                        id="period",
                        start_date=period[0],
                        end_date=period[1],
                        min_date_allowed=span[0] if span else None,
                        max_date_allowed=span[1] if span else None,
                        display_format="YYYY-MM-DD",
                        first_day_of_week=1,
                        minimum_nights=0,
                    ),
                ],
                className="filter",
            ),
            _one(words, "than", ("previous", "year", "none"), than),
            _some(words, "group", GROUPS, narrowed["groups"]),
            _some(words, "channel", CHANNELS, narrowed["channels"]),
            _some(words, "priority", PRIORITIES, narrowed["priorities"]),
        ],
        className="filters",
        role="group",
        **aria(label=words.plain("filters")),
    )


def _one(words: Words, name: str, values: tuple[str, ...], chosen: str) -> html.Label:
    return _labelled(
        words,
        name,
        dcc.Dropdown(
            id=name,
            options=[{"label": words.plain(f"{name}-{value}"), "value": value} for value in values],
            value=chosen,
            clearable=False,
            searchable=False,
        ),
    )


def _some(words: Words, name: str, values: tuple[str, ...], chosen: tuple[str, ...]) -> html.Label:
    return _labelled(
        words,
        name,
        dcc.Dropdown(
            id=name,
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


def _labelled(words: Words, name: str, control: Any) -> html.Label:
    return html.Label([html.Span(both(words, f"filter-{name}")), control], className="filter")
