"""How is the hall doing now? The day so far, in a sentence, six figures and two charts."""

from datetime import datetime
from math import isnan
from zoneinfo import ZoneInfo

from dash import html

from analytics.figures.waits import HEIGHT, arrivals_by_hour_figure, waits_by_hour_figure
from analytics.measures.today import Today, today
from analytics.measures.waits import waits_by_hour
from analytics.pages.cards import Drawn, Key, card, card_outputs, drawn_card, figure_card, source
from analytics.pages.tables import shown
from analytics.pages.texts import Children, both, paragraphs, spans
from analytics.queries.city import open_hours
from analytics.queries.live import Snapshot
from analytics.words import Text, Words, duration, share

OUTPUTS = [
    ("today-question", "children"),
    ("today-answer", "children"),
    ("today-figures", "children"),
    ("as-of", "children"),
    *card_outputs("waits"),
    *card_outputs("arrivals"),
]

COLUMNS = {
    "hour": 0, "issued": 0, "called": 0, "not_called": 0, "gone": 0, "p50": 1, "p90": 1, "within": 0,
}  # fmt: skip

Sentence = tuple[str, dict[str, object]]


def layout(words: Words, chooser: Children) -> html.Section:
    """Return the section; `chooser` is how the hall is chosen."""
    return html.Section(
        [
            html.Div([html.H2(id="today-question"), html.Div(chooser, className="chooser")], className="question"),
            html.Div(id="today-answer", className="answers"),
            html.Div(id="today-figures", className="figures six"),
            html.Div(
                [
                    card(words, "waits", height=HEIGHT),
                    card(
                        words,
                        "arrivals",
                        height=HEIGHT,
                        key=(
                            Key("sea", "arrivals-called"),
                            Key("tint", "arrivals-waiting"),
                            Key("left", "arrivals-gone"),
                        ),
                    ),
                ],
                className="cards",
            ),
        ],
        id="today",
    )


def draw(snapshot: Snapshot, halls: list[str], where: Text, words: Words) -> Drawn:
    """Return what is drawn again when anything of today has changed.

    Args:
        snapshot: Holds these halls, and may hold others.
        where: The name of what was chosen.
    """
    tickets = snapshot.tickets[snapshot.tickets["hall"].isin(halls)]
    frame = snapshot.halls.loc[halls]
    state = today(tickets, frame, now_ms=snapshot.now_ms)
    by_hour = waits_by_hour(tickets)
    configs = [snapshot.setup.city.halls[hall][0] for hall in halls]
    dates = {hall: snapshot.days[hall].date for hall in halls}
    opens, closes = open_hours(configs, dates)
    targets = set(frame["target_s"])
    target_s = targets.pop() if len(targets) == 1 else None
    now = datetime.fromtimestamp(snapshot.now_ms / 1000, ZoneInfo(configs[0].tz))
    at: dict[str, object] = {"where": where, "date": max(dates.values()), "time": f"{now:%H:%M}"}
    rows = by_hour.loc[by_hour["issued"].gt(0)].reset_index()
    rows = shown(
        rows.assign(
            hour=rows["hour"].map("{:02d}".format),
            gone=rows["issued"] - rows["called"] - rows["not_called"],
            p50=rows["p50_s"] / 60,
            p90=rows["p90_s"] / 60,
            within=rows["within_target"] * 100,
        ),
        COLUMNS,
        words,
    )
    left_out = state.issued - state.waits.called
    closed = bool(frame["closed_ms"].notna().all())
    return {
        ("today-question", "children"): both(words, "today-question", several="yes" if len(halls) > 1 else "no"),
        ("today-answer", "children"): paragraphs(words, answer(state, closed=closed), "answer"),
        ("today-figures", "children"): figures(state, target_s, words),
        ("as-of", "children"): both(words, "as-of", **at),
        **drawn_card(
            "waits",
            waits_by_hour_figure(by_hour, opens=opens, closes=closes, target_s=target_s, words=words),
            rows,
            line=_line(state, words),
            source=source(words, ("waits-definition", {"left_out": left_out}), ("source-tickets", at)),
        ),
        **drawn_card(
            "arrivals",
            arrivals_by_hour_figure(by_hour, opens=opens, closes=closes, words=words),
            rows,
            line=[],
            source=source(words, ("arrivals-definition", {}), ("source-tickets", at)),
        ),
    }


def answer(state: Today, *, closed: bool) -> list[Sentence]:
    """Return the sentences that answer the question. `closed`: the day of every hall has been closed."""
    if not state.issued:
        return [("today-closed", {})] if closed else [("today-no-tickets", {})]
    sentences: list[Sentence] = []
    if state.waiting:
        sentences.append(("today-waiting", {"n": state.waiting, "longest": _said(state.longest_wait_s)}))
    else:
        sentences.append(("today-closed" if closed else "today-nobody-waits", {}))
    waits = state.waits
    if waits.called == 0:
        return [*sentences, ("today-none-called", {})]
    if waits.called == 1:
        return [*sentences, ("today-one-called", {"p50": _said(waits.p50_s)})]
    facts: dict[str, object] = {"called": waits.called, "p50": _bound(waits.p50_s), "p90": _bound(waits.p90_s)}
    return [
        *sentences,
        ("today-called", facts),
        ("today-under-target", {"share": share(waits.within_target)}),
    ]


def figures(state: Today, target_s: float | None, words: Words) -> Children:
    """Return the six figures."""
    none, waits = words.plain("none"), state.waits
    over = target_s is not None and state.longest_wait_s > target_s
    if target_s is None:
        longest_note = both(words, "figure-longest-note-several")
    else:
        longest_note = both(words, "figure-longest-over" if over else "figure-longest-note", target=_said(target_s))
    left = {"no_shows": state.no_shows, "cancelled": state.cancelled, "by_closing": state.ended_by_closing}
    left_note = "figure-abandoned-note-closed" if state.ended_by_closing else "figure-abandoned-note"
    longest = none if isnan(state.longest_wait_s) else duration(words.language, state.longest_wait_s)
    within = none if isnan(waits.within_target) else share(waits.within_target)
    return [
        figure_card(
            words,
            "figure-waiting",
            f"{state.waiting:,}",
            both(words, "figure-waiting-note", held=state.held, at_counter=state.at_counter),
        ),
        figure_card(words, "figure-longest", longest, longest_note, bad=over),
        figure_card(words, "figure-within", within, both(words, "figure-within-note", called=waits.called)),
        figure_card(words, "figure-served", f"{state.served:,}", both(words, "figure-served-note", issued=state.issued)),
        figure_card(
            words,
            "figure-counters",
            f"{state.counters_busy} / {state.counters}",
            both(words, "figure-counters-note", used=state.counters_used, counters=state.counters),
        ),
        figure_card(words, "figure-abandoned", f"{state.abandoned + state.ended_by_closing:,}", both(words, left_note, **left)),
    ]


def _line(state: Today, words: Words) -> Children:
    waits = state.waits
    if not waits.called:
        return both(words, "waits-line-none")
    said = words.each("waits-line", p50=_bound(waits.p50_s), p90=_bound(waits.p90_s))
    return spans(said)


def _said(seconds: float) -> object:
    return lambda language: duration(language, seconds)


def _bound(seconds: float) -> object:
    """A duration after "at most": never "at most under 1 min"."""
    return _said(max(seconds, 60.0))
