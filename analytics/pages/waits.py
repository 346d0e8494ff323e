"""How long do people wait? By hour and weekday, service, channel and priority, in one period and in another."""

from math import isnan

import pandas as pd
from dash import html

from analytics.figures import distribution, heat, spread, trend
from analytics.figures.names import distinct
from analytics.measures.closed import waits_by, withheld
from analytics.pages.cards import ROWS_PX, Drawn, Key, card, card_outputs, drawn_card, figure_card, source
from analytics.pages.closed import ClosedPage, Reading, about
from analytics.pages.definitions import told
from analytics.pages.tables import shown
from analytics.pages.texts import Children, both, paragraphs
from analytics.queries.waits import DIMENSIONS, WaitsFrames, read
from analytics.words import Language, Words, at_most, duration, half_and_nine_in_ten, said_minutes, share

NAME = "waits"
CARDS = ("closed-heat", "closed-distribution", "closed-trend", "closed-service", "closed-channel", "closed-priority")
SPREAD = ("service", "channel", "priority")
"""Dimensions whose groups stand one under the other, each with the other period's."""
SERVICES = 20
"""Services drawn, those most asked for; the table has them all."""
MEASURES = {
    "issued": 0, "called": 0, "p50": 1, "p90": 1, "max": 1, "level": 1, "no_show": 1, "left": 1, "walk": 1, "service_time": 1, "house": 1,
}  # fmt: skip
Row = "pd.Series[float]"


def layout(words: Words) -> Children:
    """Return the page's content, without figures."""
    lines = (Key("sea round", "waits-p50"), Key("mid diamond", "waits-p90"))
    compared = (*lines, Key("then", "compare-then"))
    return [
        html.Div(id="waits-figures", className="figures six"),
        html.Div(
            [
                card(words, "closed-heat", height=heat.ROW_PX * 5 + heat.AXIS_PX),
                card(
                    words,
                    "closed-distribution",
                    height=distribution.HEIGHT,
                    key=(Key("sea line", "compare-now"), Key("then line", "compare-then")),
                ),
            ],
            className="cards",
        ),
        html.Div(
            [
                card(words, "closed-service", height=600, key=compared, least=ROWS_PX),
                html.Div(
                    [
                        card(words, "closed-trend", height=trend.HEIGHT, key=lines),
                        card(words, "closed-channel", height=260, key=compared, least=ROWS_PX),
                        card(words, "closed-priority", height=260, key=compared, least=ROWS_PX),
                    ],
                    className="stack",
                ),
            ],
            className="cards uneven",
        ),
    ]


def draw(reading: Reading) -> Drawn:
    """Return the page's content."""
    words, asked = reading.words, reading.asked
    now = read(reading.history, asked.now)
    other = reading.then()
    then = None if other is None else read(reading.history, other)
    measured = {name: measures(now, name, reading.fewest) for name in now.waits}
    all_now = _one(measured["all"])
    all_then = None if then is None else whole(then, reading.fewest)
    somebody = then if all_then is not None else None
    before = {name: None if somebody is None else measures(somebody, name, reading.fewest) for name in SPREAD}
    at = about(reading)
    said = source(words, ("closed-definition", {}), ("source-closed", at))
    enough = all_now is not None and all_now["called"] >= reading.fewest
    return {
        ("waits-answer", "children"): paragraphs(
            words, answer(all_now, all_then, at, compared=asked.then is not None), "answer"
        ),
        ("waits-figures", "children"): figures(all_now, all_then, words),
        **drawn_card(
            "closed-heat",
            heat.heat_figure(measured["cell"], words=words),
            _table(measured["cell"], "cell", reading),
            line=[],
            source=said,
        ),
        **drawn_card(
            "closed-distribution",
            distribution.distribution_figure(
                now.waits["all"] if enough else now.waits["all"].head(0),
                then.waits["all"]
                if then is not None and all_then is not None and all_then["called"] >= reading.fewest
                else None,
                target_s=reading.target_s,
                words=words,
            ),
            _table(measured["all"], "all", reading),
            line=[],
            source=said,
        ),
        **drawn_card(
            "closed-trend",
            trend.trend_figure(_months(measured["month"]), words=words),
            _table(measured["month"], "month", reading),
            line=[],
            source=said,
        ),
        **{part: drawn for name in SPREAD for part, drawn in _spread(name, measured, before, reading, said).items()},
    }


def answer(
    whole: "pd.Series[float] | None", other: "pd.Series[float] | None", at: dict[str, object], *, compared: bool
) -> list[tuple[str, dict[str, object]]]:
    """Return the sentences that answer the question.

    Args:
        whole: Of the period; None: there was nobody. other: Of the period that it is compared with; None: of none, or nobody.
        compared: Whether there is such a period.
    """
    if whole is None or isnan(whole["p50_s"]):
        return [("waits-answer-none", at)]
    sentences: list[tuple[str, dict[str, object]]] = [
        (
            "waits-answer",
            at
            | half_and_nine_in_ten(whole["p50_s"], whole["p90_s"])
            | {"n": int(whole["called"]), "called": f"{int(whole['called']):,}"},
        ),
        ("waits-answer-level", {"share": share(whole["service_level"])}),
    ]
    if compared and (other is None or isnan(other["p50_s"])):
        sentences.append(("waits-answer-than-none", {}))
    elif compared and other is not None:
        change = said_minutes(whole["p50_s"]) - said_minutes(other["p50_s"])
        kind = "less" if change < 0 else "more" if change > 0 else "same"
        sentences.append(
            ("waits-answer-than", {"change": kind, "p50": at_most(other["p50_s"]), "level": share(other["service_level"])})
        )
    return sentences


def figures(whole: "pd.Series[float] | None", other: "pd.Series[float] | None", words: Words) -> Children:
    """Return the six figures, each with its value in the other period under it."""

    def one(label: str, column: str, is_share: bool, measure: str) -> html.Div:
        def text(row: "pd.Series[float] | None", language: Language) -> str:
            value = float("nan") if row is None else float(row[column])
            if isnan(value):
                return words.plain("none")
            return share(value) if is_share else duration(language, value)

        note = [] if other is None else both(words, "figure-then", value=lambda language: text(other, language))
        return figure_card(words, label, text(whole, words.language), note, tip=told(words, measure))

    return [
        one("figure-p50", "p50_s", False, "quantile"),
        one("figure-p90", "p90_s", False, "quantile"),
        one("figure-level", "service_level", True, "level"),
        one("figure-left", "left_share", True, "left"),
        one("figure-no-show", "no_show_share", True, "no-show"),
        one("figure-house", "house_s", False, "house"),
    ]


def whole(frames: WaitsFrames, fewest: int) -> "pd.Series[float] | None":
    """Return the measures of all tickets together, None when there is none; `fewest` 1: who asks works there."""
    return _one(measures(frames, "all", fewest))


def measures(frames: WaitsFrames, name: str, fewest: int) -> pd.DataFrame:
    """Return the measures by one dimension; of groups that are too few, or would tell of such, nothing but how many they are."""
    frame = waits_by(frames.waits[name], frames.outcomes[name], DIMENSIONS[name])
    if fewest == 1:
        return frame
    hidden = withheld(frames.outcomes[name], DIMENSIONS[name])
    if hidden.to_numpy().any():
        measured = list(hidden.columns)
        frame[measured] = frame[measured].mask(hidden)
    return frame


def _one(frame: pd.DataFrame) -> "pd.Series[float] | None":
    return frame.iloc[0] if len(frame) and frame["issued"].iloc[0] else None


def _months(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.set_axis(pd.DatetimeIndex(frame.index), axis="index").sort_index()


def _spread(
    name: str, measured: dict[str, pd.DataFrame], before: dict[str, pd.DataFrame | None], reading: Reading, said: Children
) -> Drawn:
    rows = measured[name].sort_index().sort_values("issued", ascending=False, kind="stable")
    drawn = rows[rows["p50_s"].notna()].head(SERVICES)
    names = distinct([_name(name, key, reading) for key in drawn.index], drawn.index)
    return drawn_card(
        f"closed-{name}",
        spread.spread_figure(
            drawn, names, then=before[name], target_s=reading.target_s, revision=f"closed-{name}", words=reading.words
        ),
        _table(rows, name, reading),
        line=[],
        source=said,
    )


def _name(dimension: str, key: object, reading: Reading) -> str:
    words = reading.words
    if key is None or pd.isna(key):  # type: ignore[call-overload]
        return words.plain("service-unnamed")
    if dimension == "service":
        return reading.services.get(str(key), str(key))
    return words.plain(f"{dimension}-{key}")


def _table(rows: pd.DataFrame, dimension: str, reading: Reading) -> pd.DataFrame:
    """Return the rows as they are shown and exported."""
    words = reading.words
    rows = rows.sort_index() if dimension in ("cell", "month") else rows
    of = {name: rows[name].to_numpy() for name in rows.columns}
    keys = rows.index.to_frame(index=False)
    frame = pd.DataFrame(
        {
            "issued": of["issued"],
            "called": of["called"],
            "p50": of["p50_s"] / 60,
            "p90": of["p90_s"] / 60,
            "max": of["max_s"] / 60,
            "level": of["service_level"] * 100,
            "no_show": of["no_show_share"] * 100,
            "left": of["left_share"] * 100,
            "walk": of["walk_s"] / 60,
            "service_time": of["service_s"] / 60,
            "house": of["house_s"] / 60,
        }
    )
    columns: dict[str, int] = {}
    if dimension == "cell":
        frame["weekday"] = [words.plain(f"weekday-{day}") for day in keys["weekday"]]
        frame["hour"] = keys["hour"].map("{:02d}".format)
        columns = {"weekday": 0, "hour": 0}
    elif dimension == "month":
        frame["month"] = pd.DatetimeIndex(keys["month"]).strftime("%Y-%m")
        columns = {"month": 0}
    elif dimension != "all":
        frame[dimension] = [_name(dimension, key, reading) for key in keys[dimension]]
        columns = {dimension: 0}
    return shown(frame, columns | MEASURES, words)


PAGE = ClosedPage(
    NAME,
    CARDS,
    layout,
    [("waits-answer", "children"), ("waits-figures", "children"), *(output for name in CARDS for output in card_outputs(name))],
    draw,
)
