"""The counters as they are now, and how each hall of a district or of the city stands."""

from collections.abc import Mapping

import pandas as pd
from dash import html

from analytics.figures.bars import bars_figure
from analytics.figures.names import short_names
from analytics.measures.today import by_hall
from analytics.pages.cards import ROWS_PX, Drawn, Key, card, card_outputs, drawn_card, source
from analytics.pages.tables import shown
from analytics.pages.texts import Children, both
from analytics.queries.floor import Floor
from analytics.words import Text, Words, minutes

OUTPUTS = [("today-counters", "children"), ("halls-card", "hidden"), *card_outputs("halls")]
CARDS = ("halls",)

STATES = {
    "called": "counter-called",
    "serving": "counter-serving",
    "idle": "counter-idle",
    "paused": "counter-paused",
    "closed": "counter-closed",
}
"""A counter's states and their messages."""
OPEN = ("called", "serving", "idle")
MOST_HALLS = 15
"""Halls that are drawn, those with the longest waits; the table has all."""

COLUMNS = {
    "hall": 0, "waiting": 0, "longest": 1, "issued": 0, "served": 0, "abandoned": 0, "open_now": 0, "counters": 0,
}  # fmt: skip


def halls_card(words: Words) -> html.Div:
    """Return the card of how each hall stands."""
    return html.Div(
        card(words, "halls", height=200, key=(Key("sea", "halls-over"), Key("tint", "halls-within")), least=ROWS_PX),
        className="cards",
    )


def open_counters(floor: Floor) -> int:
    """Return how many counters are open: calling, serving or free."""
    return int(floor.counters["state"].isin(OPEN).sum())


def counters(floor: Floor, *, zone: str | None, words: Words) -> Children:
    """Return the counters: of one hall one by one, of several summed by state. `zone`: of one hall; None: there are several."""
    states = floor.counters["state"]
    head = both(words, "floor-line", open=open_counters(floor), counters=len(states))
    if floor.unread:
        head += [" ", *both(words, "floor-unread", n=len(floor.unread))]
    if zone is None:
        chips = [_chip(state, str(int(states.eq(state).sum())), "", None, words) for state in STATES]
    else:
        since = pd.to_datetime(floor.counters["since_ms"], unit="ms", utc=True).dt.tz_convert(zone)
        chips = [
            _chip(str(one.state), str(one.counter), str(one.number) if isinstance(one.number, str) else "", tip, words)
            for one, tip in zip(floor.counters.itertuples(), _tips(since, floor.counters["served"], words), strict=True)
        ]
    return [html.Div(head, className="floor-line"), html.Ul(chips, className="chips")]


def _tips(since: "pd.Series[pd.Timestamp]", served: "pd.Series[int]", words: Words) -> list[str | None]:
    return [
        None if pd.isna(at) else words.plain("counter-tip", time=f"{at:%H:%M}", served=int(n))
        for at, n in zip(since, served, strict=True)
    ]


def _chip(state: str, figure: str, ticket: str, tip: str | None, words: Words) -> html.Li:
    said: Children = [html.B(figure, className="num"), " ", html.Span(words.plain(STATES[state]))]
    if ticket:
        said += [" ", html.Span(ticket, className="num")]
    return html.Li(said, className=f"chip {state}", title=tip)


def draw(
    tickets: pd.DataFrame,
    halls: pd.DataFrame,
    floor: Floor,
    names: Mapping[str, Text],
    now_ms: int,
    at: dict[str, object],
    zone: str | None,
    words: Words,
) -> Drawn:
    """Return the content.

    Args:
        tickets, halls: As for `measures.today.by_hall`. names: Of the halls. at: For the source line. zone: As for `counters`.
    """
    frame = by_hall(tickets, halls, now_ms=now_ms)
    opened = floor.counters[floor.counters["state"].isin(OPEN)].groupby("hall").size()
    frame["open_now"] = opened.reindex(frame.index).fillna(0).astype("int64")
    frame["counters"] = halls["counters"]
    rows = shown(
        frame.assign(hall=[words.name(names[str(hall)]) for hall in frame.index], longest=frame["longest_wait_s"] / 60),
        COLUMNS,
        words,
    )
    short = short_names([words.own(names[str(hall)]) for hall in frame.index], [str(hall) for hall in frame.index])
    waiting = frame.assign(short=short)[frame["waiting"].gt(0)].head(MOST_HALLS)
    others = int(frame["waiting"].gt(0).sum()) - len(waiting)
    return {
        ("today-counters", "children"): counters(floor, zone=zone, words=words),
        ("halls-card", "hidden"): zone is not None,
        **drawn_card(
            "halls",
            bars_figure(
                pd.DataFrame(
                    {
                        "halls-over": waiting["waiting"].where(waiting["over"], 0),
                        "halls-within": waiting["waiting"].where(~waiting["over"], 0),
                    }
                ),
                [
                    words.plain("halls-name", name=str(name), n=int(n))
                    for name, n in zip(waiting["short"], waiting["waiting"], strict=True)
                ],
                [
                    words.plain("halls-text", minutes=str(minutes(longest_s)) if longest_s >= 60 else "&lt;1")
                    for longest_s in waiting["longest_wait_s"]
                ],
                then=None,
                axis="halls-axis",
                revision="halls",
                words=words,
                none="halls-none",
                room=1.0,
            ),
            rows,
            line=both(words, "halls-others", n=others, shown=MOST_HALLS) if others else [],
            source=source(words, ("halls-definition", {}), ("source-tickets", at)),
        ),
    }
