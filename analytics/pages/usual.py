"""Today against the usual day, and what the next two hours bring."""

from collections.abc import Sequence
from datetime import date
from math import isnan
from typing import Literal, NamedTuple

import pandas as pd
from dash import html

from analytics.figures.look import empty
from analytics.figures.usual import HEIGHT, PER, ahead_figure, clock, usual_figure
from analytics.measures.forecast import forecast
from analytics.measures.staffing import WITHIN, wanted
from analytics.measures.usual import LEAST_DAYS, SLOTS, SLOTS_AN_HOUR, until, usual
from analytics.pages.cards import Drawn, Key, card, card_outputs, drawn_card, source
from analytics.pages.past import Past
from analytics.pages.tables import shown
from analytics.pages.texts import Children, both
from analytics.words import Words, share

CARDS = ("usual", "ahead")
OUTPUTS = [output for name in CARDS for output in card_outputs(name)]

Sentence = tuple[str, dict[str, object]]


class Now(NamedTuple):
    """The day so far.

    Attributes:
        on: Its date. `slot`: the one that it is, `SLOTS` when the day is over. `came`: tickets by slot.
        opens, closes: The first hour and the end of the last in which a hall is open today. `expected`: whether one is, by the calendar.
        target_s, counters_open: Of one hall; None: of several.
    """

    on: date
    slot: int
    came: Sequence[int]
    opens: int
    closes: int
    expected: bool
    target_s: float | None
    counters_open: int | None


def cards(words: Words) -> html.Div:
    """Return the two cards."""
    keys = (Key("sea line", "usual-today"), Key("dots", "usual-median"), Key("band", "usual-band"))
    return html.Div(
        [
            card(words, "usual", height=HEIGHT, key=keys),
            card(words, "ahead", height=HEIGHT, key=(Key("tint", "ahead-forecast"), Key("diamond", "ahead-average"))),
        ],
        className="cards",
    )


def sentences(past: Past, now: Now) -> list[Sentence]:
    """Return what is said of today against the usual day: nothing with too few days, or before anybody came or was to come."""
    median, low, high = until(past.same, now.slot)
    came = sum(now.came[: now.slot])
    if isnan(low) or not (came or median):
        return []
    change = "today-usual-more" if came > high else "today-usual-less" if came < low else "today-usual-same"
    return [(change, {"came": came, "by": clock(now.slot), **_facts(median, low, high)})]


def draw(past: Past, now: Now, at: dict[str, object], words: Words) -> Drawn:
    """Return both cards' content. `at`: `where`, `date`, `time` for the source line."""
    days = usual(past.same, PER)
    came = [sum(now.came[slot : slot + PER]) for slot in days.index]
    rows = days.assign(
        span=[_span(slot) for slot in days.index],
        usual_low=days["low"],
        usual_high=days["high"],
        today=pd.array([one if slot < now.slot or one else None for slot, one in zip(days.index, came, strict=True)], "Int64"),
    )
    rows = rows[rows["today"].fillna(0).gt(0) | rows[["usual", "high"]].gt(0).any(axis=1)]
    return {
        **drawn_card(
            "usual",
            usual_figure(days, came, now=now.slot, opens=now.opens, closes=now.closes, words=words),
            shown(rows, {"span": 0, "today": 0, "usual": 1, "usual_low": 1, "usual_high": 1}, words),
            line=_usual_line(past, now, words),
            source=source(
                words,
                ("usual-definition", {"days": len(past.same), "left_out": past.left_out, "least": LEAST_DAYS}),
                *_simulated(past.same_from),
                ("source-tickets", at),
            ),
        ),
        **_ahead(past, now, at, words),
    }


def _usual_line(past: Past, now: Now, words: Words) -> Children:
    if not len(past.same):
        return both(words, "usual-line-none")
    median, low, high = until(past.same, now.slot)
    message = "usual-line-few" if isnan(low) else "usual-line"
    return both(
        words, message, days=len(past.same), by=clock(now.slot), came=sum(now.came[: now.slot]), **_facts(median, low, high)
    )


def _facts(median: float, low: float, high: float) -> dict[str, object]:
    facts: dict[str, object] = {"usual": f"{median:,.0f}"}
    return facts if isnan(low) else facts | {"low": f"{low:,.0f}", "high": f"{high:,.0f}"}


def _ahead(past: Past, now: Now, at: dict[str, object], words: Words) -> Drawn:
    found = _forecast(past, now)
    measured = past.measured
    said: list[Sentence] = [("ahead-definition", {})]
    if measured is not None:
        errors: dict[str, object] = {
            "days": measured.days,
            "since": measured.since.isoformat(),
            "until": measured.until.isoformat(),
            "forecast": f"{measured.forecast:.1f}",
            "average": f"{measured.average:.1f}",
        }
        said.append(("ahead-better" if measured.better else "ahead-not-better", errors))
    if isinstance(found, str):
        none = shown(pd.DataFrame({"span": [], "forecast": [], "average": []}), {"span": 0, "forecast": 0, "average": 0}, words)
        figure = empty(HEIGHT, words, found)
        line: Children = []
        return drawn_card(
            "ahead", figure, none, line=line, source=source(words, *said, *_simulated(past.from_), ("source-tickets", at))
        )
    rows = found.assign(span=[_span(slot) for slot in found.index])
    columns = {"span": 0, "forecast": 1, "average": 1}
    facts: dict[str, object] = {
        "from": clock(int(found.index[0])),
        "to": clock(int(found.index[-1]) + PER),
        "n": f"{found['forecast'].sum():,.0f}",
        "average": f"{found['average'].sum():,.0f}",
    }
    line = both(words, "ahead-line", **facts)
    if now.target_s is not None and now.counters_open is not None and "wanted" in found and found["wanted"].notna().any():
        columns["wanted"] = 0
        most = int(found["wanted"].max())
        line += [" ", *both(words, "ahead-wanted", wanted=most, open=now.counters_open)]
        target: dict[str, object] = {"share": share(WITHIN), "target": round(now.target_s / 60)}
        said.append(("ahead-wanted-definition", target))
    return drawn_card(
        "ahead",
        ahead_figure(found, words=words),
        shown(rows, columns, words),
        line=line,
        source=source(words, *said, *_simulated(past.from_), ("source-tickets", at)),
    )


def _forecast(past: Past, now: Now) -> pd.DataFrame | Literal["ahead-closed", "ahead-over", "ahead-few", "ahead-no-better"]:
    """Return the next half hours: `forecast`, `average`, and of one hall `wanted` (counters at once, NaN: none); or the message
    that says why there is none."""
    if not now.expected:
        return "ahead-closed"
    if now.slot >= SLOTS:
        return "ahead-over"
    if past.measured is None:
        return "ahead-few"
    ahead = forecast(past.days, now.on, now.came, now.slot, past.measured)
    if ahead is None:
        return "ahead-few" if past.measured.better else "ahead-no-better"
    halves = ahead.groupby((ahead.index - now.slot) // PER).sum()
    halves.index = pd.Index([now.slot + PER * int(place) for place in halves.index], name="slot")
    if halves["average"].sum() < 0.5:
        return "ahead-over"
    if now.target_s is not None and now.counters_open is not None:
        hour = PER / SLOTS_AN_HOUR
        hours = pd.DataFrame(
            {"issued": halves["forecast"], "part": hour, "open": now.counters_open * hour}, index=halves.index, dtype="float64"
        )
        need = wanted(hours, at_counter_s=past.at_counter_s, target_s=now.target_s)
        halves["wanted"] = need["wanted"].reindex(halves.index)
    return halves


def _span(slot: int) -> str:
    return f"{clock(slot)}\u2013{clock(slot + PER)}"


def _simulated(sources: frozenset[str]) -> list[Sentence]:
    if "simulated" not in sources:
        return []
    return [("usual-simulated" if sources == {"simulated"} else "usual-simulated-partly", {})]
