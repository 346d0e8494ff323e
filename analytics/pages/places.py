"""Which town halls did people go to today? Tickets by town hall of one district, and of the others by district."""

from dash import html

from analytics.figures.names import short_names
from analytics.figures.places import places_figure
from analytics.measures.places import other_districts, tickets_by_hall, town_halls
from analytics.pages.cards import Drawn, Key, card, card_outputs, drawn_card, source
from analytics.pages.tables import shown
from analytics.pages.texts import both, paragraphs
from analytics.queries.live import Snapshot
from analytics.words import Text, Words, share

OUTPUTS = [
    ("places-answer", "children"),
    ("places-title", "children"),
    ("places-others-card", "hidden"),
    *card_outputs("places"),
    *card_outputs("places-others"),
]

KEYS = (Key("sea", "places-served"), Key("tint", "places-not-yet"))


def layout(words: Words) -> html.Section:
    """Return the section."""
    return html.Section(
        [
            html.Div(html.H2(both(words, "places-question")), className="question"),
            html.Div(id="places-answer", className="answers"),
            html.Div(
                [card(words, "places", height=500, key=KEYS, titled=False), card(words, "places-others", height=200, key=KEYS)],
                className="cards uneven",
            ),
        ],
        id="places",
    )


def draw(snapshot: Snapshot, district: str, at: dict[str, object], words: Words) -> Drawn:
    """Return the section's content.

    Args:
        snapshot: Of the halls that the viewer may see counted.
        district: Whose town halls are drawn one by one.
        at: `date` and `time` for the source line.
    """
    city = snapshot.setup.city
    districts: dict[str, Text] = {one.id: one.name for one in city.districts}
    names: dict[str, Text] = {hall: config.name for hall, (config, _) in city.halls.items()}
    by_hall = tickets_by_hall(snapshot.tickets, snapshot.halls)
    towns, others = town_halls(by_hall, district), other_districts(by_hall, district)
    issued = int(by_hall.loc[by_hall["district"].eq(district), "issued"].sum())
    town_names = short_names([words.own(names[hall]) for hall in towns.index], list(towns.index))
    other_names = [
        words.plain("places-hall-count", name=districts[one], n=int(n))
        for one, n in zip(others.index, others["halls"], strict=True)
    ]
    where = {"where": districts[district], **at}
    everywhere = {"where": city.name, **at}
    return {
        ("places-answer", "children"): paragraphs(
            words, answer(districts[district], issued, list(towns["issued"]), [names[h] for h in towns.index]), "answer"
        ),
        ("places-title", "children"): both(words, "places-title", district=districts[district]),
        ("places-others-card", "hidden"): others.empty,
        **drawn_card(
            "places",
            places_figure(towns, town_names, revision=f"places-{district}", words=words),
            shown(
                towns.assign(hall=[words.name(names[hall]) for hall in towns.index]),
                {"hall": 0, "issued": 0, "served": 0},
                words,
            ),
            line=[],
            source=source(words, ("places-definition", {}), ("source-tickets", where)),
        ),
        **drawn_card(
            "places-others",
            places_figure(others, other_names, revision=f"others-{district}", words=words),
            shown(
                others.assign(district=[words.name(districts[one]) for one in others.index], a_hall=others["issued_a_hall"]),
                {"district": 0, "halls": 0, "issued": 0, "served": 0, "a_hall": 1},
                words,
            ),
            line=[],
            source=source(words, ("places-others-definition", {}), ("source-tickets", everywhere)),
        ),
    }


def answer(district: Text, issued: int, counts: list[int], names: list[Text]) -> list[tuple[str, dict[str, object]]]:
    """Return the sentence that answers the question.

    Args:
        issued: Tickets of all the district's halls. counts, names: Of its town halls, most tickets first.
    """
    if not counts:
        return [("places-answer-no-halls", {"district": district})]
    if not counts[0]:
        return [("places-answer-none", {"district": district})]
    facts: dict[str, object] = {
        "district": district,
        "issued": issued,
        "share": share(sum(counts) / issued),
        "halls": len(counts),
        "first": names[0],
        "most": int(counts[0]),
    }
    return [("places-answer", facts)]
