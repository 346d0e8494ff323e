"""What do town and village halls carry? By hall, channel and month, near home and elsewhere, in one period and in another."""

from dash import html

from analytics.figures import monthly
from analytics.history import populations
from analytics.pages.cards import ROWS_PX, TILES_PX, Drawn, Key, card, card_outputs, source
from analytics.pages.closed import ClosedPage, Reading, about
from analytics.pages.texts import Children, paragraphs
from analytics.pages.towns_answer import answer, figures
from analytics.pages.towns_cards import channels_card, halls_card, months_card, residents_card, share_card
from analytics.pages.towns_counted import counted, halls_of
from analytics.pages.towns_map import map_card
from analytics.words import Words

NAME = "towns"
CARDS = ("towns-map", "towns-halls", "towns-share", "towns-channel", "towns-trend", "towns-residents")


def layout(words: Words) -> Children:
    """Return the page's content, without figures."""
    near = (Key("sea", "towns-near"), Key("tint", "towns-other"))
    then = Key("then", "compare-then")
    return [
        html.Div(id="towns-figures", className="figures three"),
        html.Div([card(words, "towns-map", height=400, least=TILES_PX)], className="cards"),
        html.Div(
            [
                card(words, "towns-halls", height=600, key=(Key("sea", "towns-served"), then), least=ROWS_PX),
                html.Div(
                    [
                        card(words, "towns-share", height=260, key=(Key("sea", "towns-near"), then), least=ROWS_PX),
                        card(words, "towns-trend", height=monthly.HEIGHT, key=near),
                        card(words, "towns-channel", height=260, key=(*near, then), least=ROWS_PX),
                        card(words, "towns-residents", height=160, least=ROWS_PX),
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
    halls = halls_of(reading)
    now = counted(reading, asked.now, halls)
    other = reading.then(halls)
    then = None if other is None else counted(reading, other, halls)
    kind, _, named = asked.choice.partition(":")
    district = f"district:{reading.rights.places[named]}" if kind == "hall" else asked.choice
    alone = kind == "hall" and halls == [named]
    at = about(reading, choice=asked.choice if alone else district)
    said = source(words, ("towns-definition", {}), ("source-closed", at))
    sentences = answer(now, then, at, reading)
    if alone and any(reading.narrowed):
        sentences.append(("towns-answer-narrowed", at))
    return {
        ("towns-answer", "children"): paragraphs(words, sentences, "answer"),
        ("towns-figures", "children"): figures(now, then, words),
        **map_card(now, reading, said),
        **halls_card(now, then, reading, said),
        **share_card(now, then, reading, source(words, ("towns-share-definition", {}), ("source-closed", at))),
        **channels_card(now, then, reading, said),
        **months_card(now, reading, said),
        **residents_card(now, reading, at),
    }


PAGE = ClosedPage(
    NAME,
    CARDS,
    layout,
    [("towns-answer", "children"), ("towns-figures", "children"), *(output for name in CARDS for output in card_outputs(name))],
    draw,
    also=lambda reading: populations.read(reading.history.directory),
)
