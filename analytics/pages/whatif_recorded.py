"""What a what-if takes from the recorded days: which of them can be played, and what a form asks of them."""

import msgspec
import pandas as pd
from dash import dcc, html

from analytics.pages.asked import LONGEST_DAYS, Span
from analytics.pages.cards import Drawn
from analytics.pages.closed import Reading
from analytics.pages.texts import Children, both
from analytics.pages.whatif_form import Form, address, change, days, form
from analytics.queries.filter import Filter
from analytics.queries.staffing import at_counter_s, recorded, reforms
from analytics.simulation.question import Question

FORM = [("whatif-day", "options"), ("whatif-shortcut", "children"), ("whatif-one-hall", "hidden"), ("whatif-form", "hidden")]


def offered(reading: Reading, days_there: pd.DataFrame) -> Drawn:
    """Return what of the what-if's form follows from the halls and the period. `days_there`: of these, as `queries.staffing.recorded` returns them."""
    asked, words = reading.asked, reading.words
    one_hall = len(asked.now.halls) == 1
    options: list[str] = []
    if one_hall:
        listed = [f"{day:%Y-%m-%d}" for day in days_there.loc[days_there["tickets"] > 0, "date"]]
        options = [*sorted({day[:7] for day in listed}, reverse=True), *reversed(listed)]
        wanted = form(reading.search).day
        if wanted and wanted not in options:
            options.insert(0, wanted)
    return dict(
        zip(
            FORM,
            (
                [{"label": words.plain("whatif-month", month=one) if len(one) == 7 else one, "value": one} for one in options],
                _shortcut(reading),
                one_hall,
                not one_hall,
            ),
            strict=True,
        )
    )


def _shortcut(reading: Reading) -> Children:
    """Return the links that play the reform: of a hall that has days before and after it, with its counters after it on a month before it.

    The first changes the counters alone, the second the services, too, which the reform made shorter: fewer counters go with that.
    """
    asked = reading.asked
    halls = asked.now.halls if len(asked.now.halls) == 1 else tuple(reading.rights.halls)
    span = reading.history.span(halls)
    if span is None:
        return []
    everything = Filter(halls=halls, since=span[0], until=span[1])
    if "simulated" not in reading.history.sources(everything):
        return []
    found = reforms(reading.history, everything)
    of = {(row["hall"], row["scenario"]): row for row in found.to_dict("records")}
    reformed = [hall for hall in halls if (hall, "before") in of and (hall, "after") in of]
    if not reformed:
        return []
    hall = max(reformed, key=lambda hall: int(of[hall, "before"]["counters"]))
    month = f"{of[hall, 'before']['last']:%Y-%m}"
    first, last = days(month) or span
    facts: dict[str, object] = {
        "hall": reading.setup.city.halls[hall][0].name,
        "unified": int(of[hall, "after"]["counters"]),
        "before": int(of[hall, "before"]["counters"]),
        "month": month,
    }

    def link(message: str, service: str, id_: str) -> html.Div:
        href = address(
            reading.search, hall=f"hall:{hall}", day=month, counters=str(facts["unified"]), layout="unified", policy="", demand="",
            service=service, run="1", **{"from": first.isoformat(), "to": last.isoformat()},
        )  # fmt: skip
        return html.Div(dcc.Link(both(reading.words, message, **facts), href=href, id=id_, refresh=False))

    links = [link("whatif-shortcut", "", "whatif-reform")]
    of_hall = msgspec.structs.replace(everything, halls=(hall,))
    before_s, after_s = (
        at_counter_s(reading.history, msgspec.structs.replace(of_hall, scenario=scenario))[0]
        for scenario in ("before", "after")
    )
    if after_s < before_s:
        facts["percent"] = round(100 * (1 - after_s / before_s))
        links.append(link("whatif-shortcut-shorter", f"-{facts['percent']}", "whatif-reform-shorter"))
    return [*links]


def playable(reading: Reading, asked: Form) -> tuple[Question, Span] | str:
    """Return what is to be played, and its dates; else the message that says why it cannot be.

    Raises:
        Wrong: a field says what cannot be.
    """
    changed = change(asked)
    if len(reading.asked.now.halls) != 1:
        return "whatif-one-hall"
    (hall,) = reading.asked.now.halls
    everybody = Filter(halls=(hall,), since=reading.asked.now.since, until=reading.asked.now.until)
    span = days(asked.day)
    if span is not None:
        everybody = Filter(halls=(hall,), since=span[0], until=span[1])
    found = recorded(reading.history, everybody)
    found = found[found["tickets"] > 0]
    if found.empty:
        return "whatif-no-day"
    if span is None:
        last = pd.Timestamp(found["date"].iloc[-1]).date()
        span, found = (last, last), found.tail(1)
    if int(found["tickets"].sum()) < reading.fewest:
        return "whatif-few"
    assert (span[1] - span[0]).days <= LONGEST_DAYS
    tz = reading.setup.city.halls[hall][0].tz
    return Question(hall=hall, since=span[0], until=span[1], tz=tz, change=changed), span
