"""What a filter change costs the dashboards' process: a page's whole answer, from the address to JSON, over two years of a city.

`python -m tests.bench.pages [--tickets 10000000] [--halls 100] [--months 24] [--directory DIR]`; a directory is kept, and used again (`tests.bench.history`).
"""

import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import duckdb
import pandas as pd

from analytics.history.engine import literal
from analytics.pages.asked import asked as asked_of
from analytics.pages.asked import question
from analytics.queries.filter import Filter
from analytics.queries.history import THREADS, History
from queue_server.app.setup import initialise
from queue_server.city.catalogue import Service
from queue_server.city.city import City, District
from queue_server.city.hall import HallConfig
from queue_server.city.text import Text
from queue_server.core.setup import CounterSetup
from queue_server.eventlog.opening import open_database
from queue_server.eventlog.sqlite import sqlite_url
from tests.analytics.callbacks import Page
from tests.bench import years
from tests.bench.history import peak_mib, run

PASSES = 3
PAGES = ("waits", "towns", "districts", "staffing")
DISTRICTS = 10
YEARS = "from=2024-11-01&to=2026-10-31"
HALL = "hall-050"
QUESTIONS = {
    "city, four weeks": "",
    "city, two years": YEARS,
    "city, a year against the year before": "from=2025-11-01&to=2026-10-31",
    "city, a quarter": "from=2026-07-01&to=2026-09-30",
    "city, two years, one group": f"{YEARS}&group=pension",
    "city, two years, two channels": f"{YEARS}&channel=kiosk,phone",
    "city, two years, group, channel, priority": f"{YEARS}&group=medical&channel=kiosk&priority=normal",
    "a district, two years": f"{YEARS}&hall=district:d05",
    "a hall, two years": f"{YEARS}&hall={HALL}",
    "a hall, two years, one channel": f"{YEARS}&hall={HALL}&channel=kiosk",
}

YEARS_ALL, YEARS_ONE = "city, two years", "a hall, two years"
COMPARED = ("city, four weeks", YEARS_ALL, YEARS_ONE)
"""Questions that are asked of DuckDB alone, too."""

_WAITED = "round(wait_s)::INTEGER"
_COUNTS = """count(*) AS issued, count(wait_s) AS called, count(*) FILTER (WHERE wait_s <= target_s) AS within,
    count(*) FILTER (WHERE outcome = 'done') AS done, count(*) FILTER (WHERE outcome = 'no_show') AS no_show,
    count(*) FILTER (WHERE outcome = 'left' AND wait_s IS NULL) AS left_uncalled,
    avg(wait_s) AS wait_s, avg(walk_s) AS walk_s, avg(service_s) AS service_s, avg(house_s) AS house_s"""
_BY_SECOND = tuple(
    f"SELECT {', '.join([*by, f'{_WAITED} AS waited_s'])}, count(*) AS n FROM tickets WHERE wait_s IS NOT NULL GROUP BY ALL"
    for by in ((), ("weekday", "hour"), ("month",), ("service",), ("channel",), ("priority",))
)
_OUTCOMES = f"""SELECT weekday, hour, month, service, channel, priority, {_COUNTS} FROM tickets
    GROUP BY GROUPING SETS ((), (weekday, hour), (month), (service), (channel), (priority))"""
_TOWNS = """SELECT hall, channel, month, count(*) AS issued, count(*) FILTER (WHERE outcome = 'done') AS served FROM tickets
    GROUP BY GROUPING SETS ((hall), (hall, channel), (hall, month))"""
_DAILY = f"""SELECT hall, date, {_COUNTS}, min(target_s) AS least, max(target_s) AS most,
    count(*) FILTER (WHERE service_s < 30 AND NOT start_left_out) AS short, count(*) FILTER (WHERE hasty) AS hasty,
    count(*) FILTER (WHERE start_left_out) AS left_out, count(*) FILTER (WHERE finished_by_closing) AS late
    FROM tickets GROUP BY hall, date"""
_STRATA = "SELECT hall, service, count(wait_s) AS called, sum(wait_s) AS wait_s FROM tickets GROUP BY hall, service"
_SERVICES = """SELECT service, round(service_s)::INTEGER AS served_s, count(*) AS n, sum(service_s + walk_s) AS at_counter_s
    FROM tickets WHERE outcome = 'done' GROUP BY ALL"""
_FAIRNESS = f"SELECT priority, {_WAITED} AS waited_s, count(*) AS n FROM tickets WHERE wait_s IS NOT NULL GROUP BY ALL"
_COUNTERS = "SELECT hour, sum(open_s) AS open_s, sum(busy_s) AS busy_s, sum(paused_s) AS paused_s FROM counters GROUP BY hour"
PLAIN: dict[str, tuple[str, ...]] = {
    "waits": (*_BY_SECOND, _OUTCOMES),
    "towns": (_TOWNS,),
    "districts": (_DAILY, _STRATA),
    "staffing": ("SELECT hour, count(*) AS issued FROM tickets GROUP BY hour", _SERVICES, _FAIRNESS, _COUNTERS),
}
"""The same figures as somebody would ask DuckDB for them over the files."""


def a_city(hall_count: int) -> City:
    """Return the city of the halls and services of `tests.bench.years`."""
    text = Text
    services = tuple(
        Service(code=code, name=text(f"事项{code}", f"Service {code}"), group=group, typical_minutes=6)  # type: ignore[arg-type] # groups of the catalogue
        for code, group in zip(years.SERVICES, years.GROUP_OF.tolist(), strict=True)
    )
    halls = tuple(
        HallConfig(
            id=name,
            name=text(f"{name}号大厅", f"Hall {name[-3:]}"),
            level="district" if place % DISTRICTS == 0 else "town",
            district=f"d{place // -(-hall_count // DISTRICTS):02d}",
            counters=tuple(CounterSetup(counter=n) for n in range(1, years.COUNTERS + 1)),
        )
        for place, name in enumerate(years.halls(hall_count))
    )
    districts = tuple(District(id=f"d{n:02d}", name=text(f"{n}区", f"District {n}")) for n in range(DISTRICTS))
    return City(name=text("市", "City"), demo=True, districts=districts, halls=halls, services=services)


class Timed(History):
    """A history that adds up how long its queries took; asked by one thread."""

    spent_ms = 0.0

    def frame(self, sql: str, filter_: Filter, **values: object) -> pd.DataFrame:
        begun = time.perf_counter()
        try:
            return super().frame(sql, filter_, **values)
        finally:
            self.spent_ms += (time.perf_counter() - begun) * 1000


class Took(NamedTuple):
    """Milliseconds of one answer, those of its queries, those of processors that it took, and its bytes."""

    answer_ms: float
    queries_ms: float
    processor_ms: float
    size: int


def answer(page: Page, history: Timed, name: str, search: str) -> Took:
    begun, processors, before_ms = time.perf_counter(), time.process_time(), history.spent_ms
    answered = page.ask(name, search)
    took_ms, processor_ms = (time.perf_counter() - begun) * 1000, (time.process_time() - processors) * 1000
    assert answered.status_code == 200, answered.text
    return Took(took_ms, history.spent_ms - before_ms, processor_ms, len(answered.data))


def plain_ms(bare: duckdb.DuckDBPyConnection, name: str, filters: Sequence[Filter]) -> float:
    """Return what the plain queries of a question cost, milliseconds: the better of two passes."""

    def once() -> float:
        begun = time.perf_counter()
        for asked in filters:
            for sql in PLAIN[name]:
                bare.execute(_narrowed(sql, asked)).df()
        return (time.perf_counter() - begun) * 1000

    return min(once(), once())


def _narrowed(sql: str, asked: Filter) -> str:
    """Put the filter in front of a plain query. Every value is one of this module's own."""

    def among(column: str, values: Sequence[str]) -> str:
        return f"{column} IN ({', '.join(map(literal, values))})"

    where = [f"date BETWEEN DATE '{asked.since}' AND DATE '{asked.until}'"]
    if len(asked.halls) < _ALL_HALLS[0]:
        where.append(among("hall", asked.halls))
    counters = " AND ".join(where)
    for column, values in (("service_group", asked.groups), ("channel", asked.channels), ("priority", asked.priorities)):
        where += [among(column, values)] if values else []
    relations = f"tickets AS (SELECT * FROM all_tickets WHERE {' AND '.join(where)}), counters AS (SELECT * FROM all_counters WHERE {counters})"
    return f"WITH {relations} {sql}"


_ALL_HALLS = [0]


def filters_of(search: str, hall_count: int, page: Page, history: History) -> list[Filter]:
    """Return what an address asks for: the period, and the one that it is compared with."""
    names = years.halls(hall_count)
    city = a_city(hall_count)
    of = {hall.id: hall.district for hall in city.halls}
    choices = ["city", *(f"district:{one.id}" for one in city.districts), *(f"hall:{name}" for name in names)]
    choice, period, than, narrowed = asked_of(search, choices=choices, span=history.span(names), today=years.BEGIN)
    kind, _, named = choice.partition(":")
    halls = {"city": names, "district": [hall for hall in names if of[hall] == named], "hall": [named]}[kind]
    found = question(choice, halls, period, than, narrowed)
    return [found.now, *([found.then] if found.then is not None else [])]


def at(times: Sequence[float], share: float) -> float:
    return float(pd.Series(times).quantile(share))


def ask(directory: Path, hall_count: int) -> None:
    _ALL_HALLS[0] = hall_count
    with tempfile.TemporaryDirectory() as folder:
        url = sqlite_url(Path(folder) / "onewindow.db")
        initialise(url, a_city(hall_count))
        reader = open_database(url, create=False, reader=True)
        bare = duckdb.connect(":memory:", config={"memory_limit": "1GB", "threads": THREADS})
        for kind in ("tickets", "counters"):
            bare.execute(f"CREATE VIEW all_{kind} AS SELECT * FROM read_parquet('{directory}/{kind}/*/*.parquet')")
        took: dict[tuple[str, str], list[Took]] = {}
        for number in range(PASSES + 1):
            begun = time.perf_counter()
            history = Timed(directory)
            history.warm()
            print(f"in memory after {time.perf_counter() - begun:.1f} s; peak {peak_mib()} MiB", flush=True)
            page = Page(reader, "city", history=history)  # new ones each pass: nothing is answered from the pass before
            for name in PAGES:
                for label, search in QUESTIONS.items():
                    found = answer(page, history, name, f"?{search}")
                    if number:  # the first pass reads the libraries in
                        took.setdefault((name, label), []).append(found)
            if number < PASSES:
                history.close()
        print(f"peak {peak_mib()} MiB", flush=True)
        plain = {
            (name, label): plain_ms(bare, name, filters_of(QUESTIONS[label], hall_count, page, history))
            for name in PAGES
            for label in COMPARED
        }
        report(took, plain)
        reader.close()


def report(took: dict[tuple[str, str], list[Took]], plain: dict[tuple[str, str], float]) -> None:
    print(
        f"medians of {PASSES} passes: the whole answer, its queries (ms), its size (kB), the plain queries over the files (ms), ratio"
    )
    for (name, label), found in took.items():
        whole, bare = statistics.median(one.answer_ms for one in found), plain.get((name, label))
        queries = statistics.median(one.queries_ms for one in found)
        compared = "" if bare is None else f"{bare:8.0f}{whole / bare:7.2f}"
        print(f"  {name:<11}{label:<44}{whole:7.0f}{queries:7.0f}{found[0].size // 1000:7d}{compared}")
    for name in (*PAGES, "all pages"):
        times = [one.answer_ms for (page, _), found in took.items() if name in (page, "all pages") for one in found]
        print(f"  {name}: p50 {at(times, 0.5):.0f} ms, p95 {at(times, 0.95):.0f} ms, worst {max(times):.0f} ms")
    alone = sum(plain[name, YEARS_ALL] for name in PAGES)
    for kind, of in (("answers", "answer_ms"), ("their queries", "queries_ms"), ("their processor time", "processor_ms")):
        spent = {
            label: sum(statistics.median(getattr(one, of) for one in took[name, label]) for name in PAGES)
            for label in (YEARS_ALL, YEARS_ONE)
        }
        print(
            f"{kind} of all pages over two years: a hall of a hundred costs {spent[YEARS_ONE] / spent[YEARS_ALL]:.2f} of all, "
            f"all halls {spent[YEARS_ALL] / alone:.2f} of the plain queries' time"
        )


def main() -> None:
    run("tests.bench.pages", ask)


if __name__ == "__main__":
    main()
