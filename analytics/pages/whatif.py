"""The what-if of the page about staffing: what its part of the address means, its form, and what came of a run.

| in the address | what | without it |
| --- | --- | --- |
| `day` | a date, or a month (`2026-03`) | the period's last day that there is |
| `counters` | how many stand open: a number, or by hour: `8-10:12, 13:9` is twelve from eight to ten o'clock and nine from one to two | as recorded |
| `layout` | `unified`, `by-group` | as recorded |
| `policy` | `first-come`, `strict`, `accumulating` | as recorded |
| `demand`, `service` | percent more (or fewer: `-10`) visitors, time at the counter | as recorded |
| `run` | `1`: it is played | it is not |

What cannot be played is said, and stays in the form as it was written.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from math import nan
from typing import NamedTuple, get_args
from urllib.parse import parse_qs, urlencode

import pandas as pd
from dash import dcc, html

from analytics.figures.whatif import ROW_PX, whatif_figure
from analytics.pages.asked import Span
from analytics.pages.cards import Drawn, Key, aria, card, card_outputs, drawn_card
from analytics.pages.controls import labelled, one_of
from analytics.pages.tables import shown
from analytics.pages.texts import Children, both
from analytics.simulation.question import CHANGED
from analytics.simulation.runs import Estimate
from analytics.simulation.whatif import Change, Comparison, Layout
from analytics.words import Words
from queue_server.core.setup import PolicyName

FIELDS = ("day", "counters", "layout", "policy", "demand", "service")
"""In the order in which `onewindow.play` and `onewindow.form` (assets/callbacks.js) take them."""
LAYOUTS: tuple[str, ...] = get_args(Layout)
POLICIES: tuple[str, ...] = get_args(PolicyName)
COUNTERS_MOST = 200
DEMAND = (-95, 200)
SERVICE = (-90, 200)
TEXT_MOST = 200
"""Letters of a field that are read; nobody has a reason to write more."""
CARDS = ("whatif-waits", "whatif-shares")
WAITS = {"mean_wait_s": "whatif-mean-wait", "p90_wait_s": "whatif-p90-wait"}
SHARES = {
    "within_target": "whatif-within",
    "left": "whatif-left",
    "never_called": "whatif-never-called",
    "occupancy": "whatif-occupancy",
}
COLUMNS = {
    "actual": 1, "played": 1, "played_low": 1, "played_high": 1, "error": 1, "error_low": 1, "error_high": 1, "changed": 1, "changed_low": 1,
    "changed_high": 1, "difference": 1, "difference_low": 1, "difference_high": 1,
}  # fmt: skip

_BY_HOUR = re.compile(r"(\d{1,2})(?:\s*-\s*(\d{1,2}))?\s*[:=]\s*(\d{1,4})")
_PERCENT = re.compile(r"([+-]?)\s*(\d{1,4})\s*%?")


class Form(NamedTuple):
    """The fields as they are written; empty: as recorded. `run`: whether it is to be played."""

    day: str = ""
    counters: str = ""
    layout: str = ""
    policy: str = ""
    demand: str = ""
    service: str = ""
    run: bool = False


class Wrong(Exception):
    """Fields that cannot be understood. `messages`: one for each, with what it may be."""

    def __init__(self, messages: list[tuple[str, dict[str, object]]]) -> None:
        super().__init__(", ".join(message for message, _ in messages))
        self.messages = messages


def form(search: str) -> Form:
    """Return what an address has of a what-if."""
    said = parse_qs(search.lstrip("?"))
    values = {name: (said.get(name) or [""])[0][:TEXT_MOST].strip() for name in FIELDS}
    return Form(**values, run=said.get("run") == ["1"])


def days(written: str) -> Span | None:
    """Return the first and the last date of a day or month; None: it is none."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}", written):
            first = date.fromisoformat(f"{written}-01")
            return first, first.replace(day=monthrange(first.year, first.month)[1])
        one = date.fromisoformat(written)
    except ValueError:
        return None
    return one, one


def change(asked: Form) -> Change:
    """Return what is to be other than it was.

    Raises:
        Wrong: a field says what cannot be.
    """
    wrong: list[tuple[str, dict[str, object]]] = []
    counters = _counters(asked.counters)
    if isinstance(counters, Wrong):
        wrong += counters.messages
        counters = None
    if asked.layout and asked.layout not in LAYOUTS:
        wrong.append(("whatif-wrong-choice", {"written": asked.layout}))
    if asked.policy and asked.policy not in POLICIES:
        wrong.append(("whatif-wrong-choice", {"written": asked.policy}))
    demand = _percent(asked.demand, DEMAND)
    service = _percent(asked.service, SERVICE)
    if demand is None:
        wrong.append(("whatif-wrong-demand", {"least": DEMAND[0], "most": DEMAND[1], "written": asked.demand}))
    if service is None:
        wrong.append(("whatif-wrong-service", {"least": SERVICE[0], "most": SERVICE[1], "written": asked.service}))
    if asked.day and days(asked.day) is None:
        wrong.append(("whatif-wrong-day", {"written": asked.day}))
    if wrong:
        raise Wrong(wrong)
    assert demand is not None
    assert service is not None
    return Change(
        counters=counters,
        layout=asked.layout or "as-recorded",  # type: ignore[arg-type] # one of them
        policy=asked.policy or None,  # type: ignore[arg-type] # one of them
        demand=(100 + demand) / 100,
        service_time=(100 + service) / 100,
    )


def _counters(written: str) -> Mapping[int, int] | int | Wrong | None:
    plain = _plain(written)
    wrong = Wrong([("whatif-wrong-counters", {"most": COUNTERS_MOST, "written": written})])
    if not plain:
        return None
    if plain.isdecimal():
        return int(plain) if int(plain) <= COUNTERS_MOST else wrong
    found: dict[int, int] = {}
    for piece in filter(None, re.split(r"[,;]", plain)):
        match = _BY_HOUR.fullmatch(piece.strip())
        if match is None:
            return wrong
        first, count = int(match[1]), int(match[3])
        until = int(match[2]) if match[2] else first + 1
        if not (0 <= first < until <= 24 and count <= COUNTERS_MOST):
            return wrong
        found |= dict.fromkeys(range(first, until), count)
    return found or None


def _percent(written: str, limits: tuple[int, int]) -> int | None:
    """Return a whole percentage; None: it is none, or beyond the limits."""
    plain = _plain(written)
    if not plain:
        return 0
    match = _PERCENT.fullmatch(plain)
    if match is None:
        return None
    value = int(f"{match[1]}{match[2]}")
    return value if limits[0] <= value <= limits[1] else None


def _plain(written: str) -> str:
    """Return what was written with the signs that a Chinese keyboard, or a typographer, has for ours."""
    return written.strip().translate(str.maketrans("，；：％－−–＋０１２３４５６７８９", ",;:%---+0123456789"))


def address(search: str, **values: str) -> str:
    """Return an address with other values; an empty one is left out."""
    said = {name: given[0] for name, given in parse_qs(search.lstrip("?")).items()} | values
    kept = {name: value for name, value in said.items() if value}
    return "?" + urlencode(kept, safe=":,")


def layout(asked: Form, words: Words) -> html.Div:
    """Return the what-if, its form set as the address says, without a result."""
    return html.Div(
        [
            html.H3(both(words, "whatif-title"), className="part"),
            html.P(both(words, "whatif-what"), className="whatif-what"),
            html.Div(id="whatif-shortcut", className="shortcut"),
            html.P(both(words, "whatif-one-hall"), id="whatif-one-hall", className="notes-line", hidden=True),
            html.Div(
                [
                    html.Div(
                        [
                            labelled(
                                words,
                                "day",
                                dcc.Dropdown(
                                    id="whatif-day",
                                    # The period's days come with the figures; without its option a value would be dropped.
                                    options=[{"label": asked.day, "value": asked.day}] if asked.day else [],
                                    value=asked.day or None,
                                    placeholder=words.plain("whatif-day-last"),
                                    labels={
                                        "search": words.label("choose-search"),
                                        "clear_search": words.label("choose-clear"),
                                        "clear_selection": words.label("filter-clear"),
                                        "no_options_found": words.label("whatif-no-day"),
                                    },
                                ),
                                kind="whatif",
                            ),
                            _written(words, "counters", asked.counters, words.plain("whatif-as-recorded")),
                            one_of(words, "whatif", "layout", LAYOUTS, asked.layout or LAYOUTS[0], kind="whatif"),
                            one_of(
                                words,
                                "whatif",
                                "policy",
                                ("as-recorded", *POLICIES),
                                asked.policy or "as-recorded",
                                kind="whatif",
                            ),
                            _written(words, "demand", asked.demand, "+0"),
                            _written(words, "service", asked.service, "+0"),
                            html.Div(
                                [
                                    html.Button(both(words, "whatif-run"), id="whatif-run", type="button", n_clicks=0),
                                    html.Button(
                                        both(words, "whatif-stop"), id="whatif-stop", type="button", n_clicks=0, hidden=True
                                    ),
                                ],
                                className="acts",
                            ),
                        ],
                        className="filters",
                        role="group",
                        **aria(label=words.plain("whatif-title")),
                    ),
                    html.P(both(words, "whatif-counters-how"), className="hint"),
                ],
                id="whatif-form",
            ),
            html.Div(id="whatif-progress", role="status", className="progress"),
            html.Div(id="whatif-outcome", className="answers"),
            html.Div(
                [
                    card(
                        words,
                        name,
                        height=ROW_PX * 2,
                        key=(Key("then", "whatif-actual"), Key("grey", "whatif-played"), Key("sea", "whatif-changed")),
                    )
                    for name in CARDS
                ],
                id="whatif-results",
                className="cards uneven",
                hidden=True,
            ),
            dcc.Store(id="whatif-said", data=list(asked[: len(FIELDS)])),
            dcc.Store(id="whatif-asked"),
            dcc.Store(id="whatif-answered"),
            dcc.Interval(id="whatif-clock", interval=500, disabled=True),
        ],
        className="whatif",
        id="whatif",
    )


def _written(words: Words, name: str, value: str, placeholder: str) -> html.Label:
    return labelled(
        words,
        name,
        dcc.Input(
            id=f"whatif-{name}", type="text", value=value, placeholder=placeholder, maxLength=TEXT_MOST, autoComplete="off"
        ),
        kind="whatif",
    )


RESULTS = [output for name in CARDS for output in card_outputs(name)]


def results(comparison: Comparison, source: Children, words: Words) -> Drawn:
    """Return the two cards of an answer."""
    waits = _rows(comparison, WAITS, 1 / 60)
    shares = _rows(comparison, SHARES, 100.0)
    return {
        **drawn_card(
            "whatif-waits",
            whatif_figure(waits, axis="waits-axis-minutes", digits=1, least=1.0, revision="whatif-waits", words=words),
            _table(waits, words),
            line=[],
            source=source,
        ),
        **drawn_card(
            "whatif-shares",
            whatif_figure(shares, axis="whatif-axis-share", digits=1, least=100.0, revision="whatif-shares", words=words),
            _table(shares, words),
            line=[],
            source=source,
        ),
    }


def _rows(comparison: Comparison, measures: Mapping[str, str], unit: float) -> pd.DataFrame:
    answer = comparison.answers.get(CHANGED)
    rows = []
    for measure in measures:
        row = {"actual": comparison.actual.get(measure, nan) * unit}
        estimates: dict[str, Estimate | None] = {
            "played": comparison.as_it_was.get(measure),
            "error": comparison.error.get(measure),
            "changed": None if answer is None else answer.figures.get(measure),
            "difference": None if answer is None else answer.difference.get(measure),
        }
        for name, found in estimates.items():
            middle, low, high = found if found is not None else (nan, nan, nan)
            row |= {name: middle * unit, f"{name}_low": low * unit, f"{name}_high": high * unit}
        rows.append(row)
    return pd.DataFrame(rows, index=list(measures.values()), dtype="float64")


def _table(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    frame = rows.reset_index(drop=True)
    frame.insert(0, "measure", [words.plain(message) for message in rows.index])
    return shown(frame, {"measure": 0, **COLUMNS}, words)


def outcome(comparison: Comparison) -> list[tuple[str, dict[str, object]]]:
    """Return the sentences that say what came of a run, the simulator's own error first."""
    error = comparison.error.get("mean_wait_s")
    if error is None or "mean_wait_s" not in comparison.actual:
        said: list[tuple[str, dict[str, object]]] = [("whatif-error-none", {})]
    else:
        said = [("whatif-error", {"actual": _minutes(comparison.actual["mean_wait_s"]), **_interval(error, signed=True)})]
    answer = comparison.answers.get(CHANGED)
    if answer is None:
        return [*said, ("whatif-no-change", {})]
    wait, differs = answer.figures.get("mean_wait_s"), answer.difference.get("mean_wait_s")
    if wait is None or differs is None:
        return [*said, ("whatif-answer-none", {})]
    kind = "less" if differs.high < 0 else "more" if differs.low > 0 else "same"
    before = comparison.as_it_was["mean_wait_s"]
    said.append(("whatif-answer", {"kind": kind, "before": _minutes(before.mean), **_interval(wait)}))
    lost = answer.figures.get("never_called")
    if lost is not None and lost.mean >= 0.005:
        said.append(("whatif-answer-never", {"share": f"{100 * lost.mean:.0f}"}))
    return said


def _interval(found: Estimate, *, signed: bool = False) -> dict[str, object]:
    return {name: _minutes(value, signed=signed) for name, value in zip(("mean", "low", "high"), found, strict=True)}


def _minutes(seconds: float, *, signed: bool = False) -> str:
    said = f"{seconds / 60:.1f}"
    if said == "-0.0":
        said = "0.0"
    return said.replace("-", "\u2212") if not signed or seconds < 0 or said == "0.0" else f"+{said}"
