"""Tables and cards of steps, time limits and materials, before and after."""

import pandas as pd

from analytics.figures import cuts as figures_of
from analytics.figures.look import empty
from analytics.measures.cuts import WHATS, What, cut_of, cuts_by_group, cuts_by_service
from analytics.pages.cards import Drawn, drawn_card, source
from analytics.pages.shortened_services import Shortened
from analytics.pages.tables import shown
from analytics.pages.texts import Children, both
from analytics.queries.city import FIGURES
from analytics.words import Words

KNOWN_SOURCES = ("illustrative", "published", "unchecked")

BY_GROUP = {"group": 0, "services": 0, "stated": 0, "before_mean": 2, "after_mean": 2, "cut": 1, "largest_off": 0}
BY_SERVICE = {
    "group": 0,
    "code": 0,
    "service": 0,
    **{name: 0 for what in WHATS for name in (f"{what}_was", f"{what}_now", f"{what}_cut")},
    "limit_unit": 0,
    "numbers_from": 0,
    "limits_from": 0,
}


def group_card(asked: Shortened, what: What, said: Children) -> Drawn:
    """Return the card of one measure by group."""
    words, frame = asked.words, asked.frame
    by_group = cuts_by_group(frame, what)
    total = cut_of(frame, what)
    facts: dict[str, object] = {"stated": total.stated, "services": total.services}
    line: Children = []
    if what == "days":
        days = frame[frame["days_before"].fillna(0).gt(0) & frame["days_after"].notna()]
        facts["calendar"] = int(days["limit_unit"].eq("calendar").sum())
    figure = figures_of.cuts_figure(by_group, what=what, words=words)
    if what == "materials" and not total.stated:
        now = frame["materials_after"].dropna()
        by_group = by_group.assign(after=frame.groupby("group")["materials_after"].mean())
        if len(now):
            line = both(words, "cuts-materials-now", mean=f"{now.mean():.1f}", services=len(now))
        figure = empty(160, words, "cuts-materials-none" if asked.of == "catalogue" else "cuts-none")
    return drawn_card(
        f"cuts-{what}",
        figure,
        groups_table(by_group, words),
        line=line,
        source=[*source(words, (_definition(asked, what), facts)), *said],
    )


def _definition(asked: Shortened, what: What) -> str:
    return "cuts-own-days-definition" if what == "days" and asked.of == "bureau" else f"cuts-{what}-definition"


def groups_table(by_group: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return the rows of a measure by group (`measures.cuts.cuts_by_group`) as they are shown and exported."""
    rows = by_group.reset_index()
    rows["group"] = [words.label(f"group-{group}") for group in rows["group"]]
    rows = rows.assign(
        before_mean=rows["before"], after_mean=rows["after"], cut=rows["share"] * 100, largest_off=rows["largest"]
    )
    return shown(rows, BY_GROUP, words)


def services_table(asked: Shortened, by_service: pd.DataFrame) -> pd.DataFrame:
    """Return all services with all that is stated of them: first those that state the measure, the largest cut first."""
    words, frame = asked.words, asked.frame.set_index("code")
    names = {service.code: words.name(service.name) for service in asked.city.services}
    frame = frame.reindex([*by_service.index, *frame.index.difference(by_service.index, sort=False)])
    rows = pd.DataFrame(
        {
            "group": [words.label(f"group-{group}") for group in frame["group"]],
            "code": list(frame.index),
            "service": [names[str(code)] for code in frame.index],
            "limit_unit": [_worded(words, "limit-unit", unit, ("working", "calendar")) for unit in frame["limit_unit"]],
            "numbers_from": [_worded(words, "source-word", one, KNOWN_SOURCES) for one in frame["steps_source"]],
            "limits_from": [_worded(words, "source-word", one, KNOWN_SOURCES) for one in frame["days_source"]],
        },
        index=frame.index,
    )
    numbers = frame[list(FIGURES)].astype("Int64")
    for what in WHATS:
        cut = cuts_by_service(asked.frame, what)["share"]
        rows[f"{what}_was"], rows[f"{what}_now"] = numbers[f"{what}_before"], numbers[f"{what}_after"]
        rows[f"{what}_cut"] = (cut.reindex(frame.index) * 100).round(1)
    return shown(rows, BY_SERVICE | {f"{what}_cut": 1 for what in WHATS}, words)


def _worded(words: Words, message: str, value: object, known: tuple[str, ...]) -> str:
    """Return a word of ours in the page's language, anything else as it stands."""
    return words.plain(f"{message}-{value}") if value in known else "" if value is None or pd.isna(value) else str(value)  # type: ignore[call-overload]
