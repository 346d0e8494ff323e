"""What the page about staffing says of the figures: its sentences, and six figures in large."""

from math import isnan, nan

import pandas as pd
from dash import html

from analytics.measures import staffing as measures
from analytics.pages.cards import figure_card
from analytics.pages.closed import Reading
from analytics.pages.definitions import told
from analytics.pages.texts import Children, both
from analytics.queries.staffing import StaffingFrames
from analytics.words import Language, duration, share


def answer(
    hours: pd.DataFrame, now: StaffingFrames, wanted: pd.DataFrame, at: dict[str, object], reading: Reading
) -> list[tuple[str, dict[str, object]]]:
    """Return the sentences that answer the question."""
    occupancy, _ = measures.whole(now.counters)
    if isnan(occupancy):
        return [("staffing-answer-none", at)]
    busiest = _hour_of_most(hours.loc[measures.main_hours(hours), "occupancy"])
    said: list[tuple[str, dict[str, object]]] = [
        (
            "staffing-answer",
            at | {"share": share(occupancy), "hour": f"{busiest:02d}", "most": share(hours["occupancy"][busiest])},
        )
    ]
    if len(wanted):
        short = wanted[wanted["wanted"] > wanted["open"] + 0.5]
        worst = _hour_of_most(wanted["wanted"] - wanted["open"])
        facts: dict[str, object] = {
            "hour": f"{worst:02d}",
            "wanted": int(wanted["wanted"][worst]),
            "open": f"{wanted['open'][worst]:.1f}",
            "n": len(short),
            "minutes": round((reading.target_s or 0) / 60),
        }
        said.append(("staffing-answer-short" if len(short) else "staffing-answer-enough", facts))
    return said


def _hour_of_most(values: "pd.Series[float]") -> int:
    return int(values.index[int(values.fillna(-1).to_numpy().argmax())])


def figures(
    hours: pd.DataFrame, now: StaffingFrames, then: StaffingFrames | None, wanted: pd.DataFrame, reading: Reading
) -> Children:
    """Return the six figures, those that have one with their value in the other period under it."""
    words = reading.words
    then_hours = None if then is None else measures.by_hour(then.counters, then.arrivals, then.days)

    def one(label: str, value: str, other: object, measure: str) -> html.Div:
        note = [] if other is None else both(words, "figure-then", value=other)
        return figure_card(words, label, value, note, tip=told(words, measure))

    def part(value: float) -> str:
        return words.plain("none") if isnan(value) else share(value)

    def number(value: float) -> str:
        return words.plain("none") if isnan(value) else f"{value:.1f}"

    def long(frames: StaffingFrames, language: Language) -> str:
        value = measures.median_s(frames.services) if frames.done >= reading.fewest else nan
        return words.plain("none") if isnan(value) else duration(language, value)

    def most(frame: pd.DataFrame) -> float:
        return float(frame["open"].max()) if len(frame) and frame["open"].gt(0).any() else nan

    occupancy, paused = measures.whole(now.counters)
    occupancy_then, paused_then = (nan, nan) if then is None else measures.whole(then.counters)
    per_day = now.arrivals["issued"].sum() / now.days if now.days else nan
    per_day_then = nan if then is None or not then.days else then.arrivals["issued"].sum() / then.days
    peak = float(wanted["wanted"].max()) if len(wanted) else nan

    def other(text: str) -> str | None:
        return None if then is None else text

    return [
        one("figure-occupancy", part(occupancy), other(part(occupancy_then)), "occupancy"),
        one("figure-open", number(most(hours)), other(number(nan if then_hours is None else most(then_hours))), "open"),
        figure_card(
            words,
            "figure-wanted",
            words.plain("none") if isnan(peak) else f"{peak:.0f}",
            [] if len(reading.asked.now.halls) == 1 else both(words, "figure-wanted-note"),
            tip=told(words, "wanted"),
        ),
        one(
            "figure-a-day",
            number(per_day) if isnan(per_day) else f"{per_day:,.0f}",
            other(words.plain("none") if isnan(per_day_then) else f"{per_day_then:,.0f}"),
            "issued",
        ),
        one(
            "figure-service",
            long(now, words.language),
            None if then is None else lambda language: long(then, language),
            "service",
        ),
        one("figure-paused", part(paused), other(part(paused_then)), "paused"),
    ]
