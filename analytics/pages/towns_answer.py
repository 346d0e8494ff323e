"""What the page about towns says of the figures: its sentences, and three figures in large."""

from dash import html

from analytics.pages.cards import figure_card
from analytics.pages.closed import Reading
from analytics.pages.texts import Children, both
from analytics.pages.towns_counted import Counted
from analytics.words import Words, share


def answer(now: Counted, then: Counted | None, at: dict[str, object], reading: Reading) -> list[tuple[str, dict[str, object]]]:
    """Return the sentences that answer the question."""
    if not now.told:
        return [("towns-answer-none", at)]
    near = now.halls[now.halls["near"]]
    facts = at | {
        "share": share(now.near / now.served),
        "served": f"{now.served:,}",
        "near": f"{now.near:,}",
        "halls": len(near),
    }
    if near.empty:
        return [("towns-answer-no-near", facts)]
    sentences: list[tuple[str, dict[str, object]]] = [("towns-answer", facts)]
    shown_halls = near.loc[~now.hide[near.index], "served"]
    if len(shown_halls) > 1 and shown_halls.max() > 0:
        first = str(shown_halls.idxmax())
        sentences.append(
            ("towns-answer-most", {"first": reading.setup.city.halls[first][0].name, "most": f"{int(shown_halls.max()):,}"})
        )
    if then is not None and then.told:
        sentences.append(("towns-answer-than", {"share": share(then.near / then.served)}))
    return sentences


def figures(now: Counted, then: Counted | None, words: Words) -> Children:
    """Return the three figures, each with its value in the other period under it."""

    halls = bool(now.halls["near"].any())
    then = then if halls else None

    def a_day(one: Counted) -> str:
        days = int(one.halls.loc[one.halls["near"], "days"].sum())
        return f"{one.near / days:,.1f}" if halls and one.told and days else words.plain("none")

    def of(one: Counted) -> str:
        return share(one.near / one.served) if halls and one.told else words.plain("none")

    def served(one: Counted) -> str:
        return f"{one.near:,}" if halls and one.told else words.plain("none")

    def note(text: str) -> Children:
        return both(words, "figure-then", value=text)

    of_all = both(words, "figure-near-note", near=served(now), served=f"{now.served:,}") if now.told and halls else []
    return [
        figure_card(words, "figure-near-share", of(now), [html.Div(of_all), *([html.Div(note(of(then)))] if then else [])]),
        figure_card(words, "figure-near-served", served(now), note(served(then)) if then else []),
        figure_card(words, "figure-near-a-day", a_day(now), note(a_day(then)) if then else []),
    ]
