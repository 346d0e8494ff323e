"""How is the hall doing now? The day so far: a sentence, six figures, the counters, and charts."""

from datetime import date, datetime
from math import isnan
from zoneinfo import ZoneInfo

from dash import html

from analytics.figures.waits import HEIGHT, arrivals_by_hour_figure, waits_by_hour_figure
from analytics.measures.today import Today, by_hall, today
from analytics.measures.usual import SLOT_MIN, SLOTS
from analytics.measures.waits import waits_by_hour
from analytics.pages import floor, usual
from analytics.pages.cards import Drawn, Key, calculating, card, card_outputs, drawn_card, figure_card, source
from analytics.pages.definitions import told
from analytics.pages.past import Past
from analytics.pages.tables import shown
from analytics.pages.texts import Children, both, paragraphs, spans
from analytics.pages.usual import Now, Sentence
from analytics.queries.arrivals import today_by_slot
from analytics.queries.city import open_hours
from analytics.queries.live import Snapshot
from analytics.words import Text, Words, at_most, duration, half_and_nine_in_ten, lasting, share, wait_range
from queue_server.core.estimate import WaitRange

OUTPUTS = [
    ("today-question", "children"),
    ("today-answer", "children"),
    ("today-figures", "children"),
    ("as-of", "children"),
    *card_outputs("waits"),
    *card_outputs("arrivals"),
    *floor.OUTPUTS,
    *usual.OUTPUTS,
]
CARDS = ("waits", "arrivals", *floor.CARDS, *usual.CARDS)

COLUMNS = {
    "hour": 0, "issued": 0, "called": 0, "not_called": 0, "gone": 0, "p50": 1, "p90": 1, "within": 0,
}  # fmt: skip


def layout(words: Words, chooser: Children, note: Children) -> html.Section:
    """Return the section. `chooser`: how the hall is chosen. `note`: what must be known about the choice."""
    return html.Section(
        [
            html.Div([html.H2(id="today-question"), html.Div(chooser, className="chooser")], className="question"),
            html.Div([html.P(note, className="hint")] if note else [], className="notes"),
            html.Div(id="today-answer", className="answers", **calculating(words)),
            html.Div(id="today-figures", className="figures six"),
            html.Div(id="today-counters", className="figure floor"),
            floor.halls_card(words),
            usual.cards(words),
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


def draw(snapshot: Snapshot, halls: list[str], where: Text, past: Past, words: Words) -> Drawn:
    """Return what is drawn again when anything of today has changed.

    Args:
        snapshot: Of these halls, and no others.
        where: The name of what was chosen. past: Of the date of the first hall's day.
    """
    tickets, frame = snapshot.tickets, snapshot.halls
    configs = {hall: snapshot.setup.city.halls[hall][0] for hall in halls}
    dates = {hall: snapshot.days[hall].date for hall in halls}
    first = configs[halls[0]]
    state = today(tickets, frame, now_ms=snapshot.now_ms)
    by_hour = waits_by_hour(tickets)
    opens, closes = open_hours(configs.values(), dates)
    targets = set(frame["target_s"])
    target_s = targets.pop() if len(targets) == 1 else None
    clock = datetime.fromtimestamp(snapshot.now_ms / 1000, ZoneInfo(first.tz))
    at: dict[str, object] = {"where": where, "date": max(dates.values()), "time": f"{clock:%H:%M}"}
    closed = bool(frame["closed_ms"].notna().all())
    on = date.fromisoformat(dates[halls[0]])
    one = len(halls) == 1
    now = Now(
        on=on,
        slot=SLOTS if closed or clock.date() > on else (clock.hour * 60 + clock.minute) // SLOT_MIN,
        came=today_by_slot(tickets, configs, snapshot.days).to_list(),
        opens=opens,
        closes=closes,
        expected=any(config.hours is None or config.sessions(on) for config in configs.values()),
        target_s=target_s if one else None,
        counters_open=floor.open_counters(snapshot.floor) if one else None,
    )
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
    sentences = [*answer(state, snapshot.floor.taken_now, closed=closed), *usual.sentences(past, now)]
    over = int(by_hall(tickets, frame, now_ms=snapshot.now_ms)["over"].sum())
    return {
        ("today-question", "children"): both(words, "today-question", several="no" if one else "yes"),
        ("today-answer", "children"): paragraphs(words, sentences, "answer"),
        ("today-figures", "children"): figures(
            state, target_s, _taken_now(snapshot.floor.taken_now, words) if one else _halls_over(over, len(halls), words), words
        ),
        ("as-of", "children"): both(words, "as-of", **at),
        **floor.draw(
            tickets,
            frame,
            snapshot.floor,
            {hall: config.name for hall, config in configs.items()},
            snapshot.now_ms,
            at,
            first.tz if one else None,
            words,
        ),
        **usual.draw(past, now, at, words),
        **drawn_card(
            "waits",
            waits_by_hour_figure(by_hour, opens=opens, closes=closes, target_s=target_s, words=words),
            rows,
            line=_line(state, words),
            source=source(words, ("waits-definition", {"left_out": state.issued - state.waits.called}), ("source-tickets", at)),
        ),
        **drawn_card(
            "arrivals",
            arrivals_by_hour_figure(by_hour, opens=opens, closes=closes, words=words),
            rows,
            line=[],
            source=source(words, ("arrivals-definition", {}), ("source-tickets", at)),
        ),
    }


def answer(state: Today, taken_now: WaitRange | None, *, closed: bool) -> list[Sentence]:
    """Return the sentences that answer the question.

    Args:
        taken_now: The range for a ticket taken now; None: nothing is said of it. closed: The day of every hall has been closed.
    """
    sentences: list[Sentence] = []
    if closed:
        sentences.append(("today-closed", {}))
    elif state.waiting:
        sentences.append(("today-waiting", {"n": state.waiting, "longest": lasting(state.longest_wait_s)}))
    else:
        sentences.append(("today-nobody-waits" if state.issued else "today-no-tickets", {}))
    if taken_now is not None and not closed:
        sentences.append(("today-taken-now", {"range": _range(taken_now)}))
    waits = state.waits
    if not state.issued:
        return sentences
    if waits.called == 0:
        return [*sentences, ("today-none-called", {})]
    if waits.called == 1:
        return [*sentences, ("today-one-called", {"p50": lasting(waits.p50_s)})]
    facts = half_and_nine_in_ten(waits.p50_s, waits.p90_s) | {"called": waits.called}
    return [
        *sentences,
        ("today-called", facts),
        ("today-under-target", {"share": share(waits.within_target)}),
    ]


def figures(state: Today, target_s: float | None, third: html.Div, words: Words) -> Children:
    """Return the six figures. `third`: the one that is another for one hall and for several."""
    none, waits = words.plain("none"), state.waits
    over = target_s is not None and state.longest_wait_s > target_s
    if target_s is None:
        longest_note = both(words, "figure-longest-note-several")
    else:
        longest_note = both(words, "figure-longest-over" if over else "figure-longest-note", target=lasting(target_s))
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
        third,
        figure_card(
            words,
            "figure-within",
            within,
            both(words, "figure-within-note", called=waits.called, given_up=waits.given_up),
            tip=told(words, "level"),
        ),
        figure_card(words, "figure-served", f"{state.served:,}", both(words, "figure-served-note", issued=state.issued)),
        figure_card(words, "figure-abandoned", f"{state.abandoned + state.ended_by_closing:,}", both(words, left_note, **left)),
    ]


def _taken_now(taken_now: WaitRange | None, words: Words) -> html.Div:
    said = words.plain("none") if taken_now is None else wait_range(words.language, taken_now.p50_s, taken_now.p90_s)
    note = both(words, "figure-taken-now-none" if taken_now is None else "figure-taken-now-note")
    return figure_card(words, "figure-taken-now", said, note, tip=told(words, "taken-now"))


def _halls_over(over: int, halls: int, words: Words) -> html.Div:
    return figure_card(words, "figure-halls-over", f"{over} / {halls}", both(words, "figure-halls-over-note"), bad=over > 0)


def _line(state: Today, words: Words) -> Children:
    waits = state.waits
    if not waits.called:
        return both(words, "waits-line-none")
    said = words.each("waits-line", p50=at_most(waits.p50_s), p90=at_most(waits.p90_s))
    return spans(said)


def _range(wait: WaitRange) -> object:
    return lambda language: wait_range(language, wait.p50_s, wait.p90_s)
