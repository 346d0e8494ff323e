"""A month's key figures beside those of the month before and of the same month of the year before."""

from collections.abc import Callable, Sequence
from math import isnan
from typing import NamedTuple

import pandas as pd
from dash import html

from analytics.pages.texts import Children, both
from analytics.words import Words, duration, minutes, share

MINUS, NBSP = "\u2212", "\u00a0"


class Key(NamedTuple):
    """One figure. `label`: its message. `column`: of `measures.closed.waits_by`. `kind`: how it is said, and how two are compared."""

    label: str
    column: str
    kind: str


KEYS = (
    Key("column-issued", "issued", "count"),
    Key("column-called", "called", "count"),
    Key("column-served", "done", "count"),
    Key("figure-p50", "p50_s", "duration"),
    Key("figure-p90", "p90_s", "duration"),
    Key("figure-level", "service_level", "share"),
    Key("figure-left", "left_share", "share"),
    Key("figure-no-show", "no_show_share", "share"),
    Key("figure-house", "house_s", "duration"),
)


def keys_table(
    now: "pd.Series[float] | None", others: "Sequence[tuple[str, pd.Series[float] | None]]", month: str, words: Words
) -> html.Div:
    """Return the table.

    Args:
        now: Of the month, as `pages.waits.whole` gives it; None: there was nobody.
        others: Other months, with what they are called and their figures. month: What the month is called.
    """
    head: Children = [html.Th(both(words, "report-key"), scope="col"), html.Th(month, scope="col", className="n")]
    for name, _ in others:
        head += [html.Th(name, scope="col", className="n"), html.Th(both(words, "report-change"), scope="col", className="n")]
    rows = []
    for key in KEYS:
        cells: Children = [html.Td(_said(key, _value(key, now), words), className="n now")]
        for _, other in others:
            cells.append(html.Td(_said(key, _value(key, other), words), className="n"))
            cells.append(html.Td(_change(key, _value(key, now), _value(key, other), words), className="n"))
        rows.append(html.Tr([html.Th(both(words, key.label), scope="row"), *cells]))
    return html.Div(html.Table([html.Thead(html.Tr(head)), html.Tbody(rows)]), className="card keys-table")


def _value(key: Key, row: "pd.Series[float] | None") -> float:
    return float("nan") if row is None else float(row[key.column])


def _said(key: Key, value: float, words: Words) -> str:
    if isnan(value):
        return words.plain("none")
    said: dict[str, Callable[[], str]] = {
        "count": lambda: f"{value:,.0f}",
        "duration": lambda: duration(words.language, value),
        "share": lambda: share(value),
    }
    return said[key.kind]()


def _change(key: Key, now: float, then: float, words: Words) -> str:
    """Return a change of what is shown: of counts in percent, of durations in minutes, of shares in percentage points."""
    if isnan(now) or isnan(then) or (key.kind == "count" and not then):
        return words.plain("none")
    if key.kind == "count":
        return _signed(round((now / then - 1) * 100, 1), 1, "%")
    if key.kind == "duration":
        return _signed(minutes(now) - minutes(then), 0, words.plain("minutes-short"))
    return _signed(round((now - then) * 100, 1), 1, words.plain("points-short"))


def _signed(value: float, digits: int, unit: str) -> str:
    sign = "+" if value > 0 else MINUS if value < 0 else "±"
    return f"{sign}{abs(value):.{digits}f}{'' if unit == '%' else NBSP}{unit}"
