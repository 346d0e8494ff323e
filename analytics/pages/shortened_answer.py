"""What is said of steps, time limits and materials: in sentences, and in three figures beside what was published."""

from collections.abc import Mapping

from dash import html

from analytics.measures.cuts import Cut, What
from analytics.pages import cards
from analytics.pages.definitions import told
from analytics.pages.shortened_services import Shortened, published
from analytics.pages.texts import Children, both
from analytics.words import shorter


def badge(asked: Shortened) -> Children:
    """Return the word that says whose figures they are."""
    kind, message = ("illustrative", "illustrative") if asked.of == "catalogue" else ("own", "own-figures")
    return cards.badge(asked.words, kind, message)


def answer(asked: Shortened, totals: Mapping[What, Cut]) -> list[tuple[str, dict[str, object]]]:
    """Return the sentences that answer the question."""
    said = [
        (
            f"cuts-answer-{what}",
            {
                "services": total.stated,
                "before": total.before,
                "after": total.after,
                "cut": shorter(total.share, 1),
                "largest": total.largest,
            },
        )
        for what, total in totals.items()
        if total.stated
    ]
    if not said:
        sought = asked.groups or asked.find
        return [("cuts-answer-no-service" if sought and not asked.services else "cuts-answer-none", {})]
    if asked.groups or asked.find:
        said.insert(0, ("cuts-answer-some", {"services": len(asked.services), "all": len(asked.city.services)}))
    year = published()["facts"]["report_date"]["value"][:4]
    return [*said, ("cuts-answer-illustrative", {"year": year}) if asked.of == "catalogue" else ("cuts-answer-own", {})]


def figures(asked: Shortened, totals: Mapping[What, Cut]) -> Children:
    """Return three figures, each beside what was published."""
    words, none = asked.words, asked.words.plain("none")
    year = published()["facts"]["report_date"]["value"][:4]
    steps, days = totals["steps"], totals["days"]
    names = {service.code: service.name for service in asked.city.services}
    largest: Children = []
    if days.largest_of:
        largest = both(words, "figure-largest-note", n=len(days.largest_of), first=names[days.largest_of[0]])

    def sums(total: Cut) -> Children:
        return both(words, "figure-sum", before=total.before, after=total.after) if total.stated else []

    compared = (
        ("figure-steps", shorter(steps.share, 1) if steps.stated else none, sums(steps), "fact-steps_cut", "steps"),
        ("figure-limits", shorter(days.share, 1) if days.stated else none, sums(days), "fact-limits_cut", "days"),
        (
            "figure-largest",
            words.plain("figure-largest-days", days=days.largest) if days.stated else none,
            largest,
            "fact-max_limit_cut",
            "largest",
        ),
    )
    return [
        html.Div(
            [
                html.Div(
                    [
                        html.Div(both(words, label), className="figure-label"),
                        html.Div(value, className="figure-value num"),
                        html.Div([*badge(asked), html.Span(note)]),
                    ],
                    className="catalogue-side",
                ),
                html.Div(
                    [
                        html.Div(both(words, "published", year=year), className="figure-label"),
                        html.Div(both(words, fact), className="fact"),
                    ],
                    className="published-side",
                ),
            ],
            className="figure compared",
            title=told(words, measure),
        )
        for label, value, note, fact, measure in compared
    ]
