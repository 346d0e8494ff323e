"""Are there enough counters? From closed days: how busy they were, how long services took, who waited; and what if it were otherwise."""

import secrets
from math import isnan, nan
from typing import Any

import pandas as pd
from dash import ClientsideFunction, Input, Output, State, dcc, html, no_update
from flask import abort

from analytics.figures import counters, services, spread
from analytics.measures import staffing as measures
from analytics.pages import whatif
from analytics.pages.asked import LONGEST_DAYS, Span
from analytics.pages.cards import Drawn, Key, aria, card, card_outputs, drawn_card, figure_card, source
from analytics.pages.closed import ClosedPage, Reader, Reading
from analytics.pages.definitions import told
from analytics.pages.exports import add_card
from analytics.pages.index import Dashboards
from analytics.pages.shell import choice_name
from analytics.pages.tables import shown
from analytics.pages.texts import Children, both, paragraphs
from analytics.queries.filter import Filter
from analytics.queries.history import History
from analytics.queries.staffing import StaffingFrames, read, recorded, reforms
from analytics.simulation.jobs import Jobs
from analytics.simulation.jobs import State as RunState
from analytics.simulation.question import Question
from analytics.words import Words, duration, share
from queue_server.eventlog.errors import LogUnavailable

NAME = "staffing"
CARDS = ("staffing-occupancy", "staffing-open", "staffing-service", "staffing-fairness", "staffing-wanted")
SERVICES = 15
"""Services drawn, those most asked for; the table has them all."""
FORM = [("whatif-day", "options"), ("whatif-shortcut", "children"), ("whatif-one-hall", "hidden"), ("whatif-form", "hidden")]
RUN = [
    ("whatif-clock", "disabled"),
    ("whatif-progress", "children"),
    ("whatif-stop", "hidden"),
    ("whatif-outcome", "children"),
    ("whatif-results", "hidden"),
]


def layout(words: Words) -> Children:
    """Return the page's content, without figures."""
    return [
        html.Div(id="staffing-figures", className="figures six"),
        html.Div(
            [
                html.Div(
                    [
                        card(words, "staffing-occupancy", height=counters.HEIGHT),
                        card(
                            words,
                            "staffing-wanted",
                            height=counters.HEIGHT,
                            key=(Key("tint", "counters-wanted"), Key("diamond", "counters-open")),
                        ),
                        card(
                            words,
                            "staffing-fairness",
                            height=260,
                            key=(Key("sea", "waits-p50"), Key("mid", "waits-p90")),
                        ),
                    ],
                    className="stack",
                ),
                html.Div(
                    [
                        card(
                            words,
                            "staffing-open",
                            height=counters.TALL,
                            key=(Key("sea", "counters-busy"), Key("tint", "counters-free"), Key("left", "counters-paused")),
                        ),
                        card(
                            words,
                            "staffing-service",
                            height=500,
                            key=(Key("sea", "services-p50"), Key("band", "services-interval"), Key("mid", "services-p90")),
                        ),
                    ],
                    className="stack",
                ),
            ],
            className="cards uneven",
        ),
    ]


def below(reading: Reading) -> Children:
    """Return the what-if."""
    asked = whatif.form(reading.search)
    return [whatif.layout(asked, reading.words), dcc.Store(id="whatif-page", data=secrets.token_hex(8))]


def draw(reading: Reading) -> Drawn:
    """Return the page's content."""
    words, asked = reading.words, reading.asked
    now = read(reading.history, asked.now)
    then = read(reading.history, asked.then) if asked.then is not None else None
    at = _at(reading, (asked.now.since, asked.now.until))
    hours = measures.by_hour(now.counters, now.arrivals, now.days)
    one_hall = len(asked.now.halls) == 1 and reading.target_s is not None
    wanted = _wanted(hours, now, reading) if one_hall else hours.head(0)
    served = measures.service_times(now.services)
    served = served.mask(served["served"].lt(reading.fewest).to_numpy()[:, None] & ~served.columns.isin(["served"])[None, :])
    fair = measures.fairness(now.waits, now.overtaken)
    fair = fair.mask(fair["called"].lt(reading.fewest).to_numpy()[:, None] & ~fair.columns.isin(["called"])[None, :])
    said = source(words, ("staffing-definition", {}), ("source-closed", at))
    target: dict[str, object] = {
        "minutes": round((reading.target_s or 0) / 60),
        "share": f"{100 * measures.WITHIN:.0f}",
        "mean": f"{now.at_counter_s / 60:.1f}",
    }
    assumed = ("wanted-assumes", target) if len(wanted) else ("wanted-none", {})
    unknown = [] if now.overtaken is not None or not len(fair) else both(words, "fairness-many")
    drawn_services = served[served["p50_s"].notna()].head(SERVICES)
    drawn_fair = fair[fair["p50_s"].notna()]
    return {
        ("staffing-answer", "children"): paragraphs(words, answer(hours, now, wanted, at, reading), "answer"),
        ("staffing-figures", "children"): figures(hours, now, then, wanted, reading),
        **drawn_card(
            "staffing-occupancy",
            counters.occupancy_figure(hours, words=words),
            _hours(hours, words),
            line=[],
            source=source(words, ("staffing-definition", {}), ("occupancy-light", {}), ("source-closed", at)),
        ),
        **drawn_card("staffing-open", counters.open_figure(hours, words=words), _hours(hours, words), line=[], source=said),
        **drawn_card(
            "staffing-service",
            services.services_figure(drawn_services, _names(drawn_services, reading), words=words),
            _services(served, reading),
            line=[],
            source=source(words, ("services-definition", {}), ("source-closed", at)),
        ),
        **drawn_card(
            "staffing-fairness",
            spread.spread_figure(
                drawn_fair,
                [words.plain(f"priority-{name}") for name in drawn_fair.index],
                then=None,
                target_s=reading.target_s,
                revision="staffing-fairness",
                words=words,
            ),
            _fairness(fair, words),
            line=unknown or _overtaken(drawn_fair, words),
            source=source(words, ("fairness-definition", {}), ("source-closed", at)),
        ),
        **drawn_card(
            "staffing-wanted",
            counters.wanted_figure(wanted, message="counters-none" if one_hall else "wanted-one-hall", words=words),
            _wanted_table(wanted, words),
            line=[],
            source=source(words, assumed, ("source-closed", at)),
        ),
        **_form(reading),
    }


def answer(
    hours: pd.DataFrame, now: StaffingFrames, wanted: pd.DataFrame, at: dict[str, object], reading: Reading
) -> list[tuple[str, dict[str, object]]]:
    """Return the sentences that answer the question."""
    occupancy, _ = measures.whole(now.counters)
    if isnan(occupancy):
        return [("staffing-answer-none", at)]
    busiest = _hour_of_most(hours.loc[measures.main_hours(hours), "occupancy"])
    said: list[tuple[str, dict[str, object]]] = [
        (
            "staffing-answer",
            at | {"share": share(occupancy), "hour": f"{busiest:02d}", "most": share(hours["occupancy"][busiest])},
        )
    ]
    if len(wanted):
        short = wanted[wanted["wanted"] > wanted["open"] + 0.5]
        worst = _hour_of_most(wanted["wanted"] - wanted["open"])
        facts: dict[str, object] = {
            "hour": f"{worst:02d}",
            "wanted": int(wanted["wanted"][worst]),
            "open": f"{wanted['open'][worst]:.1f}",
            "n": len(short),
            "minutes": round((reading.target_s or 0) / 60),
        }
        said.append(("staffing-answer-short" if len(short) else "staffing-answer-enough", facts))
    return said


def _hour_of_most(values: "pd.Series[float]") -> int:
    return int(values.index[int(values.fillna(-1).to_numpy().argmax())])


def figures(
    hours: pd.DataFrame, now: StaffingFrames, then: StaffingFrames | None, wanted: pd.DataFrame, reading: Reading
) -> Children:
    """Return the six figures, those that have one with their value in the other period under it."""
    words = reading.words
    then_hours = None if then is None else measures.by_hour(then.counters, then.arrivals, then.days)

    def one(label: str, value: str, other: str | None, measure: str) -> html.Div:
        note = [] if other is None else both(words, "figure-then", value=other)
        return figure_card(words, label, value, note, tip=told(words, measure))

    def part(value: float) -> str:
        return words.plain("none") if isnan(value) else share(value)

    def number(value: float) -> str:
        return words.plain("none") if isnan(value) else f"{value:.1f}"

    def long(frames: StaffingFrames) -> str:
        value = measures.median_s(frames.services) if frames.done >= reading.fewest else nan
        return words.plain("none") if isnan(value) else duration(words.language, value)

    def most(frame: pd.DataFrame) -> float:
        return float(frame["open"].max()) if len(frame) and frame["open"].gt(0).any() else nan

    occupancy, paused = measures.whole(now.counters)
    occupancy_then, paused_then = (nan, nan) if then is None else measures.whole(then.counters)
    per_day = now.arrivals["issued"].sum() / now.days if now.days else nan
    per_day_then = nan if then is None or not then.days else then.arrivals["issued"].sum() / then.days
    peak = float(wanted["wanted"].max()) if len(wanted) else nan

    def other(text: str) -> str | None:
        return None if then is None else text

    return [
        one("figure-occupancy", part(occupancy), other(part(occupancy_then)), "occupancy"),
        one("figure-open", number(most(hours)), other(number(nan if then_hours is None else most(then_hours))), "open"),
        one("figure-wanted", words.plain("none") if isnan(peak) else f"{peak:.0f}", None, "wanted"),
        one(
            "figure-a-day",
            number(per_day) if isnan(per_day) else f"{per_day:,.0f}",
            other(words.plain("none") if isnan(per_day_then) else f"{per_day_then:,.0f}"),
            "issued",
        ),
        one("figure-service", long(now), None if then is None else long(then), "service"),
        one("figure-paused", part(paused), other(part(paused_then)), "paused"),
    ]


def _at(reading: Reading, span: Span) -> dict[str, object]:
    return {
        "where": choice_name(reading.asked.choice, reading.setup),
        "from": span[0].isoformat(),
        "to": span[1].isoformat(),
    }


def _wanted(hours: pd.DataFrame, now: StaffingFrames, reading: Reading) -> pd.DataFrame:
    known = now.at_counter_s if now.done >= reading.fewest else nan
    return measures.wanted(hours, at_counter_s=known, target_s=reading.target_s or 0)


def _hours(hours: pd.DataFrame, words: Words) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "hour": [f"{hour:02d}" for hour in hours.index],
            "issued_day": hours["issued"].to_numpy(),
            "open": hours["open"].to_numpy(),
            "busy": hours["busy"].to_numpy(),
            "paused": hours["paused"].to_numpy(),
            "occupancy": hours["occupancy"].to_numpy() * 100,
            "paused_share": hours["paused_share"].to_numpy() * 100,
        }
    )
    return shown(
        frame, {"hour": 0, "issued_day": 1, "open": 2, "busy": 2, "paused": 2, "occupancy": 1, "paused_share": 1}, words
    )


def _wanted_table(wanted: pd.DataFrame, words: Words) -> pd.DataFrame:
    columns = {"hour": 0, "issued_hour": 1, "erlangs": 2, "wanted": 0, "open": 2, "within_open": 1}
    frame = pd.DataFrame(columns=list(columns), dtype="float64")
    if len(wanted):
        frame = pd.DataFrame(
            {
                "hour": [f"{hour:02d}" for hour in wanted.index],
                "issued_hour": wanted["issued"].to_numpy(),
                "erlangs": wanted["erlangs"].to_numpy(),
                "wanted": wanted["wanted"].astype("int64").to_numpy(),
                "open": wanted["open"].to_numpy(),
                "within_open": wanted["within_open"].to_numpy() * 100,
            }
        )
    return shown(frame, columns, words)


def _names(rows: pd.DataFrame, reading: Reading) -> list[str]:
    words = reading.words
    known = {service.code: words.own(service.name) for service in reading.setup.city.services}
    names = [words.plain("service-unnamed") if code is None else known.get(str(code), str(code)) for code in rows.index]
    return [name if names.count(name) == 1 else f"{name} ({code})" for name, code in zip(names, rows.index, strict=True)]


def _services(served: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    frame = pd.DataFrame({"service": _names(served, reading), "served": served["served"].astype("int64").to_numpy()})
    for name in ("mean", "p50", "low", "high", "p90"):
        frame[f"served_{name}"] = served[f"{name}_s"].to_numpy(dtype=float) / 60
    columns = {"service": 0, "served": 0, **{f"served_{name}": 1 for name in ("mean", "p50", "low", "high", "p90")}}
    return shown(frame, columns, reading.words)


def _fairness(fair: pd.DataFrame, words: Words) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "priority": [words.plain(f"priority-{name}") for name in fair.index],
            "called": fair["called"].astype("int64").to_numpy(),
            "p50": fair["p50_s"].to_numpy(dtype=float) / 60,
            "p90": fair["p90_s"].to_numpy(dtype=float) / 60,
            "overtaken": fair["overtaken"].to_numpy(dtype=float) * 100,
            "by_alike": fair["by_alike"].to_numpy(dtype=float) * 100,
        }
    )
    return shown(frame, {"priority": 0, "called": 0, "p50": 1, "p90": 1, "overtaken": 1, "by_alike": 1}, words)


def _overtaken(fair: pd.DataFrame, words: Words) -> Children:
    """Return in a line who was overtaken: those without a priority, whom it concerns."""
    rows = fair[fair.index == "normal"].dropna(subset=["overtaken"])
    if rows.empty:
        return []
    row = rows.iloc[0]
    return both(words, "fairness-overtaken", any=share(float(row["overtaken"])), alike=share(float(row["by_alike"])))


def _form(reading: Reading) -> Drawn:
    """Return what of the what-if's form follows from the halls and the period."""
    asked, words = reading.asked, reading.words
    one_hall = len(asked.now.halls) == 1
    options: list[str] = []
    if one_hall:
        found = recorded(reading.history, asked.now)
        listed = [f"{day:%Y-%m-%d}" for day in found.loc[found["tickets"] > 0, "date"]]
        options = [*sorted({day[:7] for day in listed}, reverse=True), *reversed(listed)]
        wanted = whatif.form(reading.search).day
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
    """Return the link that plays the reform: of a hall that has days before and after it, with its counters after it on a month before it."""
    asked = reading.asked
    halls = asked.now.halls if len(asked.now.halls) == 1 else tuple(reading.rights.halls)
    span = reading.history.span(halls)
    if span is None:
        return []
    found = reforms(reading.history, Filter(halls=halls, since=span[0], until=span[1]))
    of = {(row["hall"], row["scenario"]): row for row in found.to_dict("records")}
    reformed = [hall for hall in halls if (hall, "before") in of and (hall, "after") in of]
    if not reformed:
        return []
    hall = max(reformed, key=lambda hall: int(of[hall, "before"]["counters"]))
    month = f"{of[hall, 'before']['last']:%Y-%m}"
    first, last = whatif.days(month) or span
    unified = int(of[hall, "after"]["counters"])
    href = whatif.address(
        reading.search, hall=f"hall:{hall}", day=month, counters=str(unified), layout="unified", policy="", demand="", service="", run="1",
        **{"from": first.isoformat(), "to": last.isoformat()},
    )  # fmt: skip
    facts: dict[str, object] = {
        "hall": reading.setup.city.halls[hall][0].name,
        "unified": unified,
        "before": int(of[hall, "before"]["counters"]),
        "month": month,
    }
    return [dcc.Link(both(reading.words, "whatif-shortcut", **facts), href=href, id="whatif-reform", refresh=False)]


def _question(reading: Reading, asked: whatif.Form) -> tuple[Question, Span] | str:
    """Return what is to be played, and its dates; else the message that says why it cannot be.

    Raises:
        Wrong: a field says what cannot be.
    """
    changed = whatif.change(asked)
    if len(reading.asked.now.halls) != 1:
        return "whatif-one-hall"
    (hall,) = reading.asked.now.halls
    everybody = Filter(halls=(hall,), since=reading.asked.now.since, until=reading.asked.now.until)
    span = whatif.days(asked.day)
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


def add(app: Dashboards, reader: Reader, history: History) -> None:
    """Register the what-if's callbacks; its runs are processes that this one starts."""
    jobs = Jobs(history.directory)
    address, fields = "staffing-address", [(f"whatif-{name}", "value") for name in whatif.FIELDS]
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("onewindow", "play"),
        Output(address, "search", allow_duplicate=True),
        Input("whatif-run", "n_clicks"),
        Input("whatif-stop", "n_clicks"),
        State(address, "search"),
        *(State(*field) for field in fields),
        prevent_initial_call=True,
    )
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("onewindow", "form"),
        *(Output(*field) for field in fields),
        Output("whatif-said", "data"),
        Input(address, "search"),
        State("whatif-said", "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("onewindow", "look"),
        Output("whatif-asked", "data"),
        Input("whatif-clock", "n_intervals"),
        Input(address, "search"),
        Input("whatif-run", "n_clicks"),
        State("whatif-asked", "data"),
        State("whatif-answered", "data"),
    )

    outputs = [*RUN, *whatif.RESULTS]

    @app.callback(
        Output("whatif-answered", "data"),
        *(Output(*output) for output in outputs),
        Input("whatif-asked", "data"),
        State("whatif-page", "data"),
        State("language", "data"),
        prevent_initial_call=True,
    )
    def look(asked: Any, page: Any, language: Any) -> list[Any]:
        number, search, begin = _asked(asked)
        if not isinstance(page, str):
            abort(400)
        try:
            reading = reader(search, language)
        except LogUnavailable:
            return [number, *(no_update for _ in outputs)]
        drawn = run(reading, jobs, page, begin=begin)
        return [number, *(drawn.get(output, no_update) for output in outputs)]

    for name in whatif.CARDS:
        add_card(app, name, [("staffing-scope", "value"), ("whatif-day", "value")])


def run(reading: Reading, jobs: Jobs, page: str, *, begin: bool) -> Drawn:
    """Return how the what-if of an address stands.

    Args:
        page: The viewer's, of which several may be open. begin: The address is new, or the viewer wants it: what does not run begins.
    """
    words, user, asked = reading.words, reading.viewer.user, whatif.form(reading.search)
    if not asked.run:
        if begin:
            jobs.end(user, page)
        return _stands()
    try:
        question = _question(reading, asked)
    except whatif.Wrong as wrong:
        jobs.end(user, page)
        return _stands([html.P(both(words, message, **facts), className="wrong") for message, facts in wrong.messages])
    if isinstance(question, str):
        jobs.end(user, page)
        return _stands([html.P(both(words, question), className="wrong")])
    ask = jobs.begin if begin else jobs.look
    state = ask(user, page, question[0], reading.history.version)
    if state.kind in ("running", "waiting"):
        return _stands(_progress(state, words), running=True)
    if state.comparison is None:
        return _stands([html.P(both(words, f"whatif-{state.kind}"), className="wrong")])
    said = source(words, ("whatif-definition", {}), ("source-whatif", _at(reading, question[1])))
    return {
        **_stands(),
        ("whatif-outcome", "children"): paragraphs(words, whatif.outcome(state.comparison), "answer"),
        ("whatif-results", "hidden"): False,
        **whatif.results(state.comparison, said, words),
    }


def _stands(progress: Children | None = None, *, running: bool = False) -> Drawn:
    """Return the parts without a result."""
    return dict(zip(RUN, (not running, progress or [], not running, [], True), strict=True))


def _progress(state: RunState, words: Words) -> Children:
    bar = html.Progress(value=f"{state.share:.3f}", max="1", **aria(label=words.plain("whatif-title")))
    if state.kind == "waiting":
        return [bar, html.Span(both(words, "whatif-waiting"))]
    # What changes twice a second is not read out each time; the bar tells who asks.
    return [bar, html.Span(both(words, "whatif-running", percent=f"{100 * state.share:.0f}"), **aria(hidden="true"))]


def _asked(asked: Any) -> tuple[int, str, bool]:
    """Return the look's number, the address and whether it is to begin, as the page sent them."""
    if (
        not isinstance(asked, dict)
        or not isinstance(number := asked.get("number"), int)
        or not isinstance(search := asked.get("search"), str)
        or not isinstance(begin := asked.get("begin"), bool)
    ):
        abort(400)
    return number, search, begin


PAGE = ClosedPage(
    NAME,
    CARDS,
    layout,
    [
        ("staffing-answer", "children"),
        ("staffing-figures", "children"),
        *(output for name in CARDS for output in card_outputs(name)),
        *FORM,
    ],
    draw,
    below=below,
    add=add,
)
